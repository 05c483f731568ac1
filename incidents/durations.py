"""Named durations: pairs of milestones, each as wide as what is known, never a guessed zero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from incidents.models import Incident
from timelines.when import Duration, Precision, When


class State(StrEnum):
    """What is known about a duration."""

    RECORDED = "recorded"
    PENDING = "pending"  # one of its ends is not on the timeline (yet)
    NOT_APPLICABLE = "not applicable"  # it never will be
    INVALID = "invalid"  # the end is certainly before the beginning


@dataclass(frozen=True, slots=True)
class Named:
    """One pair: from the start to a milestone (or to the first public post)."""

    name: str
    label: str
    begin: str
    end: str


NAMED = (
    Named("time-to-detect", "Start to detection", "started", "detected"),
    Named("time-to-first-post", "to first public post", "started", "first-post"),
    Named("time-to-identify", "to identified", "started", "identified"),
    Named("time-to-mitigate", "to mitigated", "started", "mitigated"),
    Named("time-to-resolve", "to resolved", "started", "resolved"),
)


@dataclass(frozen=True, slots=True)
class NamedDuration:
    """A pair with what this incident's timeline says of it."""

    named: Named
    state: State
    duration: Duration | None  # only when recorded
    said: str  # in words: why it is as wide as it is, or why there is none

    @property
    def is_recorded(self) -> bool:
        return self.state == State.RECORDED

    @property
    def is_told(self) -> bool:
        """Whether both its ends are on the timeline, in whichever order."""
        return self.state in (State.RECORDED, State.INVALID)


def durations_of(incident: Incident) -> list[NamedDuration]:
    """Every named duration of the incident, in the order of `NAMED`."""
    told = incident.milestones_told
    return [_duration(named, told, incident) for named in NAMED]


def duration_to_resolve(incident: Incident) -> NamedDuration:
    """How long it lasted, for a list row."""
    return _duration(NAMED[-1], incident.milestones_told, incident)


def _duration(named: Named, told: dict[str, When], incident: Incident) -> NamedDuration:
    begin, end = told.get(named.begin), told.get(named.end)
    if begin is None or end is None:
        return _missing(named, begin, incident)
    lasted = end - begin
    if lasted.invalid:
        said = f"{end.text(day=False)} is before the start; correct one of the two"
        return NamedDuration(named, State.INVALID, None, said)
    return NamedDuration(named, State.RECORDED, lasted, _why_so_wide(begin, end))


def _missing(named: Named, begin: When | None, incident: Incident) -> NamedDuration:
    if never := _never(named, incident):
        return NamedDuration(named, State.NOT_APPLICABLE, None, never)
    if incident.is_open:
        return NamedDuration(named, State.PENDING, None, "not yet")
    missing = "the start is not stated" if begin is None else "not stated"
    return NamedDuration(named, State.PENDING, None, missing)


def _never(named: Named, incident: Incident) -> str:
    """Why this duration cannot exist for the incident; empty when it can."""
    if incident.status == Incident.Status.CANCELLED:
        return "the incident was cancelled"
    if incident.kind == Incident.Kind.NEAR_MISS and named.end in ("mitigated", "resolved", "first-post"):
        return "a near miss: nobody was hurt"
    if named.end == "first-post" and not incident.is_open:
        return "nothing was posted"
    return ""


def _why_so_wide(begin: When, end: When) -> str:
    """The ends in words, so that a reader sees which of them is soft."""
    soft = {Precision.APPROXIMATE: "approximate", Precision.DAY: "a day only", Precision.HOUR: "an hour only"}
    words = [f"{end.text(day=False)}"]
    if begin.precision in soft:
        words.append(f"start is {soft[begin.precision]}")
    elif begin.precision == Precision.RANGE:
        words.append(f"start is {begin.text(day=False)}")
    return ", ".join(words)

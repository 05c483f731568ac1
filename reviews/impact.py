"""How long it hurt: hours of impact, split exactly at a week's borders and never narrower than their ends.

A window whose ends are soft has a part that is certain, from the latest moment it may have begun to the
earliest it may have ended, and a possible part around that. Both are cut at the borders, so the certain and
the possible hours of consecutive weeks add up to those of the whole. Windows of one incident that overlap
count once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from incidents.models import ImpactWindow, Incident
from timelines.when import Duration, When

NOTHING = timedelta(0)
MOMENT = timedelta(microseconds=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Stretch:
    """When something lasted: for certain, and at most. Aware, half-open.

    Where a side has no bound ("by 14:30", "after 23:00"), `possible` ends at the bound that is known, and
    `open_at` has an instant just beyond it.
    """

    certain: Span | None
    possible: Span
    open_at: tuple[datetime, ...] = ()


def stretch(began: When, ended: When) -> Stretch:
    """From one moment to another that does not certainly lie before it."""
    first = began.latest if began.earliest is None else began.earliest
    last = ended.earliest if ended.latest is None else ended.latest
    low, high = min(first, last), max(first, last)
    open_at = (low - MOMENT,) if began.earliest is None else ()
    open_at += (high,) if ended.latest is None else ()
    certain = None
    if began.latest and ended.earliest and began.latest < ended.earliest:
        certain = (began.latest, ended.earliest)
    return Stretch(certain, (low, high), open_at)


def stretch_until(began: When, now: datetime) -> Stretch:
    """From a moment until now, for what goes on."""
    low = began.latest if began.earliest is None else began.earliest
    open_at = (low - MOMENT,) if began.earliest is None else ()
    certain = (began.latest, now) if began.latest and began.latest < now else None
    return Stretch(certain, (low, max(low, now)), open_at)


def hours_within(stretches: Iterable[Stretch], start: datetime, end: datetime) -> Duration:
    """How much of [start, end) lies in any of them: the least and the most it may be.

    The most is None where a side without a bound lies in [start, end): nobody knows how far it reached.
    Weeks beyond the bound count nothing for it.
    """
    stretches = list(stretches)
    certain = _covered((each.certain for each in stretches if each.certain), start, end)
    possible = _covered((each.possible for each in stretches), start, end)
    is_open = any(start <= bound < end for each in stretches for bound in each.open_at)
    return Duration(certain, None if is_open else max(possible, certain))


def _covered(spans: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """The length of the union of `spans` within [start, end)."""
    covered, reached = NOTHING, start
    for first, last in sorted(spans):
        first, last = max(first, reached), min(last, end)
        if last > first:
            covered += last - first
            reached = last
    return covered


def added(durations: Iterable[Duration]) -> Duration | None:
    """The sum, as wide as all of them together; None of nothing."""
    durations = list(durations)
    if not durations:
        return None
    longest = [duration.longest for duration in durations]
    total = None if None in longest else sum(longest, NOTHING)
    return Duration(sum((duration.shortest for duration in durations), NOTHING), total)


class Told(StrEnum):
    """What is known of an incident's impact."""

    COUNTED = "counted"
    NO_END = "no end stated"
    NO_BEGINNING = "no beginning stated"
    NOT_KNOWN = "not known"  # its times leave everything open
    INVALID = "ends before it starts"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact of one incident within one week."""

    told: Told
    duration: Duration | None  # within the week, only where counted; of no length where none fell into it
    windows: int  # that were counted; 0: from its start to its end, for no window is stated
    is_going_on: bool  # counted up to the moment of the report, or the end of the week
    said: str  # what a reader should know of the figure

    @property
    def is_counted(self) -> bool:
        return self.told == Told.COUNTED

    @property
    def is_some(self) -> bool:
        """Whether any of it lies, or may lie, in the week."""
        return self.is_counted and (self.duration.longest is None or self.duration.longest > NOTHING)


def impact_of(incident: Incident, began: When | None, ended: When | None, span: Span) -> Impact:
    """The impact of an incident within `span`, the part of a week that is over.

    What goes on is counted to the end of `span`. `began` and `ended` are what the timeline states; the impact
    windows come prefetched. Announced maintenance is no impact.
    """
    if incident.kind in (Incident.Kind.NEAR_MISS, Incident.Kind.DRILL):
        return _uncounted(Told.NOT_APPLICABLE, f"a {incident.get_kind_display()}")
    held = list(incident.impact_windows.all())
    windows = [window for window in held if window.level != ImpactWindow.Level.MAINTENANCE]
    if windows:
        return _of_windows(incident, windows, ended, span)
    if held:
        return _uncounted(Told.NOT_APPLICABLE, "maintenance only")
    if incident.kind == Incident.Kind.VENDOR:
        # Its page tells what was hurt; an incident there may be an announcement, and hurt nothing.
        return _uncounted(Told.NOT_KNOWN, "the vendor names no component that was hurt")
    return _of_its_life(incident, began, ended, span)


def _of_windows(incident: Incident, windows: list, ended: When | None, span: Span) -> Impact:
    stretches, notes = [], []
    going_on = False
    for window in windows:
        if window.ended is not None:
            stretches.append(stretch(window.began, window.ended))
        elif ended is not None:
            # The incident is over, so its impact is too: nobody says since when.
            stretches.append(_until_at_most(window.began, ended))
            notes.append("a window has no end: taken to have ended when the incident was resolved, or before")
        elif incident.is_open:
            going_on = True
            stretches.append(stretch_until(window.began, span[1]))
        else:
            return _uncounted(Told.NO_END, "a window has no end, and neither has the incident")
    return _measured(stretches, span, len(windows), going_on, notes)


def _of_its_life(incident: Incident, began: When | None, ended: When | None, span: Span) -> Impact:
    """From start to resolution, where nobody states a window."""
    if began is None:
        return _uncounted(Told.NO_BEGINNING, "neither its start nor a window is stated")
    if ended is None and not incident.is_open:
        return _uncounted(Told.NO_END, "neither its end nor a window is stated")
    if ended is not None and (ended - began).invalid:
        return _uncounted(Told.INVALID, "its end is before its start")
    lasted = stretch_until(began, span[1]) if ended is None else stretch(began, ended)
    return _measured([lasted], span, 0, ended is None, ["from start to resolution, for no window is stated"])


def _measured(stretches: list[Stretch], span: Span, windows: int, going_on: bool, notes: list[str]) -> Impact:
    duration = hours_within(stretches, *span)
    if duration.longest is None and duration.shortest == NOTHING:
        return _uncounted(Told.NOT_KNOWN, "its times leave open how long it lasted")
    if duration.longest is None:
        notes = [*notes, "one of its ends has no bound"]
    return Impact(Told.COUNTED, duration, windows, going_on, "; ".join(dict.fromkeys(notes)))


def _until_at_most(began: When, ended: When) -> Stretch:
    """A stretch that was over by `ended`: nothing of it is certain."""
    whole = stretch(began, ended)
    return Stretch(None, whole.possible, whole.open_at)


def _uncounted(told: Told, said: str) -> Impact:
    return Impact(told, None, 0, False, said)

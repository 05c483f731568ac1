"""Which week an incident belongs to, and what it did in it.

A moment that is an interval may lie in two weeks. Each is placed by one instant, the same everywhere: its
`When.best`, kept inside its bounds. So every incident is new in exactly one week and resolved in one at most,
and where the other side of a border is possible, that is written beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from incidents.durations import NamedDuration, durations_of
from incidents.models import Incident
from reviews.impact import Impact, impact_of
from reviews.week import Period, Week
from timelines.when import Precision, When

MOMENT = timedelta(microseconds=1)


class Place(StrEnum):
    """What an incident is to a week."""

    NEW = "new"  # it began in it
    CONTINUING = "continuing"  # it began before, and was not resolved in it
    RESOLVED = "resolved"  # it began before, and was resolved in it
    BORDER = "at the border"  # it counts elsewhere, but something of it may lie here


class BegunBy(StrEnum):
    """What says when an incident began."""

    STARTED = "started"
    WINDOW = "its first impact window"
    MARK = "its first mark"
    RECORD = "when it was written down"


@dataclass(frozen=True, slots=True)
class Life:
    """From when to when an incident lasted, as well as that is told."""

    began: When
    begun_by: BegunBy
    ended: When | None  # None: it goes on, or nobody says
    goes_on: bool
    durations: Mapping[str, NamedDuration] = field(default_factory=dict)  # by their names

    @property
    def began_at(self) -> datetime:
        return instant_of(self.began)

    @property
    def ended_at(self) -> datetime | None:
        return instant_of(self.ended) if self.ended else None

    @property
    def started(self) -> When | None:
        """The beginning, only where the timeline states it."""
        return self.began if self.begun_by == BegunBy.STARTED else None


@dataclass(frozen=True, slots=True)
class Placed:
    """An incident in a week."""

    incident: Incident
    life: Life
    place: Place
    is_resolved_here: bool
    is_open_at_end: bool  # not resolved by the end of the week, or by the moment of the report
    impact: Impact
    notes: tuple[str, ...]  # what may be different, in words


def instant_of(when: When) -> datetime:
    """The one instant a moment is placed by, aware UTC; always inside its bounds."""
    best = when.best
    if when.latest is not None and best >= when.latest:
        return when.latest - MOMENT
    return best


def life_of(incident: Incident) -> Life:
    """When an incident lasted. Its impact windows come prefetched."""
    told = incident.milestones_told
    ended = told.pop("resolved", None)
    began, begun_by = _beginning(incident, told)
    durations = {held.named.name: held for held in durations_of(incident)}
    return Life(began, begun_by, ended, ended is None and incident.is_open, durations)


def _beginning(incident: Incident, told: dict[str, When]) -> tuple[When, BegunBy]:
    if "started" in told:
        return told["started"], BegunBy.STARTED
    if windows := [window.began for window in incident.impact_windows.all()]:
        return min(windows, key=_order), BegunBy.WINDOW
    if told:
        return min(told.values(), key=_order), BegunBy.MARK
    return When.at(incident.opened_at, Precision.MINUTE), BegunBy.RECORD


def _order(when: When) -> tuple:
    """Total: of two equal times the words decide, so that the order of rows never does."""
    return (*when.key, when.zone, when.words)


def place(incident: Incident, life: Life, period: Period) -> Placed | None:
    """An incident that lasted for `life`, as it stands in a week; None where it has nothing to do there."""
    week = period.week
    impact = impact_of(incident, life.started, life.ended, (period.start, period.until))
    found = _place(life, period, impact)
    if found is None:
        return None
    ended_at = life.ended_at
    return Placed(
        incident=incident,
        life=life,
        place=found,
        is_resolved_here=ended_at is not None and ended_at in week,
        is_open_at_end=life.goes_on or (ended_at is not None and ended_at >= week.end),
        impact=impact,
        notes=tuple(_notes(life, found, week)),
    )


def _place(life: Life, period: Period, impact: Impact) -> Place | None:
    week, began_at, ended_at = period.week, life.began_at, life.ended_at
    if began_at in week:
        return Place.NEW
    if began_at < week.start and ended_at is not None and ended_at in week:
        return Place.RESOLVED
    if began_at < week.start and (ended_at >= week.end if ended_at else life.goes_on and period.has_begun):
        return Place.CONTINUING
    if impact.is_some:
        # An end that nobody states does not keep an incident out of a week that its windows reach into.
        unstated = ended_at is None and began_at < week.start and impact.duration.shortest
        return Place.CONTINUING if unstated else Place.BORDER
    return Place.BORDER if _may_lie_in(week, life.began, life.ended) else None


def _may_lie_in(week: Week, *moments: When | None) -> bool:
    """Whether one of the moments, if it has two bounds, may lie in the week."""
    closed = [when for when in moments if when is not None and not when.is_open]
    return any(when.earliest < week.end and when.latest > week.start for when in closed)


def _notes(life: Life, found: Place, week: Week):
    if life.begun_by != BegunBy.STARTED:
        yield f"start not stated, placed by {life.begun_by}"
    if found == Place.NEW:
        yield from _beyond("begun", life.began, week)
    elif _may_lie_in(week, life.began):
        yield f"counted as begun in {_week_of(life.began_at, week)}, may have begun in this week"
    if found == Place.BORDER and life.began_at < week.start and not _may_lie_in(week, life.began, life.ended):
        yield "its impact reaches into this week"
    if life.ended is None:
        return
    if life.ended_at in week:
        yield from _beyond("been resolved", life.ended, week)
    elif _may_lie_in(week, life.ended):
        yield f"counted as resolved in {_week_of(life.ended_at, week)}, may have been resolved in this week"


def _week_of(moment: datetime, week: Week) -> str:
    """The name of another week, short where it is of the same year."""
    year, number, _ = week.day_of(moment).isocalendar()
    other = Week(year, number, week.zone)
    return other.short if year == week.year else str(other)


def _beyond(did: str, when: When, week: Week):
    """What is said of a moment that may lie outside the week it is counted in.

    Of an open one nothing: it is shown as "by" or "after", which says it.
    """
    if when.is_open:
        return
    if when.earliest < week.start:
        yield f"may have {did} before this week"
    if when.latest > week.end:
        yield f"may have {did} after this week"

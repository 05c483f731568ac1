"""The weekly review as plain data: no HTTP, no markup, no clock.

`review()` is asked by the page, the API, the export command and the task that prepares a week; each hands in
what may be seen and the moment of the report. The same data gives the same report.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from incidents.durations import NamedDuration
from incidents.markdown import plain_text
from incidents.models import Incident
from incidents.resurfacing import SeenBefore, seen_before
from reviews.actions import Actions, actions_in
from reviews.gathering import told_of
from reviews.impact import Impact, Told, added
from reviews.medians import Median, median_of
from reviews.placing import Life, Place, Placed, life_of, place
from reviews.postmortems import Postmortems, due_date_of, postmortems_in, published_on
from reviews.week import Period, Week
from timelines.when import Duration, When

OURS = (Incident.Kind.INCIDENT, Incident.Kind.PUBLIC_WRITE_UP)
ECHOES = 3  # lines of what was there before
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")


@dataclass(frozen=True, slots=True)
class SeverityMark:
    name: str
    order: int  # 1 is the worst
    colour: int  # 1 to 5
    meaning: str


@dataclass(frozen=True, slots=True)
class IncidentInWeek:
    """One incident, as far as the week is concerned."""

    number: int
    reference: str
    title: str  # Markdown, one line
    address: str  # path
    kind: str
    kind_said: str
    status: str
    status_said: str
    severity: SeverityMark | None
    organisation: str
    summary: str  # its first sentence, without markup
    place: Place
    is_resolved_here: bool
    is_open_at_end: bool
    life: Life
    marks: tuple[tuple[str, When], ...]  # milestones and “first-post”, in the order of time
    lasted: NamedDuration
    first_post: NamedDuration
    impact: Impact
    postmortem_due: date | None
    postmortem_on: date | None  # published on
    notes: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        return self.place == Place.NEW


@dataclass(frozen=True, slots=True)
class ImpactTotal:
    """Hours of impact of several incidents within a week, and how many are not in the sum."""

    duration: Duration | None  # None: no incident had any
    n: int  # incidents with impact in the week
    going_on: int  # of them, counted to the end of the week or the moment of the report
    unbounded: int  # of them, with an end that has no bound
    without_windows: int  # of them, counted from start to resolution
    at_border: int  # of them, counted in another week otherwise
    missing: tuple[tuple[Told, int], ...]  # why others are not counted


@dataclass(frozen=True, slots=True)
class Figures:
    """The head of a review: counts, impact and medians of one kind of incidents in one week."""

    new: int
    from_before: int
    resolved: int
    open_at_end: int
    border: int
    severities: tuple[tuple[str, int], ...]  # of the new ones, the worst first; "" for none set
    impact: ImpactTotal
    first_post: Median  # of the new ones
    resolve: Median  # of the new ones

    @property
    def total(self) -> int:
        return self.new + self.from_before


@dataclass(frozen=True, slots=True)
class Report:
    """The review of one week. Each list is in its own order and complete, unless its class says otherwise."""

    week: Week
    as_of: datetime | None  # the moment of the report; None: the week is over, and nothing depends on it
    today: date  # the day it is of: what was due before is overdue. Of a past week, the Monday after it
    has_begun: bool
    figures: Figures  # of our own incidents, as are the lists down to `border`
    before: Figures  # the same of the week before
    new: tuple[IncidentInWeek, ...]
    resolved: tuple[IncidentInWeek, ...]  # begun before, resolved in the week
    continuing: tuple[IncidentInWeek, ...]  # begun before, open at its end
    border: tuple[IncidentInWeek, ...]  # counted in another week
    vendors: tuple[IncidentInWeek, ...]
    vendor_figures: Figures
    near_misses: tuple[IncidentInWeek, ...]
    drills: tuple[IncidentInWeek, ...]
    postmortems: Postmortems
    actions: Actions
    seen_before: SeenBefore = field(default_factory=SeenBefore)

    @property
    def is_over(self) -> bool:
        return self.as_of is None

    @property
    def from_before(self) -> tuple[IncidentInWeek, ...]:
        return self.resolved + self.continuing

    @property
    def apart(self) -> tuple[IncidentInWeek, ...]:
        return self.near_misses + self.drills

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to talk about."""
        incidents = self.new or self.from_before or self.border or self.vendors or self.apart
        written = self.postmortems.published or self.postmortems.due or self.postmortems.overdue
        actions = self.actions
        return not (incidents or written or actions.opened or actions.closed or actions.carried_over)


def review(week: Week, *, as_of: datetime, visible: QuerySet) -> Report:
    """The review of `week` at the moment `as_of` (aware), of the incidents `visible`, in 19 queries at most.

    `visible` is what the reader may see (`Incident.objects.visible_to(user)`), or all there is.
    """
    period = Period(week, as_of)
    kept = visible.exclude(status=Incident.Status.CANCELLED)
    told = [(one, life_of(one)) for one in told_of(kept, period.previous.start, week.end)]
    ours = _of_kinds(told, *OURS)
    here = _placed(ours, period)
    vendors = _placed(_of_kinds(told, Incident.Kind.VENDOR), period)
    return Report(
        week=week,
        as_of=None if period.is_over else as_of,
        today=period.today,
        has_begun=period.has_begun,
        figures=_figures(here),
        before=_figures(_placed(ours, period.previous)),
        new=_listed(here, period, Place.NEW),
        resolved=_listed(here, period, Place.RESOLVED),
        continuing=_listed(here, period, Place.CONTINUING),
        border=_listed(here, period, Place.BORDER),
        vendors=_listed(vendors, period, Place.NEW, Place.RESOLVED, Place.CONTINUING),
        vendor_figures=_figures(vendors),
        near_misses=_listed(_placed(_of_kinds(told, Incident.Kind.NEAR_MISS), period), period, Place.NEW),
        drills=_listed(_placed(_of_kinds(told, Incident.Kind.DRILL), period), period, Place.NEW),
        postmortems=postmortems_in(kept, period),
        actions=actions_in(kept, period),
        seen_before=_seen_before(here, visible, week),
    )


def _seen_before(here: list[Placed], visible: QuerySet, week: Week) -> SeenBefore:
    new = [placed.incident for placed in here if placed.place == Place.NEW]
    return seen_before(visible, new, week.days, most=ECHOES, zone=week.zone)


def _of_kinds(told: list[tuple[Incident, Life]], *kinds: str) -> list[tuple[Incident, Life]]:
    return [(incident, life) for incident, life in told if incident.kind in kinds]


def _placed(told: list[tuple[Incident, Life]], period: Period) -> list[Placed]:
    """Those with something to do in the week, by when they began."""
    found = [placed for incident, life in told if (placed := place(incident, life, period))]
    return sorted(found, key=lambda placed: (placed.life.began_at, placed.incident.number))


def _figures(placed: list[Placed]) -> Figures:
    new = [one for one in placed if one.place == Place.NEW]
    here = [one for one in placed if one.place != Place.BORDER]
    return Figures(
        new=len(new),
        from_before=len(here) - len(new),
        resolved=sum(one.is_resolved_here for one in here),
        open_at_end=sum(one.is_open_at_end for one in here),
        border=len(placed) - len(here),
        severities=_severities(new),
        impact=_impact(placed),
        first_post=_median(new, "time-to-first-post"),
        resolve=_median(new, "time-to-resolve"),
    )


def _severities(placed: list[Placed]) -> tuple[tuple[str, int], ...]:
    marks = [one.incident.severity for one in placed]
    counted = Counter((mark.order, mark.name) if mark else (10_000, "") for mark in marks)
    return tuple((name, number) for (_, name), number in sorted(counted.items()))


def _impact(placed: list[Placed]) -> ImpactTotal:
    some = [one.impact for one in placed if one.impact.is_some]
    missing = Counter(
        one.impact.told for one in placed if not one.impact.is_counted and one.place == Place.NEW
    )
    return ImpactTotal(
        duration=added(impact.duration for impact in some),
        n=len(some),
        going_on=sum(impact.is_going_on for impact in some),
        unbounded=sum(impact.duration.longest is None for impact in some),
        without_windows=sum(not impact.windows for impact in some),
        at_border=sum(one.place == Place.BORDER and one.impact.is_some for one in placed),
        missing=tuple((told, missing[told]) for told in Told if missing[told]),
    )


def _median(placed: list[Placed], name: str) -> Median:
    return median_of((one.life.durations[name], one.incident.is_open) for one in placed)


def _listed(placed: list[Placed], period: Period, *places: Place) -> tuple[IncidentInWeek, ...]:
    return tuple(_told(one, period) for one in placed if one.place in places)


def _told(one: Placed, period: Period) -> IncidentInWeek:
    incident = one.incident
    return IncidentInWeek(
        number=incident.number,
        reference=incident.reference,
        title=incident.title,
        address=incident.get_absolute_url(),
        kind=incident.kind,
        kind_said=incident.get_kind_display(),
        status=incident.status,
        status_said=incident.get_status_display(),
        severity=_mark_of(incident),
        organisation=incident.organisation.name if incident.organisation else "",
        summary=first_sentence(incident.summary),
        place=one.place,
        is_resolved_here=one.is_resolved_here,
        is_open_at_end=one.is_open_at_end,
        life=one.life,
        marks=_marks(incident),
        lasted=one.life.durations["time-to-resolve"],
        first_post=one.life.durations["time-to-first-post"],
        impact=one.impact,
        postmortem_due=due_date_of(incident, period.week),
        postmortem_on=published_on(incident, period),
        notes=one.notes,
    )


def _mark_of(incident: Incident) -> SeverityMark | None:
    held = incident.severity
    return SeverityMark(held.name, held.order, held.colour, held.meaning) if held else None


def _marks(incident: Incident) -> tuple[tuple[str, When], ...]:
    told = incident.milestones_told
    return tuple(sorted(told.items(), key=lambda named: (*named[1].key, named[0])))


def first_sentence(text: str) -> str:
    """How a Markdown text begins, on one line and without markup."""
    paragraph = text.strip().split("\n\n", 1)[0][:2_000]
    return SENTENCE_END.split(" ".join(plain_text(paragraph).split()), maxsplit=1)[0]

"""Incidents as rows of a list: ordered, paged, each with its bar on one fixed scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString

from incidents.durations import NamedDuration, duration_to_resolve
from incidents.models import Incident
from incidents.models.incident import LONG_AGO, STARTED_OR_NEVER
from incidents.seek import Key, SeekPage, seek
from timelines.drawing import draw_tiny
from timelines.when import Duration, Precision, When

SCALE = timedelta(hours=48)  # one fixed scale for all bars, stated below the list
BAR_WIDTH, BAR_HEIGHT = 150, 12  # px

STARTED = Key("started_or_never", falling=True, parse=datetime.fromisoformat)
SORTS = {
    "started": (STARTED, Key("number", falling=True)),
    "oldest": (Key("started_or_never", parse=datetime.fromisoformat), Key("number")),
    "number": (Key("number", falling=True),),
    "severity": (Key("severity_order"), STARTED, Key("number", falling=True)),
    "updated": (Key("updated_at", falling=True, parse=datetime.fromisoformat), Key("number", falling=True)),
}
NO_SEVERITY = 1000


def sorted_page(incidents: QuerySet, sort: str, cursor: str) -> SeekPage:
    """One page in an order of `SORTS`; incidents whose start nobody states come last."""
    incidents = incidents.annotate(
        started_or_never=STARTED_OR_NEVER,
        severity_order=Coalesce("severity__order", Value(NO_SEVERITY)),
    )
    return seek(incidents, SORTS[sort], cursor)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident with its start, how long it lasted and a bar of that."""

    incident: Incident
    started: When | None
    lasted: NamedDuration
    so_far: str  # for an open one that has begun: how long until now
    bar: SafeString


def incident_rows(incidents: Iterable[Incident], now: datetime | None = None) -> list[IncidentRow]:
    """What the rows of a list show. `now` is aware; it matters only for incidents that are still open."""
    now = now or timezone.now()
    return [_row(incident, now) for incident in incidents]


def _row(incident: Incident, now: datetime) -> IncidentRow:
    started = incident.milestones_told.get("started")
    lasted = duration_to_resolve(incident)
    so_far = so_far_of(incident, now) if not lasted.is_recorded else None
    going_on = so_far is not None
    level = incident.severity.colour if incident.severity else 4
    bar = draw_lasted(so_far or lasted.duration, level, going_on=going_on)
    return IncidentRow(incident, started, lasted, so_far.short if so_far else "", bar)


def so_far_of(incident: Incident, now: datetime) -> Duration | None:
    """How long an open incident has lasted until `now`; None for one whose start is not stated or to come."""
    started = incident.milestones_told.get("started")
    if started is None or not incident.is_open:
        return None
    lasted = When.at(now) - started
    return None if lasted.invalid else lasted


def draw_lasted(duration: Duration | None, level: int, *, going_on: bool) -> SafeString:
    """A bar from the left edge as long as the duration, pale where it may be longer, on the list's scale.

    None: only the line. `going_on` ends it with a ring.
    """
    begin, finish = LONG_AGO, LONG_AGO + SCALE
    if duration is None or duration.invalid:
        return draw_tiny(None, None, begin, finish, width=BAR_WIDTH, height=BAR_HEIGHT)
    zero = When(begin, begin, Precision.SECOND)
    shortest = begin + max(duration.shortest, timedelta())
    longest = shortest if going_on else begin + (duration.longest or SCALE)
    end = When(shortest, max(longest, shortest), Precision.RANGE)
    size = {"width": BAR_WIDTH, "height": BAR_HEIGHT}
    if going_on:
        return draw_tiny(zero, None, begin, finish, level=level, now=min(shortest, finish), **size)
    return draw_tiny(zero, end, begin, finish, level=level, **size)

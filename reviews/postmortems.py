"""Postmortems around a week: published in it, due in it, overdue.

A postmortem is due DUE_AFTER an incident of our own (kind “incident”) was resolved, counted from the latest
moment that may have been, and is overdue from the day after until it is published. An incident that is open,
or whose end nobody states, owes none yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from incidents.models import Incident
from reviews.week import Period, Week
from timelines.when.widths import midnight

DUE_AFTER = timedelta(days=14)
LISTED = 50
MOMENT = timedelta(microseconds=1)
RESOLVED_BY = Coalesce("resolved_range__endswith", "resolved_range__startswith")
ENDED = (Incident.Status.RESOLVED, Incident.Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Owed:
    """The postmortem of one incident."""

    reference: str
    title: str
    address: str  # path of the postmortem
    due: date | None  # None: none was due
    published_on: date | None  # None: not by the end of the week


@dataclass(frozen=True, slots=True)
class Postmortems:
    published: tuple[Owed, ...]  # in the week, in the order they came out
    due: tuple[Owed, ...]  # in the week, published or not
    overdue: int  # due before the week, and not published by its end
    overdue_list: tuple[Owed, ...]  # the first of them, oldest first


def postmortems_in(incidents: QuerySet, period: Period) -> Postmortems:
    """The postmortems of `incidents`, which are those that may be seen, around a week."""
    week, until = period.week, period.until
    rows = incidents.select_related("postmortem").annotate(resolved_by=RESOLVED_BY)
    rows = rows.only("number", "title", "kind", "status", "resolved_range", "postmortem__published_at")
    published = rows.filter(postmortem__published_at__gte=week.start, postmortem__published_at__lt=until)
    owing = rows.filter(kind=Incident.Kind.INCIDENT, status__in=ENDED).order_by("resolved_by", "number")
    # A day is due when the resolution lies DUE_AFTER before it; upper bounds are not part of their range.
    begin = midnight(week.first_day - DUE_AFTER, week.zone)
    end = midnight(week.last_day + timedelta(days=1) - DUE_AFTER, week.zone)
    not_out = Q(postmortem=None) | Q(postmortem__published_at=None) | Q(postmortem__published_at__gte=until)
    overdue = owing.filter(not_out, resolved_by__lte=begin)
    return Postmortems(
        published=_owed(published.order_by("postmortem__published_at", "number"), period),
        due=_owed(owing.filter(resolved_by__gt=begin, resolved_by__lte=end), period),
        overdue=overdue.count(),
        overdue_list=_owed(overdue[:LISTED], period),
    )


def due_date_of(incident: Incident, week: Week) -> date | None:
    """The day on which the incident's postmortem is due, in the week's zone; None where none is owed."""
    resolved = incident.resolved_range
    if incident.kind != Incident.Kind.INCIDENT or incident.status not in ENDED or resolved is None:
        return None
    last = resolved.upper - MOMENT if resolved.upper else resolved.lower
    return week.day_of(last) + DUE_AFTER


def published_on(incident: Incident, period: Period) -> date | None:
    """The day on which its postmortem came out, in the week's zone; None where it had not by `until`."""
    postmortem = getattr(incident, "postmortem", None)
    published_at = postmortem and postmortem.published_at
    return period.week.day_of(published_at) if published_at and published_at < period.until else None


def _owed(rows: QuerySet, period: Period) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            reference=incident.reference,
            title=incident.title,
            address=reverse("incidents:postmortem", args=[incident.number]),
            due=due_date_of(incident, period.week),
            published_on=published_on(incident, period),
        )
        for incident in rows
    )

"""Incidents that may have to do with a stretch of time: few enough to look at each, in two queries."""

from __future__ import annotations

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q, QuerySet

from incidents.models import ImpactWindow, Incident

WINDOWS = Prefetch("impact_windows", ImpactWindow.objects.order_by("pk"))


def told_of(visible: QuerySet, start: datetime, end: datetime) -> list[Incident]:
    """Every incident of `visible` that `reviews.placing` could place in [start, end), and some more.

    With severity, organisation, postmortem and impact windows, by number. Cancelled ones are left out.
    """
    rows = visible.exclude(status=Incident.Status.CANCELLED).filter(_may_lie_in(start, end))
    rows = rows.select_related("severity", "organisation", "postmortem").defer("impact", "tags")
    return list(rows.prefetch_related(WINDOWS).order_by("number"))


def _may_lie_in(start: datetime, end: datetime) -> Q:
    span = DateTimeTZRange(start, end)
    began_before = Q(started_range__fully_lt=span)
    goes_on = Q(status__in=Incident.OPEN_STATUSES, resolved_range=None)
    ended_later = Q(resolved_range__fully_gt=span)
    return (
        Q(started_range__overlap=span)
        | Q(resolved_range__overlap=span)
        | (began_before & (goes_on | ended_later))
        | Q(pk__in=_windows_in(span).values("incident"))
        | _without_start(start, end, goes_on)
    )


def _windows_in(span: DateTimeTZRange) -> QuerySet:
    """Impact windows that may reach into the span. One without an end reaches as far as its incident."""
    begins_or_ends = Q(began_range__overlap=span) | Q(ended_range__overlap=span)
    around = Q(began_range__fully_lt=span, ended_range__fully_gt=span)
    return ImpactWindow.objects.filter(begins_or_ends | around)


def _without_start(start: datetime, end: datetime, goes_on: Q) -> Q:
    """Incidents whose start nobody states: placed by another mark, or by when they were written down."""
    written_down = Q(opened_at__gte=start, opened_at__lt=end) | goes_on & Q(opened_at__lt=end)
    return Q(started_range=None) & (written_down | ~Q(milestone_times={}))

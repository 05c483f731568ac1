"""Incidents that may have to do with a stretch of time: few enough to look at each, in two queries."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from incidents.models import ImpactWindow, Incident

WINDOWS = Prefetch("impact_windows", ImpactWindow.objects.order_by("pk"))


def told_of(visible: QuerySet, start: datetime, end: datetime) -> list[Incident]:
    """Every incident of `visible` that `reviews.placing` could place in [start, end), and a few more.

    With severity, organisation, postmortem and impact windows, by number. Cancelled ones are left out.
    """
    rows = visible.exclude(status=Incident.Status.CANCELLED)
    rows = rows.annotate(**_known("started_range"), **_known("resolved_range"))
    rows = rows.filter(_may_lie_in(start, end)).select_related("severity", "organisation", "postmortem")
    return list(rows.defer("impact", "tags").prefetch_related(WINDOWS).order_by("number"))


def _known(column: str) -> dict[str, Coalesce]:
    """The first and last instant of a time; where one has no bound, the other: no week beyond counts it."""
    lower, upper = F(f"{column}__startswith"), F(f"{column}__endswith")
    return {f"{column}_first": Coalesce(lower, upper), f"{column}_last": Coalesce(upper, lower)}


def _around(column: str, start: datetime, end: datetime) -> Q:
    """The time may lie in the stretch. An instant more on either side does no harm."""
    return Q(**{f"{column}_first__lte": end, f"{column}_last__gte": start})


def _may_lie_in(start: datetime, end: datetime) -> Q:
    goes_on = Q(status__in=Incident.OPEN_STATUSES, resolved_range=None)
    lasts = goes_on | Q(resolved_range_last__gte=start)
    return (
        _around("started_range", start, end)
        | _around("resolved_range", start, end)
        | Q(started_range_first__lte=end) & lasts
        | Q(pk__in=_windows_in(start, end).values("incident"))
        | _without_start(start, end, goes_on)
    )


def _windows_in(start: datetime, end: datetime) -> QuerySet:
    """Impact windows that may reach into the stretch. One without an end reaches as far as its incident."""
    windows = ImpactWindow.objects.annotate(**_known("began_range"), **_known("ended_range"))
    lasts = Q(ended_range_last__gte=start) | Q(began_range_last__gte=start)
    return windows.filter(lasts, began_range_first__lte=end)


def _without_start(start: datetime, end: datetime, goes_on: Q) -> Q:
    """Incidents whose start nobody states: placed by another mark, or by when they were written down."""
    written_down = Q(opened_at__gte=start, opened_at__lt=end) | goes_on & Q(opened_at__lt=end)
    return Q(started_range=None) & (written_down | ~Q(milestone_times={}))

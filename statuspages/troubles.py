"""What pages said of their components in the last 90 days, as far as a person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from incidents.models import ImpactWindow
from statuspages.days import Trouble, first_day, midnight
from statuspages.models import ReportedComponent, ReportedIncident, ReportedWindow, StatusPage

LEVELS = {str(level): colour for level, colour in ImpactWindow.COLOURS.items()}
IMPACTS = {
    "critical": 1,
    "major": 2,
    "minor": 3,
}  # as Statuspage serves them, of incidents and of whole pages
STATUSES = {"major_outage": 1, "partial_outage": 2, "degraded_performance": 3, "under_maintenance": 4}
NOTICE = 4  # something was said, and not how bad it is


def component_troubles(reported: QuerySet, now: datetime) -> dict[int, list[Trouble]]:
    """Trouble by the key of the reported component, out of the windows that these incidents' posts tell."""
    found = defaultdict(list)
    for _, component, trouble in _windows(reported, now):
        found[component].append(trouble)
    return found


def page_troubles(reported: QuerySet, now: datetime) -> dict[int, list[Trouble]]:
    """Trouble by page: the windows of its components, and the whole of incidents that name no component."""
    found = defaultdict(list)
    for page, _, trouble in _windows(reported, now):
        found[page].append(trouble)
    for page, trouble in _without_windows(reported, now):
        found[page].append(trouble)
    return found


def _windows(reported: QuerySet, now: datetime) -> Iterator[tuple[int, int, Trouble]]:
    """(page, component, trouble) of every window that reaches into the last 90 days, as the page told it.

    What people have corrected since stands in the incident's own impact windows; a bar says what was said.
    """
    recent = Q(ended_range=None) | Q(ended_range__endswith=None)
    recent |= Q(ended_range__endswith__gte=midnight(first_day(now)))
    rows = ReportedWindow.objects.filter(recent, reported__in=reported).values_list(
        "reported__page",
        "component",
        "level",
        "began_range",
        "ended_range",
        "reported__state",
        "reported__gone_at",
    )
    for page, component, level, began, ended, state, gone in rows:
        goes_on = gone is None and state not in ReportedIncident.NOT_OPEN
        yield page, component, _trouble(LEVELS.get(level, NOTICE), began, ended, gone or now, goes_on)


def _trouble(level: int, began, ended, last: datetime, goes_on: bool) -> Trouble:
    """From two ranges as the database keeps them. Where no end is known it may last to `last`.

    If the incident `goes_on` it surely does.
    """
    begin, sure_begin = began.lower or began.upper, began.upper or began.lower
    if ended is None:
        return Trouble(level, begin, sure_begin, last if goes_on else sure_begin, max(last, begin))
    end = max(last, begin) if ended.upper is None else ended.upper
    return Trouble(level, begin, sure_begin, ended.lower or sure_begin, end)


def _without_windows(reported: QuerySet, now: datetime) -> Iterator[tuple[int, Trouble]]:
    """Reported incidents of which no component's window is known, for as long as they were open."""
    windows = ReportedWindow.objects.filter(reported=OuterRef("pk"))
    rows = reported.filter(~Exists(windows)).annotate(
        begin=Coalesce("vendor_created_at", "vendor_started_at", "first_seen_at"),
        end=Coalesce("vendor_resolved_at", "gone_at", "vendor_updated_at", "first_seen_at"),
    )
    still = Q(gone_at=None) & ~Q(state__in=ReportedIncident.NOT_OPEN)
    rows = rows.filter(still | Q(end__gte=midnight(first_day(now))))
    for page, impact, state, gone, begin, end in rows.values_list(
        "page", "impact", "state", "gone_at", "begin", "end"
    ):
        goes_on = gone is None and state not in ReportedIncident.NOT_OPEN
        end = now if goes_on else max(end, begin)
        yield page, Trouble(IMPACTS.get(impact, NOTICE), begin, begin, end, end)


def said_of_itself(page: StatusPage) -> list[Trouble]:
    """What the page said at its last good reading, whether or not it reports an incident."""
    if page.answered_at is None or page.indicator in ("", "none"):
        return []
    return [_until(page.answered_at, page.answered_at, IMPACTS.get(page.indicator, NOTICE))]


def said_of_component(component: ReportedComponent, page: StatusPage) -> list[Trouble]:
    """What the page said of a component then: so since the page last changed it, at the latest."""
    if page.answered_at is None or component.status in ("", "operational"):
        return []
    begin = min(component.vendor_updated_at or page.answered_at, page.answered_at)
    return [_until(begin, page.answered_at, STATUSES.get(component.status, NOTICE))]


def _until(begin: datetime, at: datetime, level: int) -> Trouble:
    """From `begin` up to and including the instant `at`."""
    end = at + timedelta(microseconds=1)
    return Trouble(level, begin, begin, end, end)

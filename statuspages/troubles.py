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
from statuspages.models.reported import BEGUN
from statuspages.wording import NOTICE, colour_of

LEVELS = {str(level): colour for level, colour in ImpactWindow.COLOURS.items()}
WORKS = "works"  # of ReportedComponent.level


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
        Coalesce("reported__gone_at", "reported__unlisted_at"),
    )
    for page, component, level, began, ended, state, left in rows:
        goes_on = left is None and state not in ReportedIncident.NOT_OPEN
        yield page, component, _trouble(LEVELS.get(level, NOTICE), began, ended, left or now, goes_on)


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
        begin=BEGUN,
        said_last=Coalesce("vendor_updated_at", "first_seen_at"),
        left=Coalesce("gone_at", "unlisted_at"),
        end=Coalesce("vendor_resolved_at", "left", "said_last"),
    )
    still = Q(left=None) & ~Q(state__in=ReportedIncident.NOT_OPEN)
    rows = rows.filter(still | Q(end__gte=midnight(first_day(now))))
    told = ("page", "impact", "state", "unlisted_at", "begin", "said_last", "left", "end")
    for page, impact, state, unlisted, begin, said_last, left, end in rows.values_list(*told):
        goes_on = left is None and state not in ReportedIncident.NOT_OPEN
        end = now if goes_on else max(end, begin)
        sure_end = max(min(said_last, end), begin) if unlisted else end
        yield page, Trouble(colour_of(impact), begin, begin, sure_end, end)


def said_of_itself(page: StatusPage) -> list[Trouble]:
    """What the page said at its last good reading, whether or not it reports an incident."""
    if page.answered_at is None or page.indicator in ("", "none"):
        return []
    return [_until(page.answered_at, page.answered_at, colour_of(page.indicator))]


def said_of_component(component: ReportedComponent, page: StatusPage) -> list[Trouble]:
    """What the page said of a component then: so since the page last changed it, at the latest."""
    if page.answered_at is None or works(component):
        return []
    begin = min(component.vendor_updated_at or page.answered_at, page.answered_at)
    return [_until(begin, page.answered_at, LEVELS.get(component.level, NOTICE))]


def works(component: ReportedComponent) -> bool:
    """Whether the page says nothing else of it. A word that nobody knows is something else."""
    return component.level == WORKS or not component.status


def _until(begin: datetime, at: datetime, level: int) -> Trouble:
    """From `begin` up to and including the instant `at`."""
    end = at + timedelta(microseconds=1)
    return Trouble(level, begin, begin, end, end)

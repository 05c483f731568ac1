"""The list of watched pages: what each says now, what is wrong with reading it, and its last 90 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import Count, Min, Q, QuerySet

from statuspages.days import Bars, draw_days, known_days
from statuspages.lapses import lapse
from statuspages.models import ReportedIncident, StatusPage
from statuspages.troubles import page_troubles, said_of_itself

GONE_ON = Q(gone_at=None) & ~Q(state__in=ReportedIncident.NOT_OPEN)


class Standing(IntEnum):
    """Where a page stands in the list: what needs somebody comes first."""

    UNREADABLE = 0
    OPEN = 1
    MONITORED = 2
    IN_OTHER_WORDS = 3  # it says that something is wrong, and reports no incident
    UNREAD = 4
    QUIET = 5
    STOPPED = 6


@dataclass(frozen=True, slots=True)
class Says:
    """What a page says now of incidents that the reader may see.

    `number` is that of the incident here that is open; of several, the oldest's.
    """

    kept: int = 0
    open: int = 0
    monitoring: int = 0
    number: int | None = None

    @property
    def is_only_monitored(self) -> bool:
        return 0 < self.open == self.monitoring


@dataclass(frozen=True, slots=True)
class PageRow:
    page: StatusPage
    says: Says
    bars: Bars
    standing: Standing
    unreadable_for: str  # "2 d 3 h"; "" where the last reading was good

    @property
    def is_unreadable(self) -> bool:
        return self.standing is Standing.UNREADABLE


@dataclass(frozen=True, slots=True)
class PageList:
    rows: list[PageRow]
    with_open: int
    unreadable: int
    stopped: int


def page_list(user, now: datetime) -> PageList:
    """All pages that this person may see, in a number of queries that does not grow with them."""
    pages = list(StatusPage.objects.visible_to(user).select_related("organisation"))
    reported = ReportedIncident.objects.visible_to(user)
    says = says_now(reported)
    troubles = page_troubles(reported, now)
    known = known_days([page.pk for page in pages], now)
    rows = []
    for page in pages:
        bars = draw_days([*troubles[page.pk], *said_of_itself(page)], known[page.pk], now)
        rows.append(_row(page, says.get(page.pk, Says()), bars, now))
    rows.sort(key=lambda row: (row.standing, row.page.name.casefold(), row.page.pk))
    return PageList(
        rows,
        with_open=sum(1 for row in rows if row.says.open and row.page.is_watched),
        unreadable=sum(1 for row in rows if row.is_unreadable),
        stopped=sum(1 for row in rows if row.standing is Standing.STOPPED),
    )


def says_now(reported: QuerySet) -> dict[int, Says]:
    """By page, out of the reported incidents that somebody may see."""
    rows = reported.values("page").annotate(
        kept=Count("pk"),
        open=Count("pk", filter=GONE_ON),
        monitoring=Count("pk", filter=GONE_ON & Q(state="monitoring")),
        number=Min("incident__number", filter=GONE_ON),
    )
    return {row.pop("page"): Says(**row) for row in rows}


def _row(page: StatusPage, says: Says, bars: Bars, now: datetime) -> PageRow:
    return PageRow(page, says, bars, standing_of(page, says), unreadable_for(page, now))


def standing_of(page: StatusPage, says: Says) -> Standing:
    if not page.is_watched:
        return Standing.STOPPED
    if page.error:
        return Standing.UNREADABLE
    if says.open:
        return Standing.MONITORED if says.is_only_monitored else Standing.OPEN
    if page.answered_at is None:
        return Standing.UNREAD
    return Standing.QUIET if page.indicator in ("", "none") else Standing.IN_OTHER_WORDS


def unreadable_for(page: StatusPage, now: datetime) -> str:
    return lapse(now - page.unreadable_since) if page.unreadable_since else ""

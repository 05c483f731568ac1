"""The list of watched pages: what each says now, what is wrong with reading it, and its last 90 days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import Count, Min, Q, QuerySet

from statuspages.days import Bars, draw_days, known_days
from statuspages.lapses import lapse
from statuspages.models import Dependency, ReportedComponent, ReportedIncident, StatusPage
from statuspages.narrowing import Facet, PageFilter, facet
from statuspages.providers import BY_NAME
from statuspages.troubles import page_troubles, said_of_itself
from statuspages.watching import usual_interval

GOES_ON = Q(gone_at=None, unlisted_at=None) & ~Q(state__in=ReportedIncident.NOT_OPEN)
SHOWN = 100  # pages in one part of the list


class Standing(IntEnum):
    """Where a page stands in the list: what needs somebody comes first."""

    UNREADABLE = 0
    OPEN = 1
    MONITORED = 2
    IN_OTHER_WORDS = 3  # it says that something is wrong, and reports no incident
    UNREAD = 4
    QUIET = 5
    STOPPED = 6


STANDINGS = {
    "unreadable": ("not readable", {Standing.UNREADABLE}),
    "open": ("something open", {Standing.OPEN, Standing.MONITORED}),
    "quiet": ("nothing open", {Standing.QUIET, Standing.IN_OTHER_WORDS}),
    "unread": ("not read yet", {Standing.UNREAD}),
    "stopped": ("not watched", {Standing.STOPPED}),
}
"""How the list is narrowed: {key: (words, what they stand for)}."""


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
class Listed:
    """A page and how it stands."""

    page: StatusPage
    says: Says
    standing: Standing

    @property
    def key(self) -> str:
        """The key of STANDINGS that it belongs to."""
        return next(key for key, (_, standings) in STANDINGS.items() if self.standing in standings)


@dataclass(frozen=True, slots=True)
class PageRow:
    page: StatusPage
    says: Says
    standing: Standing
    bars: Bars
    unreadable_for: str  # "2 d 3 h"; "" where the last reading was good
    every: str  # how often it is read while all is well
    components: int
    needed_by: str  # "Builds, Deploys": our components that depend on it
    maintenance: ReportedIncident | None  # under way

    @property
    def is_unreadable(self) -> bool:
        return self.standing is Standing.UNREADABLE


@dataclass(frozen=True, slots=True)
class PageList:
    """A part of the list, and sums over all of it. `number` counts its parts from 1."""

    rows: list[PageRow]
    total: int
    with_open: int
    unreadable: int
    stopped: int
    found: int
    facets: list[Facet]
    number: int
    parts: int

    @property
    def earlier(self) -> int:
        """The number of the part before; 0 for none."""
        return self.number - 1

    @property
    def later(self) -> int:
        return self.number + 1 if self.number < self.parts else 0


def page_list(user, now: datetime, wanted: PageFilter | None = None, number: int = 1) -> PageList:
    """A part of the pages that this person may see, what needs somebody first.

    In a number of queries that does not grow with them; bars are drawn of the part alone.
    """
    wanted = wanted or PageFilter()
    reported = ReportedIncident.objects.visible_to(user)
    every = _listed(user, reported)
    found = [it for it in every if wanted.takes(it.page, it.key)]
    parts = max(1, -(-len(found) // SHOWN))
    number = min(max(number, 1), parts)
    return PageList(
        rows=_rows(found[(number - 1) * SHOWN : number * SHOWN], reported, user, now),
        total=len(every),
        with_open=sum(1 for it in every if it.says.open and it.page.is_watched),
        unreadable=sum(1 for it in every if it.standing is Standing.UNREADABLE),
        stopped=sum(1 for it in every if it.standing is Standing.STOPPED),
        found=len(found),
        facets=_facets(every, wanted),
        number=number,
        parts=parts,
    )


def _listed(user, reported: QuerySet) -> list[Listed]:
    pages = StatusPage.objects.visible_to(user).select_related("organisation").defer("validators")
    says = says_now(reported)
    listed = []
    for page in pages:
        told = says.get(page.pk, Says())
        listed.append(Listed(page, told, standing_of(page, told)))
    return sorted(listed, key=lambda it: (it.standing, it.page.name.casefold(), it.page.pk))


def _facets(every: list[Listed], wanted: PageFilter) -> list[Facet]:
    pages = [it.page for it in every]
    return [
        facet(
            "says", "Says", [it.key for it in every], wanted.says, lambda key: STANDINGS.get(key, (key,))[0]
        ),
        facet("tag", "Tag", [tag for page in pages for tag in page.tags], wanted.tag),
        facet("team", "Team", [page.team for page in pages], wanted.team),
        facet("format", "Format", [page.provider for page in pages], wanted.format, _format_name),
    ]


def _format_name(name: str) -> str:
    return BY_NAME[name].LABEL if name in BY_NAME else name


def _rows(listed: list[Listed], reported: QuerySet, user, now: datetime) -> list[PageRow]:
    keys = [it.page.pk for it in listed]
    troubles = page_troubles(reported.filter(page__in=keys), now)
    known = known_days(keys, now)
    components = dict(
        ReportedComponent.objects.filter(page__in=keys, gone_at=None)
        .values_list("page")
        .annotate(Count("pk"))
        .order_by()
    )
    needed, maintenances = needed_by(keys, user), _under_way(keys, user)
    return [
        PageRow(
            page=it.page,
            says=it.says,
            standing=it.standing,
            bars=draw_days([*troubles[it.page.pk], *said_of_itself(it.page)], known[it.page.pk], now),
            unreadable_for=unreadable_for(it.page, now),
            every=lapse(usual_interval(it.page, bool(it.says.open), now)),
            components=components.get(it.page.pk, 0),
            needed_by=", ".join(needed[it.page.pk]),
            maintenance=maintenances.get(it.page.pk),
        )
        for it in listed
    ]


def needed_by(pages: Collection[int], user) -> dict[int, list[str]]:
    """By page, the names of our components that depend on it and that this person may know of."""
    rows = Dependency.objects.visible_to(user).filter(page__in=pages)
    found = defaultdict(list)
    for page, name in rows.values_list("page", "component__name").distinct().order_by("component__name"):
        found[page].append(name)
    return found


def _under_way(pages: Collection[int], user) -> dict[int, ReportedIncident]:
    """By page, a maintenance that goes on; of several the one that began last."""
    rows = ReportedIncident.objects.maintenances_visible_to(user).filter(page__in=pages)
    rows = rows.filter(gone_at=None, unlisted_at=None, state="in-progress").order_by("scheduled_for", "pk")
    return {row.page_id: row for row in rows}


def says_now(reported: QuerySet) -> dict[int, Says]:
    """By page, out of the reported incidents that somebody may see."""
    rows = reported.values("page").annotate(
        kept=Count("pk"),
        open=Count("pk", filter=GOES_ON),
        monitoring=Count("pk", filter=GOES_ON & Q(state="monitoring")),
        number=Min("incident__number", filter=GOES_ON),
    )
    return {row.pop("page"): Says(**row) for row in rows}


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

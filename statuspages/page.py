"""One watched page: its components by day, what it reported, and how reading it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from statuspages.card import vendor_card
from statuspages.days import Bars, draw_days, draw_scale, first_day, known_days, time_in_trouble
from statuspages.lapses import lapse, overdue
from statuspages.listing import Says, says_now, standing_of, unreadable_for
from statuspages.models import Dependency, Platform, ReportedComponent, ReportedIncident, StatusPage
from statuspages.reports import told_incidents, told_maintenances, web_address
from statuspages.troubles import LEVELS, component_troubles, said_of_component, works
from statuspages.watching import usual_interval
from statuspages.wording import NOTICE, spoken

COMPONENTS_SHOWN = 8
READINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a page asks for. `only`: the key of the one reported incident to be shown."""

    cursor: str = ""
    only: int | None = None
    every_component: bool = False
    component: str = ""  # words of the components to be shown
    every_maintenance: bool = False


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """`group`: its group's name where it is the first of that group in a list by group."""

    component: ReportedComponent
    status: str  # "" while it works
    bars: Bars
    lasted: str
    windows: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Components:
    """Those of a page: `rows` of `found` of `count`."""

    rows: list[ComponentRow]
    found: int
    count: int


def page_context(page: StatusPage, user, now: datetime, asked: Asked) -> dict:
    """What statuspages/page_detail.html shows, in a number of queries that depends on nothing."""
    reported = ReportedIncident.objects.visible_to(user).filter(page=page)
    upkeep = ReportedIncident.objects.maintenances_visible_to(user).filter(page=page)
    says = says_now(reported).get(page.pk, Says())
    maintenances = told_maintenances(upkeep, page, now, every=asked.every_maintenance, only=asked.only)
    return {
        "page": page,
        "now": now,
        "asked": asked,
        "says": says,
        "standing": standing_of(page, says),
        "unreadable_for": unreadable_for(page, now),
        "components": components_of(page, reported, now, asked),
        "days": (first_day(now), now.astimezone(UTC).date()),
        "scale": draw_scale(now),
        "told": told_incidents(reported, user, asked.cursor, says.kept, asked.only),
        "maintenances": maintenances,
        "readings": list(page.readings.order_by("-at", "-pk")[:READINGS_SHOWN]),
        "strange_words": list(page.strange_words.order_by("-last_seen_at", "-pk")[:READINGS_SHOWN]),
        "dependencies": list(Dependency.objects.visible_to(user).filter(page=page).for_page()),
        "card": vendor_card(page, user, now),
        "platform": Platform.objects.visible_to(user).failing().filter(provider=page.provider).first(),
        "own_url": web_address(page.url),
        "overdue": overdue(page.next_due_at, now) if page.is_watched else "",
        "every": lapse(usual_interval(page, bool(says.open), now)),
    }


def components_of(page: StatusPage, reported: QuerySet, now: datetime, asked: Asked) -> Components:
    """The worst COMPONENTS_SHOWN, worst first; or, by group, all of them or those with certain words."""
    listed = list(page.components.filter(gone_at=None).order_by("group_name", "position", "pk"))
    troubles = component_troubles(reported, now)
    known = known_days([page.pk], now)[page.pk]
    shown = [it for it in listed if _has_words(it, asked.component)]
    by_group = asked.every_component or bool(asked.component)
    if not by_group:
        shown.sort(key=lambda it: _badness(it, troubles.get(it.pk, ()), now), reverse=True)
        shown = shown[:COMPONENTS_SHOWN]
    rows, group = [], ""
    for it in shown:
        begins = by_group and it.group_name != group
        group = it.group_name
        rows.append(_row(it, page, troubles.get(it.pk, []), known, now, group if begins else ""))
    return Components(rows, len(shown) if by_group else len(listed), len(listed))


def _has_words(component: ReportedComponent, words: str) -> bool:
    told = f"{component.group_name} {component.name}".casefold()
    return all(word in told for word in words.casefold().split())


def _badness(component: ReportedComponent, troubles, now: datetime):
    lasted = time_in_trouble(troubles, now)
    return -_level(component), lasted.longest if lasted else timedelta()


def _level(component: ReportedComponent) -> int:
    """1 is the worst; a status that nobody knows is a notice, and what works stands last."""
    return NOTICE + 1 if works(component) else LEVELS.get(component.level, NOTICE)


def _row(component, page, troubles, known, now, group) -> ComponentRow:
    lasted = time_in_trouble(troubles, now)
    return ComponentRow(
        component=component,
        status="" if works(component) else spoken(component.status),
        bars=draw_days([*troubles, *said_of_component(component, page)], known, now),
        lasted=lasted.short if lasted else "",
        windows=len(troubles) if lasted else 0,
        group=group,
    )

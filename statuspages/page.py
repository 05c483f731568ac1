"""One watched page: its components by day, what it reported, and how reading it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Min, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from incidents.seek import Key, SeekPage, seek
from statuspages.days import Bars, draw_days, draw_scale, first_day, known_days, time_in_trouble
from statuspages.lapses import lapse, overdue
from statuspages.listing import Says, says_now, standing_of, unreadable_for
from statuspages.models import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    StatusPage,
    UpdateRevision,
)
from statuspages.posts import Fold, Post, folded, told_posts
from statuspages.troubles import IMPACTS, NOTICE, STATUSES, component_troubles, said_of_component
from statuspages.watching import usual_interval
from timelines.when.text import date_text

COMPONENTS_SHOWN = 8
READINGS_SHOWN = 20
NEWEST_FIRST = (
    Key("begun", falling=True, parse=datetime.fromisoformat),
    Key("pk", falling=True),
)


@dataclass(frozen=True, slots=True)
class ComponentRow:
    component: ReportedComponent
    status: str  # "" while it works
    bars: Bars
    lasted: str
    windows: int


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A reported incident with its posts. `url` is "" unless it is an address of the web."""

    reported: ReportedIncident
    colour: int
    url: str
    span: str
    posts: int
    rewritten: int
    withdrawn: int
    rows: list[Post | Fold]


@dataclass(frozen=True, slots=True)
class Told:
    """Reported incidents of a page that the reader may see."""

    page: SeekPage
    rows: list[ReportedRow]
    kept: int
    since: int | None  # year


def page_context(
    page: StatusPage, user, now: datetime, *, cursor: str = "", only: int | None = None, all_components=False
) -> dict:
    """What statuspages/page_detail.html shows, in a number of queries that depends on nothing.

    `only`: the key of the one reported incident that is asked for.
    """
    reported = ReportedIncident.objects.visible_to(user).filter(page=page)
    says = says_now(reported).get(page.pk, Says())
    components, count = component_rows(page, reported, now, every=all_components)
    return {
        "page": page,
        "now": now,
        "says": says,
        "standing": standing_of(page, says),
        "unreadable_for": unreadable_for(page, now),
        "components": components,
        "component_count": count,
        "days": (first_day(now), now.astimezone(UTC).date()),
        "scale": draw_scale(now),
        "all_components": all_components,
        "told": told_incidents(reported, cursor, says.kept, only),
        "readings": list(page.readings.order_by("-at", "-pk")[:READINGS_SHOWN]),
        "own_url": web_address(page.url),
        "overdue": overdue(page.next_due_at, now) if page.is_watched else "",
        "every": lapse(usual_interval(page, bool(says.open), now)),
    }


def component_rows(page: StatusPage, reported: QuerySet, now: datetime, *, every: bool):
    """(rows, how many there are): the worst first, COMPONENTS_SHOWN of them unless `every`."""
    listed = list(page.components.filter(gone_at=None).order_by("group_name", "position", "pk"))
    troubles = component_troubles(reported, now)
    known = known_days([page.pk], now)[page.pk]
    listed.sort(key=lambda it: _badness(it, troubles.get(it.pk, ()), now), reverse=True)
    shown = listed if every else listed[:COMPONENTS_SHOWN]
    rows = [_component_row(it, page, troubles.get(it.pk, []), known, now) for it in shown]
    return rows, len(listed)


def _badness(component: ReportedComponent, troubles, now: datetime):
    lasted = time_in_trouble(troubles, now)
    return -_level(component), lasted.longest if lasted else timedelta()


def _level(component: ReportedComponent) -> int:
    """1 is the worst; a status that nobody knows is a notice, and what works stands last."""
    works = component.status in ("", "operational")
    return NOTICE + 1 if works else STATUSES.get(component.status, NOTICE)


def _component_row(component, page, troubles, known, now) -> ComponentRow:
    lasted = time_in_trouble(troubles, now)
    return ComponentRow(
        component=component,
        status="" if component.status in ("", "operational") else component.status.replace("_", " "),
        bars=draw_days([*troubles, *said_of_component(component, page)], known, now),
        lasted=lasted.short if lasted else "",
        windows=len(troubles) if lasted else 0,
    )


def told_incidents(reported: QuerySet, cursor: str, kept: int, only: int | None = None) -> Told:
    """A page of reported incidents, the newest first, or `only` one; with all posts and their forms."""
    begun = Coalesce("vendor_created_at", "vendor_started_at", "first_seen_at")
    revisions = Prefetch("revisions", UpdateRevision.objects.order_by("number"))
    updates = Prefetch("updates", ReportedUpdate.objects.prefetch_related(revisions))
    rows = reported.annotate(begun=begun).select_related("incident").prefetch_related(updates)
    page = seek(rows if only is None else rows.filter(pk=only), NEWEST_FIRST, cursor)
    since = reported.aggregate(first=Min(begun))["first"]
    return Told(page, [reported_row(row) for row in page], kept, since.year if since else None)


def reported_row(reported: ReportedIncident) -> ReportedRow:
    posts = told_posts(reported.updates.all())
    return ReportedRow(
        reported=reported,
        colour=IMPACTS.get(reported.impact, NOTICE),
        url=web_address(reported.url),
        span=span_of(reported, posts),
        posts=len(posts),
        rewritten=sum(1 for post in posts if post.rewriting),
        withdrawn=sum(1 for post in posts if post.gone_at),
        rows=folded(posts),
    )


def span_of(reported: ReportedIncident, posts: Iterable[Post] = ()) -> str:
    """“14 Mar 2023 18:19 – 15 Mar 01:59 UTC”: from the first post to the end that the page states.

    Without posts from when the page says that it was made.
    """
    times = [post.at for post in posts if post.at]
    begin = min(times) if times else reported.vendor_created_at or reported.first_seen_at
    begin = begin.astimezone(UTC)
    text = f"{date_text(begin.date())} {begin:%H:%M}"
    end = reported.vendor_resolved_at
    if end is None or end <= begin:
        return f"{text} UTC"
    end = end.astimezone(UTC)
    if end.date() == begin.date():
        return f"{text} – {end:%H:%M} UTC"
    return f"{text} – {date_text(end.date(), year=end.year != begin.year)} {end:%H:%M} UTC"


def web_address(url: str) -> str:
    """The address if a browser may be sent there; vendors' answers could hold any."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in ("http", "https") else ""

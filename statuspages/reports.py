"""What a page reported, for its page here: incidents and maintenances with their posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.db.models import Case, Count, Min, Prefetch, Q, QuerySet, Value, When

from incidents.models import Incident
from incidents.seek import Key, SeekPage, seek
from statuspages.lapses import lapse
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision, Upstream
from statuspages.models.reported import BEGUN
from statuspages.posts import Fold, Post, folded, told_posts
from statuspages.wording import colour_of
from timelines.when.text import date_text

NEWEST_FIRST = (
    Key("begun", falling=True, parse=datetime.fromisoformat),
    Key("pk", falling=True),
)
FEW_SHOWN, MOST_SHOWN = 5, 100  # maintenances
AHEAD = Q(state__in=("scheduled", "in-progress"), gone_at=None, unlisted_at=None)


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """What was reported, with its posts. `url` is "" unless it is an address of the web.

    `note`: what the page did not say, "" for nothing; `window`: of a maintenance, as announced.
    """

    reported: ReportedIncident
    colour: int
    url: str
    span: str
    posts: int
    rewritten: int
    withdrawn: int
    rows: list[Post | Fold]
    window: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Reported incidents of a page that the reader may see."""

    page: SeekPage
    rows: list[ReportedRow]
    kept: int
    since: int | None  # year


@dataclass(frozen=True, slots=True)
class Maintenances:
    """Those under way and to come, the next first, then the latest of those that are over."""

    rows: list[ReportedRow]
    ahead: int
    kept: int
    is_all: bool


def told_incidents(reported: QuerySet, user, cursor: str, kept: int, only: int | None = None) -> Told:
    """A page of reported incidents, the newest first, or `only` one; with all posts and their forms.

    In `behind` of each: the links to incidents of ours that it lies behind and that the person may see.
    """
    behind = Upstream.objects.filter(
        state=Upstream.State.LINKED, incident__in=Incident.objects.visible_to(user)
    ).select_related("incident")
    rows = _with_posts(reported.with_begun().select_related("incident"))
    rows = rows.prefetch_related(
        Prefetch("downstreams", behind.order_by("incident__number"), to_attr="behind")
    )
    page = seek(rows if only is None else rows.filter(pk=only), NEWEST_FIRST, cursor)
    since = reported.aggregate(first=Min(BEGUN))["first"]
    return Told(page, [reported_row(row) for row in page], kept, since.year if since else None)


def told_maintenances(
    reported: QuerySet, page: StatusPage, now: datetime, *, every: bool = False, only: int | None = None
) -> Maintenances:
    """In four queries. `reported`: those that somebody may see. `only`: the key of the one asked for."""
    sums = reported.aggregate(kept=Count("pk"), ahead=Count("pk", filter=AHEAD))
    rows = _with_posts(reported if only is None else reported.filter(pk=only))
    rows = rows.annotate(is_over=Case(When(AHEAD, then=Value(0)), default=Value(1))).order_by(
        "is_over", Case(When(AHEAD, then="scheduled_for")), "-scheduled_for", "-pk"
    )
    return Maintenances(
        [maintenance_row(row, page, now) for row in rows[: MOST_SHOWN if every else FEW_SHOWN]],
        **sums,
        is_all=every,
    )


def _with_posts(rows: QuerySet) -> QuerySet:
    revisions = Prefetch("revisions", UpdateRevision.objects.order_by("number"))
    return rows.prefetch_related(Prefetch("updates", ReportedUpdate.objects.prefetch_related(revisions)))


def reported_row(reported: ReportedIncident, *, are_dated: bool = False, **facts) -> ReportedRow:
    posts = told_posts(reported.updates.all(), are_dated=are_dated)
    return ReportedRow(
        reported=reported,
        colour=colour_of(reported.impact),
        url=web_address(reported.url),
        span=span_of(reported, posts),
        posts=len(posts),
        rewritten=sum(1 for post in posts if post.rewriting),
        withdrawn=sum(1 for post in posts if post.gone_at),
        rows=folded(posts),
        **facts,
    )


def maintenance_row(reported: ReportedIncident, page: StatusPage, now: datetime) -> ReportedRow:
    note = _unsaid(reported, page.answered_at, now)
    return reported_row(reported, are_dated=True, window=_window(reported), note=note)


def _window(reported: ReportedIncident) -> str:
    """“26 Apr 2026 02:00 – 06:00 UTC”; "" where the page gives no beginning."""
    begin, end = reported.scheduled_for, reported.scheduled_until
    return _span(begin, end) if begin else ""


def _unsaid(reported: ReportedIncident, answered_at: datetime | None, now: datetime) -> str:
    """That a maintenance's window has passed, and the page has said nothing of it when it was read since."""
    end = reported.scheduled_until or reported.scheduled_for
    if end is None or answered_at is None or end >= answered_at or reported.gone_at or reported.unlisted_at:
        return ""
    ago = lapse(now - end)
    if reported.state == "scheduled":
        return f"Its window passed {ago} ago, and the page has not said that it began."
    if reported.state == "in-progress":
        return f"Its window passed {ago} ago, and the page has not said that it is over."
    return ""


def span_of(reported: ReportedIncident, posts: Iterable[Post] = ()) -> str:
    """“14 Mar 2023 18:19 – 15 Mar 01:59 UTC”: from the first post to the end that the page states.

    Without posts from when the page says that it was made.
    """
    times = [post.at for post in posts if post.at]
    begin = min(times) if times else reported.vendor_created_at or reported.first_seen_at
    return _span(begin, reported.vendor_resolved_at)


def _span(begin: datetime, end: datetime | None) -> str:
    begin = begin.astimezone(UTC)
    text = f"{date_text(begin.date())} {begin:%H:%M}"
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

"""How a vendor reports: figures of one watched page, each with how many it was counted from.

Nothing is guessed: what the vendor does not state is not among the n, and a figure of nothing is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import Coalesce, Lead

from incidents.models import Incident
from statuspages.lapses import lapse
from statuspages.models import Reading, ReportedIncident, ReportedUpdate, StatusPage, Upstream
from timelines.when import Duration, Precision, When

LATER = timedelta(minutes=1)  # a vendor's own columns differ by a little without anybody having edited
NOUGHT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """“Post to resolved: median 2 h 06, 9 min – 31 h, n = 141”. `why`: how it is counted, in a sentence."""

    title: str
    value: str
    spread: str
    n: str
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """How one incident was reported. `started`: as stated with evidence, else None. Times are aware."""

    posted: datetime | None
    resolved: datetime | None
    started: When | None
    detected: tuple[When, ...]  # by us, in incidents that it was linked to as upstream


def vendor_card(page: StatusPage, user, now: datetime) -> list[Figure]:
    """The figures, as far as this person may see what they are counted from; five queries."""
    reported = ReportedIncident.objects.visible_to(user).filter(page=page)
    courses = _courses(reported, user)
    posts = _posts(reported)
    figures = [
        quarters([course.posted for course in courses if course.posted], now),
        spread_of(
            "Start to first post",
            [lag for course in courses if (lag := to_first_post(course))],
            "start stated",
            "From the start that its timeline here states, not one that only the first post bounds.",
        ),
        spread_of(
            "Our detection to first post",
            [lag for course in courses for when in course.detected if (lag := _lag(when, course.posted))],
            "linked to ours",
            "From when we detected an incident of ours that this one was linked to as upstream.",
        ),
        spread_of(
            "Post to resolved",
            [length for course in courses if (length := to_resolved(course))],
            "resolved",
            "From the first post to the time that the page gives for the end.",
        ),
        _share(posts),
        _withdrawn(posts, reported),
        unreadable(page, now),
    ]
    return [figure for figure in figures if figure]


def quarters(posted: Sequence[datetime], now: datetime) -> Figure | None:
    """Incidents a quarter of UTC: of whole quarters, so neither the first known one nor the present one."""
    if not posted:
        return None
    counted = Counter(_quarter(at) for at in posted)
    first, present = _quarter(min(posted)), _quarter(now)
    whole = [counted[number] for number in range(first + 1, present)]
    if not whole:
        return Figure("Incidents", f"{len(posted)} kept", "", "less than a whole quarter", _QUARTERS)
    low, high = min(whole), max(whole)
    value = f"{low} a quarter" if low == high else f"{low} to {high} a quarter"
    of_what = f"{len(whole)} whole quarter{'' if len(whole) == 1 else 's'}"
    return Figure("Incidents", value, "", f"n = {len(posted)}, {of_what}", _QUARTERS)


_QUARTERS = "Counted by the first post. The first quarter that we know of and this one are not whole."


def spread_of(title: str, lengths: Sequence[Duration], of_what: str, why: str) -> Figure | None:
    """The median and the range of lengths, as wide as the lengths themselves are known; None without any."""
    if not lengths:
        return None
    shortest = [length.shortest for length in lengths]
    longest = [length.longest for length in lengths]
    middle = Duration(median(shortest), median(longest))
    spread = Duration(min(shortest), max(longest)).short if len(lengths) > 1 else ""
    return Figure(title, f"median {middle.short}", spread, f"n = {len(lengths)}, {of_what}", why)


def to_first_post(course: Course) -> Duration | None:
    """How long the vendor said nothing; None where no start is stated, or one that lies after the post."""
    return _lag(course.started, course.posted)


def to_resolved(course: Course) -> Duration | None:
    if not course.posted or not course.resolved or course.resolved < course.posted:
        return None
    length = course.resolved - course.posted
    return Duration(length, length)


def _lag(since: When | None, until: datetime | None) -> Duration | None:
    if since is None or until is None or since.is_open:
        return None
    lag = When.at(until, Precision.SECOND) - since
    return None if lag.invalid or lag.longest is None else Duration(max(lag.shortest, NOUGHT), lag.longest)


def _quarter(at: datetime) -> int:
    """Counts the quarters since the year 0."""
    at = at.astimezone(UTC)
    return at.year * 4 + (at.month - 1) // 3


def _courses(reported: QuerySet, user) -> list[Course]:
    shown = Coalesce("updates__display_at", "updates__vendor_created_at")
    posts = ~Q(updates__state="postmortem")
    rows = reported.annotate(posted=Min(shown, filter=posts)).values_list(
        "pk", "posted", "vendor_created_at", "vendor_resolved_at", "incident__milestone_times"
    )
    detected = _detected(reported, user)
    return [
        Course(posted or created, resolved, _told(times, "started"), tuple(detected.get(pk, ())))
        for pk, posted, created, resolved, times in rows
    ]


def _detected(reported: QuerySet, user) -> dict[int, list[When]]:
    """When we detected what these were linked to, by the key of the reported incident."""
    links = Upstream.objects.filter(reported__in=reported, state=Upstream.State.LINKED)
    links = links.filter(incident__in=Incident.objects.visible_to(user))
    found: dict[int, list[When]] = {}
    for pk, times in links.values_list("reported", "incident__milestone_times"):
        when = _told(times, "detected")
        if when:
            found.setdefault(pk, []).append(when)
    return found


def _told(times: dict | None, name: str) -> When | None:
    said = (times or {}).get(name)
    return When.from_dict(said) if said else None


def _posts(reported: QuerySet) -> dict[str, int]:
    """How many posts there are, end an incident, were rewritten after that, and were withdrawn."""
    posts = ReportedUpdate.objects.filter(reported__in=reported)
    ended = Q(state="resolved", gone_at=None)
    # Ours: a second form. The vendor's: it was touched later than it was made.
    rewritten = Q(revisions__number__gt=1) | Q(vendor_updated_at__gt=F("vendor_created_at") + LATER)
    return posts.aggregate(
        all=Count("pk", distinct=True),
        ended=Count("pk", filter=ended, distinct=True),
        rewritten=Count("pk", filter=ended & rewritten, distinct=True),
        withdrawn=Count("pk", filter=~Q(gone_at=None), distinct=True),
    )


def _share(posts: dict[str, int]) -> Figure | None:
    if not posts["ended"]:
        return None
    value = f"{posts['rewritten']} of {posts['ended']}"
    why = "Posts that end an incident and were changed afterwards, as we saw or as the page itself says."
    return Figure("Rewritten later", value, "", f"n = {posts['ended']} resolved posts", why)


def _withdrawn(posts: dict[str, int], reported: QuerySet) -> Figure | None:
    if not posts["all"]:
        return None
    value = f"{posts['withdrawn']} post{'' if posts['withdrawn'] == 1 else 's'}"
    why = "Posts that were on the page and are not any more, those of withdrawn incidents among them."
    return Figure("Withdrawn", value, "", f"n = {posts['all']} posts", why)


def unreadable(page: StatusPage, now: datetime) -> Figure | None:
    """How long the page could not be read since it is watched: from each failure to the next reading."""
    following = Window(Lead("at"), partition_by=[F("page")], order_by=[F("at").asc(), F("pk").asc()])
    rows = page.readings.annotate(until=following).values_list("outcome", "at", "until")
    stretches = [(at, until or now) for outcome, at, until in rows if outcome == Reading.Outcome.FAILED]
    if page.read_at is None:
        return None
    lost = sum((until - at for at, until in stretches), NOUGHT)
    watched = lapse(now - page.added_at) or "less than a second"
    value = lapse(lost) or "never"
    why = "From each failed reading to the next one. It says nothing of whether the vendor worked."
    return Figure("Not readable", value, "", f"of {watched}, {_counted(stretches)}", why)


def _counted(stretches: Iterable) -> str:
    number = len(list(stretches))
    return f"{number} failed reading{'' if number == 1 else 's'}"

"""The last 90 days as bars: what a page or one of its components said of each day, and where nobody knows.

Days are days of UTC. A day is known when the page could be read at least once on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString

from timelines.when import Duration
from timelines.when.text import date_text

DAYS = 90
DAY = timedelta(days=1)
PITCH, WIDTH, HEIGHT = 8, 6, 24  # of a bar, in the units of the drawing
WORDS = {1: "out", 2: "partly out", 3: "degraded", 4: "notice or maintenance"}
LABELS_FROM, LABELS_TO = 14, 80  # per cent of the width: where a month's name touches neither end on a phone


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something was not as it should be: certainly from `sure_begin` to `sure_end`, at most `begin` to `end`.

    All aware, half-open. `level` as in WORDS, 1 is the worst.
    """

    level: int
    begin: datetime
    sure_begin: datetime
    sure_end: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing of 90 days and how many of them had trouble or are not known."""

    svg: SafeString
    troubled: int
    unknown: int


def first_day(now: datetime) -> date:
    return now.astimezone(UTC).date() - timedelta(days=DAYS - 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def known_days(pages: Collection[int], now: datetime) -> dict[int, set[date]]:
    """The days of the last 90 on which each page could be read: one query, 90 looks into an index a page."""
    known: dict[int, set[date]] = defaultdict(set)
    begin = midnight(first_day(now))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT page, day FROM unnest(%s::bigint[]) page
            CROSS JOIN generate_series(0, %s) day
            WHERE EXISTS (
                SELECT FROM statuspages_reading reading
                WHERE reading.page_id = page AND reading.outcome <> 'failed'
                AND reading.at >= %s::timestamptz + day * interval '24 hours'
                AND reading.at < %s::timestamptz + (day + 1) * interval '24 hours'
            )
            """,
            [list(pages), DAYS - 1, begin, begin],
        )
        for page, day in cursor.fetchall():
            known[page].add(begin.date() + timedelta(days=day))
    return known


def draw_days(troubles: Iterable[Trouble], known: Collection[date], now: datetime) -> Bars:
    """A bar a day, the newest at the right, each in the colour of the worst that was said of it.

    Pale where it is only possible, an outline where nobody could read the page and nothing is told.
    """
    first = first_day(now)
    worst = _worst_by_day(troubles, first, now)
    unknown = [n for n in range(DAYS) if n not in worst and first + n * DAY not in known]
    parts = [_quiet(set(range(DAYS)) - worst.keys() - set(unknown)), _outlines(unknown)]
    parts += [_bar(n, first + n * DAY, level, sure) for n, (level, sure) in sorted(worst.items())]
    said = f"{DAYS} days to {date_text(now.astimezone(UTC).date())}: {len(worst)} with trouble"
    said += f", {len(unknown)} not known" if unknown else ""
    size = f"0 0 {DAYS * PITCH - PITCH + WIDTH} {HEIGHT}"
    svg = f'<svg class="days" viewBox="{size}" preserveAspectRatio="none" role="img" aria-label="{said}">'
    return Bars(SafeString(f"{svg}{''.join(parts)}</svg>"), len(worst), len(unknown))


def _worst_by_day(troubles, first: date, now: datetime) -> dict[int, tuple[int, bool]]:
    """{day counted from the first: (level, whether it is certain)}; certain goes before possible."""
    worst: dict[int, tuple[int, bool]] = {}
    for trouble in troubles:
        sure = set(_days_of(trouble.sure_begin, trouble.sure_end, first, now))
        for n in _days_of(trouble.begin, trouble.end, first, now):
            told = (trouble.level, n in sure)
            if n not in worst or (not told[1], told[0]) < (not worst[n][1], worst[n][0]):
                worst[n] = told
    return worst


def _days_of(begin: datetime, end: datetime, first: date, now: datetime) -> Iterator[int]:
    start, finish = max(begin, midnight(first)), min(end, now)
    if start < finish:
        last = (finish - timedelta(microseconds=1)).astimezone(UTC).date()
        yield from range((start.astimezone(UTC).date() - first).days, (last - first).days + 1)


def _quiet(days: set[int]) -> str:
    """Days of which nothing was said: one dashed line a run, of which each dash is a bar."""
    runs = []
    for n in sorted(days):
        if n - 1 not in days:
            runs.append(f"M{n * PITCH} {HEIGHT // 2}")
        if n + 1 not in days:
            runs.append(f"H{n * PITCH + WIDTH}")
    return f'<path class="day-0" d="{"".join(runs)}"/>' if runs else ""


def _outlines(days: list[int]) -> str:
    shapes = "".join(f"M{n * PITCH + 0.5} .5h{WIDTH - 1}v{HEIGHT - 1}h-{WIDTH - 1}z" for n in days)
    return f'<path class="day-x" d="{shapes}"/>' if days else ""


def _bar(n: int, day: date, level: int, sure: bool) -> str:
    said = escape(f"{date_text(day)}: {WORDS[level]}{'' if sure else ', as far as is known'}")
    soft = "" if sure else " day-soft"
    where = f'x="{n * PITCH}" y="0" width="{WIDTH}" height="{HEIGHT}"'
    return f'<rect class="day-{level}{soft}" {where}><title>{said}</title></rect>'


def draw_scale(now: datetime) -> SafeString:
    """The words beneath the bars: the first day, where months begin, today."""
    first, today = first_day(now), now.astimezone(UTC).date()
    labels = [(0.0, "start", _day_month(first)), (100.0, "end", _day_month(today))]
    for n in range(1, DAYS):
        day, at = first + n * DAY, 100 * n / DAYS
        if day.day == 1 and LABELS_FROM < at < LABELS_TO:
            labels.append((at, "start", f"{day:%b}"))
    texts = (f'<text x="{at:.1f}%" y="12" text-anchor="{side}">{words}</text>' for at, side, words in labels)
    return SafeString(f'<svg class="days-scale" aria-hidden="true">{"".join(texts)}</svg>')


def _day_month(day: date) -> str:
    return f"{day.day} {day:%b}"


def time_in_trouble(troubles: Collection[Trouble], now: datetime) -> Duration | None:
    """How long it lasted within the last 90 days, overlaps counted once; None where nothing was."""
    begin = midnight(first_day(now))
    longest = _covered([(max(it.begin, begin), min(it.end, now)) for it in troubles])
    shortest = _covered([(max(it.sure_begin, begin), min(it.sure_end, now)) for it in troubles])
    return Duration(min(shortest, longest), longest) if longest else None


def _covered(stretches: list[tuple[datetime, datetime]]) -> timedelta:
    covered, reached = timedelta(), None
    for begin, end in sorted(stretches):
        start = begin if reached is None else max(begin, reached)
        if end > start:
            covered += end - start
            reached = end
    return covered

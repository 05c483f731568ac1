"""Periods of the calendar as the query language writes them, and lengths of time. Pure.

Calendar periods are those of UTC, for everybody: so an address means the same list to whoever opens it. Who
means another zone writes the moment with its offset: after:2023-03-14T18:00+07:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

YEAR = re.compile(r"[0-9]{4}")
QUARTER = re.compile(r"([0-9]{4})-?Q([1-4])", re.IGNORECASE)
MONTH = re.compile(r"([0-9]{4})-([0-9][0-9])")
WEEK = re.compile(r"([0-9]{4})-?W([0-9][0-9]?)", re.IGNORECASE)
DAY = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9](:[0-9][0-9])?(Z|[+-][0-9][0-9]:?[0-9][0-9])?",
    re.IGNORECASE,
)
YEARS = range(1000, 9998)  # the first and the last of datetime have no room for other zones

LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(s|min|m|h|d|w)", re.IGNORECASE)
LONGEST = timedelta(days=36_500)  # beyond it the moments that it is added to come to an end
UNITS = {
    "s": ("s", timedelta(seconds=1)),
    "m": ("min", timedelta(minutes=1)),
    "min": ("min", timedelta(minutes=1)),
    "h": ("h", timedelta(hours=1)),
    "d": ("d", timedelta(days=1)),
    "w": ("weeks", timedelta(weeks=1)),
}


@dataclass(frozen=True, slots=True)
class Period:
    """[begin, end), aware UTC; None: open on that side."""

    begin: datetime | None
    end: datetime | None
    label: str


@dataclass(frozen=True, slots=True)
class Length:
    """Longer than `least` and shorter than `most`; None: no bound on that side."""

    least: timedelta | None
    most: timedelta | None
    label: str


def read_period(text: str, today: date) -> Period | None:
    """2023, 2023-Q1, 2023-03, 2023-W11, 2023-03-14, a moment, “last-week”, or a..b; None for anything else.

    a..b is from the beginning of a to the end of b; a.. and ..b are open. `today` is the day it is in UTC.
    """
    first, dots, last = text.partition("..")
    if not dots:
        return _single(text, today)
    begin, end = (_single(first, today) if first else None), (_single(last, today) if last else None)
    if (first and not begin) or (last and not end) or not (begin or end):
        return None
    if not end:
        return Period(begin.begin, None, f"{begin.label} or later")
    if not begin:
        return Period(None, end.end, f"{end.label} or earlier")
    if end.end <= begin.begin:
        return None
    return Period(begin.begin, end.end, f"{begin.label} to {end.label}")


def _single(text: str, today: date) -> Period | None:
    try:
        return _moment(text) or _days(text, today)
    except (ValueError, OverflowError):  # the 31st of February, week 54
        return None


def _days(text: str, today: date) -> Period | None:
    found = _named(text.lower(), today) or _calendar(text)
    if not found:
        return None
    first, after, label = found
    if first.year not in YEARS:
        return None
    return Period(_midnight(first), _midnight(after), label)


def _calendar(text: str) -> tuple[date, date, str] | None:
    """The first day, the day after the last one, and what people call it."""
    if YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text) + 1, 1, 1), text
    if found := QUARTER.fullmatch(text):
        year, quarter = int(found[1]), int(found[2])
        return _months(year, 3 * quarter - 2, 3, f"Q{quarter} {year}")
    if found := MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1, f"{date(int(found[1]), int(found[2]), 1):%B %Y}")
    if found := WEEK.fullmatch(text):
        return _week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if DAY.fullmatch(text):
        return _day(date.fromisoformat(text))
    return None


def _named(text: str, today: date) -> tuple[date, date, str] | None:
    """today, yesterday, and this or last week, month, quarter or year."""
    if text in ("today", "yesterday"):
        return _day(today - timedelta(days=text == "yesterday"))
    which, _, unit = text.partition("-")
    if which not in ("this", "last"):
        return None
    back = which == "last"
    if unit == "week":
        return _week(today - timedelta(days=today.weekday() + 7 * back))
    if unit == "month":
        month = today.replace(day=1) - timedelta(days=back)
        return _months(month.year, month.month, 1, f"{month:%B %Y}")
    if unit == "quarter":
        quarter = (today.replace(month=today.month - (today.month - 1) % 3, day=1)) - timedelta(days=back)
        number = (quarter.month + 2) // 3
        return _months(quarter.year, 3 * number - 2, 3, f"Q{number} {quarter.year}")
    if unit == "year":
        return date(today.year - back, 1, 1), date(today.year - back + 1, 1, 1), str(today.year - back)
    return None


def _months(year: int, month: int, number: int, label: str) -> tuple[date, date, str]:
    after = month + number
    return date(year, month, 1), date(year + (after > 12), after - 12 * (after > 12), 1), label


def _week(monday: date) -> tuple[date, date, str]:
    year, week, _ = monday.isocalendar()
    return monday, monday + timedelta(days=7), f"week {week} of {year}"


def _day(day: date) -> tuple[date, date, str]:
    return day, day + timedelta(days=1), f"{day.day} {day:%B %Y}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _moment(text: str) -> Period | None:
    """The minute or second that is written; in UTC unless an offset says otherwise."""
    found = MOMENT.fullmatch(text)
    if not found:
        return None
    moment = datetime.fromisoformat(text.upper())
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    if moment.year not in YEARS:
        return None
    width = timedelta(seconds=1) if found[1] else timedelta(minutes=1)
    clock = f"{moment:%H:%M:%S}" if found[1] else f"{moment:%H:%M}"
    return Period(moment, moment + width, f"{moment.day} {moment:%B %Y}, {clock} UTC")


def read_length(text: str) -> Length | None:
    """>4h, <30m, 1h..4h, 4h.. or ..30m (or both “1h30m”, “1.5h”); None for anything else."""
    text = text.replace(" ", "")
    if text[:1] in (">", "<"):
        figure = _figure(text[1:].removeprefix("="))
        if not figure:
            return None
        length, label = figure
        if text[0] == ">":
            return Length(length, None, f"over {label}")
        return Length(None, length, f"under {label}")
    first, dots, last = text.partition("..")
    least, most = _figure(first), _figure(last)
    if not dots or not (least or most) or bool(first) != bool(least) or bool(last) != bool(most):
        return None
    if not most:
        return Length(least[0], None, f"over {least[1]}")
    if not least:
        return Length(None, most[0], f"under {most[1]}")
    if most[0] < least[0]:
        return None
    return Length(least[0], most[0], f"{least[1]} to {most[1]}")


def _figure(text: str) -> tuple[timedelta, str] | None:
    """A length with its units, and how people write it."""
    total, labels, at = timedelta(), [], 0
    while total <= LONGEST and (found := LENGTH.match(text, at)):
        unit, length = UNITS[found[2].lower()]
        total += float(found[1]) * length
        labels.append(f"{found[1]} {unit}")
        at = found.end()
    return (total, " ".join(labels)) if labels and at == len(text) and total <= LONGEST else None

"""Which day is meant, and which instants a clock time on a day is."""

import calendar
from datetime import UTC, date, datetime, timedelta

from .. import zones
from ..errors import UnreadableTime
from ..text import MONTHS, date_text
from .said import SaidDate

YEARS = range(1970, 2101)
"""Years that are read. Earlier ones precede every log, later ones are typing errors."""

_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = timedelta(days=1)


def resolve_date(said: SaidDate, reference: date | None, *, forward: bool, is_end=False) -> date:
    """The day that was said. `said` names a day, by its figures, its weekday or its distance.

    `reference` is the day that the times around it are on: a missing year is the one that puts the day
    nearest to it, or first from it on for the end of something (`is_end`); a weekday alone is the first
    from it on where `forward`, else the nearest. Raises UnreadableTime for days that do not exist and where
    the reference would be needed.
    """
    if said.shift is not None or (said.month is None and said.weekday is not None):
        if reference is None:
            raise missing_day(said.words)
        if said.shift is not None:
            return shifted(reference, said.shift, said.words)
        ahead = (said.weekday - reference.weekday()) % 7
        return reference + timedelta(days=ahead if forward or ahead < 4 else ahead - 7)
    year = _nearest_year(said, reference, is_end) if said.year is None else said.year
    day = _existing(said, year)
    if said.weekday is not None and day.weekday() != said.weekday:
        raise UnreadableTime(
            said.words,
            f"contradicts itself: {date_text(day, short=False)} was a {_WEEKDAY_NAMES[day.weekday()]}",
            "Correct the date or leave out the weekday.",
        )
    return day


def shifted(day, days, words):
    """The day so many days on, within YEARS."""
    try:
        day += timedelta(days=days)
    except OverflowError:
        day = date.max
    check_year(day.year, words)
    return day


def check_year(year, words):
    """Raise UnreadableTime for a year outside YEARS."""
    if year not in YEARS:
        raise UnreadableTime(words, f"is in a year before {YEARS[0]} or after {YEARS[-1]}")


def check_month(said):
    """Raise UnreadableTime for a year or month that does not exist."""
    check_year(said.year, said.words)
    if said.month is not None and not 1 <= said.month <= 12:
        raise UnreadableTime(said.words, "names a month that does not exist: a year has 12")


def missing_day(words):
    """The error for a time of day that no day goes with."""
    return UnreadableTime(
        words,
        "leaves open on which day",
        "Write the day with it, such as 14 March 2023 18:00, or choose one.",
    )


def _nearest_year(said, reference, is_end):
    if reference is None:
        raise UnreadableTime(
            said.words, "leaves open in which year", "Write it with its year, such as 14 March 2023."
        )
    check_month(SaidDate(said.words, reference.year, said.month))
    middle = date(reference.year, said.month, 1) + timedelta(days=min(said.day or 15, 28) - 1)
    if is_end:
        return reference.year + (middle < reference)
    years = (reference.year - 1, reference.year, reference.year + 1)
    return min(years, key=lambda year: abs(middle.replace(year=year) - reference))


def _existing(said, year):
    check_month(SaidDate(said.words, year, said.month))
    if said.day is None:
        raise UnreadableTime(
            said.words, "is a whole month, and no time of day goes with that", "Write the day too."
        )
    last = calendar.monthrange(year, said.month)[1]
    if 1 <= said.day <= last:
        return date(year, said.month, said.day)
    month = MONTHS[said.month - 1]
    in_year = f" {year}" if said.month == 2 else ""
    near = (
        f"Did you mean {last} {month} or 1 {MONTHS[said.month % 12]}?" if said.day else "Days begin with 1."
    )
    raise UnreadableTime(said.words, f"is no day: {month}{in_year} has {last} days", near)


def month_bounds(said: SaidDate) -> tuple[date, date]:
    """First day of the month or year that was said, and the first day after it."""
    check_month(said)
    if said.month is None:
        return date(said.year, 1, 1), date(said.year + 1, 1, 1)
    first = date(said.year, said.month, 1)
    return first, (first + 31 * _DAY).replace(day=1)


def instants(local: datetime, zone: str, words: str) -> list[datetime]:
    """The one or two instants, aware UTC and in order, at which clocks in `zone` show the naive `local`.

    Two where clocks were put back; where they were put forward over it, UnreadableTime with the reason.
    """
    tz = zones.resolve(zone)
    first, second = (local.replace(tzinfo=tz, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return [first.astimezone(UTC)]
    if first.utcoffset() > second.utcoffset():
        return [first.astimezone(UTC), second.astimezone(UTC)]
    clock, day = f"{local:%H:%M}", date_text(local.date(), short=False)
    begin, end = _gap(local, tz)
    raise UnreadableTime(
        words,
        f"is skipped: {clock} does not exist in {zone} on {day}, "
        f"clocks went from {begin:%H:%M} to {end:%H:%M}",
        "Correct the time or its zone.",
    )


def _gap(local, tz):
    """What clocks showed when they were put forward over `local`, and what then (both naive)."""
    before, after = (local.replace(tzinfo=tz, fold=fold).utcoffset() for fold in (0, 1))
    low, high = (
        (local - 2 * (after - before)).replace(tzinfo=tz),
        (local + 2 * (after - before)).replace(tzinfo=tz),
    )
    low, high = low.astimezone(UTC), high.astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)
    return change.replace(tzinfo=None) + before, change.replace(tzinfo=None) + after

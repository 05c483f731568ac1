"""Dates as people write them."""

import re

from ..errors import UnreadableTime
from .said import SaidDate
from .scan import Cursor

MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY = r"(\d{1,2})(?:(?:st|nd|rd|th)(?![\da-z])|(?![\da-z]|:\d))"
_YEAR = r"(?:,?[ /-]{0,3}(\d{4})(?!\d|:(?!\d\d:\d\d)))?"

_WEEKDAY = re.compile(
    r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])\.?"
    r"(?:,? +(?:the +)?(?=\d|[a-z])|,|(?=\W|$))"
)
_CLOCK_OR_STOP = re.compile(r"(?<=,)|,? *(?:at +)?\d{1,2}[:h]\d\d| *[:,;-]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=t\d{2}| \d{1,2}:\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_ALONE = re.compile(
    r"(?:the +)(\d{1,2})(?:st|nd|rd|th)"
    r"(?= *[,.;:)]| +(?:at|around|between|from|by|until|we|the|it)(?![a-z])|$)"
)
_NO_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})(?=,? +(?:at +|- +|@ *)?\d{1,2}:\d\d)")
_SHORT_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2([1-4]\d)(?![\d:.])")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.(?= ?[a-z]))?(?: +of)?[ /-]{{0,3}}{MONTH}{_YEAR}")
_MONTH_DAY = re.compile(rf"{MONTH} *{_DAY}(?:,? *(\d{{4}})(?![\d:]))?")
_MONTH_YEAR = re.compile(rf"{MONTH},? *(\d{{4}})(?![\d:])")
_YEAR_ALONE = re.compile(
    r"(?:(?:the +)?year +|in +)(\d{4})(?![\d:])|(\d{4})(?=[~?%]|/(?:\d{4}|\.\.)\s*$)"
    r"|(?<=/)(\d{4})(?= *$)"
)
_SHIFT = re.compile(
    r"(?:on +)?(?:the +)?"
    r"(?:(next|following) +day|day +(after)(?= *[,:;-]| +at\b| *$| +\d)|(same) +day)(?![a-z])"
)
_NEXT_PART = re.compile(r"(?:the +)?(?:next|following) +(?=morning|afternoon|evening)")
_FROM_DAY = r"(?P<a>\d{1,2})(?:st|nd|rd|th)?"
_TO_DAY = r"(?P<b>\d{1,2})(?:st|nd|rd|th)?"
_IN_YEAR = r"(?:,? +(?P<y>\d{4})(?![\d:]))?"
_DAY_RANGES = (
    re.compile(rf"{_FROM_DAY} *(?:-|to|and|until) *{_TO_DAY}(?: +of)? +(?P<m>{MONTH}){_IN_YEAR}"),
    re.compile(
        rf"(?P<m>{MONTH}) +{_FROM_DAY} *(?:and|&) *{_TO_DAY}(?=,? +\d{{4}}(?![\d:])|[.,;)]){_IN_YEAR}"
    ),
    re.compile(rf"(?P<m>{MONTH}) +{_FROM_DAY} *(?:-|to) *{_TO_DAY}(?![\d:a-z]| *[ap]\.?m){_IN_YEAR}"),
)


def read_date(cursor: Cursor) -> SaidDate | None:
    """The date at the cursor, which moves behind it; None, unmoved, where there is none.

    Raises UnreadableTime for numbers that may be day and month or month and day.
    """
    start = cursor.pos
    in_figures = cursor.text[start : start + 1].isdigit()
    for read in _IN_FIGURES if in_figures else _IN_WORDS:
        if date := read(cursor):
            return date
        cursor.pos = start
    if in_figures:
        return None
    if weekday := cursor.take(_WEEKDAY):
        return _after_weekday(cursor, start, weekday)
    return None


def read_day_range(cursor: Cursor) -> tuple[SaidDate, SaidDate] | None:
    """Two days of one month, "8-12 March 2023" or "March 8-12"; None, unmoved, where there are none."""
    for pattern in _DAY_RANGES:
        start = cursor.pos
        if match := cursor.take(pattern):
            year = int(match["y"]) if match["y"] else None
            month = month_number(match["m"])
            return tuple(
                SaidDate(cursor.written(start), year, month, int(match[group])) for group in ("a", "b")
            )
    return None


def month_number(name):
    """1 to 12 for a month's name or its abbreviation, in lower case."""
    return MONTH_NUMBERS[name[:3]]


def _after_weekday(cursor, start, weekday):
    number = WEEKDAYS.index(weekday[1][:3])
    for read in (_read_iso, _read_numbers, _read_named):
        here = cursor.pos
        if date := read(cursor):
            return SaidDate(cursor.written(start), date.year, date.month, date.day, number)
        cursor.pos = here
    cursor.pos = start + len(weekday[0].removesuffix("the ").rstrip(" "))
    if cursor.leading and not cursor.prose and not cursor.sees(_CLOCK_OR_STOP):
        cursor.pos = start
        return None
    return SaidDate(cursor.written(start), weekday=number)


def _read_shift(cursor):
    start = cursor.pos
    if match := cursor.take(_SHIFT) or cursor.take(_NEXT_PART):
        return SaidDate(cursor.written(start), shift=0 if match[0].endswith("same day") else 1)
    return None


def _read_iso(cursor):
    start = cursor.pos
    match = cursor.take(_ISO) or cursor.take(_COMPACT)
    if match:
        year, month, day = match.groups()
    elif match := cursor.take(_YEAR_FIRST):
        year, _, month, day = match.groups()
    else:
        return None
    return SaidDate(cursor.written(start), int(year), int(month), int(day) if day else None, is_iso=True)


def _read_day_of_month(cursor):
    """ "on the 15th", with the month left out."""
    match = cursor.take(_DAY_ALONE) if cursor.prose else None
    return SaidDate(match[0].strip(), day=int(match[1])) if match else None


def _read_day_and_month(cursor):
    """ "3/14 10:05": without a year it counts only where a time of day follows."""
    match = cursor.take(_NO_YEAR) if cursor.prose else None
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if max(first, second) > 31 or min(first, second) > 12 or not first or not second:
        raise UnreadableTime(match[0], "is no day")
    if first > 12 or second > 12:
        month, day = sorted((first, second))
    elif cursor.month_first is None and first != second:
        reason = "may be a day and a month or a month and a day"
        raise UnreadableTime(match[0], reason, "Write the month's name.")
    else:
        month, day = (first, second) if cursor.month_first else (second, first)
    return SaidDate(match[0], month=month, day=day)


def _read_numbers(cursor):
    """12/03/2023: refused unless one of the two can only be a day. With dots the day comes first."""
    start = cursor.pos
    match = cursor.take(_NUMBERS) or (cursor.take(_SHORT_NUMBERS) if cursor.prose else None)
    if match is None:
        return None
    words = cursor.written(start)
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 2000 if year < 100 else 0
    if match[2] == "." or first > 12 or first == second:
        return SaidDate(words, year, second, first)
    if second > 12 or cursor.month_first:
        return SaidDate(words, year, first, second)
    if cursor.month_first is False:
        return SaidDate(words, year, second, first)
    readings = " or ".join(
        f"{day} {_long(month)} {year} ({year}-{month:02d}-{day:02d})"
        for day, month in ((first, second), (second, first))
    )
    raise UnreadableTime(words, f"has two readings: {readings}", "Write one of these instead.")


def _long(month):
    from ..text import MONTHS

    return MONTHS[month - 1] if 1 <= month <= 12 else "?"


def _read_named(cursor):
    start = cursor.pos
    if match := cursor.take(_DAY_MONTH):
        day, month, year = match.groups()
    elif match := cursor.take(_MONTH_DAY):
        month, day, year = match.groups()
    elif match := cursor.take(_MONTH_YEAR):
        (month, year), day = match.groups(), None
    elif not cursor.leading and (match := cursor.take(_YEAR_ALONE)):
        return SaidDate(cursor.written(start), int(match[1] or match[2] or match[3]), is_iso=not match[1])
    else:
        return None
    if cursor.leading and _may_be_a_verb(cursor, start, match, month):
        return None
    return SaidDate(
        cursor.written(start), int(year) if year else None, month_number(month), int(day) if day else None
    )


def _may_be_a_verb(cursor, start, match, month):
    """Whether "may" or "march" stands in small letters at the beginning of a line: "10 may fail"."""
    at = match.start() + match[0].index(month)
    return month in ("may", "march") and cursor.raw[at].islower()


_IN_FIGURES = (_read_iso, _read_numbers, _read_named, _read_day_and_month)
_IN_WORDS = (_read_shift, _read_named, _read_day_of_month)

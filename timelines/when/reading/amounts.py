"""Lengths of time as people write them: "15m", "1h30", "an hour", "a few minutes"."""

import re
from datetime import timedelta

from .said import Amount
from .scan import Cursor

_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        start=1,
    )
} | {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_UNITS = {
    "w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1),
    "s": timedelta(seconds=1), "ms": timedelta(milliseconds=1),
}  # fmt: skip

_ONE = re.compile(
    rf"(\d{{1,6}}(?:\.\d{{1,3}})?|(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?= ))[ -]?"
    r"(milliseconds?|millis|ms|weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])"
)
_ONE_THEN_DIGITS = re.compile(r"(\d{1,3})(h|m)(\d{2})(?![\d:a-z])")
_AND = re.compile(r"(?:,? +and +|, *| *)(?=\d|[a-z])")
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?(?![\d:])")
_HALF = re.compile(r"(?:(half) +an?|a +(quarter) +of +an) +hour(?![a-z])")
_FEW = re.compile(r"(?:a +)?(few|couple(?: +of)?|several|some) +(seconds|minutes|hours|days)(?![a-z])")


def read_amount(cursor: Cursor, *, clock=False) -> Amount | None:
    """The length at the cursor, which moves behind it; None, unmoved, where there is none.

    `clock`: "1:30" counts too, as hours and minutes.
    """
    if match := cursor.take(_HALF):
        return Amount(timedelta(minutes=30 if match[1] else 15), timedelta(minutes=1))
    if match := cursor.take(_FEW):
        return _few(match[1], _UNITS[match[2][0]])
    if clock and (match := cursor.take(_CLOCK)):
        hours, minutes, seconds = (int(group or 0) for group in match.groups())
        length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return Amount(length, _UNITS["s" if match[3] else "m"])
    return _read_sum(cursor)


def _few(word, unit):
    """Two to four for a couple, two to ten for a few: the middle, and how far off it may be."""
    middle, slack = (3, 1) if word.startswith("couple") else (6, 4)
    return Amount(middle * unit, unit, slack * unit)


def _read_sum(cursor):
    if match := cursor.take(_ONE_THEN_DIGITS):
        unit = _UNITS[match[2]]
        return Amount(int(match[1]) * unit + int(match[3]) * unit / 60, unit / 60)
    length, unit = None, None
    while match := cursor.take(_ONE):
        name = match[2]
        unit = _UNITS["ms" if name.startswith(("ms", "milli")) else name[0]]
        number = _NUMBERS.get(match[1]) or float(match[1])
        length = (length or timedelta(0)) + number * unit
        unit = _finer(unit, match[1])
        here = cursor.pos
        if not (cursor.take(_AND) and cursor.sees(_ONE)):
            cursor.pos = here
            break
    return None if length is None else Amount(length, unit)


def _finer(unit, number):
    """The unit that a number with decimals is exact to: 1.5 hours are minutes."""
    if "." not in number:
        return unit
    return {"w": _UNITS["d"], "d": _UNITS["h"], "h": _UNITS["m"], "m": _UNITS["s"]}.get(
        next(name for name, length in _UNITS.items() if length == unit), unit
    )

"""Times of day as people write them."""

import re
from dataclasses import replace
from datetime import timedelta

from ..errors import UnreadableTime
from ..zones import is_zone
from .said import HOUR, MINUTE, SECOND, SaidClock
from .scan import Cursor

_HALF = r"(a\.?m\b\.?|p\.?m\b\.?)"
_COLONS = re.compile(
    rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,](\d{{1,9}}))?)?(?![\d]|:\d)(?: ?{_HALF}|([ap])(?![a-z0-9]))?"
)
_HOUR_HALF = re.compile(rf"(\d{{1,2}}) ?{_HALF}(?![a-z0-9])")
_HOUR_H = re.compile(r"(\d{1,2}) ?h(\d{2})(?![\da-z])|(\d{1,2}) ?h(?![a-z0-9])")
_OCLOCK = re.compile(r"(\d{1,2}) ?o'?clock(?![a-z])")
_FOUR = re.compile(r"(\d{2})(\d{2})(?: ?(?:hrs|hours|h)(?![a-z])|(?= ?([a-z]{1,5})(?![a-z0-9])))")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{2})?(?![\d:])")
_DOTS = re.compile(
    rf"(\d{{1,2}})\.([0-5]\d)(?![\d.%])(?: ?{_HALF}|(?= ?(?:utc|gmt|z|[a-z]{{1,4}}t)(?![a-z]))"
    r"|(?= *(?:and|to|until|-) *\d{1,2}\.[0-5]\d ?(?:[ap]\.?m|utc|gmt|[a-z]{1,4}t)(?![a-z])))"
)
_FOUR_OF_TWO = re.compile(
    r"([01]\d|2[0-3])([0-5]\d)(?= *(?:and|to|until|-) *\d{4} ?(?:hrs|hours|h|utc|gmt|z|[a-z]{1,4}t)(?![a-z]))"
)
_IN_THE = re.compile(r" (?:in the (morning|afternoon|evening)|at (night))(?![a-z])")
_NAMED = re.compile(r"(noon|midday|midnight)(?!-?[a-z])")
_PARTS = re.compile(
    r"(?:in +the +|the +)?(early +(?:in +the +)?morning|(?:(?:early|late|mid)[ -])?"
    r"(morning|afternoon|evening))(?![a-z])(?: +of(?= ))?"
)
_BARE = re.compile(r"(\d{1,2})(?![\d:.,/%\w])")

PARTS_OF_THE_DAY = {"early": (0, 8), "morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24)}
"""First and last hour. Wide, for people do not agree on them."""


def read_clock(cursor: Cursor, *, bare=False, compact=False) -> SaidClock | None:
    """The time of day at the cursor, which moves behind it; None, unmoved, where there is none.

    `bare`: a number alone may be an hour, as in "between 2 and 3pm". `compact`: four or six digits, as behind
    the T of ISO 8601. Raises UnreadableTime for hours and minutes that no day has.
    """
    start = cursor.pos
    if match := cursor.take(_COLONS):
        clock = _with_colons(cursor.written(start), match, slips=cursor.prose)
        return _in_its_half(cursor, clock) if cursor.prose else clock
    if cursor.prose and (match := cursor.take(_FOUR_OF_TWO)):
        return SaidClock(match[0], int(match[1]), int(match[2]))
    if cursor.prose and (match := cursor.take(_DOTS)):
        said = SaidClock(cursor.written(start), int(match[1]), int(match[2]))
        return _checked(said, match[3] or "")
    if match := cursor.take(_HOUR_HALF):
        return _hour(cursor.written(start), int(match[1]), match[2])
    if match := cursor.take(_OCLOCK):
        return _hour(cursor.written(start), int(match[1]), "")
    if match := cursor.take(_HOUR_H):
        return _with_h(cursor, start, match)
    if match := cursor.take(_NAMED):
        return SaidClock(match[0], 0 if match[1] == "midnight" else 12)
    if compact and (match := cursor.take(_COMPACT)):
        unit = SECOND if match[3] else MINUTE
        return _checked(SaidClock(match[0], int(match[1]), int(match[2]), int(match[3] or 0), unit=unit))
    return _read_four(cursor) or _read_part(cursor) or (_read_bare(cursor) if bare else None)


def _with_colons(words, match, *, slips=False):
    """`slips`: in "23:00 AM" and "00:15 PM" the figures count, for they leave no choice."""
    hour, minute, second, fraction, half, letter = match.groups()
    if slips and (int(hour) > 12 or not int(hour)):
        half = letter = None
    unit, microsecond = SECOND if second else MINUTE, 0
    if fraction:
        digits = min(len(fraction), 6)
        microsecond, unit = int(f"{fraction:0<6}"[:6]), timedelta(microseconds=10 ** (6 - digits))
    said = SaidClock(words, int(hour), int(minute), int(second or 0), microsecond, unit)
    return _checked(said, half or letter or "")


def _in_its_half(cursor, clock):
    """ "3:05 in the afternoon"."""
    half = None if clock.meridiem or clock.hour > 12 else cursor.take(_IN_THE)
    if half and (half[1] in ("afternoon", "evening") or (half[2] and clock.hour >= 6)):
        return replace(clock, hour=clock.hour % 12 + 12, meridiem="pm")
    return clock


def _hour(words, hour, half):
    return _checked(SaidClock(words, hour, unit=HOUR), half)


def _with_h(cursor, start, match):
    if match[2]:
        return _checked(SaidClock(cursor.written(start), int(match[1]), int(match[2])))
    if cursor.leading:  # "24h of logs" is no time of day
        cursor.pos = start
        return None
    return _hour(cursor.written(start), int(match[3]), "")


def _read_four(cursor):
    """1830Z, 1830 UTC, 1830h: four digits alone could be anything."""
    start = cursor.pos
    match = cursor.take(_FOUR)
    if match is None:
        return None
    zone = match[3]
    if zone and not (is_zone(zone) and (not cursor.leading or cursor.raw[match.start(3)].isupper())):
        cursor.pos = start
        return None
    return _checked(SaidClock(cursor.written(start), int(match[1]), int(match[2])))


def _read_part(cursor):
    match = cursor.take(_PARTS)
    if match is None:
        return None
    first, last = PARTS_OF_THE_DAY[match[2] or "early"]
    return SaidClock(match[0], first, unit=HOUR, until_hour=last)


def _read_bare(cursor):
    match = cursor.take(_BARE)
    return _hour(match[0], int(match[1]), "") if match else None


def _checked(said, half=""):
    """With the twelve hours of am and pm brought to twenty-four; refused if no day has such a time."""
    meridiem = f"{half[0]}m" if half else ""
    hour = said.hour
    if meridiem:
        if (hour > 12 and meridiem == "am") or not hour:
            raise UnreadableTime(said.words, "is not a time of day", "With am and pm the hours are 1 to 12.")
        hour = hour % 12 + (12 if meridiem == "pm" else 0) if hour <= 12 else hour
    is_last_midnight = hour == 24 and not (said.minute or said.second or said.microsecond)
    if (hour > 23 and not is_last_midnight) or said.minute > 59 or said.second > 59:
        raise UnreadableTime(said.words, "is not a time of day", _later_hint(hour, said.minute))
    return SaidClock(
        said.words, hour, said.minute, said.second, said.microsecond, said.unit, meridiem, said.until_hour
    )


def _later_hint(hour, minute):
    if minute > 59 or not 24 <= hour < 48:
        return "The last is 23:59."
    clock = f"{hour - 24:02d}:{minute:02d}"
    return f"The last is 23:59; for {clock} on the next day write +1d {clock}."

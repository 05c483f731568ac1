"""Days that are named by their distance, with the time of day told beside them."""

from __future__ import annotations

import re
from dataclasses import replace

from timelines.reading.times.wordings import GLOSS_END, INSIDE
from timelines.when.errors import UnreadableTime
from timelines.when.reading.clocks import PARTS_OF_THE_DAY
from timelines.when.reading.grammar import read_said
from timelines.when.reading.said import HOUR, Moment, Said, SaidClock, SaidDate
from timelines.when.reading.scan import Cursor

SHIFTS = {
    "yesterday": -1,
    "previous": -1,
    "last": -1,
    "before": -1,
    "next": 1,
    "following": 1,
    "after": 1,
    "tomorrow": 1,
}
_NAMING_A_DAY = frozenset(
    (
        "yesterday",
        "today",
        "tonight",
        "tomorrow",
        "that",
        "this",
        "same",
        "last",
        "previous",
        "next",
        "following",
    )
)
_PARTS = {"morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 24)}
_CLOCK_BEHIND = re.compile(r",? +(?:\()?")
_EARLY = re.compile(r"\bearly (?:on )?(?:the )?$")
_BY_THAT = re.compile(r"\bby (?:the )?$")


def _named_day(words: list[str]) -> int | None:
    """How many days off “last night”, “the evening before”, “next morning” are; None: no such words."""
    if words[-1] in ("before", "after"):
        return SHIFTS[words[-1]]
    return SHIFTS.get(words[0], 0) if words[0] in _NAMING_A_DAY else None


def read_day_words(cursor: Cursor, start: int, stop: int) -> tuple[Said, int, int] | None:
    """“that evening”, “previous day”, “last night at 23:45”: days as distances, with their part.

    Returns what was said and the place of all its words; the cursor may move.
    """
    said_words = cursor.text[start:stop]
    words = said_words.split()
    shift = _named_day(words)
    if shift is None:
        return None
    part = next(
        (word for word in reversed(words) if word in _PARTS), "evening" if words[0] == "tonight" else ""
    )
    date = SaidDate(said_words, shift=shift)
    if said := _clock_of_that(cursor, stop, date, part):
        return said, start, cursor.pos
    if (words[0] == "this" and not part) or words[0] == "tomorrow":
        return None
    begin, end = _PARTS.get(part, (0, 0))
    if part == "morning" and _EARLY.search(cursor.text, max(0, start - 14), start):
        begin, end = PARTS_OF_THE_DAY["early"]
    clock = SaidClock(said_words, begin, unit=HOUR, until_hour=end) if part else None
    relation, by = "at", _BY_THAT.search(cursor.text, max(0, start - 8), start)
    if by and clock:
        relation, start = "by", by.start()
    return Said(relation, Moment(date, clock)), start, stop


def _clock_of_that(cursor: Cursor, stop: int, date: SaidDate, part: str) -> Said | None:
    """The time of day that follows, on that day; the cursor moves behind it."""
    cursor.pos = stop
    opened = cursor.take(_CLOCK_BEHIND)
    try:
        said = read_said(cursor, stretch=True) if opened else None
    except UnreadableTime:
        return None
    moment = said.moment if said else None
    if (
        moment is None
        or moment.clock is None
        or moment.date
        or moment.distance
        or INSIDE.match(cursor.text, cursor.pos)
    ):
        return None
    if "(" in opened[0] and not cursor.take(GLOSS_END):
        return None
    moment = _in_that_part(replace(moment, date=date), part)
    return replace(said, moment=moment)


def _in_that_part(moment: Moment, part: str) -> Moment:
    """“that evening at 9:30” is 21:30; “last night at 1:30” is past midnight, “at 11” before it."""
    clock, date = moment.clock, moment.date
    hour = clock.hour
    if part == "night" and (hour < 5 or (hour == 12 and not clock.meridiem)):
        return replace(moment, date=replace(date, shift=date.shift + 1), clock=replace(clock, hour=hour % 12))
    if part in ("afternoon", "evening", "night") and hour < 12 and not clock.meridiem:
        return replace(moment, clock=replace(clock, hour=hour + 12))
    return moment

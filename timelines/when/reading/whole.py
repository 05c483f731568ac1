"""Words that are a time and nothing else."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from .. import zones
from ..errors import UnreadableTime
from ..value import WORDS_MAX_LENGTH, When
from .grammar import read_said
from .resolve import Context, ends_before_it_begins, resolve
from .said import SECOND, Said
from .scan import Cursor

UNDERSTOOD = (
    "Understood are, for example: 14 March 2023 18:00 UTC; 6:31 ICT; ~2AM; 20:00–21:00; by 14:30; +15 min."
)

_REST = re.compile(r"[\s.,;:]*")
_BLANK = re.compile(r"\s*")
_ZONE_LIKE = re.compile(r"\s*([A-Za-z][A-Za-z_]*(?:/[A-Za-z_]+)*|[+-]\d{1,2}:?\d{0,2})[\s.]*")
_FOUR_DIGITS = re.compile(r"\s*(\d\d)(\d\d)\s*")
_SOME_OTHER_DAY = re.compile(r"\s*(?:on )?(yesterday|today|tomorrow|tonight|now|just now|last night)\b", re.I)


@dataclass(frozen=True)
class Reading:
    """What was read, and where.

    - when: the time. until: the end of the stretch that was named with it, or None.
    - notes: sentences for the reader about what was decided: rolled to the next day, came twice.
    - span: start and end of the words of time, in characters of the text.
    - rest_start: where the rest of the line begins, behind brackets and dashes.
    - zone_stated: whether the words name a zone, and it was not the given one.
    - is_log_stamp: a date in figures with a clock to the second, as machines write it.
    """

    when: When
    until: When | None
    notes: tuple[str, ...]
    span: tuple[int, int]
    rest_start: int
    zone_stated: bool
    is_log_stamp: bool


def read_time(text, *, day=None, zone=None, after=None, start=None, stretch=False):
    """The Reading of words that are a time.

    The rest is for the parts that people leave out:
    - day: a `date`, for times of day.
    - zone: of times without one; an IANA name, offset or any words that name a zone. Without it, `after`'s,
      else UTC. It also settles abbreviations of several meanings.
    - after: a When, the time before. A time of day without a day is on its day, and on the next where it
      would step back by more than two hours; "15 minutes later" counts from it; "by 14:30" begins with it.
    - start: a When, the start of the incident, from which "T+15m" counts; without it, `after`.
    - stretch: "02:50 to 05:14" is `when` and `until`, and not one time between the two.

    Raises UnreadableTime, whose text is for the person who wrote the words.
    """
    _check(text)
    context = make_context(text.strip(), day, zone, after, start)
    cursor = Cursor(text)
    cursor.take(_BLANK)
    begin = cursor.pos
    said = read_said(cursor, stretch=stretch)
    if said is None:
        raise _not_a_time(text)
    end = cursor.pos
    cursor.take(_REST)
    if cursor.pos < len(text):
        raise _left_over(text, end)
    end = begin + len(text[begin:end].rstrip())  # some forms take the blank behind them
    return make_reading(said, context, (begin, end), cursor.pos)


def make_context(words, day, zone, after, start):
    """The Context of arguments as people give them. Raises UnreadableTime for an unknown zone."""
    kept = zones.read_zone(zone) if zone else after.zone if after else "UTC"
    if isinstance(day, datetime):
        day = day.astimezone(zones.resolve(kept)).date() if day.tzinfo else day.date()
    if day is not None and not isinstance(day, date):
        raise TypeError(f"day is a date, not {day!r}")
    return Context(words, day, kept, after, start)


def make_reading(said: Said, context: Context, span, rest_start) -> Reading:
    """Resolve what was said, with its end and the same moment said again in brackets."""
    when = resolve(said, context)
    until = None
    if said.until is not None:
        until = resolve(Said("at", said.until), context.following(when))
        if until.before(when):
            raise ends_before_it_begins(context.words)
    if said.gloss:
        _check_gloss(said, when, context)
    moment = said.moment
    stamp = bool(moment.date and moment.date.is_iso and moment.clock and moment.clock.unit <= SECOND)
    notes = tuple(dict.fromkeys(context.notes))
    return Reading(when, until, notes, span, rest_start, moment.zone is not None, stamp)


def _check_gloss(said, when, context):
    """ "02:00 ICT (19:00 UTC)": the words in brackets have to mean the same moment."""
    bound = when.earliest or when.latest
    same = None
    for days in (0, -1, 1):
        day = bound.astimezone(UTC).date() + timedelta(days=days)
        cursor = Cursor(said.gloss)
        other = read_said(cursor)
        if other is None or cursor.pos < len(said.gloss.rstrip()):
            raise UnreadableTime(context.words, f"has “{said.gloss}” in brackets, which is no time")
        same = same or resolve(other, Context(context.words, day)).overlaps(when)
    if not same:
        raise UnreadableTime(
            context.words, f"names two moments: “{said.gloss}” is another one", "Correct either."
        )


def _check(text):
    if not isinstance(text, str):
        raise TypeError(f"words are a str, not {type(text).__name__}")
    if "\x00" in text[:WORDS_MAX_LENGTH]:
        raise UnreadableTime(text, "contains a NUL character, which no text has")
    if len(text) > WORDS_MAX_LENGTH:
        reason = f"is {len(text):,} characters long, and a time has {WORDS_MAX_LENGTH} at most"
        raise UnreadableTime(text, reason)
    if not text.strip():
        raise UnreadableTime(text, "says nothing", UNDERSTOOD)


def _not_a_time(text):
    if four := _FOUR_DIGITS.fullmatch(text):
        clock, year = f"{four[1]}:{four[2]}", four[0].strip()
        return UnreadableTime(text, "may be a time of day or a year", f"Write {clock} or year {year}.")
    if other := _SOME_OTHER_DAY.match(text):
        return UnreadableTime(text, f"depends on when “{other[1]}” was written", "Write the date instead.")
    return UnreadableTime(text, "cannot be read as a time", UNDERSTOOD)


def _left_over(text, end):
    """The error for words behind a time: an unknown zone, if they look like one."""
    rest = text[end:]
    if zone := _ZONE_LIKE.fullmatch(rest):
        return zones.unknown_zone(zone[1])
    words = " ".join(rest.split())
    return UnreadableTime(
        text, f"begins with a time, but “{words[:40]}” behind it cannot be read", UNDERSTOOD
    )

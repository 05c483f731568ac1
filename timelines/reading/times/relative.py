"""Times that hang on another: "30 minutes later", "within an hour", "shortly after"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from timelines.reading.model import MentionKind, Place
from timelines.reading.times.spoken import Spoken
from timelines.reading.times.timed import Timed, local_day
from timelines.when.errors import UnreadableTime
from timelines.when.reading.amounts import read_amount
from timelines.when.reading.grammar import read_said
from timelines.when.reading.resolve import Context, resolve
from timelines.when.reading.said import SECOND, Amount, Moment, Said
from timelines.when.reading.scan import Cursor
from timelines.when.value import WORDS_MAX_LENGTH

if TYPE_CHECKING:
    from timelines.reading.times.days import Days

_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|(?:a )?few|(?:a )?couple(?: of)?|several|half an)"
)
_ABOUT = r"(?P<about>(?:about|around|approximately|roughly|some|~) ?)?"
_BEHIND = re.compile(
    rf"(?:^|(?<=[\s(,\x01]))(?P<whole>{_ABOUT}(?P<number>{_NUMBER})[ -]"
    r"(?:minutes?|mins?|hours?|hrs?|days?|seconds?|weeks?)) $"
)
_AHEAD = re.compile(
    rf" (?:just |only |less than |under |the next |the following )?{_ABOUT}(?=(?P<number>{_NUMBER})[ -])"
)
_LATER = tuple(re.compile(rf"{word}(?![a-z])") for word in ("later", "afterwards?", "after (?:that|this)"))
_EARLIER = tuple(
    re.compile(rf"{word}(?! ?to(?![a-z])|[a-z])") for word in ("earlier", "prior", "before that")
)
_PLUS = re.compile(r"\+(?= ?\d)")
_WITHIN = re.compile(r"within(?= )")
_AFTER = re.compile(r"after(?= )")
_OF = re.compile(r" (?:of|after|before|from|prior to|following)(?! (?:this|that)\b)")
_GOES_ON = re.compile(r",| (?:we|the|it|they|all|our|this|most|service|engineers?|traffic)(?![a-z])")
_SHORTLY = tuple(
    re.compile(words)
    for words in (
        r"shortly (?:after(?:wards?)?(?: (?:that|this))?(?= ?,)|(?:afterwards?|thereafter)(?![a-z]))",
        r"soon (?:after(?:wards?)?(?: (?:that|this))?(?= ?,)|(?:afterwards?|thereafter)(?![a-z]))",
        r"immediately (?:after(?:wards?)?(?= ?,)|(?:afterwards?|thereafter)(?![a-z]))",
        r"moments later(?= ?,)",
        r"minutes later(?= ?,)",
    )
)


def find_relative(cursor: Cursor, begins: list[int]) -> list[Spoken]:
    """Times that are said as a distance from the one before them. `begins`: where sentences begin."""
    text = cursor.text
    found = [spoken for word in _LATER for spoken in _behind(cursor, word, back=False)]
    found += [spoken for word in _EARLIER for spoken in _behind(cursor, word, back=True)]
    for match in _WITHIN.finditer(text):
        found += _ahead(cursor, match, "within")
    for match in _AFTER.finditer(text):
        if _opens(text, match.start(), begins):
            found += _ahead(cursor, match, "at")
    found += _from_zero(cursor)
    for words in _SHORTLY:
        for match in words.finditer(text):
            if _opens(text, match.start(), begins):
                moment = Moment(distance=Amount(timedelta(0), SECOND))
                found.append(Spoken(Place(*match.span()), Said("shortly after", moment), -1, -1))
    return found


def _from_zero(cursor: Cursor) -> Iterator[Spoken]:
    """“T+15m”, “T+0”: counted from the start of the incident."""
    for match in _PLUS.finditer(cursor.text):
        start = match.start() - 1
        if start < 0 or cursor.text[start] != "t" or cursor.text[start - 1 : start].isalnum():
            continue
        cursor.pos = start
        try:
            said = read_said(cursor)
        except UnreadableTime:
            continue
        if said is not None and said.moment.from_start:
            yield Spoken(Place(start, cursor.pos), said, -1, -1)


def _opens(text: str, at: int, begins: list[int]) -> bool:
    """Whether nothing but marks stands before it in its sentence."""
    begin = begins[max(bisect_right(begins, at) - 1, 0)] if begins else 0
    return at - begin < 12 and not any(map(str.isalnum, text[begin:at]))


def _behind(cursor: Cursor, word: re.Pattern, *, back: bool) -> Iterator[Spoken]:
    """“30 minutes later”, “a week prior”."""
    for match in word.finditer(cursor.text):
        low = max(0, match.start() - 44)
        before = _BEHIND.search(cursor.text[low : match.start()])
        if before is None:
            continue
        cursor.pos = low + before.start("number")
        amount = read_amount(cursor)
        if amount is not None and cursor.pos <= match.start():
            length = -amount.length if back else amount.length
            moment = Moment(distance=Amount(length, amount.unit, amount.slack), about=bool(before["about"]))
            yield Spoken(Place(low + before.start("whole"), match.end()), Said("at", moment), -1, -1)


def _ahead(cursor: Cursor, match: re.Match, relation: str) -> Iterator[Spoken]:
    """“within an hour”, “After ten minutes, …”."""
    ahead = _AHEAD.match(cursor.text, match.end())
    if ahead is None:
        return
    cursor.pos = ahead.end()
    amount = read_amount(cursor)
    if amount is None or cursor.sees(_OF) or (relation == "at" and not cursor.sees(_GOES_ON)):
        return
    moment = Moment(distance=amount, about=bool(ahead["about"]))
    yield Spoken(Place(match.start(), cursor.pos), Said(relation, moment), -1, -1)


def place_relative(timed: Timed, near: Timed | None, days: Days) -> None:
    """So long after the time it is told with, and as uncertain; without one it stays open."""
    timed.is_relative = True
    said = timed.spoken.said
    if said.moment.from_start:
        near = days.zero
        timed.doubts += [] if days.is_zero_told or near is None else ["nobody says when T+0 was"]
    base = near and (near.until or near.when)
    if timed.kind not in (MentionKind.EVENT, MentionKind.ANCHOR):
        return
    if base is None or base.is_open or not _is_fine_enough(near, said):
        timed.doubts.append("nobody says from when it counts")
        if said.relation == "within":  # as often a length as a time
            timed.kind = MentionKind.OTHER
        return
    words = " ".join(days.words(timed).split())[:WORDS_MAX_LENGTH]
    relation = "at" if said.relation == "within" else said.relation
    try:
        when = resolve(Said(relation, said.moment), Context(words, near.day, timed.zone, after=base))
        if said.relation == "within":
            when = resolve(
                Said("between", Moment(instant=base.earliest), Moment(instant=when.latest)),
                Context(words, near.day, base.zone),
            )
    except UnreadableTime as error:
        timed.doubts.append(error.reason)
        return
    timed.when, timed.day, timed.counted_from = when, local_day(when), near
    timed.notes.append(f"counted from {base.text(day=False)}")


def _is_fine_enough(near: Timed, said: Said) -> bool:
    """Minutes are not counted from a day, nor from a long stretch."""
    width = near.when.width
    if width is None or (width > timedelta(hours=2) and said.moment.distance.unit < timedelta(hours=1)):
        return False
    return near.spoken.clock is not None or near.is_relative or said.moment.distance.unit >= timedelta(days=1)

"""Times that hang on another: "30 minutes later", "within an hour", "shortly after"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from timelines.reading.model import MentionKind, Place
from timelines.reading.times.spoken import Spoken
from timelines.when.errors import UnreadableTime
from timelines.when.reading.amounts import read_amount
from timelines.when.reading.resolve import Context, resolve
from timelines.when.reading.said import SECOND, Amount, Moment, Said
from timelines.when.reading.scan import Cursor
from timelines.when.value import WORDS_MAX_LENGTH

if TYPE_CHECKING:
    from timelines.reading.times.days import Days
    from timelines.reading.times.timed import Timed

_UNIT = re.compile(r"(?:minutes?|mins?|hours?|hrs?|days?|seconds?|weeks?)(?![a-z])")
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|(?:a )?few|(?:a )?couple(?: of)?|several|half an)"
)
_BEFORE = re.compile(
    rf"(?:(?P<lead>within|after)\ (?:just\ |only\ |less\ than\ |under\ |the\ next\ |the\ following\ )?)?"
    rf"(?P<about>(?:about|around|approximately|roughly|some|~)\ ?)?(?P<number>{_NUMBER})[ -]$"
)
_LATER = re.compile(r" (?:later|afterwards?|after that|after this)(?![a-z])")
_EARLIER = re.compile(r" (?:earlier|before that|prior)(?! ?to(?![a-z])|[a-z])")
_OF = re.compile(r" (?:of|after|before|from|prior to|following)(?! (?:this|that)\b)")
_COMMA = re.compile(r",| (?:we|the|it|they|all|our|this|most|service|engineers?|traffic)(?![a-z])")
_SHORTLY = re.compile(
    r"(?:(?:shortly|soon|immediately) (?:after(?:wards?)?(?: (?:that|this))?)|(?:moments|minutes|seconds) later)(?= ?,)"
    r"|(?:shortly|soon|immediately) (?:afterwards?|thereafter)(?![a-z])"
)
_T_PLUS = re.compile(r"(?<![a-z0-9])t ?\+ ?(?=\d)")


def find_relative(cursor: Cursor, start: int, end: int) -> Iterator[Spoken]:
    """Times in this stretch that are said as a distance from the one before them."""
    for match in _UNIT.finditer(cursor.text, start, end):
        if found := _at_unit(cursor, start, match):
            yield found
    for match in _SHORTLY.finditer(cursor.text, start, end):
        if not any(map(str.isalnum, cursor.text[start : match.start()])):
            distance = Moment(distance=Amount(timedelta(0), SECOND))
            yield Spoken(Place(match.start(), match.end()), Said("shortly after", distance), -1, -1)


def _at_unit(cursor: Cursor, low: int, unit: re.Match) -> Spoken | None:
    text, start = cursor.text, unit.start()
    before = _BEFORE.search(text[max(low, start - 44) : start])
    if before is None:
        return None
    begin = max(low, start - 44) + before.start()
    if begin > low and (text[begin - 1].isalnum() or text[begin - 1] in ".-:/"):
        return None
    cursor.pos = max(low, start - 44) + before.start("number")
    amount = read_amount(cursor)
    if amount is None:
        return None
    return _told(cursor, amount, before, begin, low)


def _told(cursor: Cursor, amount: Amount, before: re.Match, begin: int, low: int) -> Spoken | None:
    """The distance with what stands around it; None where it is a length and no time."""
    end = cursor.pos
    about = bool(before["about"])
    if before["lead"] is None and (cursor.take(_LATER) or cursor.take(_EARLIER)):
        back = "later" not in cursor.text[end : cursor.pos] and "after" not in cursor.text[end : cursor.pos]
        length = -amount.length if back else amount.length
        moment = Moment(distance=Amount(length, amount.unit, amount.slack), about=about)
        return Spoken(Place(begin, cursor.pos), Said("at", moment), -1, -1)
    opens = not any(map(str.isalnum, cursor.text[low:begin]))
    if before["lead"] is None or cursor.sees(_OF) or not (opens or before["lead"] == "within"):
        return None
    if before["lead"] == "after" and not cursor.sees(_COMMA):
        return None
    relation = "within" if before["lead"] == "within" else "at"
    return Spoken(Place(begin, end), Said(relation, Moment(distance=amount, about=about)), -1, -1)


def place_relative(timed: Timed, near: Timed | None, days: Days) -> None:
    """So long after the time it is told with, and as uncertain; without one it stays open."""
    timed.is_relative = True
    said = timed.spoken.said
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
    timed.when, timed.day = when, near.day
    timed.notes.append(f"counted from {base.text(day=False)}")


def _is_fine_enough(near: Timed, said: Said) -> bool:
    """Minutes are not counted from a day, nor from a long stretch."""
    width = near.when.width
    if width is None or width > timedelta(hours=2) and said.moment.distance.unit < timedelta(hours=1):
        return False
    return near.spoken.clock is not None or near.is_relative or said.moment.distance.unit >= timedelta(days=1)

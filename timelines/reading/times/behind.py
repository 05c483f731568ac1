"""Days said behind a time, in what the time tells: “14:05 UTC sorter stopped on 2024-05-03”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from timelines.reading.model import BlockKind, Document, MentionKind
from timelines.reading.times.timed import Timed

EITHER_DAY = "the day said with it could be that of something else"
_LONGEST = 120
"""How many characters a clause between a time and its day has at most."""

_OPENING = re.compile(r"[^\w(]{0,12}(?:\|[^\w(]{0,12})?")
_ON = re.compile(r"on\b", re.IGNORECASE)
_OTHER_CLAUSE = re.compile(
    r"[.!?;:,()–—|]\s|\s[-(]|"
    r"\b(?:that|which|who|whose|where|when|while|because|since|after|before|until|till|as|if|whether|from|of|for|"
    r"by|to|and|but|so|than|like|with|without|about|whom|due|only|next|scheduled|planned|expected|dated|back"
    r"|again|same|similar|earlier|previous|previously|original|originally|had|will|would|should)\b",
    re.IGNORECASE,
)
"""What shows that the day may be of another happening than the one that the time tells."""

_ORIGIN = re.compile(
    r"(?<!was )(?<!were )(?<!got )\b(?:introduced|deployed|released|merged|issued|taken|made|created"
    r"|installed|published|written|changed|added|renewed|rolled out|shipped|scheduled|planned|pushed"
    r"|committed|built|sent|billed|seen)$",
    re.IGNORECASE,
)
_IS_DONE = re.compile(
    r"(?:[a-z]{2,20}ed|went|fell|broke|began|rose|ran|down|lost|came|out|stuck|hung|shut|up)$", re.IGNORECASE
)
_ENDS = re.compile(r"\s{0,3}(?:[.,;)\]|*_\n]|$|and\b|but\b|when\b|because\b|after\b|due to\b)", re.IGNORECASE)
_LOOK = 20
_NEAR = timedelta(days=2)


def lend_days(document: Document, times: list[Timed], day: date | None = None) -> None:
    """Give times of day without a day the one that is said behind them in the same clause.

    Where the day may be that of something else (“found a bug deployed on 3 May”), the time keeps the day
    that the document gives it; if that is so near that both could be meant, with a doubt.
    """
    for timed, other in pairwise(times):
        if not _may_lend(document, timed, other):
            continue
        between = document.text[timed.spoken.place.end : other.start]
        is_on = _ON.match(document.text, other.start) is not None
        end = other.spoken.place.end
        behind = document.text[end : min(document.blocks[other.block].place.end, end + _LOOK)]
        if _is_of_the_same(between, is_on=is_on) and _ENDS.match(behind):
            timed.spoken.said = replace(
                timed.spoken.said, moment=replace(timed.spoken.moment, date=other.spoken.date)
            )
            other.kind = MentionKind.ANCHOR
        elif day and timed.spoken.is_leading and _is_near(other, day):
            timed.doubts.append(EITHER_DAY)


def _may_lend(document: Document, timed: Timed, other: Timed) -> bool:
    one, day = timed.spoken, other.spoken
    if one.block != day.block or day.place.start - one.place.end >= _LONGEST:
        return False
    if one.clock is None or one.date is not None or one.moment.distance or not _is_one_day(other):
        return False
    if timed.kind is not MentionKind.EVENT or other.kind not in (MentionKind.EVENT, MentionKind.ANCHOR):
        return False
    is_row = document.blocks[one.block].kind is BlockKind.ROW
    return one.sentence == day.sentence or is_row or one.is_leading


def _is_one_day(timed: Timed) -> bool:
    """Whether it is a day of the calendar or the week, without a time and without an end."""
    said, day = timed.spoken.said, timed.spoken.date
    if day is None or timed.spoken.clock is not None or (day.day is None and day.weekday is None):
        return False
    return said.relation == "at" and said.until is None and said.other is None


def _is_of_the_same(between: str, *, is_on: bool) -> bool:
    """Whether the words from the time to the day tell one thing, which happened on the day."""
    told = between[_OPENING.match(between).end() :].rstrip(" ,(-–—")
    if not told or _OTHER_CLAUSE.search(f"{told} ") or _ORIGIN.search(told):
        return False
    return is_on or _IS_DONE.search(told) is not None


def _is_near(other: Timed, day: date) -> bool:
    said = other.spoken.date
    if said.day is None:
        return False
    try:
        told = date(said.year or day.year, said.month or day.month, said.day)
    except ValueError:
        return False
    return told != day and abs(told - day) <= _NEAR

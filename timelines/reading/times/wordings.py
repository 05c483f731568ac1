"""The text of a document as the grammar of times likes it: in small letters, without marks and addresses."""

from __future__ import annotations

import re
from datetime import date

from timelines.reading.model import Document
from timelines.when.errors import UnreadableTime
from timelines.when.reading.resolve import Context, resolve
from timelines.when.reading.said import Moment, Said, SaidDate
from timelines.when.reading.scan import Cursor

_HIDDEN = re.compile(
    r"https?://[^\s)<>\]|\"]{1,2000}|\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,2000}\)|</?[a-zA-Z][^<>]{0,1000}>"
)
_MARKS = str.maketrans({"*": " ", "`": " "})
_UNDERLINES = re.compile(r"_{1,3}(?:(?<!\w_)(?<!\w__)(?<!\w___)|(?!\w))")
_ENDS = re.compile(r"[^\W\d]\.\s(?=[^\W\d_a-z])")
INSIDE = re.compile(r"[\w%°$]|[.:/,]\d|-\d(?!\d?:)|-[a-z]")
"""What right behind a time shows that it is a part of something else."""

GLOSS_END = re.compile(r" ?[)\]]")
WALL = "\x01"
"""Stands between two sentences, so that “since 8 June. At 14:40” is no time."""

_ANY_DAY = SaidDate("", 2024, 5, 15)


def prose_cursor(document: Document, month_first: bool | None = None) -> Cursor:
    """A cursor over the whole text, whose characters keep their places.

    Addresses and tags cannot be read (NUL), marks of emphasis are blanks, as are line ends within sentences.
    """
    text = document.text
    if "/" in text or "<" in text:
        text = _HIDDEN.sub(_hidden, text)
    text = text.translate(_MARKS)
    if "_" in text:
        text = _UNDERLINES.sub(lambda match: " " * len(match[0]), text)
    return Cursor(_joined(text, document), leading=True, prose=True, month_first=month_first)


def _hidden(match: re.Match) -> str:
    return (" " if match[0][0] == "<" else "\x00") * len(match[0])


def _joined(text: str, document: Document) -> str:
    """With sentences that run over several lines on one, and a wall between two sentences."""
    parts, at = [], 0
    for sentence in document.sentences:
        start, end = sentence.place.start, sentence.place.end
        if start < at:
            continue
        if text.find("\n", start, end) >= 0:
            parts += [text[at:start], text[start:end].replace("\n", " ")]
            at = end
        if _ENDS.match(text, max(end - 2, 0)):
            parts += [text[at:end], WALL]
            at = end + 1
    return "".join([*parts, text[at:]]) if parts else text


def same_instant(one: Moment, other: Moment) -> bool:
    """Whether two clock times with their zones are the same moment, on some day."""
    first = _on(one, _ANY_DAY)
    days = (date(2024, 5, 14), date(2024, 5, 15), date(2024, 5, 16))
    return first is not None and any(
        _on(other, SaidDate("", day.year, day.month, day.day)) == first for day in days
    )


def _on(moment: Moment, day: SaidDate):
    try:
        return resolve(Said("at", Moment(day, moment.clock, moment.zone)), Context("")).earliest
    except UnreadableTime:
        return None

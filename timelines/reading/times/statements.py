"""Sentences, headings, column titles and fields that state the zone of the times around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from timelines.reading.model import BlockKind, Document, Place
from timelines.reading.times.spoken import Spoken
from timelines.when import zones
from timelines.when.reading.scan import Cursor
from timelines.when.reading.zone_words import LETTERS_IN_PROSE

PAIRS = {
    "PST/PDT": "America/Los_Angeles",
    "PDT/PST": "America/Los_Angeles",
    "MST/MDT": "America/Denver",
    "CST/CDT": "America/Chicago",
    "EST/EDT": "America/New_York",
    "EDT/EST": "America/New_York",
    "CET/CEST": "Europe/Berlin",
    "CEST/CET": "Europe/Berlin",
    "EET/EEST": "Europe/Athens",
    "GMT/BST": "Europe/London",
    "BST/GMT": "Europe/London",
    "AEST/AEDT": "Australia/Sydney",
    "NZST/NZDT": "Pacific/Auckland",
}
"""Winter and summer letters together: the rules of a place that uses them."""

_OFFSET = r"(?:UTC|GMT)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?(?!\w)"
_TOKEN = re.compile(
    rf"\b{_OFFSET}"
    r"|\b(?:UTC|GMT|utc|gmt)(?!\w)"
    r"|\b[A-Z]{3,4}/[A-Z]{3,4}(?!\w)"
    r"|\b[A-Z][A-Za-z]{1,12}/[A-Z][A-Za-z_]{2,30}\b"
    r"|\b[A-Z]{2,5}\b"
    r"|\b(?:[A-Z][a-z]{1,12} ){0,2}(?:[A-Z][a-z]{1,12}|pacific|eastern|central|mountain|local)"
    r" (?:(?:[Ss]tandard|[Dd]aylight|[Ss]ummer|[Ll]ocal) )?[Tt]ime\b"
    r"|\b(?:[Ee]astern|[Pp]acific|[Cc]entral|[Mm]ountain) US [Tt]ime\b"
    r"|\b(?:US )?(?:[Ee]ast|[Ww]est)(?:ern)? [Cc]oast [Tt]ime\b"
    r"|(?:(?<=\()|(?<=\[)|(?<=times )|(?<=times in )|(?<=times are ))"
    r"(?:US )?(?:Pacific|Eastern|Mountain)(?=[)\]])"
    r"|(?<![\w:.])[+\-−]\d\d:?\d\d\b"
)
_BRACKETED_OFFSET = re.compile(rf"\s?[(\[/,]\s?({_OFFSET})")
_CUES = tuple(
    re.compile(words)
    for words in (
        r"time(?:s|stamps?|line| ?-?zones?)?(?![a-z])",
        r"dates?(?![a-z])",
        r"hours(?![a-z])",
        r"clocks?(?![a-z])",
        r"tz(?![a-z])",
    )
)
_STATES = re.compile(
    r"\b(?:all|the|these|following|listed|below|above|our|event|log|timeline|local|stated|given)?\s?"
    r"(?:times?|timestamps?|dates?|hours|clocks?|timeline|events?|tz|time ?zone)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_COLUMN_OF_TIME = re.compile(r"\b(?:time|date|when|timestamp|at|start|end|hour|clock)", re.IGNORECASE)
_FIELD_OF_ZONE = re.compile(r"^(?:default )?(?:time ?zone|tz)$", re.IGNORECASE)
_OF_PICTURES = re.compile(
    r"\b(?:screenshots?|images?|charts?|graphs?|pictures?|figures?|plots?)\b", re.IGNORECASE
)
_LOCAL = re.compile(r"local time$", re.IGNORECASE)
_BEHIND_A_CLOCK = re.compile(r"\d\s?(?:[ap]\.?m\.?)?\s?\(?$", re.IGNORECASE)
_GOES_WITH = re.compile(r"\s?(?:times?\b|\)|\]|_|\*|$)")
_ALL_TIMES_IN = re.compile(
    r"\b(?:all |the )?times(?:tamps)? (?:(?:below|here|listed|shown|given|stated)? ?(?:are )?in|are) "
    r"(?:the )?"
    r"(?P<zone>(?:US )?(?:Eastern|Pacific|Central|Mountain)|[A-Z]{2,5}(?:/[A-Z][a-z]{1,20})?)\b"
)
_ZONE_WORDS = re.compile(r"[\w/+:\- ]{1,40}")
_TIMES = re.compile(r"\btimes?\b", re.IGNORECASE)
_FILLING = re.compile(r"^(?:in|the|all|times?|are)\s", re.IGNORECASE)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Statement:
    """A zone stated for the times below it.

    - zone: as kept, "" until it is known. words: as written. block: where it stands.
    - heading: the heading whose part it holds for, or -1. head, cell: of a column title.
    """

    zone: str
    words: str
    block: int
    heading: int = -1
    head: int = -1
    cell: int = -1
    is_unknown: bool = False


def find_statements(document: Document, cursor: Cursor, spoken: list[Spoken]) -> list[Statement]:
    """Every statement of a zone, in the order of the text."""
    timed = {one.sentence for one in spoken if one.clock and one.sentence >= 0}
    found = [*_in_titles(document), *_in_fields(document)]
    for index in _sentences_on_time(document, cursor):
        sentence = document.sentences[index]
        block, place = document.blocks[sentence.block], sentence.place
        length = place.end - place.start
        if length > _LONGEST or (index in timed and length > 120):
            continue
        if block.kind is BlockKind.ROW and block.head < 0:
            continue
        words = _shown(document.text, cursor, place)
        found += _in_words(document, words, sentence.block, timed=index in timed)
    found.sort(key=lambda one: (one.block, one.cell))
    return found


def _sentences_on_time(document: Document, cursor: Cursor) -> list[int]:
    """The sentences that speak of times, dates, hours."""
    begins = [sentence.place.start for sentence in document.sentences]
    found = set()
    for cue in _CUES:
        for match in cue.finditer(cursor.text):
            if not cursor.text[match.start() - 1 : match.start()].isalnum():
                found.add(bisect_right(begins, match.start()) - 1)
    return sorted(number for number in found if number >= 0)


def _shown(text: str, cursor: Cursor, place: Place) -> str:
    """The words as written, without addresses."""
    words, plain = place.of(text), place.of(cursor.text)
    if "\x00" not in plain:
        return words
    return "".join(" " if mask == "\x00" else one for one, mask in zip(words, plain, strict=True))


def _in_words(document: Document, words: str, index: int, *, timed: bool) -> Iterator[Statement]:
    """The zone that a sentence states; one at most."""
    if _OF_PICTURES.search(words):
        return
    is_heading = document.blocks[index].kind is BlockKind.HEADING
    heading = index if is_heading else -1
    for match in _TOKEN.finditer(words):
        named = _named(match, words)
        if named is None:
            continue
        before = words[max(0, match.start() - 90) : match.start()]
        if not is_heading and (_BEHIND_A_CLOCK.search(before) or (timed and not _TIMES.search(before))):
            continue
        states = _STATES.search(before)
        if states or (match[0][0] not in "+-−" and (is_heading or _GOES_WITH.match(words, match.end()))):
            yield Statement("", named, index, heading)
            return
    unknown = _ALL_TIMES_IN.search(words[:1].lower() + words[1:])
    if unknown is not None:
        yield Statement("", unknown["zone"], index, heading)


def _named(match: re.Match, words: str) -> str | None:
    """What a word names, if it is a zone: with “(UTC-7)” behind it the offset is what counts."""
    offset = _BRACKETED_OFFSET.match(words, match.end())
    local = _LOCAL.search(match[0])
    if not (is_zone_token(match[0]) or local):
        return None
    if offset:
        return offset[1]
    named = _LOCAL.sub("", match[0]).strip() if local else _FILLING.sub("", match[0].strip())
    return named or None


def is_zone_token(words: str) -> bool:
    """Whether words that may be a zone, in the middle of a text, are one."""
    words = _FILLING.sub("", words.strip())
    if words.upper() in LETTERS_IN_PROSE:
        return words.isupper() or words.lower() in ("utc", "gmt")
    if words in PAIRS:
        return True
    if words.isalpha() and words.isupper():
        return False
    return zones.is_zone(words)


def _in_titles(document: Document) -> Iterator[Statement]:
    """Zones in the titles of columns."""
    heads = {block.head for block in document.blocks if block.kind is BlockKind.ROW and block.head >= 0}
    for head in sorted(heads):
        for number, cell in enumerate(document.blocks[head].cells):
            words = cell.of(document.text)[:_LONGEST]
            for match in _TOKEN.finditer(words):
                named = _named(match, words)
                if named and (_COLUMN_OF_TIME.search(words) or len(words.strip(" *_()[]")) <= len(named) + 8):
                    yield Statement("", named, head, head=head, cell=number)
                    break


def _in_fields(document: Document) -> Iterator[Statement]:
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.FIELD and block.stamp is not None:
            name = block.stamp.of(document.text).replace("_", " ").strip()
            if not _FIELD_OF_ZONE.match(name):
                continue
            match = _ZONE_WORDS.match(block.place.of(document.text)[:60].strip(" \"'"))
            if match and zones.is_zone(match[0].strip()):
                yield Statement("", match[0].strip(), index)

"""The zone of times that name none: stated once, in a column title or heading, or that of the others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from timelines.reading.model import Block, BlockKind, Document, Place, Setting, ZoneFrom, ZoneRead
from timelines.reading.times.spoken import Spoken
from timelines.when import zones
from timelines.when.errors import UnreadableTime
from timelines.when.reading.zone_words import LETTERS_IN_PROSE
from timelines.when.reading.scan import Cursor
from timelines.when.zone_names import AMBIGUOUS

_TOKEN = re.compile(
    r"\b(?:UTC|GMT|utc|gmt)(?:\s?[+\-−]\s?\d{1,2}(?::?\d\d)?)?(?!\w)"
    r"|\b[A-Z]{1}[A-Za-z]{1,12}/[A-Z][A-Za-z_]{2,30}\b"
    r"|\b[A-Z]{2,5}\b"
    r"|\b(?:[A-Z][a-z]{1,12} ){0,2}(?:[A-Z][a-z]{1,12}|pacific|eastern|central|mountain|local) (?:(?:[Ss]tandard|[Dd]aylight|[Ss]ummer|[Ll]ocal) )?[Tt]ime\b"
    r"|(?<![\w:.])[+\-−]\d\d:?\d\d\b"
)
_SPEAKS_OF_TIME = re.compile(
    r"\b(?:times?|timestamps?|time ?zones?|tz|timeline|dates?|hours|clock)\b", re.IGNORECASE
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
_AMERICAN = frozenset("PT ET MT CT PST PDT EST EDT MST MDT CDT AKST HST Pacific Eastern Mountain".split())
_PLACES = {
    "IST": (
        (
            "+05:30",
            r"\bindian?\b|\bmumbai|\bdelhi\b|\bbangalore|\bbengaluru|\brupee|\brs\.? ?\d|\blakh|\bcrore|\bchennai|\bhyderabad",
        ),
        ("+02:00", r"\bisrael|\btel aviv|\bjerusalem"),
        ("+01:00", r"\bireland|\birish\b|\bdublin"),
    ),
    "CST": (
        ("+08:00", r"\bchina\b|\bchinese\b|\bbeijing|\bshanghai|\bshenzhen|\bhangzhou|\btaiwan|\btaipei"),
        ("-05:00", r"\bcuba\b|\bhavana\b"),
        ("-06:00", r""),
    ),
    "BST": (("+06:00", r"\bbangladesh|\bdhaka\b"), ("+01:00", r"")),
}
"""What in a document decides an abbreviation of several meanings; the last of CST and BST is the usual one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A zone stated for the times below it. block: where. heading: the heading whose part it holds for, or -1."""

    zone: str
    words: str
    block: int
    heading: int = -1
    head: int = -1  # of a column title: the row of titles
    cell: int = -1
    is_unknown: bool = False


@dataclass(slots=True)
class Zones:
    """What is known of the zones of a document. Ask `of` for the zone of a time without one."""

    document: Document
    setting: Setting
    statements: list[Statement]
    meanings: dict[str, str]
    counted: Counter = field(default_factory=Counter)
    beside: list[tuple[int, str, str]] = field(default_factory=list)  # (start, zone, words) in order

    def meaning(self, words: str) -> str:
        """Zone words with an abbreviation of several meanings settled, where anything settles it."""
        return self.meanings.get(words.upper(), words)

    def of(self, spoken: Spoken) -> tuple[str, ZoneFrom, str]:
        """(zone, where from, doubt) of a time that names none."""
        if self.setting.zone:
            return self.setting.zone, ZoneFrom.DECIDED, ""
        stated = self._stated_for(spoken)
        if stated is not None:
            doubt = _unknown_zone(stated.words) if stated.is_unknown else ""
            return stated.zone, ZoneFrom.STATED, doubt
        return self._repeated(spoken) or self._fallback()

    def read(self) -> ZoneRead:
        """The zone that most times without one are read in."""
        if self.setting.zone:
            return ZoneRead(self.setting.zone, self.setting.zone, ZoneFrom.DECIDED)
        general = [one for one in self.statements if one.cell < 0] or self.statements
        if general:
            first = general[0]
            return ZoneRead(first.zone, first.words, ZoneFrom.STATED, len(self.statements))
        if self.counted:
            (zone, words), count = self._most_common()
            return ZoneRead(zone, words, ZoneFrom.REPEATED, count)
        if self.setting.usual_zone:
            return ZoneRead(self.setting.usual_zone, self.setting.usual_zone, ZoneFrom.USUAL)
        return ZoneRead()

    def _most_common(self):
        best = max(self.counted.values())
        return next((key, count) for key, count in self.counted.items() if count == best)

    def _stated_for(self, spoken: Spoken) -> Statement | None:
        """The nearest statement: the column title, then the headings above, then the last one before it."""
        block = self.document.blocks[spoken.block]
        general = None
        above = None
        for one in self.statements:
            if one.cell >= 0:
                if block.kind is BlockKind.ROW and block.head == one.head and one.cell == spoken.cell:
                    return one
            elif one.heading >= 0:
                if one.heading == spoken.block or one.heading in _chain(self.document, block):
                    above = one
            elif general is None or one.block <= spoken.block:
                general = one
        if above is None and general is None:
            return self._only_one()
        return above or general

    def _only_one(self) -> Statement | None:
        """What a heading or column says elsewhere, where all that say anything say the same."""
        return self.statements[0] if len({one.zone for one in self.statements}) == 1 else None

    def _repeated(self, spoken: Spoken) -> tuple[str, ZoneFrom, str] | None:
        if not self.counted:
            return None
        places = [start for start, _, _ in self.beside]
        at = bisect_right(places, spoken.place.start)
        near = self._in_sentence(spoken, at)
        if near is not None:
            return near, ZoneFrom.REPEATED, ""
        (zone, _), count = self._most_common()
        total = sum(self.counted.values())
        if len({zone for zone, _ in self.counted}) == 1 or count / total >= 0.8:
            return zone, ZoneFrom.REPEATED, ""
        before = self.beside[max(at - 1, 0)][1]
        doubt = "" if _agree(before, zone) else "the times around it have several zones"
        return before, ZoneFrom.REPEATED, doubt

    def _in_sentence(self, spoken: Spoken, at: int) -> str | None:
        if spoken.sentence < 0:
            return None
        place = self.document.sentences[spoken.sentence].place
        for index in (at - 1, at):
            if 0 <= index < len(self.beside) and place.start <= self.beside[index][0] < place.end:
                return self.beside[index][1]
        return None

    def _fallback(self) -> tuple[str, ZoneFrom, str]:
        if self.setting.usual_zone:
            return self.setting.usual_zone, ZoneFrom.USUAL, ""
        return "UTC", ZoneFrom.ASSUMED, ""


def _unknown_zone(words: str) -> str:
    if words.upper() in AMBIGUOUS:
        places = ", ".join(meaning.place for meaning in AMBIGUOUS[words.upper()])
        return f"{words} has several meanings ({places})"
    return f"nobody knows the zone “{words}”"


def _agree(one: str, other: str) -> bool:
    """Whether two zones are the same somewhere in the year, as PDT and US/Pacific."""
    days = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 7)]
    return any(
        day.astimezone(zones.resolve(one)).utcoffset() == day.astimezone(zones.resolve(other)).utcoffset()
        for day in days
    )


def _chain(document: Document, block: Block):
    at = block.heading
    while at >= 0:
        yield at
        at = document.blocks[at].heading


def find_zones(document: Document, cursor: Cursor, spoken: list[Spoken], setting: Setting) -> Zones:
    """Gather what is stated and what stands beside times. Ambiguous abbreviations in `spoken` are settled."""
    statements = _statements(document, cursor, spoken)
    written = {one.moment.zone.upper() for one in spoken if one.moment and one.moment.zone}
    written |= {one.words.upper() for one in statements}
    meanings = _meanings(document, written, setting)
    statements = [_settled(one, meanings, setting) for one in statements]
    found = Zones(document, setting, statements, meanings)
    for one in spoken:
        if one.moment is None or one.moment.zone is None:
            continue
        kept = _kept(found.meaning(one.moment.zone))
        block = document.blocks[one.block]
        if kept and one.clock and block.kind not in (BlockKind.FIELD, BlockKind.LOG):
            found.counted[(kept, one.moment.zone)] += 1
            found.beside.append((one.place.start, kept, one.moment.zone))
    return found


def _kept(words: str) -> str:
    """The zone of the words, "" where nobody knows it. “XX/Pacific” is Pacific Time whatever stands before it."""
    for name in (words, words.rpartition("/")[2]):
        if zones.is_zone(name) and name.upper() not in AMBIGUOUS:
            return zones.read_zone(name)
    return ""


def _settled(one: Statement, meanings: dict[str, str], setting: Setting) -> Statement:
    zone = _kept(meanings.get(one.words.upper(), one.words))
    if zone:
        return replace(one, zone=zone)
    return replace(one, zone=setting.usual_zone or "UTC", is_unknown=True)


def _meanings(document: Document, written: set[str], setting: Setting) -> dict[str, str]:
    """{abbreviation: offset} for those of several meanings that are used and that something decides."""
    used = written & AMBIGUOUS.keys()
    if not used:
        return {}
    text = document.text.lower()
    american = bool(written & {word.upper() for word in _AMERICAN})
    found = {}
    for name in used:
        for hint in (setting.zone, setting.usual_zone):
            try:
                found.setdefault(name, hint and zones.read_zone(name, zone=hint))
            except UnreadableTime:
                continue
        if not found.get(name) and (told := _told_by_words(name, text, american)):
            found[name] = told
    return {name: zone for name, zone in found.items() if zone}


def _told_by_words(name: str, text: str, american: bool) -> str:
    if american and name in ("CST", "AST"):
        return {"CST": "-06:00", "AST": "-04:00"}[name]
    for offset, pattern in _PLACES.get(name, ()):
        if not pattern or re.search(pattern, text):
            return offset
    return ""


# Statements


def _statements(document: Document, cursor: Cursor, spoken: list[Spoken]) -> list[Statement]:
    timed = {one.sentence for one in spoken if one.clock and one.sentence >= 0}
    found = _in_titles(document) + _in_fields(document)
    for index, sentence in enumerate(document.sentences):
        place = sentence.place
        if place.end - place.start > 400 or index in timed and place.end - place.start > 120:
            continue
        block = document.blocks[sentence.block]
        if block.kind is BlockKind.ROW and block.head < 0:
            continue
        words = _shown(document.text, cursor, place)
        if (
            "ime" in words
            or "ate" in words
            or "TZ" in words
            or "tz" in words
            or "our" in words
            or "IME" in words
        ):
            found += _in_words(document, words, sentence.block, timed=index in timed)
    found.sort(key=lambda one: (one.block, one.cell))
    return found


def _shown(text: str, cursor: Cursor, place: Place) -> str:
    """The words as written, without addresses."""
    words, plain = place.of(text), place.of(cursor.text)
    if "\x00" not in plain:
        return words
    return "".join(" " if mask == "\x00" else one for one, mask in zip(words, plain, strict=True))


def _in_words(document: Document, words: str, index: int, *, timed: bool) -> list[Statement]:
    if _SPEAKS_OF_TIME.search(words) is None or _OF_PICTURES.search(words):
        return []
    block = document.blocks[index]
    is_heading = block.kind is BlockKind.HEADING
    for match in _TOKEN.finditer(words):
        if not is_zone_token(match[0]) and not _LOCAL.search(match[0]):
            continue
        if match[0][0] in "+-−" and not _STATES.search(words[: match.start()]):
            continue
        before = words[max(0, match.start() - 90) : match.start()]
        if re.search(r"\d\s?(?:[ap]\.?m\.?)?\s?\(?$", before, re.IGNORECASE) and not is_heading:
            continue
        if timed and not is_heading and not re.search(r"\btimes?\b", before, re.IGNORECASE):
            continue
        named = _LOCAL.sub("", match[0]).strip() if _LOCAL.search(match[0]) else match[0]
        if not named:
            return []
        behind = words[match.end() : match.end() + 30]
        if is_heading or _STATES.search(before) or re.match(r"\s?(?:times?\b|\)|\]|_|\*|$)", behind):
            return [Statement("", _trim(named), index, index if is_heading else -1)]
    return _unknown(words, index, is_heading)


_ALL_TIMES_IN = re.compile(
    r"\b(?:all |the )?times(?:tamps)? (?:(?:below|here|listed|shown|given|stated)? ?(?:are )?in|are) (?:the )?"
    r"(?P<zone>[A-Z]{2,5}(?:/[A-Z][a-z]+)?)\b",
)


def _unknown(words: str, index: int, is_heading: bool) -> list[Statement]:
    """“All times in XYZ”: a zone is stated, and nobody knows it."""
    match = _ALL_TIMES_IN.search(words[:1].lower() + words[1:])
    if match is None:
        return []
    return [Statement("", match["zone"], index, index if is_heading else -1)]


def _trim(words: str) -> str:
    return re.sub(r"^(?:in|the|all|times?|are)\s", "", words.strip(), flags=re.IGNORECASE)


def is_zone_token(words: str) -> bool:
    """Whether words that may be a zone, in the middle of a text, are one."""
    words = _trim(words)
    if words.upper() in LETTERS_IN_PROSE:
        return words.isupper() or words.lower() in ("utc", "gmt")
    if words.isalpha() and words.isupper():
        return False
    return zones.is_zone(words)


def _in_titles(document: Document) -> list[Statement]:
    """Zones in the titles of columns."""
    heads = {block.head for block in document.blocks if block.kind is BlockKind.ROW and block.head >= 0}
    found = []
    for head in sorted(heads):
        for number, cell in enumerate(document.blocks[head].cells):
            words = cell.of(document.text)
            tokens = [match for match in _TOKEN.finditer(words) if is_zone_token(match[0])]
            if tokens and (_COLUMN_OF_TIME.search(words) or _is_only(words, tokens[0][0])):
                found.append(Statement("", _trim(tokens[0][0]), head, head=head, cell=number))
    return found


def _is_only(words: str, token: str) -> bool:
    return len(words.strip(" *_()[]")) <= len(token) + 8


def _in_fields(document: Document) -> list[Statement]:
    found = []
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.FIELD and block.stamp is not None:
            name = block.stamp.of(document.text).replace("_", " ").strip()
            if _FIELD_OF_ZONE.match(name):
                words = block.place.of(document.text).strip(" \"'")
                match = re.match(r"[\w/+:\- ]{1,40}", words)
                if match and zones.is_zone(match[0].strip()):
                    found.append(Statement("", match[0].strip(), index))
    return found


def place_of(sentence_place: Place, at: int) -> bool:
    """Whether a character lies within."""
    return sentence_place.start <= at < sentence_place.end

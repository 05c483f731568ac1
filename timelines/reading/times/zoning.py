"""The zone of times that name none: stated once, in a column title or heading, or that of the others."""

from __future__ import annotations

import functools
import operator
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from timelines.reading.model import Block, BlockKind, Document, Setting, ZoneFrom, ZoneRead
from timelines.reading.times.spoken import Spoken
from timelines.reading.times.statements import PAIRS, Statement, find_statements
from timelines.reading.times.timed import Timed
from timelines.when import When, zones
from timelines.when.errors import UnreadableTime
from timelines.when.reading.scan import Cursor
from timelines.when.zone_names import AMBIGUOUS

_AMERICAN = frozenset(
    ("PT", "ET", "MT", "CT", "PST", "PDT", "EST", "EDT", "MST", "MDT", "CDT", "AKST", "HST")
)
_LETTERS = {
    "pacific": ("PST", "PDT"),
    "mountain": ("MST", "MDT"),
    "central": ("-06:00", "CDT"),
    "eastern": ("EST", "EDT"),
    "central european": ("CET", "CEST"),
    "eastern european": ("EET", "EEST"),
    "british": ("+00:00", "+01:00"),
}
_STANDARD_TIME = re.compile(r"(?:us )?([a-z ]{5,20}?) (standard|daylight|summer) time", re.IGNORECASE)
_SUMMER_TIME = "+01:00"
_PLACES = {
    "IST": (
        (
            "+05:30",
            r"\bindian?\b|\bmumbai|\bdelhi\b|\bbangalore|\bbengaluru|\bchennai|\bhyderabad|\brupee"
            r"|\brs\.? ?\d|\blakh|\bcrore",
        ),
        ("+02:00", r"\bisrael|\btel aviv|\bjerusalem"),
        ("+01:00", r"\bireland|\birish\b|\bdublin"),
    ),
    "CST": (
        ("+08:00", r"\bchina\b|\bchinese\b|\bbeijing|\bshanghai|\bshenzhen|\bhangzhou|\btaiwan|\btaipei"),
        ("-05:00", r"\bcuba\b|\bhavana\b"),
        ("-06:00", r""),
    ),
    "BST": (("+06:00", r"\bbangla|\bdhaka\b|\bchittagong|\bchattogram"), (_SUMMER_TIME, r"")),
}
"""What in a document decides an abbreviation of several meanings. Without words: the usual one."""

_MOST = 0.8
"""How many of the times with a zone have to have the same one for it to be that of those without."""


@dataclass
class Zones:
    """What is known of the zones of a document. Ask `of` for the zone of a time without one.

    - columns: {(row of titles, cell): statement}; parts: {heading: statement}; general: the others, in order.
    - counted: how often each (zone, words) stands beside a time; beside, places: where, in order.
    """

    document: Document
    setting: Setting
    statements: list[Statement]
    meanings: dict[str, str]
    columns: dict[tuple[int, int], Statement] = field(default_factory=dict)
    parts: dict[int, Statement] = field(default_factory=dict)
    general: list[Statement] = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def __post_init__(self):
        for one in self.statements:
            if one.cell >= 0:
                self.columns.setdefault((one.head, one.cell), one)
            elif one.heading >= 0:
                self.parts.setdefault(one.heading, one)
            else:
                self.general.append(one)

    def meaning(self, words: str) -> str:
        """Zone words as the rest of the reading takes them: letters of several meanings settled."""
        if words in PAIRS:
            return PAIRS[words]
        return self.meanings.get(words.upper()) or literal(words)

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
        stated = [one for one in self.statements if one.cell < 0] or self.statements
        if stated:
            return ZoneRead(stated[0].zone, stated[0].words, ZoneFrom.STATED, len(self.statements))
        if self.counted:
            zone, words = self._most_common()
            return ZoneRead(zone, words, ZoneFrom.REPEATED, self.counted[zone, words])
        if self.setting.usual_zone:
            return ZoneRead(self.setting.usual_zone, self.setting.usual_zone, ZoneFrom.USUAL)
        return ZoneRead()

    def _most_common(self) -> tuple[str, str]:
        return max(self.counted, key=self.counted.get)

    def _stated_for(self, spoken: Spoken) -> Statement | None:
        """The nearest statement: the column title, then the headings above, then the last one before it."""
        block = self.document.blocks[spoken.block]
        if block.kind is BlockKind.ROW and (column := self.columns.get((block.head, spoken.cell))):
            return column
        at = spoken.block if self.parts else -1
        while at >= 0:
            if at in self.parts:
                return self.parts[at]
            at = self.document.blocks[at].heading
        if self.general:
            return self.general[
                max(bisect_right(self.general, spoken.block, key=lambda one: one.block) - 1, 0)
            ]
        return self._only_one

    @functools.cached_property
    def _only_one(self) -> Statement | None:
        """What a heading or column says elsewhere, where all that say anything say the same."""
        return self.statements[0] if len({one.zone for one in self.statements}) == 1 else None

    def _repeated(self, spoken: Spoken) -> tuple[str, ZoneFrom, str] | None:
        if not self.counted:
            return None
        at = bisect_right(self.places, spoken.place.start)
        near = self._in_sentence(spoken, at)
        if near is not None:
            return near, ZoneFrom.REPEATED, ""
        zone = self._usual
        if zone is not None:
            return zone, ZoneFrom.REPEATED, ""
        before, most = self.beside[max(at - 1, 0)], self._most_common()[0]
        doubt = "" if _agree(before, most) else "the times around it have several zones"
        return before, ZoneFrom.REPEATED, doubt

    @functools.cached_property
    def _usual(self) -> str | None:
        """The zone that nearly all times with one have."""
        zone = self._most_common()[0]
        count = sum(number for (one, _), number in self.counted.items() if one == zone)
        return zone if count >= _MOST * sum(self.counted.values()) else None

    def _in_sentence(self, spoken: Spoken, at: int) -> str | None:
        if spoken.sentence < 0:
            return None
        place = self.document.sentences[spoken.sentence].place
        for index in (at - 1, at):
            if 0 <= index < len(self.beside) and place.start <= self.places[index] < place.end:
                return self.beside[index]
        return None

    def _fallback(self) -> tuple[str, ZoneFrom, str]:
        if self.setting.usual_zone:
            return self.setting.usual_zone, ZoneFrom.USUAL, ""
        return "UTC", ZoneFrom.ASSUMED, ""


def leave_winter_open(timed: Timed, found: Zones) -> None:
    """Leave a time in BST open on a day on which Britain has no summer time: it may mean another zone."""
    zone = timed.spoken.moment and (timed.spoken.moment.zone or timed.zone)
    if timed.when is None or zone != _SUMMER_TIME or found.meanings.get("BST") != _SUMMER_TIME:
        return
    if found.setting.zone or not timed.spoken.clock or not _is_winter_in_britain(timed.when):
        return
    timed.doubts.append(_unknown_zone("BST"))
    timed.is_zone_unknown = True


def _is_winter_in_britain(when: When) -> bool:
    moment = when.earliest or when.latest
    return not moment.astimezone(zones.resolve("Europe/London")).dst()


def literal(words: str) -> str:
    """“Eastern Standard Time” means what it says in any season, as EST does; other words as they are."""
    match = _STANDARD_TIME.fullmatch(words.strip())
    if match is None or match[1].lower() not in _LETTERS:
        return words
    return _LETTERS[match[1].lower()][match[2].lower() != "standard"]


def _unknown_zone(words: str) -> str:
    if words.upper() in AMBIGUOUS:
        places = ", ".join(meaning.place for meaning in AMBIGUOUS[words.upper()])
        return f"{words} has several meanings ({places})"
    return f"nobody knows the zone “{words}”"


def _agree(one: str, other: str) -> bool:
    """Whether two zones are the same somewhere in the year, as PDT and US/Pacific."""
    days = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 7)]
    offsets = [[day.astimezone(zones.resolve(zone)).utcoffset() for day in days] for zone in (one, other)]
    return any(map(operator.eq, *offsets))


def find_zones(document: Document, cursor: Cursor, spoken: list[Spoken], setting: Setting) -> Zones:
    """Gather what is stated and what stands beside times."""
    statements = find_statements(document, cursor, spoken)
    written = {one.moment.zone.upper() for one in spoken if one.moment and one.moment.zone}
    written |= {one.words.upper() for one in statements}
    meanings = _meanings(document, written, setting)
    found = Zones(document, setting, [_settled(one, meanings, setting) for one in statements], meanings)
    for one in spoken:
        if one.moment is None or one.moment.zone is None or one.clock is None:
            continue
        kept = _kept(found.meaning(one.moment.zone))
        if kept and _counts(document.blocks[one.block], one.moment.zone):
            found.counted[kept, one.moment.zone] += 1
            found.places.append(one.place.start)
            found.beside.append(kept)
    return found


def _counts(block: Block, words: str) -> bool:
    """Whether people wrote the zone: what machines write is theirs."""
    if block.kind is BlockKind.FIELD:
        return words.isalpha() and words.upper() != "Z"
    return block.kind is not BlockKind.LOG


@functools.lru_cache(maxsize=1024)
def _kept(words: str) -> str:
    """The zone of the words, "" where nobody knows it. “XX/Pacific” is Pacific Time whatever XX is."""
    for name in (PAIRS.get(words, words), words.rpartition("/")[2]):
        if zones.is_zone(name) and name.upper() not in AMBIGUOUS:
            return zones.read_zone(name)
    return ""


def _settled(one: Statement, meanings: dict[str, str], setting: Setting) -> Statement:
    zone = _kept(meanings.get(one.words.upper()) or literal(one.words))
    if zone:
        return replace(one, zone=zone)
    return replace(one, zone=setting.usual_zone or "UTC", is_unknown=True)


def _meanings(document: Document, written: set[str], setting: Setting) -> dict[str, str]:
    """{abbreviation: offset} for those of several meanings that are used and that something decides."""
    used = written & AMBIGUOUS.keys()
    if not used:
        return {}
    text = document.text.lower()
    found = {}
    for name in sorted(used):
        for hint in filter(None, (setting.zone, setting.usual_zone)):
            try:
                found.setdefault(name, zones.read_zone(name, zone=hint))
            except UnreadableTime:
                continue
        told = found.get(name) or _told_by_words(name, text, american=bool(written & _AMERICAN))
        if told:
            found[name] = told
    return found


def _told_by_words(name: str, text: str, *, american: bool) -> str:
    if american and name in ("CST", "AST"):
        return {"CST": "-06:00", "AST": "-04:00"}[name]
    for offset, pattern in _PLACES.get(name, ()):
        if not pattern or re.search(pattern, text):
            return offset
    return ""

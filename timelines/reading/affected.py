"""What was affected: components, services and systems that a write-up names as hurt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from timelines.reading.affected_lists import LABELLED, is_list, lists_affected, names_listed
from timelines.reading.affected_words import (
    ARTICLE,
    BETWEEN,
    BETWEEN_LISTED,
    CLAUSE,
    CUES,
    FIELD,
    HURT,
    HURT_FIELD,
    HURTS,
    IMPACT_LABEL,
    INTRODUCES,
    LABEL,
    NAMED_SYSTEM,
    NO_NAME,
    PART_OF,
    PLAINLY,
    SEVERITY,
    SINGLED_OUT,
    STOP,
    TELLS,
    THIS_AFFECTED,
    TITLE_CUT,
    TITLE_OBJECT,
    TITLE_SUBJECT,
)
from timelines.reading.columns import Column, columns_of
from timelines.reading.cues import FURTHEST, SmallWords, lowered, sentences_with
from timelines.reading.model import (
    Block,
    BlockKind,
    Confidence,
    Document,
    Facts,
    FoundAffected,
    Place,
)
from timelines.reading.names import SYSTEMS, Name, is_domain, leading_name, trailing_name
from timelines.reading.sections import Section, sections_of

MOST = 60
"""Names of one document."""

_LONGEST_HEAD = 4000  # characters of the fields above the text
_OF_KIND = re.compile(
    r"\W*(?:security|privacy|data) (?:incident|notice|advisory|bulletin|update|event|report)s?\b",
    re.IGNORECASE,
)
"""How a title says of which kind the document is; the thing that was hurt comes after."""

_LONGEST_HEADING = 200  # characters, marks included, of one that names a list
_MOST_SEEN = 10 * MOST
_LIKELY, _SURE = 4, 6  # points
_LISTED = 6
_PLAIN = 4  # for a plain statement in a text without headings; one less for others
_SILENT = frozenset(
    {
        Section.ACTIONS,
        Section.DONE,
        Section.ADVICE,
        Section.ASIDE,
        Section.LESSONS,
        Section.WELL,
        Section.WRONG,
    }
)
_POINTS = {
    Section.IMPACT: 4,
    Section.SUMMARY: 4,
    Section.OTHER: _PLAIN,
    Section.NARRATIVE: 3,
    Section.STORY: 2,
    Section.CAUSES: 2,
}


def find_affected(document: Document, facts: Facts) -> list[FoundAffected]:
    """Each name once, at the first place that says it is affected, in the order of the document."""
    return _Affected(document, facts).found()


@dataclass(slots=True)
class _Seen:
    place: Place
    name: str
    points: int
    is_proper: bool
    is_listed: bool = False
    times: int = 1


_UNHURT = re.compile(
    r"\bnot (?:\w+ly )?(?:affected|impacted|degraded|disrupted|delayed|interrupted|broken|down|offline|"
    r"unavailable)"
)


class _Affected:
    def __init__(self, document: Document, facts: Facts):
        self.document = document
        self.text = document.text
        self.low = lowered(document.text)
        self.facts = facts
        self.sections = sections_of(document)
        self.heads = {block.head for block in document.blocks}  # titles of tables
        self.seen: dict[str, _Seen] = {}
        # Keywords in the fields above the text are in small letters, whatever they name.
        fields = [block.whole.end for block in document.blocks if block.kind is BlockKind.FIELD]
        above = fields[-1] if fields and fields[-1] < _LONGEST_HEAD else 0
        self.common = SmallWords(document.text, above)

    def found(self) -> list[FoundAffected]:
        self._blocks()
        self._title()
        self._sentences()
        for seen in self.seen.values():
            seen.points += self._bonus(seen)
        self._without_parts()
        if not any(seen.points >= _LIKELY for seen in self.seen.values()):
            self._often_named()
        kept = sorted(self.seen.values(), key=lambda seen: seen.place)
        kept = [seen for seen in kept if seen.points > 1][:MOST]
        return [FoundAffected(seen.name, seen.place, _confidence(seen.points)) for seen in kept]

    def _bonus(self, seen: _Seen) -> int:
        """Points for a name that the document says often, or that is an address or has a kind."""
        count = self._count(seen.name, 6)
        words = seen.name.lower().split()
        has_kind = seen.is_proper and len(words) > 1 and words[-1] in SYSTEMS
        vague = 0 if seen.is_proper or len(words) > 1 else 1 + (words[0] in ("website", "site"))
        return (count >= 3) + (count >= 6 and seen.is_proper) + 2 * is_domain(seen.name) + has_kind - vague

    def _count(self, name: str, most: int) -> int:
        low, count, at = name.lower(), 0, -1
        while count < most and (at := self.low.find(low, at + 1, FURTHEST)) >= 0:
            count += 1
        return count

    def _without_parts(self) -> None:
        """Drop names that are but a part of a likely one, and the organisation's own beside others."""
        organisation = self.facts.organisation.lower()
        likely = [low for low, seen in self.seen.items() if seen.points >= _LIKELY]
        for low, seen in list(self.seen.items()):
            if seen.is_listed:
                continue
            if any(low in key and low != key for key in likely):
                del self.seen[low]
            elif low == organisation and len(likely) > 1 and seen.times < 2:
                seen.points -= 2

    def _often_named(self) -> None:
        """Where no words say what was affected: the systems with a name that the text speaks of most."""
        found = Counter(match.group() for match in NAMED_SYSTEM.finditer(self.text[:50_000]))
        for words, count in found.most_common(2):
            if count > 1:
                at = self.text.find(words)
                self._see(leading_name(words), at, _LIKELY)

    def _see(self, name: Name | None, start: int, points: int, *, is_listed: bool = False) -> None:
        if name is None or len(self.seen) >= _MOST_SEEN or TELLS.search(name.words):
            return
        place = Place(start + name.place.start, start + name.place.end)
        low = name.words.lower()
        old = self.seen.get(low)
        if old is None:
            self.seen[low] = _Seen(place, name.words, points, name.is_proper, is_listed)
            return
        old.points = max(old.points, points) + (old.times < 3)
        old.times += 1
        old.is_listed |= is_listed
        old.is_proper |= name.is_proper

    # Fields, lists, tables

    def _blocks(self) -> None:
        announced = False
        for index, block in enumerate(self.document.blocks):
            if block.heading >= 0 and self._is_beneath_list(block):
                self._named(block.place)
            elif block.kind is BlockKind.ITEM:
                self._item(index, block, announced)
            if block.kind is BlockKind.ITEM:
                continue
            if block.kind is BlockKind.FIELD:
                self._field(block)
            elif block.kind is BlockKind.ROW:
                self._row(index, block)
            if block.kind is not BlockKind.NOISE:
                announced = self._announces(block)

    def _is_beneath_list(self, block: Block) -> bool:
        """Whether it is an entry, or a paragraph that is a list, below a heading as “Affected services”."""
        if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
            return False
        place = self.document.blocks[block.heading].place
        if place.end - place.start > _LONGEST_HEADING or not lists_affected(place.of(self.text)):
            return False
        return block.kind is BlockKind.ITEM or is_list(block.place.of(self.text))

    def _named(self, place: Place) -> None:
        for name in names_listed(place.of(self.text)[:400]):
            self._see(name, place.start, _LISTED, is_listed=True)

    def _field(self, block: Block) -> None:
        name = block.stamp.of(self.text) if block.stamp else ""
        if FIELD.search(name):
            self._list(block.place, _LISTED if HURT_FIELD.search(name) else 5)

    def _list(self, place: Place, points: int) -> None:
        """A list within a line: “A, B (C, D) and E”."""
        words = place.of(self.text)[:1500]
        at = 0
        for cut in [*BETWEEN_LISTED.finditer(words), None]:
            end = cut.start() if cut else len(words)
            piece = words[at:end]
            blank = len(piece) - len(piece.lstrip(" \t[\"'-*_("))
            self._see(_whole(piece[blank:]), place.start + at + blank, points, is_listed=True)
            at = cut.end() if cut else end

    def _announces(self, block: Block) -> bool:
        """Whether a paragraph introduces a list of what was affected."""
        words = block.place.of(self.text)[-400:]
        return bool(re.search(r":\W{0,4}\Z", words) and INTRODUCES.search(words))

    def _item(self, index: int, block: Block, announced: bool) -> None:
        section, place = self.sections[index], block.place
        words = place.of(self.text)[:400]
        labelled = LABEL.match(words)
        if section in (Section.ACTIONS, Section.DONE):
            return
        if labelled and FIELD.search(labelled["label"]):
            self._list(Place(place.start + labelled.end(), place.end), _LISTED)
        elif announced:
            self._listed_item(place, words)
        elif section is Section.IMPACT:
            self._impact_item(place, words)

    def _listed_item(self, place: Place, words: str) -> None:
        self._see(
            leading_name(re.split(r"\(|, | - ", words)[0], alone=True), place.start, _LISTED, is_listed=True
        )
        named = re.search(r"\b(?:including|such as)\s|\((?=[^()]{2,60},[^()]{2,120}\))", words)
        if named:
            self._list(Place(place.start + named.end(), place.start + len(words)), _LISTED)

    def _impact_item(self, place: Place, words: str) -> None:
        bold = re.match(r"\s*(?:\*\*|__)(?P<name>[^*_]{2,60}?):?(?:\*\*|__)", words)
        if bold and not IMPACT_LABEL.search(bold["name"]):
            name = leading_name(bold["name"], alone=True)
            self._see(name, place.start + bold.start("name"), 5, is_listed=True)

    def _row(self, index: int, block: Block) -> None:
        columns = columns_of(self.document, block)
        if Column.TIME in columns or index in self.heads:
            return
        if len(block.cells) == 2 and FIELD.search(block.cells[0].of(self.text)):
            self._list(block.cells[1], _LISTED)
        elif Column.NAME in columns and (Column.EFFECT in columns or self.sections[index] is Section.IMPACT):
            at = columns.index(Column.NAME)
            if at < len(block.cells):
                self._list(block.cells[at], 5)

    # The title

    def _title(self) -> None:
        title = self.facts.title
        at = self.text.find(title) if title else -1
        if at < 0:
            return
        begin = 0
        for cut in [*TITLE_CUT.finditer(title), None]:
            end = cut.start() if cut else len(title)
            self._title_part(title[begin:end], at + begin)
            begin = cut.end() if cut else end
        if re.search(r"\b(?:web)?site\b", title, re.IGNORECASE):
            self._addresses()

    def _title_part(self, part: str, at: int) -> None:
        if kind := _OF_KIND.match(part):
            part, at = part[kind.end() :], at + kind.end()
        self._see(leading_name(part, self.common), at, 3 if len(part.split()) > 1 else 2)
        found = [self._title_subject(part)]
        for cut in TITLE_OBJECT.finditer(part):
            name = leading_name(part[cut.end() :], self.common)
            found.append(name.moved(cut.end()) if name else None)
        for name in found:
            self._see(name, at, 4 if name and name.is_proper else 3)

    def _title_subject(self, part: str) -> Name | None:
        subject = TITLE_SUBJECT.match(part)
        if not subject:
            return None
        words = subject["name"]
        if SEVERITY.match(words):
            return None
        if words.split()[-1].lower() in SYSTEMS and 1 < len(words.split()) <= 3 and not ARTICLE.match(words):
            return Name(Place(0, len(words)), words, True)
        return trailing_name(words, self.common) or leading_name(words, self.common)

    def _addresses(self) -> None:
        """Addresses named in the text, where the title says that a website was affected."""
        for found in re.finditer(
            r"(?<![\w./@-])[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){0,2}\.[a-z]{2,5}(?![\w./@:-])",
            self.text[:3000],
        ):
            if is_domain(found.group()):
                self._see(Name(Place(*found.span()), found.group(), True), 0, 4)

    # Prose

    def _sentences(self) -> None:
        for index in sentences_with(self.document, self.low, CUES):
            if len(self.seen) >= _MOST_SEEN:
                break
            sentence = self.document.sentences[index]
            block = self.document.blocks[sentence.block]
            section = Section.OTHER if block.kind is BlockKind.POST else self.sections[sentence.block]
            start, end = sentence.place.start, min(sentence.place.end, sentence.place.start + _LONGEST)
            low = self.low[start:end]
            listed = THIS_AFFECTED.search(low)
            if listed:
                self._list(Place(start + listed.end(), end), _LISTED)
            elif labelled := LABELLED.match(low):
                self._named(Place(start + labelled.end(), end))
            elif section not in _SILENT and block.kind is not BlockKind.HEADING:
                points = _POINTS.get(section, 2)
                weaker = points - (section is Section.OTHER)
                self._statement(self.text[start:end], low, start, points, weaker)

    def _statement(self, words: str, low: str, start: int, points: int, weaker: int) -> None:
        """`weaker`: the points for words that may also tell a cause, as “failed”."""
        for reader in (SINGLED_OUT, HURTS):
            for found in reader.finditer(low):
                stop = STOP.search(low, found.end())
                end = min(stop.start() if stop else len(words), found.end() + 200)
                own = points if PLAINLY.search(found.group()) else weaker
                self._objects(words[found.end() : end], start + found.end(), own)
        for found in HURT.finditer(low):
            begin = 0
            for cut in CLAUSE.finditer(low, max(0, found.start() - 200), found.start()):
                begin = cut.end()
            own = points if PLAINLY.search(found.group()) else weaker
            if low[:begin].endswith("if ") or _UNHURT.search(found.group()):
                continue
            self._subjects(words[begin : found.start()], start + begin, own, starts=begin == 0)

    def _objects(self, words: str, start: int, points: int) -> None:
        for at, piece in _pieces(words):
            name = leading_name(piece)
            part = None if name else PART_OF.match(piece)
            if part:
                name = leading_name(piece[part.end() :])
                at += part.end()
            self._see(name, start + at, points)

    def _subjects(self, words: str, start: int, points: int, *, starts: bool) -> None:
        for at, piece in _pieces(words):
            name = trailing_name(_before_aside(piece), self.common if starts and at == 0 else ())
            if name and not words[: at + name.place.start].endswith(_QUOTES):
                is_doubtful = starts and at + name.place.start == 0 and not self._is_named(name.words)
                self._see(name, start + at, points - 2 if is_doubtful else points)

    def _is_named(self, word: str) -> bool:
        """Whether what begins a sentence is more than a word with a capital that it has nowhere else."""
        if not (word.istitle() and word.isalpha()):
            return True
        at = -1
        for _ in range(_MOST_LOOKED_UP):
            at = self.text.find(f" {word}", at + 1, FURTHEST)
            if at < 0:
                return False
            if self.text[at - 1 : at].isalnum() or self.text[at - 1 : at] == ",":
                return True
        return False


_LONGEST = 1200  # characters of a sentence that are looked at
_MOST_LOOKED_UP = 50  # times that a word is looked up
_QUOTES = ('"', "“", "”", "'", "‘")


def _whole(piece: str) -> Name | None:
    """A short piece of a list as a name, whatever its words; a longer one by the name that it begins with."""
    words = piece.strip(" \t.;:\"'*_`[])(")
    if not (1 < len(words) <= 40 and len(words.split()) <= 5) or NO_NAME.search(words):
        return leading_name(piece, alone=True)
    lead = ARTICLE.match(words)
    begin = piece.index(words) + (lead.end() if lead else 0)
    name = words[lead.end() :] if lead else words
    return Name(Place(begin, begin + len(name)), name, True) if re.search(r"[^\W\d_]{2}", name) else None


def _before_aside(piece: str) -> str:
    """“Access Control Service (ACS)”: what stands before the brackets at the end."""
    aside = re.search(r"\s\([^()]{1,60}\)\s?\Z", piece)
    return piece[: aside.start()] if aside else piece


def _pieces(words: str) -> list[tuple[int, str]]:
    """The members of “A, B and C”, each with its place."""
    found, begin = [], 0
    for cut in BETWEEN.finditer(words):
        found.append((begin, words[begin : cut.start()]))
        begin = cut.end()
    found.append((begin, words[begin:]))
    return found[:12]


def _confidence(points: int) -> Confidence:
    if points >= _SURE:
        return Confidence.SURE
    return Confidence.LIKELY if points >= _LIKELY else Confidence.DOUBTFUL

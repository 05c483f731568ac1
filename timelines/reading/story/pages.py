"""What every step needs to know of a document: its times by block and sentence, its parts, its headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from timelines.reading.model import Block, BlockKind, Document, Mention, MentionKind, Place, Sentence, Times
from timelines.reading.sections import Section, sections_of
from timelines.reading.story.clauses import has_words, skip_times
from timelines.reading.story.weeding import is_day, is_usable

_BACKGROUND = re.compile(r"\W{0,6}(?:background|context)\b", re.IGNORECASE)
HIDDEN = (BlockKind.NOISE, BlockKind.CODE)


@dataclass(slots=True)
class Pages:
    """A document with its times, laid out for looking things up."""

    document: Document
    times: Times
    sections: tuple[Section, ...]
    in_block: dict[int, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    beneath: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    sentences: dict[int, list[Sentence]] = field(default_factory=lambda: defaultdict(list))
    dated_headings: Counter[int] = field(default_factory=Counter)  # under each heading: headings with a time
    block_starts: list[int] = field(default_factory=list)
    _places: list[Place] = field(default_factory=list)
    _usable: list[Mention] = field(default_factory=list)
    _usable_starts: list[int] = field(default_factory=list)
    _sentence_starts: list[int] = field(default_factory=list)
    _dated: dict[int, bool] = field(default_factory=dict)
    _first_heading: int = -1

    @classmethod
    def of(cls, document: Document, times: Times) -> Pages:
        pages = cls(document, times, _sections(document))
        for mention in times.mentions:
            pages.in_block[mention.block].append(mention)
        for sentence in document.sentences:
            pages.sentences[sentence.block].append(sentence)
        for index, block in enumerate(document.blocks):
            pages._lay(index, block)
        pages._places = sorted(one.place for one in times.mentions if one.kind is not MentionKind.OTHER)
        pages._usable = sorted((one for one in times.mentions if is_usable(one)), key=lambda one: one.place)
        pages._usable_starts = [one.place.start for one in pages._usable]
        pages._sentence_starts = [one.place.start for one in document.sentences]
        return pages

    def _lay(self, index: int, block: Block) -> None:
        self.block_starts.append(block.whole.start)
        if block.heading >= 0:
            self.beneath[block.heading].append(index)
        if block.kind is BlockKind.HEADING:
            self._first_heading = index if self._first_heading < 0 else self._first_heading
            self.dated_headings[block.heading] += index in self.in_block

    @property
    def text(self) -> str:
        return self.document.text

    def block(self, index: int) -> Block:
        return self.document.blocks[index]

    def usable(self, index: int) -> list[Mention]:
        """The times of a block at which something may have happened, in order."""
        return [one for one in self.in_block.get(index, ()) if is_usable(one)]

    def usable_in(self, place: Place) -> list[Mention]:
        """The times that begin within a place at which something may have happened, in order."""
        first = bisect_left(self._usable_starts, place.start)
        return self._usable[first : bisect_left(self._usable_starts, place.end)]

    def places_in(self, place: Place) -> list[Place]:
        """All words of time that begin within a place, also those that only name a day."""
        first = bisect_left(self._places, Place(place.start, 0))
        return self._places[first : bisect_left(self._places, Place(place.end, 0))]

    def first_time(self, place: Place, mention: Mention) -> int:
        """Where a time begins, with the day written before it: “When: 2 April from 09:12 …”."""
        ahead = self.places_in(Place(place.start, mention.place.start))
        if not ahead or has_words(self.text, Place(ahead[0].end, mention.place.start)):
            return mention.place.start
        return ahead[0].start

    def has_time(self, place: Place) -> bool:
        """Whether a time at which something may have happened stands there."""
        at = bisect_left(self._usable_starts, place.start)
        return at < len(self._usable_starts) and self._usable_starts[at] < place.end

    def sentence_behind(self, place: Place, index: int) -> Place | None:
        """The next sentence of the same block."""
        at = bisect_left(self._sentence_starts, place.end)
        if at >= len(self._sentence_starts) or self.document.sentences[at].block != index:
            return None
        return self.document.sentences[at].place

    def leads(self, unit: Place, mention: Mention) -> bool:
        """Whether a piece of the text begins with this time, or with words that say nothing before it."""
        ahead = self.places_in(Place(unit.start, mention.place.start + 1))
        return skip_times(self.text, unit, ahead) >= mention.place.end

    def is_dated_entry(self, index: int) -> bool:
        """Whether a block begins with a clock time, as the entries of a timeline do."""
        if index not in self._dated:
            first = next((one for one in self.in_block.get(index, ()) if is_usable(one)), None)
            is_clock = first is not None and not is_day(first.when)
            self._dated[index] = is_clock and self.leads(self.block(index).place, first)
        return self._dated[index]

    def is_title(self, index: int) -> bool:
        """Whether a heading is that of the document."""
        block = self.block(index)
        return index == self._first_heading and block.heading < 0 and block.level <= 2


def _sections(document: Document) -> tuple[Section, ...]:
    """What each part is about; a background, which names no causes, may tell what happened."""
    found = list(sections_of(document))
    for index, block in enumerate(document.blocks):
        if found[index] is not Section.ASIDE:
            continue
        at = index if block.kind is BlockKind.HEADING else block.heading
        if at >= 0 and _BACKGROUND.match(document.text, document.blocks[at].place.start):
            found[index] = Section.NARRATIVE
    return tuple(found)

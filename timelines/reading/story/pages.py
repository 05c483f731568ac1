"""What every step needs to know of a document: its times by block and sentence, its parts, its headings."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from timelines.reading.model import Block, BlockKind, Document, Mention, MentionKind, Place, Sentence, Times
from timelines.reading.sections import Section, sections_of
from timelines.reading.story.clauses import skip_times
from timelines.reading.story.weeding import is_day, is_usable

HIDDEN = (BlockKind.NOISE, BlockKind.CODE)


@dataclass(slots=True)
class Pages:
    """A document with its times, laid out for looking things up."""

    document: Document
    times: Times
    sections: tuple[Section, ...]
    in_block: dict[int, list[Mention]]
    beneath: dict[int, list[int]]  # heading: the blocks directly under it
    sentences: dict[int, list[Sentence]]
    block_starts: list[int]
    starts: list[int]  # where the usable times begin, in order

    @classmethod
    def of(cls, document: Document, times: Times) -> Pages:
        in_block, beneath, sentences = defaultdict(list), defaultdict(list), defaultdict(list)
        for mention in times.mentions:
            in_block[mention.block].append(mention)
        for index, block in enumerate(document.blocks):
            if block.heading >= 0:
                beneath[block.heading].append(index)
        for sentence in document.sentences:
            sentences[sentence.block].append(sentence)
        starts = sorted(one.place.start for one in times.mentions if is_usable(one))
        edges = [block.whole.start for block in document.blocks]
        return cls(document, times, sections_of(document), in_block, beneath, sentences, edges, starts)

    @property
    def text(self) -> str:
        return self.document.text

    def block(self, index: int) -> Block:
        return self.document.blocks[index]

    def usable(self, index: int) -> list[Mention]:
        """The times of a block at which something may have happened, in order."""
        return [one for one in self.in_block.get(index, ()) if is_usable(one)]

    def places(self, index: int) -> list[Place]:
        """All words of time of a block, also those that only name a day."""
        return [one.place for one in self.in_block.get(index, ()) if one.kind is not MentionKind.OTHER]

    def has_time(self, place: Place) -> bool:
        """Whether a time at which something may have happened stands there."""
        at = bisect_left(self.starts, place.start)
        return at < len(self.starts) and self.starts[at] < place.end

    def leads(self, unit: Place, mention: Mention) -> bool:
        """Whether a piece of the text begins with this time, or with words that say nothing before it."""
        ahead = [place for place in self.places(mention.block) if place.start <= mention.place.start]
        return skip_times(self.text, unit, ahead) >= mention.place.end

    def is_dated_entry(self, index: int) -> bool:
        """Whether a block begins with a clock time, as the entries of a timeline do."""
        mentions = self.usable(index)
        return (
            bool(mentions)
            and not is_day(mentions[0].when)
            and self.leads(self.block(index).place, mentions[0])
        )

    def is_title(self, index: int) -> bool:
        """Whether a heading is that of the document."""
        block = self.block(index)
        if block.kind is not BlockKind.HEADING or block.heading >= 0:
            return False
        above = self.document.blocks[:index]
        return not any(one.kind is BlockKind.HEADING for one in above) and block.level <= 2

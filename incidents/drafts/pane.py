"""The document beside its items: word for word, in its blocks, cut where quotes begin and end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from incidents.drafts.items import Group, Item
from incidents.importing.sheet.cells import delimiter_of, rows_of
from timelines.reading.document import parse
from timelines.reading.model import Block, BlockKind, Place

PART_CHARACTERS = 100_000
PART_ITEMS = 300
"""How much of a document one page shows: more would make a browser slow."""

LOOKED_AT = 20_000  # characters, to see what divides the cells of a table

BARE = frozenset({"json", "json-record", "json-incident", "slack"})
"""Formats whose text has no blocks: it is shown as it is."""

TABLE = "table"
"""The format whose text is rows and cells, and nothing else."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text over which the same quotes lie.

    - keys: of the items that they belong to, the one with the shortest quote first. begins: those of them
      that are quoted here first. look: how it is marked: "event", "other", "doubtful" or "".
    """

    text: str
    keys: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    look: str = ""


@dataclass(frozen=True, slots=True)
class PaneBlock:
    """A block to show. cells: its pieces, for a row those of each cell. level, mark: as of Block."""

    kind: BlockKind
    cells: tuple[tuple[Piece, ...], ...]
    level: int = 0
    mark: str = ""
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document that one page shows. number: from 1; items: those that it tells first."""

    number: int
    count: int
    place: Place


def parts_of(text: str, items: Iterable[Item]) -> list[Part]:
    """The document in parts that a page can show, cut at ends of lines; mostly there is one."""
    starts = sorted(item.places[0].start for item in items if item.places)
    cuts, begin = [0], 0
    while True:
        nth = bisect_right(starts, begin) + PART_ITEMS
        end = min(begin + PART_CHARACTERS, starts[nth] if nth < len(starts) else len(text))
        if end >= len(text):
            break
        cut = text.rfind("\n", begin + 1, end) + 1 or end
        cuts.append(cut)
        begin = cut
    places = [Place(start, end) for start, end in pairwise([*cuts, len(text)])]
    return [Part(number, len(places), place) for number, place in enumerate(places, 1)]


def pane_of(text: str, part: Part, items: Iterable[Item], *, format_name: str = "") -> list[PaneBlock]:
    """The blocks of a part of the text, with the quotes of these items."""
    marked = _Marked(text, part.place, items)
    if format_name in BARE:
        return [PaneBlock(BlockKind.CODE, (tuple(marked.pieces(part.place)),))]
    if format_name == TABLE:
        return list(_rows(text, part, marked))
    return list(_blocks(text, part.place, marked))


def _rows(text: str, part: Part, marked: _Marked) -> Iterator[PaneBlock]:
    """The rows of a table; the first one of all may name the columns."""
    start = part.place.start
    delimiter = delimiter_of(text[:LOOKED_AT])
    for nth, row in enumerate(rows_of(part.place.of(text), delimiter)):
        places = [Place(start + cell.place.start, start + cell.place.end) for cell in row.cells]
        cells = tuple(tuple(marked.pieces(place)) for place in places)
        yield PaneBlock(BlockKind.ROW, cells, is_head=nth == 0 and part.number == 1)


def _blocks(text: str, within: Place, marked: _Marked) -> Iterator[PaneBlock]:
    """All blocks; what lies in none, as paragraphs, so that not a word is missing."""
    done = within.start
    for block in parse(text, within).blocks:
        if block.whole.start < done:
            continue
        yield from _left_over(text, Place(done, block.whole.start), marked)
        yield _block(block, marked, text)
        done = block.whole.end
    yield from _left_over(text, Place(done, within.end), marked)


def _left_over(text: str, place: Place, marked: _Marked) -> Iterator[PaneBlock]:
    if text[place.start : place.end].strip():
        yield PaneBlock(BlockKind.PARAGRAPH, (tuple(marked.pieces(place)),))


def _block(block: Block, marked: _Marked, text: str) -> PaneBlock:
    is_line = block.kind in (BlockKind.LOG, BlockKind.CODE)
    places: Sequence[Place] = block.cells or (block.place,)
    if is_line:
        start = text.rfind("\n", 0, block.whole.start) + 1
        indented = (
            Place(start, block.whole.end) if not text[start : block.whole.start].strip() else block.whole
        )
        places = (indented,)
    elif block.kind in (BlockKind.FIELD, BlockKind.CHAT, BlockKind.POST, BlockKind.NOISE):
        places = (block.whole,)
    return PaneBlock(
        block.kind,
        tuple(tuple(marked.pieces(place)) for place in places),
        block.level,
        block.mark,
        is_head=block.kind == BlockKind.ROW and block.head < 0,
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quote. Of two that lie over the same words, the shorter one goes first."""

    length: int
    start: int
    end: int
    key: str
    look: str
    is_first: bool


class _Marked:
    """The text of a part, cut where quotes begin and end."""

    def __init__(self, text: str, within: Place, items: Iterable[Item]):
        self.text = text
        self.cuts: list[int] = []
        self.runs: list[tuple[_Mark, ...]] = []
        self.begun: set[str] = set()
        marks = sorted(_marks(items, within), key=lambda mark: mark.start)
        ends = sorted({bound for mark in marks for bound in (mark.start, mark.end)})
        covering: list[_Mark] = []
        at = 0
        for cut in ends:
            covering = [mark for mark in covering if mark.end > cut]
            while at < len(marks) and marks[at].start == cut:
                covering.append(marks[at])
                at += 1
            self.cuts.append(cut)
            self.runs.append(tuple(sorted(covering, key=lambda mark: (mark.length, mark.start, mark.key))))

    def pieces(self, place: Place) -> Iterator[Piece]:
        """The pieces of a place; joined they are its text."""
        nth = bisect_right(self.cuts, place.start) - 1
        at = place.start
        while at < place.end:
            end = self.cuts[nth + 1] if nth + 1 < len(self.cuts) else place.end
            end = min(end, place.end)
            run = self.runs[nth] if nth >= 0 else ()
            if end > at:
                yield self._piece(self.text[at:end], run)
            at, nth = end, nth + 1

    def _piece(self, text: str, run: tuple[_Mark, ...]) -> Piece:
        if not run:
            return Piece(text)
        keys = tuple(dict.fromkeys(mark.key for mark in run))
        begins = tuple(mark.key for mark in run if mark.is_first and mark.key not in self.begun)
        self.begun.update(begins)
        looks = [mark.look for mark in run]
        return Piece(text, keys, begins, "event" if "event" in looks else looks[0])


def _marks(items: Iterable[Item], within: Place) -> Iterator[_Mark]:
    for item in items:
        look = "event" if item.group == Group.TIMELINE else "other"
        look = "doubtful" if item.is_doubtful else look
        for nth, place in enumerate(item.places):
            if place.meets(within):
                yield _Mark(place.end - place.start, place.start, place.end, item.key, look, nth == 0)

"""The lines of a text, where we are in them, and the blocks found so far."""

from __future__ import annotations

from dataclasses import replace

from timelines.reading.model import Block, BlockKind, Place
from timelines.reading.structure import shapes
from timelines.reading.structure.lines import Line
from timelines.reading.structure.stamps import Stamped, speakers


class Page:
    """What the readers of blocks share: they look at the line `at`, add blocks and move `at` on.

    - names: who speaks in lines “14:05 name: …”. posts: see `posts.find_trailing`.
    - has_hashes: whether headings are marked with “#”. is_top: whether only titles and fields came yet.
    """

    def __init__(self, scan: str, lines: list[Line]):
        self.scan = scan
        self.lines = lines
        self.at = 0
        self.blocks: list[Block] = []
        self.names = speakers(line.text for line in lines)
        self.has_hashes = any(line.text[:1] == "#" and shapes.HASHES.match(line.text) for line in lines)
        self.posts: dict[int, tuple[int, Place]] = {}
        self.is_top = True
        self.top_end = 0
        self.item_indents: list[int] = []
        self.comments_end = True
        self._headings: list[tuple[float, int]] = []
        self._marked_level = 0

    @property
    def line(self) -> Line:
        """The line to look at."""
        return self.lines[self.at]

    def text(self, ahead: int = 0) -> str:
        """The content of the line so many lines ahead; "" where there is none."""
        n = self.at + ahead
        return self.lines[n].text if 0 <= n < len(self.lines) else ""

    def next_filled(self, n: int) -> int:
        """The first line from `n` on that is not blank; the number of lines where there is none."""
        while n < len(self.lines) and not self.lines[n].text:
            n += 1
        return n

    def add(self, kind: BlockKind, start: int, end: int, *, whole: Place | None = None, **more) -> None:
        """Add a block; `whole` is the place with its marks, if it has any."""
        place = Place(start, end)
        self.blocks.append(Block(kind, place, whole or place, heading=self.heading, **more))

    def whole(self, last: int | None = None) -> Place:
        """The content of the lines from this one to the line `last` (this one)."""
        return Place(self.line.first, self.lines[self.at if last is None else last].last)

    def add_line(self, kind: BlockKind) -> None:
        """Add the line as a block of its own and go on to the next."""
        line = self.line
        self.add(kind, line.first, line.last)
        self.at += 1

    def add_block(self, block: Block) -> None:
        """Add a block that was made elsewhere."""
        self.blocks.append(replace(block, heading=self.heading))

    def add_heading(self, level: int, place: Place, whole: Place, *, depth: float, is_marked: bool) -> None:
        """Add a heading under the nearest one above that has less depth."""
        self.leave_headings(depth)
        self.blocks.append(Block(BlockKind.HEADING, place, whole, level=level, heading=self.heading))
        self._headings.append((depth, len(self.blocks) - 1))
        if is_marked:
            self._marked_level = level
        self.item_indents = []

    def leave_headings(self, depth: float) -> None:
        """Stand no longer under headings of this depth or more."""
        while self._headings and self._headings[-1][0] >= depth:
            self._headings.pop()

    @property
    def heading(self) -> int:
        """The index of the heading that a block here stands under, -1 for none."""
        return self._headings[-1][1] if self._headings else -1

    @property
    def level_below(self) -> int:
        """The level of a heading without marks: one below the last marked one."""
        return min(self._marked_level + 1, 5) if self._marked_level else 2

    def place(self, span: tuple[int, int], line: Line | None = None) -> Place:
        """A span of the content of a line (this one) as a place."""
        first = (line or self.line).first
        return Place(first + span[0], first + span[1])

    def add_stamped(
        self, kind: BlockKind, found: Stamped, *, end: int | None = None, begin: int | None = None
    ) -> None:
        """Add a chat line: from its stamp, author and words. `begin`, `end` where its words are elsewhere."""
        line = self.line
        start = line.first + found.words if begin is None else begin
        author = self.place(found.author) if found.author != (0, 0) else None
        last = max(start, line.last if end is None else end)
        self.add(
            kind,
            start,
            last,
            whole=Place(line.first, last),
            stamp=self.place(found.stamp),
            author=author,
        )

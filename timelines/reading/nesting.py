"""Which items of a list stand below which."""

from __future__ import annotations

import re

from timelines.reading.model import Block, BlockKind, Document

_FURTHEST = 60  # blocks within which items belong together
_PASSED_OVER = frozenset({BlockKind.CODE, BlockKind.LOG, BlockKind.NOISE})
_BOLD_LINE = re.compile(r"\s{0,9}(?:\*\*|__)[^*\n]{2,120}(?:\*\*|__):?\s*(?:\n|\Z)")


class Nesting:
    """The items of a document, by index of their blocks."""

    def __init__(self, document: Document):
        self.document = document

    def children(self, index: int) -> list[int]:
        """The items below one: deeper, or bullets that follow a numbered title on the same level."""
        blocks = self.document.blocks
        found = []
        for later in range(index + 1, min(index + _FURTHEST, len(blocks))):
            other = blocks[later]
            if other.heading != blocks[index].heading:
                break
            if other.kind is BlockKind.ITEM and self._is_below(other, blocks[index]):
                found.append(later)
            elif other.kind not in _PASSED_OVER:
                break
        return found

    def parent(self, index: int) -> int | None:
        """The item that one stands below, None for none."""
        blocks = self.document.blocks
        for earlier in range(index - 1, max(index - _FURTHEST, -1), -1):
            other = blocks[earlier]
            if other.kind is BlockKind.HEADING:
                return None
            if other.kind is BlockKind.ITEM and self._is_below(blocks[index], other):
                return earlier
        return None

    def _is_below(self, item: Block, title: Block) -> bool:
        if item.level != title.level:
            return item.level > title.level
        is_numbered = title.mark[:1].isdigit() and not item.mark[:1].isdigit()
        return is_numbered and bool(_BOLD_LINE.match(title.place.of(self.document.text)))

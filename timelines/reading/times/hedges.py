"""Where a document says that all its times are approximate."""

from __future__ import annotations

import re
from collections.abc import Container

from timelines.reading.model import BlockKind, Document

WHOLE_DOCUMENT = -1

_ALL_APPROXIMATE = re.compile(
    r"\b(?:all |the )?(?:times?|timestamps?)\b[^.;\n]{0,30}\bapprox(?:imate|imations?|imated|\b)"
    r"|\bapproximate times\b",
    re.IGNORECASE,
)


def hedged_blocks(document: Document) -> set[int]:
    """The headings below which all times are approximate; WHOLE_DOCUMENT where a sentence says so of all."""
    found = set()
    for sentence in document.sentences:
        words = sentence.place.of(document.text)
        if "pprox" in words and _ALL_APPROXIMATE.search(words):
            is_heading = document.blocks[sentence.block].kind is BlockKind.HEADING
            found.add(sentence.block if is_heading else WHOLE_DOCUMENT)
    return found


def is_below(document: Document, block: int, headings: Container[int]) -> bool:
    """Whether a block stands below one of these headings, or is one."""
    while block >= 0:
        if block in headings:
            return True
        block = document.blocks[block].heading
    return False

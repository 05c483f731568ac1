"""From lines to blocks."""

from __future__ import annotations

from timelines.reading.limits import check_time
from timelines.reading.model import Block, BlockKind
from timelines.reading.structure import (
    chats,
    code,
    front_matter,
    headings,
    lists,
    markup,
    paragraphs,
    posts,
    shapes,
    tables,
)
from timelines.reading.structure.lines import Line
from timelines.reading.structure.noise import read_noise
from timelines.reading.structure.page import Page

_READERS = (
    posts.read_trailing,
    code.read_fence,
    markup.read_markup,
    tables.read_table,
    read_noise,
    front_matter.read_field,
    posts.read_dated,
    code.read_log,
    headings.read_heading,
    chats.read_chat,
    lists.read_item,
    code.read_unfenced,
)
"""In this order, each is asked whether its kind of block begins at a line."""


def read_blocks(scan: str, lines: list[Line]) -> list[Block]:
    """The blocks of a levelled text, in order."""
    page = Page(scan, lines)
    page.posts = posts.find_trailing(lines)
    front_matter.read_front_matter(page)
    steps = 0
    while page.at < len(lines):
        steps += 1
        if not steps % 256:
            check_time()
        if not page.line.text:
            page.at += 1
            continue
        _read_block(page)
        page.is_top = page.is_top and _is_still_top(page)
    return page.blocks


def _is_still_top(page: Page) -> bool:
    """Whether no more than the title and fields have come yet; another heading may be that of the fields."""
    last = page.blocks[-1]
    if last.kind is BlockKind.HEADING:
        words = last.place.of(page.scan)
        has_title = any(block.kind is BlockKind.HEADING for block in page.blocks[:-1])
        is_title = not has_title and not shapes.is_section_title(words)
        return is_title or front_matter.HEADS_FIELDS.fullmatch(words) is not None
    return last.kind in (BlockKind.FIELD, BlockKind.NOISE)


def _read_block(page: Page) -> None:
    for read in _READERS:
        if read(page):
            return
    paragraphs.read_paragraph(page)

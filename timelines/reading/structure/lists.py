"""List items, with what continues them."""

from __future__ import annotations

from timelines.reading.model import BlockKind
from timelines.reading.structure import shapes
from timelines.reading.structure.page import Page
from timelines.reading.structure.paragraphs import begins_block

_DEEPEST_MARK = 24
"""Characters. “* 1. text” is one item: marks within these are all taken."""


def read_item(page: Page) -> bool:
    """Take a list item: its line, the lines that go on with it, and indented paragraphs."""
    text = page.text()
    match = shapes.ITEM.match(text) or shapes.BOX.match(text)
    if match is None:
        return False
    begin = match.end()
    while begin < _DEEPEST_MARK and (inner := shapes.ITEM.match(text, begin)):
        begin = inner.end()
    if begin >= len(text):
        return False
    line = page.line
    level = _level(page, line.indent)
    last = _last_line(page, line.indent)
    mark = match["box"] or match["mark"]
    page.add(
        BlockKind.ITEM,
        line.first + begin,
        page.lines[last].last,
        whole=page.whole(last),
        level=level,
        mark=mark,
    )
    page.at = last + 1
    return True


def _level(page: Page, indent: int) -> int:
    while page.item_indents and page.item_indents[-1] >= indent:
        page.item_indents.pop()
    page.item_indents.append(indent)
    return len(page.item_indents) - 1


def _last_line(page: Page, indent: int) -> int:
    last = page.at
    n = page.at + 1
    while n < len(page.lines):
        line = page.lines[n]
        if not line.text:
            n = page.next_filled(n)
            if n - last > 3 or n >= len(page.lines) or page.lines[n].indent < indent + 2:
                break
            continue
        if begins_block(page, n) or (
            line.indent <= indent and not _goes_on(page.lines[n - 1].text, line.text)
        ):
            break
        last = n
        n += 1
    return last


def _goes_on(above: str, below: str) -> bool:
    """Whether a line without indentation still belongs to the item: a sentence runs on."""
    if shapes.ENTRY.match(below) or shapes.LABELLED.match(below):
        return False
    return below[0].islower() or (above[-1] not in '.!?”"…:' and len(above) > 50)

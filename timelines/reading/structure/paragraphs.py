"""Paragraphs: lines that belong together."""

from __future__ import annotations

from timelines.reading.model import BlockKind
from timelines.reading.structure import shapes
from timelines.reading.structure.code import end_of_yaml
from timelines.reading.structure.headings import marked
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page
from timelines.reading.structure.stamps import dated_post, is_day_alone, is_time_alone, logged, said
from timelines.reading.structure.tables import is_table_rule

_LONG_LINE = 130
"""Characters. Text that is wrapped by hand has shorter lines."""
_ENDS = frozenset('.!?…:”"')


def read_paragraph(page: Page) -> None:
    """Take the line, and those that go on with it."""
    first, last = page.line, page.at
    for n in range(page.at + 1, len(page.lines)):
        if not page.lines[n].text or begins_block(page, n) or _parts(page.lines[n - 1], page.lines[n]):
            break
        last = n
    if first.indent < 2:
        page.item_indents = []
    page.add(BlockKind.PARAGRAPH, first.first, page.lines[last].last)
    page.at = last + 1


def begins_block(page: Page, n: int) -> bool:
    """Whether the line `n` begins a block of its own even where a paragraph stands above it."""
    text = page.lines[n].text
    first = text[0]
    if n in page.posts:
        return True
    if "|" in text and n + 1 < len(page.lines) and is_table_rule(page.lines[n + 1].text):
        return True
    if first.isalnum():
        return _word_begins_block(page, n, text, first)
    if first == "#":
        return marked(text) is not None
    if first in "|<\\" or text.startswith(("```", "~~~", "$ ")):
        return True
    return bool(
        shapes.ITEM.match(text)
        or shapes.RULE.fullmatch(text)
        or shapes.BOX.match(text)
        or (first in "[(" and (logged(text) or said(text, page.names)))
        or (first in "[*_" and dated_post(text))
        or (first == "[" and shapes.BRACKETED.fullmatch(text))
        or (first in "![" and shapes.IMAGE.fullmatch(text))
    )


def _word_begins_block(page: Page, n: int, text: str, first: str) -> bool:
    if first.isdigit():
        return bool(shapes.ITEM.match(text) or logged(text) or said(text, page.names))
    if first in "Hh" and shapes.NAMED_LEVEL.match(text):
        return True
    if first.islower() and end_of_yaml(page, n):
        return True
    if text[1:2] in (".", ")") and shapes.ITEM.match(text):
        return True
    return first.isupper() and bool(logged(text) or dated_post(text))


def _parts(above: Line, below: Line) -> bool:
    """Whether a new paragraph begins between two lines that follow each other."""
    text = below.text
    if len(text) < 70 and (is_time_alone(text) or is_day_alone(text)):
        return True
    if shapes.ENTRY.match(text) and (above.text[-1] in '.!?…”"\\>)]*`' or shapes.ENTRY.match(above.text)):
        return True
    if (
        above.quoted != below.quoted
        or shapes.LABELLED.match(text)
        or above.text.endswith(("<br>", "<br/>", "<br />"))
    ):
        return True
    if above.text[-1] not in _ENDS or text[0].islower():
        return False
    return len(above.text) > _LONG_LINE or (
        text[-1] == ":" and shapes.is_short_title(text) and shapes.is_section_title(text)
    )

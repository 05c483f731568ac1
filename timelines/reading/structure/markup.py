"""HTML left in a text: comments, tables, headings, list items, lines of nothing but tags."""

from __future__ import annotations

from timelines.reading.model import BlockKind, Place
from timelines.reading.structure import shapes
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page
from timelines.reading.structure.tables import html_rows

_LONGEST_TABLE = 5000
"""Lines."""


def read_markup(page: Page) -> bool:
    """Take markup that begins this line."""
    text = page.text()
    if text[0] != "<":
        return False
    low = text[:12].lower()
    if low.startswith("<!--"):
        return _read_comment(page)
    if low.startswith("<table"):
        return _read_table(page)
    if low.startswith("<h") and (match := shapes.HTML_HEADING.match(text)) and match["text"].strip():
        level = int(match["level"])
        place = page.place(match.span("text"))
        page.add_heading(level, place, Place(page.line.first, page.line.last), depth=level, is_marked=True)
        page.at += 1
        return True
    if low.startswith("<li") and (match := shapes.HTML_ITEM.fullmatch(text)):
        page.add(
            BlockKind.ITEM,
            page.line.first + match.start("text"),
            page.line.first + match.end("text"),
            whole=page.line.first,
            mark="-",
        )
        page.at += 1
        return True
    if shapes.TAG_LINE.fullmatch(text):
        page.add_line(BlockKind.NOISE)
        return True
    return False


def _read_comment(page: Page) -> bool:
    start = page.line.first
    end = page.scan.find("-->", start + 4, page.lines[-1].end) if page.comments_end else -1
    if end < 0:
        page.comments_end = False
        return False
    page.add(BlockKind.NOISE, start, end + 3)
    _go_on_at(page, end + 3)
    return True


def _read_table(page: Page) -> bool:
    start, end = page.line.first, _end_of_table(page)
    if end < 0:
        return False
    rows = html_rows(page.scan, start, end, len(page.blocks))
    for row in rows:
        page.add_block(row)
    if not rows:
        page.add(BlockKind.NOISE, start, end)
    _go_on_at(page, end)
    return True


def _end_of_table(page: Page) -> int:
    """The place behind the </table> that ends the table here, nested ones included; -1 for none."""
    depth = 0
    for line in page.lines[page.at : page.at + _LONGEST_TABLE]:
        low = line.text.lower()
        depth += low.count("<table")
        position = 0
        while (position := low.find("</table", position)) >= 0:
            depth -= 1
            close = low.find(">", position)
            position = close + 1 if close >= 0 else len(low)
            if depth <= 0:
                return line.first + position
    return -1


def _go_on_at(page: Page, end: int) -> None:
    """Go on behind a place; what stands behind it on its line becomes a line of its own."""
    while page.at < len(page.lines) and page.lines[page.at].end <= end:
        page.at += 1
    if page.at < len(page.lines) and page.line.first < end:
        rest = page.scan[end : page.line.end]
        first = end + len(rest) - len(rest.lstrip())
        page.lines[page.at] = Line(end, page.line.end, first, 0, rest.strip(), False)

"""HTML left in a text: comments, tables, headings, list items, lines of nothing but tags."""

from __future__ import annotations

from timelines.reading.model import BlockKind, Place
from timelines.reading.structure import shapes
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page
from timelines.reading.structure.tables import html_rows

_LONGEST_PARAGRAPH = 20_000
_LONGEST_HEADING = 120
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
    if low.startswith("<li") and (match := shapes.HTML_ITEM.fullmatch(text)):
        begin, end = match.span("text")
        first = page.line.first
        page.add(BlockKind.ITEM, first + begin, first + end, whole=page.whole(), mark="-")
        page.at += 1
        return True
    if _read_heading(page, text, low) or _read_paragraph(page, text, low):
        return True
    if shapes.TAG_LINE.fullmatch(text):
        page.add_line(BlockKind.NOISE)
        return True
    return False


def _read_heading(page: Page, text: str, low: str) -> bool:
    """“<h2>Impact</h2>”, “<summary>Timeline</summary>”."""
    match = shapes.HTML_HEADING.match(text) if low.startswith("<h") else None
    level = int(match["level"]) if match else page.level_below
    if match is None and low.startswith("<summary"):
        match = shapes.HTML_SUMMARY.match(text)
    if match is None or not match["text"].strip():
        return False
    _add_heading(page, match.span("text"), level)
    return True


def _add_heading(page: Page, span: tuple[int, int], level: int) -> None:
    whole = Place(page.line.first, page.line.last)
    page.add_heading(level, page.place(span), whole, depth=level, is_marked=False)
    page.at += 1


def _read_paragraph(page: Page, text: str, low: str) -> bool:
    """“<p>It broke.</p>”; a heading where all of it is bold."""
    if not low.startswith(("<p", "<div")) or len(text) > _LONGEST_PARAGRAPH:
        return False
    match = shapes.HTML_PARAGRAPH.fullmatch(text)
    if match is None:
        return False
    begin, end = match.span("text")
    if match["bold"] and end - begin < _LONGEST_HEADING:
        _add_heading(page, (begin, end), page.level_below)
        return True
    page.add(BlockKind.PARAGRAPH, page.line.first + begin, page.line.first + end, whole=page.whole())
    page.at += 1
    return True


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

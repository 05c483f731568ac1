"""Rows and cells of tables."""

from __future__ import annotations

import re
from itertools import pairwise

from timelines.reading.model import Block, BlockKind, Place
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page
from timelines.reading.structure.shapes import ENTRY, ROW_BAR, TABLE_RULE

_TAG = re.compile(r"<(?P<close>/?)(?P<name>tr|td|th|table|caption)\b[^<>]{0,500}>", re.IGNORECASE)


def is_table_rule(text: str) -> bool:
    """“|---|:--|”, “+---+---+”."""
    return "-" in text and ("|" in text or "+" in text) and TABLE_RULE.fullmatch(text) is not None


def read_table(page: Page) -> bool:
    """Take the rows of a table with pipes or tabs, and its rules."""
    text = page.text()
    if "|" in text and (text[0] == "|" or is_table_rule(page.text(1))):
        _read_pipes(page)
        return True
    if "\t" in text and ("\t" in page.text(1) or "\t" in page.text(-1) or ENTRY.match(text)):
        _read_tabs(page)
        return True
    return False


def _read_pipes(page: Page) -> None:
    head = -1
    first = True
    while page.at < len(page.lines):
        line = page.line
        if not line.text or ("|" not in line.text and line.text[0] != "+"):
            break
        if is_table_rule(line.text):
            page.add(BlockKind.NOISE, line.first, line.last)
        else:
            page.add_block(pipe_row(line, head))
            if first and is_table_rule(page.text(1)):
                head = len(page.blocks) - 1
            first = False
        page.at += 1
    page.item_indents = []


def _read_tabs(page: Page) -> None:
    head = -1
    first = True
    while page.at < len(page.lines) and "\t" in page.text():
        page.add_block(tab_row(page.line, head))
        if first and not any(character.isdigit() for character in page.text()):
            head = len(page.blocks) - 1
        first = False
        page.at += 1


def pipe_row(line: Line, head: int, *, kind: BlockKind = BlockKind.ROW) -> Block:
    """A line with pipes as a row."""
    text, offset = line.text, line.first
    stops = [match.start() for match in ROW_BAR.finditer(text)]
    edges = [-1, *stops, len(text)]
    cells = [_trim(text, a + 1, b, offset) for a, b in pairwise(edges)]
    if stops and stops[0] == 0:
        cells = cells[1:]
    if len(cells) > 1 and stops and stops[-1] == len(text) - 1:
        cells = cells[:-1]
    return _row(cells, Place(line.first, line.last), head, kind)


def tab_row(line: Line, head: int) -> Block:
    """A line with tabs as a row."""
    cells, position = [], 0
    for piece in line.text.split("\t"):
        cells.append(_trim(line.text, position, position + len(piece), line.first))
        position += len(piece) + 1
    return _row(cells, Place(line.first, line.last), head, BlockKind.ROW)


def html_rows(scan: str, start: int, end: int, first_index: int) -> list[Block]:
    """The rows of an HTML table that stands from `start` to `end`. The first row with <th> heads the others.

    `first_index` is the index that the first of these blocks will have.
    """
    rows = _cells_of_rows(scan, start, end)
    head = first_index if rows and rows[0][2] else -1
    blocks = []
    for n, (cells, stop, _) in enumerate(rows):
        stop = end if n == len(rows) - 1 else stop
        start += len(scan[start:stop]) - len(scan[start:stop].lstrip())
        blocks.append(_row(cells, Place(start, stop), -1 if n == 0 else head, BlockKind.ROW))
        start = stop
    return blocks


def _cells_of_rows(scan: str, start: int, end: int) -> list[tuple[list[Place], int, bool]]:
    """(cells, where the row ends, whether it has <th>) of each row."""
    rows: list[tuple[list[Place], int, bool]] = []
    cells: list[Place] = []
    opened, is_head = -1, False
    for tag in _TAG.finditer(scan, start, end):
        name = tag["name"].lower()
        if opened >= 0:
            cells.append(_trim(scan, opened, tag.start(), 0))
            opened = -1
        if name in ("td", "th") and not tag["close"]:
            opened = tag.end()
            is_head = is_head or name == "th"
        if name in ("tr", "table") and cells:
            rows.append((cells, tag.end() if tag["close"] else tag.start(), is_head))
            cells, is_head = [], False
    if opened >= 0:
        cells.append(_trim(scan, opened, end, 0))
    if cells:
        rows.append((cells, end, is_head))
    return rows


def _row(cells: list[Place], whole: Place, head: int, kind: BlockKind) -> Block:
    filled = [cell for cell in cells if cell.start < cell.end]
    place = Place(filled[0].start, filled[-1].end) if filled else Place(whole.start, whole.start)
    return Block(kind, place, whole, cells=tuple(cells), head=head)


def _trim(text: str, start: int, end: int, offset: int) -> Place:
    piece = text[start:end]
    content = piece.strip()
    first = start + (len(piece) - len(piece.lstrip())) if content else start
    return Place(offset + first, offset + first + len(content))

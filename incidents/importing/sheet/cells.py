"""Rows and cells of a table in text, each with its place (RFC 4180; also tabs and semicolons)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from incidents.importing.document import Place

DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 30  # rows, to see which character divides the cells
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, without quotes, and where they stand, with them."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """`place`: the whole row, without the line's end."""

    cells: tuple[Cell, ...]
    place: Place

    def words(self, column: int) -> str:
        """What stands in a column; "" beyond the end of the row."""
        return self.cells[column].words if 0 <= column < len(self.cells) else ""


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Every row that is not blank."""
    cell = re.compile(
        rf'[ ]*"((?:[^"]|"")*)"[ ]*(?={re.escape(delimiter)}|\n|\Z)|([^\n{re.escape(delimiter)}]*)'
    )
    at = 0
    while at < len(text):
        row, at = _row(text, at, cell)
        if any(one.words for one in row.cells):
            yield row


def _row(text: str, begin: int, pattern: re.Pattern) -> tuple[Row, int]:
    """The row that begins here, and where the next one does."""
    cells, at = [], begin
    while True:
        match = pattern.match(text, at)
        cells.append(_cell(match))
        at = match.end()
        if at >= len(text) or text[at] == "\n":
            return Row(tuple(cells[:MAX_COLUMNS]), Place(begin, at)), at + 1
        at += 1


def _cell(match: re.Match) -> Cell:
    if match[1] is not None:
        return Cell(match[1].replace('""', '"').strip(), Place(match.start(1), match.end(1)))
    words = match[2].strip()
    begin = match.start(2) + match[2].find(words) if words else match.start(2)
    return Cell(words, Place(begin, begin + len(words)))


def delimiter_of(text: str) -> str:
    """The character that divides the cells: most rows have the same number of it; "" for no table."""
    best, found = (0, 0), ""
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        widths = [len(row.cells) for row in islice(rows_of(text, delimiter), LOOKED_AT)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        share = widths.count(usual) / len(widths) if widths else 0
        if usual > 1 and len(widths) > 1 and share >= 0.8 and (share, usual) > best:
            best, found = (share, usual), delimiter
    return found

"""The text of a DOCX with its headings, lists and tables as Markdown. Run by `apart`, as `pdf_text` is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from incidents.importing.extracting.answering import Refused, answer

MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 5_000
MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 12  # of tables in tables
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
HEADING = re.compile(r"heading ([1-6])$", re.IGNORECASE)
BOMB = "This DOCX unpacks to more than can be read, as a zip bomb does. Paste its text instead."
DAMAGED = "This DOCX is damaged and cannot be read. Open it in a word processor and save it again."


def extract(data: bytes) -> dict[str, Any]:
    """The text of a DOCX. Raises Refused where it is damaged, none, a bomb, too long or without text."""
    _check_parts(data)
    try:
        document = Document(io.BytesIO(data))
        lines = list(_bounded(_blocks(document, depth=0)))
        facts = document.core_properties
        told = {"title": (facts.title or "")[:300], "author": (facts.author or "")[:300]}
    except Refused:
        raise
    except (OpcError, LxmlError, LookupError, AttributeError, ValueError, zipfile.BadZipFile) as error:
        raise Refused(DAMAGED) from error
    text = CONTROL.sub(" ", "\n\n".join(lines)).strip("\n")
    if not any(map(str.isalnum, text)):
        raise Refused("This DOCX holds no text. If it holds pictures of pages, paste their text.")
    return {"text": text + "\n", **told}


def _check_parts(data: bytes) -> None:
    """Raise Refused where the parts would not fit. What a part declares is all that is unpacked of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(DAMAGED) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("This DOCX is locked with a password. Save it without one and give that.")


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        length += len(line)
        if length > MAX_CHARACTERS:
            raise Refused(f"This DOCX has more than {MAX_CHARACTERS:,} characters of text. Divide it.")
        yield line


def _blocks(holder, *, depth: int) -> Iterator[str]:
    """Headings, paragraphs, whole lists and tables, each as the lines of one block."""
    items: list[str] = []
    for block in holder.iter_inner_content():
        line = _item(block) if isinstance(block, Paragraph) else None
        if line:
            items.append(line)
            continue
        if items:
            yield "\n".join(items)
            items = []
        written = _table(block, depth) if isinstance(block, Table) else _paragraph(block)
        if written:
            yield written
    if items:
        yield "\n".join(items)


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "") if style is not None else ""


def _paragraph(paragraph: Paragraph) -> str:
    text, style = paragraph.text.strip(), _style(paragraph)
    if not text:
        return ""
    if style == "Title":
        return f"# {' '.join(text.split())}"
    heading = HEADING.search(style)
    return f"{'#' * int(heading[1])} {' '.join(text.split())}" if heading else text


def _item(paragraph: Paragraph) -> str | None:
    """A paragraph as an item of a list; None where it is none."""
    text, style = paragraph.text.strip(), _style(paragraph)
    numbering = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if not text or HEADING.search(style) or not (style.startswith("List") or numbering is not None):
        return None
    level = numbering.ilvl.val if numbering is not None and numbering.ilvl is not None else 0
    mark = "1." if style.startswith("List Number") else "-"
    return f"{'    ' * min(level, 8)}{mark} {' '.join(text.split())}"


def _table(table: Table, depth: int) -> str:
    """A table with pipes, its first row as column titles; a table of one cell is what stands in it."""
    if depth >= MAX_DEPTH:
        return ""
    rows = [[_cell(cell, depth) for cell in _cells(row)] for row in table.rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    if all(len(row) == 1 for row in rows):
        return "\n\n".join(row[0] for row in rows)
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cells(row) -> list:
    """The cells of a row, one that spans several columns once."""
    cells = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return cells


def _cell(cell, depth: int) -> str:
    """What stands in a cell on one line; a table within it as words."""
    words = " ".join(_blocks(cell, depth=depth + 1))
    return " ".join(words.replace("|", "\\|" if depth == 0 else " ").split())


if __name__ == "__main__":
    answer(extract)

"""Lists of status pages as CSV: what spreadsheets write, and what we write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from statuspages.lists.wanted import (
    ADDRESS_LENGTH,
    NAME_LENGTH,
    TEAM_LENGTH,
    ListError,
    Wanted,
    clean_seconds,
    part_tags,
)

COLUMNS = ("name", "address", "format", "tags", "team", "every_seconds", "watched")
"""As written, in this order. Of a list that is read, `format` and `watched` are passed over."""

NAMES = {
    "address": {"address", "url", "link", "page", "status page", "website", "homepage", "htmlurl"},
    "or_address": {"feed", "xmlurl", "rss"},
    "name": {"name", "title", "vendor", "service", "text"},
    "tags": {"tags", "tag", "labels", "categories", "category"},
    "team": {"team", "owner", "group"},
    "every_seconds": {"every_seconds", "every", "interval", "interval_seconds"},
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would run


def looks_like_table(text: str) -> bool:
    """Whether the first line names columns, one of them the address."""
    first = text.partition("\n")[0]
    try:
        header = next(csv.reader([first], delimiter=_delimiter(first)), [])
    except csv.Error:  # a cell of more than 128 KB
        return False
    return "address" in _columns(header).values()


def _delimiter(first: str) -> str:
    return max(",;\t", key=first.count)


def _columns(header: Iterable[str]) -> dict[int, str]:
    """{place in a row: what it holds}, the first of each."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = cell.strip().strip('"').casefold()
        meant = next((column for column, names in NAMES.items() if word in names), None)
        if meant:
            places.setdefault(meant, place)
    return {place: column for column, place in places.items()}


def read_table(text: str) -> Iterator[Wanted]:
    """A row a page, below a row that names the columns. Raises ListError."""
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first))
    try:
        columns = _columns(next(rows))
        for row in rows:
            cells = {name: row[place].strip() for place, name in columns.items() if place < len(row)}
            if any(cells.values()):
                yield _wanted(cells)
    except csv.Error as error:
        raise ListError(f"Line {rows.line_num} of the CSV cannot be read: {error}. Mend it.") from error


def _wanted(cells: dict[str, str]) -> Wanted:
    address = cells.get("address") or cells.get("or_address", "")
    other = cells.get("or_address", "")
    facts = {
        "or_address": other if other != address and len(other) <= ADDRESS_LENGTH else "",
        "name": unquoted(cells.get("name", ""))[:NAME_LENGTH],
        "team": unquoted(cells.get("team", ""))[:TEAM_LENGTH],
    }
    try:
        facts["tags"] = tuple(part_tags(unquoted(cells.get("tags", ""))))
        facts["every_seconds"] = clean_seconds(cells.get("every_seconds", ""))
    except ValueError as error:
        return Wanted(address[:ADDRESS_LENGTH], **facts, wrong=str(error))
    if not address:
        return Wanted(facts["name"] or "–", wrong="This row has no address. Give one, or leave the row out.")
    return Wanted(address[:ADDRESS_LENGTH], **facts)


def write_table(pages: Iterable) -> str:
    """CSV (RFC 4180) of StatusPages, with COLUMNS; no cell is one that a spreadsheet would run."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for page in pages:
        told = (page.name, page.url, page.provider, ", ".join(page.tags), page.team)
        every = "" if page.every_seconds is None else page.every_seconds
        rows.writerow([*map(quoted, told), every, "yes" if page.is_watched else "no"])
    return out.getvalue()


def quoted(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def unquoted(text: str) -> str:
    """The text without the apostrophe that `quoted` puts before."""
    return text[1:] if text.startswith("'") and text[1:2] in (*FORMULA, "'") else text

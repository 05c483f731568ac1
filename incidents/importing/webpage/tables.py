"""Tables of a page: data row by row with bars, mere layout as the blocks that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.importing.webpage.tree import Element

if TYPE_CHECKING:
    from incidents.importing.webpage.writing import Writer

FIRST_COLUMNS = frozenset(
    {"time", "date", "when", "timestamp", "date/time", "date and time", "action", "action item", "actions",
     "action items", "task", "item", "event", "what", "description", "component", "service"}
)  # fmt: skip
SHORT_CELL = 40  # characters: a cell of so many that spans several rows is said in each of them


def put_table(writer: Writer, table: Element) -> None:
    """A table of data row by row; one that only lays the page out as the blocks it holds."""
    rows = _rows(table)
    if writer.inline:
        _put_small_table(writer, rows)
        return
    if _is_layout(rows):
        writer.block(2)
        writer.inside(Element("div", {}, [cell for row in rows for cell in row] or table.inside))
        writer.block(2)
        return
    for each in table.elements:
        if each.tag == "caption":
            writer.put(each)
    writer.block(2)
    writer.mark, writer.is_glued = "", False
    has_head = all(cell.tag == "th" for cell in rows[0]) or _looks_like_head(rows)
    for number, row in enumerate(_spread(rows)):
        writer.raw("\n" * (max(writer.breaks, 1) if writer.length else 0))
        writer.breaks = 0
        _put_row(writer, row)
        if number == 0 and has_head:
            writer.raw(f"\n|{' --- |' * len(row)}")
    writer.block(2)


def _put_small_table(writer: Writer, rows: list[list[Element]]) -> None:
    """A table within a cell, on one line: “x, y; 1, 2”."""
    for number, row in enumerate(rows):
        writer.raw(";" if number else "")
        for column, cell in enumerate(row):
            writer.raw("," if column else "")
            writer.is_spaced = True
            writer.inside(cell)
    writer.is_spaced = True


def _put_row(writer: Writer, row: list[Element]) -> None:
    writer.raw("|")
    writer.inline += 1
    writer.is_in_cell = True
    for cell in row:
        writer.raw(" ")
        writer.is_spaced = False
        begin = writer.length
        writer.inside(cell)
        writer.is_spaced = False
        writer.raw(" |" if writer.length > begin else "|")
    writer.inline -= 1
    writer.is_in_cell = False


def _rows(table: Element) -> list[list[Element]]:
    """The rows of this table and of none within it."""
    rows, stack = [], list(reversed(table.elements))
    while stack:
        each = stack.pop()
        if each.tag == "tr":
            rows.append([cell for cell in each.elements if cell.tag in ("td", "th")])
        elif each.tag in ("tbody", "thead", "tfoot"):
            stack += reversed(each.elements)
    return [row for row in rows if row]


def _is_layout(rows: list[list[Element]]) -> bool:
    """Whether it has no rows and columns to speak of, or holds whole parts of the page in its cells."""
    if not rows or max(len(row) for row in rows) < 2:
        return True
    if any(cell.tag == "th" for row in rows for cell in row):
        return False
    parts = sum(
        any(each.tag in ("h1", "h2", "table", "article") for each in cell.walk())
        for row in rows
        for cell in row
    )
    return (len(rows) < 2 and parts > 0) or parts > len(rows)


def _looks_like_head(rows: list[list[Element]]) -> bool:
    """Whether the first row names the columns though the page does not say so: word processors do not.

    Of two columns only where the first is called as one is: “Status | done” is a name and its value.
    """
    if len(rows) < 2 or any(cell.tag == "th" for row in rows for cell in row):
        return False
    names = [cell.text().casefold() for cell in rows[0]]
    are_names = all(0 < len(name) <= SHORT_CELL and not any(map(str.isdigit, name)) for name in names)
    return are_names and (len(names) > 2 or names[0].rstrip(":") in FIRST_COLUMNS)


def _spread(rows: list[list[Element]]) -> list[list[Element]]:
    """Rows of equal length: what spans columns leaves empty cells, what spans rows is said again if short."""
    spread: list[list[Element]] = []
    above: dict[int, tuple[int, Element]] = {}  # column: how many further rows, and what stands there
    for row in rows:
        cells: list[Element] = []
        for cell in row:
            _fill(cells, above)
            below = _span(cell, "rowspan") - 1
            if below > 0:
                again = cell if cell.letters <= SHORT_CELL else Element("td")
                above[len(cells)] = (below, again)
            cells += [cell, *(Element("td") for _ in range(_span(cell, "colspan") - 1))]
        _fill(cells, above)
        spread.append(cells)
    return spread


def _fill(cells: list[Element], above: dict[int, tuple[int, Element]]) -> None:
    while held := above.pop(len(cells), None):
        left, cell = held
        if left > 1:
            above[len(cells)] = (left - 1, cell)
        cells.append(cell)


def _span(cell: Element, name: str) -> int:
    said = cell.attributes.get(name, "")
    return min(int(said), 50) if said.isdecimal() and len(said) < 4 and int(said) else 1

"""Names and values at the top of a document: front matter, “Date: …” lines, a table of two columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from timelines.reading.model import Block, BlockKind, Document
from timelines.reading.plain import plain

_TOP_ROWS = 20
_TOP_BLOCKS = 100
_NAME_JOINTS = re.compile(r"[\s_-]+")
_LIST_LINE = re.compile(r"\n\s{0,8}-\s+")
_NOTHING = frozenset(
    ("", "null", "none", "n/a", "tbd", "todo", "~", '""', "''", "[]", "-", "0001-01-01t00:00:00z")
)


class Field:
    """A name in small letters with single blanks, and what stands behind it."""

    __slots__ = ("is_front_matter", "name", "raw")

    def __init__(self, name: str, raw: str, is_front_matter: bool):
        self.name = name
        self.raw = raw
        self.is_front_matter = is_front_matter

    @property
    def value(self) -> str:
        """In plain words, without quotes around it."""
        return plain(_unquoted(self.raw)) if self.is_front_matter else plain(self.raw)

    @property
    def items(self) -> Iterator[str]:
        """The value as a list: of lines that begin with “-”, or of what commas part."""
        is_list = self.raw.startswith(("- ", "-\t"))
        for piece in _LIST_LINE.split("\n" + self.raw) if is_list else self.raw.strip("[]").split(","):
            item = plain(_unquoted(piece))
            if item and item.lower() not in _NOTHING:
                yield item


def fields_of(document: Document) -> Iterator[Field]:
    """The fields of a document that have a value, in order."""
    is_front_matter = False
    text = document.text
    for n, block in enumerate(document.blocks):
        if n == 0 and block.kind is BlockKind.NOISE:
            is_front_matter = block.place.of(text).strip() in ("---", "+++")
        if block.kind is BlockKind.FIELD and block.stamp is not None:
            yield from _field(block.stamp.of(text), block.place.of(text), is_front_matter)
        elif block.kind is BlockKind.ROW and n < _TOP_ROWS and _is_field_row(block):
            yield from _field(block.cells[0].of(text), block.cells[1].of(text), False)
        elif n > _TOP_BLOCKS and block.kind is not BlockKind.FIELD:
            break


def values_of(fields: Iterable[Field], names: tuple[str, ...]) -> Iterator[str]:
    """The values of the fields with these names: names first to last, then fields."""
    fields = list(fields)
    for name in names:
        yield from (value for field in fields if field.name == name and (value := field.value))


def _is_field_row(block: Block) -> bool:
    return len(block.cells) == 2 and 0 < block.cells[0].end - block.cells[0].start < 40


def _field(name: str, raw: str, is_front_matter: bool) -> Iterator[Field]:
    said = _NAME_JOINTS.sub(" ", plain(name).strip(" :*")).lower()
    raw = raw.strip()
    if raw.lower() in _NOTHING or not said:
        return
    if raw[:1] in "|>" and "\n" in raw:
        raw = raw.partition("\n")[2]
    yield Field(said, raw, is_front_matter)


def _unquoted(raw: str) -> str:
    raw = raw.strip()
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        inner = raw[1:-1]
        return inner.replace('\\"', '"') if raw[0] == '"' else inner.replace("''", "'")
    return raw

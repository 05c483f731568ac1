"""Names and values at the top of a document: front matter, “Date: …” lines, a table of two columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timelines.reading.model import Block, BlockKind, Document, Place
from timelines.reading.plain import plain, plain_words

_TOP_ROWS = 20
_NAME_JOINTS = re.compile(r"[\s_-]+")
_LIST_LINE = re.compile(r"\n\s{0,8}-\s+")
_NOTHING = frozenset(
    ("", "null", "none", "n/a", "tbd", "todo", "~", '""', "''", "[]", "-", "0001-01-01t00:00:00z")
)


class Field(NamedTuple):
    """A name in small letters with single blanks, its value in plain words, and that value as a list."""

    name: str
    value: str
    items: tuple[str, ...]
    place: Place
    is_front_matter: bool = False


def fields_of(document: Document) -> Iterator[Field]:
    """The fields of a document that have a value, in order."""
    is_front_matter = False
    text = document.text
    for n, block in enumerate(document.blocks):
        if n == 0 and block.kind is BlockKind.NOISE:
            is_front_matter = block.place.of(text).strip() in ("---", "+++")
        if block.kind is BlockKind.FIELD and block.stamp is not None:
            yield from _field(text, block.stamp, block.place, is_front_matter)
        elif block.kind is BlockKind.ROW and n < _TOP_ROWS and _is_field_row(block):
            yield from _field(text, block.cells[0], block.cells[1], False)


def values_of(fields: Iterable[Field], names: tuple[str, ...]) -> Iterator[str]:
    """The values of the fields with these names: names first to last, then fields."""
    fields = list(fields)
    for name in names:
        yield from (field.value for field in fields if field.name == name)


def _is_field_row(block: Block) -> bool:
    return len(block.cells) == 2 and 0 < block.cells[0].end - block.cells[0].start < 40


def _field(text: str, name: Place, place: Place, is_front_matter: bool) -> Iterator[Field]:
    said = _NAME_JOINTS.sub(" ", plain(name.of(text)).strip(" :*")).lower()
    raw = place.of(text).strip()
    if raw.lower() in _NOTHING or not said:
        return
    if raw[:1] in "|>" and "\n" in raw:
        raw = raw.partition("\n")[2]
    value = plain(_unquoted(raw)) if is_front_matter else plain_words(text, place)
    if value:
        yield Field(said, value, tuple(_items(raw)), place, is_front_matter)


def _unquoted(raw: str) -> str:
    raw = raw.strip()
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        inner = raw[1:-1]
        return inner.replace('\\"', '"') if raw[0] == '"' else inner.replace("''", "'")
    return raw


def _items(raw: str) -> Iterator[str]:
    is_list = raw.startswith(("- ", "-\t"))
    for piece in _LIST_LINE.split("\n" + raw) if is_list else raw.strip("[]").split(","):
        item = plain(_unquoted(piece))
        if item and item.lower() not in _NOTHING:
            yield item

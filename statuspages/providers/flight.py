"""What a page made with Next.js carries for its own scripts: JSON in pieces, in calls of a function.

`self.__next_f.push([1,"…"])`: the texts, one after the other, are lines of React's flight format, in which
the data stand as JSON. Undocumented: where it is not found, nothing is.
"""

from __future__ import annotations

import json
import re

from statuspages.providers.limits import MOST_UPDATES

_PIECE = re.compile(r"self\.__next_f\.push\(\s*\[\s*1\s*,\s*")


def flight_text(html: str) -> str:
    """All that the page carries, in one text; "" where it carries nothing."""
    decoder = json.JSONDecoder()
    pieces = []
    for found in _PIECE.finditer(html):
        if not html.startswith('"', found.end()):
            continue
        try:
            piece, _ = decoder.raw_decode(html, found.end())
        except (ValueError, RecursionError):
            continue
        pieces.append(piece)
    return "".join(pieces)


def value_after(text: str, key: str, kind: type) -> object | None:
    """The first value of `kind` (dict, list) that stands in `text` under `key`; None where there is none."""
    decoder = json.JSONDecoder(object_hook=_without_marks)
    marker = f'"{key}":'
    opening = "{" if kind is dict else "["
    at = text.find(marker)
    for _ in range(MOST_UPDATES):
        if at < 0:
            return None
        if text.startswith(opening, at + len(marker)):
            try:
                return decoder.raw_decode(text, at + len(marker))[0]
            except (ValueError, RecursionError):
                return None
        at = text.find(marker, at + 1)
    return None


def _without_marks(held: dict) -> dict:
    """React's marks taken out of the values: “$undefined”, “$D2026-01-01T…” for a date, “$$” for “$”."""
    return {name: _without_mark(value) for name, value in held.items()}


def _without_mark(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    if value == "$undefined":
        return None
    return value[2:] if value.startswith("$D") else value[1:] if value.startswith("$$") else value

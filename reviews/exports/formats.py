"""Which formats there are, and who writes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviews.exports import csv, html, json, markdown
from reviews.report import Report


@dataclass(frozen=True, slots=True)
class Format:
    name: str  # also the ending of a file
    media_type: str
    write: Callable[[Report], str]


class UnknownFormat(ValueError):
    """No writer has this name."""


FORMATS = {
    held.name: held
    for held in (
        Format("md", "text/markdown; charset=utf-8", markdown.write),
        Format("html", "text/html; charset=utf-8", html.write),
        Format("csv", "text/csv; charset=utf-8", csv.write),
        Format("json", "application/json", json.write),
    )
}


def format_named(name: str) -> Format:
    """The format of this name. Raises UnknownFormat."""
    if name not in FORMATS:
        raise UnknownFormat(f"There is no format “{name}”. There are {', '.join(FORMATS)}.")
    return FORMATS[name]


def written(report: Report, name: str) -> bytes:
    """The document, in UTF-8. Raises UnknownFormat."""
    return format_named(name).write(report).encode()

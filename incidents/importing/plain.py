"""Plain text and Markdown: read as they are, letter for letter."""

from __future__ import annotations

import re

from incidents.importing.document import Opened, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.prose import fields_of, read_prose
from timelines.models import Source

MARKED_UP = re.compile(r"^(?: {0,3}#{1,6} +\S|(?:---|\+\+\+)[ \t]*\n|```|\|[ :|-]{3,200}\|)", re.MULTILINE)
MARKDOWN_ENDINGS = frozenset({"md", "markdown", "mdx", "mkd"})


def read_text(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What a write-up in plain text or Markdown says. Raises DocumentError."""
    fields = fields_of(read_prose(opened, settings))
    fields["title"] = fields["title"] or _first_line(opened)
    return ReadDocument(
        kind=MARKDOWN.called if opened.format == MARKDOWN.name else PLAIN.called,
        source_kind=Source.Kind.WRITE_UP,
        text=opened.text,
        address=opened.address,
        format=opened.format,
        **fields,
    )


def _first_line(opened: Opened) -> str:
    line = next((line.strip() for line in opened.text.splitlines() if line.strip(" \t#*_-=")), "")
    return line.strip(" \t#*_") or opened.name


def _is_markdown(given: Given) -> bool:
    is_named = given.ending in MARKDOWN_ENDINGS or given.media_type == "text/markdown"
    return is_named or bool(MARKED_UP.search(given.text))


def _is_text(given: Given) -> bool:
    return bool(given.text)


MARKDOWN = Format(
    "markdown", "Markdown document", _is_markdown, lambda given: [given.opened("markdown")], read_text
)
PLAIN = Format("text", "plain text", _is_text, lambda given: [given.opened("text")], read_text)

"""Plain text and Markdown: read as they are, letter for letter."""

from __future__ import annotations

import re

from incidents.importing.document import Opened, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.front_matter import address_in, body_of
from incidents.importing.prose import fields_of, read_prose, with_silence, write_up_of
from incidents.importing.titles import title_from
from timelines.models import Source

MARKED_UP = re.compile(r"^(?: {0,3}#{1,6} +\S|(?:---|\+\+\+)[ \t]*\n|```|\|[ :|-]{3,200}\|)", re.MULTILINE)
MARKDOWN_ENDINGS = frozenset({"md", "markdown", "mdx", "mkd"})


def read_text(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What a write-up in plain text or Markdown says. Raises DocumentError."""
    fields = fields_of(read_prose(opened, settings))
    fields = with_silence(fields, title=title_from(opened.text[body_of(opened.text).start :]) or opened.name)
    return ReadDocument(
        kind=MARKDOWN.called if opened.format == MARKDOWN.name else PLAIN.called,
        source_kind=Source.Kind.WRITE_UP,
        text=opened.text,
        address=opened.address or address_in(opened.text),
        write_up=write_up_of(opened.text, fields["published"]),
        **fields,
    )


def _is_markdown(given: Given) -> bool:
    is_named = given.ending in MARKDOWN_ENDINGS or given.media_type == "text/markdown"
    return is_named or bool(MARKED_UP.search(given.text))


def _is_text(given: Given) -> bool:
    return bool(given.text)


MARKDOWN = Format(
    "markdown", "Markdown document", _is_markdown, lambda given: [given.opened("markdown")], read_text
)
PLAIN = Format("text", "plain text", _is_text, lambda given: [given.opened("text")], read_text)

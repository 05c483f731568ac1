"""Markdown as people write it here, made into HTML that can be trusted. No database, no network.

`render_inline` for titles and statements, `render_prose` for events and summaries, `render_document` for
postmortems, whose live blocks are filled in each time they are shown.
"""

from incidents.markdown.document import Document, Heading, render_document
from incidents.markdown.plain import plain_text, words_in
from incidents.markdown.short import render_inline, render_prose

__all__ = [
    "Document",
    "Heading",
    "plain_text",
    "render_document",
    "render_inline",
    "render_prose",
    "words_in",
]

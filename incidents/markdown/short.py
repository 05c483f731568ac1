"""Short texts: one line, or a few paragraphs. Kept in memory, since a page may show hundreds of them."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from django.utils.html import escape
from django.utils.safestring import SafeString

from incidents.markdown.bounds import TooTangled
from incidents.markdown.cleaning import ID_PREFIX
from incidents.markdown.converting import as_written, converter, printable

MAX_KEPT = 4_000  # characters: longer texts are formatted anew, so that the memory they take stays small
MARKUP = re.compile(r"[`*_\[\]<>&~\\!#|\n\x00-\x1f\x7f]|INC-\d|://|^\s*(?:[-+>]|\d+[.)])\s")
LINK = re.compile(r"</?a(?: [^>]*)?>")


def render_prose(text: str) -> SafeString:
    """Paragraphs, lists, tables and code of an event, a summary or a detail."""
    if not MARKUP.search(text):
        return SafeString(f"<p>{escape(text.strip())}</p>" if text.strip() else "")
    return _kept_prose(text) if len(text) <= MAX_KEPT else _prose(text)


def render_inline(text: str, links: bool = True) -> SafeString:
    """One line of a title or a statement: emphasis, code and links, and nothing that breaks the line.

    Without `links` for a line that is a link itself.
    """
    line = " ".join(text.split())
    if not MARKUP.search(line):
        return SafeString(escape(line))
    html = _kept_line(line) if len(line) <= MAX_KEPT else _line(line)
    return html if links else SafeString(LINK.sub("", html))


def _prose(text: str) -> SafeString:
    # Several texts may stand on one page, so the ids of footnotes carry a mark of their text.
    prefix = f"{ID_PREFIX}{sha256(text.encode(errors='surrogatepass')).hexdigest()[:8]}-"
    try:
        html = converter("prose").to_html(text, prefix)
    except TooTangled:
        html = as_written(text)
    return SafeString(html)  # cleaned by to_html(), or escaped


def _line(line: str) -> SafeString:
    try:
        html = converter("line").to_html(line)
    except TooTangled:
        return SafeString(escape(printable(line)))
    return SafeString(html.strip().removeprefix("<p>").removesuffix("</p>").strip())


_kept_prose = lru_cache(maxsize=8192)(_prose)
_kept_line = lru_cache(maxsize=8192)(_line)

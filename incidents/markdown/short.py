"""Short texts: one line, or a few paragraphs."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString

from incidents.markdown.converting import TooTangled, as_written, convert

INLINE_TAGS = {"a", "b", "code", "del", "em", "i", "kbd", "strong", "sub", "sup"}
MARKUP = re.compile(r"[`*_\[\]<>&~\\!#|\n]|INC-\d|://|^\s*(?:[-+>]|\d+[.)])\s")


@lru_cache(maxsize=4096)
def render_prose(text: str) -> SafeString:
    """Paragraphs, lists, tables and code of an event, a summary or a detail."""
    if not MARKUP.search(text):
        return SafeString(f"<p>{escape(text.strip())}</p>" if text.strip() else "")
    try:
        html, _ = convert(text)
    except TooTangled:
        html = as_written(text)
    return SafeString(html)  # cleaned by convert(), or escaped


@lru_cache(maxsize=4096)
def render_inline(text: str) -> SafeString:
    """One line of a title or a statement: emphasis, code and links, and nothing that breaks the line."""
    if not MARKUP.search(text):
        return SafeString(escape(text.strip()))
    line = " ".join(text.split())
    try:
        # A letter in front keeps “1. ” and “# ” from beginning a list or a heading.
        html, _ = convert(f"\N{WORD JOINER}{line}")
    except TooTangled:
        return SafeString(escape(line))
    kept = nh3.clean(
        html, tags=INLINE_TAGS, attributes={"a": {"href"}}, link_rel="noopener noreferrer nofollow"
    )
    return SafeString(kept.replace("\N{WORD JOINER}", "").strip())

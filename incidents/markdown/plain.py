"""A text without its markup: for titles of marks, for counting, for what is searched."""

from __future__ import annotations

import re
from html import unescape

from incidents.markdown.short import MARKUP, render_prose

TAG = re.compile(r"<[^>]*>")
UNREAD = re.compile(r'<span class="sr">[^<]*</span>|<a [^>]*class="fn"[^>]*>(?:<sup>)?[^<]*(?:</sup>)?</a>')
BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|pre|td|th|blockquote|div)>|<br>")
WORD = re.compile(r"[^\W_]+(?:['’.:/-][^\W_]+)*")
LIVE = re.compile(r"\[\[[a-z]+[^\]\n]*\]\]|\[event:[^\]\n]*\]")


def plain_text(text: str) -> str:
    """The words of a Markdown text, without markup, each block on a line."""
    if not MARKUP.search(text):
        return text.strip()
    return plain_html(str(render_prose(text)))


def plain_html(html: str) -> str:
    """The words of clean HTML as it is made here, each block on a line."""
    html = BLOCK_END.sub("\n", UNREAD.sub("", html))
    lines = (" ".join(line.split()) for line in unescape(TAG.sub("", html)).split("\n"))
    return "\n".join(line for line in lines if line)


def words_in(text: str) -> int:
    """How many words people read in a Markdown text; live blocks and addresses of links count nothing."""
    return len(WORD.findall(plain_text(LIVE.sub(" ", text))))

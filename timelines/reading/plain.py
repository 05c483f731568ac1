"""The plain words of a piece of text: without the marks of Markdown and HTML."""

from __future__ import annotations

import html
import re

from timelines.reading.model import Place

_MARKED = re.compile(r"[\[*_`<&\\~\n\t]|  ")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]]{0,1000})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s\"[^\"]{0,300}\")?\)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,100}\]")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_BREAK = re.compile(r"<br\s{0,3}/?>|\\+\n", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}(?:\s[^<>]{0,1000})?/?>|<!--[^<>]{0,2000}-->")
_STRONG = re.compile(r"\*{2,3}|(?<!\w)_{2,3}(?=\S)|(?<=\S)_{2,3}(?!\w)|`+|~~")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*([^\s*](?:[^*\n]{0,400}[^\s*])?)\*(?![\w*])|(?<![\w\\])_([^\s_](?:[^\n]{0,400}?[^\s_])?)_(?!\w)"
)
_OPENS_EMPHASIS = re.compile(r"[\s(\"'“‘\[—–>]_")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_QUOTE_MARKS = re.compile(r"\n[ \t]{0,20}(?:>[ \t]?){1,20}")


def plain_words(text: str, place: Place | None = None) -> str:
    """What a reader sees of the text at this place, on one line.

    Bold, italics, code marks, link addresses, images, tags and entities are gone; blanks are single.
    """
    words = place.of(text) if place is not None else text
    return plain(words)


def plain(words: str) -> str:
    """The same for words on their own."""
    if _MARKED.search(words) is None:
        return words.strip()
    if "\\<" in words or "\\>" in words:
        words = words.replace("\\<", "&lt;").replace("\\>", "&gt;")
    if ">" in words and "\n" in words:
        words = _QUOTE_MARKS.sub("\n", words)
    if "<" in words or "\\" in words:
        words = _BREAK.sub(" ", words)
    if "[" in words:
        words = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", words)))
    if "<" in words:
        words = _TAG.sub("", _ADDRESS.sub(r"\1", words))
    if "**" in words or "__" in words or "`" in words or "~~" in words:
        words = _STRONG.sub("", words)
    if "*" in words or words.startswith("_") or _OPENS_EMPHASIS.search(words):
        words = _EMPHASIS.sub(r"\1\2", words)
    if "\\" in words:
        words = _ESCAPED.sub(r"\1", words)
    if "&" in words:
        words = html.unescape(words)
    return " ".join(words.split())

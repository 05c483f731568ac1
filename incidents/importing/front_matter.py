"""The fields between two lines of “---” (YAML) or “+++” (TOML) that a document of a web site begins with."""

from __future__ import annotations

import re
from functools import lru_cache

from timelines.reading.model import Place

MAX_FRONT_MATTER = 20_000  # characters
FENCE = re.compile(r"\s{0,20}(---|\+\+\+)[ \t]{0,20}\n")
FIELD = re.compile(r"^([A-Za-z_][\w-]{0,40})[ \t]{0,9}[:=][ \t]{1,9}(\S[^\n]{0,2000})$", re.MULTILINE)
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1990}")
# Where the document, or what it tells of, is found: the surest first. An archive's copy is no address of it.
ADDRESSES = ("link", "source", "url", "source_url", "canonical", "canonical_url", "canonicalurl", "permalink",
             "original", "original_url", "href", "external_url", "externalurl")  # fmt: skip


@lru_cache(maxsize=8)
def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Its fields of one line by their names in lower case, and where the text goes on behind it.

    Quotes around a value are taken off. ({}, 0) where there is none.
    """
    fence = FENCE.match(text)
    if fence is None:
        return {}, 0
    close = re.compile(rf"^{re.escape(fence.group(1))}[ \t]*$", re.MULTILINE)
    end = close.search(text, fence.end(), fence.end() + MAX_FRONT_MATTER)
    if end is None:
        return {}, 0
    fields = {
        found.group(1).lower(): _bare(found.group(2))
        for found in FIELD.finditer(text, fence.end(), end.start())
    }
    return (fields, end.end()) if fields else ({}, 0)


def address_in(text: str) -> str:
    """The address that the front matter names; "" for none."""
    fields, _ = front_matter(text)
    return next((found for name in ADDRESSES if (found := first_address(fields.get(name, "")))), "")


def first_address(said: str) -> str:
    """The address that some words are or begin with, whatever somebody wrote behind it; "" for none."""
    found = WEB_ADDRESS.match(said.strip())
    if found is None:
        return ""
    address = found.group()
    return address if found.end() == len(said.strip()) else address.rstrip(").,;]")


def body_of(text: str) -> Place:
    """The document without its front matter and the white space around it."""
    _, begin = front_matter(text)
    body = text[begin:]
    return Place(begin + len(body) - len(body.lstrip()), begin + len(body.rstrip()))


def _bare(said: str) -> str:
    said = said.strip()
    return said[1:-1].strip() if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'" else said

"""The words of a body, for comparing two forms of it."""

from __future__ import annotations

import re
from html import unescape

_BREAKS = re.compile(r"</?(?:br|p)\b[^<>]*>", re.IGNORECASE)


def plain(body: str) -> str:
    """A body as its reader sees it: without line-break tags and spacing."""
    return " ".join(unescape(_BREAKS.sub(" ", body)).split())


def is_same(one: str, other: str) -> bool:
    """Whether two bodies read the same. Statuspage changed the spacing of all its feeds in May 2026."""
    return one == other or plain(one) == plain(other)

"""Whether two texts or titles say the same: pure, without the markup, case and spacing they come in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from incidents.markdown import plain_text

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
WORD = re.compile(r"[^\W_]+")
TELLING_WORDS = 3  # fewer words of a title stand in too many other titles to mean anything

SAYS_OVER = re.compile(
    r"\b(?:has|have|had) (?:now )?been (?:fully |completely )?resolved\b"
    r"|\b(?:is|are) (?:now )?(?:fully |completely )?resolved\b|^\W*resolved\b",
    re.IGNORECASE,
)
OVER = frozenset({"resolved", "completed"})
OPEN = frozenset(
    {"investigating", "identified", "monitoring", "update", "scheduled", "in_progress", "verifying"}
)

_TEMPLATES = """
We are currently investigating this issue.
We are investigating this issue.
We are investigating.
We are continuing to investigate this issue.
We are continuing to investigate the issue.
The issue has been identified and a fix is being implemented.
We have identified the issue and are working on a fix.
We are continuing to work on a fix for this issue.
A fix has been implemented and we are monitoring the results.
We are continuing to monitor for any further issues.
We are monitoring.
This incident has been resolved.
This issue has been resolved.
The issue has been resolved.
Resolved.
The scheduled maintenance has been completed.
Scheduled maintenance is currently in progress. We will provide updates as necessary.
"""


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a Markdown or HTML text in order, without case, markup and punctuation."""
    return _words(plain_text(unescape(TAG.sub(" ", text))))


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.casefold().replace("’", "'")))


GENERIC = frozenset(_words(line) for line in _TEMPLATES.strip().splitlines())


def is_generic(text: str) -> bool:
    """Whether a post says what anybody's post may say: the words that status pages offer ready-made."""
    words = words_of(text)
    return not words or words in GENERIC


def says_over(status: str, text: str) -> bool:
    """Whether a post says that its incident is over: by its status or, where it has none, in its words."""
    status = status.casefold().strip()
    return status in OVER or (not status and bool(SAYS_OVER.search(text)))


def says_open(status: str) -> bool:
    """Whether the status of a post says that its incident goes on."""
    return status.casefold().strip() in OPEN


def same_title(title: str, other: str) -> bool:
    return title == other or (_words(title) == _words(other) != ())


def title_within(title: str, other: str) -> bool:
    """Whether the words of one title stand in a row in the other, and are enough to mean something."""
    shorter, longer = sorted((_words(title), _words(other)), key=len)
    return len(shorter) >= TELLING_WORDS and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def address_forms(address: str) -> tuple[str, ...]:
    """The ways in which the same address is written: http or https, with or without a slash at the end."""
    bare = _bare(address)
    if not bare:
        return ()
    return tuple(f"{scheme}://{bare}{end}" for scheme in ("https", "http") for end in ("", "/"))


def _bare(address: str) -> str:
    """An address without scheme, fragment and slash at the end; "" where it is none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def other_incident(addresses: Iterable[str], others: Iterable[str]) -> bool:
    """Whether these are addresses of two incidents of one page: …/incidents/a and …/incidents/b."""
    mine, theirs = _incident_ids(addresses), _incident_ids(others)
    return any(mine[page].isdisjoint(theirs[page]) for page in mine.keys() & theirs.keys())


def _incident_ids(addresses: Iterable[str]) -> dict[str, set[str]]:
    """The ids of incidents by the page they stand on."""
    found: dict[str, set[str]] = {}
    for address in addresses:
        page, middle, rest = _bare(address).partition("/incidents/")
        if middle and rest:
            found.setdefault(page, set()).add(rest.split("/")[0])
    return found

"""How much of a page is taken: far more than any has, and no more than can be stored before a lease runs out.

What says more could never be stored, and would be tried again for ever: it is refused.
"""

from __future__ import annotations

STATUS_LENGTH = 100
NAME_LENGTH = 300
PAGE_NAME_LENGTH = 200
SAYS_LENGTH = 300
ADDRESS_LENGTH = 2000
BODY_LENGTH = 500_000  # characters: what a source of ours may hold, and far more than a post has

MOST_INCIDENTS = 500  # in one answer; pages list 50, of a few updates each
MOST_UPDATES = 5_000
MOST_AFFECTED = 20_000
MOST_COMPONENTS = 5_000


def cut(words: str, longest: int) -> str:
    """The words, or their beginning and “…”: at most `longest` characters."""
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"

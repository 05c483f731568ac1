"""Whether two sentences, or two titles, tell the same: by the words that mean something. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from incidents.importing.words import words_of
from search.stemming import stem
from search.words import STOP_WORDS

# “down” and “not” are worth finding, but two texts that both have them need not tell the same.
COMMON = STOP_WORDS | {"not", "no", "nor", "down", "up", "off", "out"}
SHARED = 2  # fewer words in common say nothing, unless there are no others
LONGEST = 4_000  # characters; what two texts tell shows by then


@lru_cache(maxsize=4096)
def stems_of(text: str) -> frozenset[str]:
    """The words of a text without endings and without those that every text has."""
    return frozenset(stem(word) for word in words_of(text[:LONGEST]) if word not in COMMON)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share.

    - shared: words. within: the share of the shorter one's words that the other has, 0 to 1. both: the share
      of all words that both have.
    """

    shared: int = 0
    within: float = 0.0
    both: float = 0.0


def likeness(text: str, other: str) -> Likeness:
    """Of two texts. Texts that name different numbers (“node 3”, “node 4”) share nothing."""
    return likeness_of(stems_of(text), stems_of(other))


def likeness_of(mine: frozenset[str], theirs: frozenset[str]) -> Likeness:
    """Of the stems of two texts."""
    shared = len(mine & theirs)
    if not shared or _tell_other_numbers(mine, theirs):
        return Likeness()
    return Likeness(shared, shared / min(len(mine), len(theirs)), shared / len(mine | theirs))


def _tell_other_numbers(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    numbers = [{word for word in words if word.isdecimal()} for words in (mine, theirs)]
    return all(numbers) and numbers[0].isdisjoint(numbers[1])


def is_alike(like: Likeness, mostly: float = 0.6) -> bool:
    """Whether texts that are so much alike say the same, one perhaps in more words.

    `mostly`: the share of the shorter one's words that the other must have. Texts of very different length
    say different things whatever they share.
    """
    return like.shared > SHARED and like.within >= mostly and like.both >= mostly / 2

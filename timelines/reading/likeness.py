"""Whether two short texts tell the same, by the words that they share."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from timelines.reading.cues import words_in

_WORD = re.compile(r"[a-z0-9][\w'’.-]{2,40}")
_EMPTY = words_in(
    "the and for that this with from was were are has have had been being not but our their its they them",
    "which when while into there these those than then also all any some more most very just only would",
    "could should will may might can did does due because caused cause causes led lead leading result",
    "resulted resulting root contributing factor factors incident outage issue issues problem problems",
    "failure failures what who how why where about after before during between over under out off such",
    "other another each both one two three first second new old made make making using used use who's",
    "it's we're we've didn't wasn't",
)
_ALIKE = 0.62  # of the words of the shorter one that are in the other
_FEWEST = 3  # words in common; so few only where they are all that one says
_MOST_HOLDING = 200  # earlier texts that one word is looked up in
_MOST_COMPARED = 40  # earlier texts that share words with one


def words_of(text: str) -> frozenset[str]:
    """The words that say something, without their endings."""
    found = (word.strip(".-'’") for word in _WORD.findall(text.lower()))
    return frozenset(_stem(word) for word in found if word not in _EMPTY and len(word) > 2)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


class Likeness:
    """Texts seen so far, asked for one that tells the same."""

    def __init__(self) -> None:
        self.texts: list[frozenset[str]] = []
        self.holding: dict[str, list[int]] = {}

    def add(self, words: frozenset[str]) -> None:
        """Remember a text by its words."""
        for word in words:
            self.holding.setdefault(word, []).append(len(self.texts))
        self.texts.append(words)

    def nearest(self, words: frozenset[str]) -> int | None:
        """Which earlier text tells the same as one of these words, None for none."""
        shared: Counter[int] = Counter()
        for word in words:
            shared.update(self.holding.get(word, ())[:_MOST_HOLDING])
        best, best_share = None, 0.0
        for at, count in shared.most_common(_MOST_COMPARED):
            if count < _FEWEST:
                break
            share = count / max(1, min(len(words), len(self.texts[at])))
            enough = _ALIKE if count > _FEWEST else 1.0
            if share >= enough and share > best_share:
                best, best_share = at, share
        return best

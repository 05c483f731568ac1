"""Finding words in a text quickly: plain searches first, closer looks only where these find something."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from timelines.reading.model import Document


def words_in(*lines: str) -> frozenset[str]:
    """The words of these lines, as a set."""
    return frozenset(word for line in lines for word in line.split())


def lowered(text: str) -> str:
    """The text in lower case, letter for letter: places in it are places in the text."""
    low = text.lower()
    return low if len(low) == len(text) else text.replace("İ", "I").lower()


class SmallWords:
    """The words that a text writes in small letters somewhere; found when first asked for.

    Only the first characters of a long text are looked at, from `start` on.
    """

    def __init__(self, text: str, start: int = 0):
        self._text, self._start = text, start

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_SMALL.findall(self._text, self._start, self._start + FURTHEST))

    def __contains__(self, word: str) -> bool:
        return word in self._words


FURTHEST = 300_000
"""Characters of a text in which words are counted: enough for whatever is said often."""

_SMALL = re.compile(r"(?<![\w`/.-])[a-z][a-z’'-]{2,20}(?![\w`/-])")


def sentences_with(document: Document, low: str, words: Iterable[str]) -> list[int]:
    """Which sentences contain one of the words (in lower case; also as a part of another word), in order."""
    starts = [sentence.place.start for sentence in document.sentences]
    found: set[int] = set()
    for word in words:
        at = low.find(word)
        while at >= 0:
            index = bisect_right(starts, at) - 1
            if index < 0:
                at = low.find(word, starts[0] if starts else len(low))
                continue
            end = document.sentences[index].place.end
            if at + len(word) <= end:
                found.add(index)
            at = low.find(word, max(end, at + 1))
    return sorted(found)


class Cues:
    """Patterns for text in lower case, each with literal words (“a|b”) without which it cannot match.

    The words are looked for first: a search for them costs a hundredth of one for a pattern with choices.
    """

    def __init__(self, *pairs: tuple[str, str]):
        self.pairs = [(words.split("|"), re.compile(pattern)) for words, pattern in pairs]

    def search(self, low: str) -> re.Match[str] | None:
        """The match of the first pattern that matches; patterns are tried in order."""
        for words, pattern in self.pairs:
            for word in words:
                if word in low:
                    found = pattern.search(low)
                    if found:
                        return found
                    break
        return None

    def finditer(self, low: str) -> Iterator[re.Match[str]]:
        """All matches, pattern by pattern."""
        for words, pattern in self.pairs:
            if any(word in low for word in words):
                yield from pattern.finditer(low)

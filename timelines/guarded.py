"""Patterns that are only tried where a word they cannot do without stands in the text.

A search for a word costs a hundredth of one for a pattern with choices, and most sentences have no word of
most patterns. Which words a pattern needs is found in the pattern itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]

_SHORTEST = 2
"""Characters: shorter pieces, but for digits, are in every text."""
_MOST = 150
"""Words: more are slower to look for than the pattern."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, getattr(_constants, "POSSESSIVE_REPEAT", None))


_last = ("", "")


def _lowered(text: str) -> str:
    """In small letters; kept for the next call, for a sentence is looked at by many patterns in turn."""
    global _last
    known = _last
    if known[0] is not text:
        known = _last = (text, text.lower())
    return known[1]


class Guarded:
    """A pattern, and the words (in small letters) of which a text must have one; () for none known.

    Where case does not matter, a twin in small letters goes over the text in small letters: that is three
    times as quick as minding no case. What is found is looked up again in the text itself.
    """

    __slots__ = ("_twin", "pattern", "words")

    def __init__(self, pattern: re.Pattern[str]):
        self.pattern = pattern
        self.words = needed_words(pattern)
        self._twin = _in_small_letters(pattern)

    def may_match(self, text: str) -> bool:
        """Whether a word that the pattern needs is in the text."""
        if not self.words:
            return True
        low = _lowered(text)
        for word in self.words:  # noqa: SIM110, a generator costs more than the search
            if word in low:
                return True
        return False

    def search(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        if not self.may_match(text):
            return None
        low = _lowered(text)
        if self._twin is None or len(low) != len(text):
            return self.pattern.search(text)
        found = self._twin.search(low)
        return self.pattern.match(text, found.start()) if found else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of a compiled pattern."""
        if not self.may_match(text):
            return iter(())
        low = _lowered(text)
        if self._twin is None or len(low) != len(text):
            return self.pattern.finditer(text)
        found = (self.pattern.match(text, match.start()) for match in self._twin.finditer(low))
        return (match for match in found if match)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As of a compiled pattern."""
        return self.pattern.sub(by, text) if self.search(text) else text


_CAPITAL = re.compile(r"\\.|\(\?P[<=]\w+|[A-Z]", re.DOTALL)


def _in_small_letters(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """The pattern for text in small letters; None where case matters."""
    if not pattern.flags & re.IGNORECASE:
        return None
    small = _CAPITAL.sub(lambda found: found[0].lower() if len(found[0]) == 1 else found[0], pattern.pattern)
    return re.compile(small, pattern.flags & ~re.IGNORECASE)


def guarded(pattern: str, flags: int = 0) -> Guarded:
    """`re.compile`, guarded."""
    return Guarded(re.compile(pattern, flags))


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words, in small letters, of which any text that matches has at least one; () where none can be told."""
    found = _needed(_parser.parse(pattern.pattern, pattern.flags))
    if found is None or len(found) > _MOST or any(map(_is_common, found)):
        return ()
    shortest_first = sorted(found, key=len)
    kept: list[str] = []
    for word in shortest_first:
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)


def _is_common(word: str) -> bool:
    return len(word) < _SHORTEST and not word.isdigit()


def _needed(sequence: _parser.SubPattern) -> frozenset[str] | None:
    """The best set of words of which a match of this sequence has one."""
    sets: list[frozenset[str]] = []
    run = ""
    for kind, value in sequence:
        if kind is _constants.LITERAL:
            run += chr(value).lower()
            continue
        if run:
            sets.append(frozenset((run,)))
        run = ""
        if (found := _needed_of(kind, value)) is not None:
            sets.append(found)
    if run:
        sets.append(frozenset((run,)))
    return max(sets, key=_use, default=None)


def _needed_of(kind, value) -> frozenset[str] | None:
    if kind is _constants.SUBPATTERN:
        return _needed(value[3])
    if kind in _REPEATS:
        return _needed(value[2]) if value[0] > 0 else None
    if kind is _constants.BRANCH:
        choices = [_needed(choice) for choice in value[1]]
        return None if any(choice is None for choice in choices) else frozenset().union(*choices)
    return None


def _use(words: frozenset[str]) -> tuple[int, int]:
    """How well a set tells texts apart: by its shortest word, then by how few they are."""
    return min(min(map(len, words)), 5), -len(words)

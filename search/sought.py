"""What is looked for: a word, an identifier or a phrase, as the terms that it is found by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.words import Token, folded, tokens_of

LONGEST_PHRASE = 32  # words and parts of identifiers
SHORTEST_PREFIX = 2  # characters


@dataclass(frozen=True, slots=True)
class Sought:
    """A word, an identifier or a phrase, as the terms that it is found by."""

    text: str  # as it was typed
    pieces: tuple[str, ...]  # stems that stand next to one another
    whole: str = ""  # an identifier's own term, where it has joints
    parts: tuple[str, ...] = ()  # of camelCase
    beginning: str = ""  # folded: what a word has to begin with (kube*); the terms are those of “kube” then
    start: int = 0  # where it stands in the query
    end: int = 0

    def __str__(self):
        return self.text

    @property
    def exact(self) -> str:
        """The one term that is the word itself; "" for a phrase of several words."""
        return self.whole or (self.pieces[0] if len(self.pieces) == 1 else "")

    @property
    def all_terms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term for term in (self.whole, *self.pieces, *self.parts) if term))

    @property
    def key(self) -> tuple:
        """The same for all that find the same."""
        return self.whole, self.pieces, self.beginning


def words_of(text: str, at: int = 0) -> Iterator[Sought]:
    """Each word or identifier of a text that begins at the `at`th character of the query."""
    for start, token in tokens_of(text):
        yield word_of(text[start : start + token.pieces[-1].end], token, at + start)


def word_of(text: str, token: Token, at: int = 0) -> Sought:
    whole = token.wholes[0].term if token.wholes else ""
    parts = tuple(term for piece in token.pieces for _, _, term in piece.parts)
    pieces = tuple(piece.term for piece in token.pieces)
    return Sought(text, pieces[:LONGEST_PHRASE], whole, parts[:LONGEST_PHRASE], start=at, end=at + len(text))


def phrase_of(text: str, at: int = 0) -> Sought | None:
    """Its words in a row; None without any."""
    tokens = [token for _, token in tokens_of(text)]
    if len(tokens) == 1:
        return word_of(text.strip(), tokens[0], at + len(text) - len(text.lstrip()))
    pieces = tuple(piece.term for token in tokens for piece in token.pieces)[:LONGEST_PHRASE]
    return Sought(" ".join(text.split()), pieces, start=at, end=at + len(text)) if pieces else None


def beginning_of(text: str, at: int = 0) -> Sought | None:
    """What words have to begin with (kube*, kube-p*); None where that is too short, or several words."""
    typed = text.rstrip("*")
    tokens = list(tokens_of(typed))
    if len(tokens) != 1:
        return None
    ((start, token),) = tokens
    beginning = folded(typed[start:][: token.pieces[-1].end])
    if len(beginning) < SHORTEST_PREFIX:
        return None
    word = word_of(typed, token)
    return Sought(text, word.pieces, word.whole, word.parts, beginning, at, at + len(text))

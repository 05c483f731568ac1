"""What a person typed into the search box, read. No database, and nothing that anybody types is an error.

etcd kube-proxy         either word; what has both, and the rarer one, comes first
"sync failed"           must be there, these words next to one another (their endings aside)
-kafka  -"dry run"      must not be there
kube-p                  while typing: the last word may be the beginning of one
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.words import STOP_WORDS, Token, folded, readable, tokens_of

LONGEST = 10_000  # characters
MOST_WORDS = 64
MOST_PHRASES = 8
MOST_EXCLUDED = 16
LONGEST_PHRASE = 32  # words and parts of identifiers
SHORTEST_PREFIX = 2  # characters

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# A minus excludes a word or a phrase; “--flag”, “-1” and “a - b” mean something else.
PART = re.compile(r'(?P<minus>(?<!\S)-(?="|[^\W\d_]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Sought:
    """A word, an identifier or a phrase, as the terms that it is found by."""

    text: str  # as it was typed
    pieces: tuple[str, ...]  # stems that stand next to one another
    whole: str = ""  # an identifier's own term, where it has joints
    parts: tuple[str, ...] = ()  # of camelCase

    def __str__(self):
        return self.text

    @property
    def exact(self) -> str:
        """The one term that is the word itself; "" for a phrase of several words."""
        return self.whole or (self.pieces[0] if len(self.pieces) == 1 else "")

    @property
    def all_terms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term for term in (self.whole, *self.pieces, *self.parts) if term))


@dataclass(frozen=True, slots=True)
class Query:
    """`bool()` of it: whether there is anything to look for."""

    text: str  # readable, at most LONGEST characters
    terms: tuple[Sought, ...] = ()  # wanted words; a document need not have all
    phrases: tuple[Sought, ...] = ()  # every one must be there
    excluded: tuple[Sought, ...] = ()  # none may be there
    prefix: str = ""  # the unfinished last word, folded; it is not among the terms
    notes: tuple[str, ...] = ()  # sentences: what was left out, and why

    def __bool__(self):
        return bool(self.terms or self.phrases or self.prefix)


def read_query(text: str, *, typing: bool = False) -> Query:
    """Read what was typed. Never raises; what could not be used is said in `notes`.

    `typing`: the person may not have finished the last word, so look for words that begin with it too.
    """
    reading = _Reading(readable(text[:LONGEST]).translate(QUOTES), typing)
    if len(text) > LONGEST:
        reading.notes.append(f"Only the first {LONGEST:,} characters were read.")
    return reading.query()


class _Reading:
    def __init__(self, text: str, typing: bool):
        self.text = text
        self.typing = typing
        self.notes: list[str] = []
        self.words: dict[tuple, Sought] = {}
        self.common: dict[tuple, Sought] = {}
        self.phrases: dict[tuple, Sought] = {}
        self.excluded: dict[tuple, Sought] = {}
        self.prefix = ""

    def query(self) -> Query:
        for found in PART.finditer(self._with_quotes_closed()):
            if found["minus"]:
                self._exclude(found["phrase"] or found["word"] or "")
            elif found["phrase"] is not None:
                self._keep(self.phrases, _phrase(found["phrase"]))
            else:
                self._want(found["word"], is_last=found.end() == len(self.text))
        words = self._wanted()
        phrases = self._at_most(MOST_PHRASES, self.phrases, "phrases")
        excluded = self._at_most(MOST_EXCLUDED, self.excluded, "words to leave out")
        self._say_why_nothing(words or phrases or self.prefix, excluded)
        return Query(self.text, words, phrases, excluded, self.prefix, tuple(self.notes))

    def _with_quotes_closed(self) -> str:
        """The text without a quotation mark that nothing closes."""
        if self.text.count('"') % 2 == 0:
            return self.text
        if not self.typing:
            self.notes.append("A quotation mark is not closed, so it was left out.")
        before, _, after = self.text.rpartition('"')
        return f"{before} {after}"

    def _want(self, typed: str, *, is_last: bool) -> None:
        tokens = list(tokens_of(typed))
        if self.typing and is_last and tokens:
            start, token = tokens.pop()
            beginning = folded(typed[start:][: token.pieces[-1].end])
            if len(beginning) >= SHORTEST_PREFIX:
                self.prefix = beginning
            else:
                tokens.append((start, token))
        for start, token in tokens:
            text = typed[start : start + token.pieces[-1].end]
            self._keep(self.common if folded(text) in STOP_WORDS else self.words, _word(text, token))

    def _exclude(self, typed: str) -> None:
        self._keep(self.excluded, _phrase(typed))

    @staticmethod
    def _keep(where: dict, sought: Sought | None) -> None:
        if sought:
            where.setdefault((sought.whole, sought.pieces), sought)

    def _wanted(self) -> tuple[Sought, ...]:
        """The words, or where there is nothing else those that nearly every text has."""
        if self.words or self.phrases or self.prefix:
            if self.common:
                common = ", ".join(f"“{word}”" for word in list(self.common.values())[:MOST_WORDS])
                self.notes.append(f"Left out, because nearly every text has it: {common}.")
            return self._at_most(MOST_WORDS, self.words, "words")
        if self.common:
            self.notes.append("These are words that nearly every text has; rarer ones find more.")
        return self._at_most(MOST_WORDS, self.common, "words")

    def _at_most(self, number: int, kept: dict, what: str) -> tuple[Sought, ...]:
        if len(kept) > number:
            self.notes.append(f"Only the first {number} {what} were looked for.")
        return tuple(kept.values())[:number]

    def _say_why_nothing(self, wanted, excluded) -> None:
        if wanted:
            return
        if excluded:
            self.notes.append("There are only words to leave out. Say also what to look for.")
        elif self.text.strip():
            self.notes.append("There is no letter and no digit to look for.")


def _word(text: str, token: Token) -> Sought:
    whole = token.wholes[0].term if token.wholes else ""
    parts = tuple(term for piece in token.pieces for _, _, term in piece.parts)
    pieces = tuple(piece.term for piece in token.pieces)
    return Sought(text, pieces[:LONGEST_PHRASE], whole, parts[:LONGEST_PHRASE])


def _phrase(text: str) -> Sought | None:
    """Its words in a row; None without any."""
    tokens = [token for _, token in tokens_of(text)]
    if len(tokens) == 1:
        return _word(text.strip(), tokens[0])
    pieces = tuple(piece.term for token in tokens for piece in token.pieces)[:LONGEST_PHRASE]
    return Sought(" ".join(text.split()), pieces) if pieces else None

"""What a person typed into the search box, read. No database, and nothing that anybody types is an error.

etcd kube-proxy         either word; what has both, and the rarer one, comes first
"sync failed"           must be there, these words next to one another (their endings aside)
-kafka  -"dry run"      must not be there
etcd OR "raft log"      one of them must be there
kube*                   words that begin so
severity:sev1,sev2      a field, for whoever knows what it means; -severity:sev1 the contrary
component:"Web, API"    a value with blanks or commas; a quotation mark within one is written twice
kube-p                  while typing: the last word may be the beginning of one

In a message that was pasted (`search.pasting`) quotation marks, minus signs, ORs, asterisks and colons are
its own: all of it is words, but for fields before or after it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from search.pasting import is_pasted
from search.scanning import Kind, Part, chunks, cut, scan
from search.sought import LONGEST_PHRASE, SHORTEST_PREFIX, Sought, beginning_of, phrase_of, words_of
from search.words import STOP_WORDS, folded, readable, tokens_of

LONGEST = 10_000  # characters
MOST_WORDS = 64
MOST_PASTED = 256  # words of an error message or a log, in which nobody knows yet which ones matter
MOST_PHRASES = 8
MOST_EXCLUDED = 16
MOST_ALTERNATIVES = 8  # groups of them, and members of each
MOST_CLAUSES = 32

# What looks like a field: not http://x, 10:43, std::string, C:\\x, error: or sha256:9f86…
FIELD_LIKE = re.compile(r"([a-z][a-z_-]{1,19}):(?![:/\\\\\d])[^\s:]+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A field with its values, of which one is enough. What they mean is for others to know."""

    name: str  # in lower case
    values: tuple[str, ...]  # as written, without quotation marks; none where nothing was said
    negated: bool = False
    start: int = 0
    end: int = 0
    is_open: bool = False  # nothing closes the quotation mark of its last value

    @property
    def key(self) -> tuple:
        """What it says, wherever it stands."""
        return self.name, self.values, self.negated


@dataclass(frozen=True, slots=True)
class Element:
    """What can be taken out in one piece: text[start:end], with the ORs beside it that join nothing."""

    kind: str  # "word", "prefix", "phrase", "excluded", "any" (of words), "clause", "either" (of clauses)
    start: int
    end: int
    text: str  # as it was typed
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """What looks like a field and is none; it is among the words."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """`bool()` of it: whether there is anything to look for, fields aside."""

    text: str  # readable, at most LONGEST characters; every `start` and `end` is a place in it
    terms: tuple[Sought, ...] = ()  # wanted words; a document need not have all
    phrases: tuple[Sought, ...] = ()  # every one must be there
    excluded: tuple[Sought, ...] = ()  # none may be there
    prefix: str = ""  # the unfinished last word, folded; it is not among the terms
    notes: tuple[str, ...] = ()  # sentences: what was left out, and why
    common: tuple[Sought, ...] = ()  # words that were left out, because nearly every text has them
    prefixes: tuple[Sought, ...] = ()  # wanted beginnings of words, as terms are wanted
    alternatives: tuple[tuple[Sought, ...], ...] = ()  # of each group one must be there
    clauses: tuple[Clause, ...] = ()  # every one must hold
    either: tuple[tuple[Clause, ...], ...] = ()  # of each group one must hold
    unknown: tuple[Unknown, ...] = ()
    elements: tuple[Element, ...] = ()  # all of it, in the order of the text, but for common words left out

    def __bool__(self):
        return bool(self.terms or self.phrases or self.prefix or self.prefixes or self.alternatives)

    @property
    def only_word(self) -> str:
        """The one word that is looked for, as it was typed; "" where there are several, or something else."""
        others = self.phrases or self.excluded or self.prefixes or self.alternatives
        words = [one for one in (*map(str, self.terms), self.prefix) if one]
        return words[0] if len(words) == 1 and not others else ""

    def without(self, element: Element) -> str:
        """The text without one of the elements; all others stay what they are."""
        return cut(self.text, element.start, element.end)


def read_query(text: str, *, fields: Collection[str] = (), typing: bool = False) -> Query:
    """Read what was typed. Never raises; what could not be used is said in `notes`. Linear in its length.

    `fields`: names of fields, in lower case; any other `name:value` is words. `typing`: the person may not
    have finished the last word, so look for words that begin with it too.
    """
    told = readable(text[:LONGEST])
    parts = list(scan(told, frozenset(fields), typing=typing))
    before, after = _fields_around(parts)
    message = told[before[-1].end if before else 0 : after[0].start if after else len(told)]
    is_message = is_pasted(message)
    if is_message:
        words = chunks(message, before[-1].end if before else 0)
        parts = [*before, *words, *after]
    reading = _Reading(
        told, typing=typing and not is_message, most_words=MOST_PASTED if is_message else MOST_WORDS
    )
    if len(text) > LONGEST:
        reading.notes.append(f"Only the first {LONGEST:,} characters were read.")
    return reading.query(parts)


def _fields_around(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """The fields that a text begins with, and those that it ends with."""
    before = list(takewhile(_is_field, parts))
    after = list(takewhile(_is_field, reversed(parts[len(before) :])))
    return before, after[::-1]


def _is_field(part: Part) -> bool:
    return part.kind is Kind.FIELD and bool(part.values)


@dataclass(slots=True)
class _Group:
    """Parts that ORs join, mostly a single one, and up to where the ORs beside them reach."""

    parts: list[Part]
    start: int
    end: int


class _Reading:
    def __init__(self, text: str, *, typing: bool, most_words: int):
        self.text = text
        self.typing = typing
        self.most_words = most_words
        self.notes: list[str] = []
        self.words: dict[tuple, Sought] = {}
        self.common: dict[tuple, Sought] = {}
        self.phrases: dict[tuple, Sought] = {}
        self.excluded: dict[tuple, Sought] = {}
        self.prefixes: dict[tuple, Sought] = {}
        self.alternatives: dict[tuple, tuple[Sought, ...]] = {}
        self.clauses: list[Clause] = []
        self.either: list[tuple[Clause, ...]] = []
        self.unknown: list[Unknown] = []
        self.elements: list[Element] = []
        self.prefix = ""

    def query(self, parts: list[Part]) -> Query:
        for group in self._groups(parts):
            self._take(group)
        words = self._wanted()
        common = tuple(self.common.values())
        common = () if words == common[: self.most_words] else common
        phrases = self._at_most(MOST_PHRASES, self.phrases, "phrases")
        excluded = self._at_most(MOST_EXCLUDED, self.excluded, "words to leave out")
        prefixes = self._at_most(MOST_PHRASES, self.prefixes, "beginnings of words")
        alternatives = self._at_most(MOST_ALTERNATIVES, self.alternatives, "groups with OR")
        self._bound_clauses()
        is_asking = words or phrases or self.prefix or prefixes or alternatives or self.clauses or self.either
        self._say_why_nothing(is_asking, excluded)
        return Query(
            self.text,
            words,
            phrases,
            excluded,
            self.prefix,
            tuple(dict.fromkeys(self.notes)),
            common=common,
            prefixes=prefixes,
            alternatives=alternatives,
            clauses=tuple(self.clauses),
            either=tuple(self.either),
            unknown=tuple(self.unknown),
            elements=tuple(one for one in self.elements if not (common and _is_common(one))),
        )

    # What belongs together

    def _groups(self, parts: list[Part]) -> list[_Group]:
        groups: list[_Group] = []
        ors: list[Part] = []  # since the last group
        strays = False
        for part in parts:
            if part.kind is Kind.OPEN:
                self._note_open()
            elif part.kind is Kind.OR:
                ors.append(part)
            elif part.kind is Kind.FIELD or _has_terms(part):
                if ors and groups and _joinable(groups[-1].parts[-1], part):
                    groups[-1].parts.append(part)
                    groups[-1].end = part.end
                else:
                    strays |= bool(ors)
                    if groups and ors:
                        groups[-1].end = ors[-1].end
                    groups.append(_Group([part], ors[0].start if ors else part.start, part.end))
                ors = []
        if ors and groups:
            groups[-1].end = ors[-1].end
        if ors or strays:
            self.notes.append("An “OR” that stands between neither words nor fields was left out.")
        return groups

    def _note_open(self) -> None:
        if not self.typing:
            self.notes.append("A quotation mark is not closed, so it was left out.")

    def _take(self, group: _Group) -> None:
        first, *others = group.parts
        typed = self.text[first.start : group.parts[-1].end]
        clauses = tuple(
            Clause(part.name, part.values, part.negated, part.start, part.end, part.is_open)
            for part in group.parts
            if part.kind is Kind.FIELD
        )
        if clauses:
            kind = self._take_clauses(clauses)
        elif others:
            kind = self._take_alternatives(group.parts)
        elif first.negated:
            kind = "excluded"
            self._keep(self.excluded, _excluded(first))
        elif first.kind is Kind.PHRASE:
            kind = self._take_phrase(first)
        else:
            kind = self._take_word(first)
        self.elements.append(Element(kind, group.start, group.end, typed, clauses))

    def _take_clauses(self, clauses: tuple[Clause, ...]) -> str:
        if any(clause.is_open for clause in clauses):
            self._note_open()
        if len(clauses) == 1:
            self.clauses += clauses
            return "clause"
        self.either.append(clauses)
        return "either"

    def _take_alternatives(self, parts: list[Part]) -> str:
        found = [self._alternative(part) for part in parts[:MOST_ALTERNATIVES]]
        self.alternatives.setdefault(tuple(one.key for one in found), tuple(found))
        if len(parts) > MOST_ALTERNATIVES:
            self.notes.append(
                f"Only the first {MOST_ALTERNATIVES} of words with OR between them were looked for."
            )
        return "any"

    def _alternative(self, part: Part) -> Sought:
        is_unfinished = self.typing and part.kind is Kind.WORD and part.end == len(self.text)
        is_beginning = part.kind is Kind.WORD and (is_unfinished or part.text.endswith("*"))
        beginning = beginning_of(part.text, part.text_at) if is_beginning else None
        return beginning or phrase_of(part.text, part.text_at)

    def _take_phrase(self, part: Part) -> str:
        if sum(len(token.pieces) for _, token in tokens_of(part.text)) > LONGEST_PHRASE:
            self.notes.append(f"A phrase of more than {LONGEST_PHRASE} words was read as words.")
            self._want(part)
        else:
            self._keep(self.phrases, phrase_of(part.text, part.text_at))
        return "phrase"

    def _take_word(self, part: Part) -> str:
        if not part.is_plain and (found := FIELD_LIKE.fullmatch(part.text)):
            self.unknown.append(Unknown(found[1], part.text, part.start, part.end))
        if part.is_plain:
            self._want(part)
        elif part.text.endswith("*") and (beginning := beginning_of(part.text, part.text_at)):
            self._keep(self.prefixes, beginning)
            return "prefix"
        else:
            self._want(part, is_unfinished=self.typing and part.end == len(self.text))
        return "word"

    # Words

    def _want(self, part: Part, *, is_unfinished: bool = False) -> None:
        words = list(words_of(part.text, part.text_at))
        if is_unfinished and words and len(folded(words[-1].text)) >= SHORTEST_PREFIX:
            self.prefix = folded(words.pop().text)
        for word in words:
            self._keep(self.common if folded(word.text) in STOP_WORDS else self.words, word)

    @staticmethod
    def _keep(where: dict, sought: Sought | None) -> None:
        if sought:
            where.setdefault(sought.key, sought)

    def _wanted(self) -> tuple[Sought, ...]:
        """The words, or where there is nothing else those that nearly every text has."""
        if self.words or self.phrases or self.prefix or self.prefixes or self.alternatives:
            if self.common:
                common = ", ".join(f"“{word}”" for word in list(self.common.values())[:MOST_WORDS])
                self.notes.append(f"Left out, because nearly every text has it: {common}.")
            return self._at_most(self.most_words, self.words, "words")
        if self.common:
            self.notes.append("These are words that nearly every text has; rarer ones find more.")
        return self._at_most(self.most_words, self.common, "words")

    def _at_most(self, number: int, kept: dict, what: str) -> tuple:
        if len(kept) > number:
            self.notes.append(f"Only the first {number} {what} were looked for.")
        return tuple(kept.values())[:number]

    def _bound_clauses(self) -> None:
        if len(self.clauses) > MOST_CLAUSES or len(self.either) > MOST_CLAUSES:
            self.notes.append(f"Only the first {MOST_CLAUSES} fields were read.")
            del self.clauses[MOST_CLAUSES:], self.either[MOST_CLAUSES:]

    def _say_why_nothing(self, is_asking, excluded) -> None:
        if is_asking:
            return
        if excluded:
            self.notes.append("There are only words to leave out. Say also what to look for.")
        elif self.text.strip():
            self.notes.append("There is no letter and no digit to look for.")


def _has_terms(part: Part) -> bool:
    return next(tokens_of(part.text), None) is not None


def _joinable(one: Part, other: Part) -> bool:
    """Whether an OR can stand between: two fields, or two words or phrases that are wanted."""
    if Kind.FIELD in (one.kind, other.kind):
        return one.kind is other.kind
    return not (one.negated or other.negated)


def _is_common(element: Element) -> bool:
    """Whether it is only words that nearly every text has."""
    words = words_of(element.text) if element.kind == "word" else ()
    return element.kind == "word" and all(folded(word.text) in STOP_WORDS for word in words)


def _excluded(part: Part) -> Sought | None:
    beginning = beginning_of(part.text, part.text_at) if part.text.endswith("*") else None
    return beginning or phrase_of(part.text, part.text_at)

"""Where a query has a form of a set of synonyms, and what else is looked for then."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.knowing import Set
from search.query import Query
from search.sought import Sought, words_of
from search.synonyms import MOST_WORDS
from search.words import STOP_WORDS, folded

MOST_TOLD = 3  # forms that a sentence names


@dataclass(frozen=True, slots=True)
class Also:
    """Words of a query that are a form of a set, and the set's other forms, which are looked for as well."""

    typed: str
    forms: tuple[str, ...]  # as people write them
    start: int  # of what was typed, in the query's text
    end: int
    words: tuple[Sought, ...]  # that were typed

    def __str__(self):
        """For a person: “k8s” is also looked for as “kubernetes”."""
        told = ", ".join(f"“{form}”" for form in self.forms[:MOST_TOLD])
        return f"“{self.typed}” is also looked for as {told}{' …' if len(self.forms) > MOST_TOLD else ''}"


def forms_in(query: Query, sets: Iterable[Set]) -> tuple[Also, ...]:
    """Where words of a query are a form of a set; of those that overlap, the longest.

    What is in quotation marks, excluded or joined by OR is meant as it stands.
    """
    by_row: dict[tuple[str, ...], list[Set]] = {}
    for one in sets:
        for row in one[1]:
            by_row.setdefault(tuple(row.split()), []).append(one)
    if not by_row:
        return ()
    words = _words(query)
    spans = list(_spans(query.text, words, by_row))
    typed = {" ".join(row) for *_, row in spans}
    found = []
    for first, last, row in spans:
        pairs = (pair for one in by_row[row] for pair in zip(*one, strict=True))
        if others := tuple(form for form, stems in pairs if stems not in typed):
            start, end = words[first].start, words[last].end
            found.append(Also(query.text[start:end], others, start, end, tuple(words[first : last + 1])))
    return tuple(found)


def _words(query: Query) -> list[Sought]:
    """All words of the query as they follow one another, repeated ones and those that were left out, too."""
    words: list[Sought] = []
    at = 0
    for element in query.elements:
        words += _left_out(query.text, at, element.start)
        if element.kind == "word":
            words += words_of(element.text, element.start)
        at = element.end
    return [*words, *_left_out(query.text, at, len(query.text))]


def _left_out(text: str, start: int, end: int) -> Iterator[Sought]:
    """Words between elements, which nearly every text has."""
    return (word for word in words_of(text[start:end], start) if folded(word.text) in STOP_WORDS)


def _spans(
    text: str, words: Sequence[Sought], rows: Container[tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The first and the last word of each form, and its row; from the left, the longest first."""
    first = 0
    while first < len(words):
        best = None
        row: tuple[str, ...] = ()
        for last in range(first, min(len(words), first + MOST_WORDS)):
            if last > first and text[words[last - 1].end : words[last].start].strip():
                break
            row += words[last].pieces
            if row in rows:
                best = (first, last, row)
        if best:
            yield best
        first = best[1] + 1 if best else first + 1

"""Slips of spelling: which word somebody meant, of those that stand in what they may read.

All words of passages stand in a table, in small letters. Candidates are those that share trigrams with what
was typed, or come of it by swapping two letters. Which of them is read, and how it is written, is told by the
passages that the person may read, and by nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from search.pasting import is_pasted
from search.query import Query
from search.stemming import stem
from search.words import folded

SHORTEST, LONGEST = 4, 40  # letters of a word that may have a slip, and of one that is read instead
LONG = 6  # letters from which on two slips in a word are thought of
HARDLY = 3  # a word that fewer passages have is in doubt
MUCH_MORE = 5  # times as many passages must have what is read besides a word that stands somewhere
MOST_DOUBTFUL = 6  # words of a query
WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,40}(?![^\W_])")
CANDIDATES = 8  # of a word
COMPARED = 100  # words like it that are looked up to find these, whoever may read them
OFTEN = 40  # passages that are looked at for a candidate


# Only of a term that is not known in the statistics the passages are asked: there are few, and hardly any.
TIDY = """
    WITH numbered AS (
        SELECT id, term, row_number() OVER (PARTITION BY word ORDER BY id) AS number FROM search_speltword
    ), known AS (
        SELECT term FROM search_termcount GROUP BY term HAVING sum(passages) > 0
    )
    DELETE FROM search_speltword WHERE id IN (
        SELECT id FROM numbered
        WHERE number > 1 OR NOT EXISTS (SELECT FROM known WHERE known.term = numbered.term)
            AND NOT EXISTS (
                SELECT FROM search_passageterms WHERE terms @@ (quote_literal(numbered.term))::tsquery
            )
    )
"""


class SpeltWord(models.Model):
    """A word that stands, or once stood, in a passage, in small letters and without accents.

    Rows are only added, perhaps several of one word, so that nobody who writes waits for another. A daily
    task takes away what is one too many and what stands nowhere any more.
    """

    word = models.TextField()
    term = models.TextField()  # by which the passages that have it are found

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="spelt_word"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="spelt_word_by_trigram"),
        ]

    def __str__(self):
        return self.word


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word of a query that may have a slip."""

    typed: str
    term: str
    start: int  # in the query's text
    end: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What a word of a query was read as."""

    typed: str
    read: str  # as people write it
    start: int  # of what was typed, in the query's text
    end: int
    term: str  # of what was typed
    is_besides: bool  # the word as typed stands somewhere, too, and is looked for as well


class Candidate(NamedTuple):
    """A word that one in doubt may have been meant to be. It stands in what the person may read."""

    number: int  # of the word in doubt, from 1
    had: int  # passages that have what was typed
    cost: int  # slips
    likeness: float  # 0 to 1: the share of trigrams
    passages: int  # that have it, as far as they were looked at
    written: str  # as it stands there
    term: str
    known: int | None  # passages that have its term, as far as they are open to all


def spelt_words(text: str) -> dict[str, str]:
    """The words of a text as the table has them, each with its term. Humps and digits make no word."""
    words = (folded(word) for word in WORD.findall(text) if word[1:].islower() or word.isupper())
    return {word: stem(word) for word in words if word.isalpha() and SHORTEST <= len(word) <= LONGEST}


def tidy_words() -> int:
    """Forget words that stand nowhere any more, and all but one row of each other word; how many rows went.

    A word that somebody writes at this very moment may go, too; it comes back with the next passage that has
    it. Until then it is found as ever, only not suggested.
    """
    with connection.cursor() as cursor:
        cursor.execute(TIDY)
        return cursor.rowcount


def doubts_of(query: Query) -> list[Doubt]:
    """The words of a query that may have a slip: plain ones.

    Neither identifiers, nor what stands in quotation marks or was pasted out of a log: these are meant as
    they are written.
    """
    if is_pasted(query.text):
        return []
    return [
        Doubt(sought.text, sought.exact, sought.start, sought.end)
        for sought in query.terms
        if sought.text.isalpha() and not sought.parts and SHORTEST <= len(sought.text) <= LONGEST
    ]


def asked_of(doubts: Sequence[Doubt]) -> dict:
    """What the database is asked of words in doubt (`search.knowing`)."""
    words = [folded(doubt.typed) for doubt in doubts]
    return {
        "typed": words,
        "typed_terms": [doubt.term for doubt in doubts],
        "swapped": [" ".join(_swapped(word)) for word in words],
        "slips": [2 if len(word) >= LONG else 1 for word in words],
        "hardly": HARDLY,
        "most": MOST_DOUBTFUL,
        "candidates": CANDIDATES,
        "compared": COMPARED,
        "often": OFTEN,
    }


def likeliest(doubts: Sequence[Doubt], candidates: Iterable[Candidate]) -> tuple[Correction, ...]:
    """What words are read as: what takes the least slips, and of that the word that most passages have.

    A word that stands somewhere is only looked for under another form besides, and only where that is far
    more frequent and one slip away.
    """
    found: dict[int, list[Candidate]] = {}
    for one in candidates:
        found.setdefault(one.number, []).append(one)
    best = {number: min(found[number], key=partial(_strangeness, doubts[number - 1])) for number in found}
    return tuple(
        Correction(
            doubt.typed, best[number].written, doubt.start, doubt.end, doubt.term, best[number].had > 0
        )
        for number, doubt in enumerate(doubts, 1)
        if number in best and _is_good(best[number])
    )


def _strangeness(doubt: Doubt, candidate: Candidate) -> tuple:
    """The less, the likelier. Hardly anybody errs in the first letter."""
    begins_otherwise = folded(candidate.written)[:1] != folded(doubt.typed)[:1]
    return (
        candidate.cost + begins_otherwise / 2,
        -candidate.passages,
        -candidate.likeness,
        candidate.written,
    )


def _swapped(word: str) -> list[str]:
    """What comes of a word by swapping two letters that stand together."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def _is_good(candidate: Candidate) -> bool:
    is_far_likelier = candidate.cost == 1 and candidate.passages >= MUCH_MORE * candidate.had
    return not candidate.had or is_far_likelier

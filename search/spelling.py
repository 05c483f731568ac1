"""Slips of spelling: which word somebody meant, of those that stand in what they may read.

All words of passages stand in a table, in small letters. Candidates are those that share trigrams with what
was typed, or come of it by swapping two letters. Which of them is read, and how it is written, is told by the
passages that the person may read, and by nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, Protocol

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import QuerySet

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
OFTEN = 40  # passages that are looked at for a candidate

READ = """
    WITH within AS NOT MATERIALIZED ({within}),
    asked AS MATERIALIZED (
        SELECT number, typed, term, string_to_array(swapped, ' ') AS swapped, slips
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[]) WITH ORDINALITY
            AS asked (typed, term, swapped, slips, number)
    )
    SELECT asked.number, had.passages, near.cost, near.likeness, told.passages, told.written
    FROM asked CROSS JOIN LATERAL (
        SELECT count(*) AS passages FROM (
            SELECT FROM search_passageterms
            WHERE terms @@ (quote_literal(asked.term))::tsquery AND group_id IN (SELECT * FROM within)
            LIMIT %s
        ) having_it
    ) had CROSS JOIN LATERAL search_words_like(asked.typed, asked.swapped, asked.slips, asked.term, %s) near
    CROSS JOIN LATERAL (
        SELECT count(written) AS passages, mode() WITHIN GROUP (ORDER BY written) AS written FROM (
            SELECT substring(text FROM '(?i)\\m(' || near.word || ')\\M') AS written
            FROM search_passageterms terms JOIN search_passage passage ON passage.id = passage_id
            WHERE terms.terms @@ (quote_literal(near.term))::tsquery
                AND terms.group_id IN (SELECT * FROM within) LIMIT %s
        ) having_it
    ) told
    WHERE had.passages < %s AND told.passages > 0
    ORDER BY asked.number, near.cost, told.passages DESC, near.likeness DESC, told.written
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


class Known(Protocol):
    """What a plan tells of its query."""

    counts: Mapping[str, int]  # passages by term, as far as they are open to all
    also: Sequence  # words of which other forms are looked for, each with its `words`


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


class _Candidate(NamedTuple):
    number: int  # of the word in doubt, from 1
    had: int  # passages that have what was typed
    cost: int  # slips
    likeness: float
    passages: int
    written: str


def spelt_words(text: str) -> dict[str, str]:
    """The words of a text as the table has them, each with its term. Humps and digits make no word."""
    words = (folded(word) for word in WORD.findall(text) if word[1:].islower() or word.isupper())
    return {word: stem(word) for word in words if word.isalpha() and SHORTEST <= len(word) <= LONGEST}


def doubtful(query: Query, known: Known | None = None) -> list[Doubt]:
    """The plain words of a query that hardly any passage has as far as is known; without `known` all of them.

    Neither identifiers, nor what has other forms, nor what stands in quotation marks or was pasted out of a
    log: these are meant as they are written.
    """
    if is_pasted(query.text):
        return []
    counts = known.counts if known else {}
    spared = {word.exact for one in known.also for word in one.words} if known else set()
    doubts = (
        Doubt(sought.text, sought.exact, sought.start, sought.end)
        for sought in query.terms
        if sought.text.isalpha() and not sought.parts and SHORTEST <= len(sought.text) <= LONGEST
    )
    rare = (doubt for doubt in doubts if counts.get(doubt.term, 0) < HARDLY and doubt.term not in spared)
    return list(rare)[:MOST_DOUBTFUL]


def corrections(doubts: Sequence[Doubt], within: QuerySet) -> tuple[Correction, ...]:
    """What these words are read as: the likeliest word that stands in passages of `within`. In one query.

    A word that stands in some of them is only looked for under another form besides, and only where that is
    far more frequent and one slip away. Raises EmptyResultSet where `within` is `.none()`.
    """
    if not doubts:
        return ()
    allowed, parameters = within.query.sql_with_params()
    words = [folded(doubt.typed) for doubt in doubts]
    slips = [2 if len(word) >= LONG else 1 for word in words]
    values = [words, [doubt.term for doubt in doubts], [" ".join(_swapped(word)) for word in words], slips]
    with connection.cursor() as cursor:
        cursor.execute(READ.format(within=allowed), [*parameters, *values, HARDLY, CANDIDATES, OFTEN, HARDLY])
        rows = [_Candidate(*row) for row in cursor.fetchall()]
    likeliest = {number: next(each) for number, each in groupby(rows, key=attrgetter("number"))}
    return tuple(
        Correction(doubt.typed, best.written, doubt.start, doubt.end, doubt.term, best.had > 0)
        for number, doubt in enumerate(doubts, 1)
        if (best := likeliest.get(number)) and _is_good(best)
    )


def _swapped(word: str) -> list[str]:
    """What comes of a word by swapping two letters that stand together."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def _is_good(candidate: _Candidate) -> bool:
    return not candidate.had or (candidate.cost == 1 and candidate.passages >= MUCH_MORE * candidate.had)

"""What is known of a query's words, in one look at the database: how common they are, which forms mean the
same, and what those that hardly any passage has may have been meant to be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from search.beginnings import MOST_COMPLETIONS, asked_beginnings
from search.spelling import Candidate, Doubt, asked_of
from search.within import sql_of

Set = tuple[Sequence[str], Sequence[str]]  # of synonyms: its forms, and their rows

KNOWN = """
    WITH sets AS MATERIALIZED (
        SELECT id, forms, rows, terms FROM search_synonymset WHERE terms && %(terms)s::text[]
    ), counts AS MATERIALIZED (
        SELECT term, sum(passages) AS passages FROM search_termcount
        WHERE term = ANY(%(terms)s::text[] || ARRAY(SELECT unnest(terms) FROM sets)) GROUP BY term
    ){likely_words}
    SELECT 'count', jsonb_build_array(term, passages) FROM counts
    UNION ALL SELECT 'set', told FROM (
        SELECT jsonb_build_array(forms, rows) AS told FROM sets ORDER BY id
    ) in_order
    UNION ALL SELECT 'begun', jsonb_build_array(beginning, begun.term, begun.passages)
    FROM unnest(%(beginnings)s::text[]) AS asked_so (beginning) CROSS JOIN LATERAL (
        SELECT term, sum(passages) AS passages FROM search_termcount
        WHERE term >= beginning COLLATE "C" AND term < (beginning || %(last)s) COLLATE "C"
        GROUP BY term HAVING sum(passages) > 0 ORDER BY 2 DESC, 1 LIMIT %(completions)s
    ) begun
"""
# Words of `within`, which are what the person may read, for those that fewer than `hardly` passages have. The
# likeliest are taken of these words alone: what others may read must not push one of them out.
LIKELY_WORDS = """, within AS NOT MATERIALIZED ({within}), asked AS MATERIALIZED (
        SELECT number, typed, term, string_to_array(swapped, ' ') AS swapped, slips
        FROM unnest(%(typed)s::text[], %(typed_terms)s::text[], %(swapped)s::text[], %(slips)s::int[])
            WITH ORDINALITY AS asked (typed, term, swapped, slips, number)
        WHERE (
                %(all)s
                OR coalesce((SELECT passages FROM counts WHERE counts.term = asked.term), 0) < %(hardly)s
            ) AND NOT EXISTS (SELECT FROM sets WHERE asked.term = ANY(rows))
        ORDER BY number LIMIT %(most)s
    ), likely AS (
        SELECT asked.number, had.passages AS had, near.cost, near.likeness, near.passages, near.written,
            near.term
        FROM asked CROSS JOIN LATERAL (
            SELECT count(*) AS passages FROM (
                SELECT FROM search_passageterms
                WHERE terms @@ (quote_literal(asked.term))::tsquery AND group_id IN (SELECT * FROM within)
                LIMIT %(hardly)s
            ) having_it
        ) had CROSS JOIN LATERAL (
            SELECT near.word, near.cost, near.likeness, near.term, told.passages, told.written
            FROM search_words_like(
                asked.typed, asked.swapped, asked.slips, asked.term, %(compared)s
            ) near CROSS JOIN LATERAL (
                SELECT count(written) AS passages, mode() WITHIN GROUP (ORDER BY written) AS written FROM (
                    SELECT substring(text FROM '(?i)\\m(' || near.word || ')\\M') AS written
                    FROM search_passageterms terms JOIN search_passage passage ON passage.id = passage_id
                    WHERE terms.terms @@ (quote_literal(near.term))::tsquery
                        AND terms.group_id IN (SELECT * FROM within)
                    LIMIT %(often)s
                ) having_it
            ) told
            WHERE told.passages > 0 LIMIT %(candidates)s
        ) near
        WHERE had.passages < %(hardly)s
    )"""
OF_LIKELY_WORDS = """
    UNION ALL SELECT 'likely', jsonb_build_array(
        number, had, cost, likeness, passages, written, term,
        (SELECT sum(passages) FROM search_termcount WHERE search_termcount.term = likely.term)
    ) FROM likely
"""


@dataclass(frozen=True, slots=True)
class Known:
    counts: dict[str, int]  # passages by term; a term that no statistics have is left out
    sets: list[Set]  # that share a term with the query
    candidates: list[Candidate]  # for words that may have a slip
    begun: dict[str, dict[str, int]]  # passages by term by beginning, the commonest terms first


def known_of(
    terms: Iterable[str],
    doubts: Sequence[Doubt] = (),
    within: QuerySet | None = None,
    *,
    beginnings: Iterable[str] = (),
    all_of_them: bool = False,
) -> Known:
    """How many passages have these terms, and those of sets that share one of them; and these sets.

    And what the words in doubt may have been meant to be: those that hardly any passage has, or
    `all_of_them`, out of words that stand in passages of `within`. A form of a set is not in doubt. And which
    words begin with the `beginnings`.

    A count is for saying what a term is worth, never whether something can be found by it: see
    `search.statistics`.
    """
    asked = asked_beginnings(beginnings)
    values: dict = {"terms": list(terms), "beginnings": asked, "last": "\U0010ffff"}
    values["completions"] = MOST_COMPLETIONS
    sql = KNOWN.format(likely_words="")
    if doubts and within is not None:
        try:
            allowed, parameters = sql_of(within)
        except EmptyResultSet:  # `within` is `.none()`
            pass
        else:
            sql = KNOWN.format(likely_words=LIKELY_WORDS.format(within=allowed)) + OF_LIKELY_WORDS
            values |= parameters | asked_of(doubts) | {"all": all_of_them}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = [(kind, json.loads(told)) for kind, told in cursor.fetchall()]
    candidates = [Candidate(*told) for kind, told in rows if kind == "likely"]
    counts = {one.term: int(one.known or 0) for one in candidates}
    counts |= {term: int(passages) for kind, (term, passages, *_) in rows if kind == "count"}
    sets = [tuple(told) for kind, told in rows if kind == "set"]
    return Known(counts, sets, candidates, _begun(asked, [told for kind, told in rows if kind == "begun"]))


def _begun(asked: Iterable[str], told: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    begun: dict[str, dict[str, int]] = {beginning: {} for beginning in asked}
    for beginning, term, passages in sorted(told, key=lambda one: (-one[2], one[1])):
        begun[beginning][term] = int(passages)
    return begun

"""The one look at the database that ranks groups, and the one that reads the passages that are shown.

By words a group scores what its best passage does, and half of what its other passages add where they have
words that the best one lacks or has less of; that is multiplied with the share of the query (by worth) that
the group has at all, at least one half. So what has more of the words wins over what repeats one of them, and
words that stand together win over words that are spread. The share is of what anything here has: a word that
nothing has, whatever the statistics say, takes nothing from anybody.

To that, as a part of the best such score, comes how close the group is in meaning (BY_MEANING times the
cosine). The sum measured better than reciprocal ranks (`bench.search --quality`), which know that one group
is before another and not by how much, and let a vague likeness outrank the only text with all of the words.

Scores are compared in steps; within a step what happened later comes first, then the better, then the newer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from search.plan import MOST_RANKED, Plan
from search.within import sql_of

# Groups whose words are weighed one by one; those behind are in the order of their best passage.
LOOKED_AT = 200
BY_MEANING = 0.2  # what being about the very same counts, beside the best score by words
STEPS = 50  # from a score of 0 to the best score by words

RANKED = """
    WITH answer AS MATERIALIZED (
        SELECT passage_id, group_id, kind, -(weights <#> %(wanted)s::sparsevec) AS score
        FROM search_passageterms WHERE terms @@ %(candidates)s::tsquery AND {recent}
    ), hit AS (
        SELECT passage_id, group_id FROM answer WHERE {of_kinds}
    ), every AS MATERIALIZED (
        SELECT group_id, best, passages, {within} AS is_within
        FROM (
            SELECT group_id, max(score) FILTER (WHERE {of_kinds}) AS best,
                count(*) FILTER (WHERE {of_kinds}) AS passages
            FROM answer GROUP BY group_id
        ) answering WHERE {fits}
    ), by_group AS MATERIALIZED (
        SELECT group_id, best, passages FROM every WHERE is_within AND passages > 0
    ), looked_at AS MATERIALIZED (
        SELECT group_id, best FROM by_group ORDER BY best DESC, group_id DESC LIMIT %(looked_at)s
    ), needle AS (
        SELECT number, worth, vector::sparsevec
        FROM unnest(%(worths)s::float8[], %(vectors)s::text[]) WITH ORDINALITY AS n (worth, vector, number)
    ), by_word AS (
        SELECT group_id, number, worth, max(-(weights <#> vector)) AS score
        FROM looked_at JOIN hit USING (group_id)
            JOIN search_passageterms USING (passage_id, group_id) CROSS JOIN needle
        GROUP BY group_id, number, worth
    ), together AS (
        SELECT group_id, sum(score) AS score, coalesce(sum(worth) FILTER (WHERE score > 0), 0) AS has
        FROM by_word GROUP BY group_id
    ), asked AS (
        SELECT sum(worth) AS worth FROM (SELECT DISTINCT number, worth FROM by_word WHERE score > 0) found
    ), by_words AS (
        SELECT group_id, (best + greatest(together.score - best, 0) / 2)
            * (1 + coalesce(has / (SELECT worth FROM asked), 0)) / 2 AS score
        FROM looked_at JOIN together USING (group_id)
    ), weighed AS MATERIALIZED (
        SELECT group_id, happened_at, coalesce(score / nullif(max(score) OVER (), 0), 0)
            + %(by_meaning)s * greatest(coalesce(-(meaning <#> %(meaning)s::halfvec), 0), 0) AS score
        FROM by_words LEFT JOIN search_group USING (group_id)
    ), page AS (
        SELECT group_id, passages, happened_at, weighed.score IS NULL AS is_behind,
            coalesce(
                weighed.score,
                least(best / nullif((SELECT max(best) FROM looked_at), 0), (SELECT min(score) FROM weighed))
            ) AS score
        FROM by_group LEFT JOIN weighed USING (group_id)
        ORDER BY {in_order} LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT count, sum, page.group_id, page.score, page.passages{counts}
    FROM (SELECT count(*), coalesce(sum(passages), 0) AS sum FROM by_group) totals LEFT JOIN page ON true
    WINDOW in_order AS (ORDER BY {in_order})
    ORDER BY {in_order}
"""
IN_ORDER = "is_behind, trunc(score * %(steps)s) DESC, happened_at DESC NULLS LAST, score DESC, group_id DESC"
# On the first row only: there may be thousands of groups.
COUNTS = """,
    CASE row_number() OVER in_order WHEN 1 THEN (
        SELECT array_agg(group_id) FROM every WHERE passages > 0
    ) END,
    CASE row_number() OVER in_order WHEN 1 THEN (
        SELECT jsonb_object_agg(kind, number)::text
        FROM (
            SELECT kind, count(*) AS number FROM answer JOIN every USING (group_id)
            WHERE is_within GROUP BY kind
        ) by_kind
    ) END
"""
OF_KINDS = "kind = ANY(%(kinds)s)"
# Unlike IN, this lets the planner look each group up where it finds few of many.
IS_WITHIN = "EXISTS (SELECT FROM ({allowed}) AS allowed (id) WHERE allowed.id = group_id)"
WITH_A_PASSAGE = "group_id {} (SELECT group_id FROM search_passageterms WHERE terms @@ %({})s::tsquery)"

PASSAGES = """
    SELECT group_id, kind, key, place, url, text FROM (
        SELECT passage_id AS id, group_id,
            row_number() OVER (PARTITION BY group_id ORDER BY score DESC, passage_id) AS place_in
        FROM (
            SELECT passage_id, group_id, -(weights <#> %(wanted)s::sparsevec) AS score
            FROM search_passageterms
            WHERE group_id = ANY(%(groups)s) AND terms @@ %(candidates)s::tsquery AND {of_kinds}
        ) hit
    ) ranked JOIN search_passage USING (id, group_id)
    WHERE place_in <= %(per_group)s ORDER BY group_id, place_in
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a page that offers to narrow its result wants to know besides."""

    matching: tuple[int, ...] = ()  # groups that answer, within or not: for counting under other conditions
    kinds: Mapping[str, int] = field(default_factory=dict)  # passages within by kind, whatever `kinds` says


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page of groups in their order."""

    total: int  # groups
    passages: int  # in all these groups
    groups: list[tuple[int, float, int]]  # each with its score and how many of its passages answer
    counts: Counts
    is_all: bool = True  # False: there are more, which were not looked at


def ranked(
    plan: Plan,
    candidates: str,
    meaning: str | None,
    within: QuerySet,
    kinds: list[str],
    *,
    limit: int,
    offset: int,
    counted: bool,
    after: int | None = None,
) -> Ranked:
    """Rank the groups that have passages that fulfil `candidates`; in one query.

    `meaning` is a vector; None where the query is about nothing. With `after`, only passages with a greater
    key are looked at. Raises EmptyResultSet where `within` is `.none()`.
    """
    sql, values = _statement(plan, within, kinds, counted, after)
    values |= {"candidates": candidates, "meaning": meaning, "limit": limit, "offset": offset, "after": after}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    groups = [(group, score, passages) for _, _, group, score, passages, *_ in rows if group is not None]
    total, passages, _, _, _, *counts = rows[0]
    told = Counts(tuple(counts[0] or ()), json.loads(counts[1] or "{}")) if counted else Counts()
    return Ranked(total, int(passages), groups, told)


def _statement(
    plan: Plan, within: QuerySet, kinds: list[str], counted: bool, after: int | None
) -> tuple[str, dict]:
    """The SQL and its parameters, but for those that ranked() knows."""
    allowed, values = sql_of(within)
    conditions = ["true"]
    for number, condition in enumerate(plan.required):
        conditions.append(WITH_A_PASSAGE.format("IN", f"required_{number}"))
        values[f"required_{number}"] = condition
    if plan.excluded:
        conditions.append(WITH_A_PASSAGE.format("NOT IN", "excluded"))
        values["excluded"] = plan.excluded
    needles = plan.needles[:MOST_RANKED]
    values |= {
        "wanted": plan.vector,
        "kinds": kinds,
        "looked_at": LOOKED_AT,
        "by_meaning": BY_MEANING,
        "steps": STEPS,
        "worths": [needle.idf for needle in needles],
        "vectors": [needle.vector for needle in needles],
    }
    sql = RANKED.format(
        fits=" AND ".join(conditions),
        within=IS_WITHIN.format(allowed=allowed),
        of_kinds=OF_KINDS if kinds else "true",
        counts=COUNTS if counted else "",
        in_order=IN_ORDER,
        recent="true" if after is None else "passage_id > %(after)s",
    )
    return sql, values


def best_passages(plan: Plan, kinds: list[str], groups: list[int], per_group: int) -> list[tuple]:
    """(group, kind, key, place, url, text) of the best passages of each group, the best first."""
    if not groups or per_group < 1:
        return []
    values = {
        "wanted": plan.vector,
        "candidates": plan.candidates,
        "kinds": kinds,
        "groups": groups,
        "per_group": per_group,
    }
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES.format(of_kinds=OF_KINDS if kinds else "true"), values)
        return cursor.fetchall()

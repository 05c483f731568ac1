"""Finding: groups in the order of how well their passages answer a query.

A passage's score is BM25. A group's is that of its best passage, and half of what its other passages add
where they have words that the best one lacks or has less of; that is multiplied with the share of the query
(by worth) that the group has at all, at least one half. So what has more of the words wins over what repeats
one of them, and words that stand together win over words that are spread. Equal ones: the newest group first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, QuerySet, Value
from django.utils.safestring import SafeString

from search.models import Passage
from search.plan import MOST_RANKED, Plan, plan_of
from search.query import Query
from search.snippets import Marker

# Groups whose words are weighed one by one; those behind are in the order of their best passage.
LOOKED_AT = 300
PLACEHOLDER = re.compile("%s|%%")


@dataclass(frozen=True, slots=True)
class PassageHit:
    kind: str
    key: str
    place: str
    snippet: SafeString  # escaped, what matched in <mark>
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A group that answers, with its best passages."""

    group: int
    score: float
    passages: tuple[PassageHit, ...]
    more: int  # passages that answer and are not among these


@dataclass(frozen=True, slots=True)
class Counts:
    """What a page that offers to narrow its result wants to know besides."""

    matching: tuple[int, ...] = ()  # groups that answer, within or not: for counting under other conditions
    kinds: Mapping[str, int] = field(default_factory=dict)  # passages within by kind, whatever `kinds` says


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits."""

    total: int  # groups
    passages: int  # in all these groups
    hits: tuple[Hit, ...]
    counts: Counts = Counts()  # where they were asked for


NOTHING = Found(0, 0, ())


class Fulfils(Func):
    """Whether a tsvector fulfils a tsquery that was put together here, of quoted terms."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


RANKED = """
    WITH answer AS MATERIALIZED (
        SELECT id, group_id, kind, -(weights <#> %(wanted)s::sparsevec) AS score
        FROM search_passage WHERE terms @@ %(candidates)s::tsquery
    ), hit AS (
        SELECT id, group_id FROM answer WHERE {of_kinds}
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
        FROM looked_at JOIN hit USING (group_id) JOIN search_passage USING (id, group_id) CROSS JOIN needle
        GROUP BY group_id, number, worth
    ), together AS (
        SELECT group_id, sum(score) AS score, coalesce(sum(worth) FILTER (WHERE score > 0), 0) AS has
        FROM by_word GROUP BY group_id
    ), weighed AS MATERIALIZED (
        SELECT group_id, (best + greatest(together.score - best, 0) / 2) * (1 + has / %(worth)s) / 2 AS score
        FROM looked_at JOIN together USING (group_id)
    ), page AS (
        SELECT group_id, passages, weighed.score IS NULL AS is_behind,
            coalesce(weighed.score, least(best / 2, (SELECT min(score) FROM weighed))) AS score
        FROM by_group LEFT JOIN weighed USING (group_id)
        ORDER BY is_behind, score DESC, group_id DESC LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT count, sum, page.group_id, page.score, page.passages{counts}
    FROM (SELECT count(*), coalesce(sum(passages), 0) AS sum FROM by_group) totals LEFT JOIN page ON true
    WINDOW in_order AS (ORDER BY is_behind, page.score DESC, page.group_id DESC)
    ORDER BY is_behind, page.score DESC, page.group_id DESC
"""
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
WITH_A_PASSAGE = "group_id {} (SELECT group_id FROM search_passage WHERE terms @@ %({})s::tsquery)"

PASSAGES = """
    SELECT group_id, kind, key, place, url, text FROM (
        SELECT id, group_id, row_number() OVER (PARTITION BY group_id ORDER BY score DESC, id) AS place_in
        FROM (
            SELECT id, group_id, -(weights <#> %(wanted)s::sparsevec) AS score
            FROM search_passage
            WHERE group_id = ANY(%(groups)s) AND terms @@ %(candidates)s::tsquery AND {of_kinds}
        ) hit
    ) ranked JOIN search_passage USING (id, group_id)
    WHERE place_in <= %(per_group)s ORDER BY group_id, place_in
"""


def find(
    query: Query,
    *,
    within: QuerySet,
    kinds: Collection[str] = (),
    limit: int = 20,
    offset: int = 0,
    per_group: int = 3,
    counted: bool = False,
) -> Found:
    """The groups that answer a query, the best first, and their best passages with snippets.

    `within` gives the groups that may be found at all, as `.values("pk")`: those that the person may read and
    has filtered for. With `kinds`, only passages of these kinds are found; the phrases that the group must
    have, and what it must not have, may stand in any. `counted` adds the counts, at less than a second look
    would take. A query with nothing to look for finds nothing. Four queries at most.
    """
    plan = plan_of(query)
    if not plan:
        return NOTHING
    try:
        rows = _ranked(plan, within, list(kinds), limit, offset, counted)
    except EmptyResultSet:  # `within` is `.none()`
        return NOTHING
    ranked = [(group, score, passages) for _, _, group, score, passages, *_ in rows if group is not None]
    shown = _shown(plan, query, list(kinds), [group for group, *_ in ranked], per_group)
    hits = tuple(
        Hit(group, score, tuple(shown[group]), passages - len(shown[group]))
        for group, score, passages in ranked
    )
    total, passages, _, _, _, *counts = rows[0]
    told = Counts(tuple(counts[0] or ()), json.loads(counts[1] or "{}")) if counted else Counts()
    return Found(total, int(passages), hits, told)


def _ranked(
    plan: Plan, within: QuerySet, kinds: list[str], limit: int, offset: int, counted: bool
) -> list[tuple]:
    """(groups, passages, group, its score, its passages) for each on the page; group None on an empty one.

    `counted`: behind these on the first row, the groups that match and passages by kind, as JSON.
    """
    allowed, parameters = within.query.sql_with_params()
    conditions = ["true"]
    values = {f"within_{number}": value for number, value in enumerate(parameters)}
    parts = {
        "within": f"group_id IN ({_named(allowed)})",
        "of_kinds": OF_KINDS if kinds else "true",
        "counts": COUNTS if counted else "",
    }
    for number, condition in enumerate(plan.required):
        conditions.append(WITH_A_PASSAGE.format("IN", f"required_{number}"))
        values[f"required_{number}"] = condition
    if plan.excluded:
        conditions.append(WITH_A_PASSAGE.format("NOT IN", "excluded"))
        values["excluded"] = plan.excluded
    needles = plan.needles[:MOST_RANKED]
    values |= {
        "wanted": plan.vector,
        "candidates": plan.candidates,
        "kinds": kinds,
        "looked_at": LOOKED_AT,
        "worths": [needle.idf for needle in needles],
        "vectors": [needle.vector for needle in needles],
        "worth": sum(needle.idf for needle in needles),
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(fits=" AND ".join(conditions), **parts), values)
        return cursor.fetchall()


def _named(sql: str) -> str:
    """SQL with its parameters by name: within_0, within_1, …"""
    numbers = count()
    return PLACEHOLDER.sub(lambda found: found[0] if found[0] == "%%" else f"%(within_{next(numbers)})s", sql)


def _shown(
    plan: Plan, query: Query, kinds: list[str], groups: list[int], per_group: int
) -> dict[int, list[PassageHit]]:
    """The best passages of each group."""
    shown: dict[int, list[PassageHit]] = {group: [] for group in groups}
    if not groups or per_group < 1:
        return shown
    values = {
        "wanted": plan.vector,
        "candidates": plan.candidates,
        "kinds": kinds,
        "groups": groups,
        "per_group": per_group,
    }
    marker = Marker(query)
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES.format(of_kinds=OF_KINDS if kinds else "true"), values)
        for group, kind, key, place, url, text in cursor.fetchall():
            shown[group].append(PassageHit(kind, key, place, marker.snippet(text), url))
    return shown


def matching_groups(query: Query, *, kinds: Collection[str] = ()) -> QuerySet:
    """The groups that `find` counts and ranks, for `visible.filter(pk__in=…)`. Asks how common words are.

    Of a query with rare and common words, in a large database, these are the groups that have a rare one.
    """
    return _matching(plan_of(query), kinds).values_list("group", flat=True).distinct()


def count_kinds(query: Query, *, within: QuerySet) -> dict[str, int]:
    """How many passages of each kind answer, in the groups of `within` that do. What has none is left out."""
    found = _matching(plan_of(query), ()).filter(group__in=within)
    return dict(found.values("kind").annotate(passages=Count("pk")).values_list("kind", "passages"))


def _matching(plan: Plan, kinds: Collection[str]) -> QuerySet:
    """The passages that are candidates, of groups that have all phrases and nothing that is excluded."""
    if not plan:
        return Passage.objects.none()
    passages = _with(plan.candidates)
    if kinds:
        passages = passages.filter(kind__in=kinds)
    for condition in plan.required:
        passages = passages.filter(group__in=_with(condition).values("group"))
    if plan.excluded:
        passages = passages.exclude(group__in=_with(plan.excluded).values("group"))
    return passages


def _with(condition: str) -> QuerySet:
    return Passage.objects.filter(Fulfils(F("terms"), Value(condition)))

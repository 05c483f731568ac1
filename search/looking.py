"""Which passages are looked at to fill a page: as few as will do, and all of them where they are needed.

Passages that have one of a query's rarer words come first, since those with only the commoner ones stand
behind them. Where that does not fill the page that was asked for, all passages with any of the words are
looked at. So statistics of terms, however wrong, decide what is looked at first, never what is there.

Of words that more than MOST passages have, those are looked at that were written last, unless they do not
fill the page. (Manning, Raghavan and Schütze, “Introduction to Information Retrieval”, 7.1, on ranking
without looking at everything.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.db.models import QuerySet

from search.plan import Plan
from search.ranking import Ranked, ranked

MOST = 10_000  # passages


def page_of(
    plan: Plan,
    meaning: str | None,
    *,
    within: QuerySet,
    kinds: list[str],
    limit: int,
    offset: int,
    counted: bool,
) -> Ranked:
    """A page of groups in their order. Mostly one query, four at most.

    Raises EmptyResultSet where `within` is `.none()`.
    """
    for candidates, after, is_all in _looks(plan):
        page = ranked(
            plan, candidates, meaning, within, kinds, limit=limit, offset=offset, counted=counted, after=after
        )
        if page.total >= offset + limit:
            return replace(page, is_all=is_all)
    return page


def _looks(plan: Plan) -> Iterator[tuple[str, int | None, bool]]:
    """Each with its candidates, the key after which passages are looked at, and whether it looks at all."""
    for look in plan.looks:
        is_broad = look.passages > MOST and not plan.required  # how many have a phrase is not known
        after = _key_before_the_last(MOST / look.passages) if is_broad else None
        yield look.candidates, after, after is None and look is plan.looks[-1]
    if after is not None:
        yield look.candidates, None, True


def _key_before_the_last(share: float) -> int:
    """The key after which about this share of all passages is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(passage_id), 0) FROM search_passageterms")
        return int(cursor.fetchone()[0] * (1 - share))

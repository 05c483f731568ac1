"""That a page cannot be read, and that it can be again: each said once, and only when it is no mere blip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from statuspages.models import Happening, Platform

if TYPE_CHECKING:
    from statuspages.ingest.results import Result

SAID_AFTER = 3  # failures in a row: at least some minutes
What = Happening.What


def say_readability(results: Sequence[Result]) -> None:
    """Keep the happenings that these results make, in the caller's transaction. At most three statements."""
    failed = [result for result in results if result.error and result.page.failures + 1 >= SAID_AFTER]
    good = [result for result in results if not result.error and result.page.error]
    if not failed and not good:
        return
    said = _said_last([result.page.pk for result in (*failed, *good)])
    failing = _failing_platforms() if failed else set()
    told = [
        result
        for result in failed
        if said.get(result.page.pk) != What.UNREADABLE and result.page.provider not in failing
    ]
    again = [result for result in good if said.get(result.page.pk) == What.UNREADABLE]
    Happening.objects.bulk_create(
        [_happening(result, What.UNREADABLE, _unreadable(result)) for result in told]
        + [_happening(result, What.READABLE, _readable(result)) for result in again]
    )


def _said_last(page_ids: Iterable[int]) -> dict[int, str]:
    said = Happening.objects.filter(page__in=page_ids, what__in=(What.UNREADABLE, What.READABLE))
    return dict(said.order_by("page", "-pk").distinct("page").values_list("page", "what"))


def _failing_platforms() -> set[str]:
    return set(Platform.objects.exclude(failing_since=None).values_list("provider", flat=True))


def _happening(result: Result, what: What, says: str) -> Happening:
    page = result.page
    return Happening(what=what, page=page, provider=page.provider, at=result.at, says=says[:500])


def _unreadable(result: Result) -> str:
    page = result.page
    since = page.unreadable_since or result.at
    why = page.Error(result.error.code).label
    return f"The status page of {page.name} has not been readable since {since:%d %B %Y %H:%M} UTC: {why}."


def _readable(result: Result) -> str:
    page = result.page
    return (
        f"The status page of {page.name} can be read again; it could not since "
        f"{page.unreadable_since or result.at:%d %B %Y %H:%M} UTC."
    )

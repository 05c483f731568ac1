"""What is known of a group as a whole, made of its passages whenever they change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from django.db import connection

from search.meaning import meaning_of, told

if TYPE_CHECKING:
    import numpy as np

# Characters that say what a group is about. A writer waits while they are read: 20 ms at the most.
ENOUGH_TEXT = 40_000

WRITE = """
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(%s::bigint[], %s::bool[], %s::bool[], %s::text[], %s::bool[], %s::timestamptz[])
            AS given (group_id, is_changed, has_passages, meaning, is_told, at)
    ), gone AS (
        DELETE FROM search_group WHERE group_id IN (SELECT group_id FROM given WHERE NOT has_passages)
    ), moved AS (
        UPDATE search_group SET happened_at = at FROM given
        WHERE search_group.group_id = given.group_id AND is_told AND NOT is_changed
            AND happened_at IS DISTINCT FROM at
    )
    INSERT INTO search_group AS known (group_id, meaning, happened_at)
    SELECT group_id, meaning::halfvec, at FROM given WHERE is_changed AND has_passages
    ON CONFLICT (group_id) DO UPDATE SET meaning = EXCLUDED.meaning,
        happened_at = CASE
            WHEN (SELECT is_told FROM given WHERE given.group_id = known.group_id) THEN EXCLUDED.happened_at
            ELSE known.happened_at
        END
"""


@dataclass(frozen=True, slots=True)
class Telling:
    """A row of passages, as far as it tells what its group is about."""

    key: str
    part: int
    emphasis: float
    text: str


def write_groups(
    groups: Mapping[int, list[Telling]], changed: Collection[int], happened_at: Mapping[int, datetime | None]
) -> None:
    """Let these groups be known by all their passages, and be gone where they have none. One query at most.

    `changed` are those whose passages are not what they were. A group that `happened_at` does not have keeps
    its time.
    """
    rows = []
    for group, passages in groups.items():
        if group in changed or group in happened_at:
            meaning = _meaning(passages) if group in changed else None
            vector = None if meaning is None else told(meaning)
            is_told = group in happened_at
            rows.append((group, group in changed, bool(passages), vector, is_told, happened_at.get(group)))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])


def _meaning(passages: list[Telling]) -> np.ndarray | None:
    """Of the passages with most emphasis, until they are enough. Twice as long a text says twice as much."""
    telling = sorted(passages, key=lambda passage: (-passage.emphasis, passage.key, passage.part))
    before = accumulate((len(passage.text) for passage in telling), initial=0)
    return meaning_of(
        (passage.text, passage.emphasis * len(passage.text))
        for passage, length in zip(telling, before, strict=False)
        if length < ENOUGH_TEXT
    )

"""What is known of a group as a whole, made of its passages whenever they change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from search.meaning import meaning_of
from search.models import Group

# Characters that say what a group is about. A writer waits while they are read: 20 ms at the most.
ENOUGH_TEXT = 40_000


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
    """Let these groups be known by all their passages, and be gone where they have none.

    `changed` are those whose passages are not what they were. A group that `happened_at` does not have keeps
    its time. One query, and one or two more where something is new.
    """
    known = dict(Group.objects.filter(group__in=groups).values_list("group", "happened_at"))
    times = known | {group: at for group, at in happened_at.items() if group in groups}
    rows, gone = [], []
    for group, passages in groups.items():
        if not passages:
            gone.append(group)
        elif group in changed or group not in known or known[group] != times[group]:
            rows.append(Group(group=group, meaning=_meaning(passages), happened_at=times.get(group)))
    if rows:
        Group.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["group"], update_fields=["meaning", "happened_at"]
        )
    if not known.keys().isdisjoint(gone):
        Group.objects.filter(group__in=gone).delete()


def _meaning(passages: list[Telling]) -> list[float] | None:
    """Of the passages with most emphasis, until they are enough. Twice as long a text says twice as much."""
    telling = sorted(passages, key=lambda passage: (-passage.emphasis, passage.key, passage.part))
    before = accumulate((len(passage.text) for passage in telling), initial=0)
    meaning = meaning_of(
        (passage.text, passage.emphasis * len(passage.text))
        for passage, length in zip(telling, before, strict=False)
        if length < ENOUGH_TEXT
    )
    return None if meaning is None else meaning.tolist()

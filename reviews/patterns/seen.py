"""First seen, last seen, longest gap: of each mechanism, near misses apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part
from reviews.patterns.rows import Row
from timelines.when import Duration


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest stretch in which it was not met, between two incidents (their keys)."""

    length: Duration
    after: int
    before: int


@dataclass(frozen=True, slots=True)
class Seen:
    """When a mechanism was met. `first` and `last` are keys of incidents, None where no start is known."""

    mechanism: Mechanism
    first: int | None
    last: int | None
    since: Duration | None  # from the last until now
    gap: Gap | None  # None where there are too few, or a start has an open side and may lie anywhere
    has_open: bool
    without_start: Part


def seen(ground: Ground, mechanisms: Iterable[Mechanism], now: datetime) -> list[Seen]:
    """Of these mechanisms, in their order. `now` is aware."""
    return [_seen(mechanism, ground, now) for mechanism in mechanisms]


def _seen(mechanism: Mechanism, ground: Ground, now: datetime) -> Seen:
    rows = ground.told.incidents
    without = mechanism.met & ground.without_start
    met = [rows[place] for place in Part(mechanism.met.bits & ~without.bits, "")]
    has_open = any(None in row.began for row in met)
    # They stand in the order of their earliest bounds; what was seen last may have begun latest of all.
    last = max(met, key=lambda row: (row.latest or now, row.earliest or row.latest), default=None)
    return Seen(
        mechanism=mechanism,
        first=met[0].pk if met else None,
        last=last.pk if last else None,
        since=_since(last, now),
        gap=None if has_open or not mechanism.is_enough else _longest_gap(met),
        has_open=has_open,
        without_start=without,
    )


def _since(last: Row | None, now: datetime) -> Duration | None:
    """How long ago the last began, as a range; None where a side is open, or where it is yet to come."""
    if last is None or None in last.began or last.latest > now:
        return None
    return Duration(now - last.latest, now - last.earliest)


def _longest_gap(met: list[Row]) -> Gap | None:
    """The longest stretch that is free for sure, as long as it may be at most.

    `met` stands in the order of the earliest bounds: whatever begins before a stretch has ended by its
    beginning if the latest of them has.
    """
    longest, latest = None, met[0] if met else None
    for row in met[1:]:
        free = row.earliest - latest.latest
        if free > timedelta(0) and (longest is None or free > longest.length.shortest):
            longest = Gap(Duration(free, row.latest - latest.earliest), latest.pk, row.pk)
        latest = max(latest, row, key=lambda one: one.latest)
    return longest

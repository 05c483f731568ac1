"""First seen, last seen, longest gap: of each mechanism, near misses apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part
from reviews.patterns.rows import Row
from timelines.when import Duration

NOTHING = timedelta(0)
EVER = datetime.max.replace(tzinfo=UTC)


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
    gap: Gap | None  # None where there are too few, or the starts overlap so that nothing is free for sure
    without_start: Part


def seen(ground: Ground, mechanisms: Iterable[Mechanism], now: datetime) -> list[Seen]:
    """Of these mechanisms, in their order. `now` is aware."""
    return [_seen(mechanism, ground, now) for mechanism in mechanisms]


def _seen(mechanism: Mechanism, ground: Ground, now: datetime) -> Seen:
    rows = ground.told.incidents
    without = mechanism.met & ground.without_start
    met = [rows[place] for place in Part(mechanism.met.bits & ~without.bits, "")]
    # They stand in the order of their earliest bounds; what was seen last may have begun latest of all.
    last = max(met, key=lambda row: (row.latest or now, row.earliest or row.latest), default=None)
    return Seen(
        mechanism=mechanism,
        first=met[0].pk if met else None,
        last=last.pk if last else None,
        since=_since(last, now),
        gap=_longest_gap(met) if mechanism.is_enough and len(met) > 1 else None,
        without_start=without,
    )


def _since(last: Row | None, now: datetime) -> Duration | None:
    """How long ago the last began, as a range; None where a side is open, or where it is yet to come."""
    if last is None or None in last.began or last.latest > now:
        return None
    return Duration(now - last.latest, now - last.earliest)


def _longest_gap(met: list[Row]) -> Gap | None:
    """The longest stretch that is free for sure, and how long the longest may be at most.

    `met` stands in the order of the earliest bounds: whatever begins before a stretch has ended by its
    beginning if the latest of them has. A start with an open side may lie anywhere on that side: of what lies
    there nothing is sure, and no gap has a bound any more.
    """
    closed = [row for row in met if row.earliest is not None]
    before = [row for row in met if row.earliest is None]
    is_open = bool(before) or any(row.latest is None for row in closed)
    longest = None
    latest = max(before, key=_end) if before else closed.pop(0)
    for row in closed:
        free = row.earliest - _end(latest) if latest.latest else NOTHING
        if free > NOTHING and (longest is None or free > longest.length.shortest):
            most = None if is_open else row.latest - latest.earliest
            longest = Gap(Duration(free, most), latest.pk, row.pk)
        latest = max(latest, row, key=_end)
    return longest


def _end(row: Row) -> datetime:
    return row.latest or EVER

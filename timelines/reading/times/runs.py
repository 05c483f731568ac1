"""Entries of lists, tables, logs and headings: which belong together, and which way they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from timelines.reading.times.spoken import Spoken
from timelines.reading.times.timed import DAY, Timed, clock_of, resolve_on, start_of


@dataclass(slots=True)
class Run:
    """Entries of one list, table, log or row of headings, in the order of the text."""

    family: str
    section: int
    entries: list[Timed] = field(default_factory=list)
    is_newest_first: bool = False


@dataclass(slots=True)
class Chain:
    """Where a run has got to. pending: a day named without a time, for the entry that follows."""

    day: date | None
    pending: date | None = None
    last: Timed | None = None

    def follow(self, timed: Timed) -> None:
        if timed.when is None:
            return
        self.day = timed.day
        if timed.spoken.clock is None and timed.spoken.moment.instant is None:
            self.pending, self.last = timed.day, None
        else:
            self.pending, self.last = None, timed


def runs_backwards(entries: list[Timed]) -> bool:
    """Whether a list begins with the newest entry."""
    back = forth = 0
    for one, other in pairwise(entries):
        order = _order(one, other)
        back += order < 0
        forth += order > 0
    if back + forth < 2:
        return back == 1 and all(timed.spoken.has_day for timed in entries)
    return back > forth


def _order(one: Timed, other: Timed) -> int:
    """1 where `other` is said to be later, -1 where earlier, 0 where nobody can tell."""
    first, second = one.spoken, other.spoken
    if first.has_day and second.has_day:
        a, b = _figures(first), _figures(second)
        if a[0] and b[0] is None:
            a = (None, *a[1:])
        if a[0] is None or b[0] is None:
            a, b = a[1:], b[1:]
        return (a < b) - (a > b)
    if second.has_day or (first.has_day and first.clock is None):
        return 0
    a, b = clock_of(one), clock_of(other)
    return 0 if a is None or b is None else (a < b) - (a > b)


def _figures(spoken: Spoken):
    if spoken.moment.instant:
        instant = spoken.moment.instant
        return (instant.year, instant.month, instant.day, instant.hour, instant.minute, instant.second)
    clock = spoken.clock
    time = (clock.hour, clock.minute, clock.second) if clock else (0, 0, 0)
    return (spoken.date.year, spoken.date.month, spoken.date.day, *time)


def correct_years(entries: list[Timed], words: Callable[[Timed], str]) -> None:
    """A slip in the year: one entry of another year, which stands in order with that of its neighbours."""
    placed = [timed for timed in entries if timed.when is not None]
    for before, timed, after in zip(placed, placed[1:], [*placed[2:], None], strict=False):
        date_said = timed.spoken.date
        if date_said is None or not timed.spoken.is_full or before.day.year == timed.day.year:
            continue
        if after is not None and after.day.year != before.day.year:
            continue
        slip, spoken = timed.spoken.said, timed.spoken
        spoken.said = replace(
            slip, moment=replace(slip.moment, date=replace(date_said, year=before.day.year))
        )
        if resolve_on(timed, None, words(timed)) and _in_order(before, timed, after):
            timed.notes.append(f"its year, {date_said.year}, is taken for a slip")
        else:
            spoken.said = slip
            resolve_on(timed, None, words(timed))


def _in_order(before: Timed, timed: Timed, after: Timed | None) -> bool:
    if after is None:
        return timedelta(0) <= start_of(timed.when) - start_of(before.when) <= 2 * DAY
    return start_of(before.when) <= start_of(timed.when) <= start_of(after.when)

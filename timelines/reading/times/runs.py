"""Entries of lists, tables, logs and headings: which belong together, and which way they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from timelines.reading.times.spoken import Spoken
from timelines.reading.times.timed import DAY, Timed, clock_of, resolve_on, start_of
from timelines.when.reading.said import SaidDate


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


def correct_slips(entries: list[Timed], words: Callable[[Timed], str]) -> None:
    """A slip in a date: an entry out of order that is in order with the day, or year, of both neighbours."""
    placed = [timed for timed in entries if timed.when is not None]
    for before, timed, after in zip(placed, placed[1:], [*placed[2:], None], strict=False):
        said = timed.spoken.date
        if said is None or not said.day or not timed.spoken.is_full or _in_order(before, timed, after):
            continue
        for other in _likely(said, before, timed, after):
            if _try(timed, other, before, after, words):
                break


def _likely(said: SaidDate, before: Timed, timed: Timed, after: Timed | None) -> Iterator[SaidDate]:
    """What may have been meant: the year of the neighbours, the day of both."""
    if before.day.year != timed.day.year and (after is None or after.day.year == before.day.year):
        yield replace(said, year=before.day.year)
    if after is not None and before.day.year == timed.day.year == after.day.year - 1:
        yield replace(said, year=after.day.year)  # not turned at new year
    if after is not None and before.day == after.day:
        yield replace(said, year=before.day.year, month=before.day.month, day=before.day.day)


def _try(
    timed: Timed, meant: SaidDate, before: Timed, after: Timed | None, words: Callable[[Timed], str]
) -> bool:
    spoken, said = timed.spoken, timed.spoken.said
    spoken.said = replace(said, moment=replace(said.moment, date=meant))
    if resolve_on(timed, None, words(timed)) and _in_order(before, timed, after):
        timed.notes.append(f"its date, {said.moment.date.words}, is taken for a slip")
        return True
    spoken.said = said
    resolve_on(timed, None, words(timed))
    return False


def _in_order(before: Timed, timed: Timed, after: Timed | None) -> bool:
    if after is None:
        return timedelta(0) <= start_of(timed.when) - start_of(before.when) <= 400 * DAY
    return start_of(before.when) <= start_of(timed.when) <= start_of(after.when)

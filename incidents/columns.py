"""Stretches of the calendar that incidents are counted in, by when they began: quarters, years, more years.

A start is an interval, so an incident may lie in several columns. It is counted in each that it may lie in,
as `during:` of the query language finds it; it lies there certainly where it can lie nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.db.models import F
from django.db.models.functions import Coalesce

MOST_QUARTERS = 24  # six years; of a longer span, years
MOST_YEARS = 24
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
RESOLUTION = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 1000, 9997  # that the query language writes; what began beyond stands in no column
FIRST, AFTER = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)

Bounds = tuple[datetime | None, datetime | None]  # [earliest, latest); None: no bound on that side

LOWER, UPPER = F("started_range__startswith"), F("started_range__endswith")
# The order of `When.key`, by which the last of a list began last; incidents without a start stand behind it.
BY_START = (
    Coalesce(LOWER, UPPER).asc(nulls_last=True),
    UPPER.asc(nulls_last=True),
    F("number").asc(),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch, [start, end) in UTC."""

    during: str  # as `during:` takes it: 2023-Q1, 2023, 2020..2024
    label: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Columns:
    """Stretches that follow one another without a gap. There are none where no start has a bound."""

    each: str  # quarter, year, 5 years
    columns: tuple[Column, ...] = ()

    @property
    def one(self) -> str:
        """A single one of them, after “one”, “another”, “no”."""
        return f"stretch of {self.each}" if self.each[0].isdigit() else self.each

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self):
        return iter(self.columns)

    def places(self, bounds: Bounds) -> range:
        """The columns in which a start of these bounds may lie, by their place."""
        lower, upper = bounds
        first = 0 if lower is None else bisect_right(self._starts, lower) - 1
        last = len(self) if upper is None else bisect_left(self._starts, upper)
        return range(max(first, 0), last)

    def holds(self, bounds: Bounds) -> bool:
        """Whether a start of these bounds lies in one column and nowhere else."""
        return None not in bounds and len(self.places(bounds)) == 1

    @cached_property
    def _starts(self) -> list[datetime]:
        return [column.start for column in self.columns]


def columns_for(starts: Iterable[Bounds]) -> Columns:
    """Quarters where 24 of them hold all bounds of these starts, else years, else stretches of years."""
    starts = list(starts)
    lowers = [lower for lower, _ in starts if lower and FIRST <= lower < AFTER]
    uppers = [upper for _, upper in starts if upper and FIRST <= upper - RESOLUTION < AFTER]
    ends = [min(lowers), max(lowers)] if lowers else []
    ends += [min(uppers) - RESOLUTION, max(uppers) - RESOLUTION] if uppers else []
    if not ends:
        return Columns("quarter")
    first, last = min(ends).astimezone(UTC), max(ends).astimezone(UTC)
    quarters = _quarter_of(last) - _quarter_of(first) + 1
    if quarters <= MOST_QUARTERS:
        return Columns("quarter", tuple(_quarter(_quarter_of(first) + nth) for nth in range(quarters)))
    return _years(first.year, last.year)


def _quarter_of(moment: datetime) -> int:
    """Quarters since the beginning of our era."""
    return moment.year * 4 + (moment.month - 1) // 3


def _quarter(number: int) -> Column:
    year, nth = divmod(number, 4)
    later, after = divmod(number + 1, 4)
    start = datetime(year, nth * 3 + 1, 1, tzinfo=UTC)
    end = datetime(later, after * 3 + 1, 1, tzinfo=UTC)
    return Column(f"{year:04}-Q{nth + 1}", f"Q{nth + 1} {year}", start, end)


def _years(first: int, last: int) -> Columns:
    step = next(step for step in YEAR_STEPS if last // step - first // step < MOST_YEARS)
    begins = range(first // step * step, last + 1, step)
    each = "year" if step == 1 else f"{step} years"
    return Columns(each, tuple(_stretch(begin, begin + step - 1) for begin in begins))


def _stretch(first: int, last: int) -> Column:
    first, last = max(first, FIRST_YEAR), min(last, LAST_YEAR)
    one = first == last
    during = f"{first:04}" if one else f"{first:04}..{last:04}"
    label = f"{first}" if one else f"{first}–{last}"
    return Column(during, label, datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC))

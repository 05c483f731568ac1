"""Mechanisms × time: how often each was met in each quarter or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from incidents.columns import Columns
from incidents.trend import NO_SEVERITY, Spot, scale_of, trend
from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part
from timelines.drawing.dots import DotScale, Stack, draw_dots


@dataclass(frozen=True, slots=True)
class Cell:
    """The incidents that may lie in a column; `sure` of them lie nowhere else."""

    part: Part
    sure: int

    @property
    def said(self) -> str:
        """“3”, or “2–3” where a third may lie elsewhere."""
        number = self.part.number
        return f"{number:,}" if self.sure == number else f"{self.sure:,}–{number:,}"

    @property
    def link(self) -> SafeString:
        return self.part.linked(self.said)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One line of the table: a mechanism, its near misses apart, or all incidents with factors."""

    whole: Part
    cells: tuple[Cell, ...]
    without_start: Part


@dataclass(frozen=True, slots=True)
class OneOverTime:
    mechanism: Mechanism
    row: TimeRow
    near: TimeRow
    stacks: tuple[Stack, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """The table and its drawings, all on one scale."""

    columns: Columns
    rows: tuple[OneOverTime, ...]
    everything: TimeRow  # all incidents with factors: what the numbers of a column are out of
    near_everything: TimeRow
    scale: DotScale

    @property
    def has_near(self) -> bool:
        return bool(self.near_everything.whole.number)

    def drawing(self, one: OneOverTime) -> SafeString:
        return draw_dots(one.stacks, self.scale)


def over_time(ground: Ground, shown: Sequence[Mechanism]) -> OverTime:
    """Of the mechanisms `shown`, in their order."""
    colours = _by_colour(ground)
    rows = tuple(_one(mechanism, ground, colours) for mechanism in shown)
    return OverTime(
        columns=ground.columns,
        rows=rows,
        everything=_row(ground.population, ground),
        near_everything=_row(ground.near_with_factors, ground),
        scale=scale_of([list(one.stacks) for one in rows], ground.columns),
    )


def _row(whole: Part, ground: Ground) -> TimeRow:
    sure = ground.sure
    cells = []
    for column in ground.in_columns:
        part = whole & column
        cells.append(Cell(part, (part.bits & sure).bit_count()))
    return TimeRow(whole, tuple(cells), whole & ground.without_start)


def _one(mechanism: Mechanism, ground: Ground, colours: dict[int, int]) -> OneOverTime:
    row, near = _row(mechanism.met, ground), _row(mechanism.near, ground)
    spots: Counter[Spot] = Counter()
    for place, (above, below) in enumerate(zip(row.cells, near.cells, strict=True)):
        for colour, bits in colours.items():
            _add(spots, place, colour, above.part.bits & bits, ground.sure)
        _add(spots, place, NO_SEVERITY, below.part.bits, ground.sure, is_near_miss=True)
    hrefs = {
        (column.during, is_near): cell.part.href
        for is_near, cells in ((False, row.cells), (True, near.cells))
        for column, cell in zip(ground.columns, cells, strict=True)
        if cell.part.bits
    }
    stacks = trend(spots, ground.columns, mechanism.name, lambda column, near: hrefs[column.during, near])
    return OneOverTime(mechanism, row, near, tuple(stacks))


def _add(spots, place: int, colour: int, bits: int, sure: int, *, is_near_miss: bool = False) -> None:
    certain = (bits & sure).bit_count()
    pale = bits.bit_count() - certain
    for number, is_pale in ((certain, False), (pale, True)):
        if number:
            spots[Spot(place, is_near_miss, is_pale, colour)] = number


def _by_colour(ground: Ground) -> dict[int, int]:
    """The incidents of each severity's colour; those without a severity have a colour, too."""
    places: dict[int, list[int]] = {}
    severities = ground.told.severities
    for place, row in enumerate(ground.told.incidents):
        colour = severities[row.severity][1] if row.severity in severities else NO_SEVERITY
        places.setdefault(colour, []).append(place)
    return {colour: ground.bits(held) for colour, held in sorted(places.items())}

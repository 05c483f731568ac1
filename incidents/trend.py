"""When incidents of one sort began, as columns of dots: one a dot, pale where it may lie elsewhere.

Near misses are rings on a line of their own below the axis. Several drawings share one scale, so that they
can be compared. Fewer than LEAST incidents show when they were; nothing is read from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from incidents.columns import Bounds, Column, Columns
from timelines.drawing.dots import Dots, DotScale, Stack, Tick, draw_dots

LEAST = 5  # under it no trend, no share and no gap is read from a number
NO_SEVERITY = 4  # the colour of incidents that have none
MOST_WORDS = 8  # under the axis
ROOM = 3  # quarters that a word takes where there are most


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where in a drawing an incident stands."""

    place: int  # of the column
    is_near_miss: bool
    is_pale: bool  # it may lie in another column
    colour: int  # 1 to 5


Address = Callable[[Column, bool], str]  # of the list of a column's incidents; of near misses where True


def spots_of(bounds: Bounds, columns: Columns, *, colour: int, is_near_miss: bool) -> Iterable[Spot]:
    """Every spot of one incident: several where its start may lie in several columns."""
    is_pale = not columns.holds(bounds)
    return [Spot(place, is_near_miss, is_pale, colour) for place in columns.places(bounds)]


def trend(
    spots: Mapping[Spot, int], columns: Columns, name: str, address: Address | None = None
) -> list[Stack]:
    """One drawing: a stack for each column, the worst at the axis, pale ones outermost. `name`: of what."""
    by_place: dict[int, list[tuple[Spot, int]]] = {}
    for spot, number in sorted(spots.items()):
        by_place.setdefault(spot.place, []).append((spot, number))
    return [_stack(by_place.get(place, []), column, name, address) for place, column in enumerate(columns)]


def draw_trend(
    spots: Mapping[Spot, int], columns: Columns, name: str, address: Address | None = None
) -> SafeString:
    """A drawing that stands alone, on its own scale."""
    stacks = trend(spots, columns, name, address)
    return draw_dots(stacks, scale_of([stacks], columns))


def scale_of(drawings: Iterable[list[Stack]], columns: Columns) -> DotScale:
    """The one scale of several drawings over the same columns."""
    return DotScale.of(drawings, len(columns), _ticks(columns))


def _stack(held: list[tuple[Spot, int]], column: Column, name: str, address: Address | None) -> Stack:
    dots = tuple(Dots(number, _css(spot), spot.is_near_miss) for spot, number in held)
    told = {}
    for is_near_miss, at in ((False, ""), (True, "below_")):
        here = [(spot, number) for spot, number in held if spot.is_near_miss == is_near_miss]
        told[f"{at}title"] = f"{name}, {column.label}: {_said(here, is_near_miss)}"
        told[f"{at}href"] = address(column, is_near_miss) if address and here else ""
    return Stack(dots, **told)


def _css(spot: Spot) -> str:
    colour = "m-open" if spot.is_near_miss else f"m-sev{spot.colour}"
    return f"{colour} m-soft" if spot.is_pale else colour


def _said(held: list[tuple[Spot, int]], is_near_miss: bool) -> str:
    number = sum(number for _, number in held)
    pale = sum(number for spot, number in held if spot.is_pale)
    noun = "near miss" if is_near_miss else "incident"
    ending = "" if number == 1 else "es" if is_near_miss else "s"
    perhaps = f", {pale:,} of which may lie elsewhere" if pale else ""
    return f"{number:,} {noun}{ending}{perhaps}"


def _ticks(columns: Columns) -> list[Tick]:
    """The years, or as many of them as have room for their words."""
    years = [(place, column.start.year) for place, column in enumerate(columns)]
    firsts = [(place, year) for place, year in years if place == 0 or columns.columns[place].start.month == 1]
    if len(firsts) > 1 and firsts[1][0] < ROOM and columns.each == "quarter":
        firsts = firsts[1:]  # the end of a year has no room for its word beside the next
    step = -(-len(firsts) // MOST_WORDS)
    return [Tick(place, str(year)) for place, year in firsts[::step]] if firsts else []

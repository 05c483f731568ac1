"""Mechanisms × components: which way of failing was met where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part


@dataclass(frozen=True, slots=True)
class ByComponent:
    """A line for each component that is shown, a cell for each mechanism."""

    mechanisms: tuple[Mechanism, ...]
    rows: tuple[ComponentRow, ...]
    of: int  # how many components there are in all
    without: Part  # incidents with factors that name no component
    without_cells: tuple[Part, ...]  # by mechanism
    population: Part


@dataclass(frozen=True, slots=True)
class ComponentRow:
    name: str
    whole: Part  # its incidents with factors
    cells: tuple[Part, ...]  # by mechanism


def by_component(ground: Ground, shown: Sequence[Mechanism], most: int) -> ByComponent:
    """The `most` frequent components with the mechanisms `shown`."""
    components = ground.components
    return ByComponent(
        mechanisms=tuple(shown),
        rows=tuple(
            ComponentRow(
                name, ground.population & component, tuple(mechanism.met & component for mechanism in shown)
            )
            for name, component in components[:most]
        ),
        of=len(components),
        without=ground.population & ground.without_component,
        without_cells=tuple(mechanism.met & ground.without_component for mechanism in shown),
        population=ground.population,
    )

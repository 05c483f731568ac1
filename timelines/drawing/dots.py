"""Dots in columns: one a happening, stacked on an axis, with a line of their own below it for what went well.

Positions across are percentages, so a drawing fits any width; upwards they are pixels, the same in every
drawing of one scale, so that several stand beside one another and can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .text import escape

DOT = 9.5  # px across
PITCH = 12  # px from dot to dot
MOST_DOTS = 8  # in a column; of more, bars
BAR_ROOM = 84  # px for the tallest bar
HEAD_ROOM = 6  # px above the tallest column
LABEL_ROOM = 15  # px below for the axis' words
BELOW_GAP = 4  # px between the axis and the line below it
LEAST_BAR = 1.5  # px


@dataclass(frozen=True, slots=True)
class Dots:
    """Happenings of one look in one column."""

    number: int
    css: str  # classes of the style sheet
    is_below: bool = False  # stands on the line below the axis


@dataclass(frozen=True, slots=True)
class Stack:
    """One column: what stands in it from the axis outwards, where it leads, and what a pointer is told."""

    dots: tuple[Dots, ...]
    title: str = ""
    href: str = ""
    below_title: str = ""
    below_href: str = ""

    def height(self, *, below: bool) -> int:
        return sum(dots.number for dots in self.dots if dots.is_below == below)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across all drawings where a column begins, with its word."""

    place: int  # of the column
    label: str


@dataclass(frozen=True, slots=True)
class DotScale:
    """What several drawings share: how many columns, how high the highest is on either side of the axis."""

    columns: int
    above: int
    below: int
    ticks: tuple[Tick, ...] = ()

    @classmethod
    def of(cls, drawings: Iterable[Sequence[Stack]], columns: int, ticks: Iterable[Tick] = ()) -> DotScale:
        """The one scale of all `drawings`, each of which has a stack for every column."""
        stacks = [stack for drawing in drawings for stack in drawing]
        above = max((stack.height(below=False) for stack in stacks), default=0)
        below = max((stack.height(below=True) for stack in stacks), default=0)
        return cls(columns, above, below, tuple(ticks))

    @property
    def has_dots(self) -> bool:
        """Whether one can be drawn for each; else they are bars."""
        return max(self.above, self.below) <= MOST_DOTS

    @property
    def each(self) -> float:
        """Pixels that one happening takes."""
        return PITCH if self.has_dots else BAR_ROOM / max(self.above, self.below)

    @property
    def axis(self) -> float:
        """Where the axis stands, from the top."""
        return math.ceil(HEAD_ROOM + max(self.above * self.each, 2 * PITCH))

    @property
    def height(self) -> float:
        below = math.ceil(BELOW_GAP + self.below * self.each) if self.below else 0
        return self.axis + below + LABEL_ROOM


def draw_dots(stacks: Sequence[Stack], scale: DotScale) -> SafeString:
    """One drawing on the shared `scale`.

    Its links are for pointers: hidden from the keyboard and from screen readers, for whom the same numbers
    stand in a table beside it.
    """
    parts = list(_grid(scale))
    for place, stack in enumerate(stacks):
        parts += _stack(stack, place, scale)
    return SafeString(
        f'<svg class="dots" height="{scale.height:g}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _grid(scale: DotScale) -> Iterable[str]:
    bottom = scale.height - LABEL_ROOM
    for tick in scale.ticks:
        x = _percent(tick.place / scale.columns)
        if tick.place:
            yield f'<line class="d-grid" x1="{x}" x2="{x}" y1="0" y2="{bottom:g}"/>'
        yield f'<text x="{x}" dx="2" y="{scale.height - 3:g}">{escape(tick.label)}</text>'
    yield f'<line class="d-axis" x1="0" x2="100%" y1="{scale.axis:g}" y2="{scale.axis:g}"/>'


def _stack(stack: Stack, place: int, scale: DotScale) -> Iterable[str]:
    up = [dots for dots in stack.dots if not dots.is_below and dots.number]
    down = [dots for dots in stack.dots if dots.is_below and dots.number]
    if up:
        marks = _marks(up, place, scale, scale.axis, -1)
        yield _link(stack.href, stack.title, marks, place, scale, (0, scale.axis))
    if down:
        marks = _marks(down, place, scale, scale.axis + BELOW_GAP, 1)
        room = (scale.axis, scale.height - LABEL_ROOM)
        yield _link(stack.below_href, stack.below_title, marks, place, scale, room)


def _marks(pile: list[Dots], place: int, scale: DotScale, base: float, way: int) -> str:
    """From `base` upwards (`way` -1) or downwards (1)."""
    drawn, held = [], 0
    for dots in pile:
        if scale.has_dots:
            for nth in range(held, held + dots.number):
                y = base + way * (nth + 0.5) * PITCH
                x = _percent((place + 0.5) / scale.columns)
                drawn.append(f'<circle class="{dots.css}" cx="{x}" cy="{y:g}" r="{_radius(dots.css):g}"/>')
        else:
            drawn.append(_bar(dots, place, scale, base + way * held * scale.each, way))
        held += dots.number
    return "".join(drawn)


def _bar(dots: Dots, place: int, scale: DotScale, base: float, way: int) -> str:
    height = max(dots.number * scale.each, LEAST_BAR)
    top = base - height if way < 0 else base
    left, width = _percent((place + 0.16) / scale.columns), _percent(0.68 / scale.columns)
    return f'<rect class="{dots.css}" x="{left}" y="{top:.1f}" width="{width}" height="{height:.1f}"/>'


def _radius(css: str) -> float:
    """A ring is as large as a dot with its line."""
    return DOT / 2 - 0.75 if "m-open" in css else DOT / 2


def _link(href, title, marks, place, scale: DotScale, room: tuple[float, float]) -> str:
    if not href:
        return marks
    top, bottom = room
    left, width = _percent(place / scale.columns), _percent(1 / scale.columns)
    return (
        f'<a href="{escape(href)}" tabindex="-1"><title>{escape(title)}</title>'
        f'<rect class="d-hit" x="{left}" y="{top:g}" width="{width}" height="{bottom - top:g}"/>{marks}</a>'
    )


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"

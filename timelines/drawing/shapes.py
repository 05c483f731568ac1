"""A mark in pixels: how wide its shape is on the axis, before it has a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .plan import Mark
from .scale import Scale
from .spans import Span
from .text import text_width

DOT_RADIUS = 4.5
LEAST_WIDTH = 4
LONG_WIDTH = 16
MARGIN = 3
"""Pixels kept free to either side of a short mark and of a label."""

BAND_GAP = 1.5

WEDGE = 34
"""Pixels of the wedge that stands for an open side."""


@dataclass(slots=True)
class Shape:
    """One mark, or several that are drawn as one, on the axis.

    - left, right: what its drawing covers. lo, hi: where its time lies (without wedges and least widths).
    - label: the words above it; label_left and label_width: where they stand once they have a place.
    """

    marks: list[Mark]
    spans: list[Span]
    left: float
    right: float
    lo: float
    hi: float
    label: str = ""
    label_width: float = 0.0
    label_left: float | None = None
    row: int = 0
    parts: list["Shape"] = field(default_factory=list)  # of a group: what it is made of

    def set_label(self, words: str) -> None:
        """The words to stand above the shape, once it has a place."""
        self.label, self.label_width = words, text_width(words)

    @property
    def is_group(self) -> bool:
        return bool(self.parts)

    @property
    def box(self) -> tuple[float, float]:
        """What label and drawing take up together, with room to be told from their neighbours."""
        return self.box_with(self.label_left)

    def box_with(self, label_left: float | None) -> tuple[float, float]:
        """The box that it would have with its label there. Long bars may touch: they need no room."""
        room = MARGIN if self.right - self.left < LONG_WIDTH else 0.0
        left, right = self.left - room, self.right + room
        if label_left is None:
            return left, right
        if label_left < self.left:
            left = min(left, label_left - MARGIN)
        return left, max(right, label_left + self.label_width + MARGIN)


def shape_of(mark: Mark, span: Span, scale: Scale, width: float) -> Shape:
    """The shape of a mark within a drawing `width` pixels wide, not yet labelled."""
    lo = scale.x(span.lo)
    hi = lo if span.hi == span.lo else scale.x(span.hi)
    if span.kind == "point":
        left, right = lo - DOT_RADIUS, lo + DOT_RADIUS
    else:
        short = max(LEAST_WIDTH - (hi - lo), 0) / 2
        # Less at the end, so that two days side by side are seen to be two.
        left, right = lo - short, hi + short - BAND_GAP * (hi - lo >= LONG_WIDTH and span.kind == "band")
        left -= WEDGE * span.opens_left
        right += WEDGE * span.opens_right
    return Shape([mark], [span], max(left, 0.0), min(right, width), lo, hi)


def merged(shapes: Sequence[Shape]) -> Shape:
    """One shape for several, labelled with their number."""
    marks = [mark for shape in shapes for mark in shape.marks]
    words = f"{len(marks)} events"
    return Shape(
        marks,
        [span for shape in shapes for span in shape.spans],
        min(shape.left for shape in shapes),
        max(shape.right for shape in shapes),
        min(shape.lo for shape in shapes),
        max(shape.hi for shape in shapes),
        words,
        text_width(words),
        parts=[part for shape in shapes for part in (shape.parts or [shape])],
    )

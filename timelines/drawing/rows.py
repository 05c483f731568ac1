"""Setting shapes and their labels in the rows of a lane, so that nothing touches anything else.

Every shape with its label is one box. Boxes go to the first row with room; what finds none with its label
goes without; what finds none at all is counted together in a last row.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from .shapes import MARGIN, Shape, merged
from .text import label_choices

ROWS_MOST = 3
"""Rows of labelled marks in a lane; the row of counts comes on top of them."""

FEW = 16
ROWS_MOST_OF_FEW = 5
"""So few events may have more rows, each with its own words: a count would tell nothing."""

COUNT_ROOM = 72
"""Pixels that a count ("17 events") is sure to fit in."""


class Row:
    """The boxes that one row holds already."""

    def __init__(self):
        self._lefts: list[float] = []
        self._rights: list[float] = []

    def has_room(self, left: float, right: float) -> bool:
        index = bisect_left(self._lefts, left)
        if index and self._rights[index - 1] > left:
            return False
        return index == len(self._lefts) or right <= self._lefts[index]

    def take(self, left: float, right: float) -> None:
        index = bisect_left(self._lefts, left)
        self._lefts.insert(index, left)
        self._rights.insert(index, right)


class Frame:
    """Where labels may stand: within `width`, and not in a fold, which has words of its own."""

    def __init__(self, width: float, folds: Sequence[tuple[float, float]]):
        self.width = width
        self.folds = folds

    def label_places(self, shape: Shape) -> list[float]:
        """Left edges at which the label may stand, the best first."""
        width = shape.label_width
        starts = [max(shape.left, 0.0), shape.right - width, (shape.left + shape.right - width) / 2]
        walls = [*((left, right) for left, right in self.folds), (self.width, self.width)]
        for wall_left, wall_right in walls:
            if shape.left < wall_left <= shape.left + width + MARGIN:
                starts.append(wall_left - MARGIN - width)
            if shape.left < wall_right < shape.right - 2 * MARGIN:
                starts.append(wall_right + MARGIN + 1)
        return [left for left in starts if self.is_free(left, left + width)]

    def is_free(self, left: float, right: float) -> bool:
        if left < 0 or right > self.width:
            return False
        return all(right + MARGIN <= fold[0] or left >= fold[1] + MARGIN for fold in self.folds)


def set_in_rows(
    shapes: Sequence[Shape], frame: Frame, leading: Collection[str] = ()
) -> tuple[list[Shape], int]:
    """(shapes with their rows and label places, number of rows); those without room have become groups.

    Bars with a severity and marks whose id is in `leading` (milestones) are labelled first, the others in
    order of time.
    """
    rows = [Row() for _ in range(ROWS_MOST_OF_FEW if len(shapes) <= FEW else ROWS_MOST)]
    order = sorted(shapes, key=lambda shape: (not _leads(shape, leading), shape.left, shape.right))
    placed, bare, rest = [], [], []
    for shape in order:
        (placed if _place_labelled(shape, rows, frame) else bare).append(shape)
    for shape in bare:
        (placed if _place_bare(shape, rows) else rest).append(shape)
    used = 1 + max((shape.row for shape in placed), default=-1)
    groups = _groups(rest, frame) if rest else []
    for group in groups:
        group.row = used
    return sorted(placed + groups, key=lambda shape: (shape.lo, shape.row)), used + bool(groups)


def _leads(shape: Shape, leading: Collection[str]) -> bool:
    mark = shape.marks[0]
    return (mark.until is not None and mark.level > 0) or mark.id in leading


def _place_labelled(shape: Shape, rows: Sequence[Row], frame: Frame) -> bool:
    bare_left, bare_right = shape.box
    roomy = [row for row in rows if row.has_room(bare_left, bare_right)]
    if not roomy:
        return False
    mark = shape.marks[0]
    for words in [mark.label.strip()] if mark.label.strip() else label_choices(mark.title):
        shape.set_label(words)
        places = [(left, *shape.box_with(left)) for left in frame.label_places(shape)]
        for row in roomy:
            for label_left, left, right in places:
                if row.has_room(left, right):
                    row.take(left, right)
                    shape.row, shape.label_left = rows.index(row), label_left
                    return True
    return False


def _place_bare(shape: Shape, rows: Sequence[Row]) -> bool:
    left, right = shape.box
    for number, row in enumerate(rows):
        if row.has_room(left, right):
            row.take(left, right)
            shape.row = number
            return True
    return False


def _groups(rest: Sequence[Shape], frame: Frame) -> list[Shape]:
    """What found no row, side by side in one: neighbours joined until each has room for its count."""
    runs: list[tuple[list[Shape], float]] = []
    for shape in sorted(rest, key=lambda shape: (shape.left, shape.right)):
        left, right = shape.box
        if runs and left < max(runs[-1][1], runs[-1][0][0].box[0] + COUNT_ROOM):
            parts, end = runs[-1]
            parts.append(shape)
            runs[-1] = (parts, max(end, right))
        else:
            runs.append(([shape], right))
    groups = [merged(parts) if len(parts) > 1 else parts[0] for parts, _ in runs]
    limits = [*(group.box[0] for group in groups[1:]), frame.width + MARGIN]
    taken = -float(MARGIN)
    for group, limit in zip(groups, limits, strict=True):
        if group.is_group:
            boxes = ((place, group.box_with(place)) for place in frame.label_places(group))
            group.label_left = next(
                (p for p, (left, right) in boxes if taken <= left and right <= limit), None
            )
        taken = group.box[1]
    return groups

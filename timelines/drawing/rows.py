"""Setting shapes and their labels in the rows of a lane, so that nothing touches anything else.

Every shape with its label is one box. Boxes go to the first row with room; what finds none with its label
goes without; what finds none at all is counted together in a last row.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from .shapes import Shape, merged, set_label

ROWS_MOST = 3
"""Rows of labelled marks in a lane; the row of counts comes on top of them."""

GAP = 6
"""Pixels between two boxes, at least: half of it is each one's to be pointed at."""

COUNT_ROOM = 72
"""Pixels that a count ("17 events") is sure to fit in."""


class Row:
    """The boxes that one row holds already."""

    def __init__(self):
        self._lefts: list[float] = []
        self._rights: list[float] = []

    def has_room(self, left: float, right: float) -> bool:
        index = bisect_left(self._lefts, left)
        if index and self._rights[index - 1] + GAP > left:
            return False
        return index == len(self._lefts) or right + GAP <= self._lefts[index]

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
        starts += [right + 4 for _, right in self.folds if shape.left < right and right + 4 < shape.right]
        return [left for left in starts if self.is_free(left, left + width)]

    def is_free(self, left: float, right: float) -> bool:
        if left < 0 or right > self.width:
            return False
        return all(right <= fold_left or left >= fold_right for fold_left, fold_right in self.folds)


def set_in_rows(
    shapes: Sequence[Shape], frame: Frame, leading: Collection[str] = ()
) -> tuple[list[Shape], int]:
    """(shapes with their rows and label places, number of rows); those without room have become groups.

    Bars with a severity and marks whose id is in `leading` (milestones) are labelled first, the others in
    order of time.
    """
    rows = [Row() for _ in range(ROWS_MOST)]
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
    roomy = [row for row in rows if row.has_room(shape.left, shape.right)]
    if not roomy:
        return False
    set_label(shape)
    places = frame.label_places(shape)
    for row in roomy:
        for left in places:
            box = min(shape.left, left), max(shape.right, left + shape.label_width)
            if row.has_room(*box):
                row.take(*box)
                shape.row, shape.label_left = rows.index(row), left
                return True
    return False


def _place_bare(shape: Shape, rows: Sequence[Row]) -> bool:
    for number, row in enumerate(rows):
        if row.has_room(shape.left, shape.right):
            row.take(shape.left, shape.right)
            shape.row = number
            return True
    return False


def _groups(rest: Sequence[Shape], frame: Frame) -> list[Shape]:
    """What found no row, side by side in one: neighbours joined until each has room for its count."""
    runs: list[tuple[list[Shape], float]] = []
    for shape in sorted(rest, key=lambda shape: (shape.left, shape.right)):
        parts, right = runs[-1] if runs else ([], 0.0)
        if parts and shape.left < max(right + GAP, parts[0].left + COUNT_ROOM):
            parts.append(shape)
            runs[-1] = (parts, max(right, shape.right))
        else:
            runs.append(([shape], shape.right))
    groups = [merged(parts) if len(parts) > 1 else parts[0] for parts, _ in runs]
    limits = [*(group.left - GAP for group in groups[1:]), frame.width]
    taken = 0.0
    for group, limit in zip(groups, limits, strict=True):
        if group.is_group:
            places = (p for p in frame.label_places(group) if taken <= p and p + group.label_width <= limit)
            group.label_left = next(places, None)
        taken = group.box[1] + GAP
    return groups

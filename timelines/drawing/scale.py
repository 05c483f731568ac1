"""From an instant to a pixel: a line in pieces, each to one scale, with breaks between."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .breaks import Break

FOLD_WIDTH = 24
CELL_SHARE = 0.092
CELL_WIDTHS = (56, 104)
RUN_LEAST_SHARE = 0.106
RUN_LEAST_WIDTHS = (60, 120)
"""Cells and short runs take such a share of the width, within these bounds."""

PAD = 14
OPEN_PAD = 46
"""Room beyond the first or last event that has no bound on that side."""

LONE_RUN_SECONDS = 3600
"""How much of the day a drawing of one single instant shows."""


class Piece(NamedTuple):
    """Seconds [begin, end] on pixels [left, right]. `gap` is the break that a fold or cell stands for."""

    begin: float
    end: float
    left: float
    right: float
    kind: str  # "run": to the common scale; "fold", "cell"
    gap: Break | None


class Scale:
    """The pieces from left to right, without holes, and the common scale of all runs.

    `pixels_per_second` holds in every run.
    """

    def __init__(self, pieces: list[Piece], pixels_per_second: float):
        self.pieces = pieces
        self.pixels_per_second = pixels_per_second
        self._begins = [piece.begin for piece in pieces]
        self._lines = [
            (p.begin, p.left, (p.right - p.left) / (p.end - p.begin) if p.end > p.begin else 0.0, p.right)
            for p in pieces
        ]
        self.folds = [(p.left, p.right) for p in pieces if p.kind == "fold"]

    def x(self, second: float) -> float:
        """The pixel of an instant; instants beyond the ends are drawn at the ends. Never decreases."""
        begin, left, slope, right = self._lines[max(bisect_right(self._begins, second) - 1, 0)]
        pixel = left + (second - begin) * slope
        if pixel >= right:
            return right
        return pixel if pixel > left else left


def make_scale(
    first: float, last: float, breaks: Sequence[Break], width: float, *, opens=(False, False)
) -> Scale:
    """The scale that shows [first, last] on `width` pixels. `opens`: whether room is left at either end."""
    if first == last:
        first, last = first - LONE_RUN_SECONDS / 2, last + LONE_RUN_SECONDS / 2
    parts = _parts(first, last, breaks)
    pads = [_pads(parts, index, opens) for index in range(len(parts))]
    cells = sum(1 for part in parts if part[2] and part[2].is_cell)
    cell_width = min(_within(CELL_SHARE * width, CELL_WIDTHS), width / 2 / max(cells, 1))
    fixed = sum(_break_width(part[2], cell_width) for part in parts)
    rate, widths = _share(parts, pads, width - fixed)
    return _assemble(parts, pads, widths, rate, cell_width)


def _within(value, limits):
    return min(max(value, limits[0]), limits[1])


def _parts(first, last, breaks):
    """(begin, end, break or None) in order: runs, and the breaks between them."""
    parts, at = [], first
    for gap in breaks:
        if gap.begin > at or (not gap.is_cell and not (parts and parts[-1][2] and parts[-1][2].is_cell)):
            parts.append((at, gap.begin, None))
        parts.append((gap.begin, gap.end, gap))
        at = gap.end
    if last > at or not (parts and parts[-1][2] and parts[-1][2].is_cell):
        parts.append((at, last, None))
    return parts


def _pads(parts, index, opens):
    """Pixels to leave free at the left and right of a run: beside folds and at the ends, not beside cells."""
    if parts[index][2]:
        return 0.0, 0.0
    pads = []
    for neighbour, is_open in ((index - 1, opens[0]), (index + 1, opens[1])):
        if 0 <= neighbour < len(parts):
            pads.append(0.0 if parts[neighbour][2].is_cell else float(PAD))
        else:
            pads.append(float(OPEN_PAD if is_open else PAD))
    return tuple(pads)


def _break_width(gap, cell_width):
    if gap is None:
        return 0
    return cell_width if gap.is_cell else FOLD_WIDTH


def _share(parts, pads, width):
    """(pixels per second, width of each run): one scale for all, but no run narrower than the least."""
    runs = {i: part[1] - part[0] for i, part in enumerate(parts) if part[2] is None}
    least = min(_within(RUN_LEAST_SHARE * width, RUN_LEAST_WIDTHS), width / max(len(runs), 1))
    widths = {}
    while True:
        loose = [i for i in runs if i not in widths]
        seconds = sum(runs[i] for i in loose)
        room = width - sum(widths.values()) - sum(sum(pads[i]) for i in loose)
        if seconds <= 0 or room <= 0:  # nothing is left to share out: the last ones are equally wide
            widths.update({i: (width - sum(widths.values())) / len(loose) for i in loose})
            return _fallback_rate(runs, widths), widths
        rate = room / seconds
        narrow = [i for i in loose if runs[i] * rate + sum(pads[i]) < least and sum(pads[i])]
        if not narrow:
            widths.update({i: runs[i] * rate + sum(pads[i]) for i in loose})
            return rate, widths
        widths.update(dict.fromkeys(narrow, least))


def _fallback_rate(runs, widths):
    return min((widths[i] / runs[i] for i in runs if runs[i] > 0), default=1 / 60) / 2


def _assemble(parts, pads, widths, rate, cell_width):
    """Pieces with their pixels; the free room beside a run is time taken from its neighbours."""
    pieces, left = [], 0.0
    for i, (begin, end, gap) in enumerate(parts):
        if gap is not None:
            right = left + _break_width(gap, cell_width)
            pieces.append(Piece(begin, end, left, right, "cell" if gap.is_cell else "fold", gap))
        else:
            right = left + widths[i]
            free = max(widths[i] - (end - begin) * rate, 0.0)
            total = sum(pads[i]) or 1.0
            pieces.append(
                Piece(begin - free * pads[i][0] / total / rate, end + free * pads[i][1] / total / rate,
                      left, right, "run", None)
            )  # fmt: skip
        left = right
    return Scale(_joined(pieces), rate)


def _joined(pieces):
    """Folds begin and end where the runs beside them, widened by their free room, leave off."""
    for i, piece in enumerate(pieces):
        if piece.kind != "fold":
            continue
        begin = pieces[i - 1].end if i else piece.begin
        end = pieces[i + 1].begin if i + 1 < len(pieces) else piece.end
        if begin > end:  # the free rooms meet: the fold keeps an instant between them
            middle = min(max((begin + end) / 2, piece.gap.begin), piece.gap.end)
            pieces[i - 1] = pieces[i - 1]._replace(end=middle)
            pieces[i + 1] = pieces[i + 1]._replace(begin=middle)
            begin = end = middle
        pieces[i] = piece._replace(begin=begin, end=end)
    return pieces

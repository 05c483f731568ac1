"""The whole drawing: scale, lanes, milestones and axis put together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from . import svg
from .axis import Axis, make_axis
from .breaks import find_breaks, quiet_words
from .legend import make_legend
from .plan import LANES, Drawing, Flag, Mark, Plan
from .posts import PostRow, set_posts
from .rows import Frame, set_in_rows
from .scale import Piece, Scale, make_scale
from .shapes import Shape, shape_of
from .spans import Span, bounds, span_of
from .staircase import Step, make_steps
from .text import escape, number_words, text_width
from .words import words_of

KEY_WIDTH = 88
LEAST_WIDTH = 360
TOP = 14
STEP_HEIGHT = 18
POSTS_HEIGHT = 34
ROW_HEIGHT = 30
NAME_LINE = 14
LANES_LEAST_HEIGHT = 76
"""Room for the words in a fold."""

AXIS_HEIGHT = 34

_NUMBERS = {1: "one lane", 2: "two lanes", 3: "three lanes", 4: "four lanes"}


@dataclass(slots=True)
class Lane:
    """One lane: its posts, its other marks in rows, and how high it stands."""

    name: str
    count: int
    posts: PostRow | None
    shapes: list[Shape]
    rows: int
    top: float = 0.0
    height: float = 0.0

    @property
    def is_counted(self) -> bool:
        """Whether its number of events stands in the drawing already."""
        return self.posts is not None and self.posts.count_left is not None and not self.shapes

    @property
    def rows_top(self) -> float:
        return self.top + (POSTS_HEIGHT - 6 if self.posts else 0)


def draw(plan: Plan, *, width: int = 1216, prefix: str = "") -> Drawing:
    """The drawing of a timeline, `width` pixels wide with the lane names: 1216 in a page, 660 on paper.

    `prefix` sets ids apart where one page has several drawings of the same plan. Raises ValueError for an
    unknown lane or a width under 360.
    """
    if width < LEAST_WIDTH:
        raise ValueError(f"A drawing is at least {LEAST_WIDTH} pixels wide, not {width}.")
    if not plan.marks:
        return Drawing(SafeString(), SafeString(), words_of(plan), width, 0, ())
    room = width - KEY_WIDTH
    placed = [(mark, span_of(mark)) for mark in plan.marks]
    scale = _scale(placed, plan.flags, room)
    frame = Frame(room, scale.folds)
    lanes = _lanes(placed, scale, frame, {flag.event_id for flag in plan.flags})
    steps, base = make_steps(plan.flags, scale, room)
    top = TOP + 6 + STEP_HEIGHT * len(steps) + 6 if steps else 6
    bottom = _stack(lanes, top)
    height = round(bottom + AXIS_HEIGHT)
    axis = make_axis(scale, sorted(span.lo for _, span in placed), room)
    page = _Page(plan, room, height, top, bottom, escape(prefix) + _slug(plan.reference))
    shapes = [shape for lane in lanes for shape in lane.shapes]
    return Drawing(
        SafeString(page.key(lanes, axis, bool(steps))),
        SafeString(page.picture(lanes, steps, base, axis, scale)),
        words_of(plan),
        width,
        height,
        make_legend(shapes, has_posts=any(lane.posts for lane in lanes), has_folds=bool(scale.folds)),
    )


def _scale(placed: Sequence[tuple[Mark, Span]], flags: Sequence[Flag], width: float) -> Scale:
    spans = [span for _, span in placed]
    moments = [_flag_span(flag) for flag in flags]
    everything = [*spans, *moments]
    first, last = min(span.lo for span in everything), max(span.hi for span in everything)
    opens = (
        any(span.opens_left and span.lo == first for span in everything),
        any(span.opens_right and span.hi == last for span in everything),
    )
    return make_scale(first, last, find_breaks(spans, moments, width), width, opens=opens)


def _flag_span(flag: Flag) -> Span:
    low, high = bounds(flag.when)
    lo, hi = high if low is None else low, low if high is None else high
    return Span(lo, lo, hi, hi, low is None, high is None, "band")


def _lanes(placed, scale: Scale, frame: Frame, leading: set[str]) -> list[Lane]:
    """The lanes that have events, from the top down."""
    by_lane: dict[str, list[tuple[Mark, Span]]] = {}
    for mark, span in placed:
        if mark.lane not in LANES:
            raise ValueError(f"A mark is in one of the lanes {', '.join(LANES)}, not {mark.lane!r}.")
        by_lane.setdefault(mark.lane, []).append((mark, span))
    return [_lane(name, by_lane[name], scale, frame, leading) for name in LANES if name in by_lane]


def _lane(name, members, scale: Scale, frame: Frame, leading: set[str]) -> Lane:
    ticks, others = [], []
    for mark, span in members:
        if mark.is_post and span.kind == "point" and not mark.is_learned_later:
            ticks.append((scale.x(span.lo), mark))
        else:
            others.append(shape_of(mark, span, scale, frame.width))
    shapes, rows = set_in_rows(others, frame, leading)
    return Lane(name, len(members), set_posts(ticks, frame) if ticks else None, shapes, rows)


def _stack(lanes: Sequence[Lane], top: float) -> float:
    """Set the lanes beneath one another; where the last one ends."""
    for lane in lanes:
        rows = ROW_HEIGHT * lane.rows + 6 if lane.rows else 0
        marks = rows + (POSTS_HEIGHT - 6 * bool(lane.rows) if lane.posts else 0)
        lines = len(LANES[lane.name]) + (lane.count > 1 and lane.posts is not None and not lane.is_counted)
        lane.height = max(marks, NAME_LINE * lines + 12)
    short = LANES_LEAST_HEIGHT - sum(lane.height for lane in lanes)
    for lane in lanes:
        lane.top = top
        lane.height += max(short, 0) / len(lanes)
        top += lane.height
    return top


def _slug(reference: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-") or "drawing"


@dataclass(slots=True)
class _Page:
    """Writes the two pictures. Lanes stand between `top` and `bottom`."""

    plan: Plan
    width: float
    height: int
    top: float
    bottom: float
    id: str

    def key(self, lanes: Sequence[Lane], axis: Axis, has_steps: bool) -> str:
        """The picture with the names of the lanes."""
        parts = [svg.horizontal("d-lane", 0, KEY_WIDTH, lane.top) for lane in lanes]
        if has_steps:
            parts.append(svg.text(0, TOP + 10, "Milestones", "d-name"))
        for lane in lanes:
            parts += self._lane_name(lane)
        parts.append(svg.text(0, self.bottom + 14, "UTC", "d-quiet"))
        if axis.year:
            parts.append(svg.text(0, self.bottom + 28, axis.year, "d-quiet"))
        return (
            f'<svg class="drawing-key" width="{KEY_WIDTH}" height="{self.height}"'
            f' viewBox="0 0 {KEY_WIDTH} {self.height}" aria-hidden="true">{"".join(parts)}</svg>'
        )

    def _lane_name(self, lane: Lane) -> list[str]:
        lines = LANES[lane.name]
        parts = [svg.text(0, lane.top + 18 + NAME_LINE * i, line, "d-name") for i, line in enumerate(lines)]
        if lane.height >= NAME_LINE * (len(lines) + 1) + 12 and lane.count > 1 and not lane.is_counted:
            noun = "post" if lane.posts is not None and not lane.shapes else "event"
            words = number_words(lane.count, noun)
            parts.append(svg.text(0, lane.top + 18 + NAME_LINE * len(lines), words, "d-quiet"))
        return parts

    def picture(
        self, lanes: Sequence[Lane], steps: Sequence[Step], base: float | None, axis: Axis, scale: Scale
    ) -> str:
        """The picture with the lanes themselves."""
        href = escape(self.plan.href)
        title = (
            f"Timeline of {self.plan.reference} in {_NUMBERS[len(lanes)]}; the list below has the same events"
        )
        parts = [
            f'<svg width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
            f' role="group" aria-labelledby="dr-{self.id}">',
            f'<title id="dr-{self.id}">{escape(title)}</title>\n',
            self._ground(lanes, axis, scale),
            self._staircase(steps, base, href),
        ]
        for lane in lanes:
            if lane.posts:
                parts.append(svg.posts(lane.posts, lane.top, href))
            parts += [
                svg.shape(shape, lane.rows_top + ROW_HEIGHT * shape.row, scale, href) for shape in lane.shapes
            ]
        parts += [
            self._tears(scale),
            svg.axis_words(axis, scale, self.bottom),
            self._fold_words(scale),
            "</svg>",
        ]
        return "".join(parts)

    def _ground(self, lanes: Sequence[Lane], axis: Axis, scale: Scale) -> str:
        parts = [
            svg.fold(piece, self.top, self.bottom, _quiet(piece, 10_000))
            for piece in scale.pieces
            if piece.kind == "fold"
        ]
        parts.append(svg.axis_lines(axis, self.top, self.bottom, min(TOP, self.top)))
        parts += [svg.horizontal("d-lane", 0, self.width, lane.top) for lane in lanes]
        return "".join(parts)

    def _staircase(self, steps: Sequence[Step], base: float | None, href: str) -> str:
        first = TOP + 6
        parts = [
            svg.step(step, base, first + STEP_HEIGHT * row, self.bottom, href)
            for row, step in enumerate(steps)
        ]
        if base is not None and len(steps) > 1:
            last = first + STEP_HEIGHT * (len(steps) - 1)
            parts.append(f'<path class="d-thr" d="M{base:.1f} {first - 4}V{last}"/>\n')
        return "".join(parts)

    def _tears(self, scale: Scale) -> str:
        """The edges of folds, and one where a cell meets a run: the scale is another one there."""
        parts = []
        for left, right in zip(scale.pieces, scale.pieces[1:], strict=False):
            if left.kind == right.kind == "cell":
                parts.append(svg.vertical("d-midnight", left.right, self.top, self.bottom + 18))
            else:
                parts.append(svg.tear(left.right, self.top, self.bottom))
        return "".join(parts)

    def _fold_words(self, scale: Scale) -> str:
        parts = []
        for piece in scale.pieces:
            if piece.kind == "fold" and (words := _quiet(piece, self.bottom - self.top - 8)):
                parts.append(svg.fold_words(piece, self.top, self.bottom, words))
        return "".join(parts)


def _quiet(piece: Piece, room: float) -> str:
    return quiet_words(piece.gap, room, text_width)

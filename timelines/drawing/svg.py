"""Writing the parts of a drawing as SVG. Colours are classes of the style sheet, never attributes."""

from collections.abc import Sequence

from .axis import Axis
from .plan import Mark
from .posts import PostRow, Tick
from .scale import Piece, Scale
from .shapes import DOT_RADIUS, LEAST_WIDTH, WEDGE, Shape
from .spans import Span
from .staircase import FLAG_WIDTH, Step
from .text import escape, number_words, stretch_words, when_words

BAR = 9
"""Height of a bar."""

LABEL_BASE = 12
BAR_TOP = 16
HIT_TOP = 3
HIT_HEIGHT = 24
"""Where label, bar and what can be pointed at stand in a row; a row is 30 pixels."""

TITLES_MOST = 5
"""Titles written out for a group."""


def link(href: str, anchor: str, title: str, content: str, hit: tuple[float, float, float, float]) -> str:
    """A mark: `content` as a link with a title and a rectangle (left, top, right, height) to point at."""
    left, top, right, height = hit
    return (
        f'<a href="{href}#{escape(anchor)}"><title>{escape(title)}</title>{content}'
        f'<rect class="d-hit" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{height}"/>'
        "</a>\n"
    )


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> str:
    """One line of words, escaped."""
    css = f' class="{css}"' if css else ""
    anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{css} x="{x:.1f}" y="{y:.1f}"{anchor}>{escape(words)}</text>'


def rect(css: str, left: float, top: float, right: float, height: float, *, rounded: bool = False) -> str:
    corner = ' rx="1"' if rounded else ""
    return (
        f'<rect class="{css}" x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 0):.1f}"'
        f' height="{height}"{corner}/>'
    )


def vertical(css: str, x: float, top: float, bottom: float) -> str:
    return f'<line class="{css}" x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}"/>'


def horizontal(css: str, left: float, right: float, y: float) -> str:
    return f'<line class="{css}" x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def tear(x: float, top: float, bottom: float) -> str:
    """A torn edge."""
    count = max(round((bottom - top) / 7), 2)
    pitch = (bottom - top) / count
    points = " ".join(f"{x - 2 + 4 * (i % 2):.1f},{top + i * pitch:.1f}" for i in range(count + 1))
    return f'<polyline class="d-tear" points="{points}"/>\n'


def fold(piece: Piece, top: float, bottom: float, words: str) -> str:
    """The ground of a fold, beneath everything."""
    title = f"<title>{escape(words)}</title>" if words else ""
    width = piece.right - piece.left
    return (
        f'<rect class="d-fold" x="{piece.left:.1f}" y="{top:.1f}" width="{width:.1f}"'
        f' height="{bottom - top:.1f}">{title}</rect>\n'
    )


def fold_words(piece: Piece, top: float, bottom: float, words: str) -> str:
    """How long it was quiet, set upwards in the fold."""
    x, y = (piece.left + piece.right) / 2 + 4, (top + bottom) / 2
    return (
        f'<text class="d-infold" transform="translate({x:.1f} {y:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(words)}</text>\n"
    )


def shape(item: Shape, top: float, scale: Scale, href: str) -> str:
    """A mark or a group with its label, in the row that begins at `top`."""
    y = top + BAR_TOP
    content = _group(item, y) if item.is_group else _single(item, y, scale)
    if item.label_left is not None:
        content += text(item.label_left, top + LABEL_BASE, item.label)
    left, right = item.box
    return link(
        href,
        item.marks[0].id,
        title_of(item.marks),
        content,
        (left, top + HIT_TOP, right, HIT_HEIGHT),
    )


def _single(item: Shape, y: float, scale: Scale) -> str:
    mark, span = item.marks[0], item.spans[0]
    if mark.is_learned_later:
        return _outline(item, span, y)
    if span.kind == "point":
        return f'<circle class="d-point" cx="{item.lo:.1f}" cy="{y + BAR / 2:.1f}" r="{DOT_RADIUS}"/>'
    sure, soft = _classes(mark, span)
    content = wedges(item, span, y, soft)
    if span.kind == "band":
        if span.opens_left or span.opens_right:
            return content + rect("d-point", item.lo - 1, y, item.lo + 1, BAR)
        return content + rect(soft, item.left, y, item.right, BAR, rounded=True)
    sure_left, sure_right = scale.x(span.sure_lo), scale.x(span.sure_hi)
    if span.sure_lo > span.sure_hi:
        return content + rect(soft, item.lo, y, max(item.hi, item.lo + LEAST_WIDTH), BAR)
    if sure_left - item.lo >= 0.5:
        content += rect(soft, item.lo, y, sure_left, BAR)
    if item.hi - sure_right >= 0.5:
        content += rect(soft, sure_right, y, item.hi, BAR)
    return content + rect(sure, sure_left, y, max(sure_right, sure_left + 1.5), BAR)


def _classes(mark: Mark, span: Span) -> tuple[str, str]:
    """(class of the certain part, of the possible part)."""
    if span.kind == "stretch" and mark.level:
        level = f"d-sev{min(max(mark.level, 1), 5)}"
        return level, f"{level} d-soft"
    return "d-post", "d-band"


def wedges(item: Shape, span: Span, y: float, css: str) -> str:
    """What has no bound on a side thins out towards it."""
    sides = [(item.lo, item.left)] * span.opens_left + [(item.hi, item.right)] * span.opens_right
    return "".join(
        f'<path class="{css}" d="M{bound:.1f} {y:.1f}v{BAR}L{point:.1f} {y + BAR / 2:.1f}z"/>'
        for bound, point in sides
    )


def _outline(item: Shape, span: Span, y: float) -> str:
    """Learned afterwards: the same shape, dashed."""
    if span.kind == "point":
        return (
            f'<circle class="d-laterband" cx="{item.lo:.1f}" cy="{y + BAR / 2:.1f}" r="{DOT_RADIUS - 0.5}"/>'
        )
    content = wedges(item, span, y, "d-laterband")
    if item.hi > item.lo or not content:
        left = item.lo if span.opens_left else item.left
        right = item.hi if span.opens_right else item.right
        content += rect("d-laterband", left + 0.5, y + 0.5, max(right - 0.5, left + 3), BAR - 1)
    return content


def _group(item: Shape, y: float) -> str:
    """A thin line for each point, and one pale ground beneath all that is wider."""
    wide, points = [], set()
    for part in item.parts:
        if part.spans[0].kind == "point":
            points.add(round(part.lo, 0))
        elif wide and part.left <= wide[-1][1]:
            wide[-1][1] = max(wide[-1][1], part.right)
        else:
            wide.append([part.left, part.right])
    content = "".join(rect("d-band", left, y, right, BAR, rounded=True) for left, right in wide)
    return content + "".join(rect("d-post", x - 0.6, y, x + 0.6, BAR) for x in sorted(points))


def title_of(marks: Sequence[Mark]) -> str:
    """What a pointer and a screen reader get for a mark, or for several in one."""
    first = marks[0]
    if len(marks) == 1:
        return f"{stretch_words(first.when, first.until)}: {first.title}"
    noun = "post" if all(mark.is_post for mark in marks) else "event"
    ordered = sorted(marks, key=lambda mark: mark.when.key)
    span = f"{when_words(ordered[0].when)} to {when_words(ordered[-1].when)}"
    titles = "; ".join(mark.title[:120] for mark in ordered[:TITLES_MOST])
    more = f"; and {len(marks) - TITLES_MOST} more" if len(marks) > TITLES_MOST else ""
    return f"{number_words(len(marks), noun)}, {span}: {titles}{more}"


def posts(row: PostRow, top: float, href: str) -> str:
    """The row of posts that begins at `top`."""
    parts = [_tick(tick, top, href) for tick in row.ticks]
    if row.count_left is not None:
        parts.append(text(row.count_left, top + 21, row.count, "d-quiet") + "\n")
    return "".join(parts)


def _tick(tick: Tick, top: float, href: str) -> str:
    content = rect("d-post", tick.left, top + 9, tick.right, 16)
    return link(
        href, tick.marks[0].id, title_of(tick.marks), content, (tick.hit[0], top + 5, tick.hit[1], HIT_HEIGHT)
    )


def step(item: Step, base: float | None, y: float, bottom: float, href: str) -> str:
    """One milestone: `y` is the middle of its row, `bottom` where its drop line ends."""
    parts = [vertical("d-drop", item.pole, y, bottom)]
    if base is not None and abs(item.line_to - base) >= 1:
        parts.append(f'<path class="d-thr" d="M{base:.1f} {y:.1f}H{item.line_to:.1f}"/>')
    parts.append(_soft(item, y))
    shape_of_flag = "h-2l-6 4l6 4v4h2z" if item.flies_left else "h2l6 4l-6 4v4h-2z"
    pole = item.pole if item.flies_left else item.pole - 1
    flag = f'<path class="d-flag" d="M{pole:.1f} {y - 6:.1f}{shape_of_flag}"/>'
    name, time, lasted = (escape(words) for words in item.words)
    words = f'<tspan class="d-ms">{name}</tspan>'
    words += f'<tspan dx="6">{time}</tspan>' if time else ""
    words += f'<tspan class="d-dur" dx="8">{lasted}</tspan>' if lasted else ""
    content = f'{flag}<text x="{item.text_left:.1f}" y="{y + 4:.1f}">{words}</text>'
    left = min(item.pole - (FLAG_WIDTH if item.flies_left else 4), item.text_left - 2)
    right = max(item.pole + (2 if item.flies_left else FLAG_WIDTH), item.text_left + item.text_width)
    title = f"{item.names}: {when_words(item.flag.when)}"
    if item.flag.since_start is not None and item.words[2]:
        title += f", {item.words[2]}" + ("" if item.flag.since_start.invalid else " after the start")
    parts.append(link(href, item.flag.event_id, title, content, (left, y - 9, right, 18)))
    return "".join(parts)


def _soft(item: Step, y: float) -> str:
    """The possible part of a milestone's time; a wedge where a side is open."""
    if item.hi - item.lo < 1:
        return ""
    if item.flag.when.earliest is None:
        return f'<path class="d-thrsoft" d="M{item.hi:.1f} {y - 4:.1f}v8L{item.lo:.1f} {y:.1f}z"/>'
    if item.flag.when.latest is None:
        return f'<path class="d-thrsoft" d="M{item.lo:.1f} {y - 4:.1f}v8L{item.hi:.1f} {y:.1f}z"/>'
    return rect("d-thrsoft", item.lo, y - 4, item.hi, 8)


def axis_lines(axis: Axis, top: float, bottom: float, strong_top: float) -> str:
    """The lines behind everything: faint at ticks, stronger and taller where a day begins."""
    parts = [vertical("d-grid", x, top, bottom) for x in axis.grid]
    parts += [vertical("d-midnight", x, strong_top, bottom + 18) for x in axis.strong]
    return "\n".join(parts)


def axis_words(axis: Axis, scale: Scale, bottom: float) -> str:
    """The axis itself, interrupted at folds, with its labels."""
    parts = [
        horizontal("d-axis", piece.left, piece.right, bottom)
        for piece in scale.pieces
        if piece.kind != "fold"
    ]
    for label in axis.labels:
        css = "d-day" if label.is_bold else "d-tickno"
        parts.append(text(label.x, bottom + 14 + 14 * label.row, label.words, css, label.anchor))
    return "\n".join(parts)


__all__ = [
    "WEDGE",
    "axis_lines",
    "axis_words",
    "fold",
    "fold_words",
    "link",
    "posts",
    "shape",
    "step",
    "tear",
]

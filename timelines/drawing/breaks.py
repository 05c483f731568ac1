"""Which gaps of a timeline are drawn shorter than they were: quiet ones, and coarse ones.

A timeline of an evening that has one event the week before and one ten days later would be a dot on an
empty line. So a gap far longer than is usual there is broken: folded where nothing is recorded in it,
squeezed to a cell where all that lies in it is a moment of which only the day or the week is known.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .spans import Span

LEAST_SHARE = 0.2
"""A gap is broken when it takes more than this share of what is still drawn to scale …"""

LEAST_SHARE_UNDER_BAR = 0.35
"""… or than this where something lasted all through it, which is not quiet …"""

TIMES_USUAL = 4
"""… and is so many times longer than the usual gap between two events."""

WIDTH_PER_BREAK = 120
"""Pixels of drawing for each break, at least."""


class Break(NamedTuple):
    """A gap from `begin` to `end` that is not drawn to scale. `is_cell`: a coarse moment fills it."""

    begin: float
    end: float
    is_cell: bool
    is_quiet: bool  # nothing at all lies in it
    shortest: float  # seconds in which nothing certainly is recorded …
    longest: float  # … and in which perhaps nothing is


def find_breaks(spans: Sequence[Span], moments: Iterable[Span], width: float) -> list[Break]:
    """The breaks in order of time.

    `moments` are further ones that are drawn in full (milestones). `width` in pixels limits the number.
    """
    everything = [*spans, *moments]
    points = sorted({edge for span in everything for edge in _edges(span)})
    gaps = sorted(pairwise(points), key=lambda gap: gap[0] - gap[1])
    usual = _usual_gap(everything)
    rest = points[-1] - points[0]
    chosen = []
    for begin, end in gaps[: int(width // WIDTH_PER_BREAK)]:
        length = end - begin
        if length < TIMES_USUAL * usual or length <= LEAST_SHARE * rest or length >= rest:
            break
        gap = _break(begin, end, everything)
        if gap.is_quiet or gap.is_cell or length > LEAST_SHARE_UNDER_BAR * rest:
            rest -= length
            chosen.append(gap)
    return sorted(chosen)


def _edges(span: Span) -> tuple[float, ...]:
    if span.kind == "stretch":
        edges = (span.lo, span.hi, span.sure_lo, span.sure_hi)
        return edges if span.sure_lo <= span.sure_hi else edges[:2]
    return (span.lo, span.hi)


def _usual_gap(spans: Sequence[Span]) -> float:
    """The median of the gaps between two beginnings; endless where all begin at once."""
    begins = sorted({span.lo for span in spans})
    gaps = sorted(later - earlier for earlier, later in pairwise(begins))
    return gaps[(len(gaps) - 1) // 2] if gaps else float("inf")


def _break(begin: float, end: float, spans: Sequence[Span]) -> Break:
    across = [span for span in spans if span.lo <= begin and span.hi >= end and span.hi > span.lo]
    is_cell = any(span.kind == "band" and (span.lo == begin or span.hi == end) for span in across)
    # Nobody knows when within a coarse moment it was: the silence may have begun as early as its beginning.
    before = max((_certain_end(span) for span in spans if span.hi <= begin), default=begin)
    after = min((_certain_begin(span) for span in spans if span.lo >= end), default=end)
    return Break(begin, end, is_cell, not across, end - begin, max(after - before, end - begin))


def _certain_end(span: Span) -> float:
    """The latest instant that the span surely reaches."""
    return span.sure_hi if span.kind == "stretch" else span.lo


def _certain_begin(span: Span) -> float:
    """The earliest instant by which the span has surely begun."""
    return span.sure_lo if span.kind == "stretch" else span.hi


def quiet_words(gap: Break, room: float, width_of) -> str:
    """How long nothing was recorded, as fully as `room` pixels allow; "" where nothing fits."""
    unit = _unit(gap.shortest)
    low, high = _figure(gap.shortest, unit), _figure(gap.longest, unit)
    end = " quiet" if gap.is_quiet else ""
    if gap.longest <= gap.shortest * 1.1 or low == high:
        choices = (f"{low}{end}", low)
    elif gap.longest >= 100 * unit[1]:
        high = _figure(gap.longest, _unit(gap.longest))
        choices = (f"{low} to {high}{end}", f"{low} – {high}")
    else:
        number = low.removesuffix(f" {unit[0]}")
        choices = (f"{number} to {high}{end}", f"{number}–{high}")
    return next((words for words in choices if width_of(words) <= room), "")


UNITS = (
    (90, "s", 1),
    (5400, "min", 60),
    (172800, "h", 3600),
    (86400 * 60, "d", 86400),
    (86400 * 730, "months", 86400 * 30.4375),
    (float("inf"), "years", 86400 * 365.25),
)
"""(upper limit in seconds, name, seconds) of what lengths are counted in."""


def _unit(seconds: float) -> tuple[str, float]:
    return next((name, unit) for limit, name, unit in UNITS if seconds <= limit)


def _figure(seconds: float, unit: tuple[str, float]) -> str:
    """A length in one unit, to the half where it is small: "40 min", "4½ h", "8½ d"."""
    name, length = unit
    halves = round(seconds / length * 2)
    if name in ("s", "min") or halves >= 20 or halves % 2 == 0:
        return f"{round(seconds / length)} {name}"
    return f"{halves // 2 or ''}½ {name}"

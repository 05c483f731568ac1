"""What a mark covers on the axis, as seconds since 1970: the certain part and the possible part."""

from typing import NamedTuple

from timelines.when import Precision, When

from .plan import Mark

POINT_UPTO_SECONDS = 60
"""A moment known this well is drawn as a point."""

EXACT = (Precision.SECOND, Precision.MINUTE)


class Span(NamedTuple):
    """[lo, hi] is possible, [sure_lo, sure_hi] certain (lo == hi for a point, sure_lo > sure_hi for none).

    `opens_left` and `opens_right`: nothing bounds it on that side; lo or hi is then the bound that is known.
    """

    lo: float
    sure_lo: float
    sure_hi: float
    hi: float
    opens_left: bool
    opens_right: bool
    kind: str  # "point", "band" (a moment somewhere in here), "stretch" (it lasted)


def bounds(when: When) -> tuple[float | None, float | None]:
    """The bounds of a moment in seconds, None for an open side; a point has the same twice."""
    lo = None if when.earliest is None else when.earliest.timestamp()
    hi = None if when.latest is None else when.latest.timestamp()
    if lo is not None and hi is not None and (when.precision in EXACT or hi - lo <= POINT_UPTO_SECONDS):
        return lo, lo
    return lo, hi


def span_of(mark: Mark) -> Span:
    """Where `mark` lies on the axis."""
    lo, hi = bounds(mark.when)
    if mark.until is not None:
        return _stretch(lo, hi, *bounds(mark.until))
    if lo is None or hi is None:
        bound = hi if lo is None else lo
        return Span(bound, bound, bound, bound, lo is None, hi is None, "band")
    if lo == hi:
        return Span(lo, lo, lo, lo, False, False, "point")
    return Span(lo, hi, lo, hi, False, False, "band")


def _stretch(begin_lo, begin_hi, end_lo, end_hi) -> Span:
    """What lasted: certain between the latest beginning and the earliest end."""
    opens_left, opens_right = begin_lo is None, end_hi is None
    lo = begin_hi if opens_left else begin_lo
    hi = end_lo if opens_right else end_hi
    if hi < lo:  # the end was recorded before the beginning; the page says so, the drawing shows both
        return Span(hi, lo, hi, lo, opens_left, opens_right, "stretch")
    sure_lo = hi if begin_hi is None else min(begin_hi, hi)
    sure_hi = lo if end_lo is None else max(end_lo, lo)
    return Span(lo, sure_lo, sure_hi, hi, opens_left, opens_right, "stretch")

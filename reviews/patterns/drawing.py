"""A share with the interval it is known within, beside its base rate."""

from __future__ import annotations

from django.utils.safestring import SafeString

from reviews.patterns.pairs import Pair

WIDTH, HEIGHT = 120, 14  # px
BAR_TOP, BAR_HEIGHT = 4, 6


def draw_share(pair: Pair) -> SafeString:
    """Solid as far as the share reaches for certain, pale as far as it may; a tick at what was counted.

    The line from top to bottom is the base rate.
    """
    low, high = pair.interval
    base = _number(pair.base_rate)
    parts = (
        _bar("m-tr", 0, 1),
        _bar("g-sure", 0, low),
        _bar("g-soft", low, high),
        f'<path class="r-share" d="M{_number(pair.share)} {BAR_TOP}v{BAR_HEIGHT}"/>',
        f'<path class="r-base" d="M{base} 0v{HEIGHT}"/>',
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return SafeString(f'<svg {size} aria-hidden="true">{"".join(parts)}</svg>')


def _bar(css: str, begin: float, end: float) -> str:
    left, width = _number(begin), _number(end - begin)
    return f'<rect class="{css}" x="{left}" y="{BAR_TOP}" width="{width}" height="{BAR_HEIGHT}"/>'


def _number(share: float) -> str:
    return f"{share * WIDTH:.1f}".removesuffix(".0")

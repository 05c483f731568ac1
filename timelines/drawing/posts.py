"""Posts on a status page: one row of ticks, those that would run together joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from .plan import Mark
from .rows import Frame
from .text import number_words, text_width

TICK_WIDTH = 2.5
LEAST_PITCH = 5
"""Pixels between two ticks; nearer ones become one, wider tick."""

HIT_MOST = 12
"""Pixels to either side of a tick that can be pointed at, where no other tick is near."""


@dataclass(slots=True)
class Tick:
    """One post, or several that lie too near to one another. `hit`: what can be pointed at."""

    marks: list[Mark]
    left: float
    right: float
    hit: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class PostRow:
    """The ticks, and where their number stands; `count_left` is None where there is no room for it."""

    ticks: list[Tick]
    count: str
    count_left: float | None


def set_posts(places: Sequence[tuple[float, Mark]], frame: Frame) -> PostRow:
    """The row for (x, mark) of each post."""
    ticks: list[Tick] = []
    for x, mark in sorted(places, key=lambda place: place[0]):
        if ticks and x - TICK_WIDTH / 2 - ticks[-1].right < LEAST_PITCH - TICK_WIDTH:
            ticks[-1].marks.append(mark)
            ticks[-1].right = max(ticks[-1].right, min(x + TICK_WIDTH / 2, frame.width))
        else:
            left = min(max(x - TICK_WIDTH / 2, 0.0), frame.width - TICK_WIDTH)
            ticks.append(Tick([mark], left, left + TICK_WIDTH))
    _set_hits(ticks, frame.width)
    words = number_words(len(places), "post")
    return PostRow(ticks, words, _count_place(ticks, words, frame) if len(places) > 1 else None)


def _set_hits(ticks: Sequence[Tick], width: float) -> None:
    """Each tick can be pointed at up to half way to the next."""
    for index, tick in enumerate(ticks):
        left = ticks[index - 1].right if index else -2 * HIT_MOST
        right = ticks[index + 1].left if index + 1 < len(ticks) else width + 2 * HIT_MOST
        tick.hit = (
            max(tick.left - min(HIT_MOST, (tick.left - left) / 2), 0.0),
            min(tick.right + min(HIT_MOST, (right - tick.right) / 2), width),
        )


def _count_place(ticks: Sequence[Tick], words: str, frame: Frame) -> float | None:
    """Behind a tick with room behind it: the last in the thick of the posts, rather than a straggler."""
    width = text_width(words)
    limits = [*(tick.left for tick in ticks[1:]), frame.width]
    best, most = None, 0
    for index, (tick, limit) in enumerate(zip(ticks, limits, strict=True)):
        left = tick.hit[1]
        room = left + width + 6 <= limit - HIT_MOST * (index + 1 < len(ticks))
        before = sum(1 for other in ticks[: index + 1] if tick.left - other.left < 240)
        if room and before >= most and frame.is_free(left, left + width):
            best, most = left, before
    return best

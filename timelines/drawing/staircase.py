"""The milestones on top: each a line from the start to its flag, pale where its time is not known well."""

from collections.abc import Sequence
from dataclasses import dataclass

from timelines.when import Precision

from .plan import Flag
from .scale import Scale
from .shapes import WEDGE
from .spans import bounds
from .text import clock_words, text_width

FLAG_WIDTH = 8
NARROW_DAY = 150
"""A day of fewer pixels is hard to read off the axis: milestones then say theirs."""

TEXT_GAP = 11
"""From the pole of a flag to its words."""


@dataclass(slots=True)
class Step:
    """One row of the staircase, in pixels: `names` share one event.

    - pole: where the flag stands, to where it is certain by then. lo, hi: the possible part.
    - words: name, time, duration; the last two are "" where there is no room.
    - text_left: where they begin; `line_to`: where the line from the start ends.
    """

    flag: Flag
    names: str
    pole: float
    lo: float
    hi: float
    words: tuple[str, str, str]
    flies_left: bool = False  # at the right edge, where the flag would be cut off
    text_left: float = 0.0
    text_width: float = 0.0
    line_to: float = 0.0


def make_steps(flags: Sequence[Flag], scale: Scale, width: float) -> tuple[list[Step], float | None]:
    """(the steps in order of time, x of the start or None where no milestone is called Started)."""
    together: dict = {}
    for flag in sorted(flags, key=lambda flag: (flag.when.key, flag.since_start is not None)):
        together.setdefault((flag.event_id, flag.when), []).append(flag)
    steps = [_step(group, scale, width) for group in together.values()]
    start = next((step for step in steps if step.names.lower().startswith("started")), None)
    base = start.pole if start else None
    for step in steps:
        _set_words(step, base, width)
    return steps, base


def is_start(flag: Flag) -> bool:
    return flag.name.lower() == "started"


def _step(group: list[Flag], scale: Scale, width: float) -> Step:
    group.sort(key=lambda flag: not is_start(flag))
    flag = group[0]
    names = ", ".join([flag.name, *(other.name[:1].lower() + other.name[1:] for other in group[1:])])
    low, high = bounds(flag.when)
    bound = high if low is None else low
    lo = scale.x(bound) - WEDGE * (low is None)
    hi = scale.x(bound if high is None else high) + WEDGE * (high is None)
    lo, hi = max(lo, 0.0), min(hi, width)
    since = None if is_start(flag) else flag.since_start
    return Step(
        flag,
        names,
        _pole(flag, lo, hi, scale),
        lo,
        hi,
        (names, clock_words(flag.when, scale.pixels_per_second < NARROW_DAY / 86400), _lasted(since)),
    )


def _pole(flag: Flag, lo: float, hi: float, scale: Scale) -> float:
    """About: in the middle. Open to the right: at the bound. Else where it has happened for certain."""
    if flag.when.latest is None:
        return scale.x(flag.when.earliest.timestamp())
    if flag.when.precision is Precision.APPROXIMATE:
        return scale.x(flag.when.best.timestamp())
    return hi


def _lasted(since) -> str:
    if since is None:
        return ""
    return "before the start" if since.invalid else str(since)


def _set_words(step: Step, base: float | None, width: float) -> None:
    """To the right of the flag; to the left where there is no room; shorter where there is none either."""
    right = max(step.pole + TEXT_GAP, step.hi + 4)
    if base is not None and step.pole < base:  # before the start: the line to it comes first
        right = max(right, base + TEXT_GAP)
    step.flies_left = step.pole + FLAG_WIDTH > width
    left = min(step.lo, step.pole - FLAG_WIDTH * step.flies_left) - 6
    if is_start(step.flag):
        step.line_to = step.pole if base is None else base
    else:
        step.line_to = step.lo
    names, time, _ = step.words
    shorter = ((names, time, ""), (names, "", ""), (step.flag.name, "", ""))
    for words in (step.words, *shorter):
        size = _width(words)
        if right + size <= width:
            step.text_left = right
        elif base is not None and step.pole + TEXT_GAP + size + 8 <= base:
            step.text_left = step.pole + TEXT_GAP  # before the start, and that is far to the right
            step.line_to = step.text_left + size + 4
        elif (end := _left_end(left, size, base)) - size >= 0:
            step.text_left = end - size
            if base is not None and not is_start(step.flag) and step.text_left > base:
                step.line_to = step.text_left - 4
        elif words != shorter[-1]:
            continue
        else:
            step.text_left = max(width - size, 0.0)
        step.words, step.text_width = words, size
        return


def _left_end(left: float, size: float, base: float | None) -> float:
    """Where words to the left of a flag end: behind the start, or wholly before it."""
    if base is None or left - size - TEXT_GAP >= base:
        return left
    return min(left, base - 6)


def _width(words: tuple[str, str, str]) -> float:
    name, time, lasted = words
    gaps = 6 * bool(time) + 8 * bool(lasted)
    return text_width(name, bold=True) + text_width(time) + text_width(lasted) + gaps

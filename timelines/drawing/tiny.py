"""Drawings of one line: in lists, beside impact windows, under durations. Positions are percentages."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from timelines.when import Duration, When

from .spans import bounds

BAR_HEIGHT = 6
TICK_HEIGHT = 12
LEAST_PERCENT = 0.8
"""Anything narrower would not be seen."""

NOW_PERCENT = 99
"""Where the ring of what still goes on stands at most, so that it is not cut off."""

DURATION_WIDTH = 200


def draw_tiny(
    begin: When | None,
    end: When | None,
    start: datetime,
    finish: datetime,
    *,
    level: int = 0,
    milestones: Iterable[When] = (),
    now: datetime | None = None,
    width: int = 560,
    height: int = 18,
) -> SafeString:
    """A whole incident on one line, on the fixed scale from `start` to `finish` (aware).

    `begin` None: not stated. `end` None with `now`: it goes on, to a ring at `now`; without: its end is not
    known. `level`: severity 1 to 5, 0 for none.
    """
    scale = _Scale(start, finish)
    middle = height / 2
    parts = [f'<line class="m-line" x1="0" x2="100%" y1="{middle:g}" y2="{middle:g}"/>']
    if begin is not None:
        parts += _bars(scale, begin, end, now, level, middle)
    if height >= TICK_HEIGHT + 4:
        parts += [_tick(scale, when, middle) for when in milestones]
    if end is None and now is not None:
        at = min(scale.percent(now.timestamp()), NOW_PERCENT)
        parts.append(f'<circle class="m-open m-now" cx="{at:g}%" cy="{middle:g}" r="3.5"/>')
    return _svg(width, height, parts)


def draw_window(
    begin: When,
    end: When | None,
    start: datetime,
    finish: datetime,
    level: int,
    *,
    now: datetime | None = None,
) -> SafeString:
    """An impact window: as draw_tiny, 180 by 12 pixels."""
    return draw_tiny(begin, end, start, finish, level=level, now=now, width=180, height=12)


def draw_duration(duration: Duration | None, scale: timedelta) -> SafeString:
    """A duration as a bar, pale where it may be longer; `scale` fills the width. None and invalid: no bar."""
    sure = soft = 0.0
    if duration is not None and not duration.invalid and scale > timedelta(0):
        sure = _clamp(duration.shortest / scale) * DURATION_WIDTH
        longest = (
            DURATION_WIDTH if duration.longest is None else _clamp(duration.longest / scale) * DURATION_WIDTH
        )
        soft = max(longest - sure, 0.0)
    return SafeString(
        f'<svg viewBox="0 0 {DURATION_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<line class="g-base" x1="0" x2="{DURATION_WIDTH}" y1="9.5" y2="9.5"/>'
        f'<rect class="g-sure" x="0" y="3" width="{_number(sure)}" height="4"/>'
        f'<rect class="g-soft" x="{_number(sure)}" y="3" width="{_number(soft)}" height="4"/></svg>'
    )


class _Scale:
    """Seconds to percent, cut off at both ends."""

    def __init__(self, start: datetime, finish: datetime):
        self.start = start.timestamp()
        self.length = finish.timestamp() - self.start
        if self.length <= 0:
            raise ValueError(f"A scale from {start} to {finish} has no length.")

    def percent(self, second: float | None, otherwise: float = 0.0) -> float:
        if second is None:
            return otherwise
        return _clamp((second - self.start) / self.length) * 100


def _bars(scale, begin, end, now, level, middle):
    """Possible, certain, possible: the parts of the bar that there are."""
    begin_low, begin_high = bounds(begin)
    left, sure_left = scale.percent(begin_low), scale.percent(begin_high, 100.0)
    if end is not None:
        end_low, end_high = bounds(end)
        sure_right, right = scale.percent(end_low), scale.percent(end_high, 100.0)
    elif now is not None:
        sure_right = right = min(scale.percent(now.timestamp()), float(NOW_PERCENT))
    else:
        sure_right, right = sure_left, 100.0
    colour = f"m-sev{min(level, 5)}" if level else "m-ink"
    if sure_left > sure_right:
        return [_bar(f"{colour} m-soft", min(left, right), max(left, right), middle)]
    parts = []
    if sure_left > left:
        parts.append(_bar(f"{colour} m-soft", left, sure_left, middle))
    if sure_right > sure_left or right == left:
        parts.append(_bar(colour, sure_left, sure_right, middle))
    if right > sure_right:
        parts.append(_bar(f"{colour} m-soft", sure_right, right, middle))
    return parts


def _bar(css, left, right, middle):
    width = max(right - left, LEAST_PERCENT)
    left = min(left, 100 - width)
    return (
        f'<rect class="{css}" x="{_number(left)}%" y="{middle - BAR_HEIGHT / 2:g}" width="{_number(width)}%"'
        f' height="{BAR_HEIGHT}"/>'
    )


def _tick(scale, when, middle):
    at = min(scale.percent(when.best.timestamp()), 99.5)
    top = middle - TICK_HEIGHT / 2
    return f'<rect class="m-ms" x="{_number(at)}%" y="{top:g}" width="1.5" height="{TICK_HEIGHT}"/>'


def _svg(width, height, parts):
    return SafeString(f'<svg width="{width}" height="{height}" aria-hidden="true">{"".join(parts)}</svg>')


def _clamp(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

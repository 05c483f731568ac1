"""The axis: clock times at a step that leaves room for them, and the names of days, in UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from timelines.when.text import MONTHS

from .scale import Piece, Scale
from .text import date_words, instant, text_width

DAY = 86400.0
STEPS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
    DAY, 2 * DAY, 7 * DAY,
)  # fmt: skip
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
MONTH_SECONDS = 30.4 * DAY
LEAST_TICK_GAP = 43
SHORT_RUN = 200
"""A run of so few pixels that has one moment only is labelled with its time."""

GAP = 6
"""Pixels between two labels, at least."""

_FIRST_MONDAY = 4 * DAY  # 5 January 1970
_CALENDAR = (
    datetime(1, 1, 2, tzinfo=UTC).timestamp(),
    datetime(9999, 12, 30, tzinfo=UTC).timestamp(),
)


class Label(NamedTuple):
    """Words under the axis. `row` 0: clock times, 1: days. `anchor`: start, middle or end, as in SVG."""

    x: float
    words: str
    row: int
    anchor: str
    is_bold: bool

    @property
    def box(self) -> tuple[float, float]:
        """Left and right edge of the words, in pixels."""
        width = text_width(self.words, bold=self.is_bold)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, left + width


class Axis(NamedTuple):
    """`grid`: x of faint lines. `strong`: x of lines where a day (month, year) begins."""

    grid: list[float]
    strong: list[float]
    labels: list[Label]
    year: str  # the year, where all is in the same one


def make_axis(scale: Scale, anchors: list[float], width: float) -> Axis:
    """The axis of a scale. `anchors`: seconds of events, in order, to label runs too short for a tick."""
    ruler = _Ruler(scale, anchors)
    for piece in scale.pieces:
        if piece.kind == "cell":
            ruler.add_cell(piece)
        elif piece.kind == "run":
            ruler.add_run(piece)
    labels = _apart(ruler.ticks, width) + _names_apart(ruler.names, width)
    return Axis(ruler.grid, ruler.strong, labels, str(min(ruler.years)) if len(ruler.years) == 1 else "")


class _Ruler:
    """Collects the lines and labels of an axis, piece by piece; labels may still touch."""

    def __init__(self, scale: Scale, anchors: list[float]):
        self.scale = scale
        self.anchors = anchors
        self.step = _step(scale.pixels_per_second)
        self.years = {instant(second).year for second in (anchors[0], anchors[-1])}
        self.grid: list[float] = []
        self.strong: list[float] = []
        self.ticks: list[Label] = []
        self.names: list[tuple[float, list[str]]] = []

    def add_cell(self, piece: Piece) -> None:
        self.names.append(_cell_name(piece, len(self.years) > 1))
        self.ticks += _cell_remark(piece)

    def add_run(self, piece: Piece) -> None:
        strong, plain = [], []
        for second in _ticks(piece.begin, piece.end, self.step):
            (strong if _is_strong(second, self.step) else plain).append(second)
        self.strong += map(self.scale.x, strong)
        self.grid += map(self.scale.x, plain)
        first = next((second for second in self.anchors if second >= piece.begin), piece.end)
        if not any(second <= first for second in strong):  # else its day is only the free room's
            self._add_name(min(max(first, piece.begin), piece.end), piece.left)
        for second in strong:
            self._add_name(second, self.scale.x(second))
        is_clock = not self.step[1] and self.step[0] < DAY
        said = plain if is_clock else sorted(plain + strong)
        is_short = is_clock and piece.right - piece.left <= SHORT_RUN
        if is_short and (lone := _lone_tick(piece, self.scale, self.anchors, self.step)):
            self.ticks.append(lone)
            return
        self.ticks += [
            Label(self.scale.x(second), _tick_words(second, self.step), 0, "middle", False) for second in said
        ]

    def _add_name(self, second: float, x: float) -> None:
        if words := _name(second, self.step, len(self.years) > 1):
            self.names.append((x, words))


def _step(pixels_per_second: float) -> tuple[float, int]:
    """(seconds, months) between two ticks; months is 0 for steps of seconds to weeks."""
    for seconds in STEPS:
        if seconds * pixels_per_second >= LEAST_TICK_GAP + (16 if seconds < 60 or seconds >= DAY else 0):
            return seconds, 0
    for months in MONTH_STEPS:
        if months * MONTH_SECONDS * pixels_per_second >= LEAST_TICK_GAP:
            break
    return months * MONTH_SECONDS, months


def _ticks(begin: float, end: float, step: tuple[float, int]) -> Iterator[float]:
    begin, end = max(begin, _CALENDAR[0]), min(end, _CALENDAR[1])
    if step[1]:
        yield from _month_ticks(begin, end, step[1])
        return
    seconds = step[0]
    origin = _FIRST_MONDAY if seconds == 7 * DAY else 0.0
    count = -(-(begin - origin) // seconds)
    while (second := origin + count * seconds) <= end:
        yield second
        count += 1


def _month_ticks(begin: float, end: float, months: int) -> Iterator[float]:
    first = instant(begin)
    count = (first.year * 12 + first.month - 1) // months
    while count * months < 9999 * 12:
        year, month = divmod(count * months, 12)
        count += 1
        if year < 1:
            continue
        second = datetime(year, month + 1, 1, tzinfo=UTC).timestamp()
        if second > end:
            return
        if second >= begin:
            yield second


def _is_strong(second: float, step: tuple[float, int]) -> bool:
    """Whether a day begins (where ticks are finer), a month (where they are days), or a year."""
    if step[1]:
        return step[1] < 12 and instant(second).month == 1
    if step[0] < DAY:
        return second % DAY == 0
    return instant(second).day <= step[0] // DAY and step[0] < 7 * DAY


def _tick_words(second: float, step: tuple[float, int]) -> str:
    moment = instant(second)
    if step[1]:
        return str(moment.year) if step[1] >= 12 else MONTHS[moment.month - 1][:3]
    if step[0] >= DAY:
        return date_words(moment, weekday=False)
    return f"{moment:%H:%M:%S}" if step[0] < 60 else f"{moment:%H:%M}"


def _name(second: float, step: tuple[float, int], with_year: bool) -> list[str]:
    """The day, month or year at an instant, from its longest form to its shortest; none for years."""
    moment = instant(second)
    if step[1]:
        return [str(moment.year)] if step[1] < 12 else []
    if step[0] >= DAY:
        month = MONTHS[moment.month - 1]
        return [f"{month} {moment.year}", f"{month[:3]} {moment.year}", month[:3]]
    words = [date_words(moment), date_words(moment, weekday=False), str(moment.day)]
    if with_year:
        words = [date_words(moment, year=True), date_words(moment, weekday=False, year=True), *words]
    return words


def _cell_name(piece: Piece, with_year: bool) -> tuple[float, list[str]]:
    """What a cell stands for: its day, or its first and last."""
    first, last = instant(piece.gap.begin), instant(piece.gap.end - 1)
    if first.date() == last.date():
        words = [date_words(first), date_words(first, weekday=False), str(first.day)]
    elif (first.year, first.month) == (last.year, last.month):
        words = [f"{first.day}–{date_words(last, weekday=False)}", f"{first.day}–{last.day}"]
    else:
        begin, end = (date_words(moment, weekday=False, year=with_year) for moment in (first, last))
        words = [f"{begin} – {end}", f"to {end}", str(last.year)]
    return piece.left, words


def _cell_remark(piece: Piece) -> list[Label]:
    """What is not known of the moments in a cell, or the hours it stands for."""
    first, last = instant(piece.gap.begin), instant(piece.gap.end)
    length = piece.gap.end - piece.gap.begin
    if length < DAY:
        words = f"{first:%H:%M}–{last:%H:%M}"
    else:
        words = "hour not known" if length < 2 * DAY else "day not known"
    if text_width(words) > piece.right - piece.left - GAP:
        return []
    return [Label(piece.left, words, 0, "start", False)]


def _lone_tick(piece: Piece, scale: Scale, anchors: list[float], step: tuple[float, int]) -> Label | None:
    """The time of the only moment in a run, which says more than a round hour near it."""
    inside = {second for second in anchors if piece.begin <= second <= piece.end}
    if len(inside) != 1:
        return None
    second = inside.pop()
    words = _tick_words(second, (60 if second % 60 == 0 else 1, 0))
    return Label(scale.x(second), words, 0, "middle", False)


def _apart(labels: list[Label], width: float) -> list[Label]:
    """Those labels that lie within the drawing and do not touch the one before."""
    kept, right = [], -GAP
    for label in labels:
        left, end = label.box
        if left < 0:
            label, left, end = label._replace(x=0.0, anchor="start"), 0.0, end - left
        elif end > width:
            label, left, end = label._replace(x=width, anchor="end"), left - (end - width), width
        if left >= right + GAP:
            kept.append(label)
            right = end
    return kept


def _names_apart(names: list[tuple[float, list[str]]], width: float) -> list[Label]:
    """A name at each x, as long as fits before the next one; left out where not even its shortest does."""
    names.sort(key=lambda name: name[0])
    kept, right, shown = [], -GAP, None
    for index, (x, choices) in enumerate(names):
        if choices[0] == shown:
            continue
        later = next((other for other, words in names[index + 1 :] if words[0] != choices[0]), None)
        room = (width if later is None else later - GAP) - max(x, right + GAP)
        for words in choices:
            if text_width(words, bold=True) <= room:
                kept.append(Label(max(x, right + GAP), words, 1, "start", True))
                break
        else:
            if later is None:
                kept += _at_right_end(choices, right, width)
            continue
        right, shown = kept[-1].box[1], choices[0]
    return kept


def _at_right_end(choices: list[str], right: float, width: float) -> list[Label]:
    """The last name, set against the right edge where it fits there."""
    for words in choices:
        label = Label(width, words, 1, "end", True)
        if label.box[0] >= right + GAP:
            return [label]
    return []

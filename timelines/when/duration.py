"""`Duration`: how long something took, as a range where that is all that is known."""

from dataclasses import dataclass
from datetime import timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

SECONDS_BELOW = 10 * MINUTE
DAYS_FROM = 2 * DAY
WHOLE_DAYS_FROM = 14 * DAY


@dataclass(frozen=True)
class Duration:
    """Longer than `shortest` and shorter than `longest`; None: as long as you like.

    The text never claims more than is known: one figure stands for one unit to either side of it, and
    ranges are rounded outwards.
    """

    shortest: timedelta
    longest: timedelta | None

    def __post_init__(self):
        if self.longest is not None and self.longest < self.shortest:
            raise ValueError(f"A duration of at least {self.shortest} is no shorter than {self.longest}.")

    @property
    def invalid(self):
        """Whether the end certainly lies before the beginning."""
        return self.longest is not None and self.longest <= timedelta(0)

    @property
    def is_known(self):
        """Whether there is a bound on either side; without one the text is "not known"."""
        return self.longest is not None or self.shortest > timedelta(0)

    @property
    def middle(self):
        """Half way between the bounds, not below nought; None where there is no longest."""
        if self.longest is None:
            return None
        return max(self.shortest + (self.longest - self.shortest) / 2, timedelta(0))

    def __str__(self):
        return self._written(" min")

    @property
    def short(self):
        """The same for narrow columns: "1 h 52 – 5 h 08", "11–28 min"."""
        return self._written("")

    def _written(self, minutes):
        if self.invalid:
            return self._negative(minutes)
        if self.longest is None:
            return self._at_least(minutes)
        if figure := self._single():
            return _figure(figure, minutes) if figure > timedelta(0) else ""
        unit = SECOND if self._in_seconds() else MINUTE
        low, high = _floor(max(self.shortest, timedelta(0)), unit), _ceil(self.longest, unit)
        if low <= timedelta(0):
            return f"under {_figure(high, minutes)}"
        return _between(low, high, minutes)

    def _single(self):
        """The one figure that stands for the whole range, or None.

        A figure of minutes is good for a minute to either side, of hours (in days) for an hour.
        """
        middle = self.shortest + (self.longest - self.shortest) / 2
        units = [unit for unit, fits in ((SECOND, self._in_seconds()), (MINUTE, True)) if fits]
        for unit in units if middle < DAYS_FROM else [_unit(middle, MINUTE)]:
            rounded = round(middle / unit) * unit
            narrow = self.longest - self.shortest <= 2 * MINUTE
            if narrow and rounded and rounded - unit <= self.shortest and self.longest <= rounded + unit:
                return rounded
        return None

    def _in_seconds(self):
        return self.longest < SECONDS_BELOW and self.longest - self.shortest < MINUTE

    def _at_least(self, minutes):
        low = _floor(self.shortest, SECOND if self.shortest < MINUTE else MINUTE)
        return f"at least {_figure(low, minutes)}" if low > timedelta(0) else "not known"

    def _negative(self, minutes):
        least = _floor(-self.longest, MINUTE)
        by = f" by at least {_figure(least, minutes)}" if least else ""
        return f"ends before it starts{by}"


def _unit(length, finest):
    """What a length is counted in: coarser for long ones."""
    if length >= WHOLE_DAYS_FROM:
        return DAY
    return HOUR if length >= DAYS_FROM else finest


def _floor(length, finest):
    unit = _unit(length, finest)
    return length // unit * unit


def _ceil(length, finest):
    unit = _unit(length, finest)
    return -(-length // unit) * unit


def _between(low, high, minutes):
    """Both bounds, with the unit once where it is the same single one: "11–28 min", "1–3 d"."""
    if high >= DAYS_FROM and not (low % DAY or high % DAY):
        return f"{low // DAY}–{high // DAY} d"
    low_text, high_text = _figure(low, " min"), _figure(high, " min")
    low_words, high_words = low_text.split(), high_text.split()
    if len(low_words) == len(high_words) == 2 and low_words[1] == high_words[1]:
        return f"{low_words[0]}–{high_text}"
    return f"{_figure(low, minutes)} – {_figure(high, minutes)}"


def _figure(length, minutes):
    """A length in whole units: "40 s", "2 min 14 s", "7 h 27 min", "2 d 3 h".

    `minutes` is what stands behind minutes that follow hours: " min", or nothing in the short form.
    """
    seconds = round(length.total_seconds())
    if length >= DAYS_FROM:
        days, hours = seconds // 86400, seconds % 86400 // 3600
        return f"{days} d {hours} h" if hours else f"{days} d"
    if seconds % 60:
        head = f"{seconds // 60} min " if seconds >= 60 else ""
        return f"{head}{seconds % 60} s"
    hours, rest = seconds // 3600, seconds % 3600 // 60
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}{minutes}" if rest else f"{hours} h"

"""A `When` in writing: short, and never narrower than what is known.

"14 Mar 2023, 18:00 UTC", "9 Apr 2023, ≈ 02:00 ICT (8 Apr, 19:00 UTC)", "14 Mar 2023, 20:00–21:00 UTC",
"15 Mar 2023, by 01:15 UTC", "13 Mar 2023", "March 2023". `timelines.when.reading` reads all of them back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from . import widths, zones
from .value import Precision

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Parts:
    """What a page sets apart.

    - clock: "≈ 02:00", "20:00–21:00", "by 23:00"; for whole days and longer the date, "6–12 March",
      "by 4 Dec 2018".
    - second: a second line beneath: "after 20:00"; "" where there is none.
    - zone: "ICT", "UTC"; "" for whole days of UTC.
    - day: "9 Apr 2023", of the earliest bound (of the centre where approximate); "" where `clock` is a date.
    - date: the same as a `date`, never None.
    - utc: "19:00 UTC", "8 Apr, 19:00 UTC": the same in UTC, "" where the zone is the same as UTC.
    """

    clock: str
    second: str
    zone: str
    day: str
    date: object
    utc: str


def text(when, zone=None, day=True):
    """The whole of `when` on one line. `zone`: show in this zone; `day` false leaves out the date."""
    if span := _calendar_span(when, zone or when.zone):
        return " ".join(part for part in (_dates(span, short=True, year=True), span.zone) if part)
    if dates := _open_dates(when, zone or when.zone):
        return " ".join(part for part in (dates.clock, dates.zone) if part)
    local = _Clock(when, zone or when.zone)
    written = f"{local.day_text}, {local.written}" if day else local.written
    gloss = local.utc_gloss()
    return f"{written} ({gloss})" if gloss else written


def parts(when, zone=None):
    """The pieces of `text`, see Parts."""
    if span := _calendar_span(when, zone or when.zone):
        return Parts(_dates(span, short=False, year=False), "", span.zone, "", span.first, "")
    if dates := _open_dates(when, zone or when.zone):
        return dates
    local = _Clock(when, zone or when.zone)
    return Parts(local.first, local.second, local.zone, local.day_text, local.day, local.utc_gloss())


def html_datetime(when):
    """The value for <time datetime>: a time, a day, or both bounds with a slash, in UTC.

    HTML has no form for intervals; two times with a slash are those of ISO 8601.
    """
    if when.precision is Precision.DAY and (span := _calendar_span(when, when.zone)):
        return span.first.isoformat()
    if when.precision in (Precision.SECOND, Precision.MINUTE):
        return _iso(when.earliest, when.precision)
    if when.precision is Precision.APPROXIMATE:
        return _iso(when.best, when.precision)
    return "/".join(_iso(bound, when.precision) if bound else ".." for bound in (when.earliest, when.latest))


def _iso(moment, precision):
    seconds = precision is Precision.SECOND or moment.second or moment.microsecond
    timespec = "auto" if seconds else "minutes"
    return moment.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


@dataclass(frozen=True)
class _Span:
    """Whole calendar days, both included. `unit` is what was said: "day", "month", "year"."""

    first: object
    last: object
    unit: str
    about: bool
    zone: str


def _calendar_span(when, zone):
    """The whole days that `when` covers in `zone`, or None where it does not begin and end with one."""
    if when.is_open or when.precision not in (Precision.DAY, Precision.RANGE, Precision.APPROXIMATE):
        return None
    tz = zones.resolve(zone)
    first, end = when.earliest.astimezone(tz).date(), when.latest.astimezone(tz).date()
    if widths.midnight(first, zone) != when.earliest or widths.midnight(end, zone) != when.latest:
        return None
    label = _zone_of_days(when.earliest, when.latest, zone)
    about = when.precision is Precision.APPROXIMATE
    if about:
        return _about_span(first, end, label)
    return _Span(first, end - _DAY, _unit(first, end), False, label)


def _open_dates(when, zone):
    """The Parts of a time that is open to a whole day of `zone`: "by 4 Dec 2018", "after 31 Aug 2019".

    None for others, and where a time of day was written: nobody who said "by 4 December" said 23:59.
    """
    bound = when.latest or when.earliest
    if not when.is_open or ":" in when.words:
        return None
    day = bound.astimezone(zones.resolve(zone)).date()
    if widths.midnight(day, zone) != bound:
        return None
    hedge = "after" if when.latest is None else "by"
    if when.latest is not None and widths.stated_end(bound, when.words) == bound:
        hedge = "before"
    else:
        day -= _DAY
    return Parts(f"{hedge} {date_text(day)}", "", _zone_of_days(bound, bound, zone), "", day, "")


def _zone_of_days(earliest, latest, zone):
    """What stands behind dates: nothing for UTC, letters, or the zone's name where clocks change between."""
    if zone == "UTC":
        return ""
    begin, end = zones.label(earliest, zone), zones.label(latest, zone)
    if begin != end:
        return f"({zone})"
    return f"UTC{begin}" if begin[0] in "+−" else begin  # a bare offset looks like the end of a range


def _unit(first, end):
    """ "year" or "month" where [first, end) is a whole one, else "day"."""
    if first.day == end.day == 1:
        if first.month == end.month == 1 and end.year == first.year + 1:
            return "year"
        if _month_after(first) == end:
            return "month"
    return "day"


def _month_after(first):
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _about_span(first, end, label):
    """A hedged day, month or year is one unit wider to either side; None where it is something else."""
    if end - first == 3 * _DAY:
        return _Span(first + _DAY, first + _DAY, "day", True, label)
    if first.day != 1 or end.day != 1:
        return None
    middle = _month_after(first)
    if _month_after(_month_after(middle)) == end:
        return _Span(middle, _month_after(middle) - _DAY, "month", True, label)
    if first.month == end.month == 1 and end.year == first.year + 3:
        middle = first.replace(year=first.year + 1)
        return _Span(middle, middle.replace(month=12, day=31), "year", True, label)
    return None


def _dates(span, *, short, year):
    """A span in words: "13 Mar 2023", "6–12 March", "March 2023"."""
    hedge = "≈ " if span.about else ""
    first, last = span.first, span.last
    if span.unit == "year":
        return f"{hedge}year {first.year}"
    if span.unit == "month":
        return f"{hedge}{MONTHS[first.month - 1]} {first.year}"
    end = date_text(last, short=short, year=year or first.year != last.year)
    if first == last:
        return hedge + end
    if (first.year, first.month) == (last.year, last.month):
        return f"{hedge}{first.day}–{end}"
    begin = date_text(first, short=short, year=first.year != last.year)
    return f"{hedge}{begin} – {end}"


def date_text(day, *, short=True, year=True):
    """A date as "13 Mar 2023", "13 March"."""
    month = MONTHS[day.month - 1]
    return f"{day.day} {month[:3] if short else month}" + (f" {day.year}" if year else "")


class _Clock:
    """A time with a clock, as it reads in one zone."""

    def __init__(self, when, zone):
        self.when = when
        self.zone_name = zone
        self.tz = zones.resolve(zone)
        self.second = ""
        self.begin = self.end = None  # the instants written, aware UTC
        self.tail = ""
        getattr(self, f"_read_{self._shape()}")()
        shown = [moment for moment in (self.begin, self.end) if moment is not None]
        self.labels = [zones.label(moment, zone) for moment in shown]
        self.zone = self.labels[0]
        self.day = self._local(shown[0]).date()
        self._write()

    def _shape(self):
        when = self.when
        if when.precision is Precision.APPROXIMATE:
            return "about"
        if when.precision in (Precision.SECOND, Precision.MINUTE) and self._is_aligned():
            return "point"
        if when.is_by:
            return "by"
        return "since" if when.latest is None else "range"

    def _is_aligned(self):
        """Whether the single figure that would be printed covers the whole interval."""
        return self.when.latest <= self.when.earliest + _figure_unit(self.when) and not _off(
            self.when.earliest, _figure_unit(self.when)
        )

    def _read_point(self):
        self.begin, self.grain, self.hedge = self.when.earliest, _figure_unit(self.when), ""

    def _read_about(self):
        half = (self.when.latest - self.when.earliest) / 2
        self.begin = self.when.earliest + half
        self.grain, self.hedge = widths.grain(self.begin), "≈ "
        usual = (
            (widths.ABOUT_MINUTES, widths.ABOUT_HOUR) if self.grain == _MINUTE else (widths.ABOUT_SECONDS,)
        )
        if half not in usual:
            self.tail = f" ± {_half_width(half)}"

    def _read_by(self):
        """The bound that was said, and beneath it the one that was known."""
        latest = _outward(self.when.latest, self.when.width, up=True)
        self.begin = widths.stated_end(latest, self.when.words)
        self.hedge = "before " if self.begin == latest else "by "
        self.grain = widths.grain(self.begin)
        if self.when.earliest is not None:
            self.end = _outward(self.when.earliest, self.when.width, up=False)

    def _read_since(self):
        self.begin, self.hedge = self.when.earliest, "after "
        self.grain = widths.grain(self.begin)

    def _read_range(self):
        width = self.when.width
        self.begin = _outward(self.when.earliest, width, up=False)
        latest = _outward(self.when.latest, width, up=True)
        self.grain, self.hedge = min(widths.grain(self.begin), widths.grain(latest)), ""
        # To the minute the end of a range is said as an instant; finer ones as the last second within.
        self.end = latest if self.grain == _MINUTE else latest - self.grain

    def _write(self):
        """Put `first` (and `second`) together, and `written`, the whole without the leading date."""
        begin = self.hedge + self._clock(self.begin, self.grain)
        zone = f" {self.zone}"
        if self.end is None:
            self.first, self.written = begin + self.tail, f"{begin}{zone}{self.tail}"
            return
        other = self._clock(self.end, min(self.grain, widths.grain(self.end)))
        day = self._local(self.end).date()
        if day != self.day:
            other = f"{date_text(day, year=day.year != self.day.year)}, {other}"
        zones_differ = self.labels[0] != self.labels[1]
        first_zone = zone if zones_differ else ""
        if self.when.is_by:
            self.first, self.second = begin, f"after {other}"
            self.written = f"{begin}{first_zone}, after {other} {self.labels[1]}"
            return
        dash = " – " if day != self.day or zones_differ else "–"
        if begin == other and not zones_differ:
            dash = other = ""
        self.first = f"{begin}{dash}{other}"
        self.written = f"{begin}{first_zone}{dash}{other} {self.labels[1]}"

    def utc_gloss(self):
        """The same in UTC, with its date where that differs; "" where the zone has UTC's clock."""
        moments = [moment for moment in (self.begin, self.end) if moment is not None]
        if not any(self._local(moment).utcoffset() for moment in moments):
            return ""
        in_utc = _Clock(self.when, "UTC")
        clock = in_utc.written.removeprefix("≈ ").removesuffix(self.tail)
        if in_utc.day == self.day:
            return clock
        return f"{date_text(in_utc.day, year=in_utc.day.year != self.day.year)}, {clock}"

    @property
    def day_text(self):
        return date_text(self.day)

    def _local(self, moment):
        return moment.astimezone(self.tz)

    def _clock(self, moment, grain):
        local = self._local(moment)
        clock = f"{local.hour:02d}:{local.minute:02d}"
        if grain < _MINUTE:
            clock += f":{local.second:02d}"
        if grain < _SECOND:
            digits = 3 if grain == timedelta(milliseconds=1) else 6
            clock += f".{local.microsecond:06d}"[: digits + 1]
        return clock


def _figure_unit(when):
    """What one printed figure of a second- or minute-precise time stands for."""
    if when.precision is Precision.MINUTE:
        return _MINUTE
    width = when.latest - when.earliest
    return next(unit for unit in reversed(widths.UNITS[1:]) if width <= unit)


def _off(moment, unit):
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) % unit


def _outward(bound, width, *, up):
    """`bound` of a long range to the whole minute or second, away from the middle."""
    if width is None or width < _MINUTE:
        return bound
    rest = _off(bound, _MINUTE if width >= _HOUR else _SECOND)
    if not rest:
        return bound
    return bound - rest + (_MINUTE if width >= _HOUR else _SECOND) if up else bound - rest


def _half_width(half):
    """Half the width of a hedged time, rounded up: "20 s", "10 min", "3 h"."""
    for unit, name, upto in ((_SECOND, "s", _MINUTE), (_MINUTE, "min", 3 * _HOUR), (_HOUR, "h", 2 * _DAY)):
        if half < upto or (name == "min" and half % _HOUR and half < _DAY):
            return f"{-(-half // unit)} {name}"
    return f"{-(-half // _DAY)} d"

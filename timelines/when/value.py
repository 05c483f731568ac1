"""`When`: a moment of which only an interval is known.

Nobody knows that it happened at 20:14:00. A `When` keeps what is known (earliest and latest), how it was
said (precision, zone, words) and never pretends to more: order between two is partial, and the time between
two is a `Duration` with a shortest and a longest.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from . import zones
from .duration import Duration


class Precision(StrEnum):
    """How a time was stated."""

    SECOND = "second"  # to the second or finer; the width of the interval says how much finer
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"  # a calendar day of the zone, 23 to 25 hours long
    APPROXIMATE = "approximate"  # hedged: about, around, ~
    RANGE = "range"  # between two bounds, or open towards one side


WIDEST = {
    Precision.SECOND: timedelta(seconds=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(hours=26),
}
"""How wide an interval of each precision may be."""

WORDS_MAX_LENGTH = 200
"""Characters that people may use to say a time."""

_SHOWABLE_YEARS = range(2, 9999)  # the first and the last year of datetime have no room for other zones
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_RESOLUTION = timedelta(microseconds=1)
_BY = re.compile(
    r"(?<!shortly )(?<!just )(?<!right )(?<!immediately )"
    r"\b(by|^until|before|prior to|earlier than|no later than)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A moment that lies in [earliest, latest).

    - earliest, latest: aware, kept as UTC. None: no bound is known on that side ("before 23:00",
      "after 23:00"); never both. Without any width the microsecond at that instant is meant.
    - precision: how it was stated. RANGE where a side is open.
    - zone: as given: an IANA name, "+07:00", or an abbreviation of fixed meaning such as "ICT".
    - words: as written, for people to compare; two times may be equal in all but their words.

    Raises ValueError for anything else, TypeError for naive datetimes.
    """

    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    zone: str = "UTC"
    words: str = ""

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "precision", Precision(self.precision))
        set_(self, "earliest", _as_utc(self.earliest))
        set_(self, "latest", _as_utc(self.latest))
        zones.resolve(self.zone)
        if "\x00" in self.words or len(self.words) > WORDS_MAX_LENGTH:
            raise ValueError(f"The words of a time are {WORDS_MAX_LENGTH} characters at most, without NUL.")
        if self.is_open:
            self._check_open()
        else:
            self._check_closed()

    def _check_open(self):
        if self.earliest is None and self.latest is None:
            raise ValueError("A time needs a bound on one side at least.")
        if self.precision is not Precision.RANGE:
            raise ValueError(f"A time open towards one side is a range, not {self.precision}.")

    def _check_closed(self):
        if self.latest < self.earliest:
            raise ValueError(f"A time ends ({self.latest}) before it begins ({self.earliest}).")
        if self.latest == self.earliest:
            object.__setattr__(self, "latest", self.latest + _RESOLUTION)
        widest = WIDEST.get(self.precision)
        if widest and self.latest - self.earliest > widest:
            raise ValueError(f"{self.width} is too wide for a time known to the {self.precision}.")

    @classmethod
    def read(cls, text, *, day=None, zone=None, after=None, start=None):
        """The time that `text` says; `timelines.when.reading.read_time` explains the arguments.

        Raises UnreadableTime, with a message for the person who wrote the text.
        """
        from .reading import read_time

        return read_time(text, day=day, zone=zone, after=after, start=start).when

    @classmethod
    def at(cls, moment, precision=Precision.MINUTE, zone="UTC", words=""):
        """The second, minute, hour or day of `zone` that an aware datetime lies in.

        APPROXIMATE is the usual 7½ minutes to either side. RANGE is refused: it needs two bounds.
        """
        from . import widths

        earliest, latest = widths.around(_as_utc(moment), Precision(precision), zone)
        return cls(earliest, latest, precision, zone, words)

    @property
    def is_open(self):
        """Whether one side has no known bound."""
        return self.earliest is None or self.latest is None

    @property
    def is_by(self):
        """Whether a bound is what was said ("by 14:30", "before 23:00") and not the stretch up to it."""
        if self.precision is not Precision.RANGE or self.latest is None:
            return False
        return self.earliest is None or bool(_BY.search(self.words))

    @property
    def width(self):
        """latest - earliest, a timedelta; None where a side is open."""
        return None if self.is_open else self.latest - self.earliest

    @property
    def best(self):
        """One instant to sort and draw by, when only one can be used: aware UTC.

        The beginning of a second or minute, the bound of "by", "before" and "after", else the middle.
        """
        if self.is_by:
            from . import widths

            return widths.stated_end(self.latest, self.words) if self.latest else self.earliest
        if self.latest is None or self.precision in (Precision.SECOND, Precision.MINUTE):
            return self.earliest
        return self.earliest + (self.latest - self.earliest) / 2

    @property
    def key(self):
        """Sorts by the earliest bound (the only bound where the start is open), then the latest.

        The same order as `timelines.fields.when_order` gives in the database.
        """
        return (self.earliest or self.latest, self.latest or _END_OF_TIME)

    def before(self, other):
        """Whether this certainly lies before `other`."""
        return self.latest is not None and other.earliest is not None and self.latest <= other.earliest

    def after(self, other):
        """Whether this certainly lies after `other`."""
        return other.before(self)

    def overlaps(self, other):
        """Whether nothing is known about which of the two came first."""
        return not self.before(other) and not other.before(self)

    def __sub__(self, other):
        """The time from `other` to this, as a Duration as wide as both ends allow.

        Where a bound that the shortest would need is unknown, it is nought: an end is taken not to lie
        before its beginning unless that is certain.
        """
        if not isinstance(other, When):
            return NotImplemented
        shortest, longest = timedelta(0), None
        if self.earliest is not None and other.latest is not None:
            shortest = self.earliest - other.latest
        if self.latest is not None and other.earliest is not None:
            longest = self.latest - other.earliest
            shortest = min(shortest, longest)
        return Duration(shortest, longest)

    def __str__(self):
        return self.text()

    def text(self, zone=None, day=True):
        """As people write it: "14 Mar 2023, 18:00 UTC", "≈ 02:00 ICT (19:00 UTC)".

        In `zone` (as kept) instead of the one it was given in; without its date where `day` is false.
        """
        from .text import text

        return text(self, zone=zone, day=day)

    def parts(self, zone=None):
        """The pieces of the text, for pages that set them apart: `timelines.when.text.Parts`."""
        from .text import parts

        return parts(self, zone=zone)

    def as_dict(self):
        """JSON-safe, complete: `When.from_dict(when.as_dict()) == when`."""
        return {
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "precision": str(self.precision),
            "zone": self.zone,
            "words": self.words,
        }

    @classmethod
    def from_dict(cls, data):
        """The When of `as_dict`. ValueError for a missing bound, a naive time or anything else amiss."""
        try:
            bounds = [data.get(key) and datetime.fromisoformat(data[key]) for key in ("earliest", "latest")]
            return cls(
                *(bound or None for bound in bounds),
                data["precision"],
                data.get("zone") or "UTC",
                data.get("words") or "",
            )
        except (AttributeError, KeyError, TypeError, OverflowError) as error:
            raise ValueError(f"Not a time: {error}") from error


def _as_utc(moment):
    if moment is None:
        return None
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise TypeError(f"A time needs aware datetimes, not {moment!r}.")
    if moment.year not in _SHOWABLE_YEARS:
        raise ValueError(f"The year {moment.year} is beyond any calendar.")
    return moment.astimezone(UTC)


def _iso(moment):
    return moment and moment.isoformat().replace("+00:00", "Z")

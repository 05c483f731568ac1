"""What the words say, before the parts they leave out are filled in. Nothing here knows a calendar."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class SaidDate:
    """A date with what was said of it. `shift`: days after the day of reference ("the next day" is 1)."""

    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    shift: int | None = None
    is_iso: bool = False


@dataclass(frozen=True)
class SaidClock:
    """A time of day. `unit` is how exactly it was said; `until_hour` ends a part of the day ("morning")."""

    words: str
    hour: int
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    unit: timedelta = MINUTE
    meridiem: str = ""  # "am" or "pm"
    until_hour: int | None = None


@dataclass(frozen=True)
class Amount:
    """A length of time as said. `unit` is its smallest unit, `slack` how far off it may be."""

    length: timedelta
    unit: timedelta
    slack: timedelta | None = None


@dataclass(frozen=True)
class Moment:
    """One time. Some of: a date, a clock, an epoch instant, a distance from another time."""

    date: SaidDate | None = None
    clock: SaidClock | None = None
    zone: str | None = None  # as written
    about: bool = False
    tolerance: timedelta | None = None  # "± 10 min"
    instant: datetime | None = None
    instant_unit: timedelta = SECOND
    distance: Amount | None = None
    from_start: bool = False  # the distance counts from the start of the incident: "T+15m"
    date_first: bool = False  # the date stood before the clock
    anchor: "Moment | None" = None  # the distance counts from this: "15 minutes after 18:00"

    def sharing(self, other):
        """This, with the date and zone that only `other`, said with it, has."""
        date = self.date or other.date
        if self.date and other.date and self.date.year is None and self.date.shift is None:
            date = replace(self.date, year=other.date.year)
        return replace(self, date=date, zone=self.zone or other.zone)


@dataclass(frozen=True)
class Said:
    """One time as said: `relation` to `moment`, with `other` for the second of two.

    relation: "at", "by", "up to" (by, and nothing known before it), "before", "after", "since",
    "shortly after", "shortly before"; "between" with `other`; "by and after" and "before and after", where
    `moment` is the later bound and `other` the earlier. `until`: it lasted until then.
    """

    relation: str
    moment: Moment | None = None
    other: Moment | None = None
    until: "Moment | None" = None
    gloss: str = ""  # the same moment said again in brackets

"""`Week`: an ISO week in a stated zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from reviews.exceptions import UnreadableWeek
from timelines.when import UnreadableTime, zones
from timelines.when.errors import shortened
from timelines.when.text import MONTHS
from timelines.when.widths import midnight

YEARS = range(1900, 3000)  # the calendar has room for every zone on both sides
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WRITTEN = re.compile(r"([0-9]{4})-[Ww]([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of ISO 8601: from the beginning of its Monday to that of the next, in `zone`.

    It has 168 hours, one less or one more where clocks change. `zone` is as `timelines.when.zones` keeps it.
    """

    year: int
    number: int
    zone: str = "UTC"

    @classmethod
    def read(cls, text: str, zone: str = "UTC") -> Week:
        """The week that "2023-W11" names, in the zone that `zone` names. Raises UnreadableWeek."""
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise UnreadableWeek(f"“{shortened(text)}” is not a week. Write it as 2023-W11.", field="week")
        year, number = int(written[1]), int(written[2])
        if year not in YEARS:
            known = f"{YEARS.start} to {YEARS.stop - 1}"
            raise UnreadableWeek(f"The year {year:04} is out of reach: weeks go from {known}.", field="week")
        last = last_week_of(year)
        if not 1 <= number <= last:
            raise UnreadableWeek(
                f"{year} has no week W{number:02}: its weeks are W01 to W{last}.", field="week"
            )
        return cls(year, number, read_zone(zone))

    @classmethod
    def of(cls, moment: datetime, zone: str = "UTC") -> Week:
        """The week that an aware datetime lies in. Raises UnreadableWeek."""
        zone = read_zone(zone)
        year, number, _ = moment.astimezone(zones.resolve(zone)).isocalendar()
        if year not in YEARS:
            raise UnreadableWeek(f"The year {year:04} is out of reach of weeks.", field="week")
        return cls(year, number, zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.short}"

    @property
    def short(self) -> str:
        return f"W{self.number:02}"

    @property
    def first_day(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=6)

    @property
    def days(self) -> list[date]:
        return [self.first_day + timedelta(days=day) for day in range(7)]

    @property
    def start(self) -> datetime:
        """The instant it begins, aware UTC."""
        return _begin_of(self.first_day, self.zone)

    @property
    def end(self) -> datetime:
        """The instant the next one begins, aware UTC."""
        return _begin_of(self.first_day + timedelta(days=7), self.zone)

    @property
    def hours(self) -> float:
        return (self.end - self.start) / timedelta(hours=1)

    @property
    def previous(self) -> Week:
        return self._moved(-1)

    @property
    def next(self) -> Week:
        return self._moved(1)

    def _moved(self, weeks: int) -> Week:
        year, number, _ = (self.first_day + timedelta(weeks=weeks)).isocalendar()
        return replace(self, year=year, number=number)

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def day_of(self, moment: datetime) -> date:
        """The calendar day of its zone that an aware datetime lies in."""
        return moment.astimezone(zones.resolve(self.zone)).date()

    @property
    def days_said(self) -> str:
        """ "Mon 13 – Sun 19 March 2023", "Mon 27 February – Sun 5 March 2023"."""
        first, last = self.first_day, self.last_day
        begin = f"Mon {first.day}"
        if first.month != last.month:
            begin += f" {MONTHS[first.month - 1]}"
        if first.year != last.year:
            begin += f" {first.year}"
        return f"{begin} – Sun {last.day} {MONTHS[last.month - 1]} {last.year}"

    @property
    def times_said(self) -> str:
        """The zone and what its clocks are called: "Europe/Berlin, times in CET, then CEST"; "UTC"."""
        if self.zone == "UTC":
            return "UTC"
        at_first, at_last = (
            zones.label(moment, self.zone) for moment in (self.start, self.end - timedelta(seconds=1))
        )
        if at_first == self.zone:
            return self.zone
        changes = f", then {at_last} ({self.hours:g} hours)" if at_last != at_first else ""
        return f"{self.zone}, times in {at_first}{changes}"


@dataclass(frozen=True, slots=True)
class Period:
    """The part of a week that is over at the moment of a report (`as_of`, aware): of a past week, all."""

    week: Week
    as_of: datetime

    @property
    def start(self) -> datetime:
        return self.week.start

    @property
    def until(self) -> datetime:
        """Where it ends, aware UTC; at its start, where the week has not begun."""
        return max(self.week.start, min(self.week.end, self.as_of.astimezone(UTC)))

    @property
    def has_begun(self) -> bool:
        return self.as_of >= self.week.start

    @property
    def is_over(self) -> bool:
        """Whether the whole week is: then nothing in its report depends on `as_of`."""
        return self.as_of >= self.week.end

    @property
    def last_day(self) -> date:
        """The last day of the week until now; the day before its first where it has not begun."""
        today = self.week.day_of(self.as_of)
        return max(self.week.first_day - timedelta(days=1), min(self.week.last_day, today))

    @property
    def today(self) -> date:
        """The day the report is of: what was due before is overdue. Of a past week, the Monday after."""
        return self.week.last_day + timedelta(days=1) if self.is_over else self.last_day

    @property
    def previous(self) -> Period:
        return Period(self.week.previous, self.as_of)


@lru_cache(maxsize=1024)
def _begin_of(day: date, zone: str) -> datetime:
    return midnight(day, zone)  # asked for many times in one report


def last_week_of(year: int) -> int:
    """52 or 53: the week that 28 December lies in."""
    return date(year, 12, 28).isocalendar().week


def read_zone(text: str) -> str:
    """The zone that `text` names, as kept. Raises UnreadableWeek."""
    text = text.strip()
    try:
        zone = zones.read_zone(text[:100])
        zones.resolve(zone)
    except UnreadableTime as error:
        raise UnreadableWeek(str(error), field="zone") from error
    return zone


def past_week(now: datetime, zone: str) -> Week:
    """The last week that is over."""
    return Week.of(now.astimezone(UTC), zone).previous

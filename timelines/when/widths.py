"""How much a stated time covers. docs/time.md has the same table for readers."""

import re
from datetime import UTC, datetime, timedelta

from . import zones
from .value import Precision

ABOUT_MINUTES = timedelta(minutes=7, seconds=30)
"""To either side of "around 18:00": people round to the quarter of an hour."""

ABOUT_HOUR = timedelta(minutes=30)
"""To either side of "around 2AM": people round to the hour."""

ABOUT_SECONDS = timedelta(seconds=30)
"""To either side of "around 16:05:57"."""

SHORTLY = timedelta(minutes=30)
"""How long "shortly after 15:00" lasts, and "shortly before" begins earlier."""

UNITS = (timedelta(minutes=1), timedelta(seconds=1), timedelta(milliseconds=1), timedelta(microseconds=1))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXCLUSIVE = re.compile(r"\b(before|prior to|earlier than)\b", re.IGNORECASE)


def around(moment, precision, zone):
    """(earliest, latest) of the second, minute, hour or day of `zone` that `moment` (aware UTC) lies in."""
    if precision is Precision.RANGE:
        raise ValueError("A range needs two bounds.")
    if precision is Precision.APPROXIMATE:
        return moment - ABOUT_MINUTES, moment + ABOUT_MINUTES
    local = moment.astimezone(zones.resolve(zone))
    if precision is Precision.DAY:
        return day_bounds(local.date(), zone)
    floors = {"microsecond": 0}
    if precision is not Precision.SECOND:
        floors["second"] = 0
    if precision is Precision.HOUR:
        floors["minute"] = 0
    earliest = local.replace(**floors).astimezone(UTC)
    length = {Precision.SECOND: timedelta(seconds=1), Precision.MINUTE: timedelta(minutes=1)}
    return earliest, earliest + length.get(precision, timedelta(hours=1))


def midnight(day, zone):
    """The instant, aware UTC, at which the calendar day begins in `zone`.

    Where clocks skip midnight, the first instant of the day; where midnight comes twice, the first.
    """
    tz = zones.resolve(zone)
    begin = datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)
    if begin.astimezone(tz).date() < day:  # in a gap, fold=0 takes the offset from before it
        begin += timedelta(hours=1)
    return begin


def day_bounds(day, zone):
    """(earliest, latest) of a calendar day of `zone`, 23 to 25 hours apart."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def grain(moment):
    """The coarsest of UNITS that `moment` is a whole number of."""
    return next(unit for unit in UNITS if not (moment - _EPOCH) % unit)


def stated_end(latest, words):
    """The instant that was said as the bound: "by 14:30" ends with that minute, "before 14:30" at it."""
    if _EXCLUSIVE.search(words) or not words:
        return latest
    return latest - grain(latest)

"""How long ago and how soon, in one unit or two, as a list has room for."""

from __future__ import annotations

from datetime import datetime, timedelta

from timelines.when import Duration

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
YEAR = timedelta(days=365.2425)  # of the Gregorian calendar, on average

WORKERS_TAKE = 5 * MINUTE  # at most, from a page being due to its being read


def overdue(due_at: datetime, now: datetime) -> str:
    """How long something has been due, where that is longer than workers take; else ""."""
    return lapse(now - due_at) if now - due_at > WORKERS_TAKE else ""


def lapse(length: timedelta) -> str:
    """“38 s”, “2 min”, “1 h 42”, “2 d 3 h”, “3 years”: whole units that have passed; "" below a second."""
    if length >= 2 * YEAR:
        return f"{length // YEAR} years"
    unit = SECOND if length < MINUTE else MINUTE if length < 2 * DAY else HOUR if length < 14 * DAY else DAY
    whole = length // unit * unit
    return Duration(whole, whole).short if whole > timedelta() else ""

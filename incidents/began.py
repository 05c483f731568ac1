"""The day an incident began, in words: never narrower than known."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from incidents.models import Incident
from timelines.when import zones
from timelines.when.text import date_text

MOMENT = timedelta(microseconds=1)


def day_of(incident: Incident, zone: str = "UTC") -> str:
    """The day it began, or the days it may have begun on; "" where no start is stated."""
    started = incident.milestones_told.get("started")
    if started is None:
        return ""
    if started.is_open:
        return started.text(zone)
    first, last = days_of(started.earliest, started.latest, zone)
    if first == last:
        return date_text(first)
    return f"{date_text(first, year=first.year != last.year)} – {date_text(last)}"


def days_of(earliest: datetime, latest: datetime, zone: str = "UTC") -> tuple[date, date]:
    """The first and the last day, in this zone, that a moment between these bounds may lie on."""
    at = zones.resolve(zone)
    return earliest.astimezone(at).date(), (latest - MOMENT).astimezone(at).date()

"""When to tell: at once, or once a day together."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models


class Pace(models.TextChoices):
    AT_ONCE = "at-once", "at once"
    DAILY = "daily", "once a day, together"


def due_time(at: datetime, *, pace: str, hour: int, zone: str) -> datetime:
    """When to tell what was seen `at` (aware): then, or when `hour` (0 to 23) strikes next in the zone."""
    if pace == Pace.AT_ONCE:
        return at
    local = at.astimezone(ZoneInfo(zone))
    strikes = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if strikes <= local:
        strikes += timedelta(days=1)  # of the calendar: the hour is the same where the clock changes between
    return strikes.astimezone(ZoneInfo("UTC"))

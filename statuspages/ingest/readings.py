"""The reading log, kept short."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Value, Window
from django.db.models.functions import Lag, RowNumber, TruncDate

from statuspages.models import Reading

READINGS_KEPT = timedelta(days=7)  # of those that found nothing new


def forget_readings(now: datetime) -> int:
    """Delete old readings that found nothing new; how many. Two kinds of them stay.

    The last of each page and day (UTC): so every day on which a page could be read stays known, and its bars
    are drawn from that. The first after one that failed: so it stays known how long that lasted.
    """
    order = {"order_by": ("at", "pk")}
    of_a_day = {"partition_by": [F("page"), F("outcome"), TruncDate("at")], "order_by": ("-at", "-pk")}
    old = Reading.objects.filter(at__lt=now - READINGS_KEPT).annotate(
        place=Window(RowNumber(), **of_a_day),
        before=Window(Lag("outcome", default=Value("")), partition_by=[F("page")], **order),
    )
    # The outcome is looked at outside: a condition beside these would take rows from the windows.
    spare = old.filter(place__gt=1).exclude(before=Reading.Outcome.FAILED).values("pk")
    return Reading.objects.filter(pk__in=spare, outcome=Reading.Outcome.UNCHANGED).delete()[0]

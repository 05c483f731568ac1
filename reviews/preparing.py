"""Preparing past weeks. Which are missing is asked of the database, so that a missed Monday is caught up."""

from __future__ import annotations

from datetime import datetime, timedelta

from reviews.models import PreparedReview
from reviews.week import Week, past_week

SETTLES = timedelta(
    hours=6
)  # after its end a week waits: what happened on Sunday night is written down by then
MOST = 12  # weeks that are caught up at once


def prepare_missing(now: datetime, zone: str) -> list[PreparedReview]:
    """Prepare every past week since the last that was prepared, and return them; the past one, if none was.

    Safe to run twice, at once or late. `now` is aware.
    """
    last = past_week(now - SETTLES, zone)
    kept = set(PreparedReview.objects.filter(zone=last.zone).values_list("week", flat=True))
    return [PreparedReview.objects.prepare(week, at=now) for week in _missing(last, kept)]


def _missing(last: Week, kept: set[str]) -> list[Week]:
    """The weeks from the one after the newest kept up to `last`, MOST at most, in their order."""
    missing, week = [], last
    while str(week) not in kept and len(missing) < (MOST if kept else 1):
        if kept and str(week) < max(kept):
            break
        missing.append(week)
        week = week.previous
    return missing[::-1]

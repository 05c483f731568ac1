"""How often a page is read, and how long it is left alone when it cannot be."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from statuspages.exceptions import PageUnreadable
from statuspages.models import StatusPage

WHILE_OPEN = timedelta(minutes=1)
USUALLY = timedelta(minutes=5)
WHEN_QUIET = timedelta(minutes=15)  # nothing has changed for QUIET_AFTER
QUIET_AFTER = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=14)  # an open incident of which the page says no more hurries nobody
NUDGE_HOLDS = timedelta(minutes=5)  # after a webhook's word: caches may serve what was before it for a while
NUDGE_GAP = timedelta(seconds=10)  # from a reading to the next that somebody's word brings about
JITTER = 0.15  # of the interval, to either side: pages do not fall due all at once
FIRST_RETRY = timedelta(minutes=1)  # doubled with each failure
FIRST_RETRY_IF_HOPELESS = timedelta(minutes=10)  # where time alone does not cure it
LAST_RETRY = timedelta(hours=6)


def interval(page: StatusPage, now: datetime) -> timedelta:
    """How long until a readable page is read again. `page.has_open`: whether it reports what goes on."""
    return _jittered(usual_interval(page, page.has_open, now))


def usual_interval(page: StatusPage, has_open: bool, now: datetime) -> timedelta:
    """How often a readable page is read, give or take JITTER."""
    if page.every_seconds:
        return timedelta(seconds=page.every_seconds)
    if has_open or (page.nudged_at and now - page.nudged_at < NUDGE_HOLDS):
        return WHILE_OPEN
    return WHEN_QUIET if now - (page.changed_at or page.added_at) > QUIET_AFTER else USUALLY


def wait_after(error: PageUnreadable, failures: int) -> timedelta:
    """How long to leave a page alone after so many failures in a row, and no shorter than it asked."""
    first = FIRST_RETRY if error.may_pass else FIRST_RETRY_IF_HOPELESS
    wait = _jittered(min(first * 2 ** min(failures - 1, 20), LAST_RETRY))
    return max(wait, error.retry_after or wait)


def _jittered(wait: timedelta) -> timedelta:
    """Pages do not fall due all at once. Nobody gains by guessing when."""
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311

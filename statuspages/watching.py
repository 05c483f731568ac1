"""Which page is read when, by whom, and what becomes of it.

The database knows what is due. Whoever reads a page leases it first, in one statement; only the holder of the
lease may store what was read. A worker that dies keeps its lease until that runs out, then another takes it.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from statuspages.exceptions import LeaseLost, NotStored, PageUnreadable
from statuspages.ingest.look import Look, look
from statuspages.ingest.store import Stored, store
from statuspages.looking import Found, look_at, watch
from statuspages.models import Reading, StatusPage
from statuspages.providers.reading import State

__all__ = ["Found", "Polled", "look_at", "poll", "watch"]

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # far longer than a look and its storing take
WHILE_OPEN = timedelta(minutes=1)
USUALLY = timedelta(minutes=5)
WHEN_QUIET = timedelta(minutes=15)  # nothing has changed for QUIET_AFTER
QUIET_AFTER = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=14)  # an open incident of which the page says no more hurries nobody
JITTER = 0.15  # of the interval, to either side: pages do not fall due all at once
FIRST_RETRY = timedelta(minutes=1)  # doubled with each failure
FIRST_RETRY_IF_HOPELESS = timedelta(minutes=10)  # where time alone does not cure it
LAST_RETRY = timedelta(hours=6)
READINGS_KEPT = timedelta(days=7)  # of those that found nothing new
SAYS_LENGTH = 500
OVER = [str(state) for state in State if state.is_over]


@dataclass(frozen=True, slots=True)
class Polled:
    """How one reading of a page went. `error`: why it, or part of it, could not be read; None: it could."""

    page: StatusPage
    stored: Stored
    error: PageUnreadable | None = None


def due_pages(now: datetime) -> list[int]:
    """Ids of the pages that are due and that nobody is reading, the longest due first."""
    return list(StatusPage.objects.due(now).order_by("next_due_at", "pk").values_list("pk", flat=True))


def poll(page_id: int, *, even_if_not_due: bool = False) -> Polled | None:
    """Read a page and store what changed. None where it is not due, not watched, or being read.

    May be called by several at once, again, and at any time: one reads, the others do nothing. Raises
    LeaseLost, with nothing stored, where reading took so long that somebody else has begun.
    """
    page = _claim(page_id, timezone.now(), even_if_not_due)
    return None if page is None else _read(page)


def _claim(page_id: int, now: datetime, even_if_not_due: bool) -> StatusPage | None:
    """Lease the page, in one statement; None where it cannot be had."""
    claimed = StatusPage.objects.raw(
        """
        UPDATE statuspages_statuspage SET lease = %(lease)s, leased_until = %(until)s
        WHERE id = (
            SELECT id FROM statuspages_statuspage
            WHERE id = %(id)s AND is_watched AND (leased_until IS NULL OR leased_until <= %(now)s)
                AND (next_due_at <= %(now)s OR %(anyway)s)
            FOR UPDATE SKIP LOCKED
        )
        RETURNING *, EXISTS (
            SELECT 1 FROM statuspages_reportedincident reported
            WHERE page_id = statuspages_statuspage.id AND gone_at IS NULL AND NOT state = ANY(%(over)s)
                AND vendor_updated_at > %(lately)s
        ) AS has_open
        """,
        {
            "id": page_id,
            "lease": uuid.uuid4(),
            "now": now,
            "until": now + LEASE,
            "anyway": even_if_not_due,
            "over": OVER,
            "lately": now - FORGOTTEN_AFTER,
        },
    )
    return next(iter(claimed), None)


def _read(page: StatusPage) -> Polled:
    begun = time.monotonic()
    try:
        seen = look(page.url, page.provider, page.facts, page.validators)
    except PageUnreadable as error:
        return _failed(page, error, round((time.monotonic() - begun) * 1000))
    if seen.account is None:
        return _unchanged(page, seen)
    return _answered(page, seen)


def _failed(page: StatusPage, error: PageUnreadable, took_ms: int) -> Polled:
    """It keeps what it knew; why, since when and when next is written down."""
    now = timezone.now()
    _write_result(page, **_trouble(page, error, now), read_at=now)
    _log(page, Reading.Outcome.FAILED, now, took_ms=took_ms, error=error, http_status=error.http_status)
    log.warning("page %s cannot be read: %s", page.pk, error.code)
    return Polled(page, Stored(), error)


def could_not_store(page_id: int, error: Exception) -> None:
    """Say on the page that its answer met an error nobody foresaw, and leave it alone for longer each time.

    For whoever called `poll` and got that error. Does nothing where the page is read by nobody now.
    """
    page = StatusPage.objects.filter(pk=page_id).exclude(lease=None).first()
    if page is not None:
        _failed(page, NotStored(error), 0)


def _unchanged(page: StatusPage, seen: Look) -> Polled:
    now = timezone.now()
    _write_result(page, **_good(page, seen, now), next_due_at=now + interval(page, now))
    _log(page, Reading.Outcome.UNCHANGED, now, seen=seen)
    return Polled(page, Stored())


def _answered(page: StatusPage, seen: Look) -> Polled:
    """Something came that may be new: all of it is stored, or nothing."""
    with transaction.atomic():
        held = StatusPage.objects.watched().filter(pk=page.pk, lease=page.lease)
        if not held.select_for_update(no_key=True):
            raise LeaseLost
        now = timezone.now()
        stored = store(page, seen, now)
        result = _good(page, seen, now)
        if stored.is_change:
            result["changed_at"] = now
        page.changed_at = result.get("changed_at", page.changed_at)
        page.has_open = has_open(page, now)
        result["next_due_at"] = now + interval(page, now)
        if seen.trouble:  # the incidents are stored, the components are not: ask for both again
            result |= {"validators": page.validators, **_trouble(page, seen.trouble, now)}
        said = ("uid", "time_zone", "vendor_updated_at", "indicator", "says")
        _write_result(page, **result, **{name: getattr(page, name) for name in said})
        outcome = Reading.Outcome.CHANGED if stored.is_change else Reading.Outcome.UNCHANGED
        _log(page, Reading.Outcome.FAILED if seen.trouble else outcome, now, seen=seen, error=seen.trouble)
    return Polled(page, stored, seen.trouble)


def has_open(page: StatusPage, now: datetime) -> bool:
    """What `_claim` asks as well: whether an incident is open of which the page has spoken lately."""
    told = page.reported_incidents.filter(gone_at=None, vendor_updated_at__gt=now - FORGOTTEN_AFTER)
    return told.exclude(state__in=OVER).exists()


def _good(page: StatusPage, seen: Look, now: datetime) -> dict:
    """What a readable answer says of the page's reading."""
    return {
        "validators": page.validators | {name: answer.validators for name, answer in seen.answers.items()},
        "read_at": now,
        "answered_at": now,
        "failures": 0,
        "unreadable_since": None,
        "error": "",
        "error_says": "",
    }


def _trouble(page: StatusPage, error: PageUnreadable, now: datetime) -> dict:
    failures = page.failures + 1
    return {
        "failures": failures,
        "unreadable_since": page.unreadable_since or now,
        "error": error.code,
        "error_says": str(error)[:SAYS_LENGTH],
        "next_due_at": now + wait_after(error, failures),
    }


def _write_result(page: StatusPage, **result) -> None:
    """Write how it went and give the lease back. Raises LeaseLost, writing nothing, where it is not ours."""
    held = StatusPage.objects.filter(pk=page.pk, lease=page.lease)
    result |= {"lease": None, "leased_until": None}
    if not held.update(**result):
        raise LeaseLost
    for name, value in result.items():
        setattr(page, name, value)


def _log(page: StatusPage, outcome: str, now: datetime, *, seen: Look | None = None, error=None, **facts):
    if seen:
        facts = {"took_ms": seen.took_ms, "http_status": seen.http_status, "size_bytes": seen.size_bytes}
    if error:
        facts |= {"error": error.code, "error_says": str(error)[:SAYS_LENGTH]}
    Reading.objects.create(page=page, at=now, outcome=outcome, **facts)


def interval(page: StatusPage, now: datetime) -> timedelta:
    """How long until a readable page is read again. `page.has_open`: whether it reports an open incident."""
    return _jittered(usual_interval(page, page.has_open, now))


def usual_interval(page: StatusPage, has_open: bool, now: datetime) -> timedelta:
    """How often a readable page is read, give or take JITTER."""
    if has_open:
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


def forget_readings(now: datetime) -> int:
    """Delete old readings that found nothing new, but for the last of each page and day (UTC); how many.

    So every day on which a page could be read stays known: its bars are drawn from that.
    """
    old = Reading.objects.filter(outcome=Reading.Outcome.UNCHANGED, at__lt=now - READINGS_KEPT)
    of_a_day = {"partition_by": [F("page"), TruncDate("at")], "order_by": F("at").desc()}
    spare = old.annotate(place=Window(RowNumber(), **of_a_day)).filter(place__gt=1)
    return Reading.objects.filter(pk__in=spare.values("pk")).delete()[0]

"""Reading watched pages: one now, or all that are due. How often, by whom, and what becomes of it: `ingest`.

The database knows what is due. Whoever reads a page leases it first; only the holder of the lease may store
what was read. A worker that dies keeps its lease until that runs out, then another takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from math import inf

from django.utils import timezone

from statuspages.exceptions import LeaseLost, NotStored, PageUnreadable
from statuspages.ingest.intervals import interval, usual_interval, wait_after
from statuspages.ingest.leasing import lease_one
from statuspages.ingest.look import Heard, hear_alone, target_of
from statuspages.ingest.readings import forget_readings
from statuspages.ingest.results import write_results
from statuspages.ingest.rounds import Round
from statuspages.ingest.storing import Polled, plain_result, store_answer
from statuspages.looking import Found, look_at, watch
from statuspages.models import StatusPage

__all__ = [
    "Found",
    "Polled",
    "could_not_store",
    "forget_readings",
    "interval",
    "look_at",
    "poll",
    "read_due_pages",
    "usual_interval",
    "wait_after",
    "watch",
]


def read_due_pages(
    *,
    seconds: float,
    hosts_seconds: float = inf,
    due_by: datetime | None = None,
    is_thorough: bool = False,
    tell: Callable[[Polled], None] = lambda polled: None,
) -> int:
    """Read whatever is due and store what changed, until nothing is or `seconds` are over; how many pages.

    Any number may do so at once, here and elsewhere. `due_by`: leave alone what falls due later. `tell` is
    called with how each page's reading went. `hosts_seconds`: how long to wait at most where all that is left
    are pages of hosts that were asked a moment ago.
    """
    return Round(seconds, due_by, is_thorough, tell, hosts_seconds).run()


def poll(page_id: int, *, even_if_not_due: bool = False) -> Polled | None:
    """Read a page, all of it, and store what changed. None where it is not due, not watched, or being read.

    May be called by several at once, again, and at any time: one reads, the others do nothing. Raises
    LeaseLost, with nothing stored, where reading took so long that somebody else has begun.
    """
    page = lease_one(page_id, timezone.now(), even_if_not_due=even_if_not_due)
    if page is None:
        return None
    target = target_of(page, is_thorough=True)
    heard = hear_alone(target)
    if heard.error or not heard.is_new:
        return _write(page, heard)
    try:
        return store_answer(page, target, heard)
    except PageUnreadable as error:
        return _write(page, heard, error)


def could_not_store(page_id: int, error: Exception) -> None:
    """Say on the page that its answer met an error nobody foresaw, and leave it alone for longer each time.

    For whoever called `poll` and got that error. Does nothing where the page is read by nobody now.
    """
    page = StatusPage.objects.filter(pk=page_id).exclude(lease=None).first()
    if page is not None:
        _write(page, Heard(datetime.now(UTC), error=NotStored(error)))


def _write(page: StatusPage, heard: Heard, error: PageUnreadable | None = None) -> Polled:
    """It keeps what it knew; how it went and when it is read next is written down. Raises LeaseLost."""
    result = plain_result(page, heard, timezone.now(), error)
    if not write_results([result]):
        raise LeaseLost
    return Polled(page, error=result.error)

"""How readings went, written down: on the pages, in the reading log, and as happenings; many at a time.

The number of statements does not grow with the number of pages.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from statuspages.exceptions import PageUnreadable
from statuspages.ingest import breaker
from statuspages.ingest.intervals import NUDGE_GAP, interval, wait_after
from statuspages.ingest.look import Heard
from statuspages.ingest.readability import say_readability
from statuspages.models import Reading, StatusPage

log = logging.getLogger(__name__)

SAYS_LENGTH = 500
WRITE = """
    WITH told AS (
        SELECT * FROM json_to_recordset(%s::json) AS told(
            id bigint, lease uuid, begun_at timestamptz, at timestamptz, next_due_at timestamptz,
            outcome text, validators jsonb, error text, error_says text, http_status smallint,
            took_ms integer, size_bytes integer
        )
    ),
    kept AS (
        UPDATE statuspages_statuspage page SET
            lease = NULL,
            leased_until = NULL,
            -- Whoever asked for it after the look had begun may know more than that saw.
            next_due_at = CASE WHEN page.nudged_at > told.begun_at AND told.error = ''
                THEN least(told.at + %s, told.next_due_at) ELSE told.next_due_at END,
            validators = coalesce(told.validators, page.validators),
            read_at = told.at,
            answered_at = CASE WHEN told.error = '' THEN told.at ELSE page.answered_at END,
            changed_at = CASE WHEN told.outcome = 'changed' THEN told.at ELSE page.changed_at END,
            failures = CASE WHEN told.error = '' THEN 0 ELSE page.failures + 1 END,
            unreadable_since = CASE WHEN told.error <> '' THEN coalesce(page.unreadable_since, told.at) END,
            error = told.error,
            error_says = told.error_says
        FROM told WHERE page.id = told.id AND page.lease = told.lease
        RETURNING page.id
    ),
    logged AS (
        INSERT INTO statuspages_reading
            (page_id, at, outcome, http_status, took_ms, size_bytes, error, error_says)
        SELECT id, at, outcome, http_status, took_ms, size_bytes, error, error_says
        FROM told JOIN kept USING (id)
    )
    SELECT id FROM kept
"""


@dataclass(frozen=True, slots=True)
class Result:
    """How one reading of a leased page went, from the first request to this result.

    `validators`: of the answers that are stored now; None: as they were. `error`: why it, or part of it,
    could not be read. `is_change`: whether the answer brought something new, which is stored.
    """

    page: StatusPage
    begun_at: datetime
    at: datetime
    took_ms: int
    http_status: int | None = None
    size_bytes: int = 0
    validators: dict | None = None
    error: PageUnreadable | None = None
    is_change: bool = False

    @classmethod
    def of(cls, page: StatusPage, heard: Heard, at: datetime, **more) -> Result:
        """Of a page that answered; `more`: further fields."""
        return cls(page, heard.begun_at, at, heard.took_ms, heard.http_status, heard.size_bytes, **more)

    @property
    def outcome(self) -> Reading.Outcome:
        if self.error:
            return Reading.Outcome.FAILED
        return Reading.Outcome.CHANGED if self.is_change else Reading.Outcome.UNCHANGED

    @property
    def next_due_at(self) -> datetime:
        if self.error:
            return self.at + wait_after(self.error, self.page.failures + 1)
        return self.at + interval(self.page, self.at)


def write_results(results: Sequence[Result]) -> set[int]:
    """Write them, and give the leases back. The ids of the pages: without those whose lease somebody else has
    by now, of which nothing is written.
    """
    with transaction.atomic(savepoint=False):
        written = _write(results)
        kept = [result for result in results if result.page.pk in written]
        say_readability(kept)
    for result in kept:
        if result.error:
            log.warning("page %s cannot be read: %s", result.page.pk, result.error.code)
    breaker.consider(kept)
    return written


def _write(results: Iterable[Result]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps([_row(result) for result in results]), NUDGE_GAP])
        return {page_id for (page_id,) in cursor}


def _row(result: Result) -> dict:
    """As WRITE names what it takes."""
    error = result.error
    return {
        "id": result.page.pk,
        "lease": str(result.page.lease),
        "begun_at": result.begun_at.isoformat(),
        "at": result.at.isoformat(),
        "next_due_at": result.next_due_at.isoformat(),
        "outcome": result.outcome,
        "validators": result.validators,
        "error": error.code if error else "",
        "error_says": str(error)[:SAYS_LENGTH].replace("\0", "") if error else "",
        "http_status": result.http_status,
        "took_ms": result.took_ms,
        "size_bytes": result.size_bytes,
    }

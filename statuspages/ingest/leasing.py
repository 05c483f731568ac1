"""Who reads which page: a page is leased before it is read, and only the holder may store what was read.

A worker that dies keeps its leases until they run out, then another takes them.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction

from statuspages.ingest.intervals import FORGOTTEN_AFTER
from statuspages.models import ReportedIncident, StatusPage

LEASE = timedelta(minutes=2)  # far longer than a look and its storing take
HOST_GAP = timedelta(seconds=1)  # from one page of a host to its next
PROBE_EVERY = timedelta(minutes=1)  # one page of a platform that does not work
LEASING = 7_301_965_117  # of PostgreSQL's advisory locks: nobody else has this number

FREE = "page.is_watched AND (page.leased_until IS NULL OR page.leased_until <= %(now)s)"
# What the reader of a leased page must know of it: not all of it, there may be thousands.
KNOWN = f"""
    page.id, page.name, page.url, page.provider, page.facts, page.validators, page.lease, page.every_seconds,
    page.read_at, page.nudged_at, page.changed_at, page.added_at, page.failures, page.unreadable_since,
    page.error,
    EXISTS (
        SELECT 1 FROM statuspages_reportedincident reported
        WHERE reported.page_id = page.id AND gone_at IS NULL AND unlisted_at IS NULL
            AND NOT state IN ({", ".join(f"'{state}'" for state in ReportedIncident.NOT_OPEN)})
            AND coalesce(vendor_updated_at, first_seen_at) > %(lately)s
    ) AS has_open,
    EXISTS (
        SELECT 1 FROM statuspages_platform platform
        WHERE platform.provider = page.provider AND failing_since IS NOT NULL
    ) AS is_probe
"""  # noqa: S608 (words of ours)
DUE = f"""
    SELECT page.id, page.next_due_at, page.provider, platform.id IS NOT NULL AS is_probe,
        row_number() OVER (
            PARTITION BY CASE WHEN page.host = '' THEN page.id::text ELSE page.host END
            ORDER BY page.next_due_at, page.id
        ) AS place_at_host,
        row_number() OVER (
            PARTITION BY page.provider ORDER BY page.read_at NULLS FIRST, page.id
        ) AS place_at_provider
    FROM statuspages_statuspage page
    LEFT JOIN statuspages_platform platform
        ON platform.provider = page.provider AND platform.failing_since IS NOT NULL
    WHERE {FREE} AND page.next_due_at <= %(due_by)s
        AND (platform.id IS NULL OR platform.next_probe_at <= %(now)s)
"""  # noqa: S608
HOST_RESTS = """
    SELECT busy.host FROM statuspages_statuspage busy
    WHERE busy.host <> '' AND (busy.leased_until > %(now)s OR busy.read_at > %(rested)s)
"""
LEASE_DUE = f"""
    WITH due AS ({DUE} AND page.host NOT IN ({HOST_RESTS})),
    chosen AS (
        SELECT id, provider, is_probe FROM due
        WHERE CASE WHEN is_probe THEN place_at_provider = 1 ELSE place_at_host = 1 END
        ORDER BY next_due_at, id LIMIT %(most)s
    ),
    probed AS (
        UPDATE statuspages_platform SET next_probe_at = %(probe_again)s
        WHERE provider IN (SELECT provider FROM chosen WHERE is_probe)
    ),
    locked AS (
        SELECT id FROM statuspages_statuspage WHERE id IN (SELECT id FROM chosen) FOR UPDATE SKIP LOCKED
    )
    UPDATE statuspages_statuspage page SET lease = %(lease)s, leased_until = %(until)s
    FROM locked WHERE page.id = locked.id
    RETURNING {KNOWN}
"""  # noqa: S608
LEASE_ONE = f"""
    UPDATE statuspages_statuspage page SET lease = %(lease)s, leased_until = %(until)s
    WHERE id = (
        SELECT id FROM statuspages_statuspage page
        WHERE id = %(id)s AND {FREE} AND (page.next_due_at <= %(now)s OR %(anyway)s)
        FOR UPDATE SKIP LOCKED
    )
    RETURNING {KNOWN}
"""  # noqa: S608


def lease_due(
    holder: uuid.UUID, now: datetime, most: int, *, due_by: datetime | None = None
) -> list[StatusPage]:
    """Lease up to `most` pages that are due, the longest due first: StatusPages with only what KNOWN lists.

    One page of each host, and none of a host that is being asked or was a moment ago; of a platform that
    does not work, one now and then. `due_by`: leave those alone that fell due later.
    """
    with transaction.atomic():
        # Two at once would each take a page of the same host. The lock is held for milliseconds; it is a
        # statement of its own, so that the next one sees what the last holder did.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEASING])
        leased = StatusPage.objects.raw(
            LEASE_DUE, _terms(holder, now) | {"due_by": due_by or now, "most": most}
        )
        return list(leased)


def lease_one(page_id: int, now: datetime, *, even_if_not_due: bool) -> StatusPage | None:
    """Lease this page; None where it is not due, not watched, or being read.

    Somebody has asked for it by name: neither its host's rest nor its platform's troubles keep it.
    """
    terms = _terms(uuid.uuid4(), now) | {"id": page_id, "anyway": even_if_not_due}
    return next(iter(StatusPage.objects.raw(LEASE_ONE, terms)), None)


def renew(holder: uuid.UUID, now: datetime) -> None:
    """Hold on to all that `holder` has leased and not yet given back."""
    StatusPage.objects.filter(lease=holder).update(leased_until=now + LEASE)


def give_back(holder: uuid.UUID) -> None:
    """Let others have what `holder` has leased and will not come to read."""
    StatusPage.objects.filter(lease=holder).update(lease=None, leased_until=None)


def is_any_due(due_by: datetime, now: datetime) -> bool:
    """Whether a page is due that nobody reads, though its host may have to rest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({DUE})", {"due_by": due_by, "now": now})
        return cursor.fetchone()[0]


def _terms(holder: uuid.UUID, now: datetime) -> dict:
    return {
        "lease": holder,
        "now": now,
        "until": now + LEASE,
        "lately": now - FORGOTTEN_AFTER,
        "rested": now - HOST_GAP,
        "probe_again": now + PROBE_EVERY,
    }

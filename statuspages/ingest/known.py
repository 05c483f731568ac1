"""What is stored of a page, in the form that answers are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from statuspages.ingest.reconcile import Known, KnownIncident, KnownUpdate
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.providers.reading import Affected, Listing


def known_of(page: StatusPage, read: Listing) -> Known:
    """All that `read` may bear on: the incidents that it lists, and those of the same time. Two queries."""
    listed = [incident.created_at for incident in read.incidents if incident.created_at]
    within = Q(uid__in=[incident.uid for incident in read.incidents])
    if listed:
        within |= Q(vendor_created_at__gte=min(listed))
    rows = list(ReportedIncident.objects.filter(within, page=page))
    updates = _updates(rows)
    return Known(page.vendor_updated_at, {row.uid: _incident(row, updates[row.pk]) for row in rows})


def affected_as_json(affected: Iterable[Affected]) -> list[dict]:
    """As ReportedUpdate.affected keeps it."""
    return [{"uid": each.uid, "name": each.name, "old": each.old, "new": each.new} for each in affected]


def affected_from_json(kept: list[dict]) -> tuple[Affected, ...]:
    return tuple(Affected(**each) for each in kept)


def _updates(rows: list[ReportedIncident]) -> dict[int, dict[str, KnownUpdate]]:
    """By incident, then by id, with the newest text of each."""
    newest = UpdateRevision.objects.filter(update=OuterRef("pk")).order_by("-number")
    found = ReportedUpdate.objects.filter(reported__in=rows).annotate(
        body=Subquery(newest.values("body")[:1])
    )
    by_incident = defaultdict(dict)
    for update in found:
        by_incident[update.reported_id][update.uid] = KnownUpdate(
            uid=update.uid,
            status=update.status,
            body=update.body or "",
            display_at=update.display_at,
            created_at=update.vendor_created_at,
            updated_at=update.vendor_updated_at,
            affected=affected_from_json(update.affected),
            is_gone=update.gone_at is not None,
        )
    return by_incident


def _incident(row: ReportedIncident, updates: dict[str, KnownUpdate]) -> KnownIncident:
    return KnownIncident(
        uid=row.uid,
        name=row.name,
        status=row.status,
        impact=row.impact,
        url=row.url,
        created_at=row.vendor_created_at,
        started_at=row.vendor_started_at,
        resolved_at=row.vendor_resolved_at,
        as_of=row.vendor_updated_at,
        updates=updates,
        is_gone=row.gone_at is not None,
    )

"""Reported incidents and maintenances, their updates and every form of those. Incidents are tied to ours; a
maintenance is no incident here, and has neither events nor windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model

from incidents.models import Incident
from statuspages.ingest import following, timeline, write_ups
from statuspages.ingest.evidence import Post, keep_posts
from statuspages.ingest.impact import store_windows
from statuspages.ingest.joined import incidents_for
from statuspages.ingest.known import Loaded, affected_as_json, load_updates
from statuspages.ingest.reconcile import IncidentChange, UpdateChange, What
from statuspages.ingest.revisions import keep_forms, new_forms
from statuspages.ingest.telling import Before, Telling
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.providers.reading import Kind, ReadIncident, ReadUpdate
from timelines.models import Source

INCIDENT_FIELDS = (
    "name",
    "status",
    "state",
    "impact",
    "url",
    "gone_at",
    "vendor_created_at",
    "vendor_started_at",
    "vendor_updated_at",
    "vendor_resolved_at",
    "scheduled_for",
    "scheduled_until",
    "unlisted_at",
    "digest",
    "provider",
    "ids_are_made",
)
UPDATE_FIELDS = (
    "uid",
    "event_id",
    "status",
    "state",
    "display_at",
    "precision",
    "vendor_created_at",
    "vendor_updated_at",
    "affected",
    "gone_at",
)


def store_incidents(
    page: StatusPage,
    changes: Iterable[IncidentChange],
    loaded: Loaded,
    now: datetime,
    *,
    ties: bool = True,
) -> list[Telling]:
    """Write what changed of what was `loaded`; the page is held, and its organisation where one is new.

    Without `ties`, what is new is tied to no incident of ours, and nothing is told there. The number of
    queries does not grow with that of incidents and updates; postmortems apart, each of which is a document.
    """
    changes = list(changes)
    if not changes:
        return []
    tellings = _known(page, changes, loaded, now) + _new(page, changes, loaded, now, ties=ties)
    for telling in tellings:
        _take_over_updates(telling)
    ours = [telling for telling in tellings if telling.row.incident_id]
    _keep_posts(page, ours, now)
    timeline.tell_new(telling for telling in ours if telling.is_new)
    timeline.tell(telling for telling in ours if not telling.is_new)
    for telling in ours:
        write_ups.draft(telling)
    _write_updates(tellings)
    store_windows(page, ours, now)
    following.follow(ours)
    return tellings


def _known(page: StatusPage, changes: list[IncidentChange], loaded: Loaded, now: datetime) -> list[Telling]:
    """Those that are here already, with their updates; their incidents are held and loaded."""
    changed = [change for change in changes if change.what is not What.NEW]
    if not changed:
        return []
    rows = [loaded.rows[change.uid] for change in changed]
    updates = loaded.updates | load_updates(row for row in rows if row.pk not in loaded.updates)
    ours = Incident.objects.filter(pk__in=[row.incident_id for row in rows if row.incident_id])
    held = {incident.pk: incident for incident in ours.order_by("pk").select_for_update(no_key=True)}
    tellings = []
    for change, row in zip(changed, rows, strict=True):
        row.page, row.incident = page, held.get(row.incident_id)
        tellings.append(Telling(page, change, row, now, before=Before.of(row), updates=updates[row.pk]))
        _take_over(row, change, loaded.known.digests, now)
    write_rows(rows, INCIDENT_FIELDS)
    return tellings


def _new(
    page: StatusPage, changes: list[IncidentChange], loaded: Loaded, now: datetime, *, ties: bool
) -> list[Telling]:
    """Those that are reported for the first time; each incident tied to the one here that it is about."""
    new = [change for change in changes if change.what is What.NEW]
    reads = [change.read for change in new if change.read.kind is Kind.INCIDENT and ties]
    joined = incidents_for(page, reads)
    tellings = []
    for change in new:
        found = joined.get(change.uid)
        incident = found and found.incident
        kind = str(change.read.kind)
        row = ReportedIncident(page=page, uid=change.uid, kind=kind, incident=incident, first_seen_at=now)
        _take_over(row, change, loaded.known.digests, now)
        tellings.append(Telling(page, change, row, now, is_new=bool(found and found.is_new)))
    ReportedIncident.objects.bulk_create([telling.row for telling in tellings])
    return tellings


def _take_over(row: ReportedIncident, change: IncidentChange, digests, now: datetime) -> None:
    """Write what was read into the row, unsaved; that it is gone where it was withdrawn."""
    read = change.read
    if change.what is What.UNLISTED:
        row.unlisted_at = now
    elif read is None:
        row.gone_at = now
    else:
        _take_over_read(row, read)
        row.digest = digests.get(read.uid, "")


def _take_over_read(row: ReportedIncident, read: ReadIncident) -> None:
    row.gone_at = row.unlisted_at = None
    row.name, row.status, row.state, row.impact = read.name, read.status, str(read.state), read.impact
    row.url = read.url or row.url
    row.vendor_created_at, row.vendor_started_at = read.created_at, read.started_at
    row.vendor_updated_at = read.as_of or row.vendor_updated_at
    row.vendor_resolved_at = read.resolved_at
    row.scheduled_for, row.scheduled_until = read.scheduled_for, read.scheduled_until
    row.provider, row.ids_are_made = row.page.provider, read.ids_are_made


def _take_over_updates(telling: Telling) -> None:
    """Write what was read into the rows of updates, unsaved; new ones among them."""
    for change in telling.change.updates:
        if change.what is What.NEW:
            row = ReportedUpdate(reported=telling.row)
        else:
            row = telling.updates.pop(change.was)
            _rename(telling, row, change.uid)
        row.uid = change.uid
        telling.updates[change.uid] = row
        row.gone_at = telling.now if change.read is None else None
        if change.read is not None:
            _take_over_update(row, change.read)
    if telling.change.what is What.WITHDRAWN:
        _withdraw_all(telling)


def _rename(telling: Telling, row: ReportedUpdate, uid: str) -> None:
    """Let what was kept of an update whose id was made, or is made anew, be found under this id."""
    if row.uid != uid and telling.incident:
        Source.objects.filter(incident=telling.incident, part=row.uid).update(part=uid)


def _take_over_update(row: ReportedUpdate, read: ReadUpdate) -> None:
    row.status, row.state, row.display_at = read.status, str(read.state), read.display_at
    row.precision = str(read.precision)
    row.vendor_created_at, row.vendor_updated_at = read.created_at, read.updated_at
    row.affected = affected_as_json(read.affected)


def _withdraw_all(telling: Telling) -> None:
    """An incident that is withdrawn takes its updates along."""
    standing = [row for row in telling.updates.values() if row.gone_at is None]
    gone = tuple(UpdateChange(What.WITHDRAWN, row.uid, None, was=row.uid) for row in standing)
    telling.change = IncidentChange(What.WITHDRAWN, telling.change.uid, None, gone)
    for row in standing:
        row.gone_at = telling.now


def _keep_posts(page: StatusPage, tellings: list[Telling], now: datetime) -> None:
    posts = [
        (telling, Post(telling.incident, telling.change.read, change.read))
        for telling in tellings
        for change in new_forms(telling)
    ]
    quotes = keep_posts([post for _, post in posts], author=page.name, zone=page.time_zone, now=now)
    for (telling, post), quote in zip(posts, quotes, strict=True):
        telling.quotes[post.update.uid] = quote


def _write_updates(tellings: list[Telling]) -> None:
    rows = [
        (telling.updates[change.uid], change) for telling in tellings for change in telling.change.updates
    ]
    write_rows([row for row, _ in rows if row.pk], UPDATE_FIELDS)
    ReportedUpdate.objects.bulk_create([row for row, _ in rows if not row.pk])
    keep_forms(tellings)


def write_rows(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows of one table. One row is not worth the statement that writes many."""
    if len(rows) == 1:
        (row,) = rows
        type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})
    elif rows:
        type(rows[0]).objects.bulk_update(rows, [name.removesuffix("_id") for name in columns])

"""Loads what is stored of a page, in the form that answers are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from statuspages.ingest.digest import digest_of
from statuspages.ingest.missing import reaches_back_to
from statuspages.ingest.reconcile import IncidentChange
from statuspages.ingest.stored import Known, KnownIncident, KnownUpdate, Oldest, each_once
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.providers.reading import Affected, Extent, Kind, Listing, ReadIncident, State

# When something was last posted on a reported incident, of what still stands.
POSTED_AT = Subquery(
    ReportedUpdate.objects.filter(reported=OuterRef("pk"), gone_at=None)
    .values("reported")
    .annotate(at=Max(Coalesce("display_at", "vendor_created_at")))
    .values("at")
)
OVER = [str(state) for state in State if state.is_over]
BELIEVED_AHEAD = timedelta(days=1)  # a page's clock that is further ahead does not make its answers newer


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is stored, as answers are compared with it, and the rows that it was read from.

    `updates`: of the incidents whose account was not the one that is stored, by incident and id.
    """

    known: Known
    rows: dict[str, ReportedIncident]
    updates: dict[int, dict[str, ReportedUpdate]]


def known_of(page: StatusPage, *listings: Listing, now: datetime) -> Known:
    """All that these lists of one answer may bear on: the incidents that they have, and those that they would
    have if they still stood. Of those that are told as they are stored, no more than that.

    Four queries at most.
    """
    return load(page, *listings, now=now).known


def load(page: StatusPage, *listings: Listing, now: datetime) -> Loaded:
    """`known_of`, with its rows."""
    read = {incident.uid: incident for incident in each_once(listings)}
    digests = {uid: digest_of(incident) for uid, incident in read.items()}
    as_read = _as_read(page, digests)
    rows = {row.uid: row for row in _bearing(page, listings, read.keys() - as_read).exclude(uid__in=as_read)}
    updates = load_updates([row for uid, row in rows.items() if uid in read])
    incidents = {uid: _incident(page, row, updates.get(row.pk, {}), now) for uid, row in rows.items()}
    incidents |= {uid: _unchanged(read[uid], now) for uid in as_read}
    has_new = bool(read.keys() - incidents.keys())
    oldest, is_first = _beginnings(page) if has_new else (Oldest(), False)
    known = Known(_believed(page.vendor_updated_at, now), incidents, oldest, digests, is_first)
    return Loaded(known, rows, updates)


def load_updates(rows: Iterable[ReportedIncident]) -> dict[int, dict[str, ReportedUpdate]]:
    """The updates of these by incident, then by id. One query, without their events.

    With `body`, the newest text of each, and `forms`, how many it has had.
    """
    incidents = {row.pk: row for row in rows}
    updates: dict[int, dict[str, ReportedUpdate]] = {pk: {} for pk in incidents}
    if not incidents:
        return updates
    newest = UpdateRevision.objects.filter(update=OuterRef("pk")).order_by("-number")
    found = ReportedUpdate.objects.filter(reported__in=incidents).annotate(
        forms=Subquery(newest.values("number")[:1]), body=Subquery(newest.values("body")[:1])
    )
    for update in found:
        update.reported = incidents[update.reported_id]
        updates[update.reported_id][update.uid] = update
    return updates


def remember_digests(page: StatusPage, known: Known, changes: Iterable[IncidentChange]) -> None:
    """Accounts that were compared and brought nothing need not be compared again."""
    changed = {change.uid for change in changes}
    compared = {
        uid: known.digests[uid]
        for uid, held in known.incidents.items()
        if uid in known.digests and uid not in changed and not held.is_as_read
    }
    if compared:
        rows = page.reported_incidents.filter(uid__in=compared)
        digests = [When(uid=uid, then=Value(digest)) for uid, digest in compared.items()]
        rows.update(digest=Case(*digests, default=F("digest")))


def leave_behind(page: StatusPage, now: datetime) -> None:
    """Another page answers in its place: it cannot miss what this one told, and what it has is no news."""
    rows = page.reported_incidents.all()
    rows.filter(gone_at=None, unlisted_at=None).exclude(state__in=OVER).update(unlisted_at=now)
    rows.update(provider="", digest="")


def affected_as_json(affected: Iterable[Affected]) -> list[dict]:
    """As ReportedUpdate.affected keeps it."""
    return [{"uid": each.uid, "name": each.name, "old": each.old, "new": each.new} for each in affected]


def affected_from_json(kept: list[dict]) -> tuple[Affected, ...]:
    return tuple(Affected(**each) for each in kept)


def _bearing(page: StatusPage, listings: Iterable[Listing], uids: Iterable[str]) -> QuerySet:
    """The incidents of these ids, and those that these lists would have."""
    within = Q(uid__in=list(uids))
    rows = page.reported_incidents.all()
    if any(listing.extent is Extent.LAST_POSTED for listing in listings):
        rows = rows.annotate(posted_at=POSTED_AT)
    for listing in listings:
        within |= _would_be_in(listing)
    return rows.filter(within)


def _would_be_in(listing: Listing) -> Q:
    """Which stored incidents this list would have, a few too many."""
    standing = Q(gone_at=None)
    if listing.extent is Extent.COMPLETE:
        return standing
    if listing.extent is Extent.OPEN:
        return standing & Q(unlisted_at=None) & ~Q(state__in=OVER)
    if listing.extent is Extent.NEWEST:
        oldest = reaches_back_to(listing)
        return standing & Q(vendor_created_at__gte=oldest) if oldest else Q(pk=None)
    if listing.extent is Extent.LAST_POSTED:
        oldest = reaches_back_to(listing)
        later = Q(posted_at__gte=oldest) | Q(scheduled_for__gte=oldest)
        return standing & later if oldest else Q(pk=None)
    return Q(pk=None)


def _as_read(page: StatusPage, digests: dict[str, str]) -> set[str]:
    """The incidents that stand and whose account is the one stored: nearly all, so their rows stay unread."""
    standing = page.reported_incidents.filter(uid__in=list(digests), gone_at=None, unlisted_at=None)
    return {uid for uid, digest in standing.values_list("uid", "digest") if digest == digests[uid]}


def _unchanged(read: ReadIncident, now: datetime) -> KnownIncident:
    """One that is stored as it was read."""
    return KnownIncident(
        uid=read.uid,
        name=read.name,
        status=read.status,
        impact=read.impact,
        url=read.url,
        created_at=read.created_at,
        started_at=read.started_at,
        resolved_at=read.resolved_at,
        as_of=_believed(read.as_of, now),
        updates={},
        kind=read.kind,
        state=read.state,
        is_as_read=True,
    )


def _beginnings(page: StatusPage) -> tuple[Oldest, bool]:
    """How old the oldest incidents are that are stored, and whether none was read in this format yet."""
    told = page.reported_incidents.filter(provider=page.provider).annotate(posted_at=POSTED_AT)
    times = told.aggregate(created=Min("vendor_created_at"), posted=Min("posted_at"), number=Count("pk"))
    number = times.pop("number")
    is_first = page.answered_at is None or (not number and page.reported_incidents.exists())
    return Oldest(**times), is_first


def _update(row: ReportedUpdate) -> KnownUpdate:
    return KnownUpdate(
        uid=row.uid,
        status=row.status,
        body=row.body,
        display_at=row.display_at,
        created_at=row.vendor_created_at,
        updated_at=row.vendor_updated_at,
        affected=affected_from_json(row.affected),
        is_gone=row.gone_at is not None,
    )


def _incident(
    page: StatusPage,
    row: ReportedIncident,
    updates: dict[str, ReportedUpdate],
    now: datetime,
) -> KnownIncident:
    return KnownIncident(
        uid=row.uid,
        name=row.name,
        status=row.status,
        impact=row.impact,
        url=row.url,
        created_at=row.vendor_created_at,
        started_at=row.vendor_started_at,
        resolved_at=row.vendor_resolved_at,
        as_of=_believed(row.vendor_updated_at, now),
        updates={uid: _update(update) for uid, update in updates.items()},
        is_gone=row.gone_at is not None,
        kind=Kind(row.kind),
        state=State(row.state),
        scheduled_for=row.scheduled_for,
        scheduled_until=row.scheduled_until,
        is_unlisted=row.unlisted_at is not None,
        ids_are_made=row.ids_are_made,
        is_elsewhere=row.provider != page.provider,
        posted_at=getattr(row, "posted_at", None),
    )


def _believed(at: datetime | None, now: datetime) -> datetime | None:
    """A time by which answers are told older and newer: not one that has not come yet."""
    return None if at and at > now + BELIEVED_AHEAD else at

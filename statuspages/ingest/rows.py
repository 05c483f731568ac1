"""All rows that say what one page reports, to be compared and copied: without what ties them to ours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model

from statuspages.ingest.components import FIELDS as COMPONENT_COLUMNS
from statuspages.ingest.impact import told_stretches
from statuspages.ingest.known import affected_from_json
from statuspages.ingest.stretches import Stretch
from statuspages.models import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    ReportedWindow,
    StatusPage,
    StrangeWord,
    UpdateRevision,
)
from statuspages.providers.reading import Kind, ReadIncident, ReadUpdate, State
from timelines.when import Precision

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    ReportedComponent: COMPONENT_COLUMNS,
    ReportedIncident: (
        "kind",
        "name",
        "status",
        "state",
        "impact",
        "url",
        "first_seen_at",
        "gone_at",
        "vendor_created_at",
        "vendor_started_at",
        "vendor_updated_at",
        "vendor_resolved_at",
        "scheduled_for",
        "scheduled_until",
        "unlisted_at",
        "provider",
        "ids_are_made",
    ),
    ReportedUpdate: (
        "status",
        "state",
        "display_at",
        "precision",
        "vendor_created_at",
        "vendor_updated_at",
        "affected",
        "gone_at",
    ),
    UpdateRevision: (
        "status",
        "body",
        "display_at",
        "vendor_updated_at",
        "seen_at",
        "last_seen_at",
    ),
    StrangeWord: ("times", "first_seen_at", "last_seen_at"),
}
Key = tuple


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each table by what they are known by: ids of the vendor, and the number of a form."""

    page: StatusPage
    tables: Mapping[type[Model], Mapping[Key, Model]]

    @property
    def incidents(self) -> Mapping[Key, ReportedIncident]:
        return self.tables[ReportedIncident]

    def updates_of(self) -> Mapping[str, list[ReportedUpdate]]:
        """By incident."""
        found = defaultdict(list)
        for (uid, _), update in self.tables[ReportedUpdate].items():
            found[uid].append(update)
        return found

    def bodies(self) -> Mapping[Key, str]:
        """The newest text of each update that has one."""
        forms = sorted(self.tables[UpdateRevision].items())
        return {key[:2]: form.body for key, form in forms}


def rows_of(page: StatusPage) -> Rows:
    """What is stored of a page. Five queries."""
    updates = ReportedUpdate.objects.filter(reported__page=page).select_related("reported")
    forms = UpdateRevision.objects.filter(update__reported__page=page).select_related("update__reported")
    return Rows(
        page,
        {
            ReportedComponent: {(row.uid,): row for row in page.components.all()},
            ReportedIncident: {(row.uid,): row for row in page.reported_incidents.all()},
            ReportedUpdate: {(row.reported.uid, row.uid): row for row in updates},
            UpdateRevision: {(it.update.reported.uid, it.update.uid, it.number): it for it in forms},
            StrangeWord: {(row.what, row.word): row for row in page.strange_words.all()},
        },
    )


def is_alike(one: Model, other: Model) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in COLUMNS[type(one)])


def spare_forms(held: Rows, told: Rows) -> list[UpdateRevision]:
    """Forms that are stored, of updates that are told, and that nobody told."""
    forms = told.tables[UpdateRevision]
    updates = told.tables[ReportedUpdate]
    return [
        form for key, form in held.tables[UpdateRevision].items() if key not in forms and key[:2] in updates
    ]


def differences(held: Rows, told: Rows) -> Counter[str]:
    """How many rows are not as told, by what they are called. What is stored and not told is no matter."""
    found: Counter[str] = Counter()
    for table, rows in told.tables.items():
        stored = held.tables[table]
        unlike = sum(key not in stored or not is_alike(stored[key], row) for key, row in rows.items())
        found[str(table._meta.verbose_name_plural)] += unlike
    found[str(UpdateRevision._meta.verbose_name_plural)] += len(spare_forms(held, told))
    found[str(ReportedWindow._meta.verbose_name_plural)] += len(unlike_windows(held, told))
    return +found


def unlike_windows(held: Rows, told: Rows) -> set[str]:
    """The incidents that are tied to ours and whose windows are not those that their updates tell of.

    A window that a person has changed is theirs.
    """
    stored, theirs = defaultdict(set), defaultdict(set)
    windows = ReportedWindow.objects.filter(reported__page=held.page)
    for row in windows.select_related("reported", "component", "window"):
        known_by = (row.component.uid, row.number)
        stored[row.reported.uid].add((*known_by, row.level, *_span(row)))
        if not row.is_ours:
            theirs[row.reported.uid].add(known_by)
    updates = told.updates_of()
    return {
        uid
        for (uid,), row in told.incidents.items()
        if row.kind == Kind.INCIDENT
        and any(
            window[:2] not in theirs[uid]
            for window in stored[uid] ^ _windows_told(held.page, row, updates[uid])
        )
    }


def _windows_told(page: StatusPage, row: ReportedIncident, updates: list[ReportedUpdate]) -> set[tuple]:
    found = told_stretches(page, row, updates)
    return {(one.uid, one.number, str(one.level), *_span(one)) for one in found}


def _span(one: ReportedWindow | Stretch) -> tuple:
    """From when to when, in whatever zone."""
    return tuple(when and (when.earliest, when.latest, when.precision) for when in (one.began, one.ended))


def accounts(told: Rows) -> Iterator[tuple[ReportedIncident, ReadIncident]]:
    """What was last told of each incident, as if it had just been read."""
    updates, bodies = told.updates_of(), told.bodies()
    for (uid,), row in told.incidents.items():
        standing = [it for it in updates[uid] if it.gone_at is None or it.gone_at == row.gone_at]
        read = [update_account(it, bodies.get((uid, it.uid))) for it in standing]
        yield row, _incident(row, read)


def _incident(row: ReportedIncident, updates: list[ReadUpdate]) -> ReadIncident:
    return ReadIncident(
        uid=row.uid,
        name=row.name,
        status=row.status,
        state=State(row.state),
        impact=row.impact,
        url=row.url,
        shortlink="",
        created_at=row.vendor_created_at,
        started_at=row.vendor_started_at,
        updated_at=row.vendor_updated_at,
        resolved_at=row.vendor_resolved_at,
        updates=tuple(sorted(updates, key=lambda it: (it.at is None, it.at))) if updates else (),
        kind=Kind(row.kind),
        scheduled_for=row.scheduled_for,
        scheduled_until=row.scheduled_until,
        ids_are_made=row.ids_are_made,
    )


def update_account(row: ReportedUpdate, body: str | None) -> ReadUpdate:
    return ReadUpdate(
        uid=row.uid,
        status=row.status,
        state=State(row.state),
        body=body,
        display_at=row.display_at,
        created_at=row.vendor_created_at,
        updated_at=row.vendor_updated_at,
        affected=affected_from_json(row.affected),
        precision=Precision(row.precision),
    )

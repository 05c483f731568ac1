"""A page's components and ours: known by the vendor's id, so that a renamed one stays what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from incidents.models import Component
from statuspages.models import ReportedComponent, StatusPage
from statuspages.providers.reading import Affected, ReadComponent

OURS_LENGTH = 200  # characters of a component's name here
FIELDS = ("name", "group_name", "position", "status", "level", "vendor_updated_at", "gone_at")


def store_components(page: StatusPage, listed: Sequence[ReadComponent], now: datetime) -> int:
    """Let the page have exactly the components that are `listed`; how many changed.

    One that is listed no longer is kept, as gone. A constant number of queries.
    """
    held = {row.uid: row for row in page.components.all()}
    new = [read for read in listed if read.uid not in held]
    ours = our_components(page, [read.full_name for read in new])
    changed = []
    for read in listed:
        row = held.get(read.uid)
        if row and row.gone_at is None and _is_older(row, read):
            continue
        if row and _take_over(row, read):
            changed.append(row)
    uids = {read.uid for read in listed}
    for uid, row in held.items():
        if uid not in uids and row.gone_at is None:
            row.gone_at = now
            changed.append(row)
    ReportedComponent.objects.bulk_create([_new(page, read, ours) for read in new])
    ReportedComponent.objects.bulk_update(changed, FIELDS)
    return len(new) + len(changed)


def affected_components(
    page: StatusPage, affected: Iterable[Affected], now: datetime
) -> dict[str, ReportedComponent]:
    """The components that updates name, by their uid; those that the page does not list are kept as gone."""
    names = {each.uid: each.name or each.uid for each in affected}
    held = {row.uid: row for row in page.components.filter(uid__in=names)}
    missing = {uid: name for uid, name in names.items() if uid not in held}
    ours = our_components(page, missing.values())
    new = [
        ReportedComponent(page=page, uid=uid, component=ours[key(name)], name=name, status="", gone_at=now)
        for uid, name in missing.items()
    ]
    ReportedComponent.objects.bulk_create(new)
    return held | {row.uid: row for row in new}


def our_components(page: StatusPage, names: Iterable[str]) -> dict[str, Component]:
    """The organisation's components of these names, made where they are new, by `key(name)`.

    The organisation is held, so that nobody else makes the same.
    """
    wanted = {key(name): name[:OURS_LENGTH] for name in names}
    if not wanted:
        return {}
    found = page.organisation.components.by_name()
    new = [
        Component(organisation=page.organisation, name=name)
        for known, name in wanted.items()
        if known not in found
    ]
    Component.objects.bulk_create(new)
    return found | {key(component.name): component for component in new}


def key(name: str) -> str:
    """What two names of the same component share."""
    return name[:OURS_LENGTH].casefold()


def _new(page: StatusPage, read: ReadComponent, ours: dict[str, Component]) -> ReportedComponent:
    row = ReportedComponent(page=page, uid=read.uid, component=ours[key(read.full_name)])
    _take_over(row, read)
    return row


def _is_older(row: ReportedComponent, read: ReadComponent) -> bool:
    held, told = row.vendor_updated_at, read.updated_at
    return bool(held and told and told < held)


def _take_over(row: ReportedComponent, read: ReadComponent) -> bool:
    """Write what was read into the row, unsaved; whether that changed anything."""
    level = row.page.reads.LEVELS.get(read.status, "")
    told = (read.name, read.group_name, read.position, read.status, str(level), read.updated_at, None)
    if tuple(getattr(row, name) for name in FIELDS) == told:
        return False
    for name, value in zip(FIELDS, told, strict=True):
        setattr(row, name, value)
    return True

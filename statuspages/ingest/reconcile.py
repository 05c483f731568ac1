"""What an answer changes of what is known. Pure: what is stored and what was read, to a list of changes.

The rules are those that vendors' behaviour made necessary (docs/status-pages.md says which):

- An incident and an update are known by their vendor's id, never by place, title or time.
- An account of an incident that is older than the one stored is ignored: caches serve stale copies.
- A text is edited when its words change; other spacing and line-break tags are no edit.
- The list of incidents is a window on the newest. One that is missing says nothing, unless an older one is
  still listed and the answer is no older than what is stored: then it was withdrawn.
- The list of an incident's updates is complete: one that is missing from a newer account was withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import unescape

from statuspages.providers.reading import Affected, Listing, ReadIncident, ReadPage, ReadUpdate

_BREAKS = re.compile(r"</?(?:br|p)\b[^<>]*>", re.IGNORECASE)


class What(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    RETURNED = "returned"  # listed again after it had been withdrawn
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class KnownUpdate:
    """An update as it is stored, in its newest form."""

    uid: str
    status: str
    body: str
    display_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    affected: tuple[Affected, ...]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """An incident as it is stored. `as_of`: how new the account is, see ReadIncident."""

    uid: str
    name: str
    status: str
    impact: str
    url: str
    created_at: datetime | None
    started_at: datetime | None
    resolved_at: datetime | None
    as_of: datetime | None
    updates: Mapping[str, KnownUpdate]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a page. `as_of`: the page's own time of its newest answer that was stored."""

    as_of: datetime | None
    incidents: Mapping[str, KnownIncident]


@dataclass(frozen=True, slots=True)
class UpdateChange:
    """`read` is None where it was withdrawn. `is_edited`: it has another form than before, to be kept."""

    what: What
    uid: str
    read: ReadUpdate | None
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """`read` is None where it was withdrawn."""

    what: What
    uid: str
    read: ReadIncident | None
    updates: tuple[UpdateChange, ...] = ()


def reconcile(known: Known, page: ReadPage, read: Listing) -> list[IncidentChange]:
    """The changes that `read` brings, the oldest incident first. Nothing where it says the same again.

    A new incident of which nothing is told but its id waits until something is.
    """
    is_older = bool(known.as_of and page.updated_at and page.updated_at < known.as_of)
    changes = []
    for incident in reversed(read.incidents):
        held = known.incidents.get(incident.uid)
        if held is None:
            changes += [_new(incident)] if incident.tells_something else []
        elif not (held.is_gone and is_older) and (change := _changed(held, incident)):
            changes.append(change)
    return changes if is_older else changes + _withdrawn(known, page, read)


def is_stale(known: KnownIncident, read: ReadIncident) -> bool:
    """Whether `read` is an older account than the one stored."""
    return bool(known.as_of and read.as_of and read.as_of < known.as_of)


def plain(body: str) -> str:
    """A body as its reader sees it, for comparing: without line-break tags and spacing."""
    return " ".join(unescape(_BREAKS.sub(" ", body)).split())


def _new(incident: ReadIncident) -> IncidentChange:
    updates = tuple(UpdateChange(What.NEW, update.uid, update) for update in incident.updates)
    return IncidentChange(What.NEW, incident.uid, incident, updates)


def _changed(known: KnownIncident, read: ReadIncident) -> IncidentChange | None:
    if is_stale(known, read):
        return None
    updates = tuple(change for update in read.updates if (change := _update(known, update)))
    listed = {update.uid for update in read.updates}
    updates += tuple(
        UpdateChange(What.WITHDRAWN, held.uid, None)
        for held in known.updates.values()
        if held.uid not in listed and not held.is_gone
    )
    what = What.RETURNED if known.is_gone else What.CHANGED
    is_same = (
        (known.name, known.status, known.impact, known.url)
        == (read.name, read.status, read.impact, read.url or known.url)
    ) and (known.created_at, known.started_at, known.resolved_at, known.as_of) == (
        read.created_at,
        read.started_at,
        read.resolved_at,
        read.as_of,
    )
    if is_same and not updates and not known.is_gone:
        return None
    return IncidentChange(what, read.uid, read, updates)


def _update(incident: KnownIncident, read: ReadUpdate) -> UpdateChange | None:
    known = incident.updates.get(read.uid)
    if known is None:
        return UpdateChange(What.NEW, read.uid, read)
    body = known.body if read.body is None else read.body
    is_edited = (plain(known.body), known.status, known.display_at) != (
        plain(body),
        read.status,
        read.display_at,
    )
    if known.is_gone:
        return UpdateChange(What.RETURNED, read.uid, read, is_edited)
    is_touched = (known.updated_at, known.affected) != (read.updated_at, read.affected)
    return UpdateChange(What.CHANGED, read.uid, read, is_edited) if is_edited or is_touched else None


def _withdrawn(known: Known, page: ReadPage, read: Listing) -> list[IncidentChange]:
    """Incidents that the answer would list if they still stood."""
    stale = any(
        is_stale(known.incidents[incident.uid], incident)
        for incident in read.incidents
        if incident.uid in known.incidents
    )
    listed = [incident.created_at for incident in read.incidents if incident.created_at]
    if not page.updated_at or stale or not listed:
        return []
    uids = {incident.uid for incident in read.incidents}
    oldest = min(listed)
    gone = [
        held
        for held in known.incidents.values()
        if held.uid not in uids and not held.is_gone and held.created_at and held.created_at > oldest
    ]
    return [IncidentChange(What.WITHDRAWN, held.uid, None) for held in gone]

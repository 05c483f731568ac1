"""What an answer changes of what is known. Pure: what is stored and what was read, to a list of changes.

The rules are those that vendors' behaviour made necessary (docs/status-pages.md says which):

- An incident and an update are known by their vendor's id, never by place, title or time; where the vendor
  gives updates no ids, `matching` knows them by what they said and when.
- An account of an incident that is older than the one stored is ignored: caches serve stale copies.
- A text is edited when its words change; other spacing and line-break tags are no edit. A text that a format
  does not tell is not changed by it, and one that is told for the first time is no edit either.
- What it means that an incident is missing, `missing` says.
- An account of an incident has all its updates unless it says otherwise: one that is missing was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from statuspages.ingest.matching import known_uids
from statuspages.ingest.missing import missing_from, posted_at
from statuspages.ingest.stored import Known, KnownIncident, KnownUpdate, each_once, is_stale
from statuspages.ingest.words import is_same, plain
from statuspages.providers.reading import Extent, Listing, ReadIncident, ReadPage, ReadUpdate

__all__ = [
    "IncidentChange",
    "Known",
    "KnownIncident",
    "KnownUpdate",
    "UpdateChange",
    "What",
    "is_stale",
    "plain",
    "reconcile",
]


class What(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    RETURNED = "returned"  # listed again after it had been withdrawn
    WITHDRAWN = "withdrawn"
    UNLISTED = "unlisted"  # no longer among what goes on, though it never said that it was over


@dataclass(frozen=True, slots=True)
class UpdateChange:
    """`read` is None where it was withdrawn. `was`: the id under which it is stored until now."""

    what: What
    uid: str
    read: ReadUpdate | None
    is_edited: bool = False  # it has another form than before
    is_told: bool = False  # its text is told for the first time
    was: str = ""

    @property
    def has_new_form(self) -> bool:
        """Whether there is a form of it that is to be kept."""
        is_new = self.what is What.NEW and self.read.body is not None
        return is_new or self.is_edited or self.is_told


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """`read` is None where it was withdrawn, or is no longer listed. `is_reentry`: see Oldest."""

    what: What
    uid: str
    read: ReadIncident | None
    updates: tuple[UpdateChange, ...] = ()
    is_reentry: bool = False
    is_first: bool = (
        False  # nothing was read of the page in this format before: nothing that it lists is news
    )


def reconcile(
    known: Known, page: ReadPage, *listings: Listing, tracks_edits: bool = True
) -> list[IncidentChange]:
    """The changes that these lists of one answer bring, the oldest incident first.

    Nothing where they say the same again. A new incident of which nothing is told but its id waits until
    something is. `tracks_edits` False: nothing that is missing was withdrawn.
    """
    is_older = bool(known.as_of and page.updated_at and page.updated_at < known.as_of)
    is_newer = bool(known.as_of and page.updated_at and page.updated_at > known.as_of)
    changes = []
    for read in each_once(listings):
        incident = read if tracks_edits else replace(read, has_all_updates=False)
        held = known.incidents.get(incident.uid)
        if held is None:
            changes += [_new(known, incident)] if incident.tells_something else []
        elif not held.is_as_read and not (held.is_gone and is_older):
            change = _changed(held, incident, is_newer)
            changes += [change] if change else []
    if is_older:
        return changes
    telling = [listing for listing in listings if tracks_edits or listing.extent is Extent.OPEN]
    return changes + _missing(known, page, telling, is_newer)


def _new(known: Known, incident: ReadIncident) -> IncidentChange:
    updates = tuple(UpdateChange(What.NEW, update.uid, update) for update in incident.updates)
    times = ((incident.created_at, known.oldest.created), (posted_at(incident), known.oldest.posted))
    is_old = any(at and oldest and at < oldest for at, oldest in times)
    return IncidentChange(What.NEW, incident.uid, incident, updates, is_old, known.is_first)


def _changed(known: KnownIncident, read: ReadIncident, page_is_newer: bool) -> IncidentChange | None:
    is_poorer = read.ids_are_made and not known.ids_are_made and known.updates
    if is_stale(known, read, page_is_newer) or is_poorer:
        return None
    read = _with_what_is_not_told(known, read)
    uids = known_uids(known, read)
    updates = tuple(
        change
        for update in read.updates
        if (change := _update(known.updates.get(uids.get(update.uid, "")), update))
    )
    if read.has_all_updates:
        updates += _withdrawn(known, set(uids.values()))
    if _is_same(known, read) and not updates and not known.is_gone:
        return None
    return IncidentChange(What.RETURNED if known.is_gone else What.CHANGED, read.uid, read, updates)


def _with_what_is_not_told(known: KnownIncident, read: ReadIncident) -> ReadIncident:
    """What this format does not tell is as it was."""
    begins_later = _begins_with_a_later_post(known, read)
    return replace(
        read,
        name=known.name if begins_later else read.name,
        impact=read.impact or known.impact,
        url=read.url or known.url,
        created_at=(known.created_at if begins_later else None) or read.created_at or known.created_at,
        started_at=read.started_at or known.started_at,
        resolved_at=read.resolved_at or (known.resolved_at if read.state.is_over else None),
        scheduled_for=read.scheduled_for or known.scheduled_for,
        scheduled_until=read.scheduled_until or known.scheduled_until,
    )


def _begins_with_a_later_post(known: KnownIncident, read: ReadIncident) -> bool:
    """Whether name and beginning are those of an update before which there were others, listed no more."""
    if not read.is_told_by_posts:
        return False
    oldest = min((update.at for update in read.updates if update.at), default=None)
    return oldest is None or any(held.at and held.at < oldest for held in known.updates.values())


def _is_same(known: KnownIncident, read: ReadIncident) -> bool:
    return not known.is_unlisted and (
        known.name,
        known.status,
        known.state,
        known.impact,
        known.url,
        known.created_at,
        known.started_at,
        known.resolved_at,
        known.as_of,
        known.scheduled_for,
        known.scheduled_until,
    ) == (
        read.name,
        read.status,
        read.state,
        read.impact,
        read.url,
        read.created_at,
        read.started_at,
        read.resolved_at,
        read.as_of or known.as_of,
        read.scheduled_for,
        read.scheduled_until,
    )


def _update(known: KnownUpdate | None, read: ReadUpdate) -> UpdateChange | None:
    if known is None:
        return UpdateChange(What.NEW, read.uid, read)
    is_told = known.body is None and read.body is not None
    if read.body is None:  # then it may not tell of components either
        read = replace(read, body=known.body, affected=read.affected or known.affected)
    has_status = known.status == read.status or not read.is_status_told
    has_words = is_same(known.body or "", read.body or "")
    is_as_it_was = has_status and has_words and known.display_at == read.display_at
    is_edited = known.body is not None and not is_as_it_was
    is_touched = (known.status, known.updated_at, known.affected) != (
        read.status,
        read.updated_at,
        read.affected,
    )
    if not (is_edited or is_told or is_touched or known.is_gone or known.uid != read.uid):
        return None
    what = What.RETURNED if known.is_gone else What.CHANGED
    return UpdateChange(what, read.uid, read, is_edited, is_told, known.uid)


def _withdrawn(known: KnownIncident, listed: set[str]) -> tuple[UpdateChange, ...]:
    return tuple(
        UpdateChange(What.WITHDRAWN, held.uid, None, was=held.uid)
        for held in known.updates.values()
        if held.uid not in listed and not held.is_gone
    )


def _missing(
    known: Known, page: ReadPage, listings: Iterable[Listing], page_is_newer: bool
) -> list[IncidentChange]:
    """Incidents that the answer would list if they still stood, or still went on."""
    withdrawn, over = missing_from(known, page, listings, page_is_newer)
    return [
        *(IncidentChange(What.WITHDRAWN, held.uid, None) for held in withdrawn),
        *(IncidentChange(What.UNLISTED, held.uid, None) for held in over),
    ]

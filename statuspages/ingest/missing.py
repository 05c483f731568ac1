"""What it means that an incident which is stored is missing from a list. Pure.

A list of the newest is a window: one that is missing says nothing unless something older is still listed.
From a complete list it was withdrawn. From a list of what goes on it says that it goes on no longer, and
nobody says since when. In an answer that may be a stale copy nothing is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from statuspages.ingest.stored import LONG_AGO, Known, KnownIncident, is_stale
from statuspages.providers.reading import Extent, Listing, ReadIncident, ReadPage


def missing_from(
    known: Known, page: ReadPage, listings: Iterable[Listing], page_is_newer: bool
) -> tuple[list[KnownIncident], list[KnownIncident]]:
    """Those that were withdrawn, and those that go on no longer, the oldest first.

    The page's own time is no older than that of what is stored.
    """
    listings = tuple(listings)
    listed = {incident.uid: incident for listing in listings for incident in listing.incidents}
    if _has_an_old_account(known, listed.values(), page_is_newer):
        return [], []
    missing = [
        held
        for held in sorted(known.incidents.values(), key=lambda held: held.created_at or LONG_AGO)
        if held.uid not in listed and not held.is_gone and not held.is_elsewhere
    ]
    withdrawn: dict[str, KnownIncident] = {}
    over: dict[str, KnownIncident] = {}
    for listing in listings:
        kinds = {listing.kind, *(incident.kind for incident in listing.incidents)}
        found = [held for held in missing if held.kind in kinds]
        if listing.extent is Extent.OPEN:
            over |= {held.uid: held for held in found if not held.state.is_over and not held.is_unlisted}
        elif page.updated_at or _is_as_new(known, listed.values()):
            withdrawn |= {held.uid: held for held in _gone(found, listing)}
    return list(withdrawn.values()), [held for held in over.values() if held.uid not in withdrawn]


def _gone(missing: Iterable[KnownIncident], listing: Listing) -> Iterator[KnownIncident]:
    """Those of the missing ones that this list, which is no list of what goes on, would have."""
    if listing.extent is Extent.COMPLETE:
        yield from missing
    elif listing.extent is Extent.NEWEST:
        oldest = reaches_back_to(listing)
        yield from (it for it in missing if oldest and it.created_at and it.created_at > oldest)
    elif listing.extent is Extent.LAST_POSTED:
        oldest = reaches_back_to(listing)
        late = (it for it in missing if oldest and it.listed_at)
        yield from (it for it in late if _minute(it.listed_at) > _minute(oldest))


def reaches_back_to(listing: Listing) -> datetime | None:
    """From when on a list of the newest has all there is. None: nobody knows."""
    if listing.reaches_back_to:
        return listing.reaches_back_to
    by_creation = listing.extent is Extent.NEWEST
    times = [it.created_at if by_creation else posted_at(it) for it in listing.incidents]
    return min((at for at in times if at), default=None)


def posted_at(read: ReadIncident) -> datetime | None:
    """By what it has its place in a list that is sorted by the newest post."""
    return read.listed_at or max((update.at for update in read.updates if update.at), default=None)


def _has_an_old_account(known: Known, listed: Iterable[ReadIncident], page_is_newer: bool) -> bool:
    pairs = ((known.incidents.get(incident.uid), incident) for incident in listed)
    return any(held is not None and is_stale(held, incident, page_is_newer) for held, incident in pairs)


def _is_as_new(known: Known, listed: Iterable[ReadIncident]) -> bool:
    """Whether the newest word of an answer is no older than the newest that is stored.

    For pages that give no time of their own: else it may be a copy from before the missing one was posted.
    """
    stored = max((it.as_of for it in known.incidents.values() if it.as_of and not it.is_gone), default=None)
    told = max((it.as_of for it in listed if it.as_of), default=None)
    return bool(told and (stored is None or told >= stored))


def _minute(at: datetime) -> datetime:
    """Feeds give posts to the minute."""
    return at.replace(second=0, microsecond=0)

"""What is stored of a page, in the form that answers are compared with. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from statuspages.providers.reading import Affected, Kind, Listing, ReadIncident, State

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KnownUpdate:
    """An update as it is stored, in its newest form. `body`: None where no format has told it yet."""

    uid: str
    status: str
    body: str | None
    display_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    affected: tuple[Affected, ...]
    is_gone: bool = False

    @property
    def at(self) -> datetime | None:
        return self.display_at or self.created_at


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
    kind: Kind = Kind.INCIDENT
    state: State = State.INVESTIGATING
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    is_unlisted: bool = False
    ids_are_made: bool = False
    is_as_read: bool = False  # the account that was read is the one stored, word for word: `updates` is empty
    is_elsewhere: bool = False  # read in another format than its page now has: that one cannot miss it
    posted_at: datetime | None = None  # when something was last posted on it, where that was asked for

    @property
    def listed_at(self) -> datetime | None:
        """Its place in a list that is sorted by when something was last posted: see ReadIncident."""
        at = self.posted_at or max((it.at for it in self.updates.values() if it.at), default=None)
        if self.state is State.SCHEDULED and self.scheduled_for:
            return max(at or self.scheduled_for, self.scheduled_for)
        return at


@dataclass(frozen=True, slots=True)
class Oldest:
    """The earliest times of what is stored. None: of nothing.

    An incident that is older by either and not known has come back into the list, because another was taken
    out of it: it is no news.
    """

    created: datetime | None = None
    posted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a page. `as_of`: the page's own time of its newest answer that was stored."""

    as_of: datetime | None
    incidents: Mapping[str, KnownIncident]
    oldest: Oldest = Oldest()
    digests: Mapping[str, str] = field(default_factory=dict)  # of the accounts that were read, by incident
    is_first: bool = False  # nothing was read in this format before: nothing that is listed is news


def is_stale(known: KnownIncident, read: ReadIncident, page_is_newer: bool = False) -> bool:
    """Whether `read` is an older account than the one stored.

    Where its age is only that of its newest post, which may have been withdrawn, the page's is believed.
    """
    if page_is_newer and read.updated_at is None:
        return False
    return bool(known.as_of and read.as_of and read.as_of < known.as_of)


def each_once(listings: Iterable[Listing]) -> list[ReadIncident]:
    """Each incident once, the oldest first: of two accounts the newer, else the one that tells more."""
    best: dict[str, ReadIncident] = {}
    for incident in (one for listing in listings for one in reversed(listing.incidents)):
        held = best.get(incident.uid)
        if held is None or _worth(incident) > _worth(held):
            best[incident.uid] = incident
    return sorted(best.values(), key=lambda incident: incident.created_at or LONG_AGO)


def _worth(incident: ReadIncident) -> tuple:
    return (incident.as_of or LONG_AGO, incident.has_all_updates, len(incident.updates))

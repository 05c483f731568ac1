"""What a page says, read: the same for every provider.

Times are aware UTC, None where the page does not say. Ids, statuses and impacts are as served; `State` and
`Level` are what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from timelines.when import Precision


class State(StrEnum):
    """How far an incident is."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    SCHEDULED = "scheduled"  # a maintenance that has not begun
    IN_PROGRESS = "in-progress"  # a maintenance under way
    DONE = "done"  # a maintenance that was completed or called off

    @property
    def is_over(self) -> bool:
        return self in (State.RESOLVED, State.POSTMORTEM, State.DONE)


class Kind(StrEnum):
    """What a page reports."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class Extent(StrEnum):
    """What it means that something is missing from a list."""

    NEWEST = "newest"  # it lists the newest: what is missing and younger than the oldest listed was withdrawn
    LAST_POSTED = "last-posted"  # the same, by when something was last posted on each, see `listed_at`
    COMPLETE = "complete"  # it lists all there is: what is missing was withdrawn
    OPEN = "open"  # it lists what goes on: what is missing does not, and nobody says since when
    LATEST_CHANGES = "latest-changes"  # what changed last, of whatever age: what is missing says nothing


class Level(StrEnum):
    """How a component is."""

    WORKS = "works"
    DEGRADED = "degraded"
    PARTIAL_OUTAGE = "partial-outage"
    MAJOR_OUTAGE = "major-outage"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class ReadPage:
    """`uid` and `time_zone`: "" where these documents do not say, and others of the same page did."""

    uid: str
    name: str
    url: str  # "" where it does not give a usable one; no slash at the end
    time_zone: str  # IANA
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadComponent:
    uid: str
    name: str
    group_name: str
    position: int
    status: str
    updated_at: datetime | None

    @property
    def full_name(self) -> str:
        """As the vendor names it where it stands alone."""
        return f"{self.group_name} - {self.name}" if self.group_name else self.name


@dataclass(frozen=True, slots=True)
class Affected:
    """A component's status before and after an update, as served."""

    uid: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReadUpdate:
    uid: str
    status: str
    state: State
    body: str | None  # Markdown, HTML or both; may be empty. None: this format does not tell it
    display_at: datetime | None  # when it happened, as the page shows it; None on a postmortem
    created_at: datetime | None
    updated_at: datetime | None
    affected: tuple[Affected, ...]
    precision: Precision = Precision.SECOND  # to which the page gives its times: feeds give the minute
    is_status_told: bool = True  # False: taken from the incident's, with which it changes: that is no edit

    @property
    def at(self) -> datetime | None:
        """The time that the page shows, else when it was written."""
        return self.display_at or self.created_at


@dataclass(frozen=True, slots=True)
class ReadIncident:
    uid: str
    name: str
    status: str
    state: State
    impact: str
    url: str  # its own address, "" where the page's is not known
    shortlink: str
    created_at: datetime | None
    started_at: datetime | None  # when it was entered at the vendor's, not when it happened
    updated_at: datetime | None
    resolved_at: datetime | None
    updates: tuple[ReadUpdate, ...]  # by time, oldest first
    kind: Kind = Kind.INCIDENT
    scheduled_for: datetime | None = None  # of a maintenance: its window as announced
    scheduled_until: datetime | None = None
    ids_are_made: bool = False  # the vendor gives its updates none: they are known by what they said and when
    has_all_updates: bool = True  # False: it may have had more, of which nothing is told any longer, or here
    listed_at: datetime | None = None  # by what its list is in order, where that is LAST_POSTED
    is_told_by_posts: bool = False  # name and created_at are those of the oldest of its updates listed here

    @property
    def tells_something(self) -> bool:
        """Whether there is more to it than an id: a status, a time or an update.

        Where it had updates of which none is told, there is nothing to begin with.
        """
        if not (self.updates or self.has_all_updates):
            return False
        times = (self.created_at, self.started_at, self.updated_at, self.resolved_at)
        return bool(self.status or self.updates or any(times))

    @property
    def as_of(self) -> datetime | None:
        """How new this account is: an older one must not undo it."""
        if self.updated_at:
            return self.updated_at
        times = [time for update in self.updates for time in (update.updated_at, update.created_at) if time]
        return max(times, default=None)


@dataclass(frozen=True, slots=True)
class Strange:
    """Words that no list of the provider's has, and how often they came: kept, and taken for the default."""

    what: str  # "component status"
    word: str
    times: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the lists that a page gives. Newest first.

    `reaches_back_to`: of NEWEST and LAST_POSTED, the time of the oldest that it lists, where that is none of
    `incidents`: lists that a page gives as one are told apart by kind.
    """

    incidents: tuple[ReadIncident, ...]
    extent: Extent
    kind: Kind = Kind.INCIDENT
    reaches_back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """All that the documents of one look say: what every provider's `read` returns.

    `listings`: none where the documents that list were as before. `components`, `indicator` and `says`: None
    likewise.
    """

    page: ReadPage
    listings: tuple[Listing, ...] = ()
    components: tuple[ReadComponent, ...] | None = None
    indicator: str | None = None  # none, minor, major, critical, maintenance; "" where it does not say
    says: str | None = None
    strange: tuple[Strange, ...] = ()
    tracks_edits: bool = True  # False: without stable ids, edits and withdrawals cannot be told from news

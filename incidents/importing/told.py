"""What a document or a status page tells of an incident, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from timelines.when import When

if TYPE_CHECKING:
    from incidents.models import Incident
    from timelines.models import Milestone, Quote, TimelineEvent


@dataclass(frozen=True, slots=True)
class ToldPost:
    """A post of a status page.

    - at: when it was posted. text: its body, Markdown. status: the status it gave, as served, or "".
    - quotes: where it stands. actor: who posted it, or "".
    """

    at: When
    text: str
    status: str = ""
    quotes: tuple[Quote, ...] = ()
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an incident, as far as it serves to know it again.

    - organisation: "" where nobody says whose it is. addresses: each the address of this one incident.
    - first, last: the earliest and latest moment that is told of; None: not told.
    - digest: the SHA-256 of the whole document, "" where there is none.
    """

    organisation: str
    title: str
    addresses: tuple[str, ...] = ()
    first: When | None = None
    last: When | None = None
    posts: tuple[ToldPost, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """The incident that something told was joined to, and why that one, as words for a person."""

    incident: Incident
    is_new: bool
    why: str


class Voice(IntEnum):
    """Who speaks. Where two contradict one another, the higher is followed and the other kept beside it."""

    STATUS_PAGE = 0
    RECORD = 1
    WRITE_UP = 2

    @property
    def spoken(self) -> str:
        return self.name.lower().replace("_", " " if self is Voice.STATUS_PAGE else "-")


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says when a milestone was.

    - at: what they say; a status page's first post says “by then” of the start. None: that it is not reached.
    - quotes: where they say it. event: the event that says it, None where it wants one of its own.
    """

    milestone: Milestone.Kind
    at: When | None
    voice: Voice
    quotes: tuple[Quote, ...] = ()
    event: TimelineEvent | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody tells a happening that marks milestones and that the timeline does not have yet.

    - facts: of the event, as `record_all` takes them, without milestones.
    """

    milestones: tuple[Milestone.Kind, ...]
    voice: Voice
    facts: dict[str, Any]

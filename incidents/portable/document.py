"""An incident as a file tells it: plain values, without a database.

Ids are words that hold within one file. Texts are Markdown without blank ends, only a source's is verbatim.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from timelines.when import When

FORMAT = "throughline/1"


@dataclass(frozen=True, slots=True)
class PortableQuote:
    """Words that stand in the text of source `source` at character `at`."""

    source: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class PortableOrganisation:
    name: str
    website: str = ""
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class PortableLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PortableSource:
    id: str
    kind: str
    title: str
    text: str
    url: str = ""
    part: str = ""  # which part of the address: a post's id
    author: str = ""
    published: When | None = None
    fetched: datetime.datetime | None = None  # aware


@dataclass(frozen=True, slots=True)
class PortableComponent:
    """`organisation` is a name, empty for the incident's own."""

    id: str
    name: str
    description: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class PortableWindow:
    component: str  # id
    level: str
    began: When
    ended: When | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PortableEvent:
    id: str
    happened: When
    text: str
    until: When | None = None
    kind: str = "observation"
    lane: str = "people"
    milestones: tuple[str, ...] = ()
    actor: str = ""
    pinned: bool = False
    learned: When | None = None
    quotes: tuple[PortableQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class PortableFactor:
    id: str
    statement: str
    role: str = "contributing"
    detail: str = ""
    mechanism: str = ""  # slug; empty: not named
    onset: When | None = None
    evidence: tuple[str, ...] = ()  # ids of events
    quotes: tuple[PortableQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class PortableAction:
    title: str
    kind: str = "prevent"
    status: str = "proposed"
    declined_reason: str = ""
    owner: str = ""
    team: str = ""
    priority: str = "medium"
    due: datetime.date | None = None
    done_on: datetime.date | None = None
    weakens: tuple[str, ...] = ()  # ids of factors
    tracker: str = ""
    quotes: tuple[PortableQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class PortablePostmortem:
    """`body` names events by their ids in the file: [event:spike]."""

    state: str
    body: str


@dataclass(frozen=True, slots=True)
class PortableIncident:
    title: str
    kind: str = "incident"
    status: str = "investigating"
    severity: str = ""
    organisation: PortableOrganisation | None = None
    time_zone: str = "UTC"
    visibility: str = "internal"
    tags: tuple[str, ...] = ()
    lead: str = ""
    summary: str = ""
    impact: str = ""
    links: tuple[PortableLink, ...] = ()
    sources: tuple[PortableSource, ...] = ()
    components: tuple[PortableComponent, ...] = ()
    windows: tuple[PortableWindow, ...] = ()
    events: tuple[PortableEvent, ...] = ()
    factors: tuple[PortableFactor, ...] = ()
    actions: tuple[PortableAction, ...] = ()
    postmortem: PortablePostmortem | None = None

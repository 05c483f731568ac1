"""A document opened and read: plain data that names its places in the text, the same for every kind.

Places are half-open character offsets into `ReadDocument.text`, which is the document word for word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from timelines.reading.model import FoundAction, FoundAffected, FoundEvent, FoundFactor, Place, ZoneRead
from timelines.when import When


class DocumentError(Exception):
    """A document that cannot be read. The message is one sentence or two for the person who gave it."""


class OutOfTime(DocumentError):
    """Opening or reading it took longer than is allowed, and was given up."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as it is kept, before it is read for what it says.

    - format: its name in `opening.FORMATS`. text: the text of the source; all places are offsets into it.
    - name: of the file, or "". address: where it was found, or "".
    - hints: what the format knows beside the text, JSON-safe; `read_opened` needs nothing else.
    """

    format: str
    text: str
    name: str = ""
    address: str = ""
    hints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What a person decided about reading a document; what is "" or None is found in the document.

    - zone, log_zone: of times and of log lines without one. usual_zone: of times, where nothing else says.
    - day: of times without one. organisation: whose incident it is, where the document is silent.
    - columns: of a table, {meaning: index of the column}.
    """

    zone: str = ""
    log_zone: str = ""
    usual_zone: str = ""
    day: date | None = None
    organisation: str = ""
    columns: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post of a status page. `body`: its words, as Markdown. `place`: them and the line that dates them.

    `also`: further places that tell the same.
    """

    at: When
    status: str
    body: str
    place: Place
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMilestone:
    """The document states when the incident began or ended: `kind` is "started" or "resolved"."""

    kind: str
    at: When
    place: Place


@dataclass(frozen=True, slots=True)
class ReadWriteUp:
    """The account written afterwards. `body`: Markdown. `published`: None where it is not said."""

    body: str
    place: Place
    published: When | None


@dataclass(frozen=True, slots=True)
class Affected:
    """Components that the document names, without saying from when to when.

    - names: as the status page names them, a group before its member. undivided: the same words, if they may
      be the name of a single component, else "".
    """

    names: tuple[str, ...] = ()
    undivided: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """All that was read.

    - kind: how people call such a document. source_kind: a value of Source.Kind.
    - text: the document, word for word. fetched: when somebody else read it, None where it does not say.
    - organisation, address: "" where it does not say.
    - problems: what was left out or could not be read, in sentences.
    - author, severity: as written, or "". format: of Opened. zone, log_zone, day: what times were read by.
    - events, factors, actions, found_affected: what its words tell, posts and milestones above apart.
    - columns: of a table, which column was taken for what.
    """

    kind: str
    source_kind: str
    text: str
    title: str
    organisation: str = ""
    address: str = ""
    posts: tuple[ReadPost, ...] = ()
    milestones: tuple[ReadMilestone, ...] = ()
    write_up: ReadWriteUp | None = None
    affected: Affected = field(default_factory=Affected)
    is_maintenance: bool = False
    summary: str = ""
    tags: tuple[str, ...] = ()
    published: When | None = None
    fetched: datetime | None = None
    problems: tuple[str, ...] = ()
    author: str = ""
    severity: str = ""
    format: str = ""
    zone: ZoneRead = field(default_factory=ZoneRead)
    log_zone: ZoneRead = field(default_factory=ZoneRead)
    day: date | None = None
    events: tuple[FoundEvent, ...] = ()
    factors: tuple[FoundFactor, ...] = ()
    actions: tuple[FoundAction, ...] = ()
    found_affected: tuple[FoundAffected, ...] = ()
    columns: dict[str, int] | None = None

    @property
    def first(self) -> When | None:
        """The beginning that it states, else its first post."""
        return self._stated("started") or min(self._posted, key=_key, default=None)

    @property
    def last(self) -> When | None:
        """The end that it states, else its last post."""
        return self._stated("resolved") or max(self._posted, key=_key, default=None)

    @property
    def _posted(self) -> Iterable[When]:
        return [post.at for post in self.posts]

    def _stated(self, kind: str) -> When | None:
        return next((stated.at for stated in self.milestones if stated.kind == kind), None)


def _key(when: When):
    return when.key

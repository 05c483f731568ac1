"""What a reader found in a document: plain data that names its places in the text, the same for every kind.

Places are half-open character offsets into `ReadDocument.text`, which is the document word for word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from timelines.when import When


class DocumentError(Exception):
    """A document that cannot be read. The message is one sentence or two for the person who gave it."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters `start` to `end` of the text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post of a status page. `body`: its words, as Markdown. `place`: them and the line that dates them."""

    at: When
    status: str
    body: str
    place: Place


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

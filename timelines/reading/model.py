"""What goes in and comes out of reading a write-up: plain data that names its places in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from timelines.models import Kind, Milestone
from timelines.when import When

# From text to sentences


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters (code points) `start` to `end` of a text, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def meets(self, other: Place) -> bool:
        """Whether both have a character in common."""
        return self.start < other.end and other.start < self.end


class BlockKind(StrEnum):
    """What a block of a document is."""

    FIELD = "field"  # a line of front matter, or “Date: 14 March” above the text
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table
    LOG = "log"  # a line that a machine wrote
    CODE = "code"  # a line of a code block that is no log line
    CHAT = "chat"  # “14:05 mira: looks wrong”
    POST = "post"  # an update of a status page, with the line that dates it
    NOISE = "noise"  # rules, images, tables of contents, templates, navigation


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document.

    - place: its content, without bullets, number signs, pipes and indentation; whole: with them.
    - level: of a heading 1 to 6; of an item how deep it stands in its list, from 0.
    - mark: the bullet, number or box as written (“-”, “2.”, “[x]”), else "".
    - cells: the content of each cell of a table row, in order; an empty cell has no width.
    - head: of a row, the index of the block with the column titles, -1 where there is none.
    - stamp: of a post, log or chat line, the words that date it; of a field, its name.
    - author: of a chat line or post, who speaks.
    - heading: the index of the heading it stands under, -1 for none. Headings point at the one above them.
    """

    kind: BlockKind
    place: Place
    whole: Place
    level: int = 0
    mark: str = ""
    cells: tuple[Place, ...] = ()
    head: int = -1
    stamp: Place | None = None
    author: Place | None = None
    heading: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that is none; `block` is the index of the block it stands in."""

    place: Place
    block: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text in its parts: blocks in order, sentences in order (none in NOISE, CODE, FIELD)."""

    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]

    def headings_of(self, block: Block) -> list[Block]:
        """The headings that a block stands under, nearest first."""
        found = []
        while block.heading >= 0:
            block = self.blocks[block.heading]
            found.append(block)
        return found


# What is known beforehand, or was decided by a person


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known beforehand or was decided by a person; whatever is "" or None is found in the document.

    - zone: of times without one. log_zone: of log lines without one. Names that `When.read` takes.
    - usual_zone: of the organisation or the reader, where neither document nor `zone` says.
    - day: of times without a day, until the document names another.
    - published: when it was published, as whoever keeps it says. title, organisation: likewise.
    - stamps: times that markup states (`<time datetime>`), {place of the words: ISO 8601}.
    - name: of the file, which may begin with the day (“2017-11-30-out-of-memory.md”).
    """

    zone: str = ""
    log_zone: str = ""
    usual_zone: str = ""
    day: date | None = None
    published: When | None = None
    title: str = ""
    organisation: str = ""
    stamps: Mapping[Place, str] = field(default_factory=dict)
    name: str = ""


class ZoneFrom(StrEnum):
    """Where the zone of a time comes from, surest first."""

    DECIDED = "decided"  # a person said so
    BESIDE = "beside"  # written beside the time
    STATED = "stated"  # stated once: in a heading, a column title, “all times UTC”
    REPEATED = "repeated"  # other times of the document have it
    USUAL = "usual"  # of the organisation
    ASSUMED = "assumed"  # nobody says; UTC


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """The zone of the times without one: a name `When.read` takes, as written, why, how often it was said."""

    name: str = "UTC"
    words: str = ""
    source: ZoneFrom = ZoneFrom.ASSUMED
    count: int = 0


# Times in their places


class MentionKind(StrEnum):
    """What a time in the text is there for."""

    EVENT = "event"  # something happened then
    POSTED = "posted"  # when an update was posted
    LOGGED = "logged"  # the stamp of a log line
    SAID = "said"  # the stamp of a chat line
    ANCHOR = "anchor"  # sets the day for what follows: a heading, a dateline
    PAPER = "paper"  # published, updated, retrieved: about the document
    PLAN = "plan"  # intended, due, scheduled: has not happened when it is told
    OTHER = "other"  # a version, an age, history long before, an example


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in the text.

    - place: its words. sentence: index into Document.sentences, -1 outside them. block: index of the block.
    - when, until: as resolved; `when` None where it cannot be told. until: the end of a stretch.
    - is_relative: it hangs on another time (“30 minutes later”). zone_from: where the zone comes from.
    - doubts: why it is not certain, as short phrases (“nobody says which day”); empty where it is certain.
    - notes: how it was found, as short phrases (“the day of the heading”, “rolled past midnight”).
    """

    place: Place
    kind: MentionKind
    block: int
    sentence: int
    when: When | None
    until: When | None = None
    is_relative: bool = False
    zone_from: ZoneFrom = ZoneFrom.ASSUMED
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """All times of a document, in the order of the text, and what they were read against.

    - day: the first day that times without one are on. is_newest_first: the (longest) list runs backwards.
    """

    mentions: tuple[Mention, ...]
    zone: ZoneRead
    log_zone: ZoneRead
    day: date | None
    published: When | None
    is_newest_first: bool = False


# What was read


class Confidence(StrEnum):
    """How sure a reading is. Only what is doubtful is not accepted until somebody does."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """Something happened.

    - when: None where the time is left open; `possible` is then the stretch it lies in if the order of the
      document holds, or None. until: the end of a stretch.
    - text: what happened, in the words of the document without the time. place: the quote. time_place: the
      words of time, within or before it. also: places that tell the same happening.
    - kind, milestones: where the words say so. actor: who did or said it, or "".
    - confidence, with why: short phrases, for a person, how the time was found or what is doubtful.
    """

    when: When | None
    text: str
    place: Place
    until: When | None = None
    possible: When | None = None
    time_place: Place | None = None
    kind: Kind = Kind.OBSERVATION
    milestones: tuple[Milestone.Kind, ...] = ()
    actor: str = ""
    is_log: bool = False
    confidence: Confidence = Confidence.SURE
    why: tuple[str, ...] = ()
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFactor:
    """A cause or condition. role: of ContributingFactor.Role; mechanism: a slug of the vocabulary, or "".

    `cue`: the words that suggested the role or mechanism.
    """

    text: str
    place: Place
    role: str = "contributing"
    mechanism: str = ""
    cue: Place | None = None
    confidence: Confidence = Confidence.SURE
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundAction:
    """Something to do, or done, so that it does not happen again.

    - state: "open", "in-progress", "done" or "declined". owner, ticket: as written, or "". due: a day.
    - due_words: what the document says of the date, also where it names no day (“Q4 2025”).
    """

    text: str
    place: Place
    state: str = "open"
    owner: str = ""
    due: date | None = None
    due_words: str = ""
    ticket: str = ""
    confidence: Confidence = Confidence.SURE
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundAffected:
    """A component, service or system named as affected."""

    name: str
    place: Place
    confidence: Confidence = Confidence.SURE


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document says of itself; "" or None where it does not. severity: as written (“SEV-2”)."""

    title: str = ""
    organisation: str = ""
    author: str = ""
    published: When | None = None
    severity: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class WriteUp:
    """A write-up, read. Items are in the order in which the document tells them, events in order of time.

    - times: zone, log zone, day and all mentions. warnings: sentences for the person who gave the document.
    """

    text: str
    facts: Facts
    times: Times
    events: tuple[FoundEvent, ...] = ()
    factors: tuple[FoundFactor, ...] = ()
    actions: tuple[FoundAction, ...] = ()
    affected: tuple[FoundAffected, ...] = ()
    warnings: tuple[str, ...] = ()

    def milestone(self, kind: Milestone.Kind) -> FoundEvent | None:
        """The event that marks this milestone, or None: it is never guessed."""
        return next((event for event in self.events if kind in event.milestones), None)

"""What one time of a document tells, before it is known what else the document says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from timelines.models import Milestone
from timelines.reading.model import Mention, Place
from timelines.reading.sections import Section
from timelines.when import When


class Form(StrEnum):
    """How a document tells a happening, the fullest first where two tell the same."""

    ENTRY = "entry"  # of a timeline: a list item, a row, a line or a heading that begins with its time
    POST = "post"
    CHAT = "chat"
    PROSE = "prose"
    LOG = "log"
    FIELD = "field"  # “Start time: …”, front matter


@dataclass(slots=True)
class Told:
    """One happening at one place.

    - place: the quote; said: the words it was told in, with the times (for milestones), as plain text.
    - mention: the time. when, until: as read. order: the place of the time in the document, to keep apart
      what happened in the same minute.
    - more: what the entry tells further on.
    - label: what stands before a colon or in the first cell, where that names what the time is of.
    """

    place: Place
    text: str
    said: str
    form: Form
    section: Section
    block: int
    mention: Mention
    when: When | None
    until: When | None = None
    time_place: Place | None = None
    label: str = ""
    more: str = ""
    actor: str = ""
    is_log: bool = False
    is_doubtful: bool = False
    why: list[str] = field(default_factory=list)
    also: list[Place] = field(default_factory=list)
    milestones: list[Milestone.Kind] = field(default_factory=list)

    @property
    def order(self) -> int:
        return self.mention.place.start

    def doubt(self, reason: str) -> None:
        """Not to be accepted unless a person says so."""
        self.is_doubtful = True
        if reason not in self.why:
            self.why.append(reason)

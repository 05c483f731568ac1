"""What reading notes gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timelines.exceptions import TimelineError
from timelines.models import Kind, Lane, Milestone
from timelines.when import When

MAX_CHARACTERS = 200_000
MAX_LINES = 2_000
MAX_TEXT = 20_000  # characters of one event


class NotesRefused(TimelineError):
    """The paste as a whole cannot be read; the message says why and what to do."""


class Outcome(StrEnum):
    READY = "ready"
    DECIDE = "to decide"  # one of its candidates has to be chosen
    ERROR = "error"
    DAY = "day"  # a heading: the lines below are on this day
    RULE = "rule"  # a dividing line, the head of a table, a title: no event


@dataclass(frozen=True, slots=True)
class Candidate:
    """One meaning of an ambiguous zone. `zone` is what `choices` takes; `said` its consequence in words."""

    zone: str
    label: str
    said: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the paste with those that continue it: `first` to `last`, both included, counted from 1.

    - key: names the line in a form, whatever is added or removed around it.
    - raw: the lines as pasted. before, seen, after: the first of them in three, `seen` being the words read
      as a time ("" where there are none). more: the others, as they continue it.
    - when, until: only where READY (of a DAY, that day). text: the event's Markdown, without time, speaker.
    - is_sure: whether it is offered ticked: everything READY but what stands before any time.
    - notes: how the time was found, for a person. error: what is wrong,
      or what is to decide; hint: what to do.
    """

    key: str
    first: int
    last: int
    raw: str
    before: str
    seen: str
    after: str
    more: str
    outcome: Outcome
    when: When | None = None
    until: When | None = None
    text: str = ""
    kind: Kind = Kind.OBSERVATION
    milestone: Milestone.Kind | None = None
    lane: Lane = Lane.PEOPLE
    actor: str = ""
    is_log: bool = False
    is_sure: bool = True
    notes: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_event(self) -> bool:
        return self.outcome in (Outcome.READY, Outcome.DECIDE, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Notes:
    """A paste, read. `is_newest_first`: it was told backwards and read from its end."""

    lines: tuple[Line, ...]
    zone: str
    day: date | None
    is_newest_first: bool = False

    def having(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def ready(self) -> list[Line]:
        return self.having(Outcome.READY)

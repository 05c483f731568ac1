"""A chat that was copied or saved as text: “14:05 mira: all lamps are out” and the like.

The notes of `timelines.notes` are read the same way: who wrote stands before or above the words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from incidents.importing.document import DocumentError, Opened, Place, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.prose import read_words
from timelines.models import Lane, Source
from timelines.notes import Line, Notes, NotesRefused, Outcome, read_notes
from timelines.notes.model import MAX_CHARACTERS, MAX_LINES
from timelines.reading.model import Confidence, FoundEvent, ZoneFrom, ZoneRead

LOOKED_AT = 20_000  # characters
FEWEST = 3  # messages that make a chat
SHARE = 0.6  # of the lines that say something
ASSUMED = "UTC"
ANY_DAY = datetime.date(2000, 1, 1)  # to see whether clock times are some


def _is_chat(given: Given) -> bool:
    """Whether most lines of a text are messages: a time, somebody, and what they wrote."""
    text = given.text
    if (
        len(text) > MAX_CHARACTERS
        or text.count("\n") >= MAX_LINES
        or given.ending not in ("", "txt", "log", "md")
    ):
        return False
    head = text[:LOOKED_AT]
    try:
        notes = read_notes(head[: head.rfind("\n") + 1] or head, zone=ASSUMED, day=ANY_DAY)
    except NotesRefused:
        return False
    said = [line for line in notes.lines if line.is_event]
    written = [line for line in said if line.actor and (line.seen or line.when)]
    return len(written) >= FEWEST and len(written) >= SHARE * len(said)


def read_chat(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What a pasted chat tells: one event a message. Raises DocumentError."""
    zone, day = _zone(settings), settings.day or read_words(opened.text, settings).times.day
    try:
        notes = read_notes(opened.text, zone=zone.name, day=day, lane=Lane.PEOPLE)
    except NotesRefused as error:
        raise DocumentError(str(error)) from error
    events = _events(opened.text, notes)
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.CHAT_LOG,
        text=opened.text,
        title=_title(opened, notes),
        zone=zone,
        day=day,
        events=tuple(events),
        problems=tuple(_problems(events, zone)),
    )


def _zone(settings: ReadSettings) -> ZoneRead:
    if settings.zone:
        return ZoneRead(settings.zone, settings.zone, ZoneFrom.DECIDED)
    if settings.usual_zone:
        return ZoneRead(settings.usual_zone, "", ZoneFrom.USUAL)
    return ZoneRead(ASSUMED)


def _title(opened: Opened, notes: Notes) -> str:
    """What stands above the messages, else the file's name."""
    first = next((line for line in notes.lines if line.raw.strip()), None)
    if first is not None and _is_unsigned(first):
        return first.raw.strip(" #*_-=")[:300]
    return (opened.name.rpartition(".")[0] or opened.name or "Chat")[:300]


def _is_unsigned(line: Line) -> bool:
    """Whether a line is no message: it has neither time nor author."""
    return not line.seen and not line.actor and any(map(str.isalnum, line.raw))


def _events(text: str, notes: Notes) -> list[FoundEvent]:
    """One event a message; a line that has neither time nor author goes on with the message above it."""
    begins, found = _line_begins(text), []
    for number, line in enumerate(notes.lines):
        if not line.is_event or not line.text or (not number and _is_unsigned(line)):
            continue
        event = _event(text, line, begins)
        if found and _is_unsigned(line):
            above = found.pop()
            event = replace(
                above, text=f"{above.text}\n{event.text}", place=Place(above.place.start, event.place.end)
            )
        found.append(event)
    return found


def _line_begins(text: str) -> list[int]:
    """Where each line begins, counted as `read_notes` counts lines; and the end of the text."""
    begins = [0]
    while (end := text.find("\n", begins[-1])) >= 0:
        begins.append(end + 1)
    return [*begins, len(text) + 1]


def _event(text: str, line: Line, begins: list[int]) -> FoundEvent:
    start, end = begins[line.first - 1], begins[line.last] - 1
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    ready = line.outcome is Outcome.READY
    seen = text.find(line.seen, start, end) if line.seen else -1
    return FoundEvent(
        when=line.when if ready else None,
        until=line.until if ready else None,
        text=line.text,
        place=Place(start, end),
        time_place=Place(seen, seen + len(line.seen)) if seen >= 0 else None,
        kind=line.kind,
        milestones=(line.milestone,) if line.milestone and ready else (),
        actor=line.actor,
        is_log=line.is_log,
        confidence=Confidence.SURE if ready and line.is_sure else Confidence.DOUBTFUL,
        why=(line.error,) if line.error else line.notes,
    )


def _problems(events: list[FoundEvent], zone: ZoneRead) -> Iterator[str]:
    if any(event.when is None for event in events):
        yield "The chat does not say of all its messages on which day they were written. Give the day."
    elif zone.source is ZoneFrom.ASSUMED:
        yield "No time zone is stated. Times are taken as UTC: choose another if they are not."


FORMAT = Format("chat", "chat log", _is_chat, lambda given: [given.opened("chat")], read_chat)

"""What a document states of beginning and end, and what its story tells of them, as one. Pure."""

from __future__ import annotations

from dataclasses import replace

from incidents.importing.document import ReadDocument, ReadMilestone
from timelines.reading.model import FoundEvent
from timelines.when import When


def agreed(read: ReadDocument) -> tuple[list[FoundEvent], list[ReadMilestone]]:
    """The events, and the stated milestones that none of them marks.

    A document that states the beginning and tells what happened then tells one happening: the event stands
    on both places and has the more precise of the two times. Where they contradict, what is stated counts.
    """
    events, rest = list(read.events), []
    for stated in read.milestones:
        number = next((n for n, event in enumerate(events) if _says(event, stated)), None)
        if number is None:
            rest.append(stated)
            continue
        events[number] = _with_stated(events[number], stated)
    return events, rest


def _says(event: FoundEvent, stated: ReadMilestone) -> bool:
    return stated.kind in event.milestones and event.when is not None and event.when.overlaps(stated.at)


def _with_stated(event: FoundEvent, stated: ReadMilestone) -> FoundEvent:
    when = stated.at if more_precise(stated.at, event.when) else event.when
    also = event.also if stated.place == event.place else (*event.also, stated.place)
    return replace(event, when=when, until=not_before(when, event.until), also=also)


def more_precise(when: When, other: When) -> bool:
    """Whether `when` says the same as `other` and more of it."""
    if when.is_open or not when.overlaps(other):
        return False
    return other.is_open or when.width < other.width


def not_before(when: When, until: When | None) -> When | None:
    """The end of a stretch; None for one that is before its beginning."""
    return None if until is None or until.before(when) else until

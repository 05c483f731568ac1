"""From times to what happened then."""

from __future__ import annotations

from timelines.models import Kind
from timelines.notes.words import guess_kind
from timelines.reading.limits import check_time
from timelines.reading.model import (
    BlockKind,
    Confidence,
    Document,
    Facts,
    FoundAction,
    FoundEvent,
    Place,
    Times,
)
from timelines.reading.story.entries import entry_of, fewer_log_lines
from timelines.reading.story.pages import Pages
from timelines.reading.story.prose import told_in_prose
from timelines.reading.story.span import mark, until_of, weigh
from timelines.reading.story.stated import stated_in_fields
from timelines.reading.story.told import Form, Told
from timelines.reading.story.twice import joined

_SURE_FORMS = (Form.ENTRY, Form.POST, Form.CHAT, Form.LOG)


def find_events(
    document: Document, times: Times, facts: Facts, actions: list[FoundAction]
) -> list[FoundEvent]:
    """What happened, in order of time; what has no time stands where the document tells it.

    Each happening once, each milestone at most once. Where the time is open or the reading unsure, an event is
    DOUBTFUL and says why.
    """
    pages = Pages.of(document, times)
    told = _without_actions(_all_told(pages), actions)
    weighed = mark(joined(weigh(told)))
    events = [_event(one.told) for one in weighed]
    return _in_order(events)


def _all_told(pages: Pages) -> list[Told]:
    told = stated_in_fields(pages)
    for index, block in enumerate(pages.document.blocks):
        check_time()
        if block.kind is BlockKind.FIELD or index not in pages.in_block:
            continue
        entry = entry_of(pages, index)
        told += entry + told_in_prose(pages, index, entry)
    return fewer_log_lines(told)


def _without_actions(told: list[Told], actions: list[FoundAction]) -> list[Told]:
    """Without the dates of things to do: due dates, and days on which they were done."""
    places = sorted(action.place for action in actions)
    return [one for one in told if one.form is Form.ENTRY or not _is_within(one.mention.place, places)]


def _is_within(place: Place, places: list[Place]) -> bool:
    return any(one.start <= place.start and place.end <= one.end for one in places)


def _event(told: Told) -> FoundEvent:
    is_open = told.when is None
    doubts = list(told.mention.doubts)
    confidence = Confidence.SURE if told.form in _SURE_FORMS and not doubts else Confidence.LIKELY
    if is_open or told.is_doubtful:
        confidence = Confidence.DOUBTFUL
    return FoundEvent(
        when=told.when,
        text=told.text,
        place=told.place,
        until=until_of(told),
        time_place=told.time_place,
        kind=_kind(told),
        milestones=tuple(told.milestones),
        actor=told.actor,
        is_log=told.is_log,
        confidence=confidence,
        why=tuple(dict.fromkeys([*told.why, *doubts, *told.mention.notes])),
        also=tuple(told.also),
    )


def _kind(told: Told) -> Kind:
    if told.form is Form.POST:
        return Kind.STATUS_POST
    return guess_kind(told.text, is_log=told.is_log)


def _in_order(events: list[FoundEvent]) -> list[FoundEvent]:
    """In order of time; an event without one follows the event that the document tells before it."""
    key, keyed = (), []
    for event in sorted(events, key=lambda one: one.place):
        key = event.when.key if event.when is not None else key
        keyed.append((key, event.place, event))
    return [event for *_, event in sorted(keyed, key=lambda one: one[:2])]

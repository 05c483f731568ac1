"""From times to what happened then."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

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
    ZoneFrom,
)
from timelines.reading.story.entries import entry_of, fewer_log_lines
from timelines.reading.story.pages import Pages
from timelines.reading.story.prose import told_in_prose
from timelines.reading.story.span import mark, until_of, weigh
from timelines.reading.story.stated import last_day_stated, stated_in_fields, stated_once
from timelines.reading.story.told import Form, Told
from timelines.reading.story.twice import joined
from timelines.reading.story.untimed import untimed
from timelines.reading.story.weeding import doubt_history, is_bare_day, is_day, says_only_who

_BEARABLE = (
    "steps back",
    "the same day",
    "its weekday",
    "nobody knows the zone",
    "the times around",
    "a log line",
)
"""Doubts, by how they begin, with which a time is still the likeliest."""

_MOST_TITLES = 5
_TELLING = 200  # characters of a text that show of which kind it is
_SURE_FORMS = (Form.ENTRY, Form.POST, Form.CHAT, Form.LOG)


def find_events(
    document: Document, times: Times, facts: Facts, actions: list[FoundAction]
) -> list[FoundEvent]:
    """What happened, in order of time; what has no time stands where the document tells it.

    Each happening once, each milestone at most once. Where the time is open or the reading unsure, an event
    is DOUBTFUL and says why.
    """
    pages = Pages.of(document, times)
    told = _without_actions(_all_told(pages), actions, document)
    told = _without_title(told, document, facts)
    told = [one for one in told if one.text and not says_only_who(one.text) and not is_bare_day(one)]
    told = stated_once(told)
    doubt_history(told, times)
    weighed = weigh(told)
    check_time()
    weighed = mark(joined(weighed), last_day_stated(pages, times.mentions))
    events = [_event(one.told) for one in weighed]
    events += [replace(one, kind=guess_kind(one.text)) for one in untimed(pages, events)]
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


def _without_actions(told: list[Told], actions: list[FoundAction], document: Document) -> list[Told]:
    """Without the dates of things to do: due dates, and days on which they were done.

    A row of a table that holds a thing to do tells nothing else, whatever stands in its other cells.
    """
    places = sorted(action.place for action in actions)
    blocks = document.blocks
    rows = [one for one in told if blocks[one.block].kind is BlockKind.ROW]
    to_do = {one.block for one in rows if _holds(blocks[one.block].place, places)}
    told = [one for one in told if one.block not in to_do]
    return [one for one in told if one.form is Form.ENTRY or not _is_within(one.mention.place, places)]


def _holds(place: Place, places: list[Place]) -> bool:
    """Whether one of the sorted places begins and ends within it."""
    at = bisect_left(places, place.start, key=lambda one: one.start)
    return at < len(places) and places[at].end <= place.end


def _is_within(place: Place, places: list[Place]) -> bool:
    """Whether the last of the sorted places that begins before it holds it."""
    at = bisect_right(places, Place(place.start, place.end)) - 1
    return at >= 0 and place.end <= places[at].end


def _without_title(told: list[Told], document: Document, facts: Facts) -> list[Told]:
    """Without the day in the title of the document, wherever that stands."""
    titles, start = [], document.text.find(facts.title) if facts.title else -1
    while start >= 0 and len(titles) < _MOST_TITLES:
        titles.append(Place(start, start + len(facts.title)))
        start = document.text.find(facts.title, start + 1)
    return [one for one in told if one.form is not Form.PROSE or not _is_within(one.mention.place, titles)]


def _event(told: Told) -> FoundEvent:
    check_time()
    doubts = list(told.mention.doubts)
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
        confidence=_confidence(told),
        why=tuple(dict.fromkeys([*told.why, *doubts, *told.mention.notes])),
        also=tuple(told.also),
    )


def _confidence(told: Told) -> Confidence:
    """SURE: a time as written, in an entry or with its zone. A doubt that moves it makes it DOUBTFUL."""
    mention = told.mention
    if told.when is None or told.is_doubtful:
        return Confidence.DOUBTFUL
    if any(not doubt.startswith(_BEARABLE) for doubt in mention.doubts):
        return Confidence.DOUBTFUL
    is_plain = told.form in _SURE_FORMS or not (is_day(told.when) or mention.zone_from is ZoneFrom.ASSUMED)
    if mention.doubts or mention.is_relative or not is_plain:
        return Confidence.LIKELY
    return Confidence.SURE


def _kind(told: Told) -> Kind:
    if told.form is Form.POST:
        return Kind.STATUS_POST
    return guess_kind(told.text[:_TELLING], is_log=told.is_log)


def _in_order(events: list[FoundEvent]) -> list[FoundEvent]:
    """In order of time; an event without one follows the event that the document tells before it."""
    key, keyed = (), []
    for event in sorted(events, key=lambda one: one.place):
        key = event.when.key if event.when is not None else key
        keyed.append((key, event.place, event))
    return [event for *_, event in sorted(keyed, key=lambda one: one[:2])]

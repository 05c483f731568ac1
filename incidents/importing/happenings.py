"""What the words of a document tell, as events of an incident's timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.importing.agreeing import agreed, not_before
from incidents.importing.document import Place, ReadDocument
from incidents.importing.further import match_events
from incidents.importing.selecting import Chosen
from incidents.importing.span import state
from incidents.importing.told import Statement, Telling, Voice
from timelines.models import Kind, Lane, Milestone, Quote, Source, TimelineEvent
from timelines.reading.model import FoundEvent

VOICES = {Source.Kind.STATUS_PAGE: Voice.STATUS_PAGE, Source.Kind.RECORD: Voice.RECORD}
LANES = {Source.Kind.CHAT_LOG: Lane.PEOPLE, Source.Kind.NOTES: Lane.PEOPLE, Source.Kind.LOG: Lane.MACHINES}
MAX_ACTOR = 200


def tell_happenings(
    chosen: Chosen,
    incident,
    source: Source,
    quotes: Mapping[Place, Quote],
    *,
    by=None,
    is_empty: bool = False,
) -> None:
    """Put the events and the stated milestones of a document on the timeline, each where it is not there yet.

    An event that is there already gets the further quotes. One that somebody withdrew stays withdrawn.
    `is_empty`: the timeline has no events.
    """
    read = chosen.read
    events, stated = agreed(read)
    matched = [None] * len(events) if is_empty else _matched(chosen, incident, source, events)
    statements = [
        Statement(
            Milestone.Kind(one.kind),
            one.at,
            VOICES.get(read.source_kind, Voice.WRITE_UP),
            (quotes[one.place],),
        )
        for one in stated
    ]
    tellings, again = [], {}
    marked = milestones_of(events, {one.kind for one in stated})
    for found, event, kinds in zip(events, matched, marked, strict=True):
        standing_on = _quotes_of(found, quotes, read)
        if event is None:
            facts = {**facts_of(found, read), "quotes": standing_on}
            tellings.append(Telling(kinds, _voice(found, read), facts))
            continue
        again.setdefault(event, []).extend(standing_on)
        if event.withdrawn_at is None:
            statements += [
                Statement(kind, found.when, _voice(found, read), tuple(standing_on), event) for kind in kinds
            ]
    if again:
        TimelineEvent.objects.tell_again(incident, again)
    state(incident, statements, tellings=tellings, by=by)


def _matched(
    chosen: Chosen, incident, source: Source, events: Sequence[FoundEvent]
) -> list[TimelineEvent | None]:
    """For each event the one that tells it already: as somebody decided, else as it looks."""
    if not events:
        return []
    wanted = {pk for pk in chosen.further.values() if pk is not None}
    named = incident.events.in_bulk(wanted) if wanted else {}
    decided = {number: named.get(pk) for number, pk in chosen.further.items() if pk is None or pk in named}
    if len(decided) == len(events):
        return [decided[number] for number in range(len(events))]
    matched = match_events(events, incident, source=source)
    for number, event in decided.items():
        matched[number] = event
    return matched


def milestones_of(events: Sequence[FoundEvent], stated: set[str]) -> list[tuple[Milestone.Kind, ...]]:
    """Which milestones each event marks: each goes to the first that says it, none to what is `stated`."""
    free = set(Milestone.Kind.values) - stated
    marked = []
    for event in events:
        kinds = tuple(kind for kind in event.milestones if kind in free)
        free -= set(kinds)
        marked.append(kinds)
    return marked


def facts_of(found: FoundEvent, read: ReadDocument) -> dict[str, Any]:
    """An event as `record_all` takes it, without its quotes and milestones."""
    return {
        "happened": found.when,
        "until": not_before(found.when, found.until),
        "text": found.text,
        "kind": found.kind,
        "lane": _lane(found, read),
        "actor": found.actor[:MAX_ACTOR],
    }


def _lane(found: FoundEvent, read: ReadDocument) -> Lane:
    if found.is_log:
        return Lane.MACHINES
    if found.kind == Kind.STATUS_POST:
        return Lane.STATUS_PAGE
    return LANES.get(read.source_kind, Lane.WRITE_UP)


def _voice(found: FoundEvent, read: ReadDocument) -> Voice:
    if found.kind == Kind.STATUS_POST:
        return Voice.STATUS_PAGE
    return Voice.RECORD if read.source_kind == Source.Kind.RECORD else Voice.WRITE_UP


def _quotes_of(found: FoundEvent, quotes: Mapping[Place, Quote], read: ReadDocument) -> list[Quote]:
    return [quotes[place] for place in (found.place, *found.also) if place in quotes]


def places_of(read: ReadDocument) -> list[Place]:
    """Every place of a document that something stands on, each once."""
    items = (*read.posts, *read.milestones, *read.events, *read.factors, *read.actions)
    places = [place for item in items for place in (item.place, *getattr(item, "also", ()))]
    return [place for place in dict.fromkeys(places) if place.of(read.text)]

"""What a document tells that is told already: further evidence for the events of an incident.

An event is told already if it stands on the same words of the same source, or if it is near in time and says
the same. A wrong match would hide a happening, so it takes both; a missing one only shows it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incidents.importing.alike import likeness, says_the_same
from incidents.importing.claims import is_statement
from incidents.importing.document import Place
from incidents.importing.likely import likely_incidents
from timelines.models import Source, TimelineEvent
from timelines.reading.model import FoundEvent
from timelines.when import When

__all__ = ["likely_incidents", "match_events", "tells"]

NEAR = timedelta(minutes=10)  # clocks differ, and so do people who write down when it was
WIDE = timedelta(hours=2)  # of times that are not known better than this, many may be meant
MOSTLY = 0.6  # of the words of the shorter text, for times that may be the same
MOSTLY_APART = 0.8  # … for times that are only near, or wide


def match_events(
    events: Sequence[FoundEvent], incident, *, source: Source | None = None
) -> list[TimelineEvent | None]:
    """For each found event the one of the incident that tells it, or None. Two queries at most.

    Also those that were withdrawn: they are told already. `source`: the document itself, if it is kept; then
    what stands on the same words is the same, whatever somebody made of it since.
    """
    held = list(incident.events.order_by("withdrawn_at", "pk"))
    standing = _standing_on(held, source) if source else {}
    matching = _Matching([event for event in held if not is_statement(event)])
    for number, found in enumerate(events):
        here = [event for place in (found.place, *found.also) for event in standing.get(place, ())]
        matching.weigh(number, found, here)
    best = matching.best()
    return [best.get(number) for number in range(len(events))]


def _standing_on(held: Iterable[TimelineEvent], source: Source) -> dict[Place, list[TimelineEvent]]:
    """The events that stand on each quoted place of a source."""
    events = {event.pk: event for event in held}
    rows = source.quotes.filter(events__in=events).values_list("start", "end", "events")
    standing: dict[Place, list[TimelineEvent]] = {}
    for start, end, event in rows:
        if event in events:
            standing.setdefault(Place(start, end), []).append(events[event])
    return standing


@dataclass(frozen=True, slots=True)
class _Pair:
    """A found event and one that may tell it; the higher, the surer."""

    is_same_place: bool
    is_same_time: bool
    share: float
    number: int
    event: TimelineEvent

    @property
    def rank(self) -> tuple:
        return self.is_same_place, self.is_same_time, self.share, -self.number, -self.event.pk


class _Matching:
    """Pairs of found events and events that are told, from which the best are taken."""

    def __init__(self, held: Iterable[TimelineEvent]):
        self.by_day: dict[date | None, list[TimelineEvent]] = {}
        self.pairs: list[_Pair] = []
        for event in held:
            for day in _days(event.happened):
                self.by_day.setdefault(day, []).append(event)

    def weigh(self, number: int, found: FoundEvent, here: Iterable[TimelineEvent]) -> None:
        """`here`: the events that stand on the words of this one."""
        same_place = {event.pk: event for event in here}
        for event in same_place.values():
            is_same_time = found.when is not None and found.when == event.happened
            share = likeness(found.text, event.text).both
            self.pairs.append(_Pair(True, is_same_time, share, number, event))
        for event in self._near(found):
            if event.pk not in same_place and tells(found, event):
                share = likeness(found.text, event.text).both
                same_time = found.when.overlaps(event.happened)
                self.pairs.append(_Pair(False, same_time, share, number, event))

    def _near(self, found: FoundEvent) -> Iterable[TimelineEvent]:
        """Events of which a day is one of its own, or that may have been on any."""
        if found.when is None:
            return ()
        days = _days(found.when)
        if days == [None]:
            days = list(self.by_day)
        near = [event for day in {*days, None} for event in self.by_day.get(day, ())]
        return {event.pk: event for event in near}.values()

    def best(self) -> dict[int, TimelineEvent]:
        """The surest pairs; no event serves two, unless both stand on its very words."""
        taken: dict[int, TimelineEvent] = {}
        served = set()
        pairs = sorted(self.pairs, key=lambda pair: pair.rank, reverse=True)
        for pair in pairs:
            if pair.number not in taken and pair.event.pk not in served:
                taken[pair.number] = pair.event
                served.add(pair.event.pk)
        for pair in pairs:
            if pair.is_same_place:
                taken.setdefault(pair.number, pair.event)
        return taken


def tells(found: FoundEvent, event: TimelineEvent) -> bool:
    """Whether an event is near in time and says the same."""
    if found.when is None:
        return False
    apart = _apart(found.when, event.happened)
    if apart > NEAR:
        return False
    is_vague = apart > timedelta(0) or any(_is_wide(when) for when in (found.when, event.happened))
    return says_the_same(found.text, event.text, mostly=MOSTLY_APART if is_vague else MOSTLY)


def _apart(when: When, other: When) -> timedelta:
    """How much lies between two times at least; nothing where they may be the same."""
    if when.overlaps(other):
        return timedelta(0)
    first, second = (when, other) if when.before(other) else (other, when)
    return second.earliest - first.latest


def _days(when: When) -> list[date | None]:
    """The days of UTC that a time is near to; [None] for one that may have been on many."""
    if when.is_open or when.width > timedelta(days=3) or not 1 < when.earliest.year < 9999:
        return [None]
    first, last = (when.earliest - NEAR).date(), (when.latest + NEAR).date()
    return [first + timedelta(days=nth) for nth in range((last - first).days + 1)]


def _is_wide(when: When) -> bool:
    return when.is_open or when.width > WIDE

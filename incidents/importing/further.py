"""What a document tells that is told already: further evidence for the events of an incident.

An event is told already if it stands on the same words of the same source, or if it is near in time and says
the same. A wrong match would hide a happening, so it takes both; a missing one only shows it twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from incidents.importing.alike import SHARED, is_alike, likeness_of, stems_of
from incidents.importing.claims import is_statement
from incidents.importing.document import Place
from incidents.importing.likely import likely_incidents
from incidents.importing.words import words_of
from timelines.models import Source, TimelineEvent
from timelines.reading.model import FoundEvent
from timelines.when import When

__all__ = ["likely_incidents", "match_events"]

NEAR = timedelta(minutes=10)  # clocks differ, and so do people who write down when it was
WIDE = timedelta(hours=2)  # of times that are not known better than this, many may be meant
MOSTLY = 0.6  # of the words of the shorter text, for times that may be the same
MOSTLY_APART = 0.8  # … for times that are only near, or wide
MOST = 200  # events of other words that one is compared with


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
class _Held:
    """An event with what it is compared by: each access to `event.happened` makes a When anew."""

    event: TimelineEvent
    when: When
    words: tuple[str, ...]
    stems: frozenset[str]

    @classmethod
    def of(cls, event: TimelineEvent) -> _Held:
        return cls(event, event.happened, words_of(event.text), stems_of(event.text))


class _InTime:
    """Events from which those near a time are found without a look at the others."""

    def __init__(self, held: Iterable[_Held]):
        held = list(held)
        self.wide = [one for one in held if _is_wide(one.when)]
        narrow = [one for one in held if not _is_wide(one.when)]
        self.narrow = sorted(narrow, key=lambda one: one.when.earliest)
        self.begins = [one.when.earliest for one in self.narrow]

    def near(self, when: When) -> list[_Held]:
        """Those that may be near, at most so many."""
        if when.is_open:
            return [*self.narrow, *self.wide][:MOST]
        first = bisect_left(self.begins, when.earliest - NEAR - WIDE)
        last = bisect_right(self.begins, when.latest + NEAR)
        middle = bisect_left(self.begins, when.earliest)
        around = slice(max(first, middle - MOST // 2), min(last, middle + MOST // 2))
        return [*self.narrow[around], *self.wide[:MOST]]


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
    """Pairs of found events and events that are told, from which the best are taken.

    Each found event is compared with the nearest of the same words and with the nearest of all, so that a log
    of thousands of lines takes seconds, of however few different words it is.
    """

    def __init__(self, events: Iterable[TimelineEvent]):
        self.pairs: list[_Pair] = []
        held = [_Held.of(event) for event in events]
        self.held = {one.event.pk: one for one in held}
        by_words: dict[tuple[str, ...], list[_Held]] = {}
        for one in held:
            by_words.setdefault(one.words, []).append(one)
        self.by_words = {words: _InTime(same) for words, same in by_words.items()}
        self.all = _InTime(held)

    def weigh(self, number: int, found: FoundEvent, here: Iterable[TimelineEvent]) -> None:
        """`here`: the events that stand on the words of this one; where there are any, it is one of them."""
        stems, words = stems_of(found.text), words_of(found.text)
        same_place = {event.pk: event for event in here}
        for event in same_place.values():
            one = self.held.get(event.pk) or _Held.of(event)
            share = likeness_of(stems, one.stems).both
            self.pairs.append(_Pair(True, found.when == one.when, share, number, event))
        if same_place or found.when is None:
            return
        same_words = self.by_words[words].near(found.when) if words in self.by_words else ()
        near = {one.event.pk: one for one in (*same_words, *self.all.near(found.when))}
        for one in near.values():
            if _tells(found, stems, words, one):
                share = likeness_of(stems, one.stems).both
                self.pairs.append(_Pair(False, found.when.overlaps(one.when), share, number, one.event))

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


def _tells(found: FoundEvent, stems: frozenset[str], words: tuple[str, ...], one: _Held) -> bool:
    """Whether an event is near in time and says the same."""
    has_same_words = words == one.words != ()
    if not has_same_words and len(stems & one.stems) <= SHARED:
        return False
    apart = _apart(found.when, one.when)
    if apart > NEAR:
        return False
    is_vague = apart > timedelta(0) or _is_wide(found.when) or _is_wide(one.when)
    return has_same_words or is_alike(likeness_of(stems, one.stems), MOSTLY_APART if is_vague else MOSTLY)


def _apart(when: When, other: When) -> timedelta:
    """How much lies between two times at least; nothing where they may be the same."""
    if when.overlaps(other):
        return timedelta(0)
    first, second = (when, other) if when.before(other) else (other, when)
    return second.earliest - first.latest


def _is_wide(when: When) -> bool:
    return when.is_open or when.width > WIDE

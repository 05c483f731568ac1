"""Times that markup states: `<time datetime="2023-03-14T18:00:00Z">6 pm</time>`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from timelines.reading.model import Document, Place
from timelines.reading.times.spoken import Spoken
from timelines.when import zones
from timelines.when.reading.said import Moment, Said, SaidClock, SaidDate


def with_markup(document: Document, spoken: list[Spoken], stamps: Mapping[Place, str]) -> list[Spoken]:
    """The times with what markup says of them; words that only markup makes a time are added."""
    if not stamps:
        return spoken
    found = list(spoken)
    near = _Near(spoken)
    for place, stated in stamps.items():
        moment = _read(stated)
        if moment is None:
            continue
        meant = near.meeting(place)
        for one in meant:
            one.said, one.problem = Said("at", moment), ""
        if not meant and (block := _block_at(document, place)) >= 0:
            found.append(Spoken(place, Said("at", moment), block, _sentence_at(document, place)))
    return sorted(found, key=lambda one: one.place.start)


class _Near:
    """Times by their places, so that each stamp is held against those beside it only."""

    def __init__(self, spoken: list[Spoken]):
        self._spoken = sorted(spoken, key=lambda one: one.place.start)
        self._starts = [one.place.start for one in self._spoken]
        self._longest = max((one.place.end - one.place.start for one in spoken), default=0)

    def meeting(self, place: Place) -> list[Spoken]:
        first = bisect_left(self._starts, place.start - self._longest)
        beside = self._spoken[first : bisect_right(self._starts, place.end)]
        return [one for one in beside if one.place.meets(place)]


def _read(stated: str) -> Moment | None:
    try:
        if len(stated.strip()) <= len("2023-03-14"):
            day = date.fromisoformat(stated.strip())
            return Moment(SaidDate(stated, day.year, day.month, day.day, is_iso=True))
        moment = datetime.fromisoformat(stated.strip())
    except ValueError:
        return None
    zone = None if moment.tzinfo is None else zones.offset_text(moment.utcoffset())
    if moment.tzinfo is UTC or zone == "+00:00":
        zone = "UTC"
    unit = timedelta(seconds=1) if moment.second or moment.microsecond else timedelta(minutes=1)
    clock = SaidClock(stated, moment.hour, moment.minute, moment.second, moment.microsecond, unit)
    return Moment(SaidDate(stated, moment.year, moment.month, moment.day, is_iso=True), clock, zone)


def _block_at(document: Document, place: Place) -> int:
    at = bisect_right(document.blocks, place.start, key=lambda block: block.whole.start) - 1
    return at if at >= 0 and document.blocks[at].whole.meets(place) else -1


def _sentence_at(document: Document, place: Place) -> int:
    at = bisect_right(document.sentences, place.start, key=lambda one: one.place.start) - 1
    return at if at >= 0 and document.sentences[at].place.meets(place) else -1

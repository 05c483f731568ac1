"""What the person who gave the document should know."""

from __future__ import annotations

from collections.abc import Iterator

from timelines.models import Milestone
from timelines.reading.languages import foreign_language
from timelines.reading.model import (
    BlockKind,
    Confidence,
    Document,
    Facts,
    FoundEvent,
    Mention,
    MentionKind,
    Times,
    ZoneFrom,
)
from timelines.reading.plain import plain_words
from timelines.when import When

_HAPPENED = (MentionKind.EVENT, MentionKind.POSTED, MentionKind.SAID)
_LONGEST_SHOWN = 60


def warnings_of(document: Document, facts: Facts, times: Times, events: list[FoundEvent]) -> list[str]:
    """Sentences, most important first: what is missing, what was assumed, what looks wrong."""
    return [
        *_about_language(document),
        *_about_absence(document, events, times),
        *_about_days(document, times),
        *_about_zones(document, times),
        *_about_order(document, times, events),
        *_about_doubts(events),
    ]


def _about_language(document: Document) -> Iterator[str]:
    if language := foreign_language(document.text):
        yield (
            f"This document seems to be in {language}. Only English is read in full: "
            "times in digits are found, but much of what is said about them is not."
        )


def _about_absence(document: Document, events: list[FoundEvent], times: Times) -> Iterator[str]:
    if not document.sentences and not any(block.kind is BlockKind.FIELD for block in document.blocks):
        yield "There is no text to read in this document."
    elif not times.mentions:
        yield (
            "No time is stated anywhere in this document, so its timeline is empty. "
            "What it says of causes, actions and what was affected is read all the same."
        )
    elif not events:
        yield "Times are stated in this document, but none of something that happened in the incident."


def _about_days(document: Document, times: Times) -> Iterator[str]:
    dayless = [
        mention
        for mention in times.mentions
        if mention.kind in _HAPPENED
        and mention.when is None
        and any("day" in doubt for doubt in mention.doubts)
    ]
    if not dayless:
        return
    shown = _shown(document, dayless[0])
    if times.day is None:
        what = "times are" if len(dayless) > 1 else "time is"
        yield (
            f"The document never says which day it was: {len(dayless)} {what} left open, such as “{shown}”. "
            "Give the day to have them placed."
        )
    else:
        what = "times" if len(dayless) > 1 else "time"
        yield f"The day of {len(dayless)} {what} could not be told, such as “{shown}”. Look at each."


def _about_zones(document: Document, times: Times) -> Iterator[str]:
    told = [mention for mention in times.mentions if mention.kind in _HAPPENED and _has_clock(mention.when)]
    unstated = [mention for mention in told if mention.zone_from in (ZoneFrom.ASSUMED, ZoneFrom.USUAL)]
    zone = times.zone.name
    if unstated and len(unstated) == len(told):
        is_usual = unstated[0].zone_from is ZoneFrom.USUAL
        taken = f"in the usual one, {zone}" if is_usual else f"as {zone}"
        yield f"No time zone is stated. Times are taken {taken}: choose another if they are not."
    elif unstated:
        shown = _shown(document, unstated[0])
        yield f"Some times have no zone, such as “{shown}”. They are taken as {zone}."
    yield from _about_several_zones(told, times)


def _about_several_zones(told: list[Mention], times: Times) -> Iterator[str]:
    beside = {}
    for mention in told:
        if mention.zone_from in (ZoneFrom.BESIDE, ZoneFrom.STATED) and mention.when is not None:
            beside.setdefault(mention.when.zone, mention)
    if len(beside) > 1:
        names = " and ".join(list(beside)[:3])
        yield f"Times are given in more than one zone ({names}). Each was read in the one stated for it."
    has_logs = any(mention.kind is MentionKind.LOGGED for mention in times.mentions)
    if has_logs and times.log_zone.name != times.zone.name and times.log_zone.source is ZoneFrom.ASSUMED:
        yield (
            f"Log lines say no zone. They are taken as {times.log_zone.name}, "
            f"unlike the text, which is in {times.zone.name}."
        )


def _has_clock(when: When | None) -> bool:
    return when is not None and when.width is not None and when.width.total_seconds() < 80_000


def _about_order(document: Document, times: Times, events: list[FoundEvent]) -> Iterator[str]:
    found = list(_steps_back(document, times))
    if found:
        above, below = found[0]
        more = f" The same holds for {len(found) - 1} more." if len(found) > 1 else ""
        lower, upper = _shown(document, below), _shown(document, above)
        yield f"The list is out of order: “{lower}” stands below “{upper}”. Check that both are right.{more}"
    started = _milestone(events, Milestone.Kind.STARTED)
    resolved = _milestone(events, Milestone.Kind.RESOLVED)
    if started is not None and resolved is not None and resolved.before(started):
        yield "The incident is resolved before it starts, as it stands in the document. Check both times."


def _steps_back(document: Document, times: Times) -> Iterator[tuple[Mention, Mention]]:
    """Neighbours in a list or table of which the later one in the text is the earlier one in time."""
    last: Mention | None = None
    for mention in times.mentions:
        block = document.blocks[mention.block]
        if block.kind not in (BlockKind.ROW, BlockKind.ITEM) or mention.kind not in _HAPPENED:
            continue
        if mention.when is None or mention.is_relative or not _leads(document, mention):
            continue
        if (
            last is not None
            and document.blocks[last.block].heading == block.heading
            and last.block != mention.block
        ):
            first, second = (mention, last) if times.is_newest_first else (last, mention)
            if second.when is not None and first.when is not None and second.when.before(first.when):
                yield last, mention
        last = mention


def _same_list(document: Document, one: Mention, other: Mention) -> bool:
    return document.blocks[one.block].heading == document.blocks[other.block].heading


def _leads(document: Document, mention: Mention) -> bool:
    """Whether a time begins its row or item, as those of a timeline do."""
    return mention.place.start - document.blocks[mention.block].place.start < 25


def _milestone(events: list[FoundEvent], kind: Milestone.Kind) -> When | None:
    return next((event.when for event in events if kind in event.milestones), None)


def _about_doubts(events: list[FoundEvent]) -> Iterator[str]:
    doubtful = sum(event.confidence is Confidence.DOUBTFUL for event in events)
    if doubtful == 1:
        yield "One event is doubtful. It is only taken if you accept it."
    elif doubtful:
        yield f"{doubtful} events are doubtful. They are only taken if you accept them."


def _shown(document: Document, mention: Mention) -> str:
    words = plain_words(document.text, mention.place)
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rstrip()}…"

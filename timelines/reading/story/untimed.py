"""Deeds of the story that have no time, but a place in its order: “Later other nodes were rebooted.”"""

from __future__ import annotations

import re
from bisect import bisect_right

from timelines.notes.words import ACTION_WORDS
from timelines.reading.model import BlockKind, Confidence, FoundEvent, Place
from timelines.reading.sections import Section
from timelines.reading.story.clauses import tidy
from timelines.reading.story.pages import Pages
from timelines.when import Precision, When

_STORIES = frozenset({Section.STORY, Section.OTHER, Section.RESOLUTION, Section.DETECTION, Section.SUMMARY})
_IN_ORDER = re.compile(
    r"\W{0,3}(?:(?:and|but|we|so)\s)?(?:later(?: on)?|eventually|then|afterwards?|after (?:that|this)|"
    r"subsequently|"
    r"(?:soon|shortly) (?:after(?:wards?)?|thereafter)|at (?:this|that) point|finally|in the end|"
    r"following (?:this|that)|"
    r"next|from there|thereupon)\b,?\s",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:would|will|should|could|might|may|can|if|unless|not|never|n['’]t|plan(?:s|ned)?|want(?:s|"
    r"ed)?)\b|\?\s*$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|began|took|brought|put|\w{3,}ed)\b", re.IGNORECASE)
_LONGEST = 300  # characters of such a sentence
_MOST = 5  # of a document: more would bury what is certain


def untimed(pages: Pages, events: list[FoundEvent]) -> list[FoundEvent]:
    """A few clear deeds without a time, each with the stretch between what is told before and after it.

    The times around them must rise, and stand under the same heading.
    """
    timed = sorted((one for one in events if _is_firm(one)), key=lambda one: one.place)
    starts = [one.place.start for one in timed]
    found: list[FoundEvent] = []
    for sentence in pages.document.sentences:
        if len(found) >= _MOST:
            break
        if not _IN_ORDER.match(
            pages.text, sentence.place.start, min(sentence.place.end, sentence.place.start + 60)
        ):
            continue
        event = _open_event(pages, sentence.block, sentence.place, timed, starts)
        if event is not None:
            found.append(event)
    return found


def _is_firm(event: FoundEvent) -> bool:
    return event.when is not None and event.confidence is not Confidence.DOUBTFUL and not event.when.is_open


def _open_event(
    pages: Pages, index: int, place: Place, timed: list[FoundEvent], starts: list[int]
) -> FoundEvent | None:
    block, said = pages.block(index), place.of(pages.text)
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or pages.sections[index] not in _STORIES:
        return None
    if (
        len(said) > _LONGEST
        or _NOT_DONE.search(said)
        or not (ACTION_WORDS.search(said) and _PAST.search(said))
    ):
        return None
    at = bisect_right(starts, place.start)
    before, after = timed[at - 1 : at], timed[at : at + 1]
    if pages.has_time(place) or not before or not after or before[0].place.meets(place):
        return None
    possible = _between(before[0], after[0])
    near = {pages.block(_block_at(pages, one.place)).heading for one in (before[0], after[0])}
    if possible is None or near != {block.heading}:
        return None
    return FoundEvent(
        when=None,
        text=tidy(said),
        place=place,
        possible=possible,
        confidence=Confidence.DOUBTFUL,
        why=("only its order is told",),
    )


def _between(before: FoundEvent, after: FoundEvent) -> When | None:
    first, last = before.when, after.when
    if not first.before(last) or (last.latest - first.earliest).days > 1:
        return None
    return When(first.earliest, last.latest, Precision.RANGE, first.zone)


def _block_at(pages: Pages, place: Place) -> int:
    return bisect_right(pages.block_starts, place.start) - 1

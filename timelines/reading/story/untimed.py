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
_SOMEBODY_DID = re.compile(
    r"(?:(?:in (?:this|the) time|fortunately|luckily|so|and|in response|as a result|to [a-z ]{3,40}),?\s)?"
    r"(?:we|i|the team|our team|(?:our |the )?engineers?|operators?|the on-?call(?: engineer)?)\s"
    r"(?:have\s|had\s|then\s|also\s|quickly\s|immediately\s){0,2}"
    r"(?:(?:managed|decided|attempted|tried|began|started|proceeded|were able|opted|chose|had) to\s|"
    r"attempted\s|\w{3,20}ed\s|"
    r"took\s|shut\s|brought\s|put\s|rebuilt\s)",
    re.IGNORECASE,
)
"""“We managed to replace …”, “Engineers restarted …”: somebody did something, told in its turn."""

_NOT_DONE = re.compile(
    r"\b(?:would|will|should|could|might|may|can|if|unless|not|never|n['’]t|plan(?:s|ned)?|want(?:s|"
    r"ed)?)\b|\?\s*$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|began|took|brought|put|\w{3,}ed)\b", re.IGNORECASE)
_LONGEST = 360  # characters of such a sentence
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
        if not _begins_in_order(pages.text, sentence.place):
            continue
        event = _open_event(pages, sentence.block, sentence.place, timed, starts)
        if event is not None:
            found.append(event)
    return found


def _begins_in_order(text: str, place: Place) -> bool:
    end = min(place.end, place.start + 120)
    return (
        _IN_ORDER.match(text, place.start, end) is not None
        or _SOMEBODY_DID.match(text, place.start, end) is not None
    )


def _is_firm(event: FoundEvent) -> bool:
    is_told = event.when is not None and event.confidence is not Confidence.DOUBTFUL
    return is_told and event.when.latest is not None and not event.is_log


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
    near = [pages.block(_block_at(pages, one.place)) for one in (before[0], after[0])]
    if possible is None or any(
        one.heading != block.heading or one.kind is not BlockKind.PARAGRAPH for one in near
    ):
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
    begin = first.earliest or first.latest
    if not begin < last.best or first.latest > last.latest or (last.latest - begin).days > 1:
        return None
    return When(begin, last.latest, Precision.RANGE, first.zone)


def _block_at(pages: Pages, place: Place) -> int:
    return bisect_right(pages.block_starts, place.start) - 1

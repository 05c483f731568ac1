"""What sentences tell: each time with the part of its sentence that belongs to it."""

from __future__ import annotations

import re

from timelines.reading.model import BlockKind, Mention, MentionKind, Place, Sentence
from timelines.reading.plain import plain_words
from timelines.reading.sections import Section
from timelines.reading.story.clauses import LONGEST, begins_relative, has_verb, parts_of, what_happened
from timelines.reading.story.entries import actor_in, is_header, said_at
from timelines.reading.story.lasting import is_between_days
from timelines.reading.story.marks import ended, says_lasting
from timelines.reading.story.pages import Pages
from timelines.reading.story.told import Form, Told
from timelines.reading.story.weeding import (
    NO_STORY,
    TEACHING,
    is_day,
    is_habit,
    is_meant_by,
    is_meant_for,
    is_reference,
    is_to_come,
    is_vague,
)

_ONLY_TIME = re.compile(
    r"(?:it(?:['’]s| is| was)?|now)?\W*(?:\d[\d:.]*\s?(?:[ap]\.?m\.?)?)?\W*$", re.IGNORECASE
)
_PAPER = re.compile(
    r"[^.;:]{0,60}\b(?:summary|account|report|overview) of what happened\W*$|"
    r"(?:published|posted|last updated|updated|written|created|authored|"
    r"prepared)\b(?: (?:on|by|at)\b.{0,60})?[\s\d:.,]*(?:\w+ \d{1,2}, \d{4})?\W*$",
    re.IGNORECASE,
)
_NAMES_DAY = re.compile(
    r"yesterday|today|tonight|the (?:day|night) before|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)[a-z]*\b|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d",
    re.IGNORECASE,
)
_ON = re.compile(r"\s*(?:on|in|by|since|from|during)\b", re.IGNORECASE)
_TO_DO = re.compile(
    r"[\W_]{0,6}(?:to[- ]?dos?|next(?: steps?)?|action items?|actions|follow[- ]?ups?)[*_ ]{0,4}:",
    re.IGNORECASE,
)
"""A sentence that lists what is to be done (“To do: turn it on again, …”)."""

_AND_THEN = re.compile(r";|\b(?:and|then|but)\b", re.IGNORECASE)
_PLAINLY_OVER = 84  # what says so of the end of an incident
_MOST_TIMES = 40  # in one sentence: more are a list that tells nothing
READABLE = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.POST, BlockKind.CHAT)


def told_in_prose(pages: Pages, index: int, entries: list[Told]) -> list[Told]:
    """What the sentences of a block tell beside the entries that it holds.

    A sentence within an entry tells something of its own only where it begins with its time.
    """
    if pages.block(index).kind not in READABLE:
        return []
    if entries and pages.block(index).kind is BlockKind.ROW:
        return []  # the other times of a row are ends and the like
    used = {one.mention.place: one for one in entries}
    found = []
    for sentence in pages.sentences.get(index, ()):
        inside = [one for one in pages.usable_in(sentence.place) if one.kind is MentionKind.EVENT]
        if not 0 < len(inside) <= _MOST_TIMES:
            continue
        if held := [used[one.place] for one in inside if one.place in used]:
            found += _end_in_entry(pages, index, sentence, inside, held[0])
            continue
        is_within = any(one.place.meets(sentence.place) for one in entries)
        if not is_within or pages.leads(sentence.place, inside[0]):
            found += _sentence(pages, index, sentence, inside)
    return found


def _end_in_entry(
    pages: Pages, index: int, sentence: Sentence, mentions: list[Mention], entry: Told
) -> list[Told]:
    """What the sentence of an entry tells with a later time of its own, if that is that it was over.

    “14:30 Rolled back, traffic recovered, and by 15:00 everything was resolved”: the entry loses those words.
    """
    distinct = _distinct(pages.text, mentions)
    if entry.form is not Form.ENTRY or entry.until is not None or len(distinct) < 2:
        return []
    last = distinct[-1]
    if last.place.start <= entry.order or last.when is None or is_day(last.when):
        return []
    *_, rest, part = parts_of(pages.text, sentence.place, [one.place for one in distinct])
    before = Place(entry.place.start, min(rest.end, part.start))
    if part.start <= entry.mention.place.end or ended(said_at(pages.text, part)) < _PLAINLY_OVER:
        return []
    words = what_happened(pages.text, before, pages.places_in(before))
    told = _part(pages, index, last, part, part)
    if told is None or not words:
        return []
    if entry.place.end <= part.end:
        entry.place, entry.text = before, words
        told.form = Form.ENTRY
    entry.said = said_at(pages.text, before)
    return [told]


def _sentence(pages: Pages, index: int, sentence: Sentence, mentions: list[Mention]) -> list[Told]:
    distinct = _distinct(pages.text, mentions)
    unit = sentence.place
    if unit.end - unit.start > 3 * LONGEST and len(distinct) == 1:
        unit = _around(pages.text, unit, distinct[0].place)
    parts = parts_of(pages.text, unit, [one.place for one in distinct])
    found = []
    for mention, part in zip(distinct, parts, strict=True):
        told = _part(pages, index, mention, part, unit)
        if told is not None:
            found.append(told)
    return _one_a_part(found)


def _distinct(text: str, mentions: list[Mention]) -> list[Mention]:
    """Without times that say another one again (in another zone), and days of which the hour is told."""
    clocked = [one for one in mentions if one.when is not None and not is_day(one.when)]
    kept: list[Mention] = []
    for one in mentions:
        if one.when is not None and is_day(one.when) and any(_same_day(one, other) for other in clocked):
            continue
        last = kept[-1] if kept else None
        if last is not None and last.when is not None and one.when is not None and last.when == one.when:
            continue
        if last is not None and _is_again(text, last, one):
            continue
        kept.append(one)
    return kept


def _same_day(day: Mention, clock: Mention) -> bool:
    return day.when.overlaps(clock.when)


def _is_again(text: str, first: Mention, second: Mention) -> bool:
    """“14:05 UTC (07:05 PDT)”: the same moment, said again right beside it."""
    if first.when is None or second.when is None or second.place.start - first.place.end > 6:
        return False
    if _AND_THEN.search(text, first.place.end, second.place.start):
        return False
    return first.when.overlaps(second.when)


def _around(text: str, unit: Place, place: Place) -> Place:
    """Of an endless sentence the line, or the stretch, around a time."""
    start = text.rfind("\n", unit.start, place.start) + 1 or max(unit.start, place.start - LONGEST)
    end = text.find("\n", place.end, unit.end)
    end = end if end >= 0 else min(unit.end, place.end + LONGEST)
    return Place(max(start, unit.start), end)


def _part(pages: Pages, index: int, mention: Mention, part: Place, unit: Place) -> Told | None:
    text = pages.text
    before = text[unit.start : mention.place.start]
    if (
        is_header(text, mention.place)
        or _TO_DO.match(text, unit.start, unit.end)
        or is_to_come(before)
        or is_meant_by(before, mention.place.of(text))
        or is_reference(before)
        or is_habit(plain_words(text, part))
    ):
        return None
    is_named = any(sign.isdigit() for sign in mention.place.of(text))
    if is_day(mention.when) and not is_named and is_meant_for(before):
        return None
    section = pages.sections[index]
    is_within = is_beneath_entry(pages, index) and not pages.leads(part, mention)
    if (is_within or section in TEACHING) and _is_aside(text, mention, section):
        return None
    if is_day(mention.when) and (section in NO_STORY or (section in TEACHING and not is_named)):
        return None
    words = what_happened(text, part, pages.places_in(part))
    if part == unit and len(words.split()) < 4 and _ONLY_TIME.match(words):
        part = unit = _with_next(pages, index, unit)
        words = what_happened(text, part, pages.places_in(part))
    if begins_relative(words):
        words = what_happened(text, unit, pages.places_in(unit))
    least = 1 if pages.block(index).kind is BlockKind.ITEM and part == unit else 2
    if len(words.split()) < least or _PAPER.match(words):
        return None
    if is_day(mention.when) and pages.block(index).kind is BlockKind.PARAGRAPH and not has_verb(words):
        return None
    told = Told(
        place=part,
        text=words,
        said=said_at(text, part),
        form=Form.PROSE,
        section=section,
        block=index,
        mention=mention,
        when=mention.when,
        until=mention.until,
        time_place=mention.place,
        actor=actor_in(words),
        more=_following(pages, index, unit) if not is_day(mention.when) else "",
    )
    if section in NO_STORY:
        told.doubt("stands where no story is told")
    lasted = mention.when is not None and is_between_days(mention.when) and says_lasting(told.said)
    if is_vague(mention.when) and not lasted:
        told.doubt("leaves more than two days")
    return told


def is_beneath_entry(pages: Pages, index: int) -> bool:
    """Whether a block belongs to an entry of a timeline that has its own time."""
    block = pages.block(index)
    is_entry = block.kind is not BlockKind.PARAGRAPH and pages.is_dated_entry(index)
    return is_entry or (block.heading >= 0 and pages.is_dated_entry(block.heading))


def _is_aside(text: str, mention: Mention, section: Section) -> bool:
    """Whether a time in an entry, or where it is judged, only says which thing is meant."""
    if section not in TEACHING and not _NAMES_DAY.search(mention.place.of(text)):
        return True
    if mention.when is None or is_day(mention.when):
        return section not in TEACHING or not _ON.match(mention.place.of(text))
    return text[: mention.place.start].rstrip()[-1:] in ("(", "[")


def _with_next(pages: Pages, index: int, unit: Place) -> Place:
    """With the sentence behind one that only says how late it was (“It is 4 AM.”)."""
    behind = pages.sentence_behind(unit, index)
    if behind is None or pages.has_time(behind):
        return unit
    return Place(unit.start, behind.end)


def _following(pages: Pages, index: int, unit: Place) -> str:
    """The sentence behind one that has a time, if it has none itself: what came of it."""
    behind = pages.sentence_behind(unit, index)
    if behind is None or pages.has_time(behind) or behind.end - behind.start > 2 * LONGEST:
        return ""
    return plain_words(pages.text, behind)


def _one_a_part(found: list[Told]) -> list[Told]:
    """Two times in one statement are two happenings only where both are told; else the first counts."""
    kept: list[Told] = []
    for one in found:
        same = next((other for other in kept if other.place == one.place), None)
        if same is None:
            kept.append(one)
        elif same.when is not None and one.when is not None and is_day(same.when) and not is_day(one.when):
            kept[kept.index(same)] = one
        elif one.when is not None and same.when is not None and not one.mention.is_relative:
            kept.append(one)
    return kept

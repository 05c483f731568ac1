"""What a time in the text is there for: an event, the day for what follows, the document, a plan."""

from __future__ import annotations

import re

from timelines.reading.guarded import guarded
from timelines.reading.model import Block, BlockKind, Document, MentionKind
from timelines.reading.sections import Section, sections_of
from timelines.reading.times.timed import Timed

_PAPER_FIELD = re.compile(
    r"(?:publish|fetch|retriev|updat|modif|edit|creat|access|revis|writ|crawl|archiv|lastmod|pubdate|review|"
    r"approv|last |posted|copyright|version|due|deadline|date of report|report date|postmortem date|meeting)",
    re.IGNORECASE,
)
_WORDS_FIELD = re.compile(r"title|summary|description|url", re.IGNORECASE)
_SURELY_EVENT = re.compile(r"resol|start|detect", re.IGNORECASE)
_DAY_FIELD = re.compile(r"date|day|when|time", re.IGNORECASE)
_EVENT_FIELD = re.compile(
    r"(?:start|began|begin|begun|end|ended|finish|detect|resol|mitigat|restor|recover|identif|acknowledg|declar|"
    r"open|close|discover|impact|outage|first|timestamp|trigger|notif|escalat|occur|incident time|time of)",
    re.IGNORECASE,
)
_WRITTEN = (
    r"(?:updated|published|edited|modified|revised|reviewed|retrieved|accessed|archived|written|authored|created"
    r"|posted)"
)
_REPORT = r"(?:report|document|post|page|article|write-?up|post-?mortem)"
_BYLINE = re.compile(
    r"\W{0,4}(?:[Bb]y|[Ww]ritten by|[Pp]osted by|[Pp]repared by|[Aa]uthors?:) [A-Z][^.;:\d]{1,100}\W{0,4}$"
)
"""“By Mira Smith,” before a day: who wrote, and when."""
_PAPER_BEFORE = guarded(
    # at the beginning of a line: “Last updated:”, “The report was published on”
    rf"(?:^|[\n|(·•]|[.!?] )[\W_]{{0,6}}(?:(?:this|the) {_REPORT} (?:was |has been |is )?)?"
    rf"(?:(?:last|first|originally|initially)[ -])?(?:{_WRITTEN}|copyright|©|\(c\)|author)\b[^\n.;|]{{0,40}}$"
    # anywhere: “publication date:”, “this report was last updated on”, “last edited:”
    r"|(?:publication|report|review|meeting|revision|update|published|last[ -]update) date"
    r"[\s:*_]{1,5}(?:on |at )?$"
    r"|date of (?:this )?(?:report|publication)[\s:*_]{1,5}$"
    rf"|\bthis {_REPORT} (?:was|has been|is) (?:last )?{_WRITTEN}\b[^\n.;]{{0,30}}$"
    rf"|\blast[ -]{_WRITTEN}(?: on| at)?[\s:*_]{{1,5}}$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\bas of\s*$", re.IGNORECASE)
_PLAN_BEFORE = re.compile(
    r"\b(?:will|shall|won't|going to|gonna|upcoming|sunset|rescheduled|end of life|deadline:?|eta:?"
    r"|(?:we|they|i|it|team|is|are|also|engineers) plan(?:s|ned|ning)? (?:to|for|on)"
    r"|and plan(?:s|ned|ning)? to"
    r"|intend(?:s|ed)? to|aim(?:s|ed|ing)? (?:to|for)|hope(?:s|d)? to|expect(?:s|ed)? to"
    r"|(?:is|are|be|been) (?:scheduled|due(?! to)|expected|planned|slated|targeted)"
    r"|scheduled (?:for|to|on|at)"
    r"|due (?:date|on|by)|due:|target(?:ed)?(?: date)?:?"
    r"|(?:to be|should be) (?:done|completed|ready|deployed|finished|delivered|released|decommissioned)"
    r"|next (?:update|check-?in|review)|follow-?up (?:meeting|review)"
    r"|(?:postponed|deferred|extended) (?:to|until))\b[^.;\n]{0,90}$",
    re.IGNORECASE,
)
_PLAN_CUES = frozenset(
    (
        "will", "shall", "won't", "going", "gonna", "plan", "plans", "planned", "planning", "intend",
        "intends", "intended", "aim", "aims", "aimed", "aiming", "scheduled", "due", "expected",
        "slated", "targeted", "deadline", "eta", "target", "hope", "hopes", "hoped", "expect", "expects",
        "be", "next", "follow-up", "followup", "upcoming", "end", "sunset", "rescheduled", "postponed",
        "deferred", "extended",
    )
)  # fmt: skip
"""Looked for first: the pattern costs a hundred times as much."""

_WAS_SO = re.compile(
    r"\b(?:was|were|had been|began|started|happened|we (?:had )?(?:planned|intended))\b", re.IGNORECASE
)
_EXAMPLE = guarded(
    r"\b(?:e\.g\.|for example|for instance|such as|example:|i\.e\.)[^.;\n]{0,40}$", re.IGNORECASE
)
_OF_ALL_TIMES = guarded(
    r"\b(?:all|these|following|listed)\s(?:\w+\s){0,2}(?:events?|times?|timestamps?|entries)\s"
    r"(?:(?:below|here|listed|shown|given)\s)?(?:happened|occurred|took place|are|were)\s(?:\w+,?\s){0,5}$",
    re.IGNORECASE,
)
"""“Unless otherwise noted all events happened on”, “all times are UTC on”."""

_WEEK_OF = guarded(r"\bweek (?:of|beginning|starting|ending)\s*$", re.IGNORECASE)
_REACH = 120
"""How many characters before a time may say what it is there for."""

_TELLS_NO_STORY = (
    Section.LESSONS,
    Section.WELL,
    Section.WRONG,
    Section.ADVICE,
    Section.ASIDE,
    Section.ACTIONS,
)
_STAMPED = {
    BlockKind.POST: MentionKind.POSTED,
    BlockKind.LOG: MentionKind.LOGGED,
    BlockKind.CHAT: MentionKind.SAID,
}


def give_purposes(document: Document, times: list[Timed]) -> None:
    """Give each time its kind."""
    sections = sections_of(document)
    text = document.text
    by_block: dict[int, list[Timed]] = {}
    for timed in times:
        by_block.setdefault(timed.block, []).append(timed)
    for index, group in by_block.items():
        block = document.blocks[index]
        for timed in group:
            if timed.spoken.said is not None or block.kind in _STAMPED:
                timed.kind = _kind(document, text, block, timed, sections[index])
    _anchors_in_rows(document, by_block)
    _anchors_in_sentences(times)
    _day_headings(document, by_block)


def _is_alone(text: str, block: Block, timed: Timed) -> bool:
    """Whether nothing is told behind a time in its block."""
    return not any(map(str.isalnum, text[timed.spoken.place.end : block.place.end]))


def _kind(document: Document, text: str, block: Block, timed: Timed, section: Section) -> MentionKind:
    place = timed.spoken.place
    if timed.spoken.is_vague:
        return MentionKind.OTHER
    if block.stamp is not None and block.kind in _STAMPED and block.stamp.meets(place):
        return _STAMPED[block.kind]
    if block.kind is BlockKind.FIELD:
        return _field(text, block, timed)
    before = text[max(block.place.start, place.start - _REACH) : place.start]
    if place.start - block.place.start > _REACH:
        before = f"… {before}"
    if _PAPER_BEFORE.search(before) or (timed.spoken.clock is None and _AS_OF.search(before)):
        return MentionKind.PAPER
    if timed.spoken.clock is None and _BYLINE.match(before) and _is_alone(text, block, timed):
        return MentionKind.PAPER
    if says_day_of_all(before) and timed.spoken.clock is None:
        return MentionKind.ANCHOR
    if _is_title(document, block) or _repeats_the_title(document, timed) or timed.spoken.is_said_again:
        return MentionKind.ANCHOR
    if _EXAMPLE.search(before) or _WEEK_OF.search(before):
        return MentionKind.OTHER
    if _is_planned(document, text, timed, section):
        return MentionKind.PLAN
    if section in _TELLS_NO_STORY and _is_vague_day(timed):
        return MentionKind.OTHER
    return MentionKind.EVENT


def says_day_of_all(before: str) -> bool:
    """Whether the day that follows these words is stated for the times listed with it."""
    return _OF_ALL_TIMES.search(before) is not None


def _is_planned(document: Document, text: str, timed: Timed, section: Section) -> bool:
    """Whether it had not happened when it was told. An entry that begins with its time tells what has."""
    if timed.spoken.is_leading and (section is not Section.ACTIONS or timed.spoken.clock is not None):
        return False
    start = timed.start
    clause = text[max(_clause_start(document, timed), start - _REACH) : start]
    if _may_plan(clause) and _PLAN_BEFORE.search(clause) and not _WAS_SO.search(clause[-40:]):
        return True
    return section is Section.ACTIONS


def _may_plan(clause: str) -> bool:
    """A cheap look for the words of intentions."""
    return not _PLAN_CUES.isdisjoint(clause.lower().replace(":", " ").split())


def _is_vague_day(timed: Timed) -> bool:
    """“the same day”, “Sunday” and no time of day: outside the story as often a way of speaking."""
    said = timed.spoken.date
    return said is not None and said.day is None and timed.spoken.clock is None


def _clause_start(document: Document, timed: Timed) -> int:
    if timed.spoken.sentence < 0:
        return document.blocks[timed.block].place.start
    return document.sentences[timed.spoken.sentence].place.start


def _is_title(document: Document, block: Block) -> bool:
    return block.kind is BlockKind.HEADING and (block.level == 1 or block is document.blocks[0])


def _repeats_the_title(document: Document, timed: Timed) -> bool:
    """Whether its line is the title once more, as pages have it in their head and above the text."""
    if timed.spoken.sentence < 0 or not 0 < timed.block <= 8:
        return False
    words = document.sentences[timed.spoken.sentence].place.of(document.text)
    title = document.blocks[0]
    return len(words) > 20 and title.place.of(document.text)[: len(words)] == words


def _field(text: str, block: Block, timed: Timed) -> MentionKind:
    name = block.stamp.of(text).replace("_", " ") if block.stamp else ""
    if text[timed.spoken.place.end : timed.spoken.place.end + 1] == "/":
        return MentionKind.PAPER  # an address that has the day of publication in it
    if not timed.spoken.is_leading or block.place.end - block.place.start > 120:
        return MentionKind.OTHER if _WORDS_FIELD.match(name) else MentionKind.EVENT
    if _PAPER_FIELD.search(name) and not _SURELY_EVENT.search(name):
        return MentionKind.PAPER
    if _EVENT_FIELD.search(name):
        return MentionKind.EVENT
    return MentionKind.ANCHOR if _DAY_FIELD.search(name) else MentionKind.EVENT


# Dates that only lend their day to the time beside them


def _anchors_in_rows(document: Document, by_block: dict[int, list[Timed]]) -> None:
    """In a row with a cell for the day and one for the time, the day alone is no event."""
    for index, group in by_block.items():
        if document.blocks[index].kind is not BlockKind.ROW:
            continue
        if document.blocks[index].head < 0:
            for timed in group:
                timed.kind = MentionKind.ANCHOR
            continue
        clocks = [timed for timed in group if timed.spoken.clock and timed.spoken.is_leading]
        if clocks:
            for timed in group:
                if timed.spoken.clock is None and timed.spoken.is_leading and timed.start < clocks[-1].start:
                    timed.kind = MentionKind.ANCHOR


def _anchors_in_sentences(times: list[Timed]) -> None:
    """“On 13 June the service was down from 21:16 to 23:16”: the day belongs to the clock times."""
    for index, timed in enumerate(times):
        clock = timed.spoken.clock
        if timed.kind is not MentionKind.EVENT or timed.spoken.date is None:
            continue
        if timed.spoken.said.other or timed.spoken.said.until or (clock and clock.until_hour is None):
            continue
        reach = timed.start + 200 if clock is None else timed.spoken.place.end + 3
        for other in times[index + 1 : index + 3]:
            if other.spoken.sentence != timed.spoken.sentence or timed.spoken.sentence < 0:
                break
            if other.spoken.clock and other.spoken.date is None and other.start < reach:
                timed.kind = MentionKind.ANCHOR
                break


def _day_headings(document: Document, by_block: dict[int, list[Timed]]) -> None:
    """A heading of a day only sets the day if times stand below it, else it is when it happened."""
    below: dict[int, bool] = {}
    for index, group in by_block.items():
        if any(timed.spoken.clock for timed in group):
            at = document.blocks[index].heading
            while at >= 0 and at not in below:
                below[at] = True
                at = document.blocks[at].heading
    for index, group in by_block.items():
        block = document.blocks[index]
        if block.kind is not BlockKind.HEADING:
            continue
        for timed in group:
            if timed.kind is not MentionKind.EVENT:
                continue
            days_only = timed.spoken.said is not None and timed.spoken.clock is None
            if days_only and (below.get(index) or not timed.spoken.is_leading or timed.spoken.said.until):
                timed.kind = MentionKind.ANCHOR

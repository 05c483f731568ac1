"""What will be done, or was: action items in lists, tables and prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date, timedelta

from timelines.reading.action_details import (
    DONE,
    OPEN,
    Details,
    day_in,
    details_of,
    link_in,
    state_of,
    state_of_mark,
)
from timelines.reading.action_prose import Commitment, commitment_in
from timelines.reading.closings import is_closing
from timelines.reading.columns import Column, columns_of
from timelines.reading.commitment_words import CUES
from timelines.reading.cues import SmallWords, lowered, sentences_with
from timelines.reading.deeds import begins_with_deed, is_participle
from timelines.reading.model import (
    Block,
    BlockKind,
    Confidence,
    Document,
    FoundAction,
    MentionKind,
    Place,
    Times,
)
from timelines.reading.nesting import Nesting
from timelines.reading.plain import plain_words
from timelines.reading.sections import Section, section_named, sections_of

MOST = 2000
"""Action items of one document; what comes after is no list that anybody follows up."""

_NUMBERED = re.compile(r"\(?\d{1,2}[.):]\)?\s+|#\d{1,2}[:.]?\s+")
_FEWEST_WORDS = 2  # of a heading that is an item
_FURTHEST = 40  # blocks below a heading
_SHORT_TITLE = 2  # words of an item that only names those below it: “Add:”
_LONGEST = 1500  # characters of a sentence that are looked at
_SHORTEST = 6  # characters of words that say what is to be done
_TOLD = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
_ANNOUNCED = (Section.ACTIONS, Section.DONE, Section.REMEDY)
_MAY_SAY = frozenset({Section.LESSONS, Section.WRONG, Section.RESOLUTION})
_NOT_TOLD_IN = frozenset(
    {Section.STORY, Section.NARRATIVE, Section.ADVICE, Section.ASIDE, Section.IMPACT, Section.DETECTION}
)


def find_actions(document: Document, times: Times) -> list[FoundAction]:
    """All action items, in the order of the document; what is told twice is one, at its first place."""
    return _Actions(document, times).found()


class _Actions:
    def __init__(self, document: Document, times: Times):
        self.document = document
        self.text = document.text
        self.low = lowered(document.text)
        self.small = SmallWords(document.text)
        self.times = times
        self.sections = sections_of(document)
        self.items: list[FoundAction] = []
        self.taken: set[int] = set()  # blocks that are items
        self.nesting = Nesting(document)
        self.leads: dict[int, str] = {}  # what begins the deeds of the items below: “Add alerts for:”
        self.has_list = any(
            block.kind in (BlockKind.ITEM, BlockKind.ROW) and section in _ANNOUNCED
            for block, section in zip(document.blocks, self.sections, strict=True)
        )

    def found(self) -> list[FoundAction]:
        for index, block in enumerate(self.document.blocks):
            if len(self.items) >= MOST:
                break
            if block.kind is BlockKind.ITEM:
                self._item(index, block)
            elif block.kind is BlockKind.ROW:
                self._row(index, block)
            elif block.kind is BlockKind.HEADING:
                self._heading(index, block)
        self._prose()
        self.items.sort(key=lambda item: item.place)
        return _once(self.items)

    # Headings

    def _heading(self, index: int, block: Block) -> None:
        """A heading that is itself an item, told of in paragraphs: “### 2) Add an alert @mira”."""
        section, above = self.sections[index], block.heading
        if above < 0 or section not in _ANNOUNCED or self.sections[above] not in _ANNOUNCED:
            return
        words = plain_words(self.text, block.place)
        numbered = _NUMBERED.match(words)
        told = words[numbered.end() :] if numbered else words
        if section_named(told) is not Section.OTHER and not numbered:
            return
        if (
            not (numbered or begins_with_deed(told) in ("base", "gerund"))
            or len(told.split()) < _FEWEST_WORDS
        ):
            return
        if self._is_told_in_paragraphs(index):
            details = details_of(told, self.small)
            self._add(index, details, block.place, section, Confidence.LIKELY, _state_of_form(details.text))

    def _is_told_in_paragraphs(self, index: int) -> bool:
        """Whether no list stands below a heading, so that it names the deed itself. Takes the paragraphs."""
        paragraphs = []
        for later in range(index + 1, min(index + _FURTHEST, len(self.document.blocks))):
            block = self.document.blocks[later]
            if block.heading != index:
                break
            if block.kind in (BlockKind.ITEM, BlockKind.ROW):
                return False
            paragraphs.append(later)
        self.taken.update(paragraphs)
        return bool(paragraphs)

    # Lists

    def _item(self, index: int, block: Block) -> None:
        section = self.sections[index]
        box = state_of_mark(block.mark)
        words = block.place.of(self.text)
        if not box and section not in _ANNOUNCED:
            if section in _MAY_SAY and self._is_deed(words):
                is_weak = self.has_list and not _OUGHT.match(plain_words(words[:400]))
                confidence = Confidence.DOUBTFUL if is_weak else Confidence.LIKELY
                self._add(index, details_of(words, self.small), block.place, section, confidence)
            return
        if box and section in (Section.ADVICE, Section.STORY):
            return
        if (
            self._is_no_item(words)
            or self._belongs_to_parent(index, block)
            or self._only_groups(index, block)
        ):
            return
        details = details_of(words, self.small)
        if len(details.text) < _SHORTEST and not (details.ticket or box):
            return
        lead = self.leads.get(self.nesting.parent(index) or -1)
        if lead:
            details = replace(details, text=f"{lead} {details.text}")
        sure = box or begins_with_deed(plain_words(words))
        confidence = Confidence.SURE if sure else Confidence.LIKELY
        self._add(index, details, block.place, section, confidence, box or _state_of_form(details.text))

    def _is_deed(self, words: str) -> bool:
        """Whether an item of lessons is something to do and no insight."""
        plain = plain_words(words[:400])
        return begins_with_deed(plain) == "base" or bool(_OUGHT.match(plain))

    def _is_no_item(self, words: str) -> bool:
        shown = plain_words(words)
        return bool(_NOTHING.match(shown)) or not _LETTERS.search(shown) or is_closing(words)

    def _only_groups(self, index: int, block: Block) -> bool:
        """Whether an item is but a title for those below it. If it begins a deed, they need its words too."""
        children = self.nesting.children(index)
        if not any(self._stands_alone(child) for child in children):
            return False
        words = plain_words(self.text, block.place)
        form = begins_with_deed(words)
        is_lead = words.endswith(":")
        if is_lead and form and len(words.split()) > _SHORT_TITLE:
            self.leads[index] = words
        return is_lead or not form or len(words) < 25

    def _stands_alone(self, index: int) -> bool:
        words = plain_words(self.text, self.document.blocks[index].place)
        return bool(begins_with_deed(words)) or bool(state_of_mark(self.document.blocks[index].mark))

    def _belongs_to_parent(self, index: int, block: Block) -> bool:
        """Whether an item only adds to the one above it: a link, a reason, a detail."""
        if self.nesting.parent(index) not in self.taken:
            return False
        return not (
            state_of_mark(block.mark) or begins_with_deed(plain_words(self.text, block.place)) == "base"
        )

    # Tables

    def _row(self, index: int, block: Block) -> None:
        columns = columns_of(self.document, block)
        section = self.sections[index]
        if not columns or index == block.head or not self._lists_actions(columns, section):
            return
        cells: dict[Column, Place] = {}
        for column, cell in zip(columns, block.cells, strict=False):
            if cell.end > cell.start:
                cells.setdefault(column, cell)
        deed = cells.get(Column.DEED) or self._longest(block, columns)
        if deed is None or self._is_no_item(deed.of(self.text)):
            return
        details = details_of(deed.of(self.text), self.small)
        self._add_row(index, details, cells, deed, section)

    def _lists_actions(self, columns: tuple[Column, ...], section: Section) -> bool:
        if Column.TIME in columns:
            return False
        asides = {Column.OWNER, Column.DUE, Column.STATE, Column.TICKET} & set(columns)
        if section in _ANNOUNCED:
            return Column.DEED in columns or bool(asides)
        return Column.DEED in columns and len(asides) > 1

    def _longest(self, block: Block, columns: tuple[Column, ...]) -> Place | None:
        others = [
            cell
            for column, cell in zip(columns, block.cells, strict=False)
            if column is Column.OTHER and cell.end - cell.start > _SHORTEST
        ]
        return max(others, key=lambda cell: cell.end - cell.start, default=None)

    def _add_row(self, index: int, details: Details, cells: dict, deed: Place, section: Section) -> None:
        def said(column: Column) -> str:
            return plain_words(self.text, cells[column]) if column in cells else ""

        due_words = said(Column.DUE) or details.due_words
        ticket_words = cells[Column.TICKET].of(self.text) if Column.TICKET in cells else ""
        ticket = link_in(_STATED.sub("", ticket_words)) if ticket_words else details.ticket
        stated = _STATED.search(ticket_words)
        owner = said(Column.OWNER) or details.owner
        details = Details(
            details.text,
            state_of(said(Column.STATE)) or (state_of(stated["state"]) if stated else details.state),
            "" if _NOTHING.match(owner) else owner,
            "" if _NOTHING.match(due_words) else due_words,
            details.due,
            "" if _NOTHING.match(ticket) else ticket,
        )
        self._add(index, details, deed, section, Confidence.SURE)

    # Prose

    def _prose(self) -> None:
        indexes = self._announced_sentences().union(sentences_with(self.document, self.low, CUES))
        read_until = -1
        for index in sorted(indexes):
            if len(self.items) >= MOST:
                break
            if index > read_until and self._announces(index):
                read_until = self._what_follows(index)

    def _what_follows(self, index: int) -> int:
        """Read the rest of a paragraph that announces measures; the index of its last sentence."""
        sentences = self.document.sentences
        is_vague = True
        block = sentences[index].block
        while index + 1 < len(sentences) and sentences[index + 1].block == block:
            index += 1
            is_vague = self._announces(index, follows_vague=is_vague, is_announced=True)
        return index

    def _announces(self, index: int, *, follows_vague: bool = False, is_announced: bool = False) -> bool:
        """Add what a sentence commits to; whether it only announces what comes after."""
        sentence = self.document.sentences[index]
        block, section = self.document.blocks[sentence.block], self.sections[sentence.block]
        if block.kind not in _TOLD or sentence.block in self.taken:
            return False
        if block.kind is BlockKind.ITEM and section in (*_ANNOUNCED, Section.STORY):
            return False
        words = sentence.place.of(self.text)[:_LONGEST]
        if is_closing(words):
            return False
        found = commitment_in(
            words,
            follows_vague=follows_vague,
            is_action_section=section in (Section.ACTIONS, Section.DONE),
            is_announced=is_announced,
        )
        if found is not None:
            self._add_commitment(sentence.block, section, sentence.place, words, found)
        return found is not None and not found.parts

    def _announced_sentences(self) -> set[int]:
        """Sentences of paragraphs under a heading that announces actions."""
        return {
            index
            for index, sentence in enumerate(self.document.sentences)
            if self.sections[sentence.block] in _ANNOUNCED
            and self.document.blocks[sentence.block].kind is BlockKind.PARAGRAPH
        }

    def _add_commitment(
        self, block: int, section: Section, place: Place, words: str, found: Commitment
    ) -> None:
        if words.rstrip(" *_").endswith(":"):
            return
        doubtful = not found.is_firm or section in _NOT_TOLD_IN
        confidence = Confidence.DOUBTFUL if doubtful else Confidence.LIKELY
        for part in found.parts:
            own = Place(place.start + part.start, place.start + part.end)
            details = details_of(part.of(words), self.small)
            if len(details.text) >= _SHORTEST:
                self._add(block, details, own, section, confidence, found.state)

    # Adding

    def _add(
        self,
        index: int,
        details: Details,
        place: Place,
        section: Section,
        confidence: Confidence,
        state: str = "",
    ) -> None:
        if self.document.blocks[index].kind is not BlockKind.PARAGRAPH:
            self.taken.add(index)
        known = details.state or (state if state != DONE or not details.due_words else OPEN)
        if section is Section.DONE and known in ("", OPEN):
            known = DONE
        self.items.append(
            FoundAction(
                text=_capital(details.text),
                place=place,
                state=known or OPEN,
                owner=details.owner,
                due=details.due
                or day_in(details.due_words, self.times.day)
                or (self._planned(place) if known != DONE else None),
                due_words=details.due_words,
                ticket=details.ticket,
                confidence=confidence,
            )
        )

    def _planned(self, place: Place) -> date | None:
        """The day of a planned time within a place, where it is one day."""
        mentions = self.times.mentions
        at = bisect_left(mentions, place.start, key=lambda mention: mention.place.start)
        for mention in mentions[at : at + 4]:
            if mention.place.start >= place.end:
                return None
            when = mention.when
            if _PAST.match(self.text, mention.place.start, mention.place.end):
                continue
            if mention.kind is MentionKind.PLAN and when is not None and when.earliest and when.latest:
                day = when.earliest.date()
                return day if when.latest - when.earliest <= timedelta(days=1) else None
        return None


def _state_of_form(words: str) -> str:
    """Done, for an item that says “We added …”, “Raised …” or “… has been raised”; else open."""
    told = _WE_DID.match(words)
    is_past = is_participle(told["verb"].lower()) if told else begins_with_deed(words) == "past"
    return DONE if is_past or _HAS_BEEN.search(words) else OPEN


_WE_DID = re.compile(
    r"(?:we|they|the team)(?:[’']ve| have)? (?:also |now |since |already |\w+ly "
    r")?(?P<verb>[a-z]{3,20})\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"(?:on |in |from |since )?(?:last|yesterday|this morning|earlier)\b", re.IGNORECASE)
_HAS_BEEN = re.compile(r"\b(?:has|have) (?:now |already |since )?been (?:\w+ed|built|made|put|written|set)\b")
_STATED = re.compile(r"\W*\b(?P<state>DONE|TODO|WIP|FIXED|CLOSED|OPEN|IN PROGRESS)\b\W*")
_OUGHT = re.compile(
    r"(?:we|the team|it|there|one|\w+(?: \w+){0,6})? ?(?:should|must|need to|needs to|ought to)\b"
    r"(?! have (?:been|had|done|\w+ed)\b)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\W*(?:n/?a|none|nothing|tb[dc]|todo|unknown|unassigned|no (?:action|further|follow)\b.{0,40}|-+)?\W*\Z",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:] if words[:1].islower() and words[1:2].islower() else words


def _once(items: list[FoundAction]) -> list[FoundAction]:
    """The items without those that say what an earlier one says, or stand within its place."""
    kept: list[FoundAction] = []
    said: dict[str, int] = {}
    for item in items:
        key = re.sub(r"\W+", " ", item.text.lower()).strip()
        if key in said:
            first = kept[said[key]]
            kept[said[key]] = _with_also(first, item)
        elif not kept or not kept[-1].place.meets(item.place):
            said[key] = len(kept)
            kept.append(item)
    return kept


def _with_also(first: FoundAction, again: FoundAction) -> FoundAction:
    return replace(first, also=(*first.also, again.place))

"""Causes and conditions: what a write-up says made the incident possible, worse or longer."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from timelines.reading.cues import lowered, sentences_with
from timelines.reading.factor_weight import CUES, Weight, says_how_many, weigh_item, weigh_sentence
from timelines.reading.likeness import Likeness, words_of
from timelines.reading.mechanisms import mechanism_in
from timelines.reading.model import (
    Block,
    BlockKind,
    Confidence,
    Document,
    FoundAction,
    FoundEvent,
    FoundFactor,
    Place,
)
from timelines.reading.plain import plain_words
from timelines.reading.roles import role_in
from timelines.reading.sections import Section, label_of, sections_of

MOST = 300
"""Factors of one document. A text with more states something else in the same words."""

_MOST_WEIGHED = 3 * MOST
_OWN_PARTS = frozenset({Section.WRONG, Section.DETECTION})
_LISTED_IN = frozenset({Section.CAUSES, Section.WRONG, Section.WELL, Section.LESSONS, Section.DETECTION})
_TO_DO = frozenset({Section.ACTIONS, Section.REMEDY})
_NEVER_TOLD_IN = frozenset({Section.DONE, Section.ADVICE, Section.ASIDE, Section.WELL})
_TOLD = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.POST})
_LIKELY, _SURE, _DOUBTFUL = 3, 5, 2  # points
_OUTRIGHT = 4  # points: less is not enough in a post, written while it lasted
_ENOUGH = 1  # factor; in a document that states none plainly, weaker words count
_FIRST = 4  # sentences below a heading of causes
_SHORTEST = 11  # characters of an item that says something
_CAUSE_FIELD = re.compile(
    r"\W{0,4}(?:root |primary |immediate |direct )?causes?\W{0,4}\Z|trigger|"
    r"contributing",
    re.IGNORECASE,
)
_LONG = 320  # characters of an item beyond which only its first sentences are quoted


def find_factors(
    document: Document, events: list[FoundEvent], actions: list[FoundAction]
) -> list[FoundFactor]:
    """All factors, in the order of the document; the same cause told again is in `also`."""
    return _Factors(document, events, actions).found()


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    words: str
    section: Section
    weight: Weight
    is_listed: bool


class _Factors:
    def __init__(self, document: Document, events: list[FoundEvent], actions: list[FoundAction]):
        self.document = document
        self.text = document.text
        self.sections = sections_of(document)
        firm = [action.place for action in actions if action.confidence is not Confidence.DOUBTFUL]
        self.done = _Places(firm)
        self.candidates: list[_Candidate] = []
        self.listed: set[int] = set()  # blocks that were weighed as items

    def found(self) -> list[FoundFactor]:
        self._items()
        self._fields()
        self._sentences()
        self.candidates.sort(key=lambda candidate: candidate.place)
        groups = _grouped(self.candidates[:_MOST_WEIGHED])[:MOST]
        has_list = sum(c.is_listed and c.section is Section.CAUSES for c in self.candidates) > 1
        points = [_points(group, has_list) for group in groups]
        lowest = _LIKELY if sum(one >= _LIKELY for one in points) >= _ENOUGH else _DOUBTFUL
        return [self._factor(group, own, lowest) for group, own in zip(groups, points, strict=True)]

    # Lists

    def _items(self) -> None:
        for index, block in enumerate(self.document.blocks):
            if block.kind is not BlockKind.ITEM or self.sections[index] not in _LISTED_IN:
                continue
            self.listed.add(index)
            place = self._told_by(block)
            words = plain_words(self.text, place)
            if len(words) <= _SHORTEST or self.done.meet(place) or self._is_title(index, block, words):
                continue
            weight = weigh_item(words, self.sections[index])
            if block.level and not weight.cue:
                weight = Weight(weight.points - 2, None)
            self._add(place, words, self.sections[index], weight, is_listed=True)

    def _told_by(self, block: Block) -> Place:
        """The item, or its first sentences where it is long."""
        place = block.place
        if place.end - place.start <= _LONG:
            return place
        cut = _SENTENCE_END.search(self.text, place.start + 60, min(place.end, place.start + _LONG))
        return Place(place.start, cut.start() + 1) if cut else place

    def _is_title(self, index: int, block: Block, words: str) -> bool:
        """Whether an item only announces those below it, or is a picture or a link."""
        if _LINK_ONLY.match(words):
            return True
        after = self.document.blocks[index + 1] if index + 1 < len(self.document.blocks) else None
        has_children = after is not None and after.kind is BlockKind.ITEM and after.level > block.level
        return has_children and (words.endswith(":") or len(words) < 25)

    def _fields(self) -> None:
        """“Root cause: …” above the text."""
        for block in self.document.blocks:
            if block.kind is not BlockKind.FIELD or block.stamp is None:
                continue
            words = plain_words(self.text, block.place)
            if _CAUSE_FIELD.match(block.stamp.of(self.text)) and len(words) > _SHORTEST:
                self._add(
                    block.place, words, Section.CAUSES, weigh_item(words, Section.CAUSES), is_listed=True
                )

    # Prose

    def _sentences(self) -> None:
        low = lowered(self.text)
        firsts, heads = self._first_ones(), self._heads()
        stated = self._stated()
        for index in sorted(firsts.union(heads, sentences_with(self.document, low, CUES))):
            sentence = self.document.sentences[index]
            block = self.document.blocks[sentence.block]
            section = self.sections[sentence.block]
            if len(self.candidates) >= _MOST_WEIGHED:
                break
            if block.kind not in _TOLD or sentence.block in self.listed or section in _NEVER_TOLD_IN:
                continue
            if self.done.meet(sentence.place) or (block.kind is BlockKind.ITEM and section in _TO_DO):
                continue
            place = self._without_label(sentence.place)
            words = plain_words(place.of(self.text)[:1200])
            is_stated = index in stated and _HAPPENED.search(words) and not _NO_CAUSE.search(words)
            if len(words) < (_SHORTEST if is_stated else 20) or words.endswith(":"):
                continue
            weight = weigh_sentence(words, section, is_first=index in firsts)
            if (index in heads or is_stated) and not says_how_many(words):
                weight = Weight(max(weight.points, _LIKELY + bool(is_stated)), weight.cue)
            if block.kind is BlockKind.POST and weight.points < _OUTRIGHT:
                continue
            self._add(place, words, section, weight, is_listed=False)

    def _without_label(self, place: Place) -> Place:
        labelled = label_of(place.of(self.text)[:80])
        return Place(place.start + labelled[1], place.end) if labelled else place

    def _first_ones(self) -> set[int]:
        """The first sentences below headings of causes, and the first of paragraphs on what went wrong."""
        found, heading, last, left = set(), -2, -1, 0
        for index, sentence in enumerate(self.document.sentences):
            block, section = self.document.blocks[sentence.block], self.sections[sentence.block]
            if block.kind is not BlockKind.PARAGRAPH or section not in (Section.CAUSES, Section.WRONG):
                heading = -2
                continue
            if block.heading != heading:
                heading, left = block.heading, _FIRST
            left -= section is Section.CAUSES
            is_early = section is Section.CAUSES and left >= 0
            if is_early or (section is Section.WRONG and sentence.block != last):
                found.add(index)
            last = sentence.block
        return found

    def _heads(self) -> set[int]:
        """The first sentence of each paragraph under “Contributing factors”: each tells one."""
        found, last = set(), -1
        for index, sentence in enumerate(self.document.sentences):
            if sentence.block == last:
                continue
            last, block = sentence.block, self.document.blocks[sentence.block]
            if block.kind is BlockKind.PARAGRAPH and block.heading >= 0:
                heading = self.document.blocks[block.heading].place
                if _CONTRIBUTING.match(self.text, heading.start, heading.end):
                    found.add(index)
        return found

    def _stated(self) -> set[int]:
        """The first sentence below each heading “Root cause”, where it is short: it states the cause."""
        found, last = set(), -1
        for index, sentence in enumerate(self.document.sentences):
            block = self.document.blocks[sentence.block]
            if block.heading < 0 or block.heading == last:
                continue
            last, heading = block.heading, self.document.blocks[block.heading].place
            if block.kind is not BlockKind.PARAGRAPH or sentence.place.end - sentence.place.start > _STATED:
                continue
            if _ROOT_CAUSE.fullmatch(self.text[heading.start : heading.end].strip()[:60]):
                found.add(index)
        return found

    def _add(self, place: Place, words: str, section: Section, weight: Weight, *, is_listed: bool) -> None:
        if weight.points >= _DOUBTFUL:
            self.candidates.append(_Candidate(place, words, section, weight, is_listed))

    # From candidates to factors

    def _factor(self, group: list[_Candidate], points: int, lowest: int) -> FoundFactor:
        best = _best(group)
        mechanism, mechanism_cue = mechanism_in(best.words)
        role, role_cue = role_in(best.words, best.section)
        return FoundFactor(
            text=best.words,
            place=best.place,
            role=role,
            mechanism=mechanism,
            cue=self._located(best, best.weight.cue or role_cue or mechanism_cue),
            confidence=_confidence(points, lowest),
            also=tuple(c.place for c in group if c is not best),
        )

    def _located(self, candidate: _Candidate, cue: Place | None) -> Place | None:
        """Where words of the plain text stand in the document, if they stand there as they are."""
        if cue is None:
            return None
        at = self.text.find(cue.of(candidate.words), candidate.place.start, candidate.place.end)
        return Place(at, at + cue.end - cue.start) if at >= 0 else None


_CONTRIBUTING = re.compile(
    r"\W{0,8}(?:other )?contribut(?:ing|ory) (?:factors|causes|conditions)\b", re.IGNORECASE
)
_ROOT_CAUSE = re.compile(
    r"\W*(?:\d{1,2}[.)] )?(?:the )?(?:(?:root|primary|main|direct|underlying) )?causes?(?: of (?:the )?\w+)?"
    r"\W*",
    re.IGNORECASE,
)
_STATED = 160  # characters of a sentence that states a cause and tells no story
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|could|\w{2,30}ed|left|ran|broke|fell|lost|hit|grew|went|took|made|sent|became)\b",
    re.IGNORECASE,
)
_NO_CAUSE = re.compile(
    r"\b(?:unknown|unclear|not (?:yet )?(?:known|clear|found|identified|determined)|investigat\w+|tbd|tba|"
    r"n/a|see|below|following|appendix|section|let us|let['’]s|to understand|first|background)\b|\?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)")
_LINK_ONLY = re.compile(r"\W*(?:https?://\S+\W*|n/?a|none|tbd|unknown)\Z", re.IGNORECASE)


def _best(group: list[_Candidate]) -> _Candidate:
    """The one that tells it most plainly, or most fully."""
    return max(group, key=lambda c: (c.weight.points, c.is_listed, c.place.end - c.place.start))


def _points(group: list[_Candidate], has_list: bool) -> int:
    """What is told twice counts more; beside a list of causes other sentences count less."""
    best = _best(group)
    if best.section is Section.WELL:  # it limited the harm: worth a look, but no cause
        return 0
    is_beside = has_list and not best.is_listed and best.section not in _OWN_PARTS
    return best.weight.points + (len(group) > 1) - is_beside


def _confidence(points: int, lowest: int) -> Confidence:
    """`lowest`: the points from which on a factor is likely in this document."""
    if points >= _SURE:
        return Confidence.SURE
    return Confidence.LIKELY if points >= lowest else Confidence.DOUBTFUL


def _grouped(candidates: list[_Candidate]) -> list[list[_Candidate]]:
    """The candidates by what they tell, each group at the place of its first."""
    likeness = Likeness()
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        words = words_of(candidate.words)
        at = likeness.nearest(words)
        if at is None:
            groups.append([candidate])
            likeness.add(words)
        else:
            groups[at].append(candidate)
    return groups


class _Places:
    """Places that do not overlap, asked whether one of them meets another."""

    def __init__(self, places: list[Place]):
        self.places = sorted(places)
        self.starts = [place.start for place in self.places]

    def meet(self, other: Place) -> bool:
        at = bisect_right(self.starts, other.start)
        return any(place.meets(other) for place in self.places[max(0, at - 1) : at + 1])

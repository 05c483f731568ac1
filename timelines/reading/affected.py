"""What was affected: components, services and systems that a write-up names as hurt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading.columns import Column, columns_of
from timelines.reading.cues import lowered, sentences_with
from timelines.reading.model import (
    Block,
    BlockKind,
    Confidence,
    Document,
    Facts,
    FoundAffected,
    Place,
)
from timelines.reading.names import Name, leading_name, trailing_name
from timelines.reading.sections import Section, sections_of

MOST = 60
"""Names of one document."""

_LIKELY, _SURE = 4, 6  # points


def find_affected(document: Document, facts: Facts) -> list[FoundAffected]:
    """Each name once, at the first place that says it is affected, in the order of the document."""
    return _Affected(document, facts).found()


@dataclass(slots=True)
class _Seen:
    place: Place
    name: str
    points: int
    is_listed: bool = False


class _Affected:
    def __init__(self, document: Document, facts: Facts):
        self.document = document
        self.text = document.text
        self.low = lowered(document.text)
        self.facts = facts
        self.sections = sections_of(document)
        self.seen: dict[str, _Seen] = {}

    def found(self) -> list[FoundAffected]:
        self._blocks()
        self._title()
        self._sentences()
        for seen in self.seen.values():
            seen.points += self._said_often(seen.name)
        self._without_parts()
        kept = sorted(self.seen.values(), key=lambda seen: seen.place)[:MOST]
        return [FoundAffected(seen.name, seen.place, _confidence(seen.points)) for seen in kept]

    def _said_often(self, name: str) -> int:
        low, count, at = name.lower(), 0, -1
        while count < 3 and (at := self.low.find(low, at + 1)) >= 0:
            count += 1
        return int(count >= 3)

    def _without_parts(self) -> None:
        """Drop names that are but a part of a surer one, and the organisation's own beside others."""
        organisation = self.facts.organisation.lower()
        for low, seen in list(self.seen.items()):
            longer = [other for key, other in self.seen.items() if key != low and low in key]
            if not seen.is_listed and any(other.points >= seen.points for other in longer):
                del self.seen[low]
            elif low == organisation and not seen.is_listed:
                seen.points -= 3

    def _see(self, name: Name | None, start: int, points: int, *, is_listed: bool = False) -> None:
        if name is None or len(self.seen) > 10 * MOST:
            return
        place = Place(start + name.place.start, start + name.place.end)
        if not name.is_proper:
            points -= 1
        low = name.words.lower()
        old = self.seen.get(low)
        if old is None:
            self.seen[low] = _Seen(place, name.words, points, is_listed)
        else:
            old.points = max(old.points, points) + 1
            old.is_listed |= is_listed

    # Fields, lists, tables

    def _blocks(self) -> None:
        announced = False
        for index, block in enumerate(self.document.blocks):
            if block.kind is BlockKind.FIELD:
                self._field(block)
            elif block.kind is BlockKind.ROW:
                self._row(index, block)
            elif block.kind is BlockKind.ITEM:
                self._item(index, block, announced)
                continue
            if block.kind not in (BlockKind.NOISE, BlockKind.CODE):
                announced = self._announces(block)

    def _field(self, block: Block) -> None:
        name = block.stamp.of(self.text) if block.stamp else self._field_name(block)
        if _FIELD.search(name):
            points = 6 if _HURT_FIELD.search(name) else 5
            self._listed(block.place, points)

    def _field_name(self, block: Block) -> str:
        return self.text[block.whole.start : block.place.start].strip(" -*_:\n")

    def _listed(self, place: Place, points: int) -> None:
        """A list within a line: “A, B (C, D) and E”."""
        words = place.of(self.text)[:1500]
        at = 0
        for cut in [*_BETWEEN.finditer(words), None]:
            end = cut.start() if cut else len(words)
            piece = words[at:end]
            blank = len(piece) - len(piece.lstrip(" \t[\"'-*_"))
            self._see(self._whole(piece[blank:]), place.start + at + blank, points, is_listed=True)
            at = cut.end() if cut else end

    def _whole(self, piece: str) -> Name | None:
        """A short piece of a list as a name, whatever its words; a longer one by the name that it begins with."""
        words = piece.strip(" \t.;:\"'*_`[])")
        if 1 < len(words) <= 40 and len(words.split()) <= 5 and not _NO_NAME.search(words):
            lead = _ARTICLE.match(words)
            begin = piece.index(words) + (lead.end() if lead else 0)
            name = words[lead.end() :] if lead else words
            return (
                Name(Place(begin, begin + len(name)), name, True) if re.search(r"[^\W\d_]{2}", name) else None
            )
        return leading_name(piece, alone=True)

    def _announces(self, block: Block) -> bool:
        """Whether a paragraph introduces a list of what was affected."""
        words = block.place.of(self.text)[-400:]
        ends = bool(re.search(r":\W{0,4}\Z", words))
        return ends and bool(_HURT_LEAD.search(words))

    def _item(self, index: int, block: Block, announced: bool) -> None:
        section = self.sections[index]
        place = block.place
        words = place.of(self.text)[:400]
        labelled = _LABEL.match(words)
        if labelled and _FIELD.search(labelled["label"]) and section not in (Section.ACTIONS, Section.DONE):
            self._listed(Place(place.start + labelled.end(), place.end), 6)
        elif announced:
            self._listed_item(place, words, 6)
        elif section is Section.IMPACT:
            self._impact_item(place, words)

    def _listed_item(self, place: Place, words: str, points: int) -> None:
        name = leading_name(words.split("(")[0].split(", ")[0].split(" - ")[0], alone=True)
        self._see(name, place.start, points, is_listed=True)
        named = re.search(r"\b(?:including|such as)\s", words)
        if named:
            self._listed(Place(place.start + named.end(), place.start + len(words)), points)

    def _impact_item(self, place: Place, words: str) -> None:
        bold = re.match(r"\s*(?:\*\*|__)(?P<name>[^*_]{2,60}?):?(?:\*\*|__)", words)
        if bold and not _IMPACT_LABEL.search(bold["name"]):
            self._see(
                leading_name(bold["name"], alone=True), place.start + bold.start("name"), 4, is_listed=True
            )

    def _row(self, index: int, block: Block) -> None:
        columns = columns_of(self.document, block)
        if index == block.head or Column.TIME in columns:
            return
        if len(block.cells) == 2 and _FIELD.search(block.cells[0].of(self.text)):
            self._listed(block.cells[1], 6)
        elif Column.NAME in columns and (Column.EFFECT in columns or self.sections[index] is Section.IMPACT):
            at = columns.index(Column.NAME)
            if at < len(block.cells):
                self._listed(block.cells[at], 5)

    # The title

    def _title(self) -> None:
        title = self.facts.title
        at = self.text.find(title) if title else -1
        if at < 0:
            return
        for reader, take in _IN_TITLE:
            for found in reader.finditer(title):
                name = take(title, found)
                if name:
                    self._see(name, at, 4)

    # Prose

    def _sentences(self) -> None:
        for index in sentences_with(self.document, self.low, _CUES):
            sentence = self.document.sentences[index]
            section = self.sections[sentence.block]
            if section in _SILENT:
                continue
            words = sentence.place.of(self.text)[:1200]
            self._statement(words, sentence.place.start, section)

    def _statement(self, words: str, start: int, section: Section) -> None:
        listed = _THIS_AFFECTED.search(words)
        if listed:
            self._listed(Place(start + listed.end(), start + len(words)), 6)
            return
        points = (
            3
            + (section in (Section.IMPACT, Section.SUMMARY))
            + (section is Section.OTHER)
            - (section is Section.STORY)
        )
        for found in _HURTS.finditer(words):
            self._objects(words, found.end(), start, points)
        for found in _HURT.finditer(words):
            self._subjects(words, found.start(), start, points)

    def _objects(self, words: str, at: int, start: int, points: int) -> None:
        stop = _STOP.search(words, at)
        end = min(stop.start() if stop else len(words), at + 160)
        for piece_at, piece in _pieces(words[at:end], at):
            self._see(leading_name(piece), start + piece_at, points)

    def _subjects(self, words: str, at: int, start: int, points: int) -> None:
        begin = 0
        for cut in _CLAUSE.finditer(words, max(0, at - 200), at):
            begin = cut.end()
        for piece_at, piece in _pieces(words[begin:at], begin):
            self._see(trailing_name(piece, at_start=piece_at == 0), start + piece_at, points)


def _pieces(words: str, at: int) -> list[tuple[int, str]]:
    """The members of “A, B and C”, each with its place."""
    found, begin = [], 0
    for cut in _BETWEEN.finditer(words):
        found.append((at + begin, words[begin : cut.start()]))
        begin = cut.end()
    found.append((at + begin, words[begin:]))
    return found[:12]


def _confidence(points: int) -> Confidence:
    if points >= _SURE:
        return Confidence.SURE
    return Confidence.LIKELY if points >= _LIKELY else Confidence.DOUBTFUL


_CUES = (
    "affect", "impact", "unavailable", " down", "outage", "unreachable", "inaccessible", "unresponsive", "offline", "degrad", "disrupt", "not available",
    "stopped", "crash", "failing", "failed", "experienc", "delays in", "errors", "interrupt", "access to", "loss of", "broke", "slow", "became", "suffered", "timed out", "timing out", "unusable",
)  # fmt: skip
_SILENT = frozenset(
    {Section.ACTIONS, Section.DONE, Section.ADVICE, Section.ASIDE, Section.LESSONS, Section.WELL}
)
_FIELD = re.compile(
    r"^\W{0,4}(?:(?:affected|impacted)\b.{0,30}|affects|(?:services?|components?|systems?|products?|regions?|applications?) (?:affected|impacted|involved)|affected_?\w{0,20}|"
    r"services?|components?|products?|impacted_?\w{0,20}|services?_affected|systems?)\W{0,4}\Z",
    re.IGNORECASE,
)
_HURT_FIELD = re.compile(r"affect|impact", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;|\n/]|(?<=\w)\s\(|\)\s|,?\s(?:and|or|as well as|&)\s)\s*(?:and\s)?")
_NO_NAME = re.compile(
    r"\b(?:users?|customers?|people|none|n/?a|unknown|requests|errors?|yes|no|was|were|had|is|are|approximately|percent|everyone|minutes|hours|potentially|tbd|running|using|partially|with)\b|%|\d{2}:\d\d|^\d+$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:the|our|all|some|entire|and|a|an|most)\s(?:entire\s|of\s(?:the|our)\s)?", re.IGNORECASE
)
_HURT_LEAD = re.compile(
    r"affect|impact|fail(?:ed|ing)? to (?:re)?start|unavailable|went down|were down|offline|degraded|disrupted|outage|inaccessible|unable to",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\W{0,4}(?P<label>[A-Za-z][A-Za-z /_-]{2,40}?)\W{0,3}:\W{0,4}")
_IMPACT_LABEL = re.compile(
    r"impact|duration|severity|users?|customers?|start|end|time|rates?|total|data loss|revenue|scope|detected|resolved|status|affected|number|business|sla|internal|external|peak|recurring|degradation",
    re.IGNORECASE,
)
_THIS_AFFECTED = re.compile(
    r"\b(?:this incident affected|(?:affected|impacted) (?:services|components|systems|products|areas|regions|platforms)(?: (?:are|were|include[ds]?))?|(?:services|components|systems|products) (?:affected|impacted)(?: (?:are|were|include[ds]?))?):?\s+(?=\S)",
    re.IGNORECASE,
)
_HURTS = re.compile(
    r"\b(?:affect(?:ed|ing|s)?|impact(?:ed|ing|s)?(?: (?:on|to))?|disrupt(?:ed|ing|s)?|degrad(?:ed|ing|es)|took down|taking down|brought down|bringing down|knocked out|broke|crashed|interrupt(?:ed|ing)|"
    r"(?:outages?|degradation|disruptions?|unavailability|failures?|delays?|downtime|problems?|issues?|interruptions?|errors) (?:of|on|in|with|for|to|across|at|affecting|impacting)|(?:loss of |lost |no |disrupting |prevent\w* |access(?:ing)? )access to|"
    r"(?:unable|failed|failing|could not|couldn't|cannot) (?:to )?(?:access|reach|use|connect to|log ?in(?:to| to)|load|reach)|error rates? (?:for|on|in|from)|latency (?:for|on|in|of)|left)\s+(?=\S)",
    re.IGNORECASE,
)
_HURT = re.compile(
    r"\s(?:(?:was|were|is|are|became|becoming|being|been|went|remained|going|has been|have been) (?:\w+ly |also |all |all |then |now |temporarily |still |briefly |not ){0,2}"
    r"(?:unavailable|down\b|unreachable|inaccessible|unresponsive|offline|degraded|affected|impacted|disrupted|delayed|interrupted|broken|available|overloaded|overwhelmed|slow\b|unusable|failing|crashing|working|down\.)|"
    r"experienc(?:ed|ing)|suffered|stopped (?:working|responding|processing|serving|accepting)|fail(?:ed|s|ing)?\b|crash(?:ed|ing)|timed out|(?:service )?outage\b|shut down|(?:is|are|was|were) (?:returning|throwing|serving|showing|having))",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[.;:(]\s|[.;:(]\Z|\s(?:which|that|who|when|for|by|from|at|due|because|causing|as|since|until|after|during|where|were|was|with|if|so|but|had|have|has|is|are|being|between|through|resulting|leading|running|via|over|on|in)\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:—–]\s|,\s(?!and\b)(?=\w+ing\b|the\b|all\b|our\b|\w+\s(?:was|were))|\b(?:that|when|which|while|because|as|where|after|and then|but|so|means|meant|since|until|causing|making|if)\s",
    re.IGNORECASE,
)

_GENERIC_TITLE = re.compile(
    r"\b(?:incident|report|post-?mortem|outage|on|of|for|the|review|summary|root|cause|analysis|due|to)\b",
    re.IGNORECASE,
)
_TITLE_SUBJECT = re.compile(
    r"(?:^|[:–—-]\s|,\s)(?P<name>[^:,]{2,70}?)(?=\s(?:is|are|was|were|not|goes|going|went|service outage|outage|down(?:time)?\b|unavailab|fail|degrad|disrupt|incident|experienc|return|slow|delay|issues?\b|problems?\b|dying|stopped|crash|throwing|partial|having|high\b|unresponsive|latenc|errors?\b|interrupt|breaking|broken|exhaust|affect|impact|shut|stall))",
    re.IGNORECASE,
)
_TITLE_OBJECT = re.compile(
    r"\b(?:outages?|failures?|disruptions?|degradation|issues?|incidents?|problems?|downtime|errors?|impacts?|fail(?:s|ing)? to \w+|delays?|stall|unavailable|breaking|affecting|impacting)\s(?:on|of|in|at|with|affecting|impacting|for|to)?\s?(?=\S)",
    re.IGNORECASE,
)
_TITLE_ON = re.compile(r"\b(?:on|for|of|in|at)\s(?=[A-Za-z`])")


def _subject_of_title(title: str, found: re.Match[str]) -> Name | None:
    name = trailing_name(found["name"])
    return Name(_moved(name.place, found.start("name")), name.words, name.is_proper) if name else None


def _object_of_title(title: str, found: re.Match[str]) -> Name | None:
    rest = title[found.end() :]
    name = leading_name(rest)
    return Name(_moved(name.place, found.end()), name.words, name.is_proper) if name else None


def _moved(place: Place, by: int) -> Place:
    return Place(place.start + by, place.end + by)


_IN_TITLE = (
    (_TITLE_SUBJECT, _subject_of_title),
    (_TITLE_OBJECT, _object_of_title),
    (_TITLE_ON, _object_of_title),
)

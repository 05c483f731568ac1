"""What a part of a write-up is about, by the heading or the lead-in it stands under."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from timelines.reading.model import Block, BlockKind, Document


class Section(StrEnum):
    """What the blocks under a heading tell."""

    ACTIONS = "actions"  # what will be done, or was, so that it does not happen again
    DONE = "done"  # of these, what is done already
    REMEDY = "remedy"  # either of these, or what ended the incident
    CAUSES = "causes"  # why it happened
    WRONG = "wrong"  # what made it worse or longer
    WELL = "well"  # what limited the harm
    LESSONS = "lessons"  # any of these, or none
    DETECTION = "detection"
    IMPACT = "impact"
    STORY = "story"  # what happened, step by step
    NARRATIVE = "narrative"  # what happened, as somebody tells it
    RESOLUTION = "resolution"  # what ended it
    SUMMARY = "summary"
    ADVICE = "advice"  # for readers and customers
    ASIDE = "aside"  # people, figures, links, questions
    OTHER = ""  # nobody says


# In this order: the first that a heading contains decides. Literal words of headings as people write them.
_WORDS: tuple[tuple[Section, str], ...] = (
    (Section.STORY, r"timeline|chronolog"),
    (
        Section.ADVICE,
        r"what (?:should|can|do) (?:you|i|customers|users)\b|"
        r"what (?:you|customers|users) (?:should|can|need|must)|(?:what|do) you need to do|"
        r"recommend\w* (?:for|to) (?:you|customers|users)|customer actions?|advice|action required|"
        r"how (?:do|can) i\b|"
        r"(?:user|customer) recommendations?",
    ),
    (
        Section.ASIDE,
        r"\bnot (?:the |a )?(?:root )?causes?\b|ruled out|red herring|\bnotes?\b|att?end|participants|"
        r"responders|people "
        r"involved|involved parties|stats\b|statistics|metrics|"
        r"glossary|appendix|references?\b|related\b|links\b|further reading|q ?& ?a\b|faq|questions|"
        r"background|context\b|(?<!\bdo )(?<!doing )(?<!done )about\b|acknowledg|thank|"
        r"reflections|supporting|attachments?|sources?\b|"
        r"definitions?|template|tags\b|severity levels|revision|changelog|approval|contact|"
        r"communications?\b|misleading|dead ends|credits?\b|service level|architecture|how (?:it|\w+ \w+) "
        r"works|introduction to|primer|terminology",
    ),
    (
        Section.DONE,
        r"(?:actions?|steps?|measures?|fixes|improvements?|items?|remediations?|"
        r"mitigations?)[^\n]{0,30}(?:\bcompleted?\b|\bdone\b|\bimplemented\b|already taken|\btaken so "
        r"far\b)|(?:\bcompleted?\b|\bdone\b|\bimplemented\b)[^\n]{0,15}(?:actions?|steps?|measures?|fixes|"
        r"improvements?|items?|remediations?)|what we(?:'ve|’ve| have) (?:already )?(?:done|changed|fixed|"
        r"improved)|changes (?:we(?:'ve|’ve| have)? )?made|^(?:completed?|done|already done|shipped)\b",
    ),
    (
        Section.REMEDY,
        r"^(?:\[[^\]]{0,30}\] ?)?(?:remediations?|remedy|remedies|mitigations?)\b(?! (?:plan|items|actions))",
    ),
    (
        Section.ACTIONS,
        r"where (?:do|are) we (?:go|going)|steps we(?:['’]re| are| will)|(?:we['’]re|we are) taking|"
        r"action[- ]items?|action (?:plan|points?|list)|\bactions\b|follow(?:ing)?[- ]?ups?\b|next steps?|"
        r"to[- ]?dos?\b|tasks?\b|remediations?|preventi(?:on|ve|ng)|preventati|\bprevent\b|corrective|"
        r"counter-?measures|improvements?|recommendations?|mitigation (?:plan|strateg|steps going)|moving "
        r"forward|going forward|(?:looking|way|path|plan|steps) (?:forward|ahead)|future (?:work|plans?|"
        r"steps|actions?|measures?|changes)|what'?s next|what(?:'s|’s| is) (?:next|changing)|(?:what|how) "
        r"(?:are )?we(?:'re|’re| are| will|'ll|’ll)?(?: be)? (?:doing|going to|changing|fix|improv|do|"
        r"chang|prevent)|what (?:will|are|is) (?:we|\w+ (?:going to|doing))|(?:process|documentation|"
        r"technical|code|monitoring) changes|\b(?:short|medium|mid|long|near)(?:er)?[- ]term\b|how (?:do|"
        r"can|will|could) we (?:prevent|avoid|stop|improve)|long-?term fix|permanent fix|proposed "
        r"(?:changes|fixes|solutions?)|plan of action|commitments?|changes to be made|avoid(?:ing)? "
        r"(?:this|recurrence|a repeat)|safeguards|planned work|in[- ]progress\b|making (?:sure|this right)|"
        r"hardening|reducing (?:the )?risk|steps (?:we are|to be) tak|"
        r"^(?:(?:our|the|further|agreed|immediate) )?measures(?: (?:we|taken|agreed|planned))?\W*$",
    ),
    (
        Section.WELL,
        r"(?:went|worked|go|gone) (?:well|right|as (?:expected|planned))|got lucky|\bluck(?:y|ily)?\b|"
        r"positives?\b|what worked|successes|good (?:things|parts)|what helped|bright spots|fortunate",
    ),
    (
        Section.WRONG,
        r"(?:went|go|going|gone) (?:wrong|badly|poorly|less|so well|not so)|(?:didn'?t|didn’t|did not|not) "
        r"(?:go|work|so)|(?:could|should) (?:have|be|we)[^\n]{0,30}(?:better|improv|differently)|what "
        r"(?:could|can) be improved|\bpoorly\b|areas? (?:for|of) improvement|negatives?\b|got unlucky|"
        r"challenges|complicat|difficult|obstacles|pain points|what was hard|made (?:it|this) worse|gaps\b|"
        r"room for improvement|where we (?:struggled|fell short)",
    ),
    (
        Section.CAUSES,
        r"\bcauses?\b|contributing|contributors|\bfactors?\b|\bwhy\b|trigger|\brca\b|fault\b|"
        r"how (?:did )?(?:it|this|that) happen|what (?:went wrong|broke|failed)|findings|analysis|technical "
        r"(?:details?|problem|"
        r"explanation)|the (?:bug|problem|issue)\b|problem (?:statement|description)|diagnosis|explanation|"
        r"vulnerabilit|underlying|conditions|conclusions?|(?:primary|secondary|main|core) (?:issue|problem)",
    ),
    (Section.LESSONS, r"lessons?\b|learn(?:ed|t|ings?)\b|take-?aways?|insights|retrospective|reflection"),
    (Section.DETECTION, r"detect|discover|notic|alert|how (?:did )?we (?:find|found|knew)"),
    (
        Section.IMPACT,
        r"impact|affected|affects|scope|consequences|damage|effects?\b|symptoms?|who was|"
        r"what (?:was|were) (?:the )?(?:users?|customers?)|user experience|blast radius",
    ),
    (
        Section.NARRATIVE,
        r"what happened|narrative|story|how (?:it|this) unfolded|the incident\b|incident details|description "
        r"of the incident",
    ),
    (
        Section.STORY,
        r"history|sequence of events|investigation|events?\b|incident log|log\b|play[- ]by[- ]play|"
        r"updates?\b|incident response|response\b|escalation",
    ),
    (
        Section.RESOLUTION,
        r"resol|recover|mitigat|\bfix(?:ed|es)?\b|workaround|restor|how (?:did )?we|solution",
    ),
    (
        Section.SUMMARY,
        r"summary|overview|abstract|tl;?dr|synopsis|introduction|description|at a glance|in brief|brief",
    ),
)
_READERS = tuple((section, re.compile(words)) for section, words in _WORDS)
_SHORT_TITLE = 3  # words; a first heading that has more is the title
_LONGEST = 90  # characters of a heading that says what it is about; longer ones are sentences
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d-\d\d\b")
_LEAD_END = re.compile(r"[:：]\W{0,4}\Z")
_PLAIN = re.compile(r"[*_`~#]|\[(?=[^\]]{1,80}\]\()|\]\([^)\s]{0,300}\)")


@lru_cache(maxsize=1024)
def section_named(title: str) -> Section:
    """What a heading announces; OTHER where its words say nothing."""
    words = _PLAIN.sub("", title[: _LONGEST * 4]).strip().lower()
    if len(words) > _LONGEST or _CLOCK.search(words):
        return Section.OTHER
    return next((section for section, reader in _READERS if reader.search(words)), Section.OTHER)


def sections_of(document: Document) -> tuple[Section, ...]:
    """For each block, what the part it stands in is about.

    A heading that says nothing leaves its part to the heading above it. A short line before a list, ending in
    a colon (“Root causes:”), is a heading for that list where its words say something.
    """
    return tuple(_Sections(document).found)


class _Sections:
    """One pass over the blocks, with the lead-in that holds at present."""

    def __init__(self, document: Document):
        self.document = document
        self.found: list[Section] = []
        self._lead: Section | None = None
        self._has_listed = False  # whether the list that the lead-in announces has begun
        self._has_heading = False
        self._above_items: tuple[int, Section] | None = None  # level and section of an item that announces
        self._heading = -2
        for block in document.blocks:
            self.found.append(self._section(block))

    def _section(self, block: Block) -> Section:
        if block.kind is BlockKind.HEADING:
            self._lead = self._above_items = None
            return self._of_heading(block)
        if block.heading != self._heading:
            self._heading, self._lead = block.heading, None
        above = self.found[block.heading] if block.heading >= 0 else Section.OTHER
        if block.kind is BlockKind.PARAGRAPH:
            return self._of_paragraph(block, above)
        if block.kind in (BlockKind.ITEM, BlockKind.ROW):
            self._has_listed = True
        if block.kind is BlockKind.ITEM:
            own = self._of_item(block)
            if own is not None:
                return own
        return above if self._lead is None else self._lead

    def _of_heading(self, block: Block) -> Section:
        title = block.place.of(self.document.text)
        own = Section.OTHER if self._is_title(block, title) else section_named(title)
        above = self.found[block.heading] if block.heading >= 0 else Section.OTHER
        if own is Section.OTHER:
            is_lead = bool(_LEAD_END.search(title)) and bool(self.found)
            return self.found[-1] if is_lead and self.found[-1] in _GOES_ON else above
        if above in _OF_ACTIONS and own in _BELOW_ACTIONS:
            return above
        return own

    def _is_title(self, block: Block, title: str) -> bool:
        """Whether a heading names the document: “Rule preventing some traffic” announces no prevention."""
        is_first, self._has_heading = not self._has_heading, True
        return is_first and block.level == 1 and len(title.split()) > _SHORT_TITLE

    def _of_item(self, block: Block) -> Section | None:
        """What an item stands below within its list: “- Review actions:” announces those deeper than it."""
        if self._above_items is not None and block.level <= self._above_items[0]:
            self._above_items = None
        words = block.place.of(self.document.text)
        if self._above_items is None and len(words) < _LONGEST and _LEAD_END.search(words):
            section = section_named(words)
            if section in _GOES_ON:
                self._above_items = (block.level, section)
            return None
        return self._above_items[1] if self._above_items else None

    def _of_paragraph(self, block: Block, above: Section) -> Section:
        labelled = label_of(block.place.of(self.document.text))
        if labelled is not None:
            return labelled[0]
        lead = lead_in(block, self.document.text)
        if lead in _BELOW_ACTIONS and above in _OF_ACTIONS:
            lead = above
        if lead is not None:
            self._lead, self._has_listed = lead, False
            return lead
        if self._lead is not None and self._has_listed:
            self._lead = None
        return above if self._lead is None else self._lead


# A title that says nothing and ends in a colon goes on with these: “Alerting:” after “Preventive measures”.
_GOES_ON = frozenset({Section.ACTIONS, Section.DONE, Section.CAUSES, Section.WRONG, Section.WELL})

_OF_ACTIONS = frozenset({Section.ACTIONS, Section.DONE, Section.REMEDY})
# Under “Action items” these only say what the items are for: “Detection”, “Incident response”.
_BELOW_ACTIONS = frozenset(
    {
        Section.DETECTION,
        Section.STORY,
        Section.NARRATIVE,
        Section.RESOLUTION,
        Section.SUMMARY,
        Section.ASIDE,
        Section.IMPACT,
        Section.OTHER,
    }
)


def label_of(words: str) -> tuple[Section, int] | None:
    """What a label before the words announces (“**Root cause:** the disk …”), and where the words begin."""
    found = _LABEL.match(words)
    if not found:
        return None
    section = section_named(found["label"])
    return (section, found.end()) if section in _LABELLED else None


_LABEL = re.compile(r"\W{0,4}(?P<label>[A-Z][A-Za-z /&-]{2,40}?)\W{0,3}:[\s*_]{1,5}(?=\S)")
_LABELLED = frozenset({Section.CAUSES, Section.RESOLUTION, Section.REMEDY, Section.IMPACT, Section.DETECTION})


def lead_in(block: Block, text: str) -> Section | None:
    """What a short paragraph that ends in a colon announces; None where it is none or says nothing."""
    words = text[block.place.start : min(block.place.end, block.place.start + 160)]
    if block.place.end - block.place.start > 150 or not _LEAD_END.search(words):
        return None
    section = section_named(words)
    return None if section is Section.OTHER else section

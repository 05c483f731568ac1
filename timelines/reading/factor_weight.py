"""How surely a sentence or a list item states a cause or condition of the incident."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading.model import Place
from timelines.reading.sections import Section

# Words that a cheap search looks for; a sentence without any of them is weighed only where its heading
# announces causes.
CUES = (
    "cause", "because", "due to", "led to", "lead to", "leading to", "result", "trigger", "contribut", "stem", "attribut",
    "culprit", "reason", "introduced", "a bug", "bug ", "bug.", "bug,", "defect", "flaw", "race condition", "misconfig", "incorrect", "improper",
    "lack", "missing", "no monitoring", "no alert", "not monitored", "not notice", "n't notice", "unaware", "assum", "wrong",
    "fail", "hardcoded", "hard-coded", "no limit", "without", "not covered", "not tested", "undetected", "unnoticed", "mistak",
    "single point", "mismatch", "exhaust", "ran out", "out of memory", "out of disk", "too many", "too small", "overwhelm", "overload", "leak",
    "corrupt", "expired", "expir", "inadvertent", "accidental", "unwitting", "unintention", "erroneous", "allowed", "meant that",
    "which made", "made it", "prevent", "delayed", "hampered", "worse", "amplif", "exacerbat", "compound", "never ", "did not", "didn't", "didn’t",
    "not aware", "no verification", "unexpected", "outage of", "affected by", "vulnerab", "attacker", "misunderst", "insufficient", "inadequate", "incompatib",
    "deadlock", "starv", "saturat", "surge", "spike", "stale", "root", "luck", "fortunate", "underlying", "hit a", "hit the", "unable to", "believed", "suspect", "not clear",
)  # fmt: skip

_STRONG = re.compile(
    r"root[- ]causes?\b|\bcaused by|\b(?:was|were|is|are|been|being) (?:\w+ ){0,2}(?:due to|because of|caused|triggered)|contributing factors?|contributed to|"
    r"stem(?:s|med|ming)? from|(?:result|aris)(?:ed|ing|es|en|ose)? (?:directly )?from|attribut(?:ed|able) to|\bculprit|the (?:\w+ ){0,2}(?:cause|reason|trigger|culprit)s?\b|triggered by|"
    r"^(?:\W{0,4}(?:the|this) (?:incident|outage|issue|problem|failure|disruption) (?:was|is|began|started|occurred|happened|stemmed|arose|resulted) (?:\w+ ){0,2}(?:due|because|when|after|by|from|as a result))|"
    r"(?:we|team|they|engineers|investigation)\b[^.]{0,40}\b(?:did not|didn'?t|didn’t|failed to|had not|hadn't|never) (?:notice|detect|catch|realis|realiz|test|verif|valid|consider|anticipat|account|monitor|check|know)|"
    r"triggering (?:the|this|an|a)\b|(?:is|was) (?:what )?(?:responsible for|to blame)|underlying (?:cause|issue|problem)|due to (?:a|an) (?:\w+ ){0,4}(?:bug|error|mis\w+|flaw|defect|failure|fault|change)",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"\bdue to\b|\bbecause\b|\bled to\b|\bleading to\b|\bresult(?:ed|ing)? in\b|\bcaus(?:ed|ing)\b|\btriggered\b|\bmeant that\b|misconfigur\w*|mis-configur\w*|incorrect(?:ly)?|improper(?:ly)?|"
    r"inadvertent\w*|accidental\w*|unwitting\w*|unintention\w*|erroneous\w*|mistaken\w*|hard-?coded|\bintroduced\b[^.]{0,40}(?:bug|leak|regression|error|problem|issue|race)|"
    r"(?:a|the|had a|this|another|known|unknown|latent|software|old) (?:\w+ ){0,3}(?:bug|defect|flaw|race condition|regression|vulnerability|memory leak|deadlock)\b|"
    r"\b(?:no|not|lack(?:ed|ing|s)?|missing|without|insufficient|inadequate)\b[^.,;]{0,40}(?:monitor|alert|limit|test|check|validat|verif|backoff|circuit|redundan|document|review|safeguard|guard|protect|enforced|quota|log)|"
    r"\b(?:un(?:noticed|detected|aware|bounded|tested))|assum(?:ed|ption|ing)|single point|(?:version )?mismatch|incompatib\w*|\bran out\b|run out of|exhaust\w*|out of (?:memory|disk)|"
    r"too (?:many|small|aggressive|simplistic|low|high|short|few|much|permissive|late|large|long)|overwhelm\w*|corrupt\w*|\bexpir(?:ed|y|ation)\b|was not (?:followed|configured|set|enabled|updated|deployed|renewed|applied|completed|designed|aware|tested|clear)|"
    r"were(?: not|n'?t) (?:clear|configured|set|aware|tested|updated|able|properly|clearly|renewed|defined|enforced)|not (?:properly|correctly|clearly|sufficiently|adequately)|exacerbat\w*|amplif\w*|made (?:it|this|things|the \w+) (?:worse|harder|more difficult|difficult|challenging)|"
    r"prevent(?:ed|ing)\b|failed to\b|affected by an?\b|delayed\b|worsen\w*|compound(?:ed|ing)|left (?:the|multiple|a|an|us|behind)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:cause[sd]?|since|as a result|therefore|thus|so that|allow(?:ed|ing)|unexpected\w*|fail(?:ed|ure|ing)s?|unable|suspect\w*|believed|spike|surge|stale|never|leak\w*|overload\w*)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"^(?:as a (?:result|consequence)|consequently|this (?:impacted|affected|means|left)|the (?:impact|effect)s?|users? |customers? |visitors? |impact\b)|"
    r"\b(?:users?|customers?|clients?|visitors|players|merchants) (?:\w+ ){0,4}(?:were|was|experienced|could|saw|had|may|might|received|encountered|reported)\b|\bexperienced (?:an?|elevated|increased|degraded|intermittent)",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:would have|could have|might have|should have|if (?:we|the|this|you|it)\b|would (?:be|allow|help|make)|in (?:the )?(?:case|event) (?:of|that)|next time|"
    r"will (?:be|allow|help|make|prevent|ensure|now|not|reduce)|in (?:the )?future|hopefully|we can\b|can be (?:used|caused))", re.IGNORECASE)  # fmt: skip
_REMEDY = re.compile(
    r"\b(?:was|were|has been|have been|been) (?:\w+ ){0,2}(?:resolved|fixed|mitigated|restored|addressed|corrected|reverted|rolled back|recovered|disabled)\b|"
    r"\b(?:we|they|team|engineers) (?:\w+ ){0,2}(?:fixed|resolved|reverted|rolled back|restored|mitigated|deployed a fix|implemented|restarted)\b|to (?:prevent|avoid|ensure|reduce|mitigate|address) |"
    r"\bremediation\b|\bworkaround\b",
    re.IGNORECASE,
)
_SEARCHING = re.compile(
    r"(?:cause|reason) (?:is|was|are|of (?:this|the) \w+ (?:is|was)) (?:still |as yet |currently |not yet |being )*(?:unknown|unclear|under investigation|investigated|not (?:yet )?known|determined|identified)|"
    r"investigat(?:ing|ion|e|ed)\b[^.]{0,60}\bcause|(?:identified|found|determined|discovered|find|understand|identify|identifying|determine|working on) the (?:root |underlying )?(?:cause|reason)\b(?!\w)(?! (?:was|is|to be|as))|"
    r"root cause (?:analysis|was (?:identified|found|determined)(?! (?:as|to))|identified(?! as)|has been identified|unknown|tbd)|apologi[sz]|\?\s*$|thank",
    re.IGNORECASE,
)
_GENERAL = re.compile(r"\b(?:is|are) (?:an? |the )?(?:\w+ ){0,4}(?:used|designed|responsible|called|known as|component|service|tool|system|process|feature|mechanism|protocol|library|platform)\b|"
                      r"\b(?:typically|usually|generally|normally|in general|by design|for example|e\.g\.|typical)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weight:
    """points: from 3 on likely, from 5 on sure, 2 doubtful. cue: the words that say so, within the words."""

    points: int
    cue: Place | None


_SECTION_POINTS = {
    Section.CAUSES: 1,
    Section.SUMMARY: 0,
    Section.WRONG: 1,
    Section.LESSONS: 0,
    Section.DETECTION: 0,
    Section.STORY: -2,
    Section.IMPACT: -2,
    Section.RESOLUTION: -1,
    Section.REMEDY: -2,
    Section.ACTIONS: -3,
    Section.DONE: -4,
    Section.ADVICE: -5,
    Section.ASIDE: -3,
    Section.WELL: -4,
    Section.OTHER: 0,
}


def weigh_sentence(words: str, section: Section, *, is_first: bool) -> Weight:
    """A sentence of prose. `is_first`: the first below its heading."""
    if _SEARCHING.search(words) and not _STATED.search(words):
        return Weight(0, None)
    strong, medium, weak = _STRONG.search(words), _MEDIUM.search(words), _WEAK.search(words)
    cue = strong or medium or weak
    points = 4 if strong else 2 if medium else 1 if weak else 0
    if strong and medium and medium.start() != strong.start():
        points += 1
    points += _SECTION_POINTS[section]
    if is_first and section is Section.CAUSES:
        points += 1
    points -= _doubts(words, bool(strong))
    return Weight(points, Place(cue.start(), cue.end()) if cue else None)


_STATED = re.compile(
    r"cause (?:was|is|of [^.]{3,60} (?:was|is)) (?:an?|the|that|due|when|our|in|caused|traced|incorrect|insufficient|[a-z]+ed\b)|(?:identified|traced|attributed|determined) (?:as|to)\b|caused by|due to",
    re.IGNORECASE,
)


def _doubts(words: str, is_strong: bool) -> int:
    points = 0
    if _EFFECT.search(words):
        points += 1 if is_strong else 2
    if _HYPOTHETICAL.search(words):
        points += 2
    if _REMEDY.search(words):
        points += 1 if is_strong else 2
    if _GENERAL.search(words):
        points += 1
    return points


def weigh_item(words: str, section: Section) -> Weight:
    """An item of a list under a heading of causes, of what went wrong, or of lessons."""
    strong, medium, weak = _STRONG.search(words), _MEDIUM.search(words), _WEAK.search(words)
    cue = strong or medium or weak
    place = Place(cue.start(), cue.end()) if cue else None
    if section is Section.CAUSES:
        return Weight(5 if cue else 4, place)
    if section is Section.WRONG:
        return Weight(4 if strong or medium else 3, place)
    if section is Section.WELL:
        return Weight(2, place)
    found = weigh_sentence(words, section, is_first=False)
    return Weight(found.points + (1 if section is Section.LESSONS else 0), found.cue)

"""How surely a sentence or a list item states a cause or condition of the incident."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading.model import Place
from timelines.reading.sections import Section

# Words that a cheap search looks for; a sentence without any of them is weighed only where its heading
# announces causes.
CUES = (
    "cause", "because", "due to", "led to", "lead to", "leading to", "result", "trigger", "contribut", "stem",
    "attribut", "culprit", "reason", "introduced", "bug", "defect", "flaw", "race condition", "misconfig",
    "incorrect", "improper", "lack", "missing", "no monitoring", "no alert", "not monitored", "not notice",
    "n't notice", "unaware", "assum", "wrong", "fail", "hardcoded", "hard-coded", "no limit", "without", "not ",
    "n't ", "n’t ", "undetected", "unnoticed", "mistak", "single point", "mismatch", "exhaust", "ran out",
    "run out", "out of memory", "out of disk", "too ", "overwhelm", "overload", "leak", "corrupt", "expir",
    "inadvertent", "accidental", "unwitting", "unintention", "erroneous", "allowed", "meant that", "which made",
    "made it", "prevent", "delayed", "hampered", "worse", "amplif", "exacerbat", "compound", "never ", "unexpected",
    "outage of", "affected by", "vulnerab", "attacker", "misunderst", "insufficient", "inadequate", "incompatib",
    "deadlock", "starv", "saturat", "surge", "spike", "stale", "luck", "fortunate", "underlying", "hit a", "unable",
    "believed", "suspect", "related to", "theori", "left ", "changes in", "changed", "no ", "used up",
)  # fmt: skip


def _reader(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


# Says outright that something is a cause.
_STATES = _reader(
    r"(?:root|primary|main|underlying|ultimate|direct|immediate|technical|proximate|actual|real|initial|core)[- ]"
    r"(?:technical )?(?:causes?|trigger|issue|problem)(?: of [^.]{1,80}?)? (?:was|is|were|are|being|appears?|turned out|"
    r"lies|lay|has been)\b",
    r"\bcaused by",
    r"\b(?:was|were|is|are|been|being) (?:\w+ ){0,2}(?:due to|because of|caused (?!un|an? ou)|triggered by)",
    r"contributing factors? (?:was|is|were|included?)",
    r"(?:also|further|likely) contributed|contributed to (?:the|this|an?|our)",
    r"stem(?:s|med|ming)? from",
    r"(?:result|aris)(?:ed|ing|es|en|ose)? (?:directly )?from",
    r"attribut(?:ed|able) to|traced (?:back )?to|\bculprit",
    r"the (?:\w+ ){0,2}(?:cause|reason|trigger) (?:was|is|for|of [^.]{1,60}? (?:was|is)|the|that|why)\b",
    r"triggered by|triggering (?:the|this|an|a)\b",
    r"(?:incident|outage|issue|problem|failure|disruption) (?:was|is|began|started|occurred|happened|arose) "
    r"(?:\w+ ){0,2}(?:due|because|when|after|as a result)\b",
    r"(?:we|team|they|engineers|investigation)\b[^.]{0,40}\b(?:did not|didn'?t|didn’t|failed to|had not|hadn't|never) "
    r"(?:notice|detect|catch|realis|realiz|test|verif|valid|consider|anticipat|account|monitor|check|know|understand)",
    r"(?:is|was) (?:what )?(?:responsible for|to blame)",
    r"due to (?:a|an) (?:\w+ ){0,4}(?:bug|error|mis\w+|flaw|defect|failure|fault|change)",
)
# Names a condition that things go wrong by.
_NAMES = _reader(
    r"mis-?configur\w*|incorrect(?:ly)?|improper(?:ly)?|inadvertent\w*|accidental\w*|unwitting\w*|unintention\w*|"
    r"erroneous\w*|mistaken\w*|hard-?coded|misplaced|by mistake",
    r"\bintroduced\b[^.]{0,50}(?:bug|leak|regression|error|problem|issue|race)",
    r"(?:\ba|the|had a|this|another|known|unknown|latent|software|old) (?:\w+ ){0,3}(?:bug|defect|flaw|race condition|"
    r"regression|vulnerability|memory leak|resource leak|deadlock|logic error)\b",
    r"\b(?:no|not|n't|n’t|lack(?:ed|ing|s)?|missing|without|insufficient|inadequate)\b[^.,;]{0,40}(?:monitor|alert|limit\b|"
    r"limits|tests?\b|tested|checks?\b|validat|verif|backoff|circuit|redundan|document|review|safeguard|guard|protect|"
    r"enforced|quota|metrics|covered|visib|observab)",
    r"\b(?:un(?:noticed|detected|aware|bounded|tested|limited))\b",
    r"(?:we|team|they|engineers?|operators?) (?:had )?(?:wrongly |incorrectly )?assumed",
    r"single point|(?:version )?mismatch|incompatib\w*|\b(?:ran|run(?:ning)?) out\b|out of (?:memory|disk)|used up",
    r"exhaust(?:ed|ion|ing)",
    r"too (?:many|small|aggressive|simplistic|low|high|short|few|much|permissive|late|large|long)\b",
    r"\bexpir(?:ed|y|ation|es)\b",
    r"(?:was|were|been)(?: not|n'?t|n’t) (?:\w+ )?(?:followed|configured|set|enabled|updated|deployed|renewed|applied|"
    r"completed|designed|aware|tested|clear|committed|defined|enforced|covered|evicted|removed|able|passed|propagated)",
    r"not (?:properly|correctly|clearly|sufficiently|adequately|fully|been renewed)",
    r"exacerbat\w*|amplif\w*|made (?:it|this|things|the \w+) (?:worse|harder|more difficult|difficult|challenging)|"
    r"compound(?:ed|ing)|prolonged",
    r"affected by an? (?:\w+ ){0,2}(?:outage|bug|failure|incident)",
)
# Ties two things together, a cause and an effect.
_LINKS = _reader(
    r"\bdue to\b|\bbecause\b|\b(?:led|leads|leading) to\b|\bresult(?:ed|ing|s)? in\b|\bcaus(?:ed|es|ing)\b|\btrigger(?:ed|ing)\b|"
    r"\bmeant that\b|prevent(?:ed|ing)\b|failed to\b|delayed\b|worsen\w*|overwhelm\w*|corrupt\w*|"
    r"left (?:the|multiple|a|an|us|behind|over)\b|as a consequence of|making (?:it|the)\b|was(?:n't| not) (?:\w+ )?able to|"
    r"related to (?:the|an?)\b|allow(?:ed|ing) (?:the|an?)\b|rendering"
)
_HINTS = _reader(
    r"\b(?:causes?|since|therefore|thus|so that|unexpected\w*|fail(?:ed|ure|ing)s?|unable|suspect\w*|believed|"
    r"spike|surge|stale|never|leak\w*|overload\w*|assum\w+|changed|changes)\b"
)
_EFFECT = _reader(
    r"^(?:as a (?:result|consequence)\b|consequently|this (?:impacted|affected|means|left)|the (?:impact|effect)s?|users? |"
    r"customers? |visitors? |(?:customer |user |business )?impact\b)",
    r"\b(?:users?|customers?|clients?|visitors|players|merchants) (?:\w+ ){0,4}(?:were|was|experienced|could|saw|had|may|"
    r"might|received|encountered|reported)\b",
    r"\bexperienc(?:ed|ing) (?:an?|elevated|increased|degraded|intermittent|significant|multiple|issues|delays)",
    r"(?:also )?faced disruptions",
)
_HYPOTHETICAL = _reader(
    r"\b(?:would have|could have|might have|should have|should|if (?:we|the|this|you|it|a|multiple)\b|"
    r"would (?:be|allow|help|make)|in (?:the )?(?:case|event) (?:of|that)|next time|ideally|"
    r"will (?:be|allow|help|make|prevent|ensure|now|not|reduce)|in (?:the )?future|hopefully|we can\b|can be (?:used|caused))"
)
_REMEDY = _reader(
    r"\b(?:was|were|has been|have been|been) (?:\w+ ){0,2}(?:resolved|fixed|mitigated|restored|addressed|corrected|"
    r"reverted|rolled back|recovered|disabled)\b",
    r"\b(?:we|they|team|engineers) (?:\w+ ){0,2}(?:fixed|resolved|reverted|rolled back|restored|mitigated|"
    r"deployed a fix|implemented|restarted)\b",
    r"\bto (?:prevent|avoid|ensure|reduce|mitigate|address|resolve|fix) ",
    r"\bremediation\b|\bworkaround\b|\b(?:re)?solved (?:the|this)\b|\bfixed (?:the|this|by)\b|"
    r"\bmitigations?\b",
)
_SEARCH = _reader(
    r"(?:cause|reason)s? (?:of \w+ )?(?:is|was|are|of (?:this|the) \w+ (?:is|was)|(?:of|for) which is) (?:still |as yet |currently |not yet |being )*"
    r"(?:unknown|unclear|under investigation|investigated|not (?:yet )?known)",
    r"investigat(?:ing|ion|e|ed)\b[^.]{0,60}\bcause",
    r"(?:identified|found|determined|discovered|find|understand|understanding|identify|identifying|determine|working on) the "
    r"(?:root |underlying )?(?:cause|reason)\b(?! (?:was|is|to be|as|of [^.]{1,60} (?:was|is|as)))",
    r"root cause (?:analysis|unknown|tbd|has been identified)|root cause was (?:identified|found|determined)(?! (?:as|to))",
    r"other root cause|another root cause|root causes can|not one single trigger|cause of (?:this|the) \w+ (?:will|has yet)",
    r"apologi[sz]|sorry|\?\s*$|thank|can be found here",
)
_SETTLED = _reader(
    r"cause (?:was|is|of [^.]{3,60} (?:was|is)) (?:an?|the|that|due|when|our|in|caused|traced|incorrect|insufficient|[a-z]+ed\b)",
    r"(?:identified|traced|attributed|determined) (?:as|to)\b|caused by|due to",
)
_GENERAL = _reader(
    r"\b(?:is|are) (?:an? |the )?(?:\w+ ){0,4}(?:used|designed|responsible|called|known as|component|service|tool|"
    r"system|process|feature|mechanism|protocol|library|platform)\b",
    r"\b(?:typically|usually|generally|normally|in general|by design|for example|e\.g\.|typical)\b",
    r"\b(?:can|may) (?:\w+ )?(?:cause|lead|result|change|happen|display)",
)


@dataclass(frozen=True, slots=True)
class Weight:
    """points: from 3 on likely, from 5 on sure, 2 doubtful. cue: the words that say so, within the words."""

    points: int
    cue: Place | None


_SECTION_POINTS = {
    Section.CAUSES: 1,
    Section.SUMMARY: 1,
    Section.WRONG: 1,
    Section.LESSONS: 0,
    Section.DETECTION: 0,
    Section.STORY: -2,
    Section.IMPACT: -2,
    Section.RESOLUTION: -1,
    Section.REMEDY: -2,
    Section.ACTIONS: -2,
    Section.DONE: -4,
    Section.ADVICE: -5,
    Section.ASIDE: -3,
    Section.WELL: -4,
    Section.OTHER: 0,
}


def weigh_sentence(words: str, section: Section, *, is_first: bool) -> Weight:
    """A sentence of prose. `is_first`: the first below a heading of causes, or of a paragraph on what went wrong."""
    if _SEARCH.search(words) and not _SETTLED.search(words):
        return Weight(0, None)
    points, cue = _said(words)
    points += _SECTION_POINTS[section]
    if is_first:
        points += 2 if section is Section.WRONG or cue is None else 1
    return Weight(points - _doubts(words, points), cue)


def _said(words: str) -> tuple[int, Place | None]:
    states, names, links = _STATES.search(words), _NAMES.search(words), _LINKS.search(words)
    cue = states or names or links or _HINTS.search(words)
    points = 4 if states else 3 if names else 2 if links else 1 if cue else 0
    points += bool(states and names) + bool(not states and names and links)
    return points, Place(cue.start(), cue.end()) if cue else None


def _doubts(words: str, points: int) -> int:
    is_strong = points > 3
    doubts = 0
    if _EFFECT.search(words):
        doubts += 1 if is_strong else 2
    if _HYPOTHETICAL.search(words):
        doubts += 2
    if _REMEDY.search(words):
        doubts += 1 if is_strong else 2
    if _GENERAL.search(words):
        doubts += 1
    return doubts


def weigh_item(words: str, section: Section) -> Weight:
    """An item of a list under a heading of causes, of what went wrong, or of lessons."""
    points, cue = _said(words)
    doubts = 2 * bool(_HYPOTHETICAL.search(words)) + 3 * bool(_CLOSES.search(words))
    if section is Section.CAUSES:
        return Weight((5 if cue else 4) - min(doubts, 1 if cue else doubts), cue)
    if section is Section.WRONG:
        return Weight((4 if points > 1 else 3) - doubts, cue)
    if section is Section.WELL:
        return Weight(2, cue)
    found = weigh_sentence(words, section, is_first=False)
    return Weight(found.points + (1 if section is Section.LESSONS and points > 1 else 0), found.cue)


_CLOSES = re.compile(
    r"\b(?:re)?solved (?:the|this|it)\b|\bfixed (?:the|this|it)\b|\bwas (?:resolved|fixed)", re.IGNORECASE
)

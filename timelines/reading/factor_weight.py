"""How surely a sentence or a list item states a cause or condition of the incident."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading.cues import Cues
from timelines.reading.model import Place
from timelines.reading.sections import Section

# Words that a cheap search looks for; a sentence without any of them is weighed only where its heading
# announces causes.
CUES = (
    "caus", "due to", "led to", "lead", "result", "trigger", "contribut", "stem", "attribut", "culprit",
    "reason", "introduced", "bug", "defect", "flaw", "race ", "config", "correct", "improper", "lack",
    "missing", "unaware", "assum", "wrong", "fail", "coded", "without", "not ", "nobody", "no one",
    "out of date", "outdated", "n't ", "n’t ",
    "undetected", "unnoticed", "mistak", "single point", "theori", "mismatch", "exhaust", "ran out",
    "run out", "out of ", "too ", "overwhelm", "overload", "leak", "corrupt", "expir", "inadvertent",
    "accident", "unwitting", "unintention", "erroneous", "allow", "meant that", "made ", "making",
    "prevent", "delayed", "worse", "amplif", "exacerbat", "compound", "never ", "unexpected", "affected by",
    "vulnerab", "sufficient", "inadequate", "incompatib", "deadlock", "spike", "stale", "unable",
    "believed", "suspect", "related to", "left ", "no ", "began w", "started w", "began after",
    "began during", "occurred w", "happened w", "issue was", "problem was", "core ", "used up", "render",
    "filled", " full", "break in",
)  # fmt: skip

_DISKS = r"(?:disks?|file ?systems?|partitions?|volumes?|drives?)"
_HARDWARE = (
    r"(?:disks?|drives?|switch(?:es)?|routers?|pdus?|power suppl(?:y|ies)|ups|units?|"
    r"(?:raid )?controllers?|line cards?|cables?|fib(?:re|er)s?|generators?|batter(?:y|ies)|breakers?|"
    r"arrays?|motherboards?)"
)
_NO_PLAN = r"(?! (?:be|run|start|begin|end|happen|go|launch|open|close|finish|ship)\b)"

# Says outright that something is a cause.
_STATES = Cues(
    (
        "cause|trigger|issue|problem",
        r"(?:root|primary|main|underlying|ultimate|direct|immediate|technical|proximate|actual|real|"
        r"initial|core)[- ](?:technical )?(?:causes?|trigger|issue|problem)(?: of [^.]{1,80}?)? (?:was|is|"
        r"were|are|being|appears?|turned out|lies|lay|has been)\b",
    ),
    ("caused by", r"\bcaused by"),
    (
        "due to|because of|caused|triggered by",
        r"\b(?:was|were|is|are|been|being) (?:\w+ ){0,2}"
        rf"(?:due to{_NO_PLAN}|because of|caused (?!un|an? ou)|triggered by)",
    ),
    ("contribut", r"contributing factors? (?:was|is|were|included?)|(?:also|further|likely) contributed|"
                  r"contributed to (?:the|this|an?|our)"),
    ("stem", r"stem(?:s|med|ming)? from"),
    ("from", r"(?:result|aris)(?:ed|ing|es|en|ose)? (?:directly )?from"),
    ("attribut|traced|culprit", r"attribut(?:ed|able) to|traced (?:back )?to|\bculprits? (?:was|were|is)\b|"
                                r"\b(?:was|is|as) (?:the |an? |one )?(?:\w+ )?culprit"),
    (
        "cause|reason|trigger",
        r"the (?:\w+ ){0,2}(?:cause|reason|trigger) (?:was|is|for|of [^.]{1,60}? (?:was|is)|the|that|why)\b",
    ),
    ("trigger", r"triggered by|triggering (?:the|this|an|a)\b"),
    (
        "incident|outage|issue|problem|failure|disruption",
        r"(?:incident|outage|issue|problem|failure|disruption) (?:was|is|began|started|occurred|happened|"
        r"arose) (?:\w+ ){0,2}(?:due|because|when|after|as a result)\b",
    ),
    (
        "did not|didn|failed to|had not|hadn|never",
        r"(?:we|team|they|engineers|investigation)\b[^.]{0,40}\b(?:did not|didn'?t|didn’t|failed to|had "
        r"not|hadn't|never) (?:notice|detect|catch|realis|realiz|test|verif|valid|consider|anticipat|"
        r"account|monitor|check|know|understand|communicat|inform|document|update|enforce|configure|plan|"
        r"limit)",
    ),
    ("avoided|prevented", r"(?:could|would|might) have (?:been )?(?:avoided|prevented) "),
    ("deemed|considered|thought", r"\b(?:was|were) (?:deemed|considered|thought|believed) (?:to be "
                                  r")?(?:low[- ]risk|safe|harmless|unlikely)"),
    ("responsible|blame", r"(?:is|was) (?:what )?(?:responsible for (?:the|this|these|our) (?:\w+ "
                          r"){0,2}(?:outage|incident|failure|issue|problem|"
        r"error|disruption|delay|load)|to blame)"),
    ("due to", r"due to (?:a|an) (?:\w+ ){0,4}(?:bug|error|mis\w+|flaw|defect|failure|fault|change)"),
)  # fmt: skip
# Names a condition that things go wrong by.
_NAMES = Cues(
    (
        "config|correct|proper|advertent|accident|unwitting|unintention|erroneous|mistak|coded|misplaced",
        r"mis-?configur\w*|\bincorrect(?:ly)?|\bimproper(?:ly)?|inadvertent\w*|accidental\w*|unwitting\w*|"
        r"unintention\w*|"
        r"erroneous\w*|mistaken\w*|hard-?coded|misplaced|by mistake",
    ),
    ("introduced", r"\bintroduced\b[^.]{0,50}(?:bug|leak|regression|error|problem|issue|race)"),
    (
        "bug|defect|flaw|race|regression|vulnerab|leak|deadlock|error",
        r"(?:\ban?|\banother|\bknown|\bhad|\blatent|\bsoftware|\bold) (?:\w+ ){0,3}(?:bug|defect|flaw|race "
        r"condition|regression|vulnerability|memory leak|resource leak|deadlock|logic error)\b",
    ),
    (
        "no|n't|n’t|lack|missing|without|insufficient|inadequate",
        r"\b(?:no|not|\w{2,6}n['’]t|lack(?:ed|ing|s)?|missing|without|insufficient|"
        r"inadequate)\b[^.,;]{0,40}(?:monitor|alert|"
        r"limit\b|limits|tests?\b|tested|checks?\b|validat|verif|backoff|circuit|redundan|document|review|"
        r"safeguard|guard|"
        r"protect|enforced|quota|metrics|covered|visib|observab)",
    ),
    ("lack|without", r"\black(?:ed|s|ing)? (?:of |the |an? |any |adequate |sufficient |proper )|"
                     r"without (?:\w+ ){0,2}(?:staged|gradual|canary|prior|proper|adequate|enough|"
                     r"sufficient)"),
    ("unnoticed|undetected|unaware|unbounded|untested|unlimited", r"\bun(?:noticed|detected|aware|bounded|"
                                                                  r"tested|limited)\b"),
    ("assumed", r"(?:we|team|they|engineers?|operators?) (?:had )?(?:wrongly |incorrectly )?assumed"),
    (
        "point|mismatch|incompatib| out|used up|exhaust",
        r"single point|mismatch|incompatib\w*|\b(?:ran|run(?:ning)?) out\b|out of (?:memory|disk)|used up|"
        r"exhaust(?:ed|ion)",
    ),
    ("too ", r"too (?:many|small|aggressive|simplistic|low|high|short|few|much|permissive|late|large|"
             r"long)\b"),
    ("malfunction|misbehav|faulty|defective|bad |wrong |invalid ",
     r"malfunction\w*|misbehav\w*|\bfaulty|\bdefective|\b(?:bad|wrong|invalid) (?:\w+ )?(?:config\w*|route|"
     r"value|setting|"
     r"version|image|update|address|parameter|rule|data)\b"),
    ("nobody|no one", r"\b(?:nobody|no one)\b[^.]{0,40}\b(?:knew|noticed|realis|realiz|checked|was (?:aware|"
                      r"paged|alerted)|responded)"),
    ("alert|alarm|monitor|page", r"\b(?:alert|alarm|monitor|page)\w*\b[^.]{0,60}\b(?:did not|didn['’]?t|"
                                 r"never|failed to) "
                                 r"(?:fire|trigger|page|alert|notify|catch|detect|go off)"),
    ("out of date|outdated", r"\bout of date|\boutdated"),
    ("filled|full", rf"\b{_DISKS}\b[^.,;]{{0,40}}\b(?:filled up|(?:was|were|became|got) (?:\w+ )?full\b)"),
    ("fail|break ", rf"\b{_HARDWARE}\b[^.,;]{{0,40}}\bfail(?:ed|ures?)\b|"
                    rf"\bfailures? of (?:\w+[ -]){{0,4}}{_HARDWARE}\b|"
                    r"\bbreak in (?:\w+ ){1,3}(?:cable|fib)"),
    ("space|capacity|memory|connections|resources|room",
     r"\bno (?:\w+ ){0,3}(?:space|capacity|memory|connections|resources|room)\b"),
    ("expir", r"\bexpir(?:ed|y|ation|es)\b"),
    (
        "not|n't|n’t",
        r"(?:was|were|been)(?: not|n['’]?t) (?:\w+ )?(?:followed|configured|set|enabled|updated|deployed|"
        r"renewed|applied|"
        r"completed|designed|aware|tested|clear|committed|defined|enforced|covered|evicted|removed|able|"
        r"passed|propagated)|"
        r"not (?:properly|correctly|clearly|sufficiently|adequately|fully|been renewed)",
    ),
    (
        "exacerbat|amplif|made|compound|prolong",
        r"exacerbat\w*|amplif\w*|made (?:it|this|things|the \w+) (?:worse|harder|more difficult|difficult|"
        r"challenging)|compound(?:ed|ing)|prolonged",
    ),
    ("affected by", r"affected by an? (?:\w+ ){0,2}(?:outage|bug|failure|incident)"),
)  # fmt: skip
# Ties two things together, a cause and an effect.
_LINKS = Cues(
    ("due to|because", rf"\bdue to\b{_NO_PLAN}|\bbecause\b"),
    ("led to|leads to|leading to|lead to", r"\b(?:led|leads|leading) to\b"),
    ("result", r"\bresult(?:ed|ing|s)? in\b|as a result of\b"),
    ("following|after", r"\bfollowing an? [^,.]{0,40}(?:increase|spike|surge|change|upgrade|deploy\w*|"
                        r"migration|release)"),
    ("created", r"\bcreated an? [^.]{0,30}(?:spike|load|storm|bottleneck|deadlock|backlog|loop)"),
    ("caus", r"\bcaus(?:ed|es|ing)\b"),
    ("trigger", r"\btrigger(?:ed|ing)\b"),
    ("meant that|consequence of", r"\bmeant that\b|as a consequence of"),
    ("prevent|failed to|delayed|worsen|overwhelm|corrupt|render",
     r"prevent(?:ed|ing)\b|failed to\b|delayed\b|worsen\w*|overwhelm\w*|corrupt\w*|\brendering"),
    ("left ", r"left (?:the|multiple|a|an|us|behind|over)\b"),
    ("making", r"making (?:it|the)\b"),
    ("able to", r"was(?:n't| not) (?:\w+ )?able to"),
    ("theori", r"theori[sz]ed|hypothesi[sz]ed"),
    ("related to|allow", r"related to (?:the|an?)\b|allow(?:ed|ing) (?:the|an?|this) (?:\w+ ){0,2}(?:issue|"
                         r"problem|attack|bug|error|failure|traffic|change|request)"),
)  # fmt: skip
_HINTS = Cues(
    (
        "cause|since|therefore|thus|so that|unexpected|fail|unable|suspect|believ|spike|surge|stale|never|"
        "leak|overload|assum|change",
        r"\b(?:causes?|since|therefore|thus|so that|unexpected\w*|fail(?:ed|ure|ing)s?|unable|suspect\w*|"
        r"believed|spike|surge|stale|never|leak\w*|overload\w*|assum\w+|changed|changes)\b",
    ),
)
_EFFECT = Cues(
    (
        "alert|alarm|page",
        r"\b(?:alerts?|alarms?|pages?) (?:was|were|had been|got) triggered|trigger(?:ed|"
        r"ing) (?:\w+ ){0,3}(?:alerts?|alarms?)\b",
    ),
    (
        "as a |consequently|this |the |user|customer|visitor|impact",
        r"^(?:as a (?:result|consequence)\b|consequently|this (?:impacted|affected|means|left)|the "
        r"(?:impact|effect)s?|users? |customers? |visitors? |(?:customer |user |business )?impact\b)",
    ),
    (
        "user|customer|client|visitor|player|merchant",
        r"\b(?:users?|customers?|clients?|visitors|players|merchants) (?:\w+ ){0,4}(?:were|was|experienced|"
        r"could|saw|had|may|might|received|encountered|reported)\b",
    ),
    ("this |that |it ", r"^\W*(?:this|that|it) (?:also )?(?:made it|left|meant)"),
    ("this ", r"^.{1,40}\b(?:and|so) this (?:\w+ )?(?:caus|led\b|result|meant|prevent)"),
    (
        "this|that|it |which",
        r"^\W*(?:this|that|it|which) (?:was |is |has |also |then |in turn )*(?:caus|led\b|result|trigger|"
        r"meant)",
    ),
    (
        "experienc|faced",
        r"\bexperienc(?:ed|ing) (?:an?|elevated|increased|degraded|intermittent|significant|multiple|"
        r"issues|delays)|faced disruptions",
    ),
)
_HYPOTHETICAL = Cues(
    (
        "would|could have|might have|should|if |in case|in the case|event of|event that|next time|ideally|"
        "will |future|hopefully|can be|we can",
        r"\b(?:would have(?! (?:been )?(?:avoided|prevented))|could have(?! been (?:avoided|prevented))|"
        r"might have|should|(?:^|, |\band )if (?:we|the|this|you|it|a|multiple)\b|"
        r"would (?:be|allow|help|make)|in (?:the )?(?:case|event) (?:of|that)|next time|ideally|"
        r"will (?:be|allow|help|make|prevent|ensure|now|not|reduce)|in (?:the )?future|hopefully|we can\b|"
        r"can be (?:used|caused))",
    ),
)
_REMEDY = Cues(
    (
        "resolved|fixed|mitigat|restored|addressed|corrected|reverted|rolled|recovered|disabled|implemented|"
        "restarted|deployed",
        r"\b(?:was|were|has been|have been|been) (?:\w+ ){0,2}(?:resolved|fixed|mitigated|restored|"
        r"addressed|corrected|reverted|rolled back|recovered|disabled)\b|\b(?:we|they|team|engineers) "
        r"(?:\w+ ){0,2}(?:fixed|resolved|reverted|rolled back|restored|mitigated|deployed a fix|"
        r"implemented|restarted)\b",
    ),
    ("to |in response|once ", r"(?<!designed )(?<!meant )(?<!intended )(?<!supposed )\bto (?:prevent|avoid|"
                              r"ensure|reduce|mitigate|address|resolve|fix) |"
        r"^(?:in response|to (?:resolve|fix|remediate|mitigate|restore)|once )\b"),
    ("remediation|workaround|mitigation|solved|fixed",
     r"\bremediation\b|\bworkaround\b|\bmitigations?\b|\b(?:re)?solved (?:the|this)\b|\bfixed (?:the|this|"
     r"by)\b"),
)  # fmt: skip
_SEARCH = Cues(
    (
        "unknown|unclear|investigat|known",
        r"(?:cause|reason)s? (?:of \w+ )?(?:is|was|are|of (?:this|the) \w+ (?:is|was)|(?:of|for) which is) "
        r"(?:still |as yet |currently |not yet |being ){0,3}(?:unknown|unclear|under investigation|"
        r"investigated|not (?:yet )?known)|investigat(?:ing|ion|e|ed)\b[^.]{0,60}\bcause|root cause unknown",
    ),
    (
        "cause|reason",
        r"(?:identified|found|determined|discovered|find|understand|understanding|identify|identifying|"
        r"determine|working on) the (?:root |underlying )?(?:cause|reason)\b(?! (?:was|is|to be|as|of "
        r"[^.]{1,60} (?:was|is|as)))|root cause (?:analysis|tbd|has been identified)|root cause was (?:not "
        r")?(?:identified|found|determined)(?! (?:as|to))|other root cause|root causes can|cause of "
        r"(?:this|the) \w+ (?:will|has yet)",
    ),
    ("combination of", r"combination of (?:\w+ ){0,2}(?:factors|events|issues|problems|failures)\W{0,3}\Z"),
    ("trigger|cause|reason", r"not one single trigger|(?:trigger|cause|reason)s?\b[^.]{0,60}\b(?:remain(?:s|"
                             r"ed)?|was|were|is) "
                             r"(?:still )?(?:unknown|unclear|not (?:yet )?(?:identified|known|found|"
                             r"determined))"),
    ("factors|reasons|causes", r"\b(?:several|multiple|various|many|a number of|two|three|four) (?:\w+ "
                               r"){0,2}(?:factors|reasons|causes)\b(?![^.]{0,80}:)"),
    ("understanding of|explanation of|account of|description of",
     r"\b(?:understanding|explanation|account|description) of (?:what|how|why)\b"),
    ("frustrat|inconvenien|regret|trust|recogni|seriously", r"frustrat|inconvenien|\bregret|recogni[sz]e "
                                                            r"(?:that|how)|seriously"),
    ("this |reported|disclosed|contains", r"^\W*this (?:document|report|post|page|article|write-?up|advisory|"
                                          r"section) |"
                                   r"\b(?:was|were) (?:first )?(?:reported|disclosed) (?:to us|to|by)\b|^the "
                                   r"(?:\w+ ){1,3}contains "),
    ("apolog|sorry|?|thank|found here|err", r"apologi[sz]|sorry|\?\s*$|thank|can be found here|"
                                            r"\berr(?:or)?=\S"),
)  # fmt: skip
_SETTLED = Cues(
    (
        "cause",
        r"cause (?:was|is|of [^.]{3,60} (?:was|is)) (?:an?(?! (?:\w+ )?combination)|the|that|due|when|our|in|"
        r"caused|traced|"
        r"incorrect|insufficient|(?!not )[a-z]+ed\b)",
    ),
    ("identified|traced|attributed|determined", r"(?:identified|traced|attributed|determined) (?:as|to)\b"),
    ("caused by|due to", r"caused by|due to"),
)
_GENERAL = Cues(
    (
        "is |are ",
        r"\b(?:is|are) (?:an? |the )?(?:\w+ ){0,4}(?:used|designed|responsible|called|known as|component|"
        r"service|tool|system|process|feature|mechanism|protocol|library|platform)\b",
    ),
    ("typical|usual|general|normal|by design|for example|e.g.",
     r"\b(?:typically|usually|generally|normally|in general|by design|for example|e\.g\.|typical)"),
    ("can |may ", r"\b(?:can|may) (?:\w+ )?(?:cause|lead|result|change|happen|display)"),
)  # fmt: skip
_CLOSES = Cues(
    ("solved|fixed", r"\b(?:re)?solved (?:the|this|it)\b|\bfixed (?:the|this|it)\b|\bwas (?:resolved|fixed)"),
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
    Section.NARRATIVE: -1,
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
    """A sentence of prose.

    `is_first`: the first below a heading of causes, or the first of a paragraph on what went wrong.
    """
    low = words.lower()
    start = _SECTION_POINTS[section]
    if start < -1 and not any(word in low for word in _OUTRIGHT):
        return Weight(0, None)
    points, cue, is_stated = _said(low)
    points += start
    if is_first and not says_how_many(words):
        points += _bonus(low, points, section)
    if points < 2 or (_SEARCH.search(low) and not _SETTLED.search(low)):
        return Weight(0, cue)
    return Weight(points - _doubts(low, is_strong=is_stated and points > 3), cue)


_HOW_MANY = re.compile(
    r"\W*(?:several|multiple|various|many|some|there (?:were|are|was)|a number of|two|three|four|five|"
    r"the following) [^.]{0,60}\b(?:factors|causes|reasons|gaps|conditions|things|issues|problems|"
    r"failures)\b|\W*(?:none\b|n/a\b|not applicable|no (?:contributing|other|further|known) )",
    re.IGNORECASE,
)


def says_how_many(words: str) -> bool:
    """Whether a sentence only announces factors (“Three gaps …”), or says that there are none."""
    return _HOW_MANY.match(words) is not None


def _bonus(low: str, points: int, section: Section) -> int:
    """Points for the first sentences below a heading: what happened counts there without further words."""
    if section is Section.WRONG:
        return 2
    return max(1, _LIKELY - points) if _HAPPENED.search(low) else 0


_LIKELY = 3
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|didn['’]?t|[a-z]{3,}ed|broke|ran|led|sent|made|took|became|began|held|lost|went|"
    r"fell|hit|got|grew|"
    r"wrote|built|kept|left|set|put|cut|shut|stuck)\b"
)

# Where something else is told, only words like these are worth a closer look.
_OUTRIGHT = ("cause", "due to", "because", "trigger", "contribut", "result", "stem", "attribut", "culprit")


def _said(low: str) -> tuple[int, Place | None, bool]:
    """Points for the words alone, those that count most, and whether they state a cause outright."""
    states, names = _STATES.search(low), _NAMES.search(low)
    links = None if states else _LINKS.search(low)
    cue = states or names or links or _HINTS.search(low)
    points = 4 if states else 3 if names else 2 if links else 1 if cue else 0
    points += bool(names and (states or links))
    return points, Place(cue.start(), cue.end()) if cue else None, states is not None


def _doubts(low: str, *, is_strong: bool) -> int:
    doubts = (1 if is_strong else 2) * (bool(_EFFECT.search(low)) + bool(_REMEDY.search(low)))
    return doubts + 2 * bool(_HYPOTHETICAL.search(low)) + bool(_GENERAL.search(low))


def weigh_item(words: str, section: Section) -> Weight:
    """An item of a list under a heading of causes, of what went wrong, or of lessons."""
    low = words.lower()
    points, cue, _is_stated = _said(low)
    doubts = 2 * bool(_HYPOTHETICAL.search(low)) + 3 * bool(_CLOSES.search(low))
    if section is Section.CAUSES:
        return Weight((5 if cue else 4) - min(doubts, 1 if cue else doubts), cue)
    if section is Section.WRONG:
        return Weight((4 if points > 1 else 3) - doubts, cue)
    if section is Section.WELL:
        return Weight(2, cue)
    found = weigh_sentence(words, section, is_first=False)
    return Weight(found.points + (1 if section is Section.LESSONS and points > 1 else 0), found.cue)

"""Which milestone the words of an event speak for, and how plainly."""

from __future__ import annotations

import re
from typing import NamedTuple

from timelines.models import Milestone
from timelines.notes.words import NAMES_RESOLVED, NOT_YET
from timelines.reading.guarded import Guarded, any_of

Mark = Milestone.Kind

_THING = (
    r"(?:outages?|incidents?|impact|disruptions?|degradations?|downtime|problems?|issues?|errors?|"
    r"failures?|delays?|"
    r"unavailability|interruptions?|attacks?|disturbances?|alerts?|event)"
)
_SERVICES = (
    r"(?:services?|site|website|systems?|hubs?|apis?|app(?:lication)?s?|platform|users?|traffic|everything|"
    r"clusters?|"
    r"operations?|functionality|access|connectivity|customers?|jobs?|production|prod|server|database|all|"
    r"network|performance|"
    r"error rates?|latency|deployments?|environment|checks?|pods?|nodes?|websites?)"
)


class Weight(NamedTuple):
    """A way of saying, and how much it counts: 90 says it plainly, 60 in passing."""

    worth: int
    words: Guarded


_BEGAN: tuple[Weight, ...] = (
    Weight(95, any_of(rf"(?:beginning|start|onset) of (?:the |this |our )?(?:\w+ )?{_THING}")),
    Weight(
        95,
        any_of(
            r"(?:the |this )?(?:\w+ )?(?:incident|outage|impact|disruption|downtime|issue|problem|"
            r"event) (?:\w+ )?"
            r"(?:began|begins|started|starts|commenced|start)"
        ),
    ),
    Weight(90, any_of(rf"{_THING} (?:\w+ ){{0,4}}since")),
    Weight(88, any_of(r"it (?:all )?(?:began|started)")),
    Weight(
        85,
        any_of(
            rf"{_THING} (?:\w+ ){{0,3}}(?:began|begins?|started|starts?|commenced|first (?:appeared|"
            rf"occurred))"
        ),
    ),
    Weight(
        85,
        any_of(
            r"(?:began|started|begins?|starts?) (?:to )?(?:experienc\w+|fail\w*|see\w*|return\w* (?:\d|"
            r"errors?)|"
            r"tim\w+ out|degrad\w*|observ\w+|suffer\w*|crash\w*)"
        ),
    ),
    Weight(
        82,
        any_of(
            r"(?:we|customers|users|service|[A-Z]\w+|which) (?:\w+ ){0,2}experienc(?:ed|ing)|"
            r"suffered (?:an?|from)"
        ),
    ),
)
_SYMPTOM = any_of(
    r"(?:hard |is |was |went |goes |going |been |being )down|outage|unavailable|inaccessible|unreachable|"
    r"unresponsive|"
    r"(?!nothing)not ?(?:\w+ing|work|available|accessible|reachable|ready)|\w{0,20}NotReady|"
    r"stop(?:s|ped|ping) (?:\w+ing)|"
    r"fail(?:s|ed|ing|ures?)?|errors?|crash\w*|degrad\w*|disrupt\w*|slow(?:ly|er|ness|down|ed)?|latenc(?:y|"
    r"ies)|time-?outs?|"
    r"timed? out|timing out|delay(?:s|ed)?|unable|cannot|can ?not|could ?n[o']t|run(?:s|ning)? out of|"
    r"ran out|out of memory|"
    r"oom\w*|drops? to zero|dropped|dropping|expire[sd]?|spikes?|spiking|saturat\w+|overload\w*|deleted|"
    r"lost|loses|broken?|"
    r"breaks|unusual|stuck|corrupt\w*|reports? (?:of|that)|complain\w*|5\d\ds?|404s?|"
    r"(?:do|does|did)n['’]t work|wrong(?:ly)?|"
    r"problems?|issues?|starv\w+|exhaust\w+|unhealthy|interrupt\w*|hang(?:s|ing)?|hung|panic\w*|reach(?:ed|"
    r"es) out|"
    r"stall(?:s|ed)?|impact(?:ed|ing)?|elevated|evict\w*|killed|missing|blank page|"
    r"first (?:\w+ )?(?:tickets?|reports?|complaints?)|arose|(?:at|to|of|"
    r"reach(?:es|ed)|is|was) (?:0|zero) ?(?:%|percent)?(?!\w)|partition(?:ed)?|"
    r"disconnect\w*|tripped|blackout|blocked|rejected|refused|attack\w*|"
    r"compromis\w+|malicious|breach\w*|leak\w*|exploit\w*|incident|affected|no longer|misrouted|power"
)
_LESS = any_of(
    r"fail(?:s|ed|ing)?[ -]?overs?|no (?:impact|errors?|alerts?|issues?|problems?|failures?|outage)|"
    r"scheduled|planned|as expected|"
    r"nothing (?:\w+ ){0,2}wrong|successful(?:ly)?|"
    r"(?:incident|outage|sev ?-?\d|p\d) (?:\w+ ){0,2}declared|declar\w+ (?:an? |the |as )?(?:\w+ ){0,2}"
    r"(?:incident|outage)|acknowledg\w+ (?:the |an? )?(?:\w+ )?(?:incident|outage|issue|problem)|"
    r"incident (?:channel|call|bridge|room|commander|response|review|report)"
)

_DETECTED: tuple[Weight, ...] = (
    Weight(
        90,
        any_of(r"(?:was |were |is |first |been )?(?:detected|discovered|noticed)|notices|detects?|discovers"),
    ),
    Weight(
        88,
        any_of(
            r"paged|pages (?:the )?(?:on-?call|engineer)|(?:pagerduty|opsgenie|"
            r"on-?call) (?:\w+ ){0,2}(?:alert(?:ed|s)?|paged|pages|notified)"
        ),
    ),
    Weight(
        88,
        any_of(
            r"(?:alerts?|alarms?|monitors?|monitoring|probes?) (?:\w+ ){0,3}(?:fire[sd]?|firing|"
            r"trigger(?:ed|s)?|went off|"
            r"goes off|detect\w*|report\w*|alert(?:ed|s)?|sent|raised|came in)|(?:first|initial) alerts?"
        ),
    ),
    Weight(
        85,
        any_of(
            r"(?:alerted|alarmed|notified) (?:us|the|our|on-?call|about|of|by|to)|"
            r"receiv\w+ (?:\w+ ){0,4}(?:alerts?|reports?|"
            r"notifications?|complaints?|tickets?)|(?:we|team|engineers?) (?:first )?(?:became aware|"
            r"become aware|observed|saw|noticed)|"
            r"became aware|automated (?:alert|warning|monitoring)"
        ),
    ),
    Weight(
        80,
        any_of(
            r"first (?:\w+ )?(?:tickets?|reports?|complaints?|calls?)|(?:was|were) reported(?! (?:back|"
            r"healthy|operational|to be|as))|report(?:ed|s|ing)? (?:that|"
            r"an?|the|issues?|problems?|errors?|"
            r"seeing|"
            r"being|by|on|as|it|down|in|missing)|"
            r"reports (?:of|from|in)|(?:customers?|users?|developers?|someone|"
            r"community) (?:\w+ ){0,3}report\w*|"
            r"(?:tickets?|issue) (?:\S+ )?(?:is |was |has been )?(?:opened|filed|raised|created|received|"
            r"submitted)|reach(?:ed|es) out"
        ),
    ),
)
_ACKNOWLEDGED: tuple[Weight, ...] = (
    Weight(92, any_of(r"acknowledge[sd]?|acked|acks|ack['’]d")),
    Weight(
        90,
        any_of(
            r"(?:incident|sev ?-?\d|major incident|p\d) (?:\w+ ){0,3}(?:declared|opened|raised|called|"
            r"created|started by)|"
            r"declar\w+ (?:an? |the |as )?(?:\w+ ){0,2}(?:incident|outage|sev)|"
            r"escalat\w+ (?:\w+ ){0,3}(?:to |into )"
        ),
    ),
    Weight(
        80,
        any_of(
            r"on-?call (?:\w+ ){0,2}(?:joins?|joined|responds?|responded|begins?|began|starts?|started)|"
            r"(?:begin|began|start(?:s|ed)?) (?:an |the |our |to )?investigat\w*|investigation (?:is |"
            r"was )?(?:starts|started|begins|began)|"
            r"incident (?:response|channel|call|bridge|room) (?:\w+ ){0,2}(?:opened|started|created)|"
            r"(?:engineers?|team|responders?) (?:\w+ ){0,3}(?:joined|respond(?:ed|s)?|engaged)"
        ),
    ),
)
_IDENTIFIED: tuple[Weight, ...] = (
    Weight(
        92,
        any_of(
            r"(?:root )?(?:cause|culprit|source|reason)s? (?:of \w+(?: \w+){0,4} )?"
            r"(?:(?:is|was|were|has been|are|had been) (?:\w+ )?)?"
            r"(?:identified|found|determined|discovered|diagnosed|confirmed|isolated|to be|known|traced)|"
            r"(?:identif(?:ied|ies)|found|determined|discovered|diagnosed|isolated|pinpoint(?:ed|"
            r"s)) (?:\w+ ){0,2}"
            r"(?:(?:root )?cause|culprit|source|reason|trigger)|(?:issue|problem|bug) (?:is|was|"
            r"has been) (?:identified|diagnosed|found)"
        ),
    ),
    Weight(
        80,
        any_of(
            r"found (?:it|the (?:problem|issue|bug|leak|lock|fault))|identified (?:that|the|a|an|as|it)|"
            r"traced (?:\w+ ){0,3}to|realis(?:ed|es) (?:that )?|realiz(?:ed|es) (?:that )?|"
            r"is identified|was identified|were identified|(?:narrowed|tracked) (?:\w+ ){0,3}down"
        ),
    ),
)
_MITIGATED: tuple[Weight, ...] = (
    Weight(
        92,
        any_of(
            r"mitigated|mitigat(?:e|ion) (?:is |was )?(?:in place|complete[d]?|applied|works|worked|"
            r"deployed|successful)|"
            r"impact (?:was |is |has )?(?:ended|reduced|mitigated|contained|over)|(?:issue|incident|"
            r"impact) contained"
        ),
    ),
    Weight(
        85,
        any_of(
            r"(?:roll(?:ed)? ?back|revert(?:ed)?|fix|hotfix|patch) (?:\w+ ){0,3}(?:complete[ds]?|deployed|"
            r"took effect|implemented|"
            r"effective|in place|live|rolled out|finished|released|published|applied|worked|fixes|fixed)|"
            r"(?:deployed|released|applied|rolled out|shipped)[, ]{1,2}(?:\w+ ){0,5}(?:fix(?:es)?|undoing|"
            r"reverting|restoring|hotfix|patch|rollback|revert|workaround)"
        ),
    ),
    Weight(
        80,
        any_of(
            r"(?:start(?:s|ed|ing)?|began|begins?|beginning) (?:to )?(?:see(?:ing)? )?(?:recover\w*|"
            r"improv\w*|stabili\w*|drop\w*|normali\w*)|"
            r"recovering|(?:signs of |partial(?:ly)? )recover(?:y|ed)|rolled back|reverted|"
            r"stabili[sz](?:ed|es)|mostly recovered|"
            r"error rates? (?:\w+ )?(?:drop(?:ped|s)?|decreas\w+|fell|declin\w+)"
        ),
    ),
)
_RESOLVED: tuple[Weight, ...] = (
    Weight(
        97,
        any_of(
            r"full recovery (?:across|of) all|all (?:\w+ )?(?:affected|impacted|"
            r"remaining) (?:\w+ ){0,2}(?:were |had |have |was )?(?:\w+ )?(?:recovered|restored)"
        ),
    ),
    Weight(
        96,
        any_of(
            r"until (?:it|they|the \w+) (?:was|were|had been|could be) (?:\w+ )?(?:resolved|restored|fixed|"
            r"reverted)"
        ),
    ),
    Weight(
        96,
        any_of(
            r"(?:outage|incident|issue|problem|impact|disruption|downtime|event|"
            r"it) (?:\w+ ){0,2}(?:lasted|continued|persisted) "
            r"(?:until|till|to)|(?:ending|end) (?:of )?(?:the |this )?(?:outage|incident|impact)|"
            r"(?:outage|incident|impact|disruption|downtime|event) (?:\w+ )?(?:to an end|ended|ends|end|"
            r"over|concluded|finished)"
        ),
    ),
    Weight(
        95,
        any_of(
            r"full (?:service|resolution|recovery|functionality|operations?|restoration|access|health)|"
            r"impact end(?:ed|ing)|it was (?:all )?over"
        ),
    ),
    Weight(
        94,
        any_of(
            r"fully (?:resolved|recovered|restored|operational|functional|mitigated|back|available)|"
            r"(?:everything|it all|all of it|all (?:\w+ ){0,2}(?:services|systems|issues|errors|problems)) "
            r"(?:\w+ ){0,2}(?:resolved|fixed|solved|over)"
        ),
    ),
    Weight(
        90,
        any_of(
            rf"{_SERVICES} (?:\w+ ){{0,4}}(?:is |was |are |were |has been |have been |had been |had |"
            rf"has )?(?:now )?(?:completely |fully |finally )?"
            r"(?:restored|back up|back online|back to normal|recovered|operational again)"
        ),
    ),
    Weight(
        92,
        any_of(
            r"(?:outage|incident|issue|problem|impact) (?:\w+ ){0,3}(?:resolved|fixed|over|solved)|"
            r"(?:officially|completely|finally) resolved|fix(?:es|ed) (?:the|this) (?:issue|problem|"
            r"outage)|all clear|all systems (?:\w+ )?(?:operational|normal|go|nominal|restored)|"
            r"(?:everything|all services|all systems|all jobs|all customers|service|"
            r"services) (?:\w+ ){0,4}(?:back|okay|ok|normal|operational|normally|"
            r"restored|correctly|healthy|recovered|stable|fine|up(?!-))|return(?:s|ed)? to normal|"
            r"back to normal|back online|verified operational"
        ),
    ),
    Weight(
        90,
        any_of(
            r"(?:persist|continu|last)(?:ed|ing) (?:until|through|till)|up and running|"
            r"reported (?:as )?(?:being )?(?:up|healthy|operational|back online)|reopened (?:to|for)"
        ),
    ),
    Weight(
        84,
        any_of(
            r"resolved(?! to\b)|(?:incident|ticket|case) (?:\w+ ){0,3}closed|closed (?:the|this|"
            r"our) (?:\w+ )?incident|confirm(?:ed|"
            r"s)? (?:\w+ ){0,4}(?:resolved|recovered|"
            r"working|fixed|operational|restored)|recovery (?:\w+ )?complete[d]?|"
            r"(?:restored|recovered|operational|healthy|stable)(?! from\b)|all good|"
            r"back (?:under|below|within|at|to) (?:the |its |our )?(?:\d|normal|baseline|usual)|"
            r"(?:working|works|running|going|flowing|operating) (?:again|normally|as expected|correctly|"
            r"properly|smoothly|fine)|(?:normal|okay|ok|fine) again|"
            r"(?:is|are|was|were) (?:being )?(?:processed|accepted|delivered|served|possible|"
            r"handled|received) again|everything is fine|problem (?:was |"
            r"is )?(?:resolved|gone)|"
            r"(?:(?:is|are|was|were) (?:back )?|(?:came|come|comes) back )(?:online|up)(?: again)?|back up|"
            r"(?:came|comes) back(?= (?:at|by|around|after|about)\b|\s?[.,;]|$)|"
            r"(?:reachable|available|accessible|online|working|usable) again|(?:works?|succeeds?|"
            r"succeeded) again"
        ),
    ),
)
_NOT_RESOLVED = any_of(
    r"believ\w+|first|initial(?:ly)?|majority|several|many|half|not|n['’]t|n't|never|no longer|still|until|"
    r"attempt\w*|try|trying|tries|partial(?:ly)?|some|most(?:ly)?|"
    r"expect\w*|hope\w*|seem(?:s|ed|ingly)?|appear(?:s|ed)?|should|would|will|could|may|might|unable|"
    r"fail\w*|in order to|to be|"
    r"temporar\w*|briefly|if|before|once|when|reported as|thought|assumed|begin\w*|began|start\w*|slowly|"
    r"almost|nearly|recreat\w*"
)
_LATER_WORK = any_of(r"ticket|post-?mortem|report|pagerduty|follow-?up|marked|status page")

_TABLE: tuple[tuple[Mark, tuple[Weight, ...]], ...] = (
    (Mark.DETECTED, _DETECTED),
    (Mark.ACKNOWLEDGED, _ACKNOWLEDGED),
    (Mark.IDENTIFIED, _IDENTIFIED),
    (Mark.MITIGATED, _MITIGATED),
)


_PARTLY = any_of(r"not|n['’]t|never|some|most|mostly|partial|partially|temporarily")


def worth(said: str, ways: tuple[Weight, ...], *, turned: Guarded | re.Pattern | None = None) -> int:
    """How plainly the words say it; 0 where they do not, or where the words before turn it around."""
    for way in ways:
        for match in way.words.finditer(said):
            before = said[max(0, match.start() - 60) : match.start()]
            if NOT_YET.search(before) or (turned is not None and turned.search(_clause_before(before))):
                continue
            if turned is not None and _PARTLY.search(match[0]):
                continue
            return way.worth
    return 0


def _clause_before(before: str) -> str:
    """The words since the last comma or full stop."""
    return re.split(r"[,.;:!?–—]\s|\n", before)[-1]


_NAMES_START = re.compile(
    r"\b(?:around|before|after|since|from|about|at|until|during|near|prior to)(?: the)?\s*$", re.IGNORECASE
)
"""Words before “the start of the outage” where that only says which time is meant."""


def began(said: str) -> int:
    """How plainly the words say that the incident began."""
    return worth(said, _BEGAN, turned=_NAMES_START)


def has_symptom(said: str) -> bool:
    """Whether something was wrong then."""
    return _SYMPTOM.search(_LESS.sub("", said)) is not None and not _ELSEWHERE.search(said)


_ELSEWHERE = any_of(r"their (?:own )?status ?page")
"""What others say of themselves is neither the start nor the end."""


def ended(said: str) -> int:
    """How plainly the words say that it was over."""
    if NAMES_RESOLVED.search(said) or said.rstrip().endswith("?") or _ELSEWHERE.search(said):
        return 0
    found = worth(said, _RESOLVED, turned=_NOT_RESOLVED)
    return found - 12 if found and found < 95 and _LATER_WORK.search(said) else found


def marks_of(said: str) -> dict[Mark, int]:
    """The milestones between start and end that the words speak for, with how plainly."""
    if said.rstrip().endswith("?"):
        return {}
    turned = None if _UNTIL.search(said) else _NOBODY
    found = {mark: value for mark, ways in _TABLE if (value := worth(said, ways, turned=turned))}
    if Mark.MITIGATED in found and _IN_VAIN.search(said):
        del found[Mark.MITIGATED]
    return found


_UNTIL = any_of(r"until")
_NOBODY = any_of(r"nobody|no ?one|none|not|never|n['’]t|without")
_IN_VAIN = any_of(
    r"(?:did|does|do)(?: not|n['’]t) (?:help|work|resolve|fix|solve|improve|change)|(?:had|has|have|with|"
    r"to) no effect|"
    r"without (?:effect|success)|unsuccessful\w*|in vain|to no avail|(?:rollback|revert|fix|"
    r"attempt) (?:\w+ )?(?:fails|failed)|"
    r"persist(?:s|ed)|remained? elevated|no improvement"
)


_OF_INCIDENT = re.compile(rf"\b{_THING}\b", re.IGNORECASE)


def is_of_incident(said: str) -> bool:
    """Whether a sentence with a stretch speaks of the incident or of something that was wrong."""
    return _OF_INCIDENT.search(said) is not None or has_symptom(said)


_LASTING = any_of(
    r"(?:was|were|been|being|remained|became|is|are) (?:\w+ ){0,3}(?:broken|unavailable|down|degraded|"
    r"affected|impacted|inaccessible|exposed|misconfigured|vulnerable|"
    r"unreachable|disrupted|delayed|interrupted|offline|unable|slow)",
    r"experienc(?:ed|ing)|suffered|outages?|downtime|disruptions?|degradation|unavailability|elevated|"
    r"increased (?:error|latenc)\w*|"
    r"fail(?:ed|ing)|saw (?:\w+ ){0,2}(?:errors?|failures?|latency)|could ?n[o'’]t|could not|(?:nobody|"
    r"no ?one|none) (?:\w+ )?(?:could|was able)|were not able|timed out|"
    r"no (?:\w+ ){1,3}(?:was|were) (?:\w+ )?"
    r"(?:sent|delivered|processed|possible|available|accepted|reachable)|technical issues?",
)


def says_lasting(said: str) -> bool:
    """Whether something was wrong all the time between two times."""
    return _LASTING.search(said) is not None


_DIRECT = any_of(
    r"outages?|incidents?|downtime|disruptions?|interruptions?|(?:impact|incident) (?:window|duration|period)"
)


def is_of_whole(said: str) -> bool:
    """Whether a sentence with a stretch speaks of the incident itself, not only of what was wrong."""
    return _DIRECT.search(said) is not None


_ALARM = any_of(
    r"alert\w*|alarm\w*|pagerduty|opsgenie|warn\w*|report(?:s|ed)?|complain\w*|tickets?|"
    r"detect\w*|discover\w*|anomal\w*"
)


def says_alarm(said: str) -> bool:
    """Whether somebody was told that something was wrong, without being told what."""
    return _ALARM.search(said) is not None


_SUPPOSED = any_of(
    r"suspect(?:ed|s)?|(?:could|may|might) have (?:been )?(?:caus\w+|led|trigger\w+|contribut\w+)|"
    r"(?:possible|potential|likely) (?:\w+ )?(?:causes?|candidates?|triggers?)"
)


def is_supposed(said: str) -> bool:
    """Whether something is only thought to have to do with the incident."""
    return _SUPPOSED.search(said) is not None

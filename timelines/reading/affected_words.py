"""The words by which write-ups say that something was affected, as patterns. `affected` says what follows."""

from __future__ import annotations

import re

from timelines.reading.cues import Cues


def _reader(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


# What a cheap search finds first. Patterns for prose are for text in lower case, those for names, fields and
# titles for text as it is.
CUES = (
    "affect", "impact", "unavailable", " down", "outage", "unreachable", "inaccessible", "unresponsive",
    "offline",
    "degrad", "disrupt", "not available", "stopped", "crash", "fail", "experienc", "delay", "error",
    "interrupt",
    "access to", "loss of", "broke", "slow", "became", "become", "suffered", "timed out", "timing out",
    "unusable", "disconnected", "non-operational", "interfer", "prevent", "such as",
    "faced ", " saw ", "stalled", "halted", "not working", "unable to",
)  # fmt: skip

_FIELDS = r"(?:services?|components?|systems?|products?|regions?|applications?|platforms?|areas?)"
FIELD = re.compile(
    rf"^\W{{0,4}}(?:(?:affected|impacted)\b.{{0,30}}|affects|{_FIELDS} (?:affected|impacted|involved)|"
    rf"affected_?\w{{0,20}}|"
    rf"impacted_?\w{{0,20}}|{_FIELDS}_affected|services?|components?|products?|systems?)\W{{0,4}}\Z",
    re.IGNORECASE,
)
HURT_FIELD = re.compile(r"affect|impact", re.IGNORECASE)
LABEL = re.compile(r"\W{0,4}(?P<label>[A-Za-z][A-Za-z /_-]{2,40}?)\W{0,3}:\W{0,4}")
IMPACT_LABEL = _reader(
    r"impact|duration|severity|users?|customers?|start|end|time|rates?|total|data loss|revenue|scope|"
    r"detected|resolved|"
    r"status|affected|number|business|sla|internal|external|peak|recurring|degradation"
)
THIS_AFFECTED = re.compile(
    rf"\b(?:this incident affected|(?:affected|impacted) {_FIELDS}(?: (?:are|were|include[ds]?))?|"
    rf"{_FIELDS} (?:affected|impacted)(?: (?:are|were|include[ds]?))?):\s*(?=\S)",
)
INTRODUCES = _reader(
    r"affect|impact|fail(?:ed|ing)? to (?:re)?start|unavailable|went down|were down|offline|degraded|"
    r"disrupted|outage|"
    r"inaccessible"
)

BETWEEN = re.compile(r"\s*(?:[,;\n]|,?\s(?:and|or|as well as|&)\s)\s*(?:and\s)?")
BETWEEN_LISTED = re.compile(
    r"\s*(?:[,;|\n]|(?<=\w)\s\(|\)\s|\s/\s|,?\s(?:and|or|as well as|&)\s)\s*(?:and\s)?"
)
ARTICLE = re.compile(
    r"(?:the|our|all|some|entire|and|a|an|most)\s(?:entire\s|of\s(?:the|our)\s)?", re.IGNORECASE
)
PART_OF = re.compile(r"(?:the |an? )?\w{3,20} (?:of|for|on|in|to|from) (?=\S)")
NO_NAME = _reader(
    r"\b(?:users?|customers?|people|none|n/?a|unknown|requests|errors?|yes|no|was|were|had|is|are|"
    r"approximately|percent|"
    r"everyone|minutes|hours|potentially|tbd|running|using|partially|with)\b|%|\d{2}:\d\d|^\d+$"
)

# A clause, which is no name: “we don't use …”, “see what it contained”.
TELLS = _reader(
    r"^(?:we|they|you|she|there|this|that|what|which|see|how|why)\b|n['’]t\b|"
    r"\b(?:what|which|that|we|they) \w|\bto (?:connect|see|use|access|get|be|do|have)\b"
)

# Words before what was hurt.
_TROUBLES = (
    r"(?:outages?|degradation|disruptions?|unavailability|failures?|delays?|downtime|problems?|issues?|"
    r"interruptions?|"
    r"errors|slowness|impacts?|crashes)"
)
HURTS = Cues(
    ("affect|impact|disrupt|degrad|interrupt",
     r"\b(?:affect|impact|disrupt|degrad|interrupt)(?:ed|ing|s|es)?(?: (?:on|to))?\s+(?=\S)"),
    ("down|knocked out|broke|crashed",
     r"\b(?:took down|taking down|brought down|bringing down|knocked out|broke|crashed|shut(?:ting)? "
     r"down)\s+(?=\S)"),
    ("outage|degradation|disruption|unavailab|failure|delay|downtime|problem|issue|interruption|error|"
     "slowness|impact",
     rf"\b{_TROUBLES} (?:(?:occurred|happened|arose) )?"
     r"(?:of|on|in|with|for|to|across|at|affecting|impacting)\s+(?=\S)"),
    ("access|reach|use|connect|log|load",
     r"\b(?:(?:loss of |lost |no |disrupting |prevent\w* |accessing )access to|(?:unable|failed|failing|"
     r"could not|couldn't|"
     r"cannot) (?:to )?(?:access|reach|use|connect to|log ?in(?:to| to)|load)|log ?in to)\s+(?=\S)"),
    ("error rate|latency", r"\b(?:error rates? (?:for|on|in|from)|latency (?:for|on|in|of))\s+(?=\S)"),
    ("caus", r"\bcaus(?:ed|ing)\s+(?=[^.,]{3,50}? to (?:become|fail|crash|stop|hang|go down|restart|run out|"
             r"be )\b)"),
    ("interfer", r"\binterfer(?:ed|es|ing) with\s+(?=\S)"),
    ("prevent", r"\bprevent(?:ed|ing|s)\s+(?=(?!(?:\w+ ){0,2}(?:users|customers|people|us|you|anyone|it|this|"
                r"them)\b)[^.]{3,120}? from \w+ing\b)"),
    ("like|such as|including",
     r"\b(?:dependent|downstream|other|critical|internal|multiple|several|many|core|following) "
     r"(?:online |internal |public )?(?:services?|"
     r"components?|systems?|"
     r"products?),? (?:like|such as|including)\s+(?=\S)"),
)  # fmt: skip
SINGLED_OUT = re.compile(
    r"\b(?:specifically|including|such as),?\s(?=[^.]{3,200}\b(?:affected|impacted|unavailable|down)\b)",
)
STOP = re.compile(
    r"[.;:(]\s|[.;:(]\Z|\s(?:which|that|who|when|for|by|from|at|due|because|causing|as|since|until|after|"
    r"during|where|were|was|with|if|so|but|had|have|has|is|are|being|between|through|resulting|leading|"
    r"running|via|over|on|in|to|saw|experienced|faced|also)\s",
)

# Words after what was hurt.
_BE = (
    r"(?:was|were|is|are|became|becoming|being|been|went|remained|going|has been|have been|(?:rendered|to "
    r"become)) (?:\w+ly |also |all |then |now |still |not ){0,2}"
)
HURT = re.compile(
    rf"\s(?:{_BE}(?:unavailable|down\b|unreachable|inaccessible|unresponsive|offline|degraded|affected|"
    rf"impacted|disrupted|"
    r"delayed|interrupted|disconnected|non-operational|broken|available|overloaded|overwhelmed|slow\b|unusable|failing|crashing|"
    r"working)|(?:began|started) (?:to )?(?:experienc|fail|return|see)\w*|rendered (?:\w+ly "
    r")?(?:inaccessible|unavailable|unusable)|experienc(?:ed|es|ing)|suffer(?:ed|ing)|(?:also )?(?:faced|"
    r"saw) (?:an? )?(?:\w+ ){0,2}(?:errors?|disruptions?|issues|latenc\w+|failures?|delays|increase\w*|"
    r"timeouts?|degrad\w+)|saw increased|had run out|ran out|stopped (?:working|responding|processing|"
    r"serving|accepting)|fail(?:ed|s|ing)?\b|crash(?:ed|ing)|timed out|(?:service )?outage\b|shut down|"
    r"slow(?:ed|ing)(?: down)?\b|stall(?:ed|ing)\b|halted\b|down for\b|showed an? error|(?:did not|didn't|"
    r"does not|"
    r"not|stopped|isn't|weren't|aren't) (?:work|respond|start|load|be reached)\w*|(?:(?:has|have|had|is|"
    r"are|was|were) )?(?:been )?(?:mostly |fully |partially |also |now ){0,2}(?:recovered|restored|back "
    r"online|back to normal|operational)|(?:wasn't|weren't|was not|were not) (?:properly )?\w+ing|stopped "
    r"working|(?:is|are|was|were) (?:returning|throwing|serving|showing|having))",
)
# Of these words, those that say nothing else.
PLAINLY = re.compile(
    r"affect|impact|disrupt|degrad|interfer|prevent|unavailab|down\b|outage|unreachable|inaccessible|offline|access|available|"
    r"interrupt|like|"
    r"unusable|log ?in"
)
CLAUSE = re.compile(
    r"[.;:—–]\s|,\s(?!and\b)(?=\w+ing\b|the\b|all\b|our\b|\w+\s(?:was|were))|\b(?:that|when|which|while|"
    r"because|as|where|after|and then|but|so|means|meant|since|until|causing|making|if|despite|although)\s",
)

TITLE_CUT = re.compile(r"\s[–—|-]\s|:\s|,\s")
TITLE_SUBJECT = re.compile(
    r"(?P<name>\S[^:,]{1,70}?)(?=\s(?:is|are|was|were|not|goes|going|went|service outage|outage|"
    r"down(?:time)?\b|unavailab|fail|degrad|disrupt|incident|experienc|return|slow|delay|issues?\b|"
    r"problems?\b|dying|stopped|crash|throwing|partial|having|high\b|unresponsive|latenc|errors?\b|"
    r"interrupt|breaking|broken|exhaust|affect|impact|shut|stall|missing|unhealthy|removed))",
    re.IGNORECASE,
)
TITLE_OBJECT = re.compile(
    rf"\b(?:(?:{_TROUBLES}|incidents?|stall|unavailable|breaking|fail(?:s|ing)? to \w+)\s"
    r"(?:on|of|in|at|with|affecting|impacting|for|to)?\s?|(?:affecting|impacting|breaking|on|for|of|in|"
    r"at)\s)(?=[A-Za-z`])",
    re.IGNORECASE,
)

SEVERITY = re.compile(r"(?:severe|major|minor|partial|total|complete|brief|widespread|full)\s", re.IGNORECASE)

NAMED_SYSTEM = re.compile(
    r"\b(?:[A-Z][\w.-]{1,30} ){1,3}(?:cluster|service|platform|hub|API|ingress|website|region|database|"
    r"network|gateway|app)\b"
)

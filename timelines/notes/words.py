"""What sort of thing a line tells of, and which milestone it may mark, judged by clear words only.

Both are suggestions that a person confirms. A rule that would often be wrong is left out: no suggestion is
better than one that is believed.
"""

from __future__ import annotations

import re

from timelines.guarded import Guarded
from timelines.models import Kind, Lane, Milestone


def any_of(*words: str, before: str = "", after: str = "") -> re.Pattern:
    """Matches any of the words (each a small pattern) as whole words, in either case."""
    return re.compile(rf"{before}\b(?:{'|'.join(words)})\b{after}", re.IGNORECASE)


_LOG_LEVEL = re.compile(r"\b(?:ERROR|ERR|WARN|WARNING|FATAL|CRIT|CRITICAL|ALERT|EMERG|PANIC|SEVERE)\b")
_LOG_QUIET = re.compile(r"^\W*(?:INFO|DEBUG|NOTICE|TRACE)\b")
_LOOKED_AT = 200  # characters at the beginning of a log line, where its level stands

STATUS_PAGE = re.compile(
    r"^(?:(?:vendor |public )?status ?page(?: update| post)?|status (?:update|post)"
    r"|posted (?:to|on) (?:the )?status ?page)\s*[:–—-]\s*",
    re.IGNORECASE,
)
"""What people write before a post they copied from a status page."""

POST_STATE = re.compile(
    r"^(?:investigating|identified|monitoring|resolved|update|in progress|scheduled|completed|postmortem)"
    r"\s+[-–—]\s+\S",
    re.IGNORECASE,
)
"""How Statuspage begins a post: “Identified - The issue has been …”."""

_DEEDS = (
    r"re-?boot(?:ed|ing|s)?",
    r"re-?start(?:ed|ing|s)?",
    r"(?:roll(?:ed|ing|s)?[ -]?back|revert(?:ed|ing|s)?)",
    r"(?:kill|drain|cordon|remov|delet|disabl|enabl|purg|rotat|paus|isolat|replac|resiz)(?:ed|ing)",
    r"(?:block|unblock|clear|flush|patch|restor|migrat)(?:ed|ing) (?:the|all|every|a|it|them)",
    r"(?:kills|drains|cordons|removes|deletes|disables|enables|purges|rotates|pauses|isolates|replaces)",
    r"scal(?:ed|ing|es) (?:up|down|out|in|to)|fail(?:ed|ing|s) over|failover",
    r"(?:taken|taking|takes|took) (?:[\w-]+ ){0,4}(?:down|out|offline)|shut(?:ting)? down",
    r"appl(?:ied|ying|ies) (?:the|a) (?:fix|patch|workaround)|rebuil(?:t|ding|ds)",
    r"(?:increas|rais|lower|reduc)(?:ed|ing) the",
    r"add(?:ed|ing) (?:more )?(?:nodes?|capacity|replicas?|disk|memory|workers?)",
    r"switch(?:ed|ing|es) (?:to|over|back)",
)
ACTION_WORDS = any_of(*_DEEDS)
_STATE_OF_THINGS = any_of(
    *_DEEDS,
    before=r"^\W*",
    after=r"\s+(?:[\w-]+\s+){1,3}"
    r"(?:can ?not|can['’]t|do(?:es)? not|do(?:es)?n['’]t|are|is|were|was|fails?|still)\b",
)
"""“rebooted nodes cannot join”: says how things are, not what somebody did."""

_RULES: tuple[tuple[Kind, re.Pattern], ...] = (
    (
        Kind.DECISION,
        any_of(
            r"decid(?:ed|es|ing)|decision",
            r"agreed (?:to|that|on)|chose|opted|go(?:ing)? ahead with",
            r"declar(?:ed|es|ing)|this is (?:now )?(?:a )?major",
        ),
    ),
    (Kind.OBSERVATION, _STATE_OF_THINGS),
    (Kind.ACTION, ACTION_WORDS),
    (
        Kind.CHANGE,
        any_of(
            r"deploy(?:ed|ing|s|ment)?|(?:roll(?:ed|ing|s)? ?out|rollout)",
            r"merg(?:ed|es|ing)|shipp(?:ed|ing)|releas(?:ed|ing)|upgrad(?:ed?|es|ing)|migrat(?:ed|es|ing|ion)",
            r"config(?:uration)? changed?|feature flag|flipped|bump(?:ed|s|ing)",
            r"push(?:ed|es|ing) (?:to|a|the)|switch(?:ed|es) on|turn(?:ed|s) (?:on|off)",
        ),
    ),
    (
        Kind.ALERT,
        any_of(
            r"alert(?:s|ed|ing)?|alarm(?:s|ed)?|page[sd]|pager|pagerduty|opsgenie|alertmanager|firing",
            r"probes? fail(?:s|ed|ing)?",
        ),
    ),
    (
        Kind.COMMUNICATION,
        any_of(
            r"post(?:ed|s)|told|tell(?:s|ing)|e-?mail(?:ed|s|ing)?|announc(?:ed|es|ing|ement)",
            r"inform(?:ed|s|ing)|notif(?:ied|ies|ying)|(?:wrote|writes) to|phon(?:ed|es)|messaged|tweeted",
            r"ask(?:ed|s|ing)|answer(?:ed|s|ing)|repl(?:ied|ies|ying)|ticket|write-?up|publish(?:ed|es|ing)",
            r"(?:join(?:ed|s)|opened) (?:the )?(?:call|bridge|channel)|hand(?:ed|s)? over|hand-?over",
        ),
    ),
)

_MARKED = re.compile(
    r"^\[?(?P<word>observation|action|decision|communication|comms|change|alert|question|"
    r"started|detected|acknowledged|identified|mitigated|resolved)(?:\]:?|\s*:)\s+(?=\S)",
    re.IGNORECASE,
)

NOT_YET = re.compile(
    r"\b(?:not(?: yet)?|n['’]t(?: yet)?|never|partly|partially|to be|be|until|when|once|if|before)\s*$",
    re.IGNORECASE,
)
"""Words that turn a milestone around: “not yet resolved”, “until it can be mitigated”."""

_SUGGESTED: tuple[tuple[Milestone.Kind, re.Pattern], ...] = (
    (
        Milestone.Kind.DETECTED,
        any_of(
            r"detected|paged|(?:we|somebody|on-?call|engineers?) noticed?",
            r"alerts? (?:fire[sd]?|goes off|went off)|pages? (?:the )?on-?call",
        ),
    ),
    (
        Milestone.Kind.ACKNOWLEDGED,
        any_of(
            r"acknowledge[sd]?|acked|acks|ack['’]d|incident (?:is )?declared",
            r"declare[sd]? (?:an? )?(?:major )?incident|this is (?:now )?(?:a )?major",
        ),
    ),
    (
        Milestone.Kind.IDENTIFIED,
        any_of(r"identified|(?:cause|culprit) (?:is )?found|found the (?:cause|culprit)"),
    ),
    (
        Milestone.Kind.MITIGATED,
        any_of(r"mitigated|mitigation (?:is )?(?:in place|complete|applied|works)"),
    ),
    (
        Milestone.Kind.RESOLVED,
        any_of(
            r"resolved(?! to\b)|all clear|everything (?:is )?back|incident (?:is )?(?:closed|over)",
            r"fully recovered",
        ),
    ),
)
NAMES_RESOLVED = any_of(r"(?:dns|names?|hosts?|hostname|domain|addresse?s?) resolved")
_BEGAN = any_of(
    r"began|begun|begins?|start(?:ed|s)? (?:to fail|failing|timing out|returning|rising)",
    r"(?:incident|outage|it|problems?|errors?|failures?|impact|delays?|trouble) start(?:s|ed)?",
)
OUR_WORK = any_of(
    r"write-?up|investigat\w*|restart\w*|debug\w*|we|i|roll\w*|upgrade|deploy\w*|migration|work|meeting|call"
)


def marked(text: str) -> tuple[Kind | None, Milestone.Kind | None, str]:
    """A kind or milestone written before the text (“decision: …”, “resolved: …”), and the text without it."""
    match = _MARKED.match(text)
    if match is None:
        return None, None, text
    word, rest = match["word"].lower(), text[match.end() :]
    if word in Milestone.Kind.values:
        return None, Milestone.Kind(word), rest
    return (Kind.COMMUNICATION if word == "comms" else Kind(word)), None, rest


_GUARDED_RULES = tuple((kind, Guarded(words)) for kind, words in _RULES)


def guess_kind(text: str, *, is_log: bool = False) -> Kind:
    """The kind that the words of a line speak for; an observation where none speaks clearly."""
    if STATUS_PAGE.match(text) or POST_STATE.match(text):
        return Kind.STATUS_POST
    if _LOG_LEVEL.search(text[:_LOOKED_AT]):
        return Kind.ALERT
    if is_log or _LOG_QUIET.match(text):
        return Kind.OBSERVATION
    first = text.split("\n", 1)[0].strip()
    if first.startswith("?") or first.endswith("?"):
        return Kind.QUESTION
    for kind, words in _GUARDED_RULES:
        if words.search(first):
            return kind
    return Kind.OBSERVATION


def guess_lane(text: str, kind: Kind, *, lane: Lane, is_log: bool = False) -> Lane:
    """Who tells of it: what the paste says it comes from, unless the line itself is a log line or a post."""
    if kind == Kind.STATUS_POST:
        return Lane.STATUS_PAGE
    if is_log or _LOG_QUIET.match(text) or _LOG_LEVEL.search(text[:_LOOKED_AT]):
        return Lane.MACHINES
    return lane


def guess_milestones(text: str, *, is_first: bool) -> list[Milestone.Kind]:
    """The milestones that the words name plainly. Only the first event of a paste may be the start."""
    line = text.split("\n", 1)[0]
    if line.rstrip().endswith("?") or NAMES_RESOLVED.search(line):
        return []
    found = [kind for kind, words in _SUGGESTED if _says_plainly(line, words)]
    if is_first and _BEGAN.search(line) and not OUR_WORK.search(line):
        found.insert(0, Milestone.Kind.STARTED)
    return found


def _says_plainly(line: str, words: re.Pattern) -> bool:
    return any(not NOT_YET.search(line[: match.start()]) for match in words.finditer(line))

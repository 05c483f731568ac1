"""What part a cause or condition played, by its words and by the heading it stands under."""

from __future__ import annotations

import re

from timelines.reading.model import Place
from timelines.reading.sections import Section

TRIGGER, CONTRIBUTING, AGGRAVATING = "trigger", "contributing", "aggravating"
DETECTION, RECOVERY, LIMITED = "hindered-detection", "hindered-recovery", "limited-harm"

_SEEING = r"(?:monitor\w*|alert\w*|alarm\w*|observab\w*|detect\w*|notic\w*|pag(?:ed|ing|er)|visib\w*|metrics?|dashboards?|notif\w*|telemetry)"
_NOT = r"(?:no|not|n't|n’t|never|lack\w*|missing|without|insufficient|inadequate|absen\w+|fail\w*|un|poor|delay\w*|late|too long|only|gap|wrong|limited|relied)"
_MENDING = (
    r"(?:recover\w*|restor\w*|roll\w* ?-?back|rollback|revert\w*|mitigat\w*|resol(?:ve|ution|ving)\w*|diagnos\w*|debug\w*|investigat\w*|fix(?:ing|es)?\b|repair\w*|"
    r"troubleshoot\w*|escalat\w*|respon(?:d|se|ding)|run-?books?|identify\w*|root cause|redeploy|deploy a (?:fix|change)|update load balancer|on-?call|access)"
)
_HARD = (
    r"(?:delay\w*|slow\w*|fail\w*|difficult\w*|hard(?:er)?\b|unable|could ?n[o']t|couldn’t|cannot|block\w*|prevent\w*|hamper\w*|hinder\w*|complicat\w*|longer|took (?:an?|a long|about|over|up|some)|takes (?:an?|about)|"
    r"impossible|not possible|not clear|unclear|no (?:run-?book|document|clear)|lack\w*|lost|wrong(?:ly)?|mistaken|mislead\w*|confus\w*|not (?:clearly )?defined|missing)"
)
_READERS = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (AGGRAVATING, r"\b(?:made (?:it|things|this|matters|the \w+) (?:even )?worse|worsen\w*|amplif\w*|exacerbat\w*|compound\w*|aggravat\w*|prolong\w*|cascad\w*|multiply\w*|"
                      r"escalat\w+ (?:further|the (?:issue|problem|impact))|further (?:impact|degrad|slow|overload|increas)\w*|spread(?:ing)? to|hammer\w*|retr(?:y|ies|ying)\b|thundering|storm)\b"),
        (DETECTION, rf"\b{_NOT}\b[^.;]{{0,50}}\b{_SEEING}|\b{_SEEING}\b[^.;]{{0,50}}\b{_NOT}\b|\bun(?:noticed|detected)|not aware|unaware|by chance|happened to (?:look|notice)|(?:customers?|users?) report"),
        (RECOVERY, rf"\b{_MENDING}\b[^.;]{{0,70}}\b{_HARD}|\b{_HARD}[^.;]{{0,70}}\b{_MENDING}"),
        (LIMITED, r"\b(?:luckily|fortunately|by luck|limited the (?:impact|damage|scope)|only (?:a )?(?:small|few)|thankfully)\b"),
        (TRIGGER, r"\btrigger(?:ed|s|ing)?\b|\b(?:deploy(?:ed|ment|ing)?|upgrad(?:e|ed|ing)|releas(?:e|ed|ing)|roll(?:ed|ing)? ?-?out|push(?:ed|ing)|merg(?:ed|ing)|renam(?:e|ed|ing)|migrat(?:ed|ion|ing)|introduc(?:ed|tion)|"
                  r"delet(?:ed|ion)|updat(?:ed|ing)|chang(?:ed|ing)|switch(?:ed|ing)|rebooted|restarted|maintenance|surge|spike|outage (?:of|at)|expired|renewal|attack(?:ed|er)?|initiated|began|applied|ran)\b"),
    )
)  # fmt: skip
_OF_SECTION = {Section.WELL: LIMITED, Section.DETECTION: DETECTION}


def role_in(words: str, section: Section) -> tuple[str, Place | None]:
    """The role that the words or the heading suggest, with the place within the words that does."""
    if section in _OF_SECTION:
        return _OF_SECTION[section], None
    for role, reader in _READERS:
        found = reader.search(words[:600])
        if found:
            return role, Place(found.start(), found.end())
    return CONTRIBUTING, None

"""What part a cause or condition played, by its words and by the heading it stands under."""

from __future__ import annotations

from timelines.reading.cues import Cues
from timelines.reading.model import Place
from timelines.reading.sections import Section

TRIGGER, CONTRIBUTING, AGGRAVATING = "trigger", "contributing", "aggravating"
DETECTION, RECOVERY, LIMITED = "hindered-detection", "hindered-recovery", "limited-harm"

_SEEING = (
    r"(?:monitor\w*|alert\w*|alarm\w*|observab\w*|detect\w*|notic\w*|pag(?:ed|ing|er)|visib\w*|metrics?|"
    r"dashboards?|notif\w*|"
    r"telemetry)"
)
_NOT = (
    r"(?:no|not|\w{2,6}n['’]t|never|lack\w*|missing|without|insufficient|inadequate|absen\w+|fail\w*|poor|"
    r"delay\w*|late|too long|only|gap|wrong|limited|relied)"
)
_MENDING = (
    r"(?:recover\w*|restor\w*|roll\w* ?-?back|revert\w*|mitigat\w*|resol(?:ve|ution|ving)\w*|diagnos\w*|"
    r"debug\w*|investigat\w*|"
    r"fix(?:ing|es)?\b|repair\w*|troubleshoot\w*|escalat\w*|respon(?:d|se|ding)|run-?books?|identify\w*|"
    r"redeploy\w*|on-?call|"
    r"update load balancer)"
)
_HARD = (
    r"(?:delay\w*|slow\w*|fail\w*|difficult\w*|harder|hard to|unable|could ?n[o'’]t|cannot|block\w*|"
    r"hamper\w*|hinder\w*|complicat\w*|longer|took (?:an?|a long|about|over|up|some|additional)|takes "
    r"(?:an?|about)|impossible|not possible|not clear|unclear|lack\w*|lost|mislead\w*|confus\w*|not "
    r"(?:clearly )?defined|missing|no \w+)"
)
_MENDED = (
    "recover|restor|back|revert|mitigat|resol|diagnos|debug|investigat|fix|repair|shoot|escalat|respon|book|"
    "identify|deploy|call|update"
)
_READERS = (
    (
        AGGRAVATING,
        Cues(
            (
                "worse|amplif|exacerbat|compound|aggravat|prolong|cascad|multipl|escalat|further|spread|"
                "hammer|retr|thunder|storm",
                r"\b(?:made (?:it|this|things|matters|the \w+) (?:even )?worse|worsen\w*|amplif\w*|"
                r"exacerbat\w*|compound\w*|aggravat\w*|prolong\w*|cascad\w*|multiply\w*|escalat\w+ "
                r"(?:further|the (?:issue|problem|impact))|further (?:impact|degrad|slow|overload|"
                r"increas)\w*|spread(?:ing)? to|hammer\w*|retr(?:y|ies|ying)\b|thundering|storm)\b",
            ),
        ),
    ),
    (
        DETECTION,
        Cues(
            ("monitor|alert|alarm|observab|detect|notic|pag|visib|metric|dashboard|notif|telemetry",
             rf"\b{_NOT}\b[^.;]{{0,50}}\b{_SEEING}|\b{_SEEING}\b[^.;]{{0,50}}\b{_NOT}\b|\bun(?:noticed|"
             rf"detected)"),
            ("aware|by chance|happened to|report",
             r"not aware|unaware|by chance|happened to (?:look|notice)|(?:customers?|users?) report"),
        ),
    ),
    (
        RECOVERY,
        Cues((_MENDED, rf"\b{_MENDING}\b[^.;]{{0,70}}\b{_HARD}|\b{_HARD}\b[^.;]{{0,70}}\b{_MENDING}")),
    ),
    (
        LIMITED,
        Cues(("luck|fortunate|limited the|only |thankful",
              r"\b(?:luckily|fortunately|by luck|limited the (?:impact|damage|scope)|thankfully)\b")),
    ),
    (
        TRIGGER,
        Cues(
            (
                "trigger|deploy|upgrad|releas|roll|push|merg|renam|migrat|introduc|delet|updat|chang|switch|"
                "reboot|restart|"
                "maintenance|surge|spike|outage|expired|renew|attack|initiated|applied|ran ",
                r"\btrigger(?:ed|s|ing)?\b|\b(?:deploy(?:ed|ment|ing)?|upgrad(?:e|ed|ing)|releas(?:e|ed|"
                r"ing)|roll(?:ed|ing)? ?-?out|push(?:ed|ing)|merg(?:ed|ing)|renam(?:e|ed|ing)|migrat(?:ed|"
                r"ion|ing)|introduc(?:ed|tion)|delet(?:ed|ion)|updat(?:ed|ing)|chang(?:ed|ing)|switch(?:ed|"
                r"ing)|rebooted|restarted|maintenance|surge|spike|outage (?:of|at)|expired|renewal|"
                r"attack(?:ed|er)?|initiated|applied|ran)\b",
            ),
        ),
    ),
)  # fmt: skip
_OF_SECTION = {Section.WELL: LIMITED, Section.DETECTION: DETECTION}


def role_in(words: str, section: Section) -> tuple[str, Place | None]:
    """The role that the words or the heading suggest, with the place within the words that does."""
    if section in _OF_SECTION:
        return _OF_SECTION[section], None
    low = words[:600].lower()
    for role, reader in _READERS:
        found = reader.search(low)
        if found:
            return role, Place(found.start(), found.end())
    return CONTRIBUTING, None

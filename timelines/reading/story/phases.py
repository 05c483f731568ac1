"""Entries that are headed with a phase of the incident, or say nothing but that it was over."""

from __future__ import annotations

import re

from timelines.models import Milestone

Mark = Milestone.Kind

_PHASES = (
    (
        Mark.DETECTED,
        re.compile(
            r"(?:detect(?:ion|ed)|discover(?:y|ed)|alert(?:ed)?)\b\s?[.:|–—-]",
            re.IGNORECASE,
        ),
    ),
    (
        Mark.ACKNOWLEDGED,
        re.compile(
            r"(?:triage|acknowledge(?:d|ment)|response|escalat(?:ion|ed))\b\s?[.:|–—-]",
            re.IGNORECASE,
        ),
    ),
    (
        Mark.IDENTIFIED,
        re.compile(
            r"(?:diagnosis|identif(?:ied|ication)|root cause(?: found)?)\b\s?[.:|–—-]",
            re.IGNORECASE,
        ),
    ),
    (Mark.MITIGATED, re.compile(r"(?:mitigat(?:ion|ed)|containment|contained)\b\s?[.:|–—-]", re.IGNORECASE)),
    (
        Mark.RESOLVED,
        re.compile(
            r"(?:resol(?:ution|ved)|recover(?:y|ed)|restored|all clear)\b\s?[.:|–—-]",
            re.IGNORECASE,
        ),
    ),
)


def phase_of(text: str) -> Mark | None:
    """The phase of an incident that words are headed with (“Mitigation: …”)."""
    return next((mark for mark, words in _PHASES if words.match(text)), None)


_WHOLE_END = re.compile(
    r"\W*(?:the )?(?:end of (?:the |this )?(?:incident|outage|impact)|"
    r"(?:incident|outage|impact) (?:ends|ended|end|over|is over|was over))\W*",
    re.IGNORECASE,
)


_ONLY_RESOLVED = re.compile(
    r"\W*(?:(?:it |all |issue |incident |outage |problem )?(?:was |is |has been |marked (?:as )?)?"
    r"(?:now |all |fully )?(?:resolved|solved|over)|all clear)\W*",
    re.IGNORECASE,
)


def says_only_resolved(said: str) -> bool:
    """Whether an entry says that it was over and nothing else (“Resolved.”)."""
    return _ONLY_RESOLVED.fullmatch(said) is not None


def is_end_itself(said: str) -> bool:
    """Whether an entry says nothing but that the incident ended."""
    return _WHOLE_END.fullmatch(said) is not None

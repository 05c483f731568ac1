"""Vendors' words for people: said aloud, and in which colour."""

from __future__ import annotations

NOTICE = 4  # something was said, and not how bad it is

IMPACTS = {
    "critical": 1,
    "majoroutage": 1,
    "fulloutage": 1,
    "outage": 1,
    "downtime": 1,
    "high": 1,
    "servicedisruption": 1,
    "securityevent": 1,
    "disruption": 1,
    "down": 1,
    "red": 1,
    "major": 2,
    "partialoutage": 2,
    "minoroutage": 2,
    "incident": 2,
    "medium": 2,
    "partialservicedisruption": 2,
    "degradation": 2,
    "disrupted": 2,
    "minor": 3,
    "degradedperformance": 3,
    "degraded": 3,
    "performance": 3,
    "low": 3,
    "yellow": 3,
}
"""How bad an incident or a page is, 1 the worst: words of all providers, in small letters, run together.

Statuspage has critical, major and minor; Instatus and incident.io what ends in outage; Better Stack downtime,
degraded; Google high, medium, low; Slack outage, incident; Statuspal performance besides. Status.io has what
ends in disruption, AWS disruption and degradation, cState and Upptime down, Heroku red and yellow.
"""

_SPOKEN = {
    "degradedperformance": "degraded performance",
    "partialoutage": "partial outage",
    "minoroutage": "minor outage",
    "majoroutage": "major outage",
    "undermaintenance": "under maintenance",
    "notstartedyet": "not started yet",
    "inprogress": "in progress",
}


def colour_of(impact: str) -> int:
    """1 is the worst; NOTICE for words that nobody knows and for those that tell of no harm."""
    return IMPACTS.get("".join(filter(str.isalnum, impact.casefold())), NOTICE)


def spoken(word: str) -> str:
    """A word as served, as one would say it: “partial_outage” and “PARTIALOUTAGE” are “partial outage”."""
    plain = word.replace("_", " ")
    plain = plain.lower() if plain.isupper() else plain
    return _SPOKEN.get(plain, plain)

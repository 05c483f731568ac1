"""The fields of the query language: their names, what they mean, and the values that are always the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from incidents.asking.gaps import HAS, MISSING
from incidents.models import ContributingFactor, Incident

KINDS = {
    "event": "timeline",
    "postmortem": "postmortem",
    "factor": "factors",
    "action": "actions",
    "summary": "summary",
}
"""Kinds of passages, as they are kept, by what people call them."""

UNSET = "none"
STATES = {"open": "open", "ended": "ended", "overdue": "with an overdue action", "published": "published"}
IS = {
    **STATES,
    **dict(Incident.Status.choices),
    **{value: label for value, label in Incident.Kind.choices if value != "incident"},
    **dict(Incident.Visibility.choices),
}


@dataclass(frozen=True, slots=True)
class Field:
    """`choices`: its values, with what people read; none where the database or the text has them."""

    name: str
    title: str  # on a chip, before its values
    says: str  # what it finds, for the list that is offered while one types
    example: str
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


FIELDS = {
    one.name: one
    for one in (
        Field("severity", "severity", "how bad it was", "severity:SEV1,SEV2", aliases=("sev",)),
        Field("org", "org", "whose incident", "org:circleci", aliases=("organisation", "organization")),
        Field("component", "component", "what was affected", 'component:"Web, API"'),
        Field("mechanism", "mechanism", "a contributing factor", "mechanism:version-skew"),
        Field(
            "role",
            "role",
            "the part a factor played",
            "role:trigger",
            dict(ContributingFactor.Role.choices),
        ),
        Field("kind", "kind", "incident, near miss …", "kind:near-miss", dict(Incident.Kind.choices)),
        Field(
            "status",
            "status",
            "how far it is",
            "status:open",
            {"open": "open", **dict(Incident.Status.choices)},
        ),
        Field("tag", "tag", "a tag", "tag:kubernetes"),
        Field("owner", "owner", "who has open actions", "owner:me"),
        Field("lead", "lead", "who leads it", "lead:me"),
        Field(
            "visibility",
            "seen by",
            "who may read it",
            "visibility:restricted",
            dict(Incident.Visibility.choices),
        ),
        Field(
            "has", "has", "what it has", "has:postmortem", {name: label for name, (label, _) in HAS.items()}
        ),
        Field("is", "is", "open, overdue …", "is:open", IS),
        Field(
            "missing",
            "missing",
            "what nobody has written down yet",
            "missing:factors",
            {name: label for name, (label, _) in MISSING.items()},
        ),
        Field("before", "began before", "started before that", "before:2023-03-14"),
        Field("after", "began after", "started after that", "after:2022"),
        Field("during", "began", "started in that time, UTC", "during:2023-Q1", aliases=("year",)),
        Field("took", "took", "how long it lasted", "took:>4h"),
        Field("in", "in", "where the words stand", "in:timeline", {label: label for label in KINDS.values()}),
        Field("incident", "incident", "only these incidents", "incident:INC-3"),
    )
}
NAMES = {alias: one.name for one in FIELDS.values() for alias in (one.name, *one.aliases)}
"""Every name that a field may be written with, and its own."""

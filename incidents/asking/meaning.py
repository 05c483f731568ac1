"""From a clause to what it means; or to a sentence that says why it means nothing, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC

from incidents.asking.conditions import NOBODY, Now
from incidents.asking.fields import FIELDS, KINDS, NAMES, UNSET
from incidents.asking.periods import Period, read_length, read_period
from incidents.asking.values import LOOKED_UP, Index, Known
from incidents.models import ContributingFactor
from search.query import Clause

REFERENCE = re.compile(r"(?:INC-?)?(\d{1,9})", re.IGNORECASE)
BLANKS = re.compile(r"[\s_]+")
SHOWN = 40  # characters of a value that is said again
ME = "me"
PEOPLE = ("owner", "lead")
# Values that mean something without being looked up.
SPECIAL = {"severity": (UNSET,), **dict.fromkeys(PEOPLE, (ME, NOBODY, UNSET))}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when."""

    user: object
    now: Now


@dataclass(frozen=True, slots=True)
class Meaning:
    """The values of one clause that mean something, and sentences about the others."""

    known: tuple[Known, ...] = ()
    problems: tuple[str, ...] = ()


def wanted_of(clauses: Iterable[Clause]) -> dict[str, set[str]]:
    """What has to be looked up for these clauses: values by field."""
    wanted: dict[str, set[str]] = {}
    for clause in clauses:
        name = NAMES[clause.name]
        if name in LOOKED_UP:
            values = {value.strip() for value in clause.values}
            named = {value for value in values if value.lower() not in SPECIAL.get(name, ())}
            wanted.setdefault(name, set()).update(named)
    return wanted


def meaning_of(clause: Clause, index: Index, asker: Asker) -> Meaning:
    name = NAMES[clause.name]
    if not clause.values:
        example = FIELDS[name].example
        return Meaning(problems=(f"“{clause.name}:” has no value. Write one right after it: {example}.",))
    if name in PEOPLE and not asker.user.is_authenticated:
        return Meaning(problems=(f"Only who has signed in can search by {name}. Sign in, or leave it out.",))
    known: list[Known] = []
    problems: list[str] = []
    for value in (value.strip() for value in clause.values):
        found = READERS.get(name, _chosen)(name, value, index, asker)
        known += found
        if not found:
            problems.append(f"“{clause.name}:{shown(value)}” means nothing. {_remedy(name, index)}")
    return Meaning(tuple(dict.fromkeys(known)), tuple(dict.fromkeys(problems)))


def shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _remedy(name: str, index: Index) -> str:
    if name in REMEDIES:
        return REMEDIES[name]
    if name == "severity":
        names = [known.value for found in index[name].values() for known in found]
        return f"Severities are {', '.join([*names, UNSET])}."
    return f"Write one of {', '.join(FIELDS[name].choices)}."


REMEDIES = {
    "org": "No organisation that you can see is called so; a name with blanks goes in quotation marks.",
    "component": "No component that you can see is called so; a name with blanks goes in quotation marks.",
    "mechanism": "The page of mechanisms has all of them.",
    "tag": "No incident that you can see has this tag.",
    "owner": "Write a user name, “me”, “nobody”, or the team or person that an action item names.",
    "lead": "Write a user name, “me” or “nobody”.",
    "took": "Write how long, as in took:>4h, took:<30m or took:1h..4h.",
    "incident": "Write an incident's number, as in incident:INC-3.",
    **dict.fromkeys(
        ("before", "after"), "Write a time in UTC: 2023, 2023-Q1, 2023-03, 2023-W11 or 2023-03-14."
    ),
    "during": "Write a time in UTC: 2023, 2023-Q1, 2023-03, 2023-W11, 2023-03-14, or 2022..2023.",
}


# One reader a field: (name, value without blanks around it, index, asker) -> what it means


def _chosen(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    """One of a few fixed values, by itself or as people read it."""
    choices = FIELDS[name].choices
    slug = BLANKS.sub("-", value.lower())
    found = slug if slug in choices else _labelled(value.lower()).get(name, "")
    return [Known(found, choices[found])] if found else []


def _labelled(label: str) -> dict[str, str]:
    return {
        one.name: value
        for one in FIELDS.values()
        for value, text in one.choices.items()
        if text.lower() == label
    }


def _looked_up(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    return index.get(name, {}).get(value.lower(), [])


def _severity(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    if value.lower() == UNSET:
        return [Known(UNSET, "not set")]
    return _looked_up(name, value, index, asker)


def _mechanism(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    """A mechanism, or with the role of its factor: trigger/version-skew."""
    role, slash, slug = value.lower().partition("/")
    if slash and role in ContributingFactor.Role.values:
        label = ContributingFactor.Role(role).label
        return [
            Known(f"{role}/{one.value}", f"{one.label} ({label})", one.key, role)
            for one in _looked_up(name, slug, index, asker)
        ]
    return _looked_up(name, value, index, asker)


def _person(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    word = value.lower()
    if word == ME:
        return [Known(ME, "me", asker.user.pk or 0)]
    if word in (NOBODY, UNSET):
        return [Known(NOBODY, "nobody")]
    return _looked_up(name, value, index, asker)


def _period(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    period = read_period(value, asker.now.at.astimezone(UTC).date())
    if not period or not _fits(name, period):
        return []
    return [Known(value, period.label, period)]


def _fits(name: str, period: Period) -> bool:
    """Whether it can be said to lie before or after: of an open period only one side can."""
    return not (name == "before" and period.begin is None) and not (name == "after" and period.end is None)


def _length(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    length = read_length(value)
    return [Known(value, length.label, length)] if length else []


def _kind_of_passage(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    """timeline, postmortem …, or as they are kept: event, action."""
    word = value.lower()
    return [Known(kind, label) for kind, label in KINDS.items() if word in (kind, label)]


def _reference(name: str, value: str, index: Index, asker: Asker) -> list[Known]:
    found = REFERENCE.fullmatch(value)
    number = int(found[1]) if found else 0
    # The largest that the column takes; nothing has a larger one.
    return [Known(f"INC-{number}", f"INC-{number}", min(number, 2**31 - 1))] if found else []


Reader = Callable[[str, str, Index, Asker], list[Known]]
READERS: dict[str, Reader] = {
    "severity": _severity,
    "org": _looked_up,
    "component": _looked_up,
    "mechanism": _mechanism,
    "tag": _looked_up,
    "owner": _person,
    "lead": _person,
    "before": _period,
    "after": _period,
    "during": _period,
    "took": _length,
    "in": _kind_of_passage,
    "incident": _reference,
}

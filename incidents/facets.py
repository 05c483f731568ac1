"""What incidents can be narrowed by: values, how many incidents each would leave, and where each leads.

A choice leads to the query text with its value put into the clause of its field, or taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from incidents.asking import Asked, Condition, written
from incidents.asking.fields import FIELDS
from incidents.asking.gaps import missing
from incidents.asking.writing import clause
from incidents.facet_counts import Counted, count_facets
from incidents.models import Incident

YEAR = re.compile(r"\d{4}")
SHOWN = 6  # choices of one facet; further ones are folded away
FEWEST = 3  # incidents that are worth narrowing

TITLES = {
    "org": "Organisation",
    "severity": "Severity",
    "mechanism": "Mechanism",
    "component": "Component",
    "kind": "Kind",
    "status": "Status",
    "tag": "Tag",
    "during": "Year",
    "missing": "Missing",
}
LIST_NAMES = tuple(TITLES)  # the list of incidents is a list of work, too
SEARCH_NAMES = LIST_NAMES[:-1]
MISSED = ("detection", "factors", "postmortem", "owner", "lead")  # of all that may be missing
LABELS = {
    "kind": dict(Incident.Kind.choices),
    "status": dict(Incident.Status.choices),
    "missing": dict(FIELDS["missing"].choices),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    number: int  # of incidents that it would leave (of passages, for kinds of passages)
    is_on: bool
    query: str  # the query string of the page with it, or without it where it is on

    @property
    def said(self) -> str:
        return f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one field. Their numbers take the other conditions into account, not its own."""

    name: str
    title: str
    choices: list[Choice]
    more: list[Choice] = field(default_factory=list)  # the less frequent ones
    unit: str = ""  # what is counted, where it is not incidents


def count(
    visible: QuerySet, asked: Asked, *, names: Iterable[str] = SEARCH_NAMES, besides: Sequence[QuerySet] = ()
) -> Counted:
    """Count what `facets` shows, and what is left without each of the conditions; in one query.

    `visible` are incidents that the person may see and that have the words; `besides` are others of them.
    """
    own = {name: _place_of(asked, name) for name in names}
    return count_facets(
        visible,
        [asked.condition(one) for one in asked.conditions],
        own,
        chosen=[
            f"{name}:{value.lower()}"
            for name, place in own.items()
            if place is not None
            for value in asked.conditions[place].values
        ],
        roles=_roles(asked),
        flags={name: missing(name) for name in MISSED} if "missing" in own else {},
        further={
            (name, one.value): asked.condition(replace(asked.conditions[place], known=(one,)))
            for name, place in own.items()
            if place is not None
            for one in asked.conditions[place].known
            if _is_composed(name, one.value)
        },
        besides=besides,
    )


def _is_composed(name: str, value: str) -> bool:
    """Whether no incident has the value as such: more or less than a year, a mechanism with its role."""
    return (name == "during" and not YEAR.fullmatch(value)) or (name == "mechanism" and "/" in value)


def _place_of(asked: Asked, name: str) -> int | None:
    """Which condition a facet's choices change: the last one of its field that does not exclude."""
    places = [
        place
        for place, one in enumerate(asked.conditions)
        if one.field == name and not one.negated and not one.either
    ]
    return places[-1] if places else None


def _own(asked: Asked, name: str) -> Condition | None:
    place = _place_of(asked, name)
    return None if place is None else asked.conditions[place]


def _roles(asked: Asked) -> list[str]:
    """The roles that a mechanism is held to once it is chosen; none: any."""
    told = [set(one.values) for one in asked.conditions if one.field == "role" and not one.negated]
    return (sorted(set.intersection(*told)) or [""]) if told else []  # no factor has the role ""


def facets(
    asked: Asked,
    counted: Counted,
    address: Callable[[str], str],
    *,
    names: Iterable[str] = SEARCH_NAMES,
) -> list[Facet]:
    """Those with something to choose. `address` makes the page's query string of a query text."""
    found = (_facet(name, asked, counted, address) for name in names)
    return [facet for facet in found if _narrows(facet, counted.total)]


def facet_of(name: str, title: str, choices: list[Choice], *, unit: str = "") -> Facet:
    """With the first choices, and those that are on, to be seen at once."""
    shown = [choice for place, choice in enumerate(choices) if place < SHOWN or choice.is_on]
    return Facet(name, title, shown, [choice for choice in choices if choice not in shown], unit)


def _facet(name: str, asked: Asked, counted: Counted, address: Callable[[str], str]) -> Facet:
    own = _own(asked, name)
    on = {value.lower(): (value, label) for value, label in _said(own)}
    told = [one for one in counted.values.get(name, ()) if one[2] or one[0].lower() in on]
    known = {value.lower() for value, _, _ in told}
    told += [(value, label, 0) for key, (value, label) in on.items() if key not in known]
    labels = LABELS.get(name, {})
    choices = [
        Choice(
            value,
            labels.get(value, label) or on[value.lower()][1],
            number,
            value.lower() in on,
            address(toggled(asked, name, value)),
        )
        for value, label, number in told
    ]
    return facet_of(name, TITLES[name], choices)


def _said(own: Condition | None) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in own.known] if own else []


def _narrows(facet: Facet, total: int) -> bool:
    """Whether choosing would change what is found: not where everything, or nothing, has the only value."""
    numbers = [choice.number for choice in facet.choices]
    if any(choice.is_on for choice in facet.choices):
        return any(numbers)
    return total >= FEWEST and any(number != total for number in numbers)


def toggled(asked: Asked, name: str, value: str) -> str:
    """The query text with this value of a field put on, or taken away where it is on."""
    text, own = asked.query.text, _own(asked, name)
    if own is None:
        return f"{clause(name, [value])} {text}" if asked.query.prefix else written([(name, [value])], text)
    others = [held for held in own.values if held.lower() != value.lower()]
    values = others if len(others) < len(own.values) else [*others, value]
    if values:
        return text[: own.start] + clause(own.field, values) + text[own.end :]
    element = next(one for one in asked.query.elements if one.start <= own.start < one.end)
    return asked.query.without(element)

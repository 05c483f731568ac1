"""What the values of fields mean: looked up by name, whatever the case, among what the person may know of.

All that a text names is looked up in one statement. What only incidents have that the person may not see
means nothing, just as what nobody has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf, Trim

from accounts.models import User
from incidents.asking.periods import Length, Period
from incidents.models import ActionItem, Component, ImpactWindow, Incident, Mechanism, Organisation, Severity
from search.finding import Fulfils
from search.models import PassageTerms
from search.passages import quoted

COLUMNS = ("field", "said", "key", "value", "label")
FULL_NAME = Trim(Concat("first_name", Value(" "), "last_name"))
NO_KEY = Value("")
TEXT = "text"  # in the place of a field: identifiers that texts have


@dataclass(frozen=True, slots=True)
class Known:
    """A value that means something."""

    value: str  # as it is written in a query: a slug, a name, a period
    label: str  # as people read it
    key: int | Period | Length | None = None  # of its row; None where the value says it all
    role: str = ""  # of a factor, where the value says which: trigger/version-skew


Index = Mapping[str, Mapping[str, list[Known]]]


def look_up(wanted: Mapping[str, Collection[str]], *, visible: QuerySet) -> Index:
    """For each field what its values mean, by the value in lower case. One query, or none.

    `visible`: the incidents that the person may see. Several things may have one name: components of several
    organisations, a person and a team. Of severities all are told, whatever is wanted.
    """
    found: dict[str, dict[str, list[Known]]] = {name: {} for name in wanted}
    parts = [
        rows.values_list(*COLUMNS)
        for name, values in wanted.items()
        if name in LOOKED_UP and values
        for rows in LOOKED_UP[name](sorted({value.lower() for value in values}), visible)
    ]
    if not parts:
        return found
    for name, said, key, value, label in parts[0].union(*parts[1:], all=True):
        known = Known(value, label, int(key) if key else None)
        held = found[name].setdefault(said, [])
        if known not in held:
            held.append(known)
    return found


def _rows(rows: QuerySet, field: str, said, *, value, label, key=NO_KEY) -> QuerySet:
    """The columns of one part of the statement, which have to be of the same type in all parts."""
    columns = {"field": Value(field), "said": said, "key": key, "value": value, "label": label}
    return rows.annotate(**{name: Cast(column, TextField()) for name, column in columns.items()})


def _named(rows: QuerySet, field: str, values: list[str], *names: str, value: str) -> Iterator[QuerySet]:
    """Rows that have one of the values as one of these names."""
    for name in names:
        having = rows.alias(lower=Lower(name)).filter(lower__in=values)
        yield _rows(having, field, F("lower"), value=F(value), label=F("name"), key=F("pk"))


def _severities(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    name = F("name")
    yield _rows(Severity.objects.all(), "severity", Lower("name"), value=name, label=name, key=F("pk"))


def _organisations(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    """As Organisation.objects.told_by, for the few that are named."""
    met = Exists(visible.filter(organisation=OuterRef("pk")))
    without = ~Exists(Incident.objects.filter(organisation=OuterRef("pk")))
    return _named(Organisation.objects.filter(met | without), "org", values, "slug", "name", value="slug")


def _components(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    """As Component.objects.told_by, for the few that are named."""
    windows = ImpactWindow.objects.filter(component=OuterRef("pk"))
    told = Exists(windows.filter(incident__in=visible.values("pk"))) | ~Exists(windows)
    return _named(Component.objects.filter(told), "component", values, "name", value="name")


def _mechanisms(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    slugs = sorted({value.rpartition("/")[2] for value in values} | set(values))
    return _named(Mechanism.objects.all(), "mechanism", slugs, "slug", "name", value="slug")


def _tags(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    for value in values:
        tag = Value(value)
        yield _rows(visible.filter(tags__contains=[value]).order_by()[:1], "tag", tag, value=tag, label=tag)


def _people(field: str, values: list[str]) -> Iterator[QuerySet]:
    people = User.objects.alias(full_name=FULL_NAME)
    label = Coalesce(NullIf(FULL_NAME, Value("")), F("username"))
    for name in ("username", "full_name"):
        having = people.alias(lower=Lower(name)).filter(lower__in=values)
        yield _rows(having, field, F("lower"), value=F("username"), label=label, key=F("pk"))


def _leads(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    return _people("lead", values)


def _owners(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    """People with an account, and the names and teams that action items of these incidents have."""
    yield from _people("owner", values)
    items = ActionItem.objects.filter(incident__in=visible.values("pk"))
    for name in ("owner_name", "team"):
        having = items.alias(lower=Lower(name)).filter(lower__in=values).distinct()
        yield _rows(having, "owner", F("lower"), value=F(name), label=F(name))


def _texts(values: list[str], visible: QuerySet) -> Iterator[QuerySet]:
    for value in values:
        term = Value(value)
        having = PassageTerms.objects.filter(Fulfils(F("terms"), Value(quoted(value))))
        having = having.filter(group__in=visible.values("pk"))
        yield _rows(having.order_by()[:1], TEXT, term, value=term, label=term)


LOOKED_UP = {
    "severity": _severities,
    "org": _organisations,
    "component": _components,
    "mechanism": _mechanisms,
    "tag": _tags,
    "owner": _owners,
    "lead": _leads,
    TEXT: _texts,
}

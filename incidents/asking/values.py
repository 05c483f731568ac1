"""What the values of fields mean: looked up by name, whatever the case, among what the person may know of.

All that a text names is looked up in one statement. What only incidents have that the person may not see
means nothing, just as what nobody has. Names that words of the vocabulary had once still lead to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf, Trim

from accounts.models import User
from incidents.asking.periods import Length, Period
from incidents.models import (
    ActionItem,
    Component,
    FormerComponentName,
    FormerMechanismName,
    FormerTagName,
    ImpactWindow,
    Incident,
    Mechanism,
    Organisation,
    Severity,
    Tag,
)
from search.finding import Fulfils
from search.models import PassageTerms
from search.passages import quoted

FULL_NAME = Trim(Concat("first_name", Value(" "), "last_name"))
SHOWN_NAME = Coalesce(NullIf(FULL_NAME, Value("")), F("username"))
TEXT = "text"  # in the place of a field: identifiers that texts have
NO_KEY = Value("")
SHORTEST_BEGINNING = 2  # characters of a value that may be the beginning of a name
MOST_BEGINNINGS = 20  # values of one field that are taken for one
MOST_BEGUN = 50  # names that begin with one of them
LAST = 9  # behind the ranks of names that are called so


@dataclass(frozen=True, slots=True)
class Known:
    """A value that means something."""

    value: str  # as it is written in a query: a slug, a name, a period
    label: str  # as people read it
    key: int | Period | Length | None = None  # of its row; None where the value says it all
    role: str = ""  # of a factor, where the value says which: trigger/version-skew


Index = Mapping[str, Mapping[str, list[Known]]]


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody sees."""

    user: object
    visible: QuerySet  # incidents


def look_up(wanted: Mapping[str, Collection[str]], eyes: Eyes) -> Index:
    """For each field what its values mean, by the value in lower case. One query, or none.

    Several things may have one name: components of several organisations, a person and a team. Where nothing
    has it, it stands for all whose names begin so. Of severities all are told, whatever is wanted.
    """
    found: dict[str, dict[str, list[Known]]] = {name: {} for name in wanted}
    parts = [
        part
        for name, values in wanted.items()
        if name in LOOKED_UP and values
        for part in LOOKED_UP[name](sorted({value.lower() for value in values}), eyes)
    ]
    if not parts:
        return found
    best: dict[tuple[str, str], int] = {}
    for name, rank, said, key, value, label in sorted(parts[0].union(*parts[1:], all=True)):
        if rank == best.setdefault((name, said), rank):
            known, held = Known(value, label, int(key) if key else None), found[name].setdefault(said, [])
            if known not in held:
                held.append(known)
    return found


def _part(rows: QuerySet, field: str, said, *, value, label=None, key=NO_KEY, rank: int = 0) -> QuerySet:
    """One part of the statement, with the same columns in all. Of one value the lowest rank counts."""
    texts = {"said": said, "key": key, "value": value, "label": label or value}
    columns = {name: Cast(column, TextField()) for name, column in texts.items()}
    columns["field"], columns["rank"] = Cast(Value(field), TextField()), Cast(Value(rank), IntegerField())
    return rows.annotate(**columns).values_list("field", "rank", "said", "key", "value", "label")


def begins(typed: str, *names: str) -> Q:
    """That one of the names, or a word in it, begins so."""
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__istartswith": typed}) | Q(**{f"{name}__icontains": f" {typed}"})
    return found


def _called(rows: QuerySet, name: str, values: list[str]) -> QuerySet:
    """Those that have one of the values as this name; `lower` is which."""
    return rows.alias(lower=Lower(name)).filter(lower__in=values)


def _beginning(
    rows: QuerySet, names: Sequence[str], values: list[str], field: str, **row
) -> Iterator[QuerySet]:
    """For each value what has a name, or a word in it, that begins so; for where nothing is called so."""
    for value in values[:MOST_BEGINNINGS]:
        if len(value) >= SHORTEST_BEGINNING:
            having = _part(rows.filter(begins(value, *names)), field, Value(value), rank=LAST, **row)
            yield having.order_by("value").distinct()[:MOST_BEGUN]


def _severities(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    yield _part(Severity.objects.all(), "severity", Lower("name"), value=F("name"), key=F("pk"))


def _organisations(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    """As Organisation.objects.told_by, for the few that are named."""
    met = Exists(eyes.visible.filter(organisation=OuterRef("pk")))
    without = ~Exists(Incident.objects.filter(organisation=OuterRef("pk")))
    told = Organisation.objects.filter(met | without)
    row = {"value": F("slug"), "label": F("name"), "key": F("pk")}
    for rank, name in enumerate(("slug", "name")):
        yield _part(_called(told, name, values), "org", F("lower"), rank=rank, **row)
    yield from _beginning(told, ("slug", "name"), values, "org", **row)


def _components(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    """As Component.objects.told_by, for the few that are named."""

    def told(component: str) -> Exists:
        windows = ImpactWindow.objects.filter(component=OuterRef(component))
        return Exists(windows.filter(incident__in=eyes.visible.values("pk"))) | ~Exists(windows)

    rows, row = Component.objects.filter(told("pk")), {"value": F("name"), "key": F("pk")}
    yield _part(_called(rows, "name", values), "component", F("lower"), **row)
    yield from _beginning(rows, ("name",), values, "component", **row)
    former = _called(FormerComponentName.objects.filter(told("word")), "name", values)
    yield _part(former, "component", F("lower"), value=F("word__name"), key=F("word"), rank=1)


def _mechanisms(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    """Addresses before names, those of now before those of once, as Mechanism.objects.called has it."""
    values = sorted({part for value in values for part in (value, value.rpartition("/")[2])})
    told = Mechanism.objects.told_to(eyes.user, eyes.visible.values("pk")).order_by()
    former = FormerMechanismName.objects.filter(word__in=told.values("pk"))
    now = {"value": F("slug"), "label": F("name"), "key": F("id")}
    once = {"value": F("word__slug"), "label": F("word__name"), "key": F("word__id")}
    names = ((told, "slug", now), (former, "slug", once), (told, "name", now), (former, "name", once))
    for rank, (rows, name, row) in enumerate(names):
        yield _part(_called(rows, name, values), "mechanism", F("lower"), rank=rank, **row)
    yield from _beginning(told, ("slug", "name"), values, "mechanism", **now)


def _tags(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    """Tags of these incidents. Tags are in lower case."""

    def used(tag: str) -> Exists:
        one = Func(OuterRef(tag), template="ARRAY[%(expressions)s]", output_field=ArrayField(CharField()))
        return Exists(eyes.visible.filter(tags__contains=Cast(one, ArrayField(CharField(max_length=50)))))

    rows = Tag.objects.filter(used("name"))
    yield _part(rows.filter(name__in=values), "tag", F("name"), value=F("name"))
    yield from _beginning(rows, ("name",), values, "tag", value=F("name"))
    former = _called(FormerTagName.objects.filter(used("word__name")), "name", values)
    yield _part(former, "tag", F("lower"), value=F("word__name"), rank=1)


def _people(field: str, values: list[str]) -> Iterator[QuerySet]:
    people, row = User.objects.alias(full_name=FULL_NAME), {"value": F("username"), "key": F("pk")}
    for rank, name in enumerate(("username", "full_name")):
        rows = _called(people, name, values)
        yield _part(rows, field, F("lower"), rank=rank, label=SHOWN_NAME, **row)
    names = ("first_name", "last_name", "username")
    yield from _beginning(people, names, values, field, label=SHOWN_NAME, **row)


def _leads(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    return _people("lead", values)


def _owners(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    """People with an account, and the names and teams that action items of these incidents have."""
    yield from _people("owner", values)
    items = ActionItem.objects.filter(incident__in=eyes.visible.values("pk"))
    for name in ("owner_name", "team"):
        rows = _called(items, name, values)
        yield _part(rows, "owner", F("lower"), value=F("lower")).distinct()
        yield from _beginning(items, (name,), values, "owner", value=F(name))


def _texts(values: list[str], eyes: Eyes) -> Iterator[QuerySet]:
    for value in values:
        rows = PassageTerms.objects.filter(Fulfils(F("terms"), Value(quoted(value))))
        rows = rows.filter(group__in=eyes.visible.values("pk"))
        yield _part(rows, TEXT, Value(value), value=Value(value))[:1]


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

"""Values that a person could go on to write: those that incidents have that they may see, in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from incidents.asking.values import begins
from incidents.models import ActionItem, ContributingFactor, ImpactWindow, Incident, Severity, Tag

COLUMNS = ("field", "value", "label", "says", "number")
SHOWN_TITLE = 60  # characters


@dataclass(frozen=True, slots=True)
class Offered:
    field: str
    value: str
    says: str  # besides the value: its name, how many incidents have it


def stored(fields: Sequence[str], typed: str, user, limit: int) -> list[Offered]:
    """Values of these fields, some of STORED, that begin so or have a word that does; the most used first.

    At most `limit` of each. `typed` may be empty.
    """
    visible = Incident.objects.visible_to(user).order_by()
    parts = [part[:limit] for field in fields for part in STORED[field](typed, visible)]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = sorted(rows, key=lambda row: (fields.index(row[0]), -row[4], row[2].lower(), row[1]))
    return [
        Offered(field, value, _said(value, label, says, number))
        for field, value, label, says, number in found
    ]


def _said(value: str, label: str, says: str, number: int) -> str:
    name = label if label.lower() != value.lower() else ""
    incidents = f"{number:,} incident{'' if number == 1 else 's'}" if number > 0 else ""
    return ", ".join(part for part in (name, says or incidents) if part)


def _part(rows: QuerySet, field: str, *, value, label=None, says=None, number) -> QuerySet:
    """One part of the statement: its columns have the same types in all."""
    texts = {"field": Value(field), "value": value, "label": label or value, "says": says or Value("")}
    told = rows.order_by().annotate(**{name: Cast(column, TextField()) for name, column in texts.items()})
    told = told.values(*texts).annotate(number=Cast(number, IntegerField()))
    return told.order_by("-number", "label", "value").values_list(*COLUMNS)


def _severities(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    """The worst first, whether an incident has it or not."""
    rows = Severity.objects.filter(begins(typed, "name"))
    yield _part(rows, "severity", value=F("name"), says=F("meaning"), number=-F("order"))


def _organisations(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    rows = visible.filter(
        begins(typed, "organisation__slug", "organisation__name"), organisation__isnull=False
    )
    name = {"value": F("organisation__slug"), "label": F("organisation__name")}
    yield _part(rows, "org", number=Count("pk"), **name)


def _components(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    rows = ImpactWindow.objects.filter(begins(typed, "component__name"), incident__in=visible.values("pk"))
    yield _part(rows, "component", value=F("component__name"), number=Count("incident", distinct=True))


def _mechanisms(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    named = begins(typed, "mechanism__slug", "mechanism__name")
    rows = ContributingFactor.objects.filter(
        named, mechanism__isnull=False, incident__in=visible.values("pk")
    )
    name = {"value": F("mechanism__slug"), "label": F("mechanism__name")}
    yield _part(rows, "mechanism", number=Count("incident", distinct=True), **name)


def _tags(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    """In the order of the alphabet: to count them would mean to read all incidents once more."""
    used = visible.values(one=Func(F("tags"), function="unnest")).values("one")
    rows = Tag.objects.filter(begins(typed, "name"), name__in=used)
    yield _part(rows, "tag", value=F("name"), number=Value(0))


def _leads(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    names = ("lead__username", "lead__first_name", "lead__last_name")
    rows = visible.filter(begins(typed, *names), lead__isnull=False)
    yield _part(rows, "lead", value=F("lead__username"), label=_full_name("lead"), number=Count("pk"))


def _owners(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    items = ActionItem.objects.unfinished().filter(incident__in=visible.values("pk"))
    number = Count("incident", distinct=True)
    names = ("owner__username", "owner__first_name", "owner__last_name")
    rows = items.filter(begins(typed, *names), owner__isnull=False)
    yield _part(rows, "owner", value=F("owner__username"), label=_full_name("owner"), number=number)
    for name in ("owner_name", "team"):
        rows = items.filter(begins(typed, name)).exclude(**{name: ""})
        yield _part(rows, "owner", value=F(name), number=number)


def _full_name(person: str):
    return Concat(f"{person}__first_name", Value(" "), f"{person}__last_name")


def _incidents(typed: str, visible: QuerySet) -> Iterator[QuerySet]:
    """By number or by a word of the title; the newest number first."""
    digits = Cast("number", TextField())
    reference = Concat(Value("INC-"), digits, output_field=TextField())
    rows = visible.annotate(inc=reference, digits=digits)
    rows = rows.filter(begins(typed, "title") | Q(inc__istartswith=typed) | Q(digits__startswith=typed))
    yield _part(rows, "incident", value=F("inc"), says=F("title"), number=F("number"))


STORED: dict[str, Callable[[str, QuerySet], Iterator[QuerySet]]] = {
    "severity": _severities,
    "org": _organisations,
    "component": _components,
    "mechanism": _mechanisms,
    "tag": _tags,
    "lead": _leads,
    "owner": _owners,
    "incident": _incidents,
}
"""Fields whose values the database has."""

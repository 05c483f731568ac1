"""Which incidents a list shows: filters that live in the address, and how many each would leave."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import ExtractYear

from incidents.models import (
    ContributingFactor,
    ImpactWindow,
    Incident,
    Mechanism,
    Organisation,
    Postmortem,
    Severity,
)

REFERENCE = re.compile(r"(?:INC-?)?(\d{1,9})", re.IGNORECASE)
YEAR = re.compile(r"(19|20)\d\d")
MISSING = {"detection": "detection time", "factors": "factors", "postmortem": "postmortem", "lead": "lead"}
OPEN = "open"
UNSET = "none"
BUSIEST = 12  # values that a long facet shows
KNOWN = {
    "status": (OPEN, *Incident.Status.values),
    "kind": tuple(Incident.Kind.values),
    "missing": tuple(MISSING),
}


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What the address asks for. Values that mean nothing are left out, so that an old link still opens."""

    q: str = ""
    severity: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    component: tuple[str, ...] = ()  # names, which several organisations may share
    mechanism: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    matching: tuple[int, ...] | None = None  # the ids that the words stand for, where they were looked up

    MANY = ("severity", "status", "kind", "organisation", "component", "mechanism", "tag", "year", "missing")

    @classmethod
    def from_query(cls, query) -> IncidentFilter:
        """Read `?severity=SEV1,SEV2&year=2023&q=dns`: commas or repeated names mean “or”.

        Components' names may have commas, so they are only repeated: `?component=Jobs&component=Web, API`.
        """
        many = {name: _words(query.getlist(name), split=name != "component") for name in cls.MANY}
        many["year"] = tuple(year for year in many["year"] if YEAR.fullmatch(year))
        for name, known in KNOWN.items():
            many[name] = tuple(value for value in many[name] if value in known)
        return cls(q=query.get("q", "").replace("\x00", "").strip()[:200], **many)

    @property
    def is_empty(self) -> bool:
        return self == IncidentFilter()

    def without(self, name: str) -> IncidentFilter:
        return replace(self, **{name: () if name in self.MANY else ""})

    def looked_up(self, visible: QuerySet) -> IncidentFilter:
        """The same filter with its words looked up once, for a page that asks for the same ones often."""
        if not self.q:
            return self
        return replace(self, matching=tuple(_ids(visible.filter(_about(self.q)))))

    def apply(self, incidents: QuerySet) -> QuerySet:
        """Narrow `incidents`, which are those that the person may see."""
        if self.matching is not None:
            incidents = incidents.filter(_Among(F("pk"), _array(self.matching)))
        elif self.q:
            incidents = incidents.filter(_about(self.q))
        return incidents.filter(*(condition for name in self.MANY if (condition := self._condition(name))))

    def _condition(self, name: str) -> Q | Exists | None:
        values = getattr(self, name)
        if not values:
            return None
        return CONDITIONS[name](values)


class _Among(Func):
    """Whether a key is among those of an array, told as text: one parameter however many, hashed once."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


def _array(ids) -> Value:
    return Value(f"{{{','.join(map(str, ids))}}}")


def _ids(incidents: QuerySet) -> QuerySet:
    return incidents.order_by().values_list("pk", flat=True)


def _words(values, *, split: bool = True) -> tuple[str, ...]:
    """The distinct words of `a,b` and `a&b`, in their order, at most twenty."""
    values = [value.replace("\x00", "") for value in values]
    words = [word.strip() for value in values for word in (value.split(",") if split else [value])]
    return tuple(dict.fromkeys(word[:200] for word in words if word))[:20]


def _about(words: str) -> Q:
    """Incidents with this number, or with all the words in title, summary, impact or tags."""
    if match := REFERENCE.fullmatch(words):
        return Q(number=int(match[1])) | Q(title__icontains=words)
    found = Q()
    for word in words.split():
        told = Q(title__icontains=word) | Q(summary__icontains=word) | Q(impact__icontains=word)
        found &= told | Q(tags__contains=[word.lower()]) | Q(organisation__name__icontains=word)
    return found


def _severity(values) -> Q:
    """Whatever the case: houses have their own names for severities."""
    found = Q()
    for value in values:
        found |= Q(severity=None) if value == UNSET else Q(severity__name__iexact=value)
    return found


def _status(values) -> Q:
    wanted = set(values)
    if OPEN in wanted:
        wanted |= set(Incident.OPEN_STATUSES)
    return Q(status__in=wanted)


def _component(values) -> Exists:
    return Exists(ImpactWindow.objects.filter(incident=OuterRef("pk"), component__name__in=values))


def _mechanism(values) -> Exists:
    return Exists(ContributingFactor.objects.filter(incident=OuterRef("pk"), mechanism__slug__in=values))


def _year(values) -> Q:
    """Incidents whose start may lie in one of the years, UTC."""
    found = Q()
    for year in values:
        begin = datetime(int(year), 1, 1, tzinfo=UTC)
        end = datetime(int(year) + 1, 1, 1, tzinfo=UTC)
        found |= Q(started_range__overlap=DateTimeTZRange(begin, end))
    return found


def _missing(values) -> Q:
    gaps = {
        "detection": ~Q(milestone_times__has_key="detected"),
        # As lists of ids, which PostgreSQL hashes once, and not as a look-up for each row.
        "factors": ~Q(pk__in=ContributingFactor.objects.values("incident")),
        "postmortem": ~Q(pk__in=Postmortem.objects.published().values("incident")),
        "lead": Q(lead=None),
    }
    found = Q()
    for value in values:
        found &= gaps[value]
    return found


CONDITIONS = {
    "severity": _severity,
    "status": _status,
    "kind": lambda values: Q(kind__in=values),
    "organisation": lambda values: Q(organisation__slug__in=values),
    "component": _component,
    "mechanism": _mechanism,
    "tag": lambda values: Q(tags__overlap=list(values)),
    "year": _year,
    "missing": _missing,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, with how many incidents it would leave."""

    value: str
    label: str
    number: int
    is_on: bool
    with_it: str = ""  # query strings of the list with this value, and without it
    without: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values. Counts take the other filters into account, not its own."""

    name: str
    title: str
    choices: list[Choice] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether its values are names that people gave, to be shown as they are."""
        return self.name in ("organisation", "component")


TITLES = {
    "severity": "Severity",
    "status": "Status",
    "kind": "Kind",
    "organisation": "Organisation",
    "component": "Component",
    "mechanism": "Mechanism",
    "year": "Year",
    "missing": "Missing",
}
FIRST_YEAR = ExtractYear("started_range__startswith", tzinfo=UTC)
LAST_YEAR = ExtractYear(
    ExpressionWrapper(F("started_range__endswith") - timedelta(microseconds=1), DateTimeField()), tzinfo=UTC
)
TOGETHER = {  # facets whose counts come of one look, with the columns they group by
    "severity": ("severity__name",),
    "status": ("status",),
    "kind": ("kind",),
    "year": (FIRST_YEAR, LAST_YEAR),
}


def facets(visible: QuerySet, wanted: IncidentFilter, query, names=tuple(TITLES)) -> list[Facet]:
    """What the list can be narrowed by, in a fixed number of queries. `query`: the page's QueryDict."""
    counted = _counted_together(visible, wanted)
    found = []
    for name in names:
        source = counted[name] if name in TOGETHER else visible
        choices = [
            _addressed(choice, name, getattr(wanted, name), query) for choice in CHOICES[name](source, wanted)
        ]
        found.append(Facet(name, TITLES[name], choices))
    return found


def _addressed(choice: Choice, name: str, held: tuple[str, ...], query) -> Choice:
    """The choice with the addresses that put it on and off; both begin at the first page."""
    others = [value for value in held if value.lower() != choice.value.lower()]
    return replace(
        choice,
        with_it=changed_query(query, name, [*others, choice.value]),
        without=changed_query(query, name, others),
    )


def changed_query(query, name: str, values: list[str]) -> str:
    """The query string of a page with this filter changed, from its first page on."""
    changed = query.copy()
    for other in ("from", "page", name):
        changed.pop(other, None)
    if values:
        changed.setlist(name, values if name == "component" else [",".join(values)])
    return changed.urlencode(safe=",")


def _counted_together(visible: QuerySet, wanted: IncidentFilter) -> dict[str, Counter]:
    """The counts of the short facets; of all that are not narrowed themselves in one look.

    By the value, which for years is the pair of the first and the last that the start may lie in.
    """
    narrowed = [name for name in TOGETHER if getattr(wanted, name)]
    together = [name for name in TOGETHER if name not in narrowed]
    found = {name: Counter() for name in TOGETHER}
    for names in ([name] for name in narrowed):
        _count(wanted.without(names[0]).apply(visible), names, found)
    if together:
        _count(wanted.apply(visible), together, found)
    return found


def _count(rows: QuerySet, names: list[str], found: dict[str, Counter]) -> None:
    columns = [column for name in names for column in TOGETHER[name]]
    for *values, number in rows.order_by().values_list(*columns).annotate(Count("pk")):
        values = iter(values)
        for name in names:
            told = tuple(islice(values, len(TOGETHER[name])))
            found[name][told if len(told) > 1 else told[0]] += number


def _tally(pairs: QuerySet) -> dict:
    """How many incidents there are to each value, of pairs (value, incident) that may repeat.

    As COUNT(DISTINCT …), but that sorts them: a third slower with 12,000.
    """
    told, parameters = pairs.order_by().distinct().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, count(*) FROM ({told}) AS pairs (value, incident) GROUP BY value",  # noqa: S608
            parameters,
        )
        return dict(cursor.fetchall())


def _severity_choices(numbers: Counter, wanted: IncidentFilter) -> list[Choice]:
    names = list(Severity.objects.order_by("order").values_list("name", flat=True))
    on = {value.upper() for value in wanted.severity}
    choices = [Choice(name, name, numbers[name], name.upper() in on) for name in names]
    return [*choices, Choice(UNSET, "not set", numbers[None], UNSET in wanted.severity)]


def _status_choices(numbers: Counter, wanted: IncidentFilter) -> list[Choice]:
    still = sum(numbers[status] for status in Incident.OPEN_STATUSES)
    ended = [choice for choice in Incident.Status.choices if choice[0] not in Incident.OPEN_STATUSES]
    return [
        Choice(OPEN, "open", still, OPEN in wanted.status),
        *(Choice(value, label, numbers[value], value in wanted.status) for value, label in ended),
    ]


def _kind_choices(numbers: Counter, wanted: IncidentFilter) -> list[Choice]:
    choices = Incident.Kind.choices
    return [Choice(value, label, numbers[value], value in wanted.kind) for value, label in choices]


def _organisation_choices(visible, wanted):
    rows = wanted.without("organisation").apply(visible).order_by()
    numbers = dict(rows.values_list("organisation__slug").annotate(Count("pk")))
    busiest = sorted((slug for slug in numbers if slug), key=lambda slug: (-numbers[slug], slug))[:BUSIEST]
    shown = dict.fromkeys([*wanted.organisation, *busiest])
    known = Organisation.objects.filter(Exists(visible.filter(organisation=OuterRef("pk"))))
    names = dict(known.filter(slug__in=shown).values_list("slug", "name"))
    return [
        Choice(slug, names[slug], numbers.get(slug, 0), slug in wanted.organisation)
        for slug in shown
        if slug in names
    ]


def _mechanism_choices(visible, wanted):
    rows = wanted.without("mechanism").apply(visible).order_by()
    met = ContributingFactor.objects.filter(incident__in=rows.values("pk"), mechanism__isnull=False)
    numbers = _tally(met.values_list("mechanism", "incident"))
    shown = Mechanism.objects.filter(Q(pk__in=numbers) | Q(slug__in=wanted.mechanism)).only("slug", "name")
    shown = sorted(shown, key=lambda mechanism: (-numbers.get(mechanism.pk, 0), mechanism.name))
    return [
        Choice(
            mechanism.slug, mechanism.name, numbers.get(mechanism.pk, 0), mechanism.slug in wanted.mechanism
        )
        for place, mechanism in enumerate(shown)
        if place < BUSIEST or mechanism.slug in wanted.mechanism
    ]


def _component_choices(visible, wanted):
    """By name, whoever runs it; names that nobody uses are shown where they are asked for."""
    rows = wanted.without("component").apply(visible).order_by()
    met = ImpactWindow.objects.filter(incident__in=rows.values("pk"))
    numbers = _tally(met.values_list("component__name", "incident"))
    busiest = sorted(numbers, key=lambda name: (-numbers[name], name))[:BUSIEST]
    shown = dict.fromkeys([*wanted.component, *busiest])
    return [Choice(name, name, numbers.get(name, 0), name in wanted.component) for name in shown]


def _year_choices(numbers: Counter, wanted: IncidentFilter) -> list[Choice]:
    """The latest years first. A start that may lie in either of two years counts for both, as it is found."""
    spans = [(first, last, number) for (first, last), number in numbers.items() if first or last]
    bounds = {year for first, last, _ in spans for year in (first, last) if year}
    asked = {int(year) for year in wanted.year}
    return [
        Choice(
            str(year),
            str(year),
            sum(number for first, last, number in spans if (first or year) <= year <= (last or year)),
            year in asked,
        )
        for year in sorted({*sorted(bounds)[-BUSIEST:], *asked}, reverse=True)
    ]


def _missing_choices(visible, wanted):
    rows = wanted.without("missing").apply(visible).order_by()
    numbers = rows.aggregate(**{gap: Count("pk", filter=_missing([gap])) for gap in MISSING})
    return [Choice(gap, label, numbers[gap], gap in wanted.missing) for gap, label in MISSING.items()]


CHOICES = {
    "severity": _severity_choices,
    "status": _status_choices,
    "kind": _kind_choices,
    "organisation": _organisation_choices,
    "component": _component_choices,
    "mechanism": _mechanism_choices,
    "year": _year_choices,
    "missing": _missing_choices,
}

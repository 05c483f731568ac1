"""Which incidents a list shows: filters that live in the address, and how many each would leave."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from incidents.models import ContributingFactor, Incident, Mechanism, Organisation, Postmortem, Severity

REFERENCE = re.compile(r"(?:INC-?)?(\d{1,9})", re.IGNORECASE)
YEAR = re.compile(r"(19|20)\d\d")
MISSING = {"detection": "detection time", "factors": "factors", "postmortem": "postmortem", "lead": "lead"}
OPEN = "open"
UNSET = "none"
MATCHING = 1_000  # incidents
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
    mechanism: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    matching: tuple[int, ...] | None = None  # the ids that `q` stands for, where they were looked up already

    MANY = ("severity", "status", "kind", "organisation", "mechanism", "tag", "year", "missing")

    @classmethod
    def from_query(cls, query) -> IncidentFilter:
        """Read `?severity=SEV1,SEV2&year=2023&q=dns`: commas or repeated names mean “or”."""
        many = {name: _words(query.getlist(name)) for name in cls.MANY}
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
        """The same filter with its words looked up once, for a page that asks for the same incidents often.

        Words that match more than MATCHING incidents stay words: a list of ids would be longer than they.
        """
        if not self.q:
            return self
        found = tuple(visible.filter(_about(self.q)).order_by().values_list("pk", flat=True)[: MATCHING + 1])
        return self if len(found) > MATCHING else replace(self, matching=found)

    def apply(self, incidents: QuerySet) -> QuerySet:
        """Narrow `incidents`, which are those that the person may see."""
        if self.matching is not None:
            incidents = incidents.filter(pk__in=self.matching)
        elif self.q:
            incidents = incidents.filter(_about(self.q))
        return incidents.filter(*(condition for name in self.MANY if (condition := self._condition(name))))

    def _condition(self, name: str) -> Q | Exists | None:
        values = getattr(self, name)
        if not values:
            return None
        return CONDITIONS[name](values)


def _words(values) -> tuple[str, ...]:
    """The distinct words of `a,b` and `a&b`, in their order, at most twenty."""
    words = [word.strip() for value in values for word in value.replace("\x00", "").split(",")]
    return tuple(dict.fromkeys(word[:100] for word in words if word))[:20]


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


def facets(visible: QuerySet, wanted: IncidentFilter, query) -> list[Facet]:
    """What the list can be narrowed by, in a fixed number of queries. `query`: the page's QueryDict."""
    counted = _counted_together(visible, wanted)
    found = [
        ("severity", "Severity", _severity_choices(counted["severity"], wanted)),
        ("status", "Status", _status_choices(counted["status"], wanted)),
        ("kind", "Kind", _kind_choices(counted["kind"], wanted)),
        ("organisation", "Organisation", _organisation_choices(visible, wanted)),
        ("mechanism", "Mechanism", _mechanism_choices(visible, wanted)),
        ("missing", "Missing", _missing_choices(visible, wanted)),
    ]
    return [
        Facet(name, title, [_addressed(choice, name, getattr(wanted, name), query) for choice in choices])
        for name, title, choices in found
    ]


def _addressed(choice: Choice, name: str, held: tuple[str, ...], query) -> Choice:
    """The choice with the addresses that put it on and off; both begin at the first page."""
    others = [value for value in held if value.lower() != choice.value.lower()]
    return replace(
        choice,
        with_it=_query(query, name, [*others, choice.value]),
        without=_query(query, name, others),
    )


def _query(query, name: str, values: list[str]) -> str:
    changed = query.copy()
    changed.pop("from", None)
    changed.pop(name, None)
    if values:
        changed[name] = ",".join(values)
    return changed.urlencode(safe=",")


def _counted(visible: QuerySet, wanted: IncidentFilter, name: str, column: str) -> dict:
    rows = wanted.without(name).apply(visible).order_by()
    return dict(rows.values_list(column).annotate(Count("pk")))


def _counted_together(visible: QuerySet, wanted: IncidentFilter) -> dict[str, Counter]:
    """The counts of the short facets; of all that are not narrowed themselves in one look."""
    columns = {"severity": "severity__name", "status": "status", "kind": "kind"}
    narrowed = [name for name in columns if getattr(wanted, name)]
    found = {name: Counter(_counted(visible, wanted, name, columns[name])) for name in narrowed}
    together = [name for name in columns if name not in narrowed]
    if not together:
        return found
    found |= {name: Counter() for name in together}
    rows = wanted.apply(visible).order_by().values_list(*(columns[name] for name in together))
    for *values, number in rows.annotate(Count("pk")):
        for name, value in zip(together, values, strict=True):
            found[name][value] += number
    return found


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
    numbers = _counted(visible, wanted, "organisation", "organisation__slug")
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
    met = met.values_list("mechanism").annotate(number=Count("incident", distinct=True))
    numbers = dict(met.order_by())
    shown = Mechanism.objects.filter(Q(pk__in=numbers) | Q(slug__in=wanted.mechanism)).only("slug", "name")
    shown = sorted(shown, key=lambda mechanism: (-numbers.get(mechanism.pk, 0), mechanism.name))
    return [
        Choice(
            mechanism.slug, mechanism.name, numbers.get(mechanism.pk, 0), mechanism.slug in wanted.mechanism
        )
        for place, mechanism in enumerate(shown)
        if place < BUSIEST or mechanism.slug in wanted.mechanism
    ]


def _missing_choices(visible, wanted):
    rows = wanted.without("missing").apply(visible).order_by()
    numbers = rows.aggregate(**{gap: Count("pk", filter=_missing([gap])) for gap in MISSING})
    return [Choice(gap, label, numbers[gap], gap in wanted.missing) for gap, label in MISSING.items()]

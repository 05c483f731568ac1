"""What is counted, out of the database: plain rows in a fixed number of queries, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import FloatField, Func, QuerySet

from incidents.columns import BY_START, LOWER, UPPER, Bounds
from incidents.holding import Weakened, weakened_factors
from incidents.models import ContributingFactor, ImpactWindow, Incident, Mechanism, Organisation, Severity

Names = Mapping[int, tuple[str, str]]  # by their keys: (how the query language calls it, how people do)


class Row(NamedTuple):
    """An incident, as far as it is counted."""

    pk: int
    number: int
    earliest: datetime | None  # aware, the first instant it may have begun; None: not known
    latest: datetime | None  # the end of those instants; None: not known
    kind: str
    status: str
    severity: int | None
    organisation: int | None

    @property
    def reference(self) -> str:
        return f"INC-{self.number}"

    @property
    def began(self) -> Bounds:
        return self.earliest, self.latest

    @property
    def has_start(self) -> bool:
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True, slots=True)
class Told:
    """All that the patterns of some incidents are counted from.

    `incidents` stand in the order in which they began, those without a start last.
    """

    incidents: tuple[Row, ...]
    factors: Mapping[tuple[int | None, str], list[int]]  # (mechanism, role): incident of each such factor
    components: Mapping[tuple[int, str], list[int]]  # (key, name): incidents that name it in an impact window
    mechanisms: Names = field(default_factory=dict)
    organisations: Names = field(default_factory=dict)
    severities: Mapping[int, tuple[str, int]] = field(default_factory=dict)  # name and colour
    weakened: tuple[Weakened, ...] = ()  # also of incidents that are not counted, but may be seen


def told_of(scope: QuerySet, visible: QuerySet) -> Told:
    """What is told of the incidents of `scope`, all of which are in `visible`. Eight queries."""
    rows = scope.order_by(*BY_START).values_list(
        "pk", "number", _Second(LOWER), _Second(UPPER), "kind", "status", "severity_id", "organisation_id"
    )
    incidents = tuple(Row(row[0], row[1], _moment(row[2]), _moment(row[3]), *row[4:]) for row in rows)
    factors = _by_group(ContributingFactor.objects, scope, "mechanism_id", "role")
    components = _by_group(ImpactWindow.objects, scope, "component_id", "component__name")
    organisations = {row.organisation for row in incidents} - {None}
    return Told(
        incidents=incidents,
        factors=factors,
        components=components,
        mechanisms=_named(Mechanism.objects, {mechanism for mechanism, _ in factors} - {None}),
        organisations=_named(Organisation.objects, organisations),
        severities={
            pk: (name, colour) for pk, name, colour in Severity.objects.values_list("pk", "name", "colour")
        },
        weakened=tuple(weakened_factors(visible)),
    )


class _Second(Func):
    """A time as seconds since 1970, which are read ten times as fast as what PostgreSQL writes of a time."""

    template = "extract(epoch FROM %(expressions)s)::float8"
    arity = 1
    output_field = FloatField()


def _moment(second: float | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)


def _by_group(rows, scope: QuerySet, *names: str) -> dict[tuple, list[int]]:
    """The incidents of rows that point at one of `scope`, by these columns; one may be there twice."""
    rows = rows.filter(incident__in=scope.order_by().values("pk")).order_by()
    return {
        tuple(group): incidents
        for *group, incidents in rows.values_list(*names).annotate(incidents=ArrayAgg("incident_id"))
    }


def _named(rows, keys: Iterable[int]) -> Names:
    return {pk: (slug, name) for pk, slug, name in rows.filter(pk__in=keys).values_list("pk", "slug", "name")}


def incidents_by_key(visible: QuerySet, keys: Iterable[int]) -> dict[int, Incident]:
    """The incidents that are named on the page, with what their names need."""
    named = visible.only("number", "title", "kind", "status", "milestone_times")
    return named.in_bulk(set(keys))

"""How many incidents each value of each facet would leave, and what is left without a condition, in one look.

The incidents are looked up once, each with whether it fulfils every single condition. A facet counts those
that fulfil all but its own, so that its numbers say what choosing another of its values would leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import ExtractYear

MOST_VALUES = 30  # of one facet, the most frequent (the latest years); those that are chosen always
FIRST = -10_000  # a rank before that of every year
PLACEHOLDER = re.compile("%s|%%")

FIRST_YEAR = ExtractYear("started_range__startswith", tzinfo=UTC)
LAST_YEAR = ExtractYear(
    ExpressionWrapper(F("started_range__endswith") - timedelta(microseconds=1), DateTimeField()), tzinfo=UTC
)
COLUMNS = ("pk", "severity_id", "organisation_id", "kind", "status", "tags", "first_year", "last_year")

# Each gives (value, label, rank, incidents) of those of `asked` that fulfil the others' conditions; what has
# the lower rank stands first, then what is more frequent. Counted by keys first, so few rows get their names.
VALUES = {
    "severity": """
        SELECT coalesce(one.name, 'none'), coalesce(one.name, 'not set'), coalesce(one."order", 1000), number
        FROM (SELECT severity_id, count(*) AS number FROM asked WHERE {others} GROUP BY 1) met
        LEFT JOIN incidents_severity one ON one.id = severity_id""",
    "org": """
        SELECT one.slug, one.name, 0, number
        FROM (SELECT organisation_id, count(*) AS number FROM asked WHERE {others} GROUP BY 1) met
        JOIN incidents_organisation one ON one.id = organisation_id""",
    "kind": "SELECT kind, kind, 0, count(*) FROM asked WHERE {others} GROUP BY 1",
    "status": """
        SELECT status, status, 0, count(*) FROM asked WHERE {others} GROUP BY 1
        UNION ALL SELECT 'open', 'open', -1, count(*) FROM asked
        WHERE {others} AND status IN ('investigating', 'identified', 'monitoring')""",
    "component": """
        SELECT min(name), min(name), 0, count(DISTINCT pk) FROM (
            SELECT DISTINCT asked.pk, one.name FROM asked
            JOIN incidents_impactwindow met ON met.incident_id = asked.pk
            JOIN incidents_component one ON one.id = met.component_id WHERE {others}
        ) met GROUP BY lower(name)""",  # as it is found: in any case
    "mechanism": """
        SELECT one.slug, one.name, 0, number FROM (
            SELECT mechanism_id, count(DISTINCT asked.pk) AS number FROM asked
            JOIN incidents_contributingfactor met ON met.incident_id = asked.pk
            WHERE {others} AND (%(roles)s::text[] IS NULL OR met.role = ANY(%(roles)s::text[])) GROUP BY 1
        ) met JOIN incidents_mechanism one ON one.id = mechanism_id""",
    "tag": """
        SELECT tag, tag, 0, count(*)
        FROM (SELECT DISTINCT pk, unnest(tags) AS tag FROM asked WHERE {others}) met GROUP BY 1""",
    # A start that may lie in either of two years counts for both, as it is found.
    "during": """
        SELECT year::int::text, year::int::text, -year::int, number FROM (
            SELECT first_year, last_year, count(*) AS number FROM asked
            WHERE {others} AND (first_year IS NOT NULL OR last_year IS NOT NULL) GROUP BY 1, 2
        ) met JOIN (SELECT DISTINCT unnest(ARRAY[first_year, last_year]) AS year FROM asked) years
        ON year BETWEEN coalesce(first_year, year) AND coalesce(last_year, year)""",
}
STATEMENT = """
    WITH asked AS MATERIALIZED ({asked}), counted AS (
        SELECT *, row_number() OVER (PARTITION BY facet ORDER BY rank, number DESC, value) AS place
        FROM ({values}) every (facet, value, label, rank, number)
    )
    SELECT facet, value, label, number FROM counted
    WHERE place <= {most} OR left(facet, 1) = '(' OR facet || ':' || lower(value) = ANY(%(chosen)s)
    ORDER BY facet, place
"""
TOTAL, EVERY, WITHOUT, BESIDES = "(total)", "(every)", "(without)", "(besides)"  # no facet has such a name


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers of incidents."""

    total: int = 0  # that fulfil all conditions
    every: int = 0  # whatever they fulfil
    values: Mapping[str, list[tuple[str, str, int]]] = field(default_factory=dict)  # (value, label, number)
    without: Mapping[int, int] = field(default_factory=dict)  # by the place of the condition left out
    besides: Sequence[int] = ()


class _Among(Func):
    """Whether a key is among those of an array, told as text: one parameter however many, hashed once."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


def among_ids(ids: Iterable[int]) -> _Among:
    """Whether the key of an incident is one of these."""
    return _Among(F("pk"), Value(f"{{{','.join(map(str, ids))}}}"))


def count_facets(
    visible: QuerySet,
    conditions: Sequence[Q],
    own: Mapping[str, int | None],
    *,
    chosen: Iterable[str] = (),
    roles: Sequence[str] = (),
    flags: Mapping[str, Q] | None = None,
    further: Mapping[tuple[str, str], Q] | None = None,
    besides: Sequence[QuerySet] = (),
) -> Counted:
    """Count the incidents of `visible`, which are those that the person may see, in one statement.

    `own` names the facets, each with the place of the condition that is its own (None: it has none).
    `chosen` are values as "facet:value" in lower case that are told however rare they are. With `roles`,
    mechanisms count only where their factor has one of these. `flags` are the conditions of the facet
    “missing”. `further` are values by (facet, value) that no incident has as such, with what they demand:
    a stretch of years. They come first, without a label. `besides` are other ones of `visible`, to be counted
    in the same look.
    """
    flags, further = flags or {}, further or {}
    tests = {f"fulfils_{place}": condition for place, condition in enumerate(conditions)}
    tests |= {f"flag_{place}": condition for place, condition in enumerate(flags.values())}
    tests |= {f"further_{place}": condition for place, condition in enumerate(further.values())}
    asked = visible.order_by().annotate(
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        **{
            name: Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)
            for name, condition in tests.items()
        },
    )
    parameters = {"chosen": list(chosen), "roles": list(roles) or None}
    parameters |= {f"further_value_{place}": value for place, (_, value) in enumerate(further)}
    try:
        inner = _inlined(asked.values(*COLUMNS, *tests), "asked", parameters)
    except EmptyResultSet:  # `visible` is `.none()`
        return Counted(besides=[0] * len(besides))
    selects = _selects(len(conditions), own, list(flags), [facet for facet, _ in further])
    selects += [_besides(place, rows, parameters) for place, rows in enumerate(besides)]
    statement = STATEMENT.format(asked=inner, values=" UNION ALL ".join(selects), most=MOST_VALUES)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return _read(cursor.fetchall(), len(besides))


def _selects(
    conditions: int, own: Mapping[str, int | None], flags: Sequence[str], further: Sequence[str]
) -> list[str]:
    """All that is counted of `asked`, but for what is counted besides; as for `count_facets`, by place."""
    all_but = partial(_all_but, conditions)
    missing = all_but(own.get("missing"))
    return [
        *(_select(facet, all_but(own[facet])) for facet in own if facet in VALUES),
        *(
            _counting("missing", flag, f"{missing} AND flag_{place}", rank=place)
            for place, flag in enumerate(flags)
        ),
        *(
            _counting(
                facet, f"%(further_value_{place})s", f"{all_but(own[facet])} AND further_{place}", rank=FIRST
            )
            for place, facet in enumerate(further)
        ),
        _counting(TOTAL, "", all_but(None)),
        _counting(EVERY, "", "true"),
        *(_counting(WITHOUT, str(place), all_but(place)) for place in range(conditions)),
    ]


def _select(facet: str, others: str) -> str:
    values = VALUES[facet].format(others=others)
    return (
        f"SELECT '{facet}', value, max(label), min(rank), sum(number)::bigint"  # noqa: S608
        f" FROM ({values}) of_facet (value, label, rank, number) GROUP BY value"
    )


def _all_but(number: int, place: int | None) -> str:
    """Whether an incident of `asked` fulfils all of so many conditions but the one in this place."""
    return " AND ".join(["true", *(f"fulfils_{other}" for other in range(number) if other != place)])


def _counting(facet: str, value: str, condition: str, rank: int = 0) -> str:
    told = value if value.startswith("%(") else f"'{value}'"
    return f"SELECT '{facet}', {told}, '', {rank}, count(*) FROM asked WHERE {condition}"  # noqa: S608


def _besides(place: int, rows: QuerySet, parameters: dict) -> str:
    try:
        inner = _inlined(rows.order_by().values("pk"), f"besides_{place}", parameters)
    except EmptyResultSet:
        return f"SELECT '{BESIDES}', '{place}', '', 0, 0"
    return f"SELECT '{BESIDES}', '{place}', '', {place}, count(*) FROM ({inner}) besides"  # noqa: S608


def _inlined(rows: QuerySet, name: str, parameters: dict) -> str:
    """The SQL of `rows` with its parameters by name, which are put among `parameters`."""
    sql, values = rows.query.sql_with_params()
    parameters.update((f"{name}_{place}", value) for place, value in enumerate(values))
    places = count()
    return PLACEHOLDER.sub(lambda found: found[0] if found[0] == "%%" else f"%({name}_{next(places)})s", sql)


def _read(rows: Iterable[tuple[str, str, str, int]], besides: int) -> Counted:
    values: dict[str, list] = {}
    for facet, value, label, number in rows:
        values.setdefault(facet, []).append((value, label, number))
    ((_, _, total),), ((_, _, every),) = values.pop(TOTAL), values.pop(EVERY)
    without = {int(place): number for place, _, number in values.pop(WITHOUT, ())}
    told = {int(place): number for place, _, number in values.pop(BESIDES, ())}
    return Counted(total, every, values, without, [told[place] for place in range(besides)])

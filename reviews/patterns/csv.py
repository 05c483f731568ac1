"""Each table of the patterns as a file: one row a figure, with the query text of the list behind it.

Columns are stable: new ones are only ever added behind the last. docs/patterns.md says what each holds. To a
spreadsheet no cell is a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from incidents.models import Incident
from reviews.exports.csv import guarded
from reviews.exports.json import plain_instant
from reviews.patterns import page
from reviews.patterns.over_time import TimeRow
from reviews.patterns.patterns import Patterns
from timelines.when import Duration

Incidents = Mapping[int, Incident]  # by key, those that the tables name
Rows = Callable[[Patterns, Incidents], Iterator[tuple]]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: Rows


def write(name: str, found: Patterns, incidents: Incidents) -> str:
    """The table of this name, one of TABLES."""
    table = TABLES[name]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows(found, incidents):
        writer.writerow(["" if value is None else guarded(value) for value in row])
    return out.getvalue()


def _time(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    over = found.over_time
    for one in over.rows:
        yield from _of_row(one.mechanism.name, one.mechanism.slug, "incidents", one.row, over.columns)
        yield from _of_row(one.mechanism.name, one.mechanism.slug, "near misses", one.near, over.columns)
    yield from _of_row("all with factors", "", "incidents", over.everything, over.columns)
    yield from _of_row("all with factors", "", "near misses", over.near_everything, over.columns)


def _of_row(name: str, slug: str, counted: str, row: TimeRow, columns) -> Iterator[tuple]:
    n = row.whole.number
    if not n:
        return
    for column, cell in zip(columns, row.cells, strict=True):
        yield name, slug, counted, column.during, cell.sure, cell.part.number, n, cell.part.text
    without = row.without_start
    yield name, slug, counted, "start not stated", without.number, without.number, n, without.text


def _components(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    table = found.by_component
    population = table.population.number
    for row in table.rows:
        for mechanism, cell in zip(table.mechanisms, row.cells, strict=True):
            told = (cell.number, row.whole.number, mechanism.n, population, cell.text)
            yield row.name, mechanism.name, mechanism.slug, *told
    for mechanism, cell in zip(table.mechanisms, table.without_cells, strict=True):
        told = (cell.number, table.without.number, mechanism.n, population, cell.text)
        yield "none named", mechanism.name, mechanism.slug, *told


def _pairs(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    for pair in found.pairs.listed:
        low, high = pair.interval
        shares = (pair.share, low, high, pair.base_rate)
        told = (f"{share:.3f}" if pair.is_compared else None for share in shares)
        counts = (pair.both.number, pair.given.n, pair.also.n, pair.population.number)
        yield pair.given.slug, pair.also.slug, *counts, *told, page.pair_said(pair), pair.both.text


def _roles(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    population = found.ground.population.number
    for role in found.roles:
        for row in role.rows:
            counts = (row.part.number, row.mechanism.n, population)
            yield role.role, row.mechanism.name, row.mechanism.slug, *counts, row.part.text


def _seen(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    for one in found.seen:
        mechanism, gap = one.mechanism, one.gap
        counts = (mechanism.n, mechanism.near.number, one.without_start.number)
        between = (
            _named(incidents, gap.after if gap else None),
            _named(incidents, gap.before if gap else None),
        )
        yield (
            mechanism.name,
            mechanism.slug,
            *counts,
            *_began(incidents, one.first),
            *_began(incidents, one.last),
            *_days(gap.length if gap else None),
            *between,
            mechanism.met.text,
        )


def _did_not_hold(found: Patterns, incidents: Incidents) -> Iterator[tuple]:
    ground, held = found.ground, found.did_not_hold
    for one in (*held.returns, *held.perhaps):
        weakened = one.weakened
        slug, name = ground.told.mechanisms[weakened.mechanism]
        back = ground.told.incidents[page.first_back(one)]
        yield (
            name,
            slug,
            page.shared_place(one, ground),
            _named(incidents, weakened.incident),
            weakened.actions,
            weakened.done_on.isoformat(),
            *_began(incidents, back.pk),
            one.again.bit_count(),
            one.perhaps.bit_count(),
            ground.these(one.again).text if one.again else "",
        )


def _named(incidents: Incidents, key: int | None) -> str:
    return incidents[key].reference if key else ""


def _began(incidents: Incidents, key: int | None) -> tuple[str, str, str]:
    """The incident with the bounds of its start."""
    started = incidents[key].milestones_told.get("started") if key else None
    if started is None:
        return _named(incidents, key), "", ""
    bounds = (plain_instant(bound) or "" for bound in (started.earliest, started.latest))
    return _named(incidents, key), *bounds


def _days(length: Duration | None) -> tuple[str, str]:
    if length is None:
        return "", ""
    longest = "" if length.longest is None else f"{length.longest / DAY:.1f}"
    return f"{length.shortest / DAY:.1f}", longest


TABLES = {
    "over-time": Table(
        "Mechanisms over time",
        ("mechanism", "slug", "counted", "during", "certainly", "possibly", "n", "query"),
        _time,
    ),
    "components": Table(
        "Mechanisms by component",
        (
            "component",
            "mechanism",
            "slug",
            "incidents",
            "of_component",
            "of_mechanism",
            "population",
            "query",
        ),
        _components,
    ),
    "pairs": Table(
        "What comes together",
        (
            *("given", "also", "both", "n_given", "n_also", "population"),
            *("share", "share_low", "share_high", "base_rate", "said", "query"),
        ),
        _pairs,
    ),
    "roles": Table(
        "Mechanisms by role",
        ("role", "mechanism", "slug", "incidents", "n", "population", "query"),
        _roles,
    ),
    "seen": Table(
        "First and last seen",
        (
            *("mechanism", "slug", "n", "near_misses", "without_start"),
            *("first", "first_earliest", "first_latest", "last", "last_earliest", "last_latest"),
            *("gap_shortest_days", "gap_longest_days", "gap_after", "gap_before", "query"),
        ),
        _seen,
    ),
    "did-not-hold": Table(
        "Did not hold",
        (
            *("mechanism", "slug", "place", "first", "actions_done", "done_on"),
            *("back", "back_earliest", "back_latest", "times", "perhaps", "query"),
        ),
        _did_not_hold,
    ),
}

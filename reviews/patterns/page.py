"""The patterns laid out for the page: in words and drawings, no decision left to its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.utils.safestring import SafeString

from incidents.began import day_of, days_of
from incidents.bits import first_in
from incidents.holding import Return
from incidents.models import Incident
from incidents.trend import LEAST, NO_SEVERITY
from reviews.patterns.drawing import draw_share
from reviews.patterns.ground import Ground
from reviews.patterns.over_time import OneOverTime
from reviews.patterns.pairs import Pair, shown
from reviews.patterns.part import Part
from reviews.patterns.patterns import Patterns
from reviews.patterns.rows import Row
from reviews.patterns.seen import Seen
from timelines.when.text import MONTHS, date_text

PAIRS = 10
ROWS_OF_A_ROLE = 6
MOST = 100  # pairs and returns where everything is shown; the files have all of them
RETURNS = 5
RESOLUTION = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of the small drawings."""

    one: OneOverTime
    drawing: SafeString
    said: str
    did_not_hold: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    pair: Pair
    drawing: SafeString | None
    said: str


@dataclass(frozen=True, slots=True)
class Named:
    """An incident in a table, and the day it began as well as that is known."""

    incident: Incident
    day: str


@dataclass(frozen=True, slots=True)
class SeenRow:
    seen: Seen
    first: Named | None
    last: Named | None
    since: str
    gap: str
    after: Named | None
    before: Named | None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A factor that did not hold: where it was dealt with, and where it came back."""

    mechanism: str
    slug: str
    place: str
    first: Named
    factor: str  # its anchor on the incident's page
    actions: int
    done: str
    back: Named
    is_sure: bool  # else nobody can tell whether it began before or after
    later: str
    times: Part  # all the incidents in which it came back, or may have
    perhaps: int  # further ones in which it may have


def keys_named(found: Patterns, *, everything: bool) -> set[int]:
    """The keys of all the incidents that the page names."""
    keys = {key for one in found.seen for key in (one.first, one.last)}
    keys |= {key for one in found.seen if one.gap for key in (one.gap.after, one.gap.before)}
    rows = found.ground.told.incidents
    for one in _returns(found, everything):
        keys |= {one.weakened.incident, rows[first_back(one)].pk}
    return keys - {None}


def first_back(one: Return) -> int:
    """The place of the incident in which it came back first, or may have."""
    return first_in(one.again or one.perhaps)


def told(found: Patterns, incidents: Mapping[int, Incident], *, everything: bool) -> dict:
    """The context of reviews/patterns.html but for what is asked. `incidents`: those of `keys_named`."""
    names = {
        key: Named(incident, day_of(incident) or "start not stated") for key, incident in incidents.items()
    }
    seen_rows = [_seen_row(one, names) for one in found.seen]
    returns = [_return_row(one, found, names) for one in _returns(found, everything)]
    return {
        "found": found,
        "ground": found.ground,
        "least": LEAST,
        "since": _since(found),
        "some": len(found.over_time.rows) < len(found.ground.mechanisms),
        "multiples": _multiples(found, seen_rows),
        "colours": _colours(found),
        "pale": found.ground.pale,
        "pairs": [_pair_row(pair) for pair in _pairs(found, everything)],
        "hindrances": [
            (one, one.rows if everything else one.rows[:ROWS_OF_A_ROLE]) for one in found.hindrances
        ],
        "seen": seen_rows,
        "returns": returns,
        "more_returns": len(found.did_not_hold.returns) + len(found.did_not_hold.perhaps) - len(returns),
        "everything": everything,
    }


def _returns(found: Patterns, everything: bool) -> Sequence[Return]:
    """What came back for sure first, then what may have."""
    held = found.did_not_hold
    returns = (*held.returns, *held.perhaps)
    return returns[: MOST if everything else RETURNS]


def _pairs(found: Patterns, everything: bool) -> Sequence[Pair]:
    return found.pairs.listed[:MOST] if everything else shown(found.pairs, PAIRS)


def _since(found: Patterns) -> str:
    """The month in which the first of the counted incidents began, if that is known to the month."""
    ground = found.ground
    first = ground.population.first
    earliest, latest = ground.told.incidents[first].began if first >= 0 else (None, None)
    if earliest is None or latest is None:
        return ""
    first, last = earliest.astimezone(UTC), (latest - RESOLUTION).astimezone(UTC)
    if first.year != last.year:
        return ""
    return f"{MONTHS[first.month - 1]} {first.year}" if first.month == last.month else f"{first.year}"


def _multiples(found: Patterns, rows: list[SeenRow]) -> list[Multiple]:
    seen_of = {row.seen.mechanism.pk: row for row in rows}
    returned = {one.weakened.mechanism for one in found.did_not_hold.returns}
    return [
        Multiple(
            one,
            found.over_time.drawing(one),
            _multiple_said(seen_of[one.mechanism.pk]),
            one.mechanism.pk in returned,
        )
        for one in found.over_time.rows
    ]


def _multiple_said(row: SeenRow) -> str:
    """What stands under a small drawing."""
    mechanism = row.seen.mechanism
    if not mechanism.n:
        return "near misses only"
    if not mechanism.is_enough:
        return f"under {LEAST}: no trend is read from it"
    told = [f"last {row.last.day}"] if row.last else ["no start stated"]
    told += [f"longest gap {row.gap}"] if row.seen.gap else []
    return " · ".join(told)


def _colours(found: Patterns) -> list[tuple[int, str]]:
    """The legend: each colour that stands in a drawing, with the names of its severities."""
    drawn = {
        dots.css
        for one in found.over_time.rows
        for stack in one.stacks
        for dots in stack.dots
        if not dots.is_below
    }
    used = {int(css.split()[0].removeprefix("m-sev")) for css in drawn}
    names: dict[int, list[str]] = {colour: [] for colour in sorted(used)}
    for name, colour in found.ground.told.severities.values():
        if colour in names:
            names[colour].append(name)
    if NO_SEVERITY in names:
        names[NO_SEVERITY].append("not set")
    return [(colour, ", ".join(held)) for colour, held in names.items()]


def _pair_row(pair: Pair) -> PairRow:
    return PairRow(pair, draw_share(pair) if pair.is_compared else None, pair_said(pair))


def pair_said(pair: Pair) -> str:
    """What can be read from the share, beside its base rate."""
    if not pair.is_compared:
        return f"n under {LEAST}, not compared"
    if pair.stands_out:
        return "above"
    if pair.is_rarer:
        return "below"
    return "not told apart"


def _seen_row(one: Seen, names: Mapping[int, Named]) -> SeenRow:
    return SeenRow(
        seen=one,
        first=names.get(one.first),
        last=names.get(one.last),
        since=f"{one.since.short} ago" if one.since and one.since.is_known else "",
        gap=one.gap.length.short if one.gap else _no_gap_said(one),
        after=names.get(one.gap.after) if one.gap else None,
        before=names.get(one.gap.before) if one.gap else None,
    )


def _no_gap_said(one: Seen) -> str:
    """Why there is no figure."""
    if not one.mechanism.is_enough:
        return f"n under {LEAST}"
    return "none for sure: the starts overlap" if one.first else "no start stated"


def _return_row(one: Return, found: Patterns, names: Mapping[int, Named]) -> ReturnRow:
    weakened, ground = one.weakened, found.ground
    slug, name = ground.told.mechanisms[weakened.mechanism]
    back = ground.told.incidents[first_back(one)]
    return ReturnRow(
        mechanism=name,
        slug=slug,
        place=shared_place(one, ground),
        first=names[weakened.incident],
        factor=f"f-{weakened.factor}",
        actions=weakened.actions,
        done=date_text(weakened.done_on),
        back=names[back.pk],
        is_sure=bool(one.again),
        later=_later(one, back),
        times=ground.these(one.again or one.perhaps),
        perhaps=one.perhaps.bit_count() if one.again else 0,
    )


def _later(one: Return, back: Row) -> str:
    """How many days after the day of the last action item it began again."""
    if not one.again or back.latest is None:
        return ""
    least, most = ((day - one.weakened.done_on).days for day in days_of(*back.began))
    return f"{least:,} day{'' if least == 1 else 's'}" if least == most else f"{least:,}–{most:,} days"


def shared_place(one: Return, ground: Ground) -> str:
    """Where both were: the organisation, else the components that both name."""
    weakened, told = one.weakened, ground.told
    back = told.incidents[first_back(one)]
    if back.organisation is not None and back.organisation == weakened.organisation:
        return told.organisations[back.organisation][1]
    shared = [
        name for (key, name), pks in told.components.items() if key in weakened.components and back.pk in pks
    ]
    return ", ".join(sorted(shared))

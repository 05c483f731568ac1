"""What the patterns claim, and what they do not: shares, gaps, roles, near misses, and n under five."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.bits import bits_of
from reviews.patterns import page
from reviews.patterns.ground import Ground
from reviews.patterns.pairs import pairs_of, wilson
from reviews.patterns.part import Part
from reviews.patterns.patterns import Patterns, patterns
from reviews.patterns.rows import Row, Told
from reviews.patterns.seen import seen
from reviews.patterns.texts import ready
from search.query import read_query

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = {1: ("gap", "monitoring gap"), 2: ("storm", "retry storm"), 3: ("skew", "version skew")}


def row(pk: int, day: int | None = 0, *, kind="incident", days: int = 1) -> Row:
    """An incident that began on a day of 2024, or somewhere in several days."""
    begin = datetime(2024, 1, 1, tzinfo=UTC) + DAY * day if day is not None else None
    return Row(pk, pk, begin, begin and begin + DAY * days, kind, "resolved", None, None)


def told(rows, factors, components=()) -> Told:
    rows = sorted(rows, key=lambda one: (not one.has_start, one.earliest or one.latest or NOW, one.number))
    return Told(tuple(rows), factors, dict(components), NAMES)


def counted(rows, factors, **options) -> Patterns:
    return patterns(told(rows, factors), "", now=NOW, **options)


def of_many(number: int, factors) -> Ground:
    return Ground(told([row(pk, pk) for pk in range(number)], factors), "")


def test_a_part_and_its_text_narrow_together():
    both = Part(0b0111, "a") & Part(0b1110, "b")
    assert (both.bits, both.text, both.number, list(both)) == (0b0110, "a b", 2, [1, 2])
    assert both.first == 1
    assert (Part(1, "") & Part(1, "b")).text == "b"


@given(st.sets(st.integers(0, 300)))
def test_bits_hold_exactly_their_places(places):
    assert list(Part(bits_of(places, 301), "")) == sorted(places)


def test_an_incident_counts_once_however_often_it_names_a_mechanism():
    found = counted([row(1)], {(1, "trigger"): [1, 1], (1, "contributing"): [1]})
    assert [one.n for one in found.ground.mechanisms] == [1]
    assert found.ground.factor_count == 3


def test_near_misses_are_never_among_the_incidents():
    rows = [row(1), row(2, kind="near-miss")]
    found = counted(rows, {(1, "trigger"): [1, 2], (2, "trigger"): [2]})
    gap, storm = found.ground.mechanisms
    assert (gap.n, gap.near.number, storm.n, storm.near.number) == (1, 1, 0, 1)
    assert found.ground.population.number == 1
    assert [role.whole.number for role in found.roles if role.role == "trigger"] == [1]
    assert [role.factors for role in found.roles if role.role == "trigger"] == [1]


def test_roles_count_what_hindered_most_first():
    rows = [row(pk) for pk in range(4)]
    factors = {
        (1, "hindered-detection"): [0, 1, 1],
        (2, "hindered-detection"): [1, 2, 3],
        (3, "trigger"): [0, 1, 2, 3],
    }
    detection, recovery = counted(rows, factors).hindrances
    assert [(one.mechanism.slug, one.part.number) for one in detection.rows] == [("storm", 3), ("gap", 2)]
    assert (detection.whole.number, detection.factors) == (4, 6)
    assert recovery.rows == ()


# What comes together


@pytest.mark.parametrize(
    ("found", "n", "low", "high"),
    # R. G. Newcombe, “Two-sided confidence intervals for the single proportion”, Statistics in Medicine 17
    # (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_wilsons(found, n, low, high):
    assert wilson(found, n) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(told_of):
    found, n = told_of
    low, high = wilson(found, n)
    assert 0 <= low <= found / n + 1e-12
    assert found / n - 1e-12 <= high <= 1


def test_a_pair_says_of_how_many_and_against_what():
    ground = of_many(20, {(1, "trigger"): list(range(10)), (2, "trigger"): list(range(4, 10))})
    (pair,) = pairs_of(ground).listed
    assert (pair.given.slug, pair.also.slug) == ("storm", "gap")  # the rarer one is given
    assert (pair.both.number, pair.given.n, pair.also.n, pair.population.number) == (6, 6, 10, 10)
    assert (pair.share, pair.base_rate) == (1, 1)


def test_a_pair_stands_out_only_where_its_whole_interval_is_above_the_base_rate():
    others = list(range(20, 100))
    ground = of_many(
        100, {(1, "trigger"): list(range(20)), (2, "trigger"): list(range(20)), (3, "trigger"): others}
    )
    pairs = pairs_of(ground)
    (pair,) = pairs.listed
    assert pair.stands_out
    assert page.pair_said(pair) == "above"
    assert (pairs.compared, pairs.standing_out, pairs.by_chance) == (3, 1, 1)


def test_a_pair_as_frequent_as_its_base_rate_is_not_told_apart():
    ground = of_many(40, {(1, "trigger"): list(range(40)), (2, "trigger"): list(range(0, 40, 4))})
    (pair,) = pairs_of(ground).listed
    assert page.pair_said(pair) == "not told apart"


def test_under_five_nothing_is_compared():
    ground = of_many(9, {(1, "trigger"): list(range(9)), (2, "trigger"): [0, 1, 2, 3]})
    pairs = pairs_of(ground)
    (pair,) = pairs.listed
    assert not pair.is_compared
    assert page.pair_said(pair) == "n under 5, not compared"
    assert (pairs.compared, pairs.standing_out, pairs.too_few) == (0, 0, 1)


def test_a_pair_that_came_together_once_is_no_pattern():
    assert pairs_of(of_many(9, {(1, "trigger"): [0, 1, 2, 3, 4], (2, "trigger"): [4, 5]})).listed == ()


# First, last, longest gap


def seen_of(rows) -> object:
    rows = sorted(rows, key=lambda one: (one.earliest or one.latest or NOW, one.latest or NOW))
    ground = Ground(told(rows, {(1, "trigger"): [one.pk for one in rows]}), "")
    (found,) = seen(ground, ground.mechanisms, NOW)
    return found


def test_the_longest_gap_is_between_two_incidents():
    found = seen_of([row(pk, day) for pk, day in enumerate((0, 10, 60, 70, 80), start=1)])
    assert (found.first, found.last) == (1, 5)
    assert (found.gap.after, found.gap.before) == (2, 3)
    assert (found.gap.length.shortest, found.gap.length.longest) == (49 * DAY, 51 * DAY)


def test_no_gap_is_free_where_another_may_lie_in_it():
    rows = [row(1, 0), row(2, 5, days=50), row(3, 60), row(4, 61), row(5, 62)]
    found = seen_of(rows)
    assert found.gap.length.shortest == 5 * DAY  # from the latest end of the wide one


def test_an_open_start_leaves_only_the_least_that_the_gap_can_be():
    early = Row(9, 9, None, datetime(2024, 2, 1, tzinfo=UTC), "incident", "resolved", None, None)
    found = seen_of([row(1, 0), row(2, 10), early, row(3, 100), row(4, 130), row(5, 140)])
    assert (found.gap.after, found.gap.length.shortest, found.gap.length.longest) == (9, 69 * DAY, None)


def test_after_a_start_without_a_latest_bound_nothing_is_free():
    late = Row(9, 9, datetime(2024, 1, 20, tzinfo=UTC), None, "incident", "resolved", None, None)
    found = seen_of([row(1, 0), row(2, 10), late, row(3, 100), row(4, 300)])
    assert (found.gap.after, found.gap.before) == (2, 9) or found.gap.length.shortest == 9 * DAY
    assert found.gap.length.longest is None


def test_under_five_no_gap_is_read():
    found = seen_of([row(pk, pk * 10) for pk in range(1, 5)])
    assert found.gap is None
    assert (found.first, found.last) == (1, 4)


def test_incidents_without_a_start_are_told_apart():
    found = seen_of([*(row(pk, pk) for pk in range(1, 6)), row(6, None)])
    assert found.without_start.number == 1
    assert found.last == 5


def test_where_no_start_is_known_there_is_neither_first_nor_last():
    found = seen_of([row(pk, None) for pk in range(1, 7)])
    assert (found.first, found.last, found.since, found.gap) == (None, None, None, None)


# By time


def test_a_start_that_may_lie_in_two_quarters_is_possible_in_both():
    found = counted([row(1, 80, days=30), row(2, 5), row(3, 100)], {(1, "trigger"): [1, 2, 3]})
    (one,) = found.over_time.rows
    assert [cell.said for cell in one.row.cells] == ["1–2", "1–2"]
    assert one.row.whole.number == 3
    assert found.ground.pale.text == "incident:INC-1"


def test_every_drawing_has_the_same_scale():
    found = counted([row(pk, pk) for pk in range(12)], {(1, "trigger"): list(range(7)), (2, "trigger"): [8]})
    high, low = (found.over_time.drawing(one) for one in found.over_time.rows)
    assert high[: high.index("aria")] == low[: low.index("aria")]


# The query text


@given(st.lists(st.sampled_from([*'ab "“”:-,*()|\n', "OR", "severity:SEV1", 'component:"x', "kind:"])))
def test_whatever_is_asked_for_nothing_takes_in_what_is_written_behind_it(pieces):
    for text in ("".join(pieces), " ".join(pieces)):
        whole = read_query(f"{ready(text)} -kind:near-miss during:2023".strip(), fields=FIELDS)
        last = [element for element in whole.elements if element.kind == "clause"][-2:]
        assert [(clause.name, clause.negated) for one in last for clause in one.clauses] == [
            ("kind", True),
            ("during", False),
        ]


FIELDS = ("severity", "component", "kind", "during")

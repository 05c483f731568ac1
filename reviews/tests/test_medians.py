"""The median of ranges is a range, and says what is missing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.durations import NAMED, NamedDuration, State
from reviews.medians import median_of
from timelines.when import Duration

lengths = st.timedeltas(timedelta(0), timedelta(days=30))


def recorded(shortest, longest) -> tuple[NamedDuration, bool]:
    return NamedDuration(NAMED[-1], State.RECORDED, Duration(shortest, longest), ""), False


def hours(*bounds) -> list[tuple[NamedDuration, bool]]:
    return [recorded(timedelta(hours=low), high and timedelta(hours=high)) for low, high in bounds]


@pytest.mark.parametrize(
    ("told", "middle"),
    [
        (hours((1, 2)), Duration(timedelta(hours=1), timedelta(hours=2))),
        (hours((1, 2), (3, 4), (8, 9)), Duration(timedelta(hours=3), timedelta(hours=4))),
        (hours((1, 2), (3, 4)), Duration(timedelta(hours=2), timedelta(hours=3))),
        (hours((1, 2), (3, None), (8, None)), Duration(timedelta(hours=3), None)),
        (hours((1, 2), (3, 4), (8, None)), Duration(timedelta(hours=3), timedelta(hours=4))),
    ],
)
def test_the_median_goes_from_that_of_the_shortest_to_that_of_the_longest(told, middle):
    assert median_of(told).middle == middle


@given(st.lists(st.tuples(lengths, lengths, st.floats(0, 1)), min_size=1, max_size=9))
def test_the_median_holds_that_of_what_really_was(told):
    ranges = [(min(a, b), max(a, b)) for a, b, _ in told]
    real = sorted(low + (high - low) * share for (low, high), (_, _, share) in zip(ranges, told, strict=True))
    middle = (real[(len(real) - 1) // 2] + real[len(real) // 2]) / 2
    found = median_of(recorded(low, high) for low, high in ranges).middle
    slack = timedelta(microseconds=1)  # of rounding a share
    assert found.shortest - slack <= middle <= found.longest + slack


@given(st.permutations(hours((1, 2), (1, 5), (3, 4), (8, None), (2, 2))))
def test_order_does_not_matter(told):
    assert median_of(told) == median_of(hours((1, 2), (1, 5), (3, 4), (8, None), (2, 2)))


def test_nothing_has_no_median():
    assert median_of([]).middle is None
    assert median_of([]).total == 0


def test_what_is_known_of_neither_side_is_not_measured():
    median = median_of(hours((0, None)))
    assert (median.n, median.not_stated) == (0, 1)


def test_fewer_than_five_are_not_compared():
    four, five = median_of(hours(*[(1, 2)] * 4)), median_of(hours(*[(1, 2)] * 5))
    assert five.compares_with(five)
    assert not four.compares_with(five)
    assert not five.compares_with(four)

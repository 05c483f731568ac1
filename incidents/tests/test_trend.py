"""Incidents as columns of dots: what is pale, what stands below, and where a column leads."""

from collections import Counter
from datetime import UTC, datetime

from incidents.columns import columns_for
from incidents.trend import Spot, draw_trend, scale_of, spots_of, trend


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


YEAR = columns_for([(day("2023-01-01"), day("2024-01-01"))])
CERTAIN = (day("2023-02-01"), day("2023-02-02"))
EITHER = (day("2023-03-01"), day("2023-05-01"))


def counted(*told) -> Counter[Spot]:
    return Counter(
        spot
        for bounds, colour, is_near_miss in told
        for spot in spots_of(bounds, YEAR, colour=colour, is_near_miss=is_near_miss)
    )


def test_what_may_lie_in_two_columns_is_pale_in_both():
    stacks = trend(counted((CERTAIN, 1, False), (EITHER, 2, False)), YEAR, "monitoring gap")
    assert [[(dots.number, dots.css) for dots in stack.dots] for stack in stacks[:3]] == [
        [(1, "m-sev1"), (1, "m-sev2 m-soft")],
        [(1, "m-sev2 m-soft")],
        [],
    ]
    assert stacks[0].title == "monitoring gap, Q1 2023: 2 incidents, 1 of which may lie elsewhere"


def test_the_worst_stand_at_the_axis_and_the_pale_ones_outermost():
    spots = counted((EITHER, 1, False), (CERTAIN, 3, False), (CERTAIN, 2, False))
    assert [dots.css for dots in trend(spots, YEAR, "")[0].dots] == ["m-sev2", "m-sev3", "m-sev1 m-soft"]


def test_near_misses_are_rings_below_the_axis_and_counted_apart():
    (first, *_) = trend(counted((CERTAIN, 1, False), (CERTAIN, 4, True)), YEAR, "dns")
    assert [(dots.css, dots.is_below) for dots in first.dots] == [("m-sev1", False), ("m-open", True)]
    assert first.title.endswith("1 incident")
    assert first.below_title.endswith("1 near miss")


def test_only_columns_with_something_in_them_lead_anywhere():
    stacks = trend(counted((CERTAIN, 1, False)), YEAR, "dns", lambda column, near: f"/{column.during}/{near}")
    assert [stack.href for stack in stacks] == ["/2023-Q1/False", "", "", ""]
    assert not any(stack.below_href for stack in stacks)


def test_the_axis_names_its_years():
    long = columns_for([(day("2019-05-01"), day("2023-02-01"))])
    ticks = scale_of([], long).ticks
    assert [tick.label for tick in ticks] == ["2019", "2020", "2021", "2022", "2023"]
    assert [tick.place for tick in ticks] == [0, 3, 7, 11, 15]


def test_the_end_of_a_year_has_no_room_for_its_word():
    late = columns_for([(day("2018-11-01"), day("2020-02-01"))])
    assert [tick.label for tick in scale_of([], late).ticks] == ["2019", "2020"]


def test_a_drawing_alone_has_its_own_scale():
    assert draw_trend(counted((CERTAIN, 1, False)), YEAR, "dns").count("<circle") == 1

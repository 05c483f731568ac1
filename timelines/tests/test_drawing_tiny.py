"""Drawings of one line: the list's bars, impact windows, durations."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timelines.drawing import draw_duration, draw_tiny, draw_window
from timelines.when import Duration, Precision

from .drawing_plans import BASE, MINUTE, at, between

HOUR = timedelta(hours=1)
START, FINISH = BASE, BASE + 10 * HOUR


def bars(svg):
    """(class, left, width) of each bar, in percent."""
    return [
        (rect.get("class"), float(rect.get("x").rstrip("%")), float(rect.get("width").rstrip("%")))
        for rect in ElementTree.fromstring(svg).iter("rect")
        if rect.get("class") != "m-ms"
    ]


def test_soft_ends_are_pale():
    svg = draw_tiny(between(60, 120), between(240, 300), START, FINISH, level=1)
    assert bars(svg) == [("m-sev1 m-soft", 10, 10), ("m-sev1", 20, 20), ("m-sev1 m-soft", 40, 10)]


def test_exact_ends_are_solid():
    assert bars(draw_window(at(60), at(120), START, FINISH, 3)) == [("m-sev3", 10, 10)]


def test_what_goes_on_ends_in_a_ring_at_now():
    svg = draw_tiny(at(0), None, START, FINISH, level=2, now=START + 5 * HOUR)
    assert bars(svg) == [("m-sev2", 0, 50)]
    assert ElementTree.fromstring(svg).find("circle").get("cx") == "50%"


def test_an_end_that_is_not_known_is_possible_to_the_edge():
    assert bars(draw_window(at(60), None, START, FINISH, 1)) == [("m-sev1 m-soft", 10, 90)]
    assert "circle" not in draw_window(at(60), None, START, FINISH, 1)


def test_open_sides_reach_the_edges_of_the_scale():
    svg = draw_window(between(None, 120), between(240, None), START, FINISH, 1)
    assert bars(svg) == [("m-sev1 m-soft", 0, 20), ("m-sev1", 20, 20), ("m-sev1 m-soft", 40, 60)]


def test_a_day_alone_is_pale_throughout():
    svg = draw_tiny(at(180, Precision.DAY), at(180, Precision.DAY), START, FINISH, level=2)
    assert bars(svg) == [("m-sev2 m-soft", 20, 80)]


def test_nothing_stated_is_an_empty_line():
    svg = draw_tiny(None, None, START, FINISH)
    assert bars(svg) == []
    assert "m-line" in svg


def test_milestones_are_ticks_in_high_drawings_only():
    milestones = [at(60), between(120, 240)]
    svg = draw_tiny(at(0), at(300), START, FINISH, milestones=milestones)
    ticks = [
        rect.get("x") for rect in ElementTree.fromstring(svg).iter("rect") if rect.get("class") == "m-ms"
    ]
    assert ticks == ["10%", "30%"]
    assert "m-ms" not in draw_tiny(at(0), at(300), START, FINISH, milestones=milestones, width=150, height=12)


def test_a_scale_without_length_is_refused():
    with pytest.raises(ValueError, match="no length"):
        draw_tiny(at(0), None, START, START)


minutes = st.integers(-3000, 3000)
moments = st.one_of(
    minutes.map(at),
    st.builds(lambda low, width: between(low, low + width), minutes, st.integers(1, 900)),
    minutes.map(lambda high: between(None, high)),
    minutes.map(lambda low: between(low, None)),
)


@settings(deadline=None)
@given(st.none() | moments, st.none() | moments, st.none() | minutes, st.integers(0, 5))
def test_bars_stay_on_the_line(begin, end, now, level):
    now = None if now is None else BASE + now * MINUTE
    for _, left, width in bars(draw_tiny(begin, end, START, FINISH, level=level, now=now)):
        assert 0 <= left <= 100
        assert width >= 0.8
        assert left + width <= 100.1


@pytest.mark.parametrize(
    ("duration", "sure", "soft"),
    [
        (Duration(HOUR, 2 * HOUR), 20, 20),
        (Duration(HOUR, HOUR), 20, 0),
        (Duration(HOUR, None), 20, 180),
        (Duration(20 * HOUR, 30 * HOUR), 200, 0),
        (Duration(-HOUR, HOUR), 0, 20),
        (Duration(-2 * HOUR, -HOUR), 0, 0),
        (None, 0, 0),
    ],
)
def test_durations_are_solid_up_to_the_shortest_and_pale_up_to_the_longest(duration, sure, soft):
    solid, pale = ElementTree.fromstring(draw_duration(duration, 10 * HOUR)).iter("rect")
    assert (solid.get("class"), float(solid.get("width"))) == ("g-sure", sure)
    assert (pale.get("class"), float(pale.get("x")), float(pale.get("width"))) == ("g-soft", sure, soft)

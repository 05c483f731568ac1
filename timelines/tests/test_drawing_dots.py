"""Columns of dots: one scale for several drawings, a dot for each, bars where there are too many."""

from xml.etree import ElementTree

import pytest

from timelines.drawing.dots import MOST_DOTS, Dots, DotScale, Stack, Tick, draw_dots


def drawn(stacks, scale=None) -> ElementTree.Element:
    return ElementTree.fromstring(draw_dots(stacks, scale or DotScale.of([stacks], len(stacks))))


def stack(*numbers, below=0, **told) -> Stack:
    piles = [Dots(number, f"m-sev{place}") for place, number in enumerate(numbers, start=1)]
    return Stack((*piles, Dots(below, "m-open", is_below=True)), **told)


def heights(svg) -> list[float]:
    return [float(circle.get("cy")) for circle in svg.iter("circle")]


def test_there_is_a_dot_for_each():
    svg = drawn([stack(2, 1), stack(0), stack(1)])
    assert len(heights(svg)) == 4
    assert [circle.get("class") for circle in svg.iter("circle")] == ["m-sev1", "m-sev1", "m-sev2", "m-sev1"]


def test_dots_stand_on_the_axis_and_grow_away_from_it():
    svg = drawn([stack(3)])
    axis = float(svg.find("line").get("y1"))
    ys = heights(svg)
    assert ys == sorted(ys, reverse=True)
    assert all(0 < y < axis for y in ys)


def test_the_line_below_is_below_the_axis():
    scale = DotScale.of([[stack(1, below=2)]], 1)
    svg = drawn([stack(1, below=2)], scale)
    above, *below = heights(svg)
    assert above < scale.axis < min(below)
    assert max(below) < scale.height


def test_drawings_on_one_scale_are_equally_high():
    high, low = [stack(6), stack(0)], [stack(1), stack(1, below=1)]
    scale = DotScale.of([high, low], 2)
    assert drawn(high, scale).get("height") == drawn(low, scale).get("height")
    assert max(heights(drawn(high, scale))) == heights(drawn(low, scale))[0]


def test_too_many_for_dots_are_bars_in_proportion():
    many = [stack(MOST_DOTS + 1), stack(3 * (MOST_DOTS + 1))]
    bars = [rect for rect in drawn(many).iter("rect") if rect.get("class") == "m-sev1"]
    one, three = (float(bar.get("height")) for bar in bars)
    assert three == pytest.approx(3 * one, abs=0.2)
    assert not list(drawn(many).iter("circle"))


def test_a_column_leads_to_its_list_and_says_what_it_is():
    svg = drawn([stack(2, below=1, href="/a", title="2 <here>", below_href="/b", below_title="1 near miss")])
    assert [link.get("href") for link in svg.iter("a")] == ["/a", "/b"]
    assert [title.text for title in svg.iter("title")] == ["2 <here>", "1 near miss"]


def test_links_stay_out_of_the_keyboards_way():
    svg = drawn([stack(1, href="/a")])
    assert svg.get("aria-hidden") == "true"
    assert [link.get("tabindex") for link in svg.iter("a")] == ["-1"]


def test_an_empty_drawing_has_its_axis_and_words():
    svg = drawn([stack(0), stack(0)], DotScale(2, 0, 0, (Tick(0, "2023"), Tick(1, "2024"))))
    assert [text.text for text in svg.iter("text")] == ["2023", "2024"]
    assert not list(svg.iter("circle"))

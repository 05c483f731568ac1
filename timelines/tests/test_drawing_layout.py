"""Whatever is drawn: nothing touches anything else, everything is on the picture and can be reached."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from timelines.drawing import Plan, draw
from timelines.drawing.breaks import find_breaks
from timelines.drawing.scale import make_scale
from timelines.drawing.spans import span_of
from timelines.drawing.text import text_width

from .drawing_plans import an_evening, at, between, flags_of, mark, plans

ROUNDING = 0.15
"""Pixels are written with one decimal."""

CAP, DESCENT = 8, 2
"""How far letters of 11 pixels reach above and below their line, in pixels."""

slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
widths = st.sampled_from([1216, 660, 360])


def parsed(drawing):
    return ElementTree.fromstring(drawing.svg), ElementTree.fromstring(drawing.key_svg)


def words_in(element):
    return "".join(element.itertext())


def text_box(element):
    """(left, top, right, bottom) of a <text>, with the estimated width of its words."""
    if "transform" in element.attrib:
        x, y = map(float, re.match(r"translate\(([\d.]+) ([\d.]+)\)", element.get("transform")).groups())
        half = text_width(words_in(element)) / 2
        return x - CAP, y - half, x + DESCENT, y + half
    width = text_width(words_in(element), bold=element.get("class") in ("d-day", "d-name"))
    for part in element.iter("tspan"):
        width += float(part.get("dx", 0))
        if part.get("class") == "d-ms":
            width += text_width(part.text, bold=True) - text_width(part.text)
    x, y = float(element.get("x")), float(element.get("y"))
    left = x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    return left, y - CAP, left + width, y + DESCENT


def hit_box(link):
    rect = link.find("rect[@class='d-hit']")
    x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(one, other):
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > ROUNDING
        and min(one[3], other[3]) - max(one[1], other[1]) > ROUNDING
    )


def stacked(count):
    """So many events in the same minute, and one an hour later."""
    return Plan("INC-2", [*(mark(n, at(0)) for n in range(count)), mark(count, at(60))])


def late_milestones():
    marks = [mark(0, at(0)), mark(1, between(None, 600)), mark(2, between(600, None)), mark(3, at(600))]
    return Plan(
        "INC-3", marks, flags_of(marks, [("Started", 0), ("Detected", 1), ("Mitigated", 2), ("Resolved", 3)])
    )


@slow
@given(plans(), widths)
@example(an_evening(), 1216)
@example(an_evening(), 360)
@example(stacked(60), 660)
@example(late_milestones(), 360)
def test_no_two_texts_touch(plan, width):
    svg, key = parsed(draw(plan, width=width))
    for picture in (svg, key):
        boxes = [(text_box(element), words_in(element)) for element in picture.iter("text")]
        for (one, words), (other, other_words) in combinations(boxes, 2):
            assert not overlap(one, other), f"{words!r} touches {other_words!r}"


@slow
@given(plans(), widths)
@example(an_evening(), 1216)
@example(stacked(60), 660)
def test_every_mark_can_be_pointed_at(plan, width):
    svg, _ = parsed(draw(plan, width=width))
    boxes = [hit_box(link) for link in svg.iter("a")]
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other)
    for left, top, right, bottom in boxes:
        assert right - left >= 4
        assert bottom - top >= 18  # milestones; all others 24
    lane_top = min(float(line.get("y1")) for line in svg.iter("line") if line.get("class") == "d-lane")
    assert all(bottom - top == 24 for _, top, _, bottom in boxes if top >= lane_top - 3)


@slow
@given(plans(), widths)
@example(an_evening(), 1216)
@example(late_milestones(), 360)
def test_everything_lies_on_the_picture(plan, width):
    drawing = draw(plan, width=width)
    svg, key = parsed(drawing)
    assert int(svg.get("width")) + int(key.get("width")) == width
    assert int(svg.get("height")) == int(key.get("height")) == drawing.height
    assert not re.search(r"nan|inf\b", re.sub(r">[^<]*<", "><", drawing.svg))
    room = int(svg.get("width"))
    boxes = [text_box(element) for element in svg.iter("text")]
    for rect in svg.iter("rect"):
        x, y, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        boxes.append((x, y, x + wide, y + high))
    for circle in svg.iter("circle"):
        x, y, radius = (float(circle.get(name)) for name in ("cx", "cy", "r"))
        boxes.append((x - radius, y - radius, x + radius, y + radius))
    margin = 3 + ROUNDING  # a hit rectangle may reach a little beyond the edge
    for left, top, right, bottom in boxes:
        assert -margin <= left <= right <= room + margin
        assert 0 <= top <= bottom <= drawing.height


@slow
@given(plans(), widths)
@example(stacked(500), 1216)
def test_every_event_is_drawn_or_counted(plan, width):
    svg, _ = parsed(draw(plan, width=width))
    lane_top = min(float(line.get("y1")) for line in svg.iter("line") if line.get("class") == "d-lane")
    drawn = 0
    for link in svg.iter("a"):
        if hit_box(link)[1] < lane_top - 3:
            continue
        counted = re.match(r"([\d,]+) (?:events|posts), ", link.find("title").text)
        drawn += int(counted[1].replace(",", "")) if counted else 1
    assert drawn == len(plan.marks)


@slow
@given(plans(), widths, st.lists(st.floats(-2e9, 4e9), min_size=2, max_size=20))
def test_time_never_runs_backwards(plan, width, seconds):
    spans = [span_of(item) for item in plan.marks]
    first, last = min(span.lo for span in spans), max(span.hi for span in spans)
    scale = make_scale(first, last, find_breaks(spans, (), width), width)
    assert scale.pieces[0].left == 0
    assert scale.pieces[-1].right == pytest.approx(width)
    for left, right in zip(scale.pieces, scale.pieces[1:], strict=False):
        assert left.right == right.left
        assert left.begin <= left.end <= right.begin + 1e-3
    edges = sorted([*seconds, *(span.lo for span in spans), *(span.hi for span in spans)])
    pixels = [scale.x(second) for second in edges]
    assert pixels == sorted(pixels)
    assert 0 <= pixels[0] <= pixels[-1] <= width + 1e-6


@slow
@given(plans(most=8))
def test_drawing_twice_gives_the_same(plan):
    assert draw(plan) == draw(plan)

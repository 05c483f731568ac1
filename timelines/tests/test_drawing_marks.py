"""What the drawing of a timeline shows of each event, milestone and silence."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timelines.drawing import Plan, draw
from timelines.drawing.breaks import Break, quiet_words
from timelines.drawing.text import LABEL_MOST_CHARACTERS, label_choices, text_width
from timelines.when import Precision, When

from .drawing_plans import an_evening, at, between, flags_of, mark

DAY = 24 * 60


def draw_marks(*marks, flags=(), **options):
    return draw(Plan("INC-7", marks, flags_of(marks, flags)), **options)


def svg_of(drawing):
    return ElementTree.fromstring(drawing.svg)


def texts(drawing):
    return ["".join(element.itertext()) for element in svg_of(drawing).iter("text")]


def link_to(drawing, anchor):
    """The last link to an event: its mark in the lanes, after the milestones."""
    return [link for link in svg_of(drawing).iter("a") if link.get("href") == f"#{anchor}"][-1]


def shapes(link):
    return [(part.tag, part.get("class")) for part in link if part.tag in ("rect", "circle", "path")][:-1]


def axis_words(drawing, css="d-tickno"):
    return [element.text for element in svg_of(drawing).iter("text") if element.get("class") == css]


def lane_names(drawing):
    key = ElementTree.fromstring(drawing.key_svg)
    return [element.text for element in key.iter("text") if element.get("class") == "d-name"]


def test_nothing_to_draw_is_said_in_words():
    drawing = draw_marks()
    assert drawing.is_empty
    assert drawing.svg == drawing.key_svg == ""
    assert drawing.words == [("", "Nothing is on the timeline yet.")]


def test_a_minute_is_a_dot_and_a_day_is_a_band():
    drawing = draw_marks(mark(0, at(0)), mark(1, at(600, Precision.DAY)))
    assert shapes(link_to(drawing, "e-0")) == [("circle", "d-point")]
    assert shapes(link_to(drawing, "e-1")) == [("rect", "d-band")]


def test_open_times_thin_out_towards_the_side_that_is_not_known():
    drawing = draw_marks(mark(0, between(None, 60)), mark(1, between(90, None)))
    for anchor, sign in (("e-0", -1), ("e-1", 1)):
        path, bound = link_to(drawing, anchor)[1:3]
        start, tip = re.match(r"M([\d.]+) .*L([\d.]+) ", path.get("d")).groups()
        assert path.get("class") == "d-band"
        assert (float(tip) - float(start)) * sign > 10
        assert abs(float(bound.get("x")) + 1 - float(start)) < 0.2


def test_what_lasted_is_solid_where_certain_and_pale_where_possible():
    drawing = draw_marks(mark(0, between(0, 60), until=between(180, 240), level=2), mark(1, at(300)))
    soft, soft_end, sure = link_to(drawing, "e-0")[1:4]
    assert [part.get("class") for part in (soft, soft_end, sure)] == [
        "d-sev2 d-soft",
        "d-sev2 d-soft",
        "d-sev2",
    ]
    assert float(soft.get("x")) + float(soft.get("width")) == pytest.approx(float(sure.get("x")), abs=0.2)
    assert float(sure.get("width")) == pytest.approx(2 * float(soft.get("width")), abs=0.3)


def test_a_stretch_with_no_certain_part_has_no_solid_bar():
    drawing = draw_marks(mark(0, between(0, 120), until=between(60, 240), level=1))
    assert [css for _, css in shapes(link_to(drawing, "e-0"))] == ["d-sev1 d-soft"]


def test_what_was_learned_afterwards_is_dashed():
    drawing = draw_marks(
        mark(0, at(0), is_learned_later=True), mark(1, between(0, 30), is_learned_later=True)
    )
    assert shapes(link_to(drawing, "e-0")) == [("circle", "d-laterband")]
    assert shapes(link_to(drawing, "e-1")) == [("rect", "d-laterband")]


def test_lanes_stand_in_their_order_and_only_where_there_are_events():
    drawing = draw_marks(mark(0, at(0), "write-up"), mark(1, at(1), "status-page"), mark(2, at(2), "people"))
    assert lane_names(drawing) == ["Status page", "Our people", "Write-up"]
    assert "in three lanes" in svg_of(drawing).find("title").text


def test_an_unknown_lane_or_too_narrow_a_drawing_is_refused():
    with pytest.raises(ValueError, match="'cellar'"):
        draw_marks(mark(0, at(0), "cellar"))
    with pytest.raises(ValueError, match="at least 360"):
        draw_marks(mark(0, at(0)), width=100)


def test_links_lead_to_the_event_in_its_page():
    plan = Plan("INC-7", [mark(0, at(0))], href="/incidents/7/?a=1&b=2")
    assert svg_of(draw(plan)).find("a").get("href") == "/incidents/7/?a=1&b=2#e-0"


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", 'a " onload="x', "NUL \x00 and \x1b bell \x07", "& < >"]
)
def test_titles_are_text_and_nothing_else(title):
    plan = Plan(title, [mark(0, at(0), title=title), mark(1, at(0), title=title, label=title)])
    drawing = draw(plan)
    tree = svg_of(drawing)
    assert {element.tag for element in tree.iter()} <= {"svg", "title", "a", "rect", "circle", "line", "text"}
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    kept = "".join(character for character in title if character.isprintable())
    assert kept in tree.find("a/title").text


def test_ids_differ_with_the_prefix():
    plan = Plan("INC-7", [mark(0, at(0))])
    assert svg_of(draw(plan)).get("aria-labelledby") == "dr-inc-7"
    assert svg_of(draw(plan, prefix="a-")).get("aria-labelledby") == "dr-a-inc-7"


def test_colours_come_from_the_style_sheet():
    svg = draw(an_evening()).svg
    assert not re.search(r"(fill|stroke|style|opacity)=", svg)


# Milestones


def test_milestones_say_when_and_how_long_after_the_start():
    drawing = draw_marks(
        mark(0, at(0, Precision.APPROXIMATE)), mark(1, at(19)), flags=[("Started", 0), ("Detected", 1)]
    )
    assert "Started≈ 22:00" in texts(drawing)
    assert "Detected22:1911–28 min" in texts(drawing)
    assert any(
        "Detected: 28 Feb 2024, 22:19 UTC, 11–28 min after the start" in t.text
        for t in svg_of(drawing).iter("title")
    )


def test_milestones_of_one_event_share_a_line():
    drawing = draw_marks(
        mark(0, at(0)), mark(1, at(60)), flags=[("Detected", 0), ("Started", 0), ("Resolved", 1)]
    )
    assert "Started, detected22:00" in texts(drawing)


def test_a_milestone_before_the_start_is_named_so():
    drawing = draw_marks(mark(0, at(0)), mark(1, at(60)), flags=[("Started", 1), ("Detected", 0)])
    assert "Detected22:00before the start" in texts(drawing)


def test_milestones_name_their_day_where_days_are_narrow():
    drawing = draw_marks(mark(0, at(0)), mark(1, at(20 * DAY)), flags=[("Started", 0), ("Resolved", 1)])
    assert "Started28 Feb, 22:00" in texts(drawing)
    assert "Resolved19 Mar, 22:0020 d" in texts(drawing)


def test_milestones_without_a_start_have_no_line_to_it():
    drawing = draw_marks(mark(0, at(0)), mark(1, at(60)), flags=[("Detected", 0), ("Resolved", 1)])
    assert "d-flag" in drawing.svg
    assert "d-thr" not in drawing.svg


# Silence


def test_long_quiet_stretches_are_folded_with_how_long_they_were():
    words = [
        element.text
        for element in svg_of(draw(an_evening())).iter("text")
        if element.get("class") == "d-infold"
    ]
    assert words == ["46 to 70 h quiet", "9½ d quiet"]


def test_even_spacing_is_never_folded():
    drawing = draw_marks(*(mark(n, at(n * DAY)) for n in range(5)))
    assert "d-fold" not in drawing.svg


def test_two_events_years_apart_are_drawn_on_one_scale():
    drawing = draw_marks(mark(0, at(0)), mark(1, at(3650 * DAY)))
    assert "d-fold" not in drawing.svg
    assert {"2026", "2030", "2033"} <= set(axis_words(drawing, "d-day"))


def test_a_bar_through_a_quiet_stretch_does_not_call_it_quiet():
    marks = [mark(n, at(n * 10)) for n in range(6)]
    bar = mark(7, at(0), "machines", until=at(3 * DAY), level=1)
    words = [text for text in texts(draw_marks(*marks, bar)) if text.endswith((" d", " h", "quiet"))]
    assert words == ["3 d"]


@pytest.mark.parametrize(
    ("shortest", "longest", "words"),
    [
        (40, 40, "40 s quiet"),
        (45 * 60, 45 * 60, "45 min quiet"),
        (4.6 * 3600, 4.6 * 3600, "4½ h quiet"),
        (17.4 * 3600, 41 * 3600, "17 to 41 h quiet"),
        (3600 * 40, 86400 * 4, "40 to 96 h quiet"),
        (3600 * 40, 86400 * 9, "40 h to 9 d quiet"),
        (86400 * 8.5, 86400 * 8.5, "8½ d quiet"),
        (86400 * 365.25 * 9, 86400 * 365.25 * 9, "9 years quiet"),
    ],
)
def test_silence_in_words(shortest, longest, words):
    gap = Break(0, shortest, is_cell=False, is_quiet=True, shortest=shortest, longest=longest)
    assert quiet_words(gap, 1000, text_width) == words
    assert 0 < len(quiet_words(gap, text_width(words) - 1, text_width)) < len(words)
    assert quiet_words(gap, 5, text_width) == ""


# Crowds


def test_posts_are_ticks_and_counted():
    posts = [mark(n, at(n * 30), "status-page", is_post=True) for n in range(17)]
    drawing = draw_marks(*posts)
    assert "17 posts" in drawing.key_svg  # no tick has room behind it
    assert drawing.svg.count('class="d-post"') == 17
    assert "18 posts" in texts(draw_marks(*posts, mark(17, at(580), "status-page", is_post=True)))


def test_posts_of_one_minute_are_one_tick():
    drawing = draw_marks(*(mark(n, at(0), "status-page", title=f"Post {n}", is_post=True) for n in range(8)))
    (link,) = svg_of(drawing).iter("a")
    assert link.find("title").text.startswith("8 posts, 28 Feb 2024, 22:00 UTC")
    assert "Post 0; Post 1; Post 2; Post 3; Post 4; and 3 more" in link.find("title").text


def test_a_crowd_is_counted():
    drawing = draw_marks(*(mark(n, at(0)) for n in range(500)))
    assert "497 events" in texts(drawing)
    assert len(list(svg_of(drawing).iter("a"))) == 4


def test_few_events_of_one_day_are_all_written_out():
    titles = ["Roles deleted", "Deploys fail", "Roles restored", "Cluster gone", "Cluster rebuilt"]
    drawing = draw_marks(*(mark(n, at(0, Precision.DAY), title=title) for n, title in enumerate(titles)))
    assert set(titles) <= set(texts(drawing))


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("DNS caches restarted", "DNS caches restarted"),
        ("The node is rebooted.", "Node is rebooted"),
        ("Change taken back after several services stop sending metrics", "Change taken back"),
        ("One node restarted; suspicion settles on the proxy", "One node restarted"),
        ("Checkout confirms orders twice for some cards in one region", "Checkout confirms orders twice"),
        ("", ""),
    ],
)
def test_labels_are_the_first_words_that_stand_alone(title, label):
    assert label_choices(title)[0] == label


@settings(deadline=None)
@given(st.text(max_size=300))
def test_labels_are_short_and_never_end_in_an_ellipsis_of_ours(title):
    for label in label_choices(title):
        assert len(label) <= LABEL_MOST_CHARACTERS
        assert not label.endswith("…") or "…" in title


# The axis


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "22:00"),
        (10, "22:05"),
        (300, "01:00"),
        (3 * DAY, "12:00"),
        (20 * DAY, "4 Mar"),
        (400 * DAY, "Jun"),
        (12 * 365 * DAY, "2032"),
    ],
)
def test_the_axis_has_sensible_ticks_over_any_span(minutes, expected):
    drawing = draw_marks(mark(0, at(0)), mark(1, at(minutes)))
    words = axis_words(drawing)
    assert expected in words + axis_words(drawing, "d-day")
    assert 3 <= len(words) <= 27


def test_days_are_named_where_they_begin():
    assert axis_words(draw_marks(mark(0, at(0)), mark(1, at(300))), "d-day") == ["Wed 28 Feb", "Thu 29 Feb"]


def test_the_year_stands_beside_the_axis_once():
    assert ">2024<" in draw_marks(mark(0, at(0)), mark(1, at(300))).key_svg


def test_several_years_are_named_on_the_axis():
    marks = [*(mark(n, at(n * 10)) for n in range(5)), mark(9, at(400 * DAY))]
    assert axis_words(draw_marks(*marks), "d-day") == ["Wed 28 Feb 2024", "Thu 3 Apr 2025"]


def test_a_coarse_moment_has_its_days_on_the_axis():
    assert axis_words(draw(an_evening()), "d-day")[:2] == ["19–25 Feb", "Mon 26 Feb"]


@pytest.mark.parametrize(
    "moment", [datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 58, tzinfo=UTC)]
)
def test_the_ends_of_the_calendar_can_be_drawn(moment):
    drawing = draw_marks(mark(0, When.at(moment)), mark(1, at(0)))
    assert len(list(svg_of(drawing).iter("a"))) == 2
    assert svg_of(draw_marks(mark(0, When.at(moment)))) is not None


# In words


def test_the_drawing_in_words_names_each_day_once():
    marks = [
        mark(1, at(200), title="Fixed!", is_learned_later=True),
        mark(0, at(0), "machines", title="Jobs are late", until=at(60)),
        mark(2, at(90, Precision.APPROXIMATE), title="Cause found"),
    ]
    drawing = draw_marks(*marks, flags=[("Started", 1), ("Detected", 1)])
    assert drawing.words == [
        ("e-0", "28 Feb 2024, 22:00 UTC until 23:00 UTC: Started, detected: Jobs are late."),
        ("e-2", "≈ 23:30 UTC: Cause found."),
        ("e-1", "29 Feb 2024, 01:20 UTC: Fixed! Learned afterwards."),
    ]


def test_the_legend_has_what_occurs():
    assert [item.kind for item in draw_marks(mark(0, at(0))).legend] == ["point"]
    kinds = [item.kind for item in draw(an_evening()).legend]
    assert kinds == ["point", "band", "open", "severity", "later", "post", "fold"]
    assert all(
        ElementTree.fromstring(item.sample).get("aria-hidden") == "true" for item in draw(an_evening()).legend
    )

"""Times in templates and forms."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from timelines.forms import WhenFormField
from timelines.when import When

DAY = date(2023, 3, 14)


def read(words):
    return When.read(words, day=DAY)


def render(source, **context):
    return Template("{% load when %}" + source).render(Context(context))


def test_a_time_element_says_what_is_known_and_carries_its_bounds():
    assert render("{% when at %}", at=read("18:00 UTC")) == (
        '<time datetime="2023-03-14T18:00Z" data-earliest="2023-03-14T18:00:00Z"'
        ' data-latest="2023-03-14T18:01:00Z" data-precision="minute" title="written “18:00 UTC”">'
        "14 Mar 2023, 18:00 UTC</time>"
    )


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{% when at %}", "14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)"),
        ("{% when at day=False %}", "≈ 02:00 ICT (13 Mar, 19:00 UTC)"),
        ("{% when at clock=True %}", "≈ 02:00"),
        ("{% when at zone='UTC' %}", "13 Mar 2023, ≈ 19:00 UTC"),
    ],
)
def test_what_a_time_element_shows(tag, shown):
    html = render(tag, at=read("~02:00 ICT"))
    assert f">{shown}</time>" in html
    assert "somewhere in 01:52:30–02:07:29 ICT" in html
    assert 'data-precision="approximate"' in html


def test_an_open_side_has_no_bound():
    assert "data-latest" not in render("{% when at %}", at=read("after 18:00"))
    assert "data-earliest" not in render("{% when at %}", at=read("by 18:00"))


def test_no_time_shows_nothing():
    assert render("{% when at %}{{ at|when_parts|default:'' }}{{ at|when_in:'UTC' }}", at=None) == ""


def test_words_are_escaped():
    when = When.from_dict({**read("18:00").as_dict(), "words": '"><script>'})
    assert "<script>" not in render("{% when at %}", at=when)


def test_filters_for_rows_that_set_the_pieces_apart():
    at = read("by 18:00, after 17:00")
    assert (
        render("{% with p=at|when_parts %}{{ p.clock }} / {{ p.second }}{% endwith %}", at=at)
        == "by 18:00 / after 17:00"
    )
    assert render("{{ at|when_in:'Asia/Bangkok' }}", at=read("18:00")).startswith("15 Mar 2023, 01:00 ICT")


class EventForm(forms.Form):
    happened = WhenFormField(zone="Asia/Bangkok", day=DAY)
    until = WhenFormField(required=False)


def test_a_form_field_reads_words():
    form = EventForm({"happened": " ~2AM ", "until": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"happened": When.read("~2AM", zone="Asia/Bangkok", day=DAY), "until": None}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Say when, for example 14 March 2023 18:00 UTC."),
        ("25:10", "“25:10” is not a time of day."),
        ("9" * 200_000, "200 at most"),
        ("18:00\x00", "contains a NUL character"),
    ],
)
def test_a_form_field_shows_why_words_are_refused(words, message):
    form = EventForm({"happened": words})
    assert not form.is_valid()
    assert message in form.errors["happened"][0]


def test_a_form_field_shows_the_words_that_were_typed():
    assert 'value="~2AM ICT"' in str(EventForm(initial={"happened": read("~2AM ICT")})["happened"])
    assert not EventForm({"happened": "~2AM"}, initial={"happened": read("~2AM")}).has_changed()

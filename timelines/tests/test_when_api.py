"""Times in the API: words or bounds in, bounds and words out, and nothing without a zone."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.api.serializers import StrictSerializer
from timelines.api.fields import TimesMixin, WhenField
from timelines.when import When

DAY = date(2023, 3, 14)
NIGHT = {"earliest": "2023-03-14T20:00:00Z", "latest": "2023-03-14T21:00:00Z", "precision": "range"}


class SightingSerializer(TimesMixin, StrictSerializer):
    happened = WhenField()
    until = WhenField(required=False, allow_null=True)


class NightSerializer(TimesMixin, StrictSerializer):
    sightings = SightingSerializer(many=True)


def read(**data):
    """What is taken of a body."""
    serializer = SightingSerializer(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def refused(**data):
    """The errors of `happened`."""
    serializer = SightingSerializer(data=data)
    assert not serializer.is_valid()
    return json.dumps(serializer.errors["happened"], ensure_ascii=False)


def test_words_come_in_and_bounds_with_the_words_go_out():
    taken = read(happened="~2AM", zone="ICT", day="2023-03-14", until=None)
    assert taken == {"happened": When.read("~2AM", zone="ICT", day=DAY), "until": None}
    given_back = json.loads(json.dumps(SightingSerializer(taken).data))
    assert given_back["happened"] == {
        "earliest": "2023-03-13T18:30:00Z",
        "latest": "2023-03-13T19:30:00Z",
        "precision": "approximate",
        "zone": "ICT",
        "as_written": "~2AM",
        "text": "14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)",
    }
    assert read(happened=given_back["happened"])["happened"] == taken["happened"]


@pytest.mark.parametrize(
    "words",
    ["2023-03-14 18:00", "14 March 2023", "2023-03-14T18:00:00", "14 March 2023, between 18:00 and 19:00"],
)
def test_words_without_a_zone_are_refused_and_say_what_to_add(words):
    assert f"Add one, as in “{words} UTC”, or send “zone” beside it." in refused(happened=words)
    assert read(happened=words, zone="+07:00")["happened"] == When.read(words, zone="+07:00")


@pytest.mark.parametrize("words", ["18:00 UTC", "~2AM ICT", "between 18:00 and 19:00 UTC"])
def test_words_without_a_day_are_refused_and_say_what_to_add(words):
    assert "or send “day” beside it" in refused(happened=words)
    assert read(happened=words, day="2023-03-14")["happened"] == When.read(words, day=DAY)


@pytest.mark.parametrize("words", ["2023-03-14T18:00:00Z", "2023-03-14 18:00 ICT", "1678816800"])
def test_words_that_name_their_moment_need_no_zone(words):
    assert read(happened=words)["happened"] == When.read(words)


def test_the_zone_of_a_list_holds_for_its_rows_that_have_none():
    rows = [{"happened": "18:00"}, {"happened": "18:00", "zone": "UTC"}]
    serializer = NightSerializer(data={"zone": "ICT", "day": "2023-03-14", "sightings": rows})
    assert serializer.is_valid()
    hours = [row["happened"].earliest.hour for row in serializer.validated_data["sightings"]]
    assert hours == [11, 18]


def test_a_zone_nobody_knows_is_said_once():
    serializer = SightingSerializer(data={"happened": "14 March 2023 18:00", "zone": "Europe/Atlantis"})
    assert not serializer.is_valid()
    assert set(serializer.errors) == {"zone"}


def test_an_open_side_is_null_and_not_left_out():
    after = read(happened={**NIGHT, "latest": None})["happened"]
    assert after.latest is None
    assert "This bound is missing" in refused(happened={"earliest": NIGHT["earliest"], "precision": "range"})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"earliest": "2023-03-14T20:00:00"}, "has no offset from UTC"),
        ({"earliest": "yesterday"}, "is no moment"),
        ({"earliest": 1678816800}, "This is a number. Send text"),
        ({"earliest": "0001-01-01T00:00:00Z"}, "beyond any calendar"),
        ({"earliest": "2023-03-14T22:00:00Z"}, "before it begins"),
        ({"precision": "minute"}, "too wide"),
        ({"precision": "about"}, "is no precision. Send one of second"),
        ({"precision": []}, "This is a list"),
        ({"precision": None}, "missing how exactly"),
        ({"zone": "Mars"}, "is not a time zone"),
        ({"zone": 7}, "This is a number"),
        ({"as_written": "x" * 201}, "too long"),
        ({"as_written": "\x00"}, "NUL"),
        ({"as_written": "\ud800"}, "UTF-8"),
        ({"words": "20:00"}, "“words” is no part of a time"),
        ({"earliest": None, "latest": None}, "bound on one side"),
    ],
)
def test_bounds_that_are_no_time_say_what_is_wrong(changed, said):
    assert said in refused(happened={**NIGHT, **changed})


@pytest.mark.parametrize(
    "bad", ["soon", "18:00 UTC", {}, 5, True, ["18:00 UTC"], "", "9" * 999, "\x00", "\ud800", 1e400]
)
def test_what_is_no_time_is_refused(bad):
    assert refused(happened=bad)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(list(NIGHT)), inner)
    ),
    max_leaves=8,
)


@given(JSON, JSON, JSON)
def test_no_json_brings_it_down(happened, zone, day):
    serializer = SightingSerializer(data={"happened": happened, "zone": zone, "day": day})
    if serializer.is_valid():
        assert isinstance(serializer.validated_data["happened"], When)

"""An ISO week in a zone: where it begins and ends, and which words name none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.exceptions import UnreadableWeek
from reviews.week import YEARS, Week, past_week
from timelines.when import zones

PLACES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "America/Havana",
    "+14:00",
]
weeks = st.builds(
    lambda day, zone: Week(*day.isocalendar()[:2], zone),
    st.dates(date(1970, 1, 8), date(2100, 12, 20)),
    st.sampled_from(PLACES),
)


def test_a_week_begins_on_monday_in_its_zone():
    week = Week.read("2023-W11", zone="Europe/Berlin")
    assert week.start == datetime(2023, 3, 12, 23, tzinfo=UTC)
    assert week.end == datetime(2023, 3, 19, 23, tzinfo=UTC)
    assert week.days_said == "Mon 13 – Sun 19 March 2023"
    assert week.times_said == "Europe/Berlin, times in CET"


@pytest.mark.parametrize(
    ("written", "zone", "hours"),
    [
        ("2023-W12", "Europe/Berlin", 167),
        ("2023-W43", "Europe/Berlin", 169),
        ("2023-W12", "UTC", 168),
        ("2023-W13", "Australia/Lord_Howe", 168.5),
        ("2011-W52", "Pacific/Apia", 144),  # 30 December 2011 was left out
    ],
)
def test_a_week_is_as_long_as_its_clocks_make_it(written, zone, hours):
    assert Week.read(written, zone).hours == hours


def test_a_change_of_clocks_is_said():
    assert Week.read("2023-W12", "Europe/Berlin").times_said.endswith("times in CET, then CEST (167 hours)")


def test_case_and_zone_are_read_as_people_type_them():
    assert Week.read("2023-w11", zone="europe/berlin") == Week(2023, 11, "Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2023-W53", "2023 has no week W53: its weeks are W01 to W52."),
        ("2021-W00", "2021 has no week W00: its weeks are W01 to W52."),
        ("W11", "“W11” is not a week. Write it as 2023-W11."),
        ("2023-W1", "“2023-W1” is not a week"),
        ("2023-11", "“2023-11” is not a week"),
        ("", "“” is not a week"),
        ("0001-W01", "The year 0001 is out of reach"),
        ("٢٠٢٣-W11", "is not a week"),
    ],
)
def test_words_that_name_no_week_are_refused(written, said):
    with pytest.raises(UnreadableWeek, match=said) as refused:
        Week.read(written)
    assert refused.value.field == "week"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "EST5EDT6", "CST", "x" * 5000, "Europe/Berlin\x00"])
def test_words_that_name_no_zone_are_refused(zone):
    with pytest.raises(UnreadableWeek) as refused:
        Week.read("2023-W11", zone=zone)
    assert refused.value.field == "zone"
    assert len(str(refused.value)) < 400


def test_years_of_53_weeks_have_one():
    assert str(Week.read("2020-W53").next) == "2021-W01"
    assert str(Week.read("2021-W01").previous) == "2020-W53"


@given(weeks)
def test_weeks_follow_one_another_without_gap(week):
    assert week.end == week.next.start
    assert week.next.previous == week
    assert Week.read(str(week), zone=week.zone) == week


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.sampled_from(PLACES))
def test_every_moment_lies_in_its_week(naive, zone):
    moment = naive.replace(tzinfo=UTC)
    week = Week.of(moment, zone)
    assert moment in week
    assert moment not in week.previous
    assert week.first_day <= week.day_of(moment) <= week.last_day


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words_are_read_or_refused(text, zone):
    try:
        week = Week.read(text, zone)
    except UnreadableWeek:
        return
    assert week.year in YEARS


def test_the_past_week_is_the_last_that_is_over():
    monday = Week.read("2023-W12", "Asia/Kolkata").start
    assert str(past_week(monday, "Asia/Kolkata")) == "2023-W11"
    assert str(past_week(monday - timedelta(seconds=1), "Asia/Kolkata")) == "2023-W10"
    assert zones.resolve(past_week(monday, "Asia/Kolkata").zone)

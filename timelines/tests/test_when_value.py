"""When and Duration: validation, order, text, arithmetic."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from timelines.when import Duration, Precision, UnreadableTime, When, zones
from timelines.when.text import html_datetime

DAY = date(2023, 3, 14)
SIX = datetime(2023, 3, 14, 18, tzinfo=UTC)


def read(words, **context):
    return When.read(words, **{"day": DAY, **context})


def test_bounds_are_kept_in_utc():
    local = datetime(2023, 3, 15, 1, tzinfo=timezone(timedelta(hours=7)))
    when = When(local, local + timedelta(minutes=1), Precision.MINUTE, "ICT")
    assert when.earliest == SIX
    assert when.earliest.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((None, None, "range"), "a bound on one side"),
        ((SIX, SIX - timedelta(minutes=1), "range"), "before it begins"),
        ((SIX, None, "minute"), "is a range, not minute"),
        ((SIX, SIX + timedelta(hours=3), "minute"), "too wide for a time known to the minute"),
        ((SIX, None, "sometimes"), "is not a valid Precision"),
        ((SIX, None, "range", "Mars/Olympus"), "is not a time zone"),
        ((SIX, None, "range", "UTC", "x" * 201), "200 characters"),
        ((SIX, None, "range", "UTC", "a\x00"), "without NUL"),
        ((datetime.min.replace(tzinfo=UTC), SIX, "range"), "year 1 is beyond any calendar"),
        ((SIX, datetime.max.replace(tzinfo=UTC), "range"), "year 9999 is beyond any calendar"),
    ],
)
def test_what_is_no_time_is_refused(arguments, error):
    with pytest.raises(ValueError, match=error):
        When(*arguments)


def test_naive_datetimes_are_refused():
    with pytest.raises(TypeError, match="aware"):
        When(datetime(2023, 3, 14), None, "range")


def test_a_time_without_width_is_a_microsecond_wide():
    assert When(SIX, SIX, "second").width == timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("precision", "earliest", "width"),
    [
        ("second", "2023-03-14T18:12:07", timedelta(seconds=1)),
        ("minute", "2023-03-14T18:12:00", timedelta(minutes=1)),
        ("hour", "2023-03-14T18:00:00", timedelta(hours=1)),
        ("day", "2023-03-14T00:00:00", timedelta(days=1)),
        ("approximate", "2023-03-14T18:04:37.250", timedelta(minutes=15)),
    ],
)
def test_the_unit_that_an_instant_lies_in(precision, earliest, width):
    when = When.at(SIX + timedelta(minutes=12, seconds=7, milliseconds=250), precision)
    assert (when.earliest, when.width) == (datetime.fromisoformat(earliest).replace(tzinfo=UTC), width)


def test_hours_and_days_are_those_of_the_zone():
    assert When.at(SIX, "hour", "Asia/Kolkata").earliest == SIX - timedelta(minutes=30)
    assert When.at(SIX, "day", "Asia/Kolkata").earliest == datetime(2023, 3, 13, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("18:00", "18:00"),
        ("18:00:30", "18:00:30"),
        ("~18:00", "18:00"),
        ("by 18:00", "18:00"),
        ("before 18:00", "18:00"),
        ("after 18:00", "18:00"),
        ("by 18:00, after 17:00", "18:00"),
        ("17:00–18:00", "17:30"),
        ("14 March", "12:00"),
    ],
)
def test_one_instant_to_draw_by(words, best):
    assert read(words).best == datetime.fromisoformat(f"2023-03-14T{best}").replace(tzinfo=UTC)


def test_order_is_certain_only_where_the_intervals_are_apart():
    six, later, about = read("18:00"), read("18:01"), read("~18:00")
    assert six.before(later)
    assert later.after(six)
    assert not later.before(six)
    assert about.overlaps(six)
    assert not about.before(later)
    assert read("by 17:00").before(six)
    assert read("after 17:00").overlaps(six)
    assert read("after 18:01").after(six)


def test_sorting_is_by_earliest_then_latest():
    words = ["by 12:00", "before 12:01", "12:00–18:00", "after 12:00", "12:05", "by 12:05"]
    shuffled = sorted(map(read, reversed(words)), key=lambda when: when.key)
    assert [when.words for when in shuffled] == ["12:00–18:00", "after 12:00", "before 12:01", "by 12:00",
                                                 "12:05", "by 12:05"]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "text", "short"),
    [
        ("18:00", "14 Mar 2023, 18:00 UTC", "18:00 UTC"),
        ("18:00:05", "14 Mar 2023, 18:00:05 UTC", "18:00:05 UTC"),
        ("16:05:57.250", "14 Mar 2023, 16:05:57.250 UTC", "16:05:57.250 UTC"),
        ("~02:00 ICT", "14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)", "≈ 02:00 ICT (13 Mar, 19:00 UTC)"),
        ("~2AM ICT", "14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)", "≈ 02:00 ICT (13 Mar, 19:00 UTC)"),
        ("14:00 ICT", "14 Mar 2023, 14:00 ICT (07:00 UTC)", "14:00 ICT (07:00 UTC)"),
        ("2AM", "14 Mar 2023, 02:00–03:00 UTC", "02:00–03:00 UTC"),
        ("20:00–21:00", "14 Mar 2023, 20:00–21:00 UTC", "20:00–21:00 UTC"),
        ("16:05:57-58", "14 Mar 2023, 16:05:57–16:05:58 UTC", "16:05:57–16:05:58 UTC"),
        ("23:00–01:15", "14 Mar 2023, 23:00 – 15 Mar, 01:15 UTC", "23:00 – 15 Mar, 01:15 UTC"),
        ("by 01:15", "14 Mar 2023, by 01:15 UTC", "by 01:15 UTC"),
        ("before 01:15", "14 Mar 2023, before 01:15 UTC", "before 01:15 UTC"),
        ("after 23:00", "14 Mar 2023, after 23:00 UTC", "after 23:00 UTC"),
        ("by 23:00, after 20:00", "14 Mar 2023, by 23:00, after 20:00 UTC", "by 23:00, after 20:00 UTC"),
        ("13 March", "13 Mar 2023", "13 Mar 2023"),
        ("by 13 March", "by 13 Mar 2023", "by 13 Mar 2023"),
        ("before 13 March", "before 13 Mar 2023", "before 13 Mar 2023"),
        ("after 13 March", "after 13 Mar 2023", "after 13 Mar 2023"),
        ("by 13 March Zurich", "by 13 Mar 2023 CET", "by 13 Mar 2023 CET"),
        ("by 23:59", "14 Mar 2023, by 23:59 UTC", "by 23:59 UTC"),
        ("13 March ICT", "13 Mar 2023 ICT", "13 Mar 2023 ICT"),
        ("~13 March", "≈ 13 Mar 2023", "≈ 13 Mar 2023"),
        ("6–12 March 2023", "6–12 Mar 2023", "6–12 Mar 2023"),
        ("March 2023", "March 2023", "March 2023"),
        ("March 2023 Zurich", "March 2023 (Europe/Zurich)", "March 2023 (Europe/Zurich)"),
        ("18:00 +07:00", "14 Mar 2023, 18:00 +07:00 (11:00 UTC)", "18:00 +07:00 (11:00 UTC)"),
        ("18:00 Asia/Bangkok", "14 Mar 2023, 18:00 ICT (11:00 UTC)", "18:00 ICT (11:00 UTC)"),
        ("18:00 Europe/London", "14 Mar 2023, 18:00 GMT", "18:00 GMT"),
        ("18:00 ± 2 min", "14 Mar 2023, ≈ 18:00 UTC ± 2 min", "≈ 18:00 UTC ± 2 min"),
    ],
)
def test_text_is_short_and_honest(words, text, short):
    when = read(words)
    assert str(when) == text
    assert when.text(day=False) == short


def test_text_in_another_zone():
    assert read("18:00").text(zone="Asia/Bangkok") == "15 Mar 2023, 01:00 ICT (14 Mar, 18:00 UTC)"
    assert read("2AM ICT").text(zone="UTC") == "13 Mar 2023, 19:00–20:00 UTC"
    assert (
        read("13 March").text(zone="Asia/Bangkok")
        == "13 Mar 2023, 07:00 – 14 Mar, 07:00 ICT (00:00 – 14 Mar, 00:00 UTC)"
    )


def test_parts_for_lists():
    by = read("by 01:15, after 23:00").parts()
    assert (by.clock, by.second, by.zone, by.day) == ("by 01:15", "after 14 Mar, 23:00", "UTC", "15 Mar 2023")
    about = read("~02:30 ICT").parts()
    assert (about.clock, about.zone, about.utc) == ("≈ 02:30", "ICT", "13 Mar, 19:30 UTC")
    week = read("6–12 March 2023").parts()
    assert (week.clock, week.day, week.date) == ("6–12 March", "", date(2023, 3, 6))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("18:00", "2023-03-14T18:00Z"),
        ("18:00:05", "2023-03-14T18:00:05Z"),
        ("~18:00", "2023-03-14T18:00Z"),
        ("13 March", "2023-03-13"),
        ("20:00–21:00", "2023-03-14T20:00Z/2023-03-14T21:00Z"),
        ("by 18:00", "../2023-03-14T18:01Z"),
    ],
)
def test_the_attribute_of_a_time_element(words, value):
    assert html_datetime(read(words)) == value


@pytest.mark.parametrize(
    ("begin", "end", "text", "short"),
    [
        ("18:00", "15 March 01:27", "7 h 27 min", "7 h 27"),
        ("~02:00", "~14:00", "11 h 45 min – 12 h 15 min", "11 h 45 – 12 h 15"),
        ("~18:00", "18:19", "11–28 min", "11–28 min"),
        ("~18:00", "20:00–23:00", "1 h 52 min – 5 h 08 min", "1 h 52 – 5 h 08"),
        ("~18:00", "15 March ~01:27", "7 h 12 min – 7 h 42 min", "7 h 12 – 7 h 42"),
        ("18:00", "18:00", "under 1 min", "under 1 min"),
        ("18:00", "~18:05", "under 13 min", "under 13 min"),
        ("18:00:00", "18:02:14", "2 min 14 s", "2 min 14 s"),
        ("18:00:00", "18:00:40", "40 s", "40 s"),
        ("18:00:00", "21:02:14", "3 h 02 min", "3 h 02"),
        ("18:00", "21:00", "3 h", "3 h"),
        ("10 March", "12 March", "1–3 d", "1–3 d"),
        ("10 March 18:00", "12 March 21:00", "2 d 3 h", "2 d 3 h"),
        ("10 March 18:00", "after 12 March 19:00", "at least 2 d", "at least 2 d"),
        ("1 March", "25 March", "23–25 d", "23–25 d"),
        ("18:00", "by 19:00", "under 1 h 01 min", "under 1 h 01"),
        ("by 18:00", "19:00", "at least 59 min", "at least 59 min"),
        ("after 18:00", "19:00", "under 1 h 01 min", "under 1 h 01"),
        ("18:00", "after 17:00", "not known", "not known"),
        (
            "18:00",
            "17:30",
            "ends before it starts by at least 29 min",
            "ends before it starts by at least 29 min",
        ),
    ],
)
def test_the_time_between_two_moments(begin, end, text, short):
    duration = read(end) - read(begin)
    assert (str(duration), duration.short) == (text, short)


def test_a_duration_is_invalid_only_where_that_is_certain():
    assert (read("17:30") - read("18:00")).invalid
    assert not (read("~17:55") - read("18:00")).invalid
    with pytest.raises(ValueError, match="no shorter"):
        Duration(timedelta(2), timedelta(1))


def test_the_dict_form_refuses_what_is_no_time():
    good = read("18:00").as_dict()
    bad_parts = (
        {"earliest": 5},
        {"earliest": "2023-03-14T18:00"},
        {"zone": "Mars"},
        {"precision": "x"},
        {"latest": "later"},
        {"words": 5},
    )
    for bad in ({}, None, *({**good, **part} for part in bad_parts)):
        with pytest.raises((ValueError, TypeError)):
            When.from_dict(bad)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("utc", "UTC"), ("Z", "UTC"), ("gmt", "GMT"), ("europe/zurich", "Europe/Zurich"),
        ("zürich", "Europe/Zurich"),
        ("+7", "+07:00"), ("+0700", "+07:00"), ("UTC+7", "+07:00"), ("GMT-3:30", "-03:30"), ("ict", "ICT"),
        ("PST", "PST"), ("Pacific Time", "America/Los_Angeles"), ("PT", "America/Los_Angeles"),
        ("Eastern", "America/New_York"), ("Eastern Standard Time", "America/New_York"),
        ("London", "Europe/London"),
        ("Central European Time", "Europe/Berlin"), ("new york", "America/New_York"), ("NZDT", "NZDT"),
        ("San Francisco", "America/Los_Angeles"), ("US/Pacific", "US/Pacific"),
    ],
)  # fmt: skip
def test_names_of_zones(written, kept):
    assert zones.read_zone(written) == kept
    assert zones.resolve(kept)


@pytest.mark.parametrize(
    ("letters", "zone", "kept"),
    [
        ("IST", "Asia/Kolkata", "Asia/Kolkata"), ("IST", "+05:30", "+05:30"),
        ("IST", "Europe/Dublin", "+01:00"),
        ("CST", "America/Chicago", "America/Chicago"), ("CST", "Asia/Shanghai", "Asia/Shanghai"),
        ("BST", "Europe/London", "+01:00"), ("BST", "Asia/Dhaka", "Asia/Dhaka"),
        ("AST", "Asia/Riyadh", "Asia/Riyadh"),
    ],
)  # fmt: skip
def test_the_zone_of_the_incident_settles_letters(letters, zone, kept):
    assert zones.read_zone(letters, zone=zone, at=datetime(2023, 1, 14, 12)) == kept


@pytest.mark.parametrize(
    "written", ["", "Mars/Olympus", "+15:00", "+7:99", "posix/UTC", "XYZ", "1", "../etc/passwd"]
)
def test_unknown_zones_are_named(written):
    with pytest.raises(UnreadableTime, match="is not a time zone"):
        zones.read_zone(written)


def test_a_bound_that_is_a_day_claims_no_clock_time():
    told = read("by 4 December 2018").parts("UTC")
    assert (told.clock, told.day, told.zone) == ("by 4 Dec 2018", "", "")
    assert read("by 4 December 2018").text(zone="Asia/Bangkok") == (
        "5 Dec 2018, by 06:59 ICT (4 Dec, by 23:59 UTC)"
    )

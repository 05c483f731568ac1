"""Reading times: every form of docs/time.md, with the bounds it stands for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from timelines.when import AmbiguousZone, Precision, UnknownZone, UnreadableTime, When
from timelines.when.reading import read_time

DAY = date(2023, 3, 14)


def utc(text):
    """ "14T18:00" in March 2023, or a whole ISO time; None for ".."."""
    if text == "..":
        return None
    whole = f"2023-03-{text}" if text[2] == "T" else text
    return datetime.fromisoformat(whole).replace(tzinfo=UTC)


def bounds(when):
    return when.earliest, when.latest


# words, earliest, latest (UTC), precision, zone; read on 14 March 2023 in UTC
ON_A_DAY = [
    ("18:00", "14T18:00", "14T18:01", "minute", "UTC"),
    ("6:31 ICT", "13T23:31", "13T23:32", "minute", "ICT"),
    ("2AM", "14T02:00", "14T03:00", "hour", "UTC"),
    ("2 a.m.", "14T02:00", "14T03:00", "hour", "UTC"),
    ("12am", "14T00:00", "14T01:00", "hour", "UTC"),
    ("12 pm", "14T12:00", "14T13:00", "hour", "UTC"),
    ("11:21a", "14T11:21", "14T11:22", "minute", "UTC"),
    ("11:21 pm", "14T23:21", "14T23:22", "minute", "UTC"),
    ("2 o'clock", "14T02:00", "14T03:00", "hour", "UTC"),
    ("14h30", "14T14:30", "14T14:31", "minute", "UTC"),
    ("1830Z", "14T18:30", "14T18:31", "minute", "UTC"),
    ("1830 UTC", "14T18:30", "14T18:31", "minute", "UTC"),
    ("noon", "14T12:00", "14T12:01", "minute", "UTC"),
    ("midnight", "14T00:00", "14T00:01", "minute", "UTC"),
    ("24:00", "15T00:00", "15T00:01", "minute", "UTC"),
    ("16:05:57", "14T16:05:57", "14T16:05:58", "second", "UTC"),
    ("16:05:57.250", "14T16:05:57.250", "14T16:05:57.251", "second", "UTC"),
    ("16:05:57,250123", "14T16:05:57.250123", "14T16:05:57.250124", "second", "UTC"),
    ("around 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("about 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("~18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("≈ 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("ca. 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("circa 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("at approximately 18:00", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("around 2AM ICT", "13T18:30", "13T19:30", "approximate", "ICT"),
    ("18:00-ish", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("18:00 ± 2 min", "14T17:58", "14T18:02", "approximate", "UTC"),
    ("between 20:00 and 21:00", "14T20:00", "14T21:00", "range", "UTC"),
    ("sometime between 2 and 3pm", "14T14:00", "14T15:00", "range", "UTC"),
    ("20:00–21:00", "14T20:00", "14T21:00", "range", "UTC"),
    ("20:00 - 21:00 EST", "15T01:00", "15T02:00", "range", "EST"),
    ("20:00 to 21:00", "14T20:00", "14T21:00", "range", "UTC"),
    ("23:00–01:15", "14T23:00", "15T01:15", "range", "UTC"),
    ("2–3 PM", "14T14:00", "14T15:00", "range", "UTC"),
    ("11–2pm", "14T11:00", "14T14:00", "range", "UTC"),
    ("16:05:57-58", "14T16:05:57", "14T16:05:59", "range", "UTC"),
    ("20:14-16", "14T20:14", "14T20:16", "range", "UTC"),
    ("between ~20:00 and ~21:00", "14T19:52:30", "14T21:07:30", "range", "UTC"),
    ("by 23:00", "..", "14T23:01", "range", "UTC"),
    ("until 23:00", "..", "14T23:01", "range", "UTC"),
    ("no later than 23:00", "..", "14T23:01", "range", "UTC"),
    ("before 23:00", "..", "14T23:00", "range", "UTC"),
    ("before ~23:00", "..", "14T23:07:30", "range", "UTC"),
    ("after 23:00", "14T23:00", "..", "range", "UTC"),
    ("since 23:00", "14T23:00", "..", "range", "UTC"),
    ("by 01:15, after 23:00", "14T23:00", "15T01:16", "range", "UTC"),
    ("after 20:00 and before 23:00", "14T20:00", "14T23:00", "range", "UTC"),
    ("shortly after 3pm PT", "14T22:00", "14T22:30", "range", "America/Los_Angeles"),
    ("shortly before 15:00", "14T14:30", "14T15:00", "range", "UTC"),
    ("15 minutes after 18:00", "14T18:15", "14T18:16", "minute", "UTC"),
    ("14 March", "14T00:00", "15T00:00", "day", "UTC"),
    ("13 March", "13T00:00", "14T00:00", "day", "UTC"),
    ("Tuesday 14 March", "14T00:00", "15T00:00", "day", "UTC"),
    ("Monday 02:00", "13T02:00", "13T02:01", "minute", "UTC"),
    ("the next day 09:00", "15T09:00", "15T09:01", "minute", "UTC"),
    ("the morning of 14 March", "14T04:00", "14T12:00", "range", "UTC"),
    ("by 14 March", "..", "15T00:00", "range", "UTC"),
    ("before 14 March", "..", "14T00:00", "range", "UTC"),
    ("after 14 March", "15T00:00", "..", "range", "UTC"),
    ("18:00 JST 14 March", "14T09:00", "14T09:01", "minute", "JST"),
    ("20:00–21:00 on 14 March", "14T20:00", "14T21:00", "range", "UTC"),
    ("２０:１４", "14T20:14", "14T20:15", "minute", "UTC"),
    ("  18:00\u00a0UTC. ", "14T18:00", "14T18:01", "minute", "UTC"),
    ("6:31 (Denver)", "14T12:31", "14T12:32", "minute", "America/Denver"),
    ("6:31 local time", "14T06:31", "14T06:32", "minute", "UTC"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "earliest", "latest", "precision", "zone"), ON_A_DAY)
def test_words_with_a_given_day(words, earliest, latest, precision, zone):
    when = When.read(words, day=DAY)
    assert bounds(when) == (utc(earliest), utc(latest))
    assert (when.precision, when.zone, when.words) == (precision, zone, words.strip())


# the same, with everything said in the words
WHOLE = [
    ("2023-03-14T18:00:00Z", "14T18:00:00", "14T18:00:01", "second", "UTC"),
    ("2023-03-14T18:00Z", "14T18:00", "14T18:01", "minute", "UTC"),
    ("2023-03-14T18:00+07:00", "14T11:00", "14T11:01", "minute", "+07:00"),
    ("2023-03-14T18:00-0700", "15T01:00", "15T01:01", "minute", "-07:00"),
    ("2023-03-14T18:00-07:00[America/Los_Angeles]", "15T01:00", "15T01:01", "minute", "-07:00"),
    ("20230314T180000Z", "14T18:00", "14T18:00:01", "second", "UTC"),
    ("2023-03-14 18:00", "14T18:00", "14T18:01", "minute", "UTC"),
    ("2023-03-14 21:56:16.577", "14T21:56:16.577", "14T21:56:16.578", "second", "UTC"),
    ("2023-03-14", "14T00:00", "15T00:00", "day", "UTC"),
    ("2023-03", "01T00:00", "2023-04-01", "range", "UTC"),
    ("March 2023", "01T00:00", "2023-04-01", "range", "UTC"),
    ("year 2023", "2023-01-01", "2024-01-01", "range", "UTC"),
    ("2023-03-14~", "13T00:00", "16T00:00", "approximate", "UTC"),
    ("2023-03-14?", "13T00:00", "16T00:00", "approximate", "UTC"),
    ("2023-03~", "2023-02-01", "2023-05-01", "approximate", "UTC"),
    ("2023~", "2022-01-01", "2025-01-01", "approximate", "UTC"),
    ("2023-03-14T18:00Z~", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("2023-03-14T18:00Z/2023-03-15T01:27Z", "14T18:00", "15T01:27", "range", "UTC"),
    ("2023-03-14/2023-03-16", "14T00:00", "17T00:00", "range", "UTC"),
    ("../2023-03-14", "..", "15T00:00", "range", "UTC"),
    ("2023-03-14/..", "14T00:00", "..", "range", "UTC"),
    ("8–12 March 2023", "08T00:00", "13T00:00", "range", "UTC"),
    ("between 8 and 12 March 2023", "08T00:00", "13T00:00", "range", "UTC"),
    ("2023/2024", "2023-01-01", "2025-01-01", "range", "UTC"),
    ("March 8-12, 2023", "08T00:00", "13T00:00", "range", "UTC"),
    ("28 Feb – 3 Mar 2023", "2023-02-28", "04T00:00", "range", "UTC"),
    ("30 Dec – 2 Jan 2023", "2022-12-30", "2023-01-03", "range", "UTC"),
    ("Mar 15, 2023 - 01:59 UTC", "15T01:59", "15T02:00", "minute", "UTC"),
    ("Posted Mar 15, 2023 - 01:59 UTC", "15T01:59", "15T02:00", "minute", "UTC"),
    ("14 March 2023 18:00", "14T18:00", "14T18:01", "minute", "UTC"),
    ("On March 14th, 2023, at approximately 18:00 UTC", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("~18:00 UTC 14 March 2023", "14T17:52:30", "14T18:07:30", "approximate", "UTC"),
    ("14 Mar 2023, 23:00 – 15 Mar, 01:15 UTC", "14T23:00", "15T01:15", "range", "UTC"),
    ("23:00–01:15 on 15 March 2023", "14T23:00", "15T01:15", "range", "UTC"),
    ("15 Mar 2023, by 01:15, after 14 Mar, 23:00 UTC", "14T23:00", "15T01:16", "range", "UTC"),
    ("13/03/2023 10:00", "13T10:00", "13T10:01", "minute", "UTC"),
    ("03-14-2023 11:00 pm", "14T23:00", "14T23:01", "minute", "UTC"),
    ("12.03.2023", "12T00:00", "13T00:00", "day", "UTC"),
    ("Tue, 14 Mar 2023 21:56:16 GMT", "14T21:56:16", "14T21:56:17", "second", "GMT"),
    ("Tue Mar 14 21:56:16 2023", "14T21:56:16", "14T21:56:17", "second", "UTC"),
    ("14/Mar/2023:21:56:16 +0700", "14T14:56:16", "14T14:56:17", "second", "+07:00"),
    ("1678816800", "14T18:00:00", "14T18:00:01", "second", "UTC"),
    ("1678816800.5", "14T18:00:00.5", "14T18:00:00.6", "second", "UTC"),
    ("1678816800123", "14T18:00:00.123", "14T18:00:00.124", "second", "UTC"),
    ("14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)", "13T18:52:30", "13T19:07:30", "approximate", "ICT"),
    ("14 Mar 2023, 18:00 −03:30", "14T21:30", "14T21:31", "minute", "-03:30"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "earliest", "latest", "precision", "zone"), WHOLE)
def test_words_that_say_everything(words, earliest, latest, precision, zone):
    when = When.read(words)
    assert bounds(when) == (utc(earliest), utc(latest))
    assert (when.precision, when.zone) == (precision, zone)


AFTER_SIX = When.read("18:00", day=DAY)
AROUND_SIX = When.read("~18:00", day=DAY)

RELATIVE = [
    ("+15 min", AFTER_SIX, "14T18:15", "14T18:16", "minute"),
    ("+15m", AFTER_SIX, "14T18:15", "14T18:16", "minute"),
    ("T+15m", AFTER_SIX, "14T18:15", "14T18:16", "minute"),
    ("T+1h30", AFTER_SIX, "14T19:30", "14T19:31", "minute"),
    ("T-10 min", AFTER_SIX, "14T17:50", "14T17:51", "minute"),
    ("T+0", AFTER_SIX, "14T18:00", "14T18:01", "minute"),
    ("+1:30", AFTER_SIX, "14T19:30", "14T19:31", "minute"),
    ("15 minutes later", AFTER_SIX, "14T18:15", "14T18:16", "minute"),
    ("an hour later", AFTER_SIX, "14T19:00", "14T19:01", "minute"),
    ("two and a half minutes later", AFTER_SIX, None, None, None),
    ("half an hour later", AFTER_SIX, "14T18:30", "14T18:31", "minute"),
    ("1 h 20 min later", AFTER_SIX, "14T19:20", "14T19:21", "minute"),
    ("1.5 hours later", AFTER_SIX, "14T19:30", "14T19:31", "minute"),
    ("10 minutes earlier", AFTER_SIX, "14T17:50", "14T17:51", "minute"),
    ("15 minutes later", AROUND_SIX, "14T18:07:30", "14T18:22:30", "approximate"),
    ("about 15 minutes later", AFTER_SIX, "14T18:06", "14T18:24", "approximate"),
    ("a few minutes later", AFTER_SIX, "14T18:01", "14T18:11", "approximate"),
    ("shortly after", AFTER_SIX, "14T18:00", "14T18:31", "range"),
    ("a day later", AFTER_SIX, "15T00:00", "16T00:00", "day"),
    ("a week later", AFTER_SIX, "21T00:00", "22T00:00", "day"),
    ("+1d 01:10", AFTER_SIX, "15T01:10", "15T01:11", "minute"),
    ("by 23:00", AFTER_SIX, "14T18:00", "14T23:01", "range"),
    ("before 23:00", AROUND_SIX, "14T17:52:30", "14T23:00", "range"),
    ("../2023-03-15", AFTER_SIX, "..", "16T00:00", "range"),
]


@pytest.mark.parametrize(("words", "after", "earliest", "latest", "precision"), RELATIVE)
def test_words_that_count_from_the_time_before(words, after, earliest, latest, precision):
    if earliest is None:
        with pytest.raises(UnreadableTime):
            When.read(words, after=after)
        return
    when = When.read(words, after=after)
    assert (*bounds(when), when.precision) == (utc(earliest), utc(latest), precision)


def test_distance_from_a_second_is_not_as_exact_as_a_second():
    after = When.read("2023-03-14T18:00:07Z")
    assert bounds(When.read("+15 min", after=after)) == (utc("14T18:15"), utc("14T18:16"))
    assert bounds(When.read("+30 s", after=after)) == (utc("14T18:00:37"), utc("14T18:00:38"))


def test_t_counts_from_the_start_where_one_is_given():
    when = When.read("T+15m", after=AROUND_SIX, start=When.read("17:00", day=DAY))
    assert when.earliest == utc("14T17:15")


@pytest.mark.parametrize(
    ("after", "words", "earliest", "rolled"),
    [
        ("23:39", "00:14", "15T00:14", True),
        ("23:39", "23:50", "14T23:50", False),
        ("18:00", "17:40", "14T17:40", False),  # notes a little out of order
        ("18:00", "16:00", "14T16:00", False),  # two hours back are still out of order
        ("18:00", "15:58", "15T15:58", True),
        ("18:00", "01:27", "15T01:27", True),
        ("~18:00", "15:53", "14T15:53", False),
    ],
)
def test_a_time_that_steps_back_past_midnight_is_on_the_next_day(after, words, earliest, rolled):
    before = When.read(after, day=DAY)
    for day in (None, DAY):
        reading = read_time(words, day=day, after=before)
        assert reading.when.earliest == utc(earliest)
        assert bool(reading.notes) == rolled
        if rolled:
            assert reading.notes[0].startswith("Read as the next day, 15 Mar 2023")


def test_a_day_that_is_given_is_left_by_one_day_at_most():
    after = When.read("2023-03-20 18:00 UTC")
    assert When.read("11:00", day=DAY, after=after).earliest == utc("14T11:00")


def test_the_day_and_zone_are_those_of_the_time_before():
    after = When.read("9 April 2023 02:00 ICT")
    when = When.read("2:30", after=after)
    assert (when.earliest, when.zone) == (utc("2023-04-08T19:30"), "ICT")
    assert When.read("2:30 UTC", after=after).earliest == utc("2023-04-09T02:30")


@pytest.mark.parametrize(
    ("words", "day", "year"),
    [("30 December", date(2023, 1, 2), 2022), ("2 January", date(2022, 12, 30), 2023)],
)
def test_a_missing_year_is_the_nearest(words, day, year):
    assert When.read(words, day=day).earliest.year == year


def test_stretches_have_an_end():
    for words in ("around 2:30, until 6:31", "around 2:30 until 6:31", "around 2:30 – 6:31"):
        reading = read_time(words, day=date(2023, 4, 9), zone="Asia/Bangkok", stretch=True)
        assert bounds(reading.when) == (utc("2023-04-08T19:22:30"), utc("2023-04-08T19:37:30"))
        assert reading.when.precision is Precision.APPROXIMATE
        assert reading.until.earliest == utc("2023-04-08T23:31")
    overnight = read_time("23:00 to 01:15", day=DAY, stretch=True)
    assert overnight.until.earliest == utc("15T01:15")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (
            "25:10",
            "“25:10” is not a time of day. The last is 23:59; for 01:10 on the next day write +1d 01:10.",
        ),
        ("14:72", "is not a time of day"),
        ("13:00 am", "the hours are 1 to 12"),
        ("0 pm", "the hours are 1 to 12"),
        ("31 April 10:00", "April has 30 days. Did you mean 30 April or 1 May?"),
        ("29 February 2023", "February 2023 has 28 days"),
        ("2023-13-01", "a year has 12"),
        ("0000-00-00", "before 1970 or after 2100"),
        ("0000-05-03", "before 1970 or after 2100"),
        ("12/03/2023", "12 March 2023 (2023-03-12) or 3 December 2023 (2023-12-03)"),
        ("14 March 1955", "before 1970 or after 2100"),
        ("2999-01-01", "before 1970 or after 2100"),
        ("9999999999", "no epoch time between 1970 and 2100"),
        ("1830", "may be a time of day or a year. Write 18:30 or year 1830."),
        ("Wednesday 14 March 2023", "14 March 2023 was a Tuesday"),
        ("18:00 Foo/Bar", "“Foo/Bar” is not a time zone"),
        ("18:00 Europ/Zurich", "Did you mean Europe/Zurich?"),
        ("2023-03-14 20:00 – 2023-03-13 10:00", "ends before it begins"),
        ("18:00 ICT (18:00 UTC)", "names two moments"),
        ("yesterday 18:00", "depends on when “yesterday” was written"),
        ("14:05 restarted the pods", "“restarted the pods” behind it cannot be read"),
        ("soon", "“soon” cannot be read as a time. Understood are, for example"),
        ("", "says nothing"),
        ("   ", "says nothing"),
        ("18:00\x00", "NUL character"),
        ("9" * 200_000, "is 200,000 characters long, and a time has 200 at most"),
        ("+999999 d", "before 1970 or after 2100"),
    ],
)
def test_refusals_say_what_is_wrong_and_what_to_do(words, part):
    with pytest.raises(UnreadableTime) as caught:
        When.read(words, day=DAY, after=When.read("00:00", day=DAY))
    assert part in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("18:00", "leaves open on which day"),
        ("14 March", "leaves open in which year"),
        ("Tuesday 18:00", "leaves open on which day"),
        ("+15 min", "counts from a time before it, and there is none"),
        ("T+15m", "counts from a time before it"),
    ],
)
def test_what_only_the_context_could_say_is_asked_for(words, part):
    with pytest.raises(UnreadableTime, match=part):
        When.read(words)


def test_a_time_that_clocks_skipped_is_refused_with_the_reason():
    with pytest.raises(UnreadableTime) as caught:
        When.read("2024-03-31 02:30 Europe/Zurich")
    assert "02:30 does not exist in Europe/Zurich on 31 March 2024" in str(caught.value)
    assert "clocks went from 02:00 to 03:00" in str(caught.value)


def test_a_time_that_came_twice_covers_both_and_says_so():
    reading = read_time("2024-10-27 02:30", zone="Europe/Zurich")
    assert bounds(reading.when) == (utc("2024-10-27T00:30"), utc("2024-10-27T01:31"))
    assert reading.when.precision is Precision.RANGE
    assert "came twice in Europe/Zurich on 27 October 2024" in reading.notes[0]
    assert When.read("2024-10-27 02:30 CEST").width == timedelta(minutes=1)


def test_days_are_as_long_as_clocks_make_them():
    hours = [When.read(day, zone="Europe/Zurich").width // timedelta(hours=1) for day in
             ("2024-03-31", "2024-06-01", "2024-10-27")]  # fmt: skip
    assert hours == [23, 24, 25]


def test_letters_mean_what_is_written_in_any_season():
    assert When.read("2023-07-01 12:00 PST").earliest == utc("2023-07-01T20:00")
    assert When.read("2023-07-01 12:00 PT").earliest == utc("2023-07-01T19:00")
    assert When.read("2023-01-01 12:00 CEST").earliest == utc("2023-01-01T10:00")


def test_letters_of_several_meanings_are_refused_with_the_candidates():
    with pytest.raises(AmbiguousZone) as caught:
        When.read("04:56 IST", day=DAY, zone="Asia/Bangkok")
    error = caught.value
    assert error.candidates == [
        ("India, +05:30", "Asia/Kolkata"),
        ("Israel, +02:00", "Asia/Jerusalem"),
        ("Ireland, +01:00", "Europe/Dublin"),
    ]
    assert "IST has three meanings (India, +05:30; Israel, +02:00; Ireland, +01:00)" in str(error)
    offsets = [
        (utc("14T04:56") - When.read("04:56 IST", day=DAY, zone=zone).earliest)
        for _, zone in error.candidates
    ]
    assert offsets == [timedelta(hours=5, minutes=30), timedelta(hours=2), timedelta(hours=1)]


def test_an_unknown_zone_is_an_unreadable_time():
    assert issubclass(UnknownZone, UnreadableTime)
    with pytest.raises(UnknownZone):
        When.read("18:00", day=DAY, zone="Mars/Olympus")


def test_the_span_is_that_of_the_words_of_time():
    reading = read_time("  ~2AM ICT. ", day=DAY)
    assert "  ~2AM ICT. "[slice(*reading.span)] == "~2AM ICT"
    assert reading.zone_stated
    assert not reading.is_log_stamp
    assert read_time("2023-04-08 21:56:16.577").is_log_stamp


def test_a_thousand_lines_take_well_under_a_second():
    from time import perf_counter

    begin = perf_counter()
    for minute in range(1000):
        When.read(f"around {minute % 24}:{minute % 60:02d} Pacific Time, 14 March 2023")
    assert perf_counter() - begin < 1


@pytest.mark.parametrize(
    "piece", ["1 h ", "mon ", "14 march ", "~", "- ", "+1", "12:", "( ", "a ", "until ", "/.."]
)
def test_no_repetition_makes_reading_slow(piece):
    from time import perf_counter

    begin = perf_counter()
    with pytest.raises(UnreadableTime):
        When.read((piece * 200)[:200], day=DAY)
    assert perf_counter() - begin < 0.5


@pytest.mark.parametrize("offset", ["-07:00", "-0700"])
@pytest.mark.parametrize("clock", ["19:13:51", "19:13", "19:13:51.250"])
def test_an_offset_behind_a_logged_time_is_no_end_of_a_range(clock, offset):
    logged = When.read(f"2018-12-03 {clock} {offset}")
    assert logged == replace(When.read(f"2018-12-03T{clock}-07:00"), zone=logged.zone, words=logged.words)


@pytest.mark.parametrize(
    "words", ["2018-12-03 20:00 -21:00", "2018-12-03 20:00 - 21:00", "2018-12-03 20:00-21:00"]
)
def test_a_second_clock_behind_a_dash_is_the_end_of_a_range(words):
    assert str(When.read(words)) == "3 Dec 2018, 20:00–21:00 UTC"

"""What holds of every time, whatever people type: found cases are pinned with @example."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timelines.when import Duration, Precision, UnreadableTime, When, widths, zones
from timelines.when.reading import read_leading, read_time

ZONES = [
    "UTC", "GMT", "ICT", "PST", "CEST", "+07:00", "-03:30", "+05:45", "Europe/Zurich", "America/New_York",
    "Asia/Kolkata", "Asia/Bangkok", "Australia/Lord_Howe", "America/Chicago", "Europe/Dublin",
    "Asia/Shanghai", "Asia/Kathmandu", "Pacific/Auckland", "America/Sao_Paulo", "Africa/Casablanca",
]  # fmt: skip
DAY = date(2023, 3, 14)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
PIECES = [
    *(
        "~",
        "≈",
        "around ",
        "by ",
        "before ",
        "after ",
        "between ",
        " and ",
        "–",
        "-",
        " to ",
        "until ",
        "/",
        "..",
    ),
    *(
        "18:00",
        "2AM",
        "25:10",
        "6:31",
        "16:05:57.123",
        "noon",
        "midnight",
        "2023-03-14",
        "14 March",
        "31 April",
    ),
    *(
        "Mar 15, 2023",
        "March 2023",
        "Tuesday",
        "12/03/2023",
        "T",
        "T+15m",
        "+15 min",
        "+1d ",
        "an hour later",
    ),
    *(" UTC", " ICT", " IST", " Europe/Zurich", " PT", "+07:00", "Z", " ", ", ", "(", ")", "±", " 10 min"),
    *("99999999999999", "1678816800", "?", "%", "the next day ", "shortly after", "3pm", "0", "9", "\x00"),
    *("２", "İ", "morning"),
]

moments = st.datetimes(datetime(1971, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))
whole_minutes = moments.map(lambda moment: moment.replace(second=0, microsecond=0))
whole_seconds = moments.map(lambda moment: moment.replace(microsecond=0))
widths_of_ranges = st.one_of(
    st.timedeltas(timedelta(microseconds=1), timedelta(seconds=2)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 400).map(lambda days: timedelta(days=days)),
)
closed = st.builds(
    lambda begin, width, zone: When(begin, begin + width, Precision.RANGE, zone),
    st.one_of(moments, whole_minutes, whole_seconds), widths_of_ranges, st.sampled_from(ZONES),
)  # fmt: skip
pointed = st.builds(
    When.at,
    st.one_of(moments, whole_minutes),
    st.sampled_from([p for p in Precision if p is not Precision.RANGE]),
    st.sampled_from(ZONES),
)
half_open = st.builds(
    lambda bound, is_start, zone, words: When(
        *((bound, None) if is_start else (None, bound)), Precision.RANGE, zone, words
    ),
    whole_minutes, st.booleans(), st.sampled_from(ZONES), st.sampled_from(["", "by then", "before then"]),
)  # fmt: skip
bounded_by = st.builds(
    lambda begin, width, zone, words: When(begin, begin + width, Precision.RANGE, zone, words),
    moments, widths_of_ranges, st.sampled_from(ZONES), st.sampled_from(["by then", "before then"]),
)  # fmt: skip
hedged = st.builds(
    lambda moment, half, zone: When(moment - half, moment + half, Precision.APPROXIMATE, zone),
    st.one_of(moments, whole_minutes), st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.sampled_from(ZONES),
)  # fmt: skip
days = st.builds(
    lambda day, zone: When(*widths.day_bounds(day, zone), Precision.DAY, zone),
    st.dates(date(1971, 1, 2), date(2099, 12, 30)), st.sampled_from(ZONES),
)  # fmt: skip
whens = st.one_of(closed, pointed, half_open, bounded_by, hedged, days)
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
befores = st.one_of(st.none(), whens)


@settings(max_examples=1500, deadline=None)
@given(text=texts, day=st.sampled_from([None, DAY]), zone=st.sampled_from([None, *ZONES]), after=befores)
@example(text="SHORTLY AFTER ", day=None, zone=None, after=When.at(datetime(2000, 1, 1, tzinfo=UTC)))
def test_reading_raises_only_unreadable_time_and_repeats_itself(text, day, zone, after):
    def read():
        try:
            return read_time(text, day=day, zone=zone, after=after)
        except UnreadableTime as error:
            return str(error)

    first = read()
    assert first == read()
    if not isinstance(first, str):
        for bound in (first.when.earliest, first.when.latest):
            assert bound is None or bound.utcoffset() == timedelta(0)
        assert first.when.earliest or first.when.latest
        assert text[slice(*first.span)].strip() == text[slice(*first.span)]


@settings(max_examples=1000, deadline=None)
@given(text=texts, day=st.sampled_from([None, DAY]), zone=st.sampled_from([None, *ZONES]), after=befores)
def test_a_line_is_read_or_refused_in_words(text, day, zone, after):
    try:
        reading = read_leading(text, day=day, zone=zone, after=after)
    except UnreadableTime:
        reading = None
    if reading is not None:
        begin, end = reading.span
        assert 0 <= begin < end <= reading.rest_start <= len(text)


@settings(max_examples=2000, deadline=None)
@given(whens)
@example(
    When(datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 2, tzinfo=UTC), "range", "ICT", "before then")
)
@example(When.at(datetime(1991, 4, 14, tzinfo=UTC), Precision.SECOND, "Asia/Shanghai"))
@example(When(*widths.day_bounds(date(2000, 10, 29), "Europe/Zurich"), Precision.DAY, "Europe/Zurich"))
@example(When(MIDNIGHT, MIDNIGHT + timedelta(days=183), "range", "ICT"))
@example(When(None, MIDNIGHT, "range", "-03:30"))
def test_what_is_printed_reads_back_and_is_never_narrower(when):
    again = When.read(str(when), zone=when.zone)
    if when.precision is Precision.APPROXIMATE and when.width == 2 * widths.ABOUT_HOUR:
        assert again.best == when.best  # "≈ 02:00" does not say that only the hour was given
        return
    assert again.earliest is None or again.earliest <= when.earliest
    assert again.latest is None or again.latest >= when.latest
    assert (again.earliest is None) == (when.earliest is None)
    assert (again.latest is None) == (when.latest is None)


@settings(max_examples=500, deadline=None)
@given(whens, st.sampled_from(ZONES))
def test_it_prints_in_every_zone_with_and_without_its_day(when, zone):
    assert when.text(zone=zone)
    assert when.text(zone=zone, day=False)
    assert when.parts(zone).clock


@given(whens)
def test_the_dict_form_is_complete(when):
    assert When.from_dict(when.as_dict()) == when


@given(whens, whens)
def test_order_is_partial_and_agrees_with_the_key(a, b):
    assert [a.before(b), b.before(a), a.overlaps(b)].count(True) == 1
    assert a.overlaps(b) == b.overlaps(a)
    if a.before(b):
        assert a.key < b.key


@given(whens)
def test_the_best_instant_is_one_that_is_possible(when):
    assert when.earliest is None or when.earliest <= when.best
    assert when.latest is None or when.best <= when.latest


_UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "min": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}


def _length(figure):
    """A printed length, and the smallest unit in it."""
    parts = re.findall(r"(\d+) (d|h|min|s)\b", figure)
    assert " ".join(f"{number} {unit}" for number, unit in parts) == figure
    return sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta(0)), _UNITS[parts[-1][1]]


def printed_bounds(text):
    """The bounds that a reader takes from a printed duration."""
    if text == "not known":
        return timedelta.min, None
    if text.startswith("at least "):
        return _length(text.removeprefix("at least "))[0], None
    if text.startswith("under "):
        return timedelta.min, _length(text.removeprefix("under "))[0]
    if text.startswith("ends before it starts"):
        least = text.partition(" by at least ")[2]
        return timedelta.min, -_length(least)[0] if least else timedelta(0)
    if "–" in text:
        low, high = (side.strip() for side in text.split("–"))
        if low.isdigit():
            low = f"{low} {high.split()[1]}"
        return _length(low)[0], _length(high)[0]
    length, unit = _length(text)
    # One figure stands for one unit to either side; of hours without minutes the unit may be the minute.
    if unit == timedelta(hours=1) and length < timedelta(days=2):
        unit = timedelta(minutes=1)
    if unit == timedelta(days=1) and length < timedelta(days=14):
        unit = timedelta(hours=1)
    return length - unit, length + unit


@settings(max_examples=2000, deadline=None)
@given(whens, whens)
@example(When.at(datetime(2023, 3, 14, 18, tzinfo=UTC)), When.at(datetime(2023, 3, 15, 1, 27, tzinfo=UTC)))
def test_a_printed_duration_is_never_narrower_than_what_is_known(a, b):
    for duration in (b - a, a - b):
        low, high = printed_bounds(str(duration))
        assert low <= duration.shortest
        if duration.longest is None:
            assert high is None
        else:
            assert duration.longest <= high


@settings(max_examples=2000, deadline=None)
@given(
    st.one_of(
        st.integers(-(10**6), 10**8).map(lambda s: timedelta(seconds=s)),
        st.timedeltas(timedelta(-400), timedelta(400)),
    ),
    st.one_of(
        st.none(),
        st.timedeltas(timedelta(0), timedelta(minutes=3)),
        st.timedeltas(timedelta(0), timedelta(400)),
    ),
)
def test_any_duration_prints_its_bounds_or_wider(shortest, width):
    duration = Duration(shortest, None if width is None else shortest + width)
    low, high = printed_bounds(str(duration))
    assert low <= duration.shortest
    assert (high is None) if duration.longest is None else duration.longest <= high
    assert duration.short


@pytest.mark.parametrize("zone", ZONES)
def test_the_zones_used_here_exist(zone):
    assert zones.resolve(zone)

"""Periods and lengths of time as the query language writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.asking.periods import read_length, read_period

TODAY = date(2024, 1, 2)  # a Tuesday


def bounds(text):
    period = read_period(text, TODAY)
    return None if period is None else (period.begin, period.end)


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2023", "2023-01-01", "2024-01-01"),
        ("2023-Q1", "2023-01-01", "2023-04-01"),
        ("2023q4", "2023-10-01", "2024-01-01"),
        ("2023-12", "2023-12-01", "2024-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2023-W11", "2023-03-13", "2023-03-20"),
        ("2023w1", "2023-01-02", "2023-01-09"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2023-03-14T18:00", "2023-03-14T18:00", "2023-03-14T18:01"),
        ("2023-03-14t18:00:05z", "2023-03-14T18:00:05", "2023-03-14T18:00:06"),
        ("2023-03-15T01:00+07:00", "2023-03-14T18:00", "2023-03-14T18:01"),
        ("2022..2023", "2022-01-01", "2024-01-01"),
        ("2022-12..2023-Q1", "2022-12-01", "2023-04-01"),
        ("today", "2024-01-02", "2024-01-03"),
        ("Yesterday", "2024-01-01", "2024-01-02"),
        ("this-week", "2024-01-01", "2024-01-08"),
        ("last-week", "2023-12-25", "2024-01-01"),
        ("this-month", "2024-01-01", "2024-02-01"),
        ("last-month", "2023-12-01", "2024-01-01"),
        ("this-quarter", "2024-01-01", "2024-04-01"),
        ("last-quarter", "2023-10-01", "2024-01-01"),
        ("this-year", "2024-01-01", "2025-01-01"),
        ("last-year", "2023-01-01", "2024-01-01"),
        ("last-year..today", "2023-01-01", "2024-01-03"),
    ],
)
def test_periods_are_of_utc(text, begin, end):
    assert bounds(text) == (day(begin), day(end))


def test_periods_may_be_open_on_one_side():
    assert bounds("2023..") == (day("2023-01-01"), None)
    assert bounds("..2023-03") == (None, day("2023-04-01"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "..",
            "202",
            "20233",
            "0999",
            "9999",
            "2023-13",
            "2023-00",
            "2023-Q5",
            "2023-W54",
            "2021-W53",
            "2023-02-29",
        ),
        *(
            "14/03/2023",
            "2023-3",
            "2023-03-14T25:00",
            "2023-03-14T18:00+99:00",
            "2023..2022",
            "2023..x",
            "x..2023",
        ),
        *(
            "last-century",
            "last-",
            "2023...2024",
            "2023..2024..2025",
            "²023",
            "٢٠٢٣",
            "2023-03-14 18:00",
            "-2023",
        ),
    ],
)
def test_what_is_no_period(text):
    assert read_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2023-Q1", "Q1 2023"),
        ("2023-03", "March 2023"),
        ("2023-W11", "week 11 of 2023"),
        ("2023-03-14", "14 March 2023"),
        ("2023-03-15T01:00+07:00", "14 March 2023, 18:00 UTC"),
        ("2022..2023", "2022 to 2023"),
        ("2022..", "2022 or later"),
        ("..2022", "2022 or earlier"),
    ],
)
def test_periods_are_said_in_words(text, label):
    assert read_period(text, TODAY).label == label


@given(
    st.text(alphabet="0123456789-QWTZ:+.today", max_size=40) | st.text(max_size=20),
    st.dates(date(1900, 1, 1)),
)
def test_any_text_is_a_period_that_ends_after_it_begins_or_none(text, today):
    period = read_period(text, today)
    if period and period.begin and period.end:
        assert period.begin < period.end


@given(st.dates(date(1000, 1, 1), date(9997, 12, 31)))
def test_a_day_lies_in_its_week_month_quarter_and_year(a_day):
    year, week, _ = a_day.isocalendar()
    quarter = (a_day.month + 2) // 3
    for text in (
        f"{year:04}-W{week:02}",
        f"{a_day:%Y-%m}",
        f"{a_day.year:04}-Q{quarter}",
        f"{a_day.year:04}",
    ):
        period = read_period(text.rjust(4, "0"), TODAY)
        if period:  # weeks of the first and the last year may begin outside of what is read
            assert period.begin.date() <= a_day < period.end.date()


H, M, D = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (">4h", 4 * H, None),
        (">=4h", 4 * H, None),
        ("> 4 h", 4 * H, None),
        ("<30m", None, 30 * M),
        ("<30min", None, 30 * M),
        ("1h..4h", H, 4 * H),
        ("1h30m..2d", H + 30 * M, 2 * D),
        ("1.5h..", 1.5 * H, None),
        ("..45s", None, timedelta(seconds=45)),
        (">1w", 7 * D, None),
    ],
)
def test_lengths(text, least, most):
    length = read_length(text)
    assert (length.least, length.most) == (least, most)


@pytest.mark.parametrize(
    "text",
    ["", "4h", "4", ">4", ">", "..", "4h..1h", ">4y", ">1e9h", ">-4h", ">4h..5h", "1h..x", ">999999w", "²h"],
)
def test_what_is_no_length(text):
    assert read_length(text) is None


@given(st.text(alphabet="0123456789.smhdw<>= in", max_size=60))
def test_any_text_is_a_length_or_none(text):
    read_length(text)

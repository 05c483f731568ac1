"""Which quarter or year an incident is counted in, when only the bounds of its start are known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.columns import MOST_QUARTERS, MOST_YEARS, Columns, columns_for


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def within(first: str, last: str) -> Columns:
    return columns_for([(day(first), day(last))])


moments = st.datetimes(datetime(1000, 1, 1), datetime(9997, 12, 30), timezones=st.just(UTC))
closed = st.tuples(moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=900))).map(
    lambda told: (told[0], min(told[0] + told[1], datetime(9998, 1, 1, tzinfo=UTC)))
)
bounds = st.one_of(
    closed, moments.map(lambda moment: (moment, None)), moments.map(lambda moment: (None, moment))
)


def test_a_few_years_are_counted_by_quarter():
    columns = within("2023-02-01", "2024-05-01")
    assert columns.each == columns.one == "quarter"
    assert [column.during for column in columns] == [
        "2023-Q1",
        "2023-Q2",
        "2023-Q3",
        "2023-Q4",
        "2024-Q1",
        "2024-Q2",
    ]
    assert columns.columns[3].label == "Q4 2023"
    assert columns.columns[3].end == columns.columns[4].start == day("2024-01-01")


def test_more_than_six_years_are_counted_by_year():
    assert within("2018-01-01", "2023-12-31").each == "quarter"
    columns = within("2017-12-31", "2023-12-31")
    assert columns.each == "year"
    assert [column.during for column in columns] == [str(year) for year in range(2017, 2024)]


def test_many_years_are_counted_by_several_at_a_time():
    columns = within("1957-10-04", "2024-05-01")
    assert (columns.each, columns.one) == ("5 years", "stretch of 5 years")
    assert columns.columns[0].during == "1955..1959"
    assert columns.columns[0].label == "1955–1959"
    assert columns.columns[-1].during == "2020..2024"


def test_where_no_start_is_known_there_are_no_columns():
    assert len(columns_for([])) == 0
    assert list(columns_for([]).places((day("2023-01-01"), None))) == []


def test_a_start_within_one_quarter_lies_there_for_sure():
    columns = within("2023-01-01", "2023-12-31")
    told = (day("2023-03-31"), day("2023-04-01"))
    assert list(columns.places(told)) == [0]
    assert columns.holds(told)


def test_a_start_across_a_border_may_lie_on_either_side():
    columns = within("2023-01-01", "2023-12-31")
    told = (day("2023-03-31"), day("2023-04-01") + timedelta(microseconds=1))
    assert list(columns.places(told)) == [0, 1]
    assert not columns.holds(told)


@pytest.mark.parametrize(
    ("told", "places"),
    [((None, day("2023-07-01")), [0, 1]), ((day("2023-07-01"), None), [2, 3])],
)
def test_an_open_side_may_lie_in_every_column_that_way(told, places):
    columns = within("2023-01-01", "2023-12-31")
    assert list(columns.places(told)) == places
    assert not columns.holds(told)


def test_an_open_start_is_not_sure_even_of_the_only_column():
    columns = columns_for([(None, day("2023-02-01"))])
    assert list(columns.places((None, day("2023-02-01")))) == [0]
    assert not columns.holds((None, day("2023-02-01")))


def test_what_no_query_can_write_stands_in_no_column():
    columns = columns_for([(day("0202-01-01"), day("0202-01-02")), (day("2023-02-01"), day("2023-02-02"))])
    assert [column.during for column in columns] == ["2023-Q1"]
    assert list(columns.places((day("0202-01-01"), day("0202-01-02")))) == []


@given(st.lists(bounds, min_size=1, max_size=8))
@example([(day("1000-01-01"), None), (None, day("9998-01-01"))])
def test_columns_follow_one_another_and_every_start_has_a_place(starts):
    columns = columns_for(starts)
    assert 1 <= len(columns) <= max(MOST_QUARTERS, MOST_YEARS)
    for column, following in zip(columns.columns, columns.columns[1:], strict=False):
        assert column.start < column.end == following.start
    for lower, upper in starts:
        overlapping = [
            place
            for place, column in enumerate(columns)
            if (upper is None or column.start < upper) and (lower is None or lower < column.end)
        ]
        assert list(columns.places((lower, upper))) == overlapping != []

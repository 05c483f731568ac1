"""How long ago and how soon, in a form that a column has room for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.lapses import lapse, overdue
from statuspages.templatetags.moments import ago, due, size, took

NOW = datetime(2024, 6, 8, 9, 39, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.9, ""),
        (38, "38 s"),
        (119, "1 min"),
        (3_600, "1 h"),
        (6_120, "1 h 42"),
        (172_799, "47 h 59"),
        (183_600, "2 d 3 h"),
        (3_000_000, "34 d"),
    ],
)
def test_lapses_are_in_whole_units_that_have_passed(seconds, said):
    assert lapse(timedelta(seconds=seconds)) == said


@given(st.timedeltas(timedelta(0), timedelta(days=10_000)))
def test_every_lapse_is_short(length):
    assert len(lapse(length)) <= 10


@given(st.timedeltas(timedelta(days=-10_000), timedelta(0)))
def test_what_is_still_to_come_has_not_passed(length):
    assert lapse(length) == ""


def test_an_instant_is_told_from_now_with_the_whole_of_it_beneath():
    html = ago(NOW - timedelta(seconds=38), NOW)
    assert ">38 s ago</time>" in html
    assert 'datetime="2024-06-08T09:38:22+00:00"' in html
    assert 'title="Sat 8 Jun 2024, 09:38:22 UTC"' in html
    assert ">in 2 min</time>" in ago(NOW + timedelta(minutes=2), NOW)
    assert ">now</time>" in ago(NOW, NOW)
    assert ago(None, NOW) == "never"


def test_what_is_due_is_soon_now_or_overdue():
    assert ">in 22 s</time>" in due(NOW + timedelta(seconds=22), NOW)
    assert ">due now</time>" in due(NOW - timedelta(minutes=5), NOW)
    assert ">due for 6 min</time>" in due(NOW - timedelta(minutes=6), NOW)
    assert overdue(NOW - timedelta(minutes=5), NOW) == ""


def test_amounts_carry_their_units():
    assert [took(41), took(10_003)] == ["41 ms", "10.0 s"]
    assert [size(212), size(212_499), size(7_900_000)] == ["212 B", "212 kB", "7.9 MB"]

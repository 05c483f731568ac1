"""Times as the programs behind status pages write them, and what is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.providers.times import moment

SAME = datetime(2022, 6, 11, 18, 55, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2022-06-11T18:55:50Z",
        "2022-06-11T18:55:50.000Z",
        "2022-06-11T11:55:50-07:00",
        "2022-06-11 18:55:50 +0000 UTC",
        "2022-06-11 20:55:50.000000000 +0200 CEST m=+0.1",
        "Sat Jun 11 2022 18:55:50 GMT+0000 (Coordinated Universal Time)",
        "Sat, 11 Jun 2022 18:55:50 +0000",
        "Sat, 11 Jun 2022 11:55:50 PDT",
        "1654973750",
        1654973750,
        1654973750000,
        1654973750.0,
        " 2022-06-11T18:55:50 ",
    ],
)
def test_every_form_is_the_same_moment(written):
    assert moment(written) == SAME


def test_a_time_without_an_offset_is_in_the_zone_of_the_page():
    assert moment("2022-06-11T20:55:50", "Europe/Zurich") == SAME


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "soon",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        0,
        -5,
        10**40,
        float("nan"),
        "9" * 12000,
    ],
)
def test_what_says_nothing_is_no_time(written):
    assert moment(written) is None


@given(st.text() | st.integers() | st.floats())
def test_anything_is_a_time_in_utc_or_none(written):
    found = moment(written)
    assert found is None or found.utcoffset().total_seconds() == 0

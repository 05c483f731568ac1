"""The last 90 days as bars: what was said of each, and where nobody knows."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.days import Trouble, draw_days, draw_scale, known_days, time_in_trouble
from statuspages.factories import ReadingFactory, StatusPageFactory
from statuspages.watching import forget_readings

NOW = datetime(2024, 6, 8, 9, 39, tzinfo=UTC)
TODAY = NOW.date()
EVERY_DAY = {TODAY - timedelta(days=n) for n in range(90)}
MOMENTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2024, 12, 31), timezones=st.just(UTC)
)  # before, within and after the 90 days


def trouble(begin, end, level=3, soft_hours=0):
    """Certain from `begin` to `end` (day and hour of June 2024), possible for `soft_hours` on either side."""
    begin, end = (datetime(2024, 6, *part, tzinfo=UTC) for part in (begin, end))
    soft = timedelta(hours=soft_hours)
    return Trouble(level, begin - soft, begin, end, end + soft)


def bars(svg: str) -> list[str]:
    """The class and title of every day that was drawn for itself."""
    return [" ".join(found) for found in re.findall(r'<rect class="([^"]+)"[^>]*><title>([^<]*)', svg)]


def test_a_day_of_which_nothing_was_said_is_no_bar_of_its_own():
    drawn = draw_days([], EVERY_DAY, NOW)
    assert (drawn.troubled, drawn.unknown, bars(drawn.svg)) == (0, 0, [])
    assert "90 days to 8 Jun 2024: 0 with trouble" in drawn.svg


def test_each_day_is_drawn_in_the_worst_that_was_said_of_it():
    drawn = draw_days([trouble((1, 22), (2, 2), 3), trouble((2, 1), (2, 4), 1)], EVERY_DAY, NOW)
    assert bars(drawn.svg) == ["day-3 1 Jun 2024: degraded", "day-1 2 Jun 2024: out"]
    assert drawn.troubled == 2


def test_what_is_only_possible_is_pale_and_says_so():
    drawn = draw_days([trouble((2, 1), (2, 23), 2, soft_hours=4)], EVERY_DAY, NOW)
    assert bars(drawn.svg) == [
        "day-2 day-soft 1 Jun 2024: partly out, as far as is known",
        "day-2 2 Jun 2024: partly out",
        "day-2 day-soft 3 Jun 2024: partly out, as far as is known",
    ]


def test_an_end_at_midnight_is_not_the_next_day():
    drawn = draw_days([trouble((1, 0), (2, 0))], EVERY_DAY, NOW)
    assert bars(drawn.svg) == ["day-3 1 Jun 2024: degraded"]


def test_days_on_which_nobody_read_are_not_known_unless_something_is_told_of_them():
    drawn = draw_days([trouble((1, 1), (1, 2))], {TODAY}, NOW)
    assert (drawn.troubled, drawn.unknown) == (1, 88)
    assert "1 with trouble, 88 not known" in drawn.svg


@given(st.lists(st.tuples(MOMENTS, MOMENTS, st.integers(1, 4))), st.sets(st.sampled_from(sorted(EVERY_DAY))))
def test_every_day_is_quiet_troubled_or_unknown(stretches, known):
    troubles = [Trouble(level, *sorted((a, b))[:1] * 2, *sorted((a, b))[1:] * 2) for a, b, level in stretches]
    drawn = draw_days(troubles, known, NOW)
    assert len(bars(drawn.svg)) == drawn.troubled
    assert drawn.troubled + drawn.unknown <= 90
    lasted = time_in_trouble(troubles, NOW)
    assert (lasted is None) == (drawn.troubled == 0)


def test_time_in_trouble_counts_what_overlaps_once_and_only_these_90_days():
    twice = [trouble((1, 0), (1, 4)), trouble((1, 2), (1, 6)), trouble((3, 1), (3, 2))]
    assert time_in_trouble(twice, NOW).longest == timedelta(hours=7)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert time_in_trouble([Trouble(1, long_ago, long_ago, NOW, NOW)], NOW).longest < timedelta(days=90)
    assert time_in_trouble([], NOW) is None


def test_time_in_trouble_is_as_wide_as_its_ends():
    lasted = time_in_trouble([trouble((1, 4), (1, 6), soft_hours=1)], NOW)
    assert (lasted.shortest, lasted.longest) == (timedelta(hours=2), timedelta(hours=4))


@given(MOMENTS)
def test_the_scale_names_the_first_day_and_today(now):
    words = re.findall(r">([^<>]+)</text>", draw_scale(now))
    first = now.date() - timedelta(days=89)
    assert words[:2] == [f"{first.day} {first:%b}", f"{now.day} {now:%b}"]


@pytest.mark.django_db
def test_a_day_is_known_when_the_page_could_be_read_once(django_assert_num_queries):
    read, failing, never = StatusPageFactory(), StatusPageFactory(failing=True), StatusPageFactory()
    for hour in (0, 23):
        ReadingFactory(page=read, at=datetime(2024, 6, 1, hour, 59, 59, tzinfo=UTC))
    ReadingFactory(page=read, at=datetime(2024, 6, 3, tzinfo=UTC), outcome="changed")
    ReadingFactory(page=read, at=datetime(2023, 6, 3, tzinfo=UTC))
    ReadingFactory(page=failing, at=datetime(2024, 6, 1, tzinfo=UTC), outcome="failed")
    with django_assert_num_queries(1):
        known = known_days([read.pk, failing.pk, never.pk], NOW)
    assert known == {read.pk: {date(2024, 6, 1), date(2024, 6, 3)}}


@pytest.mark.django_db
def test_no_page_has_no_days():
    assert known_days([], NOW) == {}


@pytest.mark.django_db
def test_forgetting_old_readings_leaves_every_day_known():
    page, other = StatusPageFactory(), StatusPageFactory()
    for hour in (1, 12, 23):
        ReadingFactory(page=page, at=datetime(2024, 5, 1, hour, tzinfo=UTC))
        ReadingFactory(page=page, at=datetime(2024, 6, 8, hour, tzinfo=UTC))
    ReadingFactory(page=page, at=datetime(2024, 5, 2, 1, tzinfo=UTC))
    ReadingFactory(page=page, at=datetime(2024, 5, 2, 2, tzinfo=UTC), outcome="failed")
    ReadingFactory(page=other, at=datetime(2024, 5, 1, 4, tzinfo=UTC), outcome="changed")
    before = known_days([page.pk, other.pk], NOW)
    assert forget_readings(NOW) == 2
    assert known_days([page.pk, other.pk], NOW) == before
    assert forget_readings(NOW) == 0

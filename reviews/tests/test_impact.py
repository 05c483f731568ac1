"""Hours of impact: split exactly at borders, as wide as their ends, overlapping windows once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.factories import ImpactWindowFactory, IncidentFactory
from incidents.models import ImpactWindow
from reviews.impact import Stretch, Told, added, hours_within, impact_of, stretch, stretch_until
from reviews.tests.telling import told_incident
from reviews.tests.test_week import PLACES, weeks
from reviews.week import Week
from timelines.when import Duration, Precision, When

MONDAY = datetime(2023, 3, 13, tzinfo=UTC)
WEEK = (MONDAY, MONDAY + timedelta(days=7))
HOUR = timedelta(hours=1)


def read(text: str) -> When:
    return When.read(text)


@st.composite
def closed_times(draw, first=datetime(2023, 1, 1), last=datetime(2023, 3, 1)):
    earliest = draw(st.datetimes(first, last)).replace(tzinfo=UTC)
    width = draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=3)))
    return When(earliest, earliest + width, Precision.RANGE)


@st.composite
def stretches(draw):
    began = draw(closed_times())
    ended = draw(closed_times(last=datetime(2023, 6, 1)))
    if ended.before(began):
        began, ended = ended, began
    return began, ended


def weeks_around(moments, zone):
    """Consecutive weeks that hold all of the moments."""
    week, last = Week.of(min(moments), zone), max(moments)
    while week.start <= last:
        yield week
        week = week.next


@given(st.lists(stretches(), min_size=1, max_size=6), st.sampled_from(PLACES))
def test_hours_of_consecutive_weeks_add_up_to_the_whole(lasted, zone):
    held = [stretch(began, ended) for began, ended in lasted]
    moments = [bound for began, ended in lasted for bound in (began.earliest, ended.latest)]
    whole = hours_within(held, min(moments), max(moments))
    split = [hours_within(held, week.start, week.end) for week in weeks_around(moments, zone)]
    assert added(split) == whole


@given(stretches(), st.sampled_from(PLACES), st.data())
def test_hours_are_never_narrower_than_the_ends(lasted, zone, data):
    began, ended = lasted
    actual_start = _within(began, data)
    actual_end = max(actual_start, _within(ended, data))
    for week in weeks_around([began.earliest, ended.latest], zone):
        hours = hours_within([stretch(began, ended)], week.start, week.end)
        overlap = max(min(actual_end, week.end) - max(actual_start, week.start), timedelta(0))
        assert hours.shortest <= overlap <= hours.longest


def _within(when, data):
    share = data.draw(st.floats(0, 0.999))
    return when.earliest + (when.latest - when.earliest) * share


@given(stretches(), weeks)
def test_a_week_holds_at_most_its_own_hours(lasted, week):
    hours = hours_within([stretch(*lasted)], week.start, week.end)
    assert timedelta(0) <= hours.shortest <= hours.longest <= week.end - week.start


@given(st.lists(stretches(), min_size=1, max_size=5), stretches())
def test_another_window_never_takes_hours_away(lasted, another):
    held = [stretch(*each) for each in lasted]
    few = hours_within(held, *WEEK)
    more = hours_within([*held, stretch(*another)], *WEEK)
    assert few.shortest <= more.shortest
    assert few.longest <= more.longest


def test_the_same_window_twice_counts_once():
    window = stretch(read("14 March 2023 12:00 UTC"), read("14 March 2023 14:00 UTC"))
    assert hours_within([window, window], *WEEK) == hours_within([window], *WEEK)


def test_overlapping_windows_count_their_union():
    one = Stretch((MONDAY, MONDAY + 3 * HOUR), (MONDAY, MONDAY + 3 * HOUR))
    other = Stretch((MONDAY + 2 * HOUR, MONDAY + 5 * HOUR), (MONDAY + 2 * HOUR, MONDAY + 5 * HOUR))
    assert hours_within([one, other], *WEEK) == Duration(5 * HOUR, 5 * HOUR)


def test_a_border_splits_to_the_microsecond():
    edge = WEEK[1]
    over = Stretch((edge - HOUR, edge + HOUR), (edge - 2 * HOUR, edge + 3 * HOUR))
    assert hours_within([over], *WEEK) == Duration(HOUR, 2 * HOUR)
    assert hours_within([over], edge, edge + timedelta(days=7)) == Duration(HOUR, 3 * HOUR)


def test_a_side_without_a_bound_has_no_longest_in_the_week_of_its_bound_only():
    by = stretch(read("by 14 March 2023 12:00 UTC"), read("14 March 2023 15:00 UTC"))
    assert hours_within([by], *WEEK).longest is None
    assert hours_within([by], *WEEK).shortest == timedelta(hours=2, minutes=59)
    assert hours_within([by], MONDAY - timedelta(days=7), MONDAY) == Duration(timedelta(0), timedelta(0))
    after = stretch(read("14 March 2023 12:00 UTC"), read("after 14 March 2023 15:00 UTC"))
    assert hours_within([after], *WEEK).longest is None


def test_what_goes_on_lasts_until_now():
    going = stretch_until(read("14 March 2023 12:00 UTC"), MONDAY + timedelta(days=2))
    assert hours_within([going], *WEEK) == Duration(timedelta(hours=11, minutes=59), 12 * HOUR)


def test_a_sum_is_as_wide_as_its_parts():
    assert added([]) is None
    assert added([Duration(HOUR, 2 * HOUR), Duration(HOUR, None)]) == Duration(2 * HOUR, None)


def impact(incident, span=WEEK):
    told = incident.milestones_told
    return impact_of(incident, told.get("started"), told.get("resolved"), span)


@pytest.mark.django_db
class TestAnIncident:
    def test_without_windows_is_counted_from_start_to_resolution_and_says_so(self):
        found = impact(told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 14:00 UTC"))
        assert found.told == Told.COUNTED
        assert found.windows == 0
        assert "no window is stated" in found.said
        assert found.duration == Duration(timedelta(minutes=119), timedelta(minutes=121))

    def test_with_windows_is_counted_by_them(self):
        incident = told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 20:00 UTC")
        ImpactWindowFactory(incident=incident, ended=read("14 March 2023 13:00 UTC"))
        found = impact(incident)
        assert found.windows == 1
        assert found.duration == Duration(timedelta(minutes=59), timedelta(minutes=61))

    def test_with_maintenance_only_has_no_impact(self):
        incident = told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 20:00 UTC")
        ImpactWindowFactory(
            incident=incident, ended=read("14 March 2023 13:00 UTC"), level=ImpactWindow.Level.MAINTENANCE
        )
        assert impact(incident).told == Told.NOT_APPLICABLE

    def test_that_is_over_bounds_a_window_without_an_end(self):
        incident = told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 14:00 UTC")
        ImpactWindowFactory(incident=incident)
        found = impact(incident)
        assert found.duration == Duration(timedelta(0), timedelta(minutes=121))
        assert "resolved" in found.said

    def test_that_is_over_at_a_time_nobody_states_is_left_out(self):
        incident = told_incident(started="14 March 2023 12:00 UTC", status="closed")
        assert impact(incident).told == Told.NO_END
        ImpactWindowFactory(incident=incident)
        assert impact(incident).told == Told.NO_END

    def test_whose_start_nobody_states_is_left_out(self):
        assert impact(told_incident(resolved="14 March 2023 14:00 UTC")).told == Told.NO_BEGINNING

    def test_that_goes_on_is_counted_to_the_end_of_the_span(self):
        found = impact(told_incident(started="14 March 2023 12:00 UTC"))
        assert found.is_going_on
        assert found.duration.longest == WEEK[1] - datetime(2023, 3, 14, 12, tzinfo=UTC)

    def test_of_which_everything_is_open_is_not_known(self):
        incident = told_incident(
            started="by 14 March 2023 12:00 UTC", resolved="by 14 March 2023 12:00 UTC", status="closed"
        )
        assert impact(incident).told == Told.NOT_KNOWN

    def test_that_ends_before_it_starts_is_left_out(self):
        incident = told_incident(started="14 March 2023 12:00 UTC", resolved="13 March 2023 12:00 UTC")
        assert impact(incident).told == Told.INVALID

    @pytest.mark.parametrize("kind", ["drill", "near-miss"])
    def test_that_hurt_nobody_has_none(self, kind):
        incident = told_incident(
            started="14 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC", kind=kind
        )
        assert impact(incident).told == Told.NOT_APPLICABLE

    def test_with_nothing_told_is_left_out(self):
        assert impact(IncidentFactory()).told == Told.NO_BEGINNING

"""Action items around a week: a ledger that balances, and who has carried what for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.factories import EditorFactory
from incidents.factories import ActionItemFactory, IncidentFactory
from incidents.models import ActionItem, Incident
from reviews.actions import LISTED, actions_in
from reviews.week import Period, Week

W11 = Week.read("2023-W11")
LATER = datetime(2024, 1, 1, tzinfo=UTC)


def added(day: date, **facts) -> ActionItem:
    action = ActionItemFactory(**facts)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    ActionItem.objects.filter(pk=action.pk).update(added_at=noon)
    return action


def of(week: Week = W11, as_of: datetime = LATER):
    return actions_in(Incident.objects.all(), Period(week, as_of))


days = st.dates(date(2023, 2, 20), date(2023, 4, 2))
told = st.one_of(
    st.fixed_dictionaries({"status": st.sampled_from(["proposed", "in-progress"])}),
    st.fixed_dictionaries({"status": st.just("done"), "done_date": st.one_of(st.none(), days)}),
    st.fixed_dictionaries({"status": st.just("declined"), "declined_reason": st.just("too dear")}),
)


class TestLedger(TestCase):
    @settings(max_examples=25)
    @given(st.lists(st.tuples(days, st.one_of(st.none(), days), told), max_size=8))
    def test_what_came_in_and_was_not_closed_goes_out(self, actions):
        incident = IncidentFactory()
        for day, due, facts in actions:
            added(day, incident=incident, due_date=due, **facts)
        week = Week.read("2023-W06")
        going_out = of(week).open_at_end
        for _ in range(10):
            week = week.next
            found = of(week)
            assert found.carried_in == going_out
            assert found.carried_in + found.opened - found.closed == found.open_at_end
            assert found.due == found.due_done + found.due_declined + found.due_open
            assert found.carried_over <= found.open_at_end
            going_out = found.open_at_end


pytestmark = pytest.mark.django_db


def test_carried_over_are_the_oldest_first_with_the_week_they_are_from():
    added(date(2023, 3, 2), title="younger")
    added(date(2023, 2, 8), title="older", due_date=date(2023, 3, 10), team="Platform")
    added(date(2023, 3, 14), title="of this week")
    found = of()
    assert [(one.title, str(one.since), one.weeks) for one in found.carried_over_list] == [
        ("older", "2023-W06", 5),
        ("younger", "2023-W09", 2),
    ]
    assert [one.is_overdue for one in found.carried_over_list] == [True, False]
    assert found.carried_over_list[0].held_by == "Platform"
    assert (found.opened, found.overdue) == (1, 1)


def test_what_was_done_after_the_week_was_open_in_it():
    added(date(2023, 3, 2), status="done", done_date=date(2023, 3, 22))
    found = of()
    assert (found.carried_over, found.closed) == (1, 0)
    assert found.carried_over_list[0].status == "open"
    assert of(W11.next).done == 1


def test_what_was_due_is_kept_declined_moved_or_open():
    added(date(2023, 3, 8), due_date=date(2023, 3, 15), status="done", done_date=date(2023, 3, 14))
    added(date(2023, 3, 8), due_date=date(2023, 3, 19))
    moved = added(date(2023, 3, 8), due_date=date(2023, 3, 17))
    moved.change(by=EditorFactory(), due_date=date(2023, 4, 17))
    found = of()
    assert (found.due, found.due_done, found.due_open, found.due_moved) == (2, 1, 1, 1)


def test_what_was_done_a_week_early_was_kept():
    added(date(2023, 3, 1), due_date=date(2023, 3, 17), status="done", done_date=date(2023, 3, 8))
    found = of()
    assert (found.due, found.due_done, found.done, found.carried_in) == (1, 1, 0, 0)


def test_due_today_is_not_yet_overdue():
    added(date(2023, 3, 8), due_date=date(2023, 3, 15))
    assert of(as_of=datetime(2023, 3, 15, 12, tzinfo=UTC)).overdue == 0
    assert of(as_of=datetime(2023, 3, 16, 12, tzinfo=UTC)).overdue == 1


def test_an_item_is_known_from_the_first_day_that_it_names():
    """An incident told years later brings items whose dates are of their time."""
    added(date(2026, 1, 1), due_date=date(2023, 3, 15), status="done", done_date=date(2023, 3, 17))
    found = of()
    assert (found.opened, found.done, found.due_done) == (1, 1, 1)


def test_declined_and_undated_ones_close_on_the_day_that_was_noted():
    editor = EditorFactory()
    with time_machine.travel(datetime(2023, 3, 1, 12, tzinfo=UTC)):
        declined = added(date(2023, 3, 1))
        done = added(date(2023, 3, 1))
    added(date(2023, 3, 14), status="done")
    before = of(as_of=datetime(2023, 3, 19, tzinfo=UTC))
    assert (before.carried_over, before.undated) == (2, 1)
    declined.change(by=editor, status="declined", declined_reason="too dear")
    done.change(by=editor, status="done")
    today = Week.of(datetime.now(UTC))
    found = of(today, as_of=datetime.now(UTC) + timedelta(minutes=1))
    assert (found.done, found.declined) == (1, 1)
    assert of().carried_over == 2


def test_reopened_ones_are_open():
    editor = EditorFactory()
    action = added(date(2023, 3, 1))
    action.change(by=editor, status="declined", declined_reason="too dear")
    action.change(by=editor, status="agreed")
    assert of().carried_over == 1


def test_only_actions_of_these_incidents_count():
    added(date(2023, 3, 14), incident=IncidentFactory(visibility="restricted"))
    public = Incident.objects.filter(visibility="public")
    assert actions_in(public, Period(W11, LATER)).opened == 0


def test_lists_are_bounded_and_counts_are_not():
    incident = IncidentFactory()
    for _ in range(LISTED + 3):
        added(date(2023, 3, 1), incident=incident)
    found = of()
    assert found.carried_over == LISTED + 3
    assert len(found.carried_over_list) == LISTED

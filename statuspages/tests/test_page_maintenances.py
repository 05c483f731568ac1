"""Maintenances on their page's page: what is to come, what passed unpressed, what is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from statuspages.factories import (
    MaintenanceFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def watched(now):
    return StatusPageFactory(read_at=now, answered_at=now, next_due_at=now + HOUR)


def upkeep(page, now, hours, status="scheduled", **facts):
    begin = now + hours * HOUR
    return MaintenanceFactory(
        page=page, status=status, scheduled_for=begin, scheduled_until=begin + HOUR, **facts
    )


def shown(client, page, **asked):
    return client.get(page.get_absolute_url(), asked).context["maintenances"]


def test_what_goes_on_and_comes_stands_first_the_next_first_then_what_is_over(as_viewer, watched, now):
    over = [upkeep(watched, now, hours, "completed") for hours in (-30, -20, -10, -40)]
    later, sooner = upkeep(watched, now, 48), upkeep(watched, now, 24)
    going_on = upkeep(watched, now, -0.5, "in_progress")
    told = shown(as_viewer, watched)
    assert [row.reported for row in told.rows] == [going_on, sooner, later, over[2], over[1]]
    assert (told.ahead, told.kept) == (3, 7)
    assert len(shown(as_viewer, watched, maintenances="all").rows) == 7


def test_its_window_and_its_posts_with_what_was_changed_are_told(as_viewer, watched, now):
    maintenance = upkeep(watched, now, 24, name="Move of the lease table")
    update = ReportedUpdateFactory(reported=maintenance, status="scheduled")
    for body in ("Some builds wait.", "All builds wait."):
        UpdateRevisionFactory(update=update, body=body)
    text = as_viewer.get(watched.get_absolute_url()).text
    assert "Move of the lease table" in text
    assert "<del>Some</del>" in text
    one = as_viewer.get(f"{watched.get_absolute_url()}updates/{update.pk}/")
    assert "the whole maintenance" in one.text


@pytest.mark.parametrize(
    ("status", "said"),
    [("scheduled", "has not said that it began"), ("in_progress", "has not said that it is over")],
)
def test_a_window_that_passes_unpressed_is_said_so(as_viewer, watched, now, status, said):
    upkeep(watched, now, -3, status)
    [row] = shown(as_viewer, watched).rows
    assert row.note == f"Its window passed 2 h ago, and the page {said}."


def test_of_a_page_that_was_not_read_since_nobody_knows_what_it_says(as_viewer, watched, now):
    upkeep(watched, now, -3)
    watched.answered_at = now - 2.5 * HOUR
    watched.save()
    [row] = shown(as_viewer, watched).rows
    assert row.note == ""


def test_posts_of_a_maintenance_have_their_day_since_its_window_is_another(as_viewer, watched, now):
    update = ReportedUpdateFactory(reported=upkeep(watched, now, 24), status="scheduled")
    UpdateRevisionFactory(update=update)
    [row] = shown(as_viewer, watched).rows
    assert [post.clock for post in row.rows] == ["14 Mar 12:00"]


@pytest.mark.parametrize("facts", [{"status": "completed"}, {"gone_at": timezone.now()}])
def test_what_is_over_or_withdrawn_owes_no_word(as_viewer, watched, now, facts):
    upkeep(watched, now, -3, **facts)
    [row] = shown(as_viewer, watched).rows
    assert row.note == ""


def test_what_is_withdrawn_or_no_longer_listed_is_said_so(as_viewer, watched, now):
    upkeep(watched, now, 3, gone_at=now)
    ReportedIncidentFactory(page=watched, unlisted_at=now)
    text = as_viewer.get(watched.get_absolute_url()).text
    assert "Withdrawn by its page" in text
    assert "It never said that it was over" in text


def test_a_maintenance_can_be_shown_alone(as_viewer, watched, now):
    one, _ = upkeep(watched, now, 3), upkeep(watched, now, 4)
    incident = ReportedIncidentFactory(page=watched)
    alone = as_viewer.get(one.get_absolute_url())
    assert [row.reported for row in alone.context["maintenances"].rows] == [one]
    assert "is not one of this page" not in alone.text
    assert [row.reported for row in as_viewer.get(incident.get_absolute_url()).context["told"].rows] == [
        incident
    ]


def test_a_maintenance_without_a_window_is_told_all_the_same(as_viewer, watched):
    MaintenanceFactory(page=watched, scheduled_for=None, scheduled_until=None)
    assert "window not stated" in as_viewer.get(watched.get_absolute_url()).text


def test_maintenances_are_no_incidents_here(as_viewer, watched, now):
    upkeep(watched, now, -0.5, "in_progress")
    context = as_viewer.get(watched.get_absolute_url()).context
    assert (context["told"].kept, context["says"].open) == (0, 0)

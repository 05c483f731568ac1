"""The timeline of a page is kept until it changes, and then told anew."""

import pytest
from django.core.cache import cache

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from incidents.models import Incident
from incidents.told import told_timeline
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

NOON = When.read("14 March 2023 12:00 UTC")


@pytest.fixture
def event():
    cache.clear()
    return TimelineEvent.objects.record(
        IncidentFactory(sev=2), happened=NOON, text="Queues grow", kind="alert"
    )


def told(event, *, can_edit=False):
    incident = Incident.objects.select_related("severity").get(pk=event.incident_id)
    return told_timeline(incident, can_edit=can_edit)


def test_it_is_read_from_the_database_once(event, django_assert_num_queries):
    first = told(event)
    with django_assert_num_queries(1):  # the incident
        assert told(event) == first
    assert "Queues grow" in first.html


def test_readers_and_editors_are_told_apart(event):
    assert "Edit" not in told(event).html
    assert "Edit" in told(event, can_edit=True).html
    assert "Edit" not in told(event).html


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.correct(by=None, text="Queues shrink"),
        lambda event: event.correct(by=None, milestones=["started"]),
        lambda event: event.withdraw(by=None, why="by mistake"),
        lambda event: event.pin(True, by=EditorFactory()),
        lambda event: TimelineEvent.objects.record(event.incident, happened=NOON, text="Another"),
    ],
    ids=["corrected", "marked", "withdrawn", "pinned", "joined by another"],
)
def test_every_change_of_an_event_tells_it_anew(event, change):
    before = told(event)
    change(event)
    assert told(event).html != before.html


def test_another_severity_colours_it_anew(event):
    event.correct(by=None, until=When.read("14 March 2023 13:00 UTC"))
    before = told(event)
    severity = event.incident.severity
    severity.colour = 1
    severity.save()
    assert told(event).html != before.html
    assert "ev-sev1" in told(event).html

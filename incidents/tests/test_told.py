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


def test_the_timeline_can_be_told_as_it_was_learned(event, client):
    TimelineEvent.objects.record(
        event.incident,
        happened=When.read("13 March 2023 09:00 UTC"),
        learned=When.read("24 March 2023"),
        text="Sync errors went by unseen",
    )
    in_order = client.get(event.incident.get_absolute_url()).content.decode()
    as_learned = client.get(f"{event.incident.get_absolute_url()}?order=learned").content.decode()
    assert in_order.index("Sync errors", in_order.index('class="tl"')) < in_order.rindex("Queues grow")
    assert "learned 24 March" in in_order
    listed = as_learned[as_learned.index('class="tl"') :]
    assert listed.index("Queues grow") < listed.index("Sync errors")
    assert "of 13 Mar 2023, 09:00 UTC" in listed

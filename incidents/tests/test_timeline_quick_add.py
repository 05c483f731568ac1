"""One line beside the timeline, and what would be understood of it while it is typed."""

import datetime

import pytest
from django.urls import reverse

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from incidents.tests.conftest import signed_in
from timelines.models import Kind, Lane, Milestone, TimelineEvent
from timelines.when import Precision, When

pytestmark = pytest.mark.django_db

DAY = datetime.date(2023, 3, 14)


@pytest.fixture
def incident():
    made = IncidentFactory()
    TimelineEvent.objects.record(
        made, happened=When.read("18:00", day=DAY), text="It fails.", milestones=["started"]
    )
    return made


def add(client, incident, line, **more):
    address = reverse("incidents:event_add", args=[incident.number])
    return client.post(address, {"line": line, **more})


def read(client, incident, **query):
    return client.get(reverse("incidents:event_read", args=[incident.number]), query)


def newest(incident):
    return incident.events.latest("pk")


def test_a_line_becomes_an_event(as_editor, editor, incident):
    answer = add(as_editor, incident, "≈21:30 one node rebooted, requests answer again")
    event = newest(incident)
    assert answer.status_code == 302
    assert answer.url == event.get_absolute_url()
    assert (event.text, event.kind, event.lane) == (
        "one node rebooted, requests answer again",
        Kind.ACTION,
        Lane.PEOPLE,
    )
    assert (event.happened.precision, event.happened.words) == (Precision.APPROXIMATE, "≈21:30")
    assert event.happened.best == datetime.datetime(2023, 3, 14, 21, 30, tzinfo=datetime.UTC)
    assert event.recorded_by == editor


def test_a_line_is_read_in_the_zone_of_the_incident(as_editor):
    incident = IncidentFactory(time_zone="Asia/Bangkok")
    add(as_editor, incident, "9 April 2023 02:00 it fails")
    assert newest(incident).happened.earliest == datetime.datetime(2023, 4, 8, 19, tzinfo=datetime.UTC)


def test_an_event_before_the_last_one_is_on_its_day(as_editor, incident):
    add(as_editor, incident, "12:00 the change is merged")
    assert newest(incident).happened.earliest.date() == DAY


def test_later_counts_from_the_event_added_last(as_editor, incident):
    add(as_editor, incident, "15 minutes later it is calm")
    assert newest(incident).happened.earliest.minute == 15


def test_a_milestone_that_is_written_out_is_stored(as_editor, incident):
    add(as_editor, incident, "18:40 resolved: queues drained")
    incident.refresh_from_db()
    assert incident.milestones_told["resolved"].earliest.minute == 40


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "Begin with the time as well as you know it"),
        ("one node rebooted", "No time stands in this line"),
        ("25:10 one node rebooted", "is not a time of day"),
        ("04:56 IST provider answers", "IST has three meanings"),
        ("18:00", "Nothing stands behind the time"),
        ("18:00 started: again", "already on the event at"),
        ("18:00 it fails\x00", "Null characters are not allowed"),
        ("18:00 " + "x" * 20_000, "at most 20000 characters"),
        ("19:00, until 13 March 2023 18:00 it fails", "ends before it begins"),
    ],
)
def test_a_line_that_cannot_be_taken_is_kept_and_explained(as_editor, incident, line, says):
    answer = add(as_editor, incident, line)
    assert answer.status_code == 422
    assert says in answer.text
    assert answer.context["quick"]["line"].value() == line
    assert incident.events.count() == 1


def test_without_any_event_the_day_is_asked_for(as_editor):
    incident = IncidentFactory()
    answer = add(as_editor, incident, "18:00 it fails")
    assert answer.status_code == 422
    assert 'name="day"' in answer.text
    assert add(as_editor, incident, "18:00 it fails", day="14 March 2023").status_code == 302
    assert newest(incident).happened.earliest.date() == DAY


def test_a_day_that_is_none_is_refused(as_editor):
    answer = add(as_editor, IncidentFactory(), "18:00 it fails", day="31 April 2023")
    assert answer.status_code == 422
    assert "April has 30 days" in answer.text


def test_reading_says_what_would_be_understood_and_stores_nothing(as_editor, incident):
    answer = read(as_editor, incident, line="~21:30 one node rebooted, requests answer again")
    assert answer.status_code == 200
    for words in ("≈ 21:30 UTC, Tue 14 March 2023", "action", "our people", "≈ means 21:22–21:38 UTC"):
        assert words in answer.text
    assert incident.events.count() == 1


def test_reading_says_what_is_wrong(as_editor, incident):
    assert "is not a time of day" in read(as_editor, incident, line="25:10 x").text
    assert "Begin with the time" in read(as_editor, incident, line=" ").text


def test_reading_escapes_what_was_typed(as_editor, incident):
    assert "<b>x" not in read(as_editor, incident, line="<b>x</b>:99 y").text


def test_reading_a_correction_uses_the_day_of_the_event(as_editor, incident):
    event = newest(incident)
    answer = read(as_editor, incident, when="around 2:30, until 6:31", event=event.pk)
    assert "≈ 02:30 UTC until 06:31 UTC, Tue 14 March 2023" in answer.text
    assert f'id="when-said-{event.pk}"' in answer.text


@pytest.mark.parametrize("pk", ["", "x", "٣", "99999999999999999999", "0"])
def test_reading_for_an_event_that_is_not_there_is_not_found(as_editor, incident, pk):
    assert read(as_editor, incident, when="18:00", event=pk).status_code == 404


def test_two_milestones_at_once_leave_one(incident):
    first, second = signed_in(EditorFactory()), signed_in(EditorFactory())
    assert add(first, incident, "18:05 detected: pages").status_code == 302
    assert add(second, incident, "18:06 detected: pages").status_code == 422
    assert Milestone.objects.filter(incident=incident, kind="detected").count() == 1

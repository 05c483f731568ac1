"""Moving an incident to another status from its page."""

import pytest

from incidents.factories import IncidentFactory
from incidents.models import Incident

pytestmark = pytest.mark.django_db

WHERE = "/incidents/42/status/"


@pytest.fixture
def incident():
    return IncidentFactory(number=42)


def test_the_status_moves_and_says_who_and_why(as_editor, editor, incident):
    response = as_editor.post(WHERE, {"status": "resolved", "why": "the queue is empty"})
    assert response.url == "/incidents/42/"
    incident.refresh_from_db()
    change = incident.status_changes.get()
    assert incident.status == change.status == "resolved"
    assert (change.by, change.why) == (editor, "the queue is empty")


@pytest.mark.parametrize("status", Incident.Status.values)
def test_every_status_can_be_reached_and_left(as_editor, status):
    incident = IncidentFactory(number=42, status="closed" if status != "closed" else "monitoring")
    assert as_editor.post(WHERE, {"status": status}).status_code == 302
    incident.refresh_from_db()
    assert incident.status == status


def test_the_status_it_has_is_refused_in_words(as_editor, incident):
    response = as_editor.post(WHERE, {"status": "investigating"})
    assert response.status_code == 422
    assert "INC-42 already is “investigating”" in response.text
    assert not incident.status_changes.exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"status": "asleep"},
        {"status": "\x00"},
        {"status": "resolved", "why": "x" * 501},
        {"status": "resolved", "why": "a\x00"},
    ],
)
def test_what_is_no_status_changes_nothing(as_editor, incident, given):
    response = as_editor.post(WHERE, given)
    assert response.status_code == 422
    assert "<h1>" in response.text  # the page, with the form open
    incident.refresh_from_db()
    assert incident.status == "investigating"
    assert not incident.status_changes.exists()


def test_resolving_writes_no_time_on_the_timeline(as_editor, incident):
    as_editor.post(WHERE, {"status": "resolved"})
    assert not incident.events.exists()

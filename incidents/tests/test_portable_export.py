"""The export of an incident over the web."""

import pytest
from django.urls import reverse

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import IncidentFactory
from incidents.models import Postmortem
from incidents.portable import read_incident, words_here
from timelines.factories import TimelineEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return IncidentFactory(number=42, title="Queues stand still", visibility="internal")


def address(incident):
    return reverse("incidents:export", args=[incident.number])


def test_who_may_read_it_gets_a_file(client, incident):
    TimelineEventFactory(incident=incident)
    client.force_login(UserFactory())
    response = client.get(address(incident))
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="INC-42.md"'
    told = read_incident(response.content, words_here())
    assert told.title == "Queues stand still"
    assert len(told.events) == 1


def test_a_stranger_learns_nothing(client, incident):
    assert client.get(address(incident)).status_code == 404


def test_anybody_may_take_a_public_one_along(client, incident):
    incident.visibility = "public"
    incident.save()
    assert client.get(address(incident)).status_code == 200


def test_a_restricted_one_is_for_those_who_see_it_and_stays_restricted(client, incident):
    incident.visibility = "restricted"
    incident.save()
    client.force_login(EditorFactory())
    assert client.get(address(incident)).status_code == 404
    client.force_login(AdministratorFactory())
    assert b"visibility: restricted" in client.get(address(incident)).content


def test_a_draft_of_a_postmortem_is_for_editors(client, incident):
    Postmortem.begin(incident).save_text("Half a thought.", by=None, based_on=0)
    client.force_login(UserFactory())
    assert b"Half a thought" not in client.get(address(incident)).content
    client.force_login(EditorFactory())
    assert b"Half a thought" in client.get(address(incident)).content


def test_only_reading_is_possible(client, incident):
    client.force_login(EditorFactory())
    assert client.post(address(incident)).status_code == 405


def test_queries_do_not_grow(client, incident, django_assert_num_queries):
    client.force_login(EditorFactory())
    for total in (1, 20):
        TimelineEventFactory.create_batch(total, incident=incident)
        # session, user, incident, role; sources, events, milestones, quotes, factors, windows, links, actions
        with django_assert_num_queries(12):
            client.get(address(incident))

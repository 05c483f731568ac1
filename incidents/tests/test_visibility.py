"""Who may see an incident decides who may see everything of it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import ActionItemFactory, IncidentFactory, PostmortemFactory
from incidents.models import ActionItem, Incident, Postmortem

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    """One incident of each visibility."""
    return {kind: IncidentFactory(visibility=kind) for kind in Incident.Visibility.values}


def seen_by(user):
    return set(Incident.objects.visible_to(user).values_list("visibility", flat=True))


def test_a_stranger_sees_public_incidents_only(shelf):
    assert seen_by(AnonymousUser()) == {"public"}


def test_who_signs_in_sees_internal_ones_too(shelf):
    assert seen_by(UserFactory()) == {"public", "internal"}


def test_an_editor_sees_no_restricted_incident_of_others(shelf):
    assert seen_by(EditorFactory()) == {"public", "internal"}


def test_an_administrator_sees_everything(shelf):
    assert seen_by(AdministratorFactory()) == {"public", "internal", "restricted"}


def test_the_lead_who_opened_it_and_named_readers_see_a_restricted_incident():
    lead, opener, reader = UserFactory.create_batch(3)
    incident = IncidentFactory(visibility="restricted", lead=lead, opened_by=opener)
    incident.readers.add(reader)
    for user in (lead, opener, reader):
        assert Incident.objects.visible_to(user).get() == incident


def test_a_reader_is_listed_once_however_many_are_named():
    people = UserFactory.create_batch(3)
    incident = IncidentFactory(visibility="restricted", lead=people[0])
    incident.readers.set(people)
    assert Incident.objects.visible_to(people[0]).count() == 1


def test_actions_and_postmortems_are_as_visible_as_their_incident():
    hidden = IncidentFactory(visibility="restricted")
    ActionItemFactory(incident=hidden)
    PostmortemFactory(incident=hidden)
    user = UserFactory()
    assert not ActionItem.objects.visible_to(user).exists()
    assert not Postmortem.objects.visible_to(user).exists()

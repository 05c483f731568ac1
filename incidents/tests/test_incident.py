"""Opening an incident and moving its status."""

import threading

import pytest
from django.db import connection

from accounts.factories import EditorFactory
from incidents.exceptions import StatusUnchanged
from incidents.factories import IncidentFactory
from incidents.models import Incident


@pytest.mark.django_db
def test_numbers_follow_one_another():
    numbers = [Incident.objects.open_new(title=f"Queue {n} stands").number for n in range(3)]
    assert numbers == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_different_numbers_without_a_gap():
    def open_one():
        try:
            Incident.objects.open_new(title="The queue stands still")
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Incident.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_a_refused_incident_leaves_no_gap():
    Incident.objects.open_new(title="First of them")
    with pytest.raises(ValueError, match="severity"):
        Incident.objects.open_new(title="Broken", severity="no severity")
    assert Incident.objects.open_new(title="Second of them").number == 2


@pytest.mark.django_db
def test_opening_keeps_who_did_it_and_the_first_status():
    editor = EditorFactory()
    incident = Incident.objects.open_new(title="Queues stand still", by=editor, status="monitoring")
    change = incident.status_changes.get()
    assert (change.status, change.by) == ("monitoring", editor)


@pytest.mark.django_db
def test_a_status_change_is_kept_with_the_person_and_the_reason():
    incident, editor = IncidentFactory(), EditorFactory()
    opened_as = incident.updated_at
    incident.change_status("resolved", by=editor, why="all queues are empty")
    incident.refresh_from_db()
    change = incident.status_changes.get()
    assert incident.status == "resolved"
    assert incident.updated_at > opened_as
    assert (change.status, change.by, change.why) == ("resolved", editor, "all queues are empty")


@pytest.mark.django_db
def test_the_second_of_two_people_who_resolve_writes_nothing():
    incident = IncidentFactory()
    seen_before = Incident.objects.get(pk=incident.pk)
    incident.change_status("resolved", by=None)
    with pytest.raises(StatusUnchanged):
        seen_before.change_status("resolved", by=None)
    assert incident.status_changes.count() == 1


@pytest.mark.django_db
def test_every_form_of_an_incident_is_kept_with_its_editor():
    editor = EditorFactory()
    incident = Incident.objects.open_new(title="Queues stand still", by=editor)
    incident.change_status("identified", by=editor)
    kept = list(incident.versions.order_by("pgh_id"))
    assert [version.status for version in kept] == ["investigating", "identified"]
    assert {version.pgh_context.metadata["user"] for version in kept} == {editor.pk}

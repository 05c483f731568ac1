"""Two who import at the same moment: one incident, everything once, and nobody fails."""

from dataclasses import replace

import pytest

from incidents.importing.storing import Stored, store_document
from incidents.models import Incident
from incidents.tests.test_at_once import at_once
from incidents.tests.write_ups import WRITE_UP
from timelines.models import Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("organisation", ["Lamplight", ""])
def test_the_same_document_twice_at_once_is_one_incident(organisation):
    read = replace(WRITE_UP, organisation=organisation)
    done = at_once(*(lambda: store_document(read) for _ in range(3)))
    assert all(isinstance(one, Stored) for one in done), done
    assert sorted(one.joined.is_new for one in done) == [False, False, True]
    incident = Incident.objects.get()
    assert (incident.events.count(), incident.factors.count(), incident.action_items.count()) == (4, 2, 2)
    assert Source.objects.count() == 1


def test_two_documents_into_one_incident_at_once_lose_nothing():
    incident = store_document(replace(WRITE_UP, events=(), factors=(), actions=(), text="A stub.")).incident
    other = replace(WRITE_UP, text=f"{WRITE_UP.text}\nRead again.")
    done = at_once(*(lambda read=read: store_document(read, into=incident) for read in (WRITE_UP, other)))
    assert all(isinstance(one, Stored) for one in done), done
    assert (incident.events.count(), incident.factors.count(), incident.action_items.count()) == (4, 2, 2)
    assert {event.quotes.count() for event in incident.events.all()} == {2}
    assert incident.sources.count() == 3

"""Two people who press a button at the same moment: nothing is lost, nothing is there twice, nobody fails."""

import threading

import pytest
from django.db import connection

from incidents.factories import IncidentFactory
from incidents.models import Incident
from timelines.exceptions import MilestoneTaken
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db(transaction=True)

NOON = When.read("14 March 2023 12:00 UTC")


def at_once(*calls):
    """What each of the calls returned or raised, all begun at the same moment on connections of their own."""
    together, ended = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        connection.ensure_connection()
        together.wait(timeout=10)
        try:
            ended[place] = call()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            ended[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ended


def recorder(incident, *milestones):
    return lambda: TimelineEvent.objects.record(
        Incident.objects.get(pk=incident.pk), happened=NOON, text="Queues grow", milestones=milestones
    )


def test_each_milestone_is_copied_to_the_incident_whoever_comes_last():
    incident = IncidentFactory()
    kinds = ("started", "detected", "identified", "mitigated", "resolved")
    at_once(*(recorder(incident, kind) for kind in kinds))
    incident.refresh_from_db()
    assert set(incident.milestone_times) == set(kinds)


def test_of_several_who_give_one_milestone_all_but_the_first_are_told_so():
    incident = IncidentFactory()
    ended = at_once(*[recorder(incident, "started")] * 4)
    assert [type(end) for end in ended if not isinstance(end, TimelineEvent)] == [MilestoneTaken] * 3
    assert incident.events.count() == 1

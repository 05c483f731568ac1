"""What is restricted counts in no statistics, and the index knows when an incident began."""

from datetime import UTC, datetime

import pytest

from accounts.factories import AdministratorFactory
from incidents.factories import IncidentFactory
from incidents.facts import change_facts, open_incident
from incidents.indexing import index_incident, reindex
from incidents.models import Incident
from search.finding import find
from search.models import Group
from search.query import read_query
from search.statistics import Drift, repair, term_counts
from timelines.models import TimelineEvent
from timelines.when import Precision, When

pytestmark = pytest.mark.django_db

NOON = When.at(datetime(2023, 3, 14, 12, tzinfo=UTC), Precision.MINUTE)


@pytest.fixture
def administrator():
    return AdministratorFactory()


def counted(word):
    return term_counts([word]).get(word, 0)


def found(words, **conditions):
    within = Incident.objects.filter(**conditions).values("pk")
    return [hit.group for hit in find(read_query(words), within=within).hits]


def test_a_restricted_incident_is_not_counted_and_is_found_by_who_may_see_it(administrator):
    incident = open_incident(
        {"title": "Zebrafish in the pond", "visibility": "restricted"}, by=administrator, started=NOON
    )
    assert counted("zebrafish") == 0
    assert found("zebrafish") == [incident.pk]
    assert found("zebrafish", visibility="public") == []


def test_who_sees_it_changes_and_so_does_what_is_counted(administrator):
    incident = open_incident({"title": "Zebrafish", "visibility": "public"}, by=administrator, started=NOON)
    for visibility, times in (("restricted", 0), ("internal", 1), ("public", 1), ("restricted", 0)):
        change_facts(incident, {"visibility": visibility}, by=administrator)
        assert counted("zebrafish") == times
        assert repair() == Drift(0, 0)
        assert found("zebrafish") == [incident.pk]


def test_the_index_knows_when_it_began(administrator):
    incident = open_incident({"title": "Zebrafish"}, by=administrator, started=NOON)
    assert Group.objects.get(group=incident.pk).happened_at == NOON.earliest
    event = TimelineEvent.objects.get(incident=incident)
    event.correct(by=administrator, milestones=())
    assert Group.objects.get(group=incident.pk).happened_at is None


def test_of_two_that_answer_alike_the_later_comes_first(administrator):
    later = When.at(datetime(2024, 1, 2, tzinfo=UTC), Precision.DAY)
    first = open_incident({"title": "The queue is stuck"}, by=administrator, started=later)
    second = open_incident({"title": "The queue is stuck"}, by=administrator, started=NOON)
    assert found("stuck queue") == [first.pk, second.pk]


def test_a_word_of_the_title_counts_for_more():
    of_others = IncidentFactory(title="The queue is stuck", summary="Certificates were renewed.")
    of_it = IncidentFactory(title="Certificates were renewed", summary="The queue is stuck.")
    index_incident(of_others)
    index_incident(of_it)
    assert found("certificates") == [of_it.pk, of_others.pk]
    assert found("queue") == [of_others.pk, of_it.pk]


def test_indexing_again_changes_nothing(administrator):
    incident = open_incident({"title": "Zebrafish", "visibility": "restricted"}, by=administrator)
    before = Group.objects.values().get()
    reindex([incident.pk])
    assert Group.objects.values().get() == before

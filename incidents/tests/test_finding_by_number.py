"""An incident is found by its number, and one that is not there is not taken for all others."""

import pytest

from incidents.factories import IncidentFactory
from incidents.finding import find_incidents
from incidents.indexing import index_incident
from incidents.models import Incident
from search.query import read_query

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    for number, summary in (
        (7, "The queue stands still"),
        (8, "As in INC-999, says the vendor"),
        (9, "Rain"),
    ):
        index_incident(IncidentFactory(number=number, summary=summary))


def found(words):
    hits = find_incidents(Incident.objects.all(), read_query(words), limit=10).hits
    return [hit.incident.number for hit in hits]


def test_an_incident_comes_before_all_that_share_its_letters():
    assert found("INC-7")[0] == 7


@pytest.mark.parametrize("words", ["INC-999", "inc-999", "inc999x"])
def test_one_that_is_not_there_finds_only_what_tells_of_it(words):
    assert found(words) == ([] if words.endswith("x") else [8])


@pytest.mark.parametrize("words", ["INC-123456", "INC-12345678901234567890"])
def test_one_that_nobody_tells_of_finds_nothing(words):
    assert found(words) == []

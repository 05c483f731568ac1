"""Incidents that were here before search was are indexed when it starts."""

import pytest
from django.core.management import call_command

from incidents.factories import IncidentFactory
from incidents.models import Incident
from search.finding import find
from search.query import read_query

pytestmark = pytest.mark.django_db


def test_prepare_indexes_what_search_does_not_know(capsys):
    incident = IncidentFactory(title="Zebras on the line")
    query, within = read_query("zebra"), Incident.objects.values("pk")
    assert find(query, within=within).hits == ()
    call_command("prepare")
    assert [hit.group for hit in find(query, within=within).hits] == [incident.pk]
    assert "Indexed 1 incident for search." in capsys.readouterr().out
    call_command("prepare")
    assert "Indexed" not in capsys.readouterr().out

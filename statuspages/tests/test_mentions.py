"""An incident's own page says where it was reported."""

import pytest

from incidents.factories import IncidentFactory
from statuspages.factories import ReportedIncidentFactory

pytestmark = pytest.mark.django_db


def test_an_incident_names_every_page_that_reports_it(as_viewer):
    incident = IncidentFactory()
    one = ReportedIncidentFactory(
        incident=incident, page__name="Bauhof", impact="critical", status="resolved"
    )
    other = ReportedIncidentFactory(incident=incident, page__name="<b>Turm</b>", gone_at=one.first_seen_at)
    response = as_viewer.get(incident.get_absolute_url())
    told = [(it.words, it.href, it.said) for it in response.context["mentions"]]
    assert told == [
        ("Bauhof", one.get_absolute_url(), "critical, resolved"),
        ("<b>Turm</b>", other.get_absolute_url(), "minor, investigating, withdrawn"),
    ]
    assert f'<dt>Reported on</dt><dd><a href="{one.get_absolute_url()}">Bauhof</a>' in response.text
    assert "<b>Turm" not in response.text


def test_a_stranger_who_reads_a_public_incident_learns_of_no_page(client):
    reported = ReportedIncidentFactory(incident=IncidentFactory(), page__name="Bauhof")
    response = client.get(reported.incident.get_absolute_url())
    assert response.status_code == 200
    assert "Reported on" not in response.text


def test_an_incident_that_no_page_reports_says_nothing(as_viewer):
    assert "Reported on" not in as_viewer.get(IncidentFactory().get_absolute_url()).text

"""What we serve is read by our own reader of status pages as what we meant."""

from datetime import UTC, datetime

import pytest

from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from statuspages.providers.reading import Level, State
from statuspages.providers.statuspage import LEVELS
from statuspages.tests.parsed import parse_incidents, parse_summary
from statuspages.tests.publishing import BASE, clock, note, publish, read, told_incident

pytestmark = pytest.mark.django_db


def test_our_incidents_are_read_as_told(client, settings):
    incident = told_incident(title="Checkout stands still", sev=2)
    note(incident, "resolved", clock(14))
    publish(incident, "What happened, in full.")
    found = parse_incidents(client.get(f"{BASE}incidents.json").content)
    assert found.strange == ()
    assert (found.page.name, found.page.time_zone) == ("Acme", "UTC")
    [one] = found.incidents
    assert (one.name, one.impact, one.state) == ("Checkout stands still", "major", State.POSTMORTEM)
    assert one.url == one.shortlink == f"{settings.SITE_ADDRESS}/status/incidents/{one.uid}"
    assert one.resolved_at == clock(14)
    told = [(update.body, update.state, update.display_at) for update in one.updates]
    assert told == [
        ("Checkout fails for some.", State.INVESTIGATING, clock(12, 5)),
        ("Checkout works again.", State.MONITORING, clock(13, 5)),
        ("What happened, in full.", State.POSTMORTEM, None),
    ]
    affected = [each for update in one.updates for each in update.affected]
    changes = [(LEVELS.get(each.old), LEVELS.get(each.new)) for each in affected]
    assert changes == [(Level.WORKS, Level.PARTIAL_OUTAGE), (Level.PARTIAL_OUTAGE, Level.WORKS)]


def test_our_components_are_read_with_their_groups(client):
    told_incident()
    beta = ComponentFactory(organisation=OrganisationFactory(name="Beta"), name="Mail")
    ImpactWindowFactory(incident=IncidentFactory(), component=beta, level="major-outage")
    found = parse_summary(client.get(f"{BASE}summary.json").content)
    assert found.strange == ()
    assert (found.indicator, found.says) == ("major", "Partial System Outage")
    names = {component.full_name: LEVELS.get(component.status) for component in found.components}
    assert names["Beta - Mail"] is Level.MAJOR_OUTAGE
    assert len(names) == 2


def test_an_empty_page_is_read_as_one(client):
    assert parse_incidents(client.get(f"{BASE}incidents.json").content).incidents == ()
    assert parse_summary(client.get(f"{BASE}summary.json").content).says == "All Systems Operational"


def test_an_account_never_gets_older_while_the_incident_goes_on(client):
    """Readers drop an account that is older than the one that they have."""
    incident = told_incident()
    ages = []
    for change in (
        lambda: note(incident, "identified", clock(13)),
        lambda: ImpactWindowFactory(incident=incident),
        lambda: publish(incident, "First."),
        lambda: publish(incident, "Second."),
        lambda: incident.impact_windows.first().remove(by=None),
    ):
        change()
        answer = client.get(f"{BASE}incidents.json").content
        ages.append((parse_incidents(answer).incidents[0].as_of, parse_incidents(answer).page.updated_at))
    assert ages == sorted(ages)
    assert all(page >= one for one, page in ages)
    assert ages[0][0] > datetime(2026, 1, 1, tzinfo=UTC)


# What open-source clients of the vendor's API cannot do without: a missing key or a null is a crash there.


def test_what_clients_read_of_an_incident_is_text(client):
    publish(told_incident())
    for incident in read(client)["incidents"]:
        for key in ("id", "name", "status", "impact", "shortlink", "created_at", "updated_at", "started_at"):
            assert isinstance(incident[key], str)
            assert incident[key]
        newest = incident["incident_updates"][0]  # clients show this one without looking whether there is one
        assert newest["body"]


def test_words_are_only_those_that_clients_know(client):
    for status in ("investigating", "identified", "monitoring", "resolved", "closed", "cancelled"):
        incident = told_incident(status=status)
        for level in ("degraded", "partial-outage", "major-outage", "maintenance"):
            ImpactWindowFactory(incident=incident, level=level)
    summary, incidents = read(client), read(client, "incidents")["incidents"]
    levels = {"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"}
    assert summary["status"]["indicator"] in {"none", "minor", "major", "critical", "maintenance"}
    assert {component["status"] for component in summary["components"]} <= levels
    assert {one["status"] for one in incidents} <= {"investigating", "identified", "monitoring", "resolved"}
    assert {one["impact"] for one in incidents} <= {"none", "minor", "major", "critical"}


def test_lists_are_never_null(client):
    IncidentFactory()
    summary = read(client)
    for key in ("components", "incidents", "scheduled_maintenances"):
        assert isinstance(summary[key], list)
    [incident] = summary["incidents"]
    assert incident["incident_updates"] == incident["components"] == []

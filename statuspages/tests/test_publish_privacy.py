"""Nothing that is not public shows on the published page: no row, no count, no time."""

import pytest

from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory
from incidents.models import Incident
from statuspages.publish.ids import Row, public_id
from statuspages.tests.publishing import ADDRESSES, BASE, acme, post, publish, read, told_incident
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

NOT_OURS = ["near-miss", "drill", "vendor", "public-write-up"]
HIDDEN = [{"visibility": "internal"}, {"visibility": "restricted"}, *({"kind": kind} for kind in NOT_OURS)]
hidden = pytest.mark.parametrize("details", HIDDEN, ids=lambda details: "-".join(details.values()))


def everything(client) -> list[bytes]:
    return [client.get(BASE + name).content for name in ADDRESSES]


def hide(**details):
    """An incident that does not belong on the page, with all that could show of it."""
    incident = told_incident(title="Nobody may know", **details)
    ImpactWindowFactory(
        incident=incident, component=ComponentFactory(organisation=acme(), name="Vault"), level="major-outage"
    )
    publish(incident, "Nobody may read.")
    return incident


@hidden
def test_what_is_not_public_or_not_ours_changes_no_byte(client, details):
    told_incident()
    before = everything(client)
    incident = hide(**details)
    assert everything(client) == before
    post(incident, "15:00 UTC", "Nobody may see.")
    incident.change_status("resolved", by=None)
    assert everything(client) == before


@hidden
def test_alone_it_leaves_the_page_empty(client, details):
    before = everything(client)
    hide(**details)
    assert everything(client) == before


@hidden
def test_its_shortlink_leads_nowhere(client, details):
    incident = hide(**details)
    assert client.get(f"/status/incidents/{public_id(Row.INCIDENT, incident.pk)}").status_code == 404


def test_a_component_that_both_name_is_what_the_public_one_says(client):
    public = told_incident()
    component = public.impact_windows.get().component
    before = everything(client)
    private = IncidentFactory(visibility="restricted", organisation=public.organisation)
    ImpactWindowFactory(incident=private, component=component, level="major-outage")
    assert everything(client) == before


def test_a_component_of_no_incident_has_no_place_that_it_could_lose(client):
    told_incident()
    before = everything(client)
    vault = ComponentFactory(organisation=acme(), name="Vault")
    assert everything(client) == before
    ImpactWindowFactory(incident=IncidentFactory(visibility="restricted"), component=vault)
    assert everything(client) == before


def test_an_incident_that_is_made_private_is_gone(client):
    incident = told_incident()
    assert len(read(client)["components"]) == 1
    Incident.objects.filter(pk=incident.pk).update(visibility="internal")
    served = read(client)
    assert served["incidents"] == served["components"] == []


def test_nothing_but_posts_and_the_published_text_of_a_public_one_is_served(client):
    incident = told_incident(summary="Our words only.", lead=None)
    incident.status_changes.create(status="investigating", why="Because of the vault.")
    TimelineEvent.objects.record(incident, happened=When.read("14 March 2023 12:01 UTC"), text="Only inside.")
    for body in everything(client):
        for words in (b"Our words only", b"Because of the vault", b"Only inside"):
            assert words not in body

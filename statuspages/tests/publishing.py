"""Our own incidents, as tests of the published page tell them."""

from datetime import UTC, datetime

from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from incidents.models import Organisation, Postmortem, StatusChange
from timelines.models import TimelineEvent
from timelines.when import When

BASE = "/status/api/v2/"
# Every address, and its keys in order.
ADDRESSES = {
    "summary.json": ["page", "components", "incidents", "scheduled_maintenances", "status"],
    "status.json": ["page", "status"],
    "components.json": ["page", "components"],
    "incidents.json": ["page", "incidents"],
    "incidents/unresolved.json": ["page", "incidents"],
    "scheduled-maintenances.json": ["page", "scheduled_maintenances"],
    "scheduled-maintenances/upcoming.json": ["page", "scheduled_maintenances"],
    "scheduled-maintenances/active.json": ["page", "scheduled_maintenances"],
}


def clock(hour: int, minute: int = 0) -> datetime:
    """An instant of 14 March 2023."""
    return datetime(2023, 3, 14, hour, minute, tzinfo=UTC)


def read(client, name="summary"):
    return client.get(f"{BASE}{name}.json").json()


def only_incident(client, name="incidents") -> dict:
    [incident] = read(client, name)["incidents"]
    return incident


def note(incident, status: str, at: datetime) -> None:
    """Let the incident have taken a status at an instant."""
    incident.status = status
    incident.save(update_fields=["status"])
    change = incident.status_changes.create(status=status)
    StatusChange.objects.filter(pk=change.pk).update(at=at)


def post(incident, time: str, text="We are looking into it.", **details):
    """A status post of 14 March 2023: `post(incident, "12:05 UTC")`."""
    happened = When.read(f"14 March 2023 {time}")
    return TimelineEvent.objects.record(
        incident, happened=happened, text=text, kind="status-post", lane="status-page", **details
    )


def publish(incident, body="## What happened\n\nThe queue stood still.\n"):
    postmortem = Postmortem.begin(incident)
    newest = postmortem.newest.number if postmortem.newest else 0
    postmortem.save_text(body, by=None, based_on=newest)
    postmortem.publish(by=None)
    return postmortem


def acme() -> Organisation:
    return Organisation.objects.filter(name="Acme").first() or OrganisationFactory(name="Acme")


def told_incident(**details):
    """A public incident of Acme at noon: Checkout out until 13:00, two posts, monitored from 12:30."""
    incident = IncidentFactory(organisation=acme(), **details)
    note(incident, "investigating", clock(12))
    note(incident, "monitoring", clock(12, 30))
    checkout = ComponentFactory(organisation=incident.organisation, name=f"Checkout {incident.pk}")
    ImpactWindowFactory(
        incident=incident,
        component=checkout,
        level="partial-outage",
        began=When.read("14 March 2023 12:00 UTC"),
        ended=When.read("14 March 2023 13:00 UTC"),
    )
    post(incident, "12:05 UTC", "Checkout fails for some.")
    post(incident, "13:05 UTC", "Checkout works again.")
    return incident

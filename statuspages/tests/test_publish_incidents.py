"""What the published page says of our own incidents."""

from datetime import timedelta

import pytest

from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from incidents.models import Postmortem
from statuspages.publish.ids import Row, public_id
from statuspages.tests.publishing import acme, clock, note, only_incident, post, publish, read, told_incident
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def test_an_incident_tells_its_posts_newest_first_with_what_was_affected(client):
    incident = told_incident(title="`Checkout` stands still", sev=2)
    served = only_incident(client)
    assert served["name"] == "Checkout stands still"
    assert (served["status"], served["impact"]) == ("monitoring", "major")
    [newer, older] = served["incident_updates"]
    assert (newer["body"], newer["status"]) == ("Checkout works again.", "monitoring")
    assert (older["body"], older["status"]) == ("Checkout fails for some.", "investigating")
    assert (older["display_at"], newer["display_at"]) == (
        "2023-03-14T12:05:00.000Z",
        "2023-03-14T13:05:00.000Z",
    )
    assert older["incident_id"] == served["id"] == public_id(Row.INCIDENT, incident.pk)
    [entry] = older["affected_components"]
    assert (entry["old_status"], entry["new_status"]) == ("operational", "partial_outage")
    [entry] = newer["affected_components"]
    assert (entry["old_status"], entry["new_status"]) == ("partial_outage", "operational")
    assert entry["code"] == served["components"][0]["id"]
    assert entry["name"] == served["components"][0]["name"]


def test_an_incident_without_a_post_has_no_update_made_up_for_it(client):
    incident = IncidentFactory()
    TimelineEvent.objects.record(incident, happened=When.read("14 March 2023 12:00 UTC"), text="We saw it.")
    assert only_incident(client)["incident_updates"] == []


def test_a_withdrawn_post_is_not_served(client, db):
    incident = IncidentFactory()
    post(incident, "12:05 UTC").withdraw(by=None, why="A slip.")
    assert only_incident(client)["incident_updates"] == []


def test_a_corrected_post_keeps_its_id_and_says_when_it_was_corrected(client):
    event = post(IncidentFactory(), "12:05 UTC")
    [before] = only_incident(client)["incident_updates"]
    event.pin(True, by=None)
    assert only_incident(client)["incident_updates"] == [before]
    event.correct(by=None, text="We know more.")
    [after] = only_incident(client)["incident_updates"]
    assert (after["id"], after["body"], after["created_at"]) == (
        before["id"],
        "We know more.",
        before["created_at"],
    )


def test_a_published_postmortem_stands_on_top_and_names_the_incidents_status(client):
    incident = told_incident()
    note(incident, "resolved", clock(14))
    postmortem = publish(incident, "Old words.")
    publish(incident, "New words.")
    postmortem.refresh_from_db()
    postmortem.save_text("A draft that nobody may read.", by=None, based_on=2)
    served = only_incident(client)
    top = served["incident_updates"][0]
    assert served["status"] == "postmortem"
    assert (top["status"], top["body"]) == ("postmortem", "New words.")
    assert top["display_at"] is top["affected_components"] is None
    assert len(served["incident_updates"]) == 3
    assert served["updated_at"] >= top["updated_at"] >= top["created_at"]
    assert served["resolved_at"] == "2023-03-14T14:00:00.000Z"


def test_what_lives_here_is_a_link_in_a_postmortem_that_is_read_elsewhere(client, settings):
    settings.SITE_ADDRESS = "https://incidents.example"
    incident = told_incident(number=7)
    publish(
        incident, "At [event:12] it began.\n\n[[timeline from=12:00]]\n\nWrite [[timeline]] or [[nothing]]."
    )
    body = only_incident(client)["incident_updates"][0]["body"]
    assert body == (
        "At [event 12](https://incidents.example/incidents/7/#e-12) it began.\n\n"
        "[The timeline of INC-7](https://incidents.example/incidents/7/)\n\n"
        "Write [[timeline]] or [[nothing]]."
    )


def test_a_draft_changes_nothing(client):
    incident = told_incident(status="resolved")
    before = read(client, "incidents")
    Postmortem.begin(incident).save_text("Half a thought.", by=None, based_on=0)
    assert read(client, "incidents") == before


def test_the_ends_that_the_timeline_states_count_before_those_of_the_record(client):
    incident = told_incident()
    TimelineEvent.objects.record(
        incident, happened=When.read("14 March 2023 11:58 UTC"), text="It began.", milestones=["started"]
    )
    TimelineEvent.objects.record(
        incident, happened=When.read("14 March 2023 12:58 UTC"), text="It ended.", milestones=["resolved"]
    )
    assert only_incident(client)["resolved_at"] is None
    note(incident, "resolved", clock(15))
    served = only_incident(client)
    assert served["started_at"] == served["created_at"] == "2023-03-14T11:58:00.000Z"
    assert served["monitoring_at"] == "2023-03-14T12:30:00.000Z"
    assert served["resolved_at"] == "2023-03-14T12:58:00.000Z"


def test_closing_a_resolved_incident_does_not_move_its_end(client):
    incident = told_incident()
    note(incident, "resolved", clock(14))
    note(incident, "closed", clock(20))
    assert only_incident(client)["resolved_at"] == "2023-03-14T14:00:00.000Z"


def test_an_incident_that_began_again_is_open_again(client):
    incident = told_incident()
    note(incident, "resolved", clock(14))
    assert read(client, "incidents/unresolved")["incidents"] == []
    note(incident, "investigating", clock(15))
    served = only_incident(client, "incidents/unresolved")
    assert (served["status"], served["resolved_at"]) == ("investigating", None)


def test_summary_and_unresolved_have_open_ones_only(client):
    told_incident(title="Still open")
    for status in ("resolved", "closed", "cancelled"):
        IncidentFactory(status=status)
    assert len(read(client, "incidents")["incidents"]) == 4
    for name in ("summary", "incidents/unresolved"):
        assert only_incident(client, name)["name"] == "Still open"


def test_a_cancelled_incident_ends_for_whoever_waits_for_it(client):
    note(told_incident(sev=1), "cancelled", clock(14))
    served = only_incident(client)
    assert (served["status"], served["impact"]) == ("resolved", "none")
    assert served["resolved_at"] == "2023-03-14T14:00:00.000Z"


def test_the_fifty_that_began_last_are_served_last_begun_first(client):
    for day in range(52):
        incident = IncidentFactory(status="closed")
        happened = When.at(clock(12) + timedelta(days=day))
        TimelineEvent.objects.record(incident, happened=happened, text="It began.", milestones=["started"])
    served = read(client, "incidents")["incidents"]
    assert len(served) == 50
    began = [one["started_at"] for one in served]
    assert began == sorted(began, reverse=True)
    assert began[-1] == "2023-03-16T12:00:00.000Z"


def test_a_component_is_what_its_worst_window_is_that_is_open_now(client):
    incident = told_incident()
    [component] = read(client)["components"]
    assert component["status"] == "operational"  # its window has ended
    ImpactWindowFactory(incident=incident, component=incident.impact_windows.get().component)
    [component] = read(client)["components"]
    assert component["status"] == "degraded_performance"
    assert read(client)["status"]["indicator"] == "minor"
    assert only_incident(client)["components"] == [component]
    note(incident, "resolved", clock(14))
    assert read(client, "components")["components"][0]["status"] == "operational"


def test_a_window_that_lies_ahead_affects_nothing_yet(client):
    ImpactWindowFactory(incident__organisation=acme(), began=When.read("1 January 2099 12:00 UTC"))
    assert read(client)["components"][0]["status"] == "operational"


def test_the_components_of_one_organisation_stand_in_no_group(client):
    incident = told_incident()
    for name in ("Web", "API"):
        ImpactWindowFactory(incident=incident, component=ComponentFactory(organisation=acme(), name=name))
    served = read(client)
    assert [one["name"] for one in served["components"]] == ["API", f"Checkout {incident.pk}", "Web"]
    assert [one["position"] for one in served["components"]] == [1, 2, 3]
    assert served["page"]["name"] == "Acme"


def test_each_of_several_organisations_is_a_group(client, settings):
    settings.SITE_ADDRESS = "https://incidents.example"
    incident = told_incident()
    other = OrganisationFactory(name="Beta")
    component = ComponentFactory(organisation=other, name="Mail")
    ImpactWindowFactory(
        incident=IncidentFactory(organisation=other), component=component, level="major-outage"
    )
    served = read(client)
    by_name = {one["name"]: one for one in served["components"]}
    assert set(by_name) == {"Acme", "Beta", "Mail", f"Checkout {incident.pk}"}
    assert by_name["Beta"]["components"] == [by_name["Mail"]["id"]]
    assert by_name["Mail"]["group_id"] == by_name["Beta"]["id"]
    assert (by_name["Beta"]["group"], by_name["Beta"]["status"]) == (True, "major_outage")
    assert [one["position"] for one in served["components"]] == [1, 1, 1, 2]
    assert served["page"]["name"] == "incidents.example"
    assert served["status"] == {"indicator": "major", "description": "Partial System Outage"}
    told = next(one for one in served["incidents"] if one["incident_updates"])
    assert told["incident_updates"][0]["affected_components"][0]["name"] == f"Acme - Checkout {incident.pk}"


def test_a_page_without_incidents_says_so(client, settings):
    settings.SITE_ADDRESS = "https://incidents.example"
    served = read(client)
    assert served["page"] == {
        "id": public_id(Row.PAGE, 0),
        "name": "incidents.example",
        "url": "https://incidents.example/status",
        "time_zone": "Etc/UTC",
        "updated_at": "1970-01-01T00:00:00.000Z",
    }
    assert served["components"] == served["incidents"] == served["scheduled_maintenances"] == []
    assert served["status"] == {"indicator": "none", "description": "All Systems Operational"}


def test_a_shortlink_leads_to_the_incidents_page(client, settings):
    incident = told_incident()
    link = only_incident(client)["shortlink"]
    answer = client.get(link.removeprefix(settings.SITE_ADDRESS))
    assert (answer.status_code, answer.url) == (302, incident.get_absolute_url())
    assert client.get("/status/").url == "/incidents/?kind=incident"


def test_an_incident_did_not_begin_after_its_first_post(client):
    incident = told_incident()
    happened = When.read("before 14 March 2023 12:05:01 UTC")
    TimelineEvent.objects.record(incident, happened=happened, text="It had begun.", milestones=["started"])
    served = only_incident(client)
    assert served["started_at"] == served["created_at"] == "2023-03-14T12:05:00.000Z"

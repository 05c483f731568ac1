"""Incidents in the API: found, opened, changed."""

import pytest

from accounts.factories import UserFactory
from incidents.factories import (
    ContributingFactorFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident
from incidents.tests.api.conftest import fields_of, problem_of
from timelines.models import TimelineEvent
from timelines.when import When

LIST = "/api/v1/incidents/"
ONE = "/api/v1/incidents/42/"


def numbers(client, query="") -> list[int]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


def started(incident, words):
    when = When.read(words)
    TimelineEvent.objects.record(incident, happened=when, text="It began.", milestones=["started"])
    return incident


# Opening


def test_an_incident_is_opened_with_its_first_and_last_event(editor, person):
    body = {
        "title": "Pushes fail",
        "kind": "incident",
        "status": "resolved",
        "severity": "SEV2",
        "organisation": "Gelbhaus",
        "time_zone": "Asia/Bangkok",
        "summary": "Pushes **failed**.",
        "tags": ["#Queues", "queues", "cache"],
        "links": [{"title": "Channel", "url": "https://chat.example/c/1"}],
        "lead": "mira",
        "visibility": "restricted",
        "readers": ["jonas"],
        "started": "14 March 2023 around 2AM",
        "first_sign": "The first user asks.",
        "resolved": {
            "earliest": "2023-03-14T02:00:00Z",
            "latest": "2023-03-14T02:01:00Z",
            "precision": "minute",
        },
    }
    UserFactory(username="jonas")
    response = editor.post(LIST, body, format="json")
    assert response.status_code == 201, response.content
    told = response.json()
    assert told["severity"] == "SEV2"
    assert told["tags"] == ["queues", "cache"]
    assert told["lead"] == {"username": "mira", "name": "Mira Oduya"}
    assert [reader["username"] for reader in told["readers"]] == ["jonas"]
    assert told["links"] == body["links"]
    assert told["started"]["precision"] == "approximate"
    assert told["started"]["zone"] == "Asia/Bangkok"
    assert told["started"]["as_written"] == "14 March 2023 around 2AM"
    assert told["milestones"]["resolved"]["at"]["earliest"] == "2023-03-14T02:00:00Z"
    to_resolve = next(each for each in told["durations"] if each["name"] == "time-to-resolve")
    assert to_resolve["state"] == "recorded"
    assert to_resolve["shortest_seconds"] < to_resolve["longest_seconds"]
    incident = Incident.objects.get(number=told["number"])
    assert incident.opened_by == person
    assert [event.text for event in incident.events.in_time_order()] == [
        "The first user asks.",
        "It is over.",
    ]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"title": "x"}, "title", "Say more"),
        ({"title": "x" * 301}, "title", "Shorten it"),
        ({"kind": "outage"}, "kind", "not a valid choice"),
        ({"severity": "SEV9"}, "severity", "does not exist"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone", "not a time zone we know"),
        ({"tags": ["x" * 51]}, "tags", "longer than 50 characters"),
        ({"tags": [f"t{n}" for n in range(21)]}, "tags", "more than 20"),
        ({"tags": "queues"}, "tags", "square brackets"),
        ({"tags": [5]}, "tags", "This is a number"),
        ({"links": [{"title": "Script", "url": "javascript:alert(1)"}]}, "links[0].url", "https://"),
        ({"links": [{"title": "Files", "url": "ftp://files.example/"}]}, "links[0].url", "https://"),
        ({"links": [{"titel": "Channel"}]}, "links[0].titel", "Did you mean “title”?"),
        ({"lead": "nobody"}, "lead", "nobody who can sign in"),
        ({"readers": ["mira", "nobody"]}, "readers", "“nobody”"),
        ({"started": "14 March 2023 18:00"}, "started", "does not say in which zone"),
        ({"started": "soon"}, "started", "cannot be read as a time"),
        ({"first_sign": "A page."}, "started", "Say when the first sign was seen"),
        ({"started": "2 May 2023 UTC", "resolved": "1 May 2023 UTC"}, "resolved", "before the start"),
        ({"number": 7}, "number", "no field here"),
        ({"organisation": "x" * 201}, "organisation", "Shorten it"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_opened(editor, wrong, field, said):
    errors = fields_of(editor.post(LIST, {"title": "Pushes fail", **wrong}, format="json"))
    assert said in errors[field]
    assert not Incident.objects.exists()


def test_all_errors_are_told_at_once(editor):
    errors = fields_of(
        editor.post(LIST, {"titel": "Pushes fail", "kind": 5, "started": "soon"}, format="json")
    )
    assert set(errors) == {"titel", "title", "kind", "started"}


def test_all_that_a_program_makes_is_by_its_person(editor, person):
    body = {"title": "Pushes fail", "organisation": "Gelbhaus", "readers": ["mira"]}
    number = editor.post(LIST, body, format="json").json()["number"]
    window = {"component": "Pushes", "level": "degraded", "began": "14 March 2023 UTC"}
    assert editor.post(f"{LIST}{number}/impact-windows/", window, format="json").status_code == 201
    incident = Incident.objects.get(number=number)
    made = [incident, incident.organisation, *incident.organisation.components.all()]
    contexts = [row.versions.get().pgh_context.metadata for row in made]
    assert {context["user"] for context in contexts} == {person.pk}


# Changing


def test_only_what_is_sent_is_changed(editor, incident):
    told = editor.patch(ONE, {"severity": "SEV1", "organisation": "Kestrel"}, format="json").json()
    assert (told["severity"], told["organisation"], told["title"]) == ("SEV1", "Kestrel", "Pushes fail")
    told = editor.patch(ONE, {"severity": None, "organisation": ""}, format="json").json()
    assert (told["severity"], told["organisation"]) == (None, None)


def test_a_change_of_status_keeps_who_and_why(editor, incident, person):
    body = {"status": "monitoring", "why": "The fix is out.", "title": "Pushes failed"}
    assert editor.patch(ONE, body, format="json").json()["status"] == "monitoring"
    change = incident.status_changes.get(status="monitoring")
    assert (change.by, change.why) == (person, "The fix is out.")


def test_the_status_it_has_is_no_change(editor, incident):
    assert editor.patch(ONE, {"status": "investigating"}, format="json").status_code == 200
    assert not incident.status_changes.exists()


def test_a_reason_wants_a_status(editor, incident):
    assert "Send “status”" in fields_of(editor.patch(ONE, {"why": "Because."}, format="json"))["why"]


def test_nothing_is_changed_where_one_field_is_wrong(editor, incident):
    fields_of(editor.patch(ONE, {"title": "Pushes failed", "severity": "SEV9"}, format="json"))
    incident.refresh_from_db()
    assert incident.title == "Pushes fail"


def test_a_part_of_a_change_is_whole_itself(editor, incident):
    said = fields_of(editor.patch(ONE, {"links": [{"url": "https://chat.example/"}]}, format="json"))
    assert "Send this field" in said["links[0].title"]


def test_readers_are_told_to_editors_only(editor, reader, stranger, incident):
    incident.readers.add(UserFactory(username="noor"))
    assert [one["username"] for one in editor.get(ONE).json()["readers"]] == ["noor"]
    assert reader.get(ONE).json()["readers"] == []
    assert stranger.get(ONE).json()["readers"] == []


def test_user_names_are_told_to_those_who_have_signed_in(reader, stranger, incident):
    incident.lead = UserFactory(username="noor")
    incident.save()
    assert reader.get(ONE).json()["lead"] == {"username": "noor", "name": "noor"}
    assert stranger.get(ONE).json()["lead"] == {"username": None, "name": "somebody"}


# Finding


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("status=resolved", [2]),
        ("status=resolved,closed", [3, 2]),
        ("open=true", [5, 4, 1]),
        ("open=false", [3, 2]),
        ("kind=vendor", [3]),
        ("severity=SEV1,none", [5, 4, 3, 1]),
        ("severity=SEV2", [2]),
        ("organisation=kestrel", [4]),
        ("organisation=nobody-knows", []),
        ("mechanism=cold-cache", [5]),
        ("tag=queues,cache", [4, 1]),
        ("started_after=2023-03-14T12:00:00Z", [2, 1]),
        ("started_before=2023-03-14T12:00:00Z", [3, 1]),
        ("started_after=2023-03-14T12:00:00%2B07:00&started_before=2023-03-14T12:00:00Z", [1]),
        ("started_after=2023-03-14T12:00:00+07:00&started_before=2023-03-14T12:00:00Z", [1]),
        ("updated_after=2000-01-01T00:00:00Z", [5, 4, 3, 2, 1]),
        ("updated_before=2000-01-01T00:00:00Z", []),
        ("updated_before=9997-12-31T23:59:59-23:59", [5, 4, 3, 2, 1]),
        ("open=true&tag=queues", [1]),
    ],
)
def test_filters(reader, query, found):
    started(IncidentFactory(number=1, sev=1, tags=["queues"]), "14 March 2023 UTC")
    started(IncidentFactory(number=2, sev=2, status="resolved"), "15 March 2023 UTC")
    started(IncidentFactory(number=3, kind="vendor", status="closed"), "13 March 2023 UTC")
    IncidentFactory(number=4, organisation=OrganisationFactory(slug="kestrel"), tags=["cache"])
    ContributingFactorFactory(
        incident=IncidentFactory(number=5), mechanism=MechanismFactory(slug="cold-cache")
    )
    assert numbers(reader, query) == found


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("status=broken", "status", "Known are: investigating, identified"),
        ("kind=outage", "kind", "“outage” means nothing here"),
        ("open=yes", "open", "Send “true” or “false”"),
        ("open=", "open", "This is empty"),
        ("severity=SEV9", "severity", "Known are: SEV1"),
        ("mechanism=gremlins", "mechanism", "“gremlins”"),
        ("started_after=2023-03-14", "started_after", "no moment with a zone"),
        ("started_after=2023-03-14T12:00:00", "started_after", "no moment with a zone"),
        ("updated_before=yesterday", "updated_before", "“yesterday”"),
        ("tag=" + ",".join("abcdefghijklmnopqrstuvw"), "tag", "20 at most"),
        ("tag=a%00b", "tag", "Null characters"),
        ("status=open&status=closed", "status", "Divide values by commas"),
        ("page_size=0", "page_size", "1 to 200"),
        ("page_size=9999999999", "page_size", "1 to 200"),
        ("page_size=many", "page_size", "1 to 200"),
        ("cursor=bm9uc2Vuc2U", "cursor", "not of this list"),
        ("number=42", "number", "no parameter here"),
    ],
)
def test_a_filter_that_means_nothing_is_an_error(reader, query, name, said):
    assert said in fields_of(reader.get(f"{LIST}?{query}"), 400)[name]


def test_pages_go_forth_and_back_while_incidents_are_added(reader):
    for number in range(1, 8):
        IncidentFactory(number=number)
    first = reader.get(f"{LIST}?page_size=3").json()
    assert first["previous"] is None
    IncidentFactory(number=99)
    second = reader.get(first["next"]).json()
    assert [row["number"] for row in second["results"]] == [4, 3, 2]
    third = reader.get(second["next"]).json()
    assert [row["number"] for row in third["results"]] == [1]
    assert third["next"] is None
    back = reader.get(second["previous"]).json()
    assert [row["number"] for row in back["results"]] == [7, 6, 5]
    assert [row["number"] for row in reader.get(back["previous"]).json()["results"]] == [99]


def test_a_cursor_leads_to_nothing_that_may_not_be_seen(reader, stranger):
    for number in range(1, 7):
        IncidentFactory(number=number, visibility="internal" if number % 2 else "public")
    page = reader.get(f"{LIST}?page_size=2").json()
    rest = stranger.get(page["next"])
    assert [row["number"] for row in rest.json()["results"]] == [4, 2]


def test_a_cursor_of_another_list_is_refused(reader, incident):
    for _ in range(3):
        IncidentFactory()
    cursor = reader.get(f"{LIST}?page_size=1").json()["next"].split("cursor=")[1].split("&")[0]
    assert "cursor" in fields_of(reader.get(f"/api/v1/action-items/?cursor={cursor}"), 400)


def test_what_may_not_be_seen_has_no_facet_either(stranger, secret):
    assert "“keys”" not in stranger.get(f"{LIST}?tag=keys").text
    problem_of(stranger.get(f"{LIST}{secret.number}/"), 404)

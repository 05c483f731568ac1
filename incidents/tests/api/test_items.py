"""Factors, action items, impact windows and sources in the API."""

import pytest
import time_machine

from accounts.factories import UserFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    MechanismFactory,
)
from incidents.models import ActionItem
from incidents.tests.api.conftest import fields_of, problem_of, signed_in
from timelines.factories import TimelineEventFactory

ONE = "/api/v1/incidents/42/"
FACTORS, ACTIONS = f"{ONE}factors/", f"{ONE}action-items/"
WINDOWS, SOURCES = f"{ONE}impact-windows/", f"{ONE}sources/"
ALL_ACTIONS = "/api/v1/action-items/"


def send(client, method, where, body=None, status=200):
    response = getattr(client, method)(where, body, format="json")
    assert response.status_code == status, response.content
    return response.json() if response.content else None


# Contributing factors


def test_a_factor_is_added_changed_and_taken_away(editor, incident):
    mechanism, event = MechanismFactory(slug="cold-cache"), TimelineEventFactory(incident=incident)
    body = {
        "statement": "The cache was cold.",
        "role": "trigger",
        "mechanism": "cold-cache",
        "onset": "13 March 2023 UTC",
        "evidence": [event.pk],
    }
    told = send(editor, "post", FACTORS, body, 201)
    assert {name: told[name] for name in ("statement", "role", "mechanism", "evidence", "position")} == {
        **{name: body[name] for name in ("statement", "role", "mechanism", "evidence")},
        "position": 1,
    }
    assert told["onset"]["precision"] == "day"
    assert mechanism.factors.get().incident == incident
    where = f"{FACTORS}{told['id']}/"
    told = send(editor, "patch", where, {"evidence": [], "mechanism": None, "onset": None})
    assert (told["evidence"], told["mechanism"], told["onset"]) == ([], None, None)
    send(editor, "delete", where, status=204)
    problem_of(editor.get(where), 404)
    problem_of(editor.delete(where), 404)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"statement": ""}, "statement", "Send some text"),
        ({"statement": "x" * 1_001}, "statement", "Shorten it"),
        ({"role": "root-cause"}, "role", "not a valid choice"),
        ({"mechanism": "gremlins"}, "mechanism", "does not exist"),
        ({"mechanism": "retired"}, "mechanism", "does not exist"),
        ({"mechanism": 5}, "mechanism", "This is a number"),
        ({"onset": "13 March 2023"}, "onset", "does not say in which zone"),
        ({"evidence": [10**30]}, "evidence", "has no event"),
        ({"evidence": ["1"]}, "evidence", "no list of ids"),
        ({"evidence": [True]}, "evidence", "no list of ids"),
        ({"evidence": [1] * 201}, "evidence", "200 at most"),
        ({"position": 1}, "position", "Leave it out"),
    ],
)
def test_a_factor_that_cannot_be_taken(editor, incident, wrong, field, said):
    MechanismFactory(slug="retired", is_retired=True)
    assert (
        said in fields_of(editor.post(FACTORS, {"statement": "It was cold."} | wrong, format="json"))[field]
    )
    assert not incident.factors.exists()


def test_a_factor_stands_on_events_of_its_own_incident_that_were_not_withdrawn(editor, incident, secret):
    withdrawn = TimelineEventFactory(incident=incident)
    withdrawn.withdraw(by=None, why="Twice.")
    for event in (withdrawn, TimelineEventFactory(incident=secret)):
        body = {"statement": "It was cold.", "evidence": [event.pk]}
        assert "evidence" in fields_of(editor.post(FACTORS, body, format="json"))


# Action items


def test_an_action_item_is_added_and_moved_on(editor, incident):
    factor = ContributingFactorFactory(incident=incident)
    body = {
        "title": "Warm the cache",
        "kind": "prevent",
        "owner": "mira",
        "priority": "high",
        "due_date": "2023-04-01",
        "weakens": [factor.pk],
        "tracker_url": "https://tickets.example/7",
    }
    told = send(editor, "post", ACTIONS, body, 201)
    assert {name: told[name] for name in body} == {
        **body,
        "owner": {"username": "mira", "name": "Mira Oduya"},
    }
    where = f"{ACTIONS}{told['id']}/"
    told = send(editor, "patch", where, {"due_date": "2023-05-01"})
    assert [change["due_date"] for change in told["due_date_changes"]] == ["2023-04-01"]
    told = send(editor, "patch", where, {"status": "done", "done_date": "2023-04-20"})
    assert told["status"] == "done"
    assert "empty that day" in fields_of(editor.patch(where, {"status": "agreed"}, format="json"))["status"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"status": "declined"}, "declined_reason", "Say why"),
        ({"done_date": "2023-04-20"}, "status", "Choose “done”"),
        ({"due_date": "soon"}, "due_date", "format"),
        ({"due_date": "2023-04-01T00:00:00Z"}, "due_date", "format"),
        ({"due_date": 20230401}, "due_date", "This is a number"),
        ({"owner": "nobody"}, "owner", "nobody who can sign in"),
        ({"owner": {"username": "mira"}}, "owner", "This is an object"),
        ({"tracker_url": "javascript:alert(1)"}, "tracker_url", "https://"),
        ({"weakens": [999_999_999]}, "weakens", "has no factor"),
        ({"kind": "blame"}, "kind", "not a valid choice"),
    ],
)
def test_an_action_item_that_cannot_be_taken(editor, incident, wrong, field, said):
    assert said in fields_of(editor.post(ACTIONS, {"title": "Warm it"} | wrong, format="json"))[field]
    assert not incident.action_items.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"late", "mine", "done", "theirs"}),
        ("open=true", {"late", "mine", "theirs"}),
        ("open=false", {"done"}),
        ("status=done,agreed", {"done"}),
        ("overdue=true", {"late"}),
        ("overdue=false", {"mine", "done", "theirs"}),
        ("owner=me", {"mine"}),
        ("owner=jonas", {"mine"}),
        ("owner=nobody", {"late", "done"}),
        ("team=queues", {"theirs"}),
        ("priority=high", {"late"}),
        ("kind=detect", {"done"}),
        ("due_after=2023-03-02", {"mine"}),
        ("due_before=2023-03-02", {"late"}),
    ],
)
@time_machine.travel("2023-03-14T12:00:00Z")
def test_action_items_across_incidents_are_filtered(reader, secret, query, found):
    jonas = reader.handler._force_user
    ActionItemFactory(title="late", due_date="2023-03-01", priority="high")
    ActionItemFactory(title="mine", owner=jonas, due_date="2023-04-01")
    ActionItemFactory(title="done", status=ActionItem.Status.DONE, kind="detect")
    ActionItemFactory(title="theirs", team="Queues")
    ActionItemFactory(title="hidden", incident=secret, due_date="2023-03-01")
    told = send(reader, "get", f"{ALL_ACTIONS}?{query}")["results"]
    assert {action["title"] for action in told} == found


@pytest.mark.parametrize(
    "query",
    ["status=open", "owner=", "due_after=soon", "due_before=14/03/2023", "overdue=1", "kind=x", "team=%00"],
)
def test_a_filter_of_action_items_that_means_nothing(reader, query):
    assert query.split("=")[0] in fields_of(reader.get(f"{ALL_ACTIONS}?{query}"), 400)


def test_user_names_are_not_to_be_guessed_by_those_who_have_not_signed_in(stranger):
    ActionItemFactory(owner=UserFactory(username="noor"))
    assert send(stranger, "get", f"{ALL_ACTIONS}?owner=noor")["results"] == []
    assert send(signed_in(UserFactory()), "get", f"{ALL_ACTIONS}?owner=noor")["results"]


# Impact windows


def test_an_impact_window_is_added_changed_and_taken_away(editor, incident):
    body = {
        "component": "Pushes",
        "level": "partial-outage",
        "began": "18:00",
        "ended": "~19:00",
        "zone": "ICT",
        "day": "2023-03-14",
    }
    told = send(editor, "post", WINDOWS, body, 201)
    assert (told["component"], told["began"]["zone"]) == ("Pushes", "ICT")
    assert incident.organisation.components.get().name == "Pushes"
    where = f"{WINDOWS}{told['id']}/"
    told = send(editor, "patch", where, {"component": "pushes", "ended": None, "note": "Since then."})
    assert (told["component"], told["ended"], told["note"]) == ("Pushes", None, "Since then.")
    send(editor, "delete", where, status=204)
    assert not incident.impact_windows.exists()


def test_an_impact_window_that_ends_before_it_begins(editor, incident):
    body = {"component": "Pushes", "level": "degraded", "began": "2 May 2023 UTC", "ended": "1 May 2023 UTC"}
    assert "Correct one of the two" in fields_of(editor.post(WINDOWS, body, format="json"))["ended"]
    assert not incident.impact_windows.exists()
    assert not incident.organisation.components.exists()


# Sources


def test_a_document_is_kept_once_and_word_for_word(editor, incident):
    body = {
        "kind": "chat-log",
        "title": "Channel",
        "url": "https://chat.example/c/1",
        "published": "14 March 2023 18:00 ICT",
        "text": " 18:00 It grows.\r\n\r\n19:00 It shrinks. ",
    }
    told = send(editor, "post", SOURCES, body, 201)
    assert told["text"] == " 18:00 It grows.\n\n19:00 It shrinks. "
    assert told["published"]["as_written"] == "14 March 2023 18:00 ICT"
    assert send(editor, "post", SOURCES, body, 201)["id"] == told["id"]
    assert send(editor, "get", f"{SOURCES}{told['id']}/") == told
    rows = send(editor, "get", SOURCES)["results"]
    assert rows == [{name: value for name, value in told.items() if name != "text"}]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": " \n"}, "text"), ({"kind": "rumour"}, "kind"), ({"url": "file:///etc/passwd"}, "url"),
     ({"published": "2023-03-14 18:00"}, "published"), ({"sha256": "0"}, "sha256"), ({"title": ""}, "title")],
)  # fmt: skip
def test_a_document_that_cannot_be_kept(editor, incident, wrong, field):
    body = {"kind": "notes", "title": "Notes", "text": "It grows."} | wrong
    assert field in fields_of(editor.post(SOURCES, body, format="json"))
    assert not incident.sources.exists()


# Vocabulary


def test_the_words_incidents_are_told_with(stranger, secret):
    MechanismFactory(slug="cold-cache", group="Load", is_retired=True)
    retired = send(stranger, "get", "/api/v1/mechanisms/?retired=true")["results"]
    assert [mechanism["slug"] for mechanism in retired] == ["cold-cache"]
    assert send(stranger, "get", "/api/v1/mechanisms/cold-cache/")["group"] == "Load"
    problem_of(stranger.get("/api/v1/mechanisms/gremlins/"), 404)
    orders = [severity["order"] for severity in send(stranger, "get", "/api/v1/severities/")["results"]]
    assert orders == sorted(orders)
    assert send(stranger, "get", "/api/v1/organisations/?name=nobody")["results"] == []

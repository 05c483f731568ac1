"""Postmortems in the API: read, saved without losing anybody's text, published."""

import pytest

from incidents.models import Postmortem
from incidents.tests.api.conftest import fields_of, problem_of

ONE = "/api/v1/incidents/42/postmortem/"
PUBLISH = f"{ONE}publish/"


def send(client, method, body, where=ONE, status=200):
    response = getattr(client, method)(where, body, format="json")
    assert response.status_code == status, response.content
    return response.json()


def test_a_text_is_saved_read_by_editors_and_then_published_for_all(editor, reader, stranger, incident):
    problem_of(editor.get(ONE), 404)
    told = send(editor, "put", {"body": "# Told\r\n\r\nIt grew.  ", "based_on": 0, "note": "First."})
    assert (told["version"], told["state"], told["is_published"]) == (1, "draft", False)
    assert (told["body"], told["note"], told["author"]["username"]) == (
        "# Told\n\nIt grew.\n",
        "First.",
        "mira",
    )
    for client in (reader, stranger):
        problem_of(client.get(ONE), 404)
    assert send(editor, "patch", {"state": "in-review"})["state"] == "in-review"
    told = send(editor, "post", {"version": 1}, PUBLISH)
    assert (told["is_published"], told["published_version"]) == (True, 1)
    assert reader.get(ONE).json()["body"] == told["body"]


def test_the_next_version_is_for_editors_until_it_is_published(editor, reader, incident):
    send(editor, "put", {"body": "# Told", "based_on": 0})
    send(editor, "post", {"version": 1}, PUBLISH)
    told = send(editor, "put", {"body": "# Told otherwise: a secret", "based_on": 1})
    assert (told["version"], told["state"], told["published_version"]) == (2, "draft", 1)
    read = reader.get(ONE)
    assert "secret" not in read.text
    assert (read.json()["version"], read.json()["state"]) == (1, "published")


def test_the_second_of_two_writers_is_given_the_firsts_text(editor, incident):
    send(editor, "put", {"body": "# Theirs", "based_on": 0})
    response = editor.put(ONE, {"body": "# Mine", "based_on": 0}, format="json")
    assert "send “based_on”: 1" in fields_of(response, 409)["based_on"]
    assert response.json()["newest"]["body"] == "# Theirs\n"
    assert incident.postmortem.revisions.count() == 1


def test_the_same_text_again_makes_no_version(editor, incident):
    for _ in range(2):
        assert send(editor, "put", {"body": "# Told", "based_on": 0})["version"] == 1


def test_a_version_that_came_later_is_not_published_unread(editor, incident):
    send(editor, "put", {"body": "# Told", "based_on": 0})
    send(editor, "put", {"body": "# Told again", "based_on": 1})
    said = fields_of(editor.post(PUBLISH, {"version": 1}, format="json"), 409)
    assert "Read it, then publish" in said["version"]
    assert not Postmortem.objects.published().exists()


@pytest.mark.parametrize("body", ["", "\n", "<<<<<<< yours\na\n=======\nb\n>>>>>>> theirs\n"])
def test_what_is_no_finished_text_is_not_published(editor, incident, body):
    send(editor, "put", {"body": body, "based_on": 0})
    assert "version" in fields_of(editor.post(PUBLISH, {"version": 1}, format="json"))
    assert not Postmortem.objects.published().exists()


def test_a_published_version_is_no_draft_any_more(editor, incident):
    send(editor, "put", {"body": "# Told", "based_on": 0})
    send(editor, "post", {"version": 1}, PUBLISH)
    assert "state" in fields_of(editor.patch(ONE, {"state": "draft"}, format="json"), 409)


def test_where_nobody_began_to_write_there_is_nothing_to_publish(editor, incident):
    problem_of(editor.post(PUBLISH, {"version": 1}, format="json"), 404)
    problem_of(editor.patch(ONE, {"state": "draft"}, format="json"), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": "x"}, "based_on"),
        ({"body": "x" * 400_001, "based_on": 0}, "body"),
        ({"body": "x", "based_on": -1}, "based_on"),
        ({"body": "x", "based_on": 0, "version": 1}, "version"),
        ({"body": "x", "based_on": 0, "note": "x" * 301}, "note"),
    ],
)
def test_a_text_that_cannot_be_saved(editor, incident, body, field):
    assert field in fields_of(editor.put(ONE, body, format="json"))
    assert not Postmortem.objects.exists()


def test_the_list_has_what_is_published_and_may_be_read(stranger, editor, incident, secret):
    for one in (incident, secret):
        Postmortem.begin(one).save_text("# Told\n", by=None, based_on=0)
    assert stranger.get("/api/v1/postmortems/").json()["results"] == []
    for one in (incident, secret):
        one.postmortem.publish(by=None)
    for client in (stranger, editor):
        rows = client.get("/api/v1/postmortems/").json()["results"]
        assert [(row["incident"], row["title"], row["version"]) for row in rows] == [(42, "Pushes fail", 1)]

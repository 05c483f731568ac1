"""What must hold at every address of the API, whatever it is about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import UserFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Postmortem
from incidents.tests.api.conftest import fields_of, problem_of
from timelines.factories import SourceFactory, TimelineEventFactory

API = "/api/v1"
# Address below an incident, method, a body that is right.
WRITING = [
    ("", "patch", {"title": "Pushes are slow"}),
    ("events/", "post", {"happened": "14 March 2023 18:00 UTC", "text": "It began."}),
    ("events/bulk/", "post", {"events": [{"happened": "14 March 2023 18:00 UTC", "text": "It began."}]}),
    ("events/{event}/", "patch", {"edition": 1, "text": "It grew."}),
    ("events/{event}/withdraw/", "post", {"why": "Another night."}),
    ("events/{event}/restore/", "post", {"why": "It was."}),
    ("factors/", "post", {"statement": "Nobody watched it."}),
    ("factors/{factor}/", "patch", {"statement": "Nobody looked."}),
    ("factors/{factor}/", "delete", None),
    ("action-items/", "post", {"title": "Watch it"}),
    ("action-items/{action}/", "patch", {"team": "Queues"}),
    (
        "impact-windows/",
        "post",
        {"component": "Pushes", "level": "degraded", "began": "14 March 2023 18:00 UTC"},
    ),
    ("impact-windows/{window}/", "patch", {"level": "major-outage"}),
    ("impact-windows/{window}/", "delete", None),
    ("sources/", "post", {"kind": "notes", "title": "Notes", "text": "It began at six."}),
    ("postmortem/", "put", {"body": "# What happened", "based_on": 1}),
    ("postmortem/", "patch", {"state": "in-review"}),
    ("postmortem/publish/", "post", {"version": 1}),
]
READING = [
    "", "events/", "events/{event}/", "factors/",
    "factors/{factor}/", "action-items/", "action-items/{action}/",
    "impact-windows/", "impact-windows/{window}/", "sources/", "sources/{source}/", "postmortem/",
]  # fmt: skip
EVERYWHERE = ["incidents/", "action-items/", "postmortems/", "mechanisms/", "severities/", "organisations/"]
CREATED = [path for path, method, body in WRITING if method == "post" and body and "{" not in path]


def filled(incident, by=None) -> dict[str, int]:
    """Put one of everything on the incident; the ids, by what they are."""
    postmortem = Postmortem.begin(incident)
    revision = postmortem.save_text("# Told\n\nThe cache was cold.\n", by=by, based_on=0)
    postmortem.publish(by=by, version=revision.number)
    return {
        "event": TimelineEventFactory(incident=incident, text="The cache was cold.").pk,
        "factor": ContributingFactorFactory(incident=incident, statement="The cache was cold.").pk,
        "action": ActionItemFactory(incident=incident, title="Warm the cache").pk,
        "window": ImpactWindowFactory(
            incident=incident, component__organisation=incident.organisation, note="The cache"
        ).pk,
        "source": SourceFactory(incident=incident, text="The cache was cold.").pk,
    }


def address(incident, path, ids) -> str:
    return f"{API}/incidents/{incident.number}/{path.format(**ids)}"


def send(client, method, where, body):
    return getattr(client, method)(where, body, format="json")


@pytest.mark.parametrize(("path", "method", "body"), WRITING)
def test_an_editor_may_write(editor, incident, path, method, body):
    ids = filled(incident)
    if body == {"state": "in-review"}:
        incident.postmortem.save_text("# Told again", by=None, based_on=1)
    response = send(editor, method, address(incident, path, ids), body)
    assert response.status_code in (200, 201, 204), response.content


@pytest.mark.parametrize(("path", "method", "body"), WRITING)
def test_a_reader_may_not_write(reader, incident, path, method, body):
    ids = filled(incident)
    before = incident.versions.count()
    problem = problem_of(send(reader, method, address(incident, path, ids), body), 403)
    assert "Ask an administrator for the editor role" in problem["detail"]
    assert incident.versions.count() == before


@pytest.mark.parametrize(("path", "method", "body"), WRITING)
def test_whoever_has_not_signed_in_is_told_how(stranger, incident, path, method, body):
    ids = filled(incident)
    response = send(stranger, method, address(incident, path, ids), body)
    assert "Authorization: Token" in problem_of(response, 401)["detail"]
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(("path", "method", "body"), WRITING)
def test_what_an_editor_may_not_see_is_not_there_to_be_written(editor, secret, path, method, body):
    ids = filled(secret)
    problem_of(send(editor, method, address(secret, path, ids), body), 404)


@pytest.mark.parametrize("path", READING)
def test_everybody_may_read_what_is_public(stranger, incident, path):
    assert stranger.get(address(incident, path, filled(incident))).status_code == 200


@pytest.mark.parametrize("path", READING)
def test_nobody_reads_what_is_not_for_them(stranger, reader, editor, secret, path):
    ids = filled(secret)
    answers = [client.get(address(secret, path, ids)) for client in (stranger, reader, editor)]
    there_is_none = stranger.get(f"{API}/incidents/999/")
    for answer in answers:
        assert problem_of(answer, 404) == there_is_none.json()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_lists_across_incidents_hold_nothing_hidden(reader, incident, secret, path):
    filled(incident)
    shown = reader.get(f"{API}/{path}").content
    filled(secret)
    assert reader.get(f"{API}/{path}").content == shown


LISTS = [*EVERYWHERE, *(f"incidents/42/{path}" for path in READING if path and "{" not in path)]


@pytest.mark.parametrize("path", [path for path in LISTS if "postmortem/" not in path])
def test_every_list_can_be_walked_to_its_end_and_back(editor, incident, path):
    for _ in range(3):
        filled_again(incident)
    whole = editor.get(f"{API}/{path}?page_size=200").json()["results"]
    pages = [editor.get(f"{API}/{path}?page_size=2").json()]
    while pages[-1]["next"]:
        pages.append(editor.get(pages[-1]["next"]).json())
    assert [row for page in pages for row in page["results"]] == whole
    assert len(pages) > 1
    back = editor.get(pages[-1]["previous"]).json()
    assert back["results"] == pages[-2]["results"]


@pytest.mark.parametrize("kind", ["event", "factor", "action", "window", "source"])
def test_a_thing_of_another_incident_is_not_there(editor, incident, secret, kind):
    ids = filled(secret)
    path = next(path for path in READING if f"{{{kind}}}" in path)
    problem_of(editor.get(address(incident, path, ids)), 404)


@pytest.mark.parametrize(
    "path", [*EVERYWHERE, *(f"incidents/42/{path}" for path in READING if "{" not in path)]
)
def test_a_parameter_that_nobody_knows_is_refused(editor, incident, path):
    filled(incident)
    said = fields_of(editor.get(f"{API}/{path}?serverity=SEV1"), 400)
    assert "no parameter here" in said["serverity"]


@pytest.mark.parametrize(("path", "method"), [("", "put"), ("", "delete"), ("events/{event}/", "delete"),
    ("events/bulk/", "get"), ("action-items/{action}/", "delete"), ("sources/{source}/", "patch"),
    ("postmortem/publish/", "get")])  # fmt: skip
def test_another_method_is_not_taken(editor, incident, path, method):
    response = send(editor, method, address(incident, path, filled(incident)), {})
    problem_of(response, 405)
    assert "GET" in response["Allow"] or "POST" in response["Allow"]


@pytest.mark.parametrize(("path", "method", "body"), [row for row in WRITING if row[2]])
def test_an_unknown_field_is_named_with_its_like(editor, incident, path, method, body):
    ids = filled(incident)
    name = next(iter(body))
    said = fields_of(send(editor, method, address(incident, path, ids), {**body, f"{name}x": 1}))
    assert f"Did you mean “{name}”?" in said[f"{name}x"]


@pytest.mark.parametrize(("path", "method", "body"), [row for row in WRITING if row[2]])
@pytest.mark.parametrize("bad", [[], {}, True, 1.5, 10**40, "\x00", "x" * 500_001, {"a": [None]}])
def test_values_of_other_types_and_sizes_are_refused_and_nothing_is_written(
    editor, incident, path, method, body, bad
):
    ids = filled(incident)
    before = [event.pk for event in incident.events.all()], incident.versions.count()
    for name in body:
        if (path, name) == ("sources/", "text") and bad == "x" * 500_001:
            continue  # a source may be as long as that
        said = fields_of(send(editor, method, address(incident, path, ids), {**body, name: bad}))
        assert any(field.startswith(name) for field in said), said
    incident.refresh_from_db()
    assert ([event.pk for event in incident.events.all()], incident.versions.count()) == before


@pytest.mark.parametrize("path", CREATED)
@pytest.mark.parametrize("body", [b"", b"[]", b"5", b'"x"', b"null", b"[[]]"])
def test_a_body_that_is_no_object_is_refused(editor, incident, path, body):
    where = f"{API}/incidents/42/{path}"
    problem_of(editor.generic("POST", where, body, content_type="application/json"), 422)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"text": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b"text=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(editor, incident, body, content_type, status):
    where = f"{API}/incidents/42/events/"
    problem_of(editor.generic("POST", where, body, content_type=content_type), status)


def test_a_body_that_is_too_large_is_refused(editor, incident, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    where = f"{API}/incidents/42/events/"
    body = b'{"text": "' + b"x" * 100 + b'"}'
    said = problem_of(editor.generic("POST", where, body, content_type="application/json"), 413)
    assert "Divide it" in said["detail"]


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "9" * 5_000, "4٢", "-1", "x"])
def test_numbers_that_no_incident_has_are_not_there(editor, incident, number):
    problem_of(editor.get(f"{API}/incidents/{number}/"), 404)
    problem_of(editor.get(f"{API}/incidents/42/events/{number}/"), 404)


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/incidents/", "/api/v1/incidents/42"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_addresses_that_lead_nowhere_answer_as_all_others(stranger, incident, path, method):
    said = problem_of(getattr(stranger, method)(path), 404)
    if not path.endswith("/"):
        assert f"{path}/" in said["detail"]


def test_an_answer_in_another_form_is_not_to_be_had(stranger, incident):
    problem_of(stranger.get(f"{API}/incidents/", headers={"accept": "text/csv"}), 406)


def test_a_form_of_a_session_needs_its_token_against_forgery(client, incident, person):
    client.force_login(person)
    client.handler.enforce_csrf_checks = True
    where = f"{API}/incidents/42/"
    problem_of(client.patch(where, {"title": "Forged"}, content_type="application/json"), 403)
    incident.refresh_from_db()
    assert incident.title == "Pushes fail"


@pytest.mark.parametrize(
    "path", [*EVERYWHERE, *(f"incidents/42/{path}" for path in READING if path != "postmortem/")]
)
def test_queries_do_not_grow_with_what_there_is(editor, person, incident, path):
    ids = filled(incident, by=person)
    where = f"{API}/{path.format(**ids)}"

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(where).status_code == 200
        return [query["sql"] for query in queries]

    filled_again(incident)
    assert asked()  # the role is looked up once
    few = asked()
    for _ in range(3):
        filled_again(incident)
    many = asked()
    assert len(many) == len(few), "\n".join(many)
    assert len(few) <= 9


def filled_again(incident):
    """More of everything, each with somebody and something of its own behind it."""
    other = IncidentFactory(organisation=OrganisationFactory(), lead=UserFactory(), sev=2)
    for one in (incident, other):
        event = TimelineEventFactory(incident=one, recorded_by=UserFactory(), at="13 March 2023 ICT")
        event.quotes.add(SourceFactory(incident=one, added_by=UserFactory()).quote("the queue grew"))
        factor = ContributingFactorFactory(incident=one, mechanism=MechanismFactory())
        factor.evidence.add(event)
        action = ActionItemFactory(incident=one, owner=UserFactory())
        action.weakens.add(factor)
        action.due_date_changes.create(due_date="2023-04-01")
        ImpactWindowFactory(incident=one, component__organisation=one.organisation)
        one.links.create(title="Channel", url="https://chat.example/")
    postmortem = Postmortem.begin(other)
    postmortem.save_text("# Told\n", by=UserFactory(), based_on=0)
    postmortem.publish(by=None)

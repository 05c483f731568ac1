"""Watched pages in the API."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.factories import EditorFactory, UserFactory
from incidents.factories import OrganisationFactory
from statuspages.factories import (
    NOON,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.models import StatusPage

pytestmark = pytest.mark.django_db

PAGES = "/api/v1/status-pages/"


def as_(user=None) -> APIClient:
    client = APIClient()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def viewer():
    return as_(UserFactory())


@pytest.fixture
def editor():
    return as_(EditorFactory(username="mira"))


def address(page, below=""):
    return f"{PAGES}{page.pk}/{below}"


# The list and one page


def test_pages_are_listed_by_name(viewer):
    for name in ("Zeta", "Alpha"):
        StatusPageFactory(name=name)
    answer = viewer.get(PAGES)
    assert answer.status_code == 200
    assert [page["name"] for page in answer.json()["results"]] == ["Alpha", "Zeta"]


def test_a_page_says_what_it_says_and_how_reading_it_goes(viewer):
    page = StatusPageFactory(
        name="GitHub",
        url="https://status.vendor.example",
        organisation__name="GitHub Inc.",
        indicator="minor",
        says="Minor Service Outage",
        answered_at=NOON,
    )
    told = viewer.get(address(page)).json()
    assert (told["name"], told["url"], told["organisation"]) == ("GitHub", page.url, "GitHub Inc.")
    assert (told["indicator"], told["says"], told["error"]) == ("minor", "Minor Service Outage", None)
    assert told["answered_at"] == "2023-03-14T12:00:00Z"
    assert told["page"] == f"http://testserver/status-pages/{page.pk}/"


def test_what_an_unreadable_page_says_is_not_known(viewer):
    page = StatusPageFactory(failing=True, indicator="none", says="All Systems Operational")
    told = viewer.get(address(page)).json()
    assert told["indicator"] is told["says"] is None
    assert told["error"]["code"] == "timed-out"
    assert "try again" in told["error"]["says"]
    assert told["unreadable_since"] == "2023-03-14T12:00:00Z"


def test_the_list_is_narrowed(viewer):
    StatusPageFactory(name="Read", organisation=OrganisationFactory(slug="acme"))
    StatusPageFactory(name="Stopped", is_watched=False)
    StatusPageFactory(name="Unreadable", failing=True)
    told = {
        query: [page["name"] for page in viewer.get(f"{PAGES}?{query}").json()["results"]]
        for query in ("organisation=acme", "watched=false", "readable=false", "watched=true&readable=true")
    }
    assert told == {
        "organisation=acme": ["Read"],
        "watched=false": ["Stopped"],
        "readable=false": ["Unreadable"],
        "watched=true&readable=true": ["Read"],
    }


def test_a_filter_nobody_knows_is_an_error(viewer):
    answer = viewer.get(f"{PAGES}?wached=true")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "wached"


@pytest.mark.parametrize("below", ["", "incidents/"])
def test_a_stranger_learns_nothing(below):
    page = StatusPageFactory()
    assert as_().get(address(page, below)).status_code == 404
    assert as_().get(PAGES).json()["results"] == []


@pytest.mark.parametrize("below", ["", "incidents/"])
def test_a_page_that_is_not_there_is_not_found(viewer, below):
    answer = viewer.get(f"{PAGES}999999/{below}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


# Changing one


def test_an_editor_renames_a_page(editor):
    page = StatusPageFactory(name="Old")
    answer = editor.patch(address(page), {"name": "New"})
    assert (answer.status_code, answer.json()["name"]) == (200, "New")
    assert StatusPage.objects.get().is_watched


def test_an_editor_stops_watching_and_watches_again(editor):
    page = StatusPageFactory()
    assert editor.patch(address(page), {"is_watched": False}).json()["is_watched"] is False
    answer = editor.patch(address(page), {"is_watched": True}).json()
    assert answer["is_watched"] is True
    assert answer["next_due_at"] > "2026"


def test_nothing_sent_changes_nothing(editor):
    page = StatusPageFactory()
    assert editor.patch(address(page), {}).status_code == 200
    page.refresh_from_db()
    assert page.next_due_at == NOON


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"is_watched": "yes"}, "is_watched"),
        ({"url": "https://elsewhere.example"}, "url"),
        ({"name": "Other", "error": ""}, "error"),
    ],
)
def test_what_a_page_cannot_become_is_refused_whole(editor, body, field):
    page = StatusPageFactory(name="Old")
    answer = editor.patch(address(page), body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    page.refresh_from_db()
    assert (page.name, page.is_watched) == ("Old", True)


def test_a_page_is_read_soon(editor):
    page = StatusPageFactory(next_due_at="2190-01-01T00:00Z")
    answer = editor.post(address(page, "read/"))
    assert answer.status_code == 202
    page.refresh_from_db()
    assert page.next_due_at <= timezone.now()


def test_a_page_that_is_not_watched_is_not_read(editor):
    answer = editor.post(address(StatusPageFactory(is_watched=False), "read/"))
    assert answer.status_code == 409
    assert "is_watched" in answer.json()["detail"]


def test_only_editors_change_anything(viewer):
    page = StatusPageFactory(name="Old")
    for client, status in ((viewer, 403), (as_(), 401)):
        assert client.patch(address(page), {"name": "New"}).status_code == status
        assert client.post(address(page, "read/")).status_code == status
        assert client.post(PAGES, {"url": "https://status.vendor.example"}).status_code == status
    page.refresh_from_db()
    assert (page.name, StatusPage.objects.count()) == ("Old", 1)


def test_other_methods_are_refused(editor):
    page = StatusPageFactory()
    assert editor.delete(address(page)).status_code == 405
    assert editor.put(address(page), {}).status_code == 405
    assert editor.get(address(page, "read/")).status_code == 405
    assert editor.post(address(page, "incidents/"), {}).status_code == 405


# Watching another


def test_an_editor_has_a_page_watched(editor, served):
    served.statuspage(name="Vendor")
    answer = editor.post(PAGES, {"url": f"{served.url}/", "name": "Our vendor"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["name"], told["organisation"], told["url"]) == ("Our vendor", "Vendor", served.url)
    assert told["added_by"]["username"] == "mira"
    assert StatusPage.objects.due(timezone.now()).count() == 1


def test_without_a_name_a_page_is_called_what_it_calls_itself(editor, served):
    served.statuspage(name="Vendor")
    assert editor.post(PAGES, {"url": served.url}).json()["name"] == "Vendor"


def test_a_page_is_watched_once(editor, served):
    served.statuspage(name="Vendor")
    first = editor.post(PAGES, {"url": served.url}).json()
    answer = editor.post(PAGES, {"url": served.url})
    assert answer.status_code == 409
    assert answer.json()["status_page"] == first["id"]
    assert StatusPage.objects.count() == 1


def test_a_page_that_cannot_be_read_is_not_watched(editor, served):
    served.answer("/api/v2/incidents.json", "<!doctype html><p>Moved.")
    answer = editor.post(PAGES, {"url": served.url})
    assert answer.status_code == 422
    told = answer.json()
    assert (told["type"], told["code"]) == ("urn:throughline:problem:unreadable-page", "unexpected")
    assert told["errors"][0]["field"] == "url"
    assert told["errors"][0]["remedy"]
    assert not StatusPage.objects.exists()


def test_a_private_address_is_not_asked(editor, served, settings):
    settings.FETCH_ALLOW = []
    answer = editor.post(PAGES, {"url": served.url})
    assert (answer.status_code, answer.json()["code"]) == (422, "refused-address")
    assert served.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": ""},
        {"url": "status.vendor.example"},
        {"url": "ftp://status.vendor.example"},
        {"url": "https://"},
        {"url": "https://name:word@status.vendor.example"},
        {"url": "https://[::1"},
        {"url": 5},
        {"url": "https://a.example/" + "x" * 500},
    ],
)
def test_what_is_no_address_is_refused(editor, body):
    answer = editor.post(PAGES, body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["url"]
    assert not StatusPage.objects.exists()


def test_an_unknown_field_is_refused(editor):
    answer = editor.post(PAGES, {"url": "https://status.vendor.example", "titel": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "titel")


# What a page reports


def test_reported_incidents_have_their_updates_with_every_form(viewer):
    page = StatusPageFactory()
    reported = ReportedIncidentFactory(page=page, uid="abc123", name="Builds wait")
    newer = ReportedUpdateFactory(reported=reported, status="resolved", display_at="2023-03-14T13:00Z")
    older = ReportedUpdateFactory(
        reported=reported, affected=[{"uid": "c1", "name": "Builds", "old": "operational", "new": "degraded"}]
    )
    for body in ("First words.", "Better words."):
        UpdateRevisionFactory(update=older, body=body)
    [told] = viewer.get(address(page, "incidents/")).json()["results"]
    assert (told["uid"], told["name"], told["incident"]) == (
        "abc123",
        "Builds wait",
        reported.incident.number,
    )
    assert [update["uid"] for update in told["updates"]] == [older.uid, newer.uid]
    forms = [(form["number"], form["body"]) for form in told["updates"][0]["revisions"]]
    assert forms == [(1, "First words."), (2, "Better words.")]
    assert told["updates"][0]["affected"][0]["name"] == "Builds"


def test_reported_incidents_stand_newest_first_and_are_narrowed(viewer):
    page = StatusPageFactory()
    ReportedIncidentFactory(page=page, uid="older", status="resolved")
    ReportedIncidentFactory(page=page, uid="newer", vendor_created_at="2023-03-15T12:00Z")
    ReportedIncidentFactory(page=page, uid="withdrawn", vendor_created_at="2023-03-13T12:00Z", gone_at=NOON)
    ReportedIncidentFactory(uid="of-another-page")

    def told(query=""):
        return [one["uid"] for one in viewer.get(address(page, f"incidents/{query}")).json()["results"]]

    assert told() == ["newer", "older", "withdrawn"]
    assert told("?open=true") == ["newer"]
    assert told("?open=false") == ["older", "withdrawn"]
    assert told("?status=resolved,identified") == ["older"]


def test_an_incident_that_one_may_not_see_is_not_reported_to_one(viewer):
    page = StatusPageFactory()
    reported = ReportedIncidentFactory(page=page)
    reported.incident.visibility = "restricted"
    reported.incident.save()
    assert viewer.get(address(page, "incidents/")).json()["results"] == []


def test_queries_do_not_grow(viewer, django_assert_num_queries):
    page = StatusPageFactory()
    for total in (1, 5):
        for _ in range(total):
            StatusPageFactory(added_by=UserFactory())
            update = ReportedUpdateFactory(reported=ReportedIncidentFactory(page=page))
            UpdateRevisionFactory.create_batch(2, update=update)
        with django_assert_num_queries(3):  # session, user, pages
            viewer.get(PAGES)
        with django_assert_num_queries(7):  # session, user, page, role, incidents, updates, revisions
            viewer.get(address(page, "incidents/"))

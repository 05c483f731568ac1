"""What people add to watched pages, in the API: settings, lists, what depends on a page; maintenances."""

import pytest
from rest_framework.test import APIClient

from accounts.factories import EditorFactory, UserFactory
from incidents.factories import ImpactWindowFactory
from statuspages.api.views import change_settings
from statuspages.factories import (
    NOON,
    DependencyFactory,
    MaintenanceFactory,
    ReportedComponentFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.models import Adding, Dependency, StatusPage

pytestmark = pytest.mark.django_db

PAGES = "/api/v1/status-pages/"
LISTS = f"{PAGES}lists/"
DEPLOYS = {"organisation": "Our shop", "component": "Deploys"}


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


# Settings


def test_a_page_is_set_up_as_sent_and_what_is_not_sent_stays(editor):
    page = StatusPageFactory(name="Vendor", team="Platform")
    told = editor.patch(address(page), {"tags": ["CI", "edge", "ci"], "every_seconds": 120}).json()
    assert (told["name"], told["tags"], told["team"], told["every_seconds"]) == (
        "Vendor",
        ["ci", "edge"],
        "Platform",
        120,
    )
    assert (told["provider"], told["format"]) == ("statuspage", "Statuspage")
    assert editor.patch(address(page), {"every_seconds": None}).json()["every_seconds"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"tags": "ci"}, "tags"),
        ({"tags": ["a,b"]}, "tags"),
        ({"tags": ["x" * 51]}, "tags"),
        ({"team": "x" * 101}, "team"),
        ({"every_seconds": 59}, "every_seconds"),
        ({"every_seconds": 86401}, "every_seconds"),
        ({"every_seconds": "120"}, "every_seconds"),
    ],
)
def test_settings_that_cannot_be_are_refused(editor, body, field):
    page = StatusPageFactory(tags=["old"])
    answer = editor.patch(address(page), body)
    assert answer.status_code == 422
    assert [error["field"].partition(".")[0] for error in answer.json()["errors"]] == [field]
    page.refresh_from_db()
    assert (page.tags, page.team, page.every_seconds) == (["old"], "", None)


def test_a_page_is_watched_with_its_settings(editor, served):
    served.statuspage(name="Vendor")
    told = editor.post(PAGES, {"url": served.url, "tags": ["ci"], "team": "Platform"}).json()
    assert (told["tags"], told["team"], told["every_seconds"]) == (["ci"], "Platform", None)


def test_the_list_is_narrowed_by_tag_team_and_format(viewer):
    StatusPageFactory(name="One", tags=["ci", "edge"], team="Platform")
    StatusPageFactory(name="Two", tags=["edge"], provider="feed")
    told = {
        query: [page["name"] for page in viewer.get(f"{PAGES}?{query}").json()["results"]]
        for query in ("tag=ci", "tag=ci,edge", "team=Platform", "provider=feed")
    }
    assert told == {
        "tag=ci": ["One"],
        "tag=ci,edge": ["One", "Two"],
        "team=Platform": ["One"],
        "provider=feed": ["Two"],
    }


# Many at once


def test_many_pages_are_watched_and_each_says_what_became_of_it(
    editor, viewer, served, django_capture_on_commit_callbacks
):
    served.statuspage(name="Vendor")
    pages = [{"url": served.url, "name": "Ours", "tags": ["ci"]}, {"url": "ftp://status.example"}]
    with django_capture_on_commit_callbacks() as tasks:
        answer = editor.post(LISTS, {"pages": pages})
    told = answer.json()
    assert (answer.status_code, told["waiting"], told["made_by"]["username"]) == (202, 1, "mira")
    assert [line["state"] for line in told["lines"]] == ["waiting", "refused"]
    for task in tasks:
        task()
    told = viewer.get(f"{LISTS}{told['id']}/").json()
    page = StatusPage.objects.get()
    assert (told["waiting"], told["lines"][0]["status_page"], page.tags) == (0, page.pk, ["ci"])
    assert "ftp: ones" in told["lines"][1]["says"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"pages": []},
        {"pages": "https://a.example"},
        {"pages": [{"name": "without an address"}]},
        {"pages": [{"url": "https://a.example", "every_seconds": 1}]},
        {"pages": [{"url": "https://a.example"}], "more": 1},
        {"pages": [{"url": f"https://{n}.example"} for n in range(1001)]},
    ],
)
def test_what_is_no_list_is_refused_whole(editor, body):
    assert editor.post(LISTS, body).status_code == 422
    assert not Adding.objects.exists()


# What depends on it


def test_what_depends_on_a_page_is_said_once_and_removed(editor, viewer):
    page = StatusPageFactory()
    reported = ReportedComponentFactory(page=page, uid="api")
    for needs in ({}, {"needs": "api"}, {"needs": None}):
        assert editor.post(address(page, "dependencies/"), DEPLOYS | needs).status_code == 201
    told = viewer.get(address(page, "dependencies/")).json()
    assert [(it["component"], it["organisation"], it["needs"]) for it in told] == [
        ("Deploys", "Our shop", None),
        ("Deploys", "Our shop", "api"),
    ]
    assert told[0]["added_by"]["username"] == "mira"
    one = address(page, f"dependencies/{told[0]['id']}/")
    assert editor.delete(one).status_code == 204
    assert editor.delete(one).status_code == 404
    assert Dependency.objects.get().reported_component == reported


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "organisation"),
        (DEPLOYS | {"component": ""}, "component"),
        (DEPLOYS | {"needs": "unknown"}, "needs"),
        (DEPLOYS | {"page": 5}, "page"),
    ],
)
def test_what_cannot_depend_on_a_page_is_refused(editor, body, field):
    page = StatusPageFactory()
    answer = editor.post(address(page, "dependencies/"), body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert not Dependency.objects.exists()


def test_what_a_restricted_incident_alone_knows_depends_on_nothing(viewer, editor):
    hidden = ImpactWindowFactory(incident__visibility="restricted").component
    dependency = DependencyFactory(component=hidden)
    below = address(dependency.page, "dependencies/")
    assert viewer.get(below).json() == []
    assert editor.delete(f"{below}{dependency.pk}/").status_code == 404


# Maintenances


def test_maintenances_are_told_the_latest_first_with_every_form_of_their_updates(viewer):
    page = StatusPageFactory()
    MaintenanceFactory(page=page, uid="sooner", scheduled_for=NOON, status="completed")
    later = MaintenanceFactory(page=page, uid="later")
    ReportedIncidentFactory(page=page)
    update = ReportedUpdateFactory(reported=later)
    for body in ("One.", "Two."):
        UpdateRevisionFactory(update=update, body=body)
    below = address(page, "maintenances/")
    told = viewer.get(below).json()["results"]
    assert [(it["uid"], it["state"]) for it in told] == [("later", "scheduled"), ("sooner", "done")]
    assert [form["body"] for form in told[0]["updates"][0]["revisions"]] == ["One.", "Two."]
    assert told[0]["scheduled_for"] == "2023-03-15T12:00:00Z"
    narrowed = viewer.get(f"{below}?state=done").json()["results"]
    assert [it["uid"] for it in narrowed] == ["sooner"]


# Doors


def test_a_stranger_learns_nothing(viewer):
    page = DependencyFactory().page
    for below in ("dependencies/", "maintenances/"):
        assert as_().get(address(page, below)).status_code == 404
    assert as_().get(f"{LISTS}{Adding.objects.create().pk}/").status_code == 404


def test_only_editors_change_anything(viewer):
    dependency = DependencyFactory()
    page = dependency.page
    for client, status in ((viewer, 403), (as_(), 401)):
        assert client.post(LISTS, {"pages": [{"url": "https://a.example"}]}).status_code == status
        assert client.post(address(page, "dependencies/"), DEPLOYS).status_code == status
        assert client.delete(address(page, f"dependencies/{dependency.pk}/")).status_code == status
    assert Dependency.objects.get() == dependency
    assert not Adding.objects.exists()


def test_other_methods_are_refused(editor):
    dependency = DependencyFactory()
    assert editor.get(LISTS).status_code == 405
    assert editor.post(address(dependency.page, "maintenances/"), {}).status_code == 405
    assert editor.get(address(dependency.page, f"dependencies/{dependency.pk}/")).status_code == 405


def test_queries_do_not_grow(viewer, django_assert_num_queries):
    page = StatusPageFactory()
    adding = Adding.objects.create(made_by=UserFactory())
    for total in (1, 5):
        for _ in range(total):
            DependencyFactory(page=page, added_by=UserFactory())
            update = ReportedUpdateFactory(reported=MaintenanceFactory(page=page))
            UpdateRevisionFactory.create_batch(2, update=update)
            adding.lines.create(position=adding.lines.count() + 1, address="https://a.example")
        with django_assert_num_queries(5):  # session, user, page, role, dependencies
            viewer.get(address(page, "dependencies/"))
        with django_assert_num_queries(6):  # session, user, page, maintenances, updates, revisions
            viewer.get(address(page, "maintenances/"))
        with django_assert_num_queries(4):  # session, user, list, lines
            viewer.get(f"{LISTS}{adding.pk}/")


def test_what_is_not_named_stays_though_somebody_else_changed_it_a_moment_ago():
    """Both read the page, then both change it: each has named another thing."""
    page = StatusPageFactory(team="")
    read_before = StatusPage.objects.get(pk=page.pk)
    change_settings(page, {"team": "Payments"}, by=None)
    change_settings(read_before, {"tags": ["ci"]}, by=None)
    page.refresh_from_db()
    assert (page.team, page.tags) == ("Payments", ["ci"])

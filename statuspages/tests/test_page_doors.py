"""Who gets in at each address of watched pages, and by which method."""

import pytest
from django.urls import reverse

from accounts.factories import AdministratorFactory
from incidents.tests.conftest import signed_in
from statuspages.adding import begin_adding
from statuspages.factories import (
    NOON,
    DependencyFactory,
    PayloadFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.lists.wanted import Wanted
from statuspages.models import Adding, StatusPage
from statuspages.urls import urlpatterns

pytestmark = pytest.mark.django_db

READ = {"list", "detail", "update", "adding", "export_csv", "export_opml"}
BUTTONS = {
    "stop",
    "resume",
    "read",
    "look",
    "watch",
    "adding_again",
    "dependency_new",
    "dependency_remove",
} | {
    "webhook_renew",
    "webhook_remove",
}
WITHOUT_PAGE = {"list", "look", "watch", "export_csv", "export_opml", "adding_new"}
ADMINISTRATORS = {"payloads", "payload"}
FORMS = {"adding_new", "settings"}  # for editors, shown by GET and sent by POST


@pytest.fixture
def update():
    reported = UpdateRevisionFactory(update=ReportedUpdateFactory()).update.reported
    return reported.updates.get()


def address(name, update) -> str:
    if name in WITHOUT_PAGE:
        return reverse(f"statuspages:{name}")
    if name.startswith("adding"):
        adding = Adding.objects.first() or begin_adding([Wanted("x", wrong="No address.")], by=None)
        return reverse(f"statuspages:{name}", args=[adding.pk])
    page = update.reported.page
    arguments = [page.pk, *([update.pk] if name == "update" else [])]
    if name == "dependency_remove":
        arguments += [(page.dependencies.first() or DependencyFactory(page=page)).pk]
    if name == "payload":
        arguments += [(page.payloads.first() or PayloadFactory(page=page)).pk]
    return reverse(f"statuspages:{name}", args=arguments)


def answers(client, method, names, update) -> dict[str, int]:
    return {name: getattr(client, method)(address(name, update)).status_code for name in names}


def told() -> list:
    return list(StatusPage.objects.values_list("name", "is_watched", "next_due_at"))


def test_every_address_is_in_one_of_these_tables():
    told = {pattern.name for pattern in urlpatterns}
    elsewhere = {name for name in told if name.startswith(("upstream", "alert"))} | {"webhook"}
    assert told - elsewhere == READ | BUTTONS | FORMS | ADMINISTRATORS


def test_whoever_signs_in_reads(as_viewer, update):
    assert answers(as_viewer, "get", READ, update) == dict.fromkeys(READ, 200)


def test_a_stranger_learns_of_no_page(client, update):
    signed_out = {"adding": 302, "export_csv": 302, "export_opml": 302}
    assert answers(client, "get", READ, update) == {"list": 200, "detail": 404, "update": 404} | signed_out
    assert update.reported.page.name not in client.get("/status-pages/").text


def test_a_stranger_who_would_change_something_is_asked_to_sign_in(client, update):
    before = told()
    for name in BUTTONS | FORMS:
        where = address(name, update)
        response = client.post(where)
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={where}")
    assert told() == before


def test_a_viewer_changes_nothing(as_viewer, update):
    before = told()
    assert answers(as_viewer, "post", BUTTONS | FORMS, update) == dict.fromkeys(BUTTONS | FORMS, 403)
    assert answers(as_viewer, "get", FORMS, update) == dict.fromkeys(FORMS, 403)
    assert told() == before


def test_a_button_is_no_page_and_a_page_takes_nothing(as_editor, update):
    for method in ("get", "head", "put", "delete"):
        assert answers(as_editor, method, BUTTONS, update) == dict.fromkeys(BUTTONS, 405)
    for method in ("post", "put", "delete"):
        assert answers(as_editor, method, READ, update) == dict.fromkeys(READ, 405)
    assert answers(as_editor, "get", FORMS, update) == dict.fromkeys(FORMS, 200)
    assert answers(as_editor, "put", FORMS, update) == dict.fromkeys(FORMS, 405)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, int("9" * 300)])
def test_a_page_that_is_not_there_is_not_found(as_editor, number):
    for name in ("detail", "settings", "stop", "resume", "read", "webhook_renew", "payloads"):
        method = as_editor.get if name in ("detail", "settings", "payloads") else as_editor.post
        assert method(reverse(f"statuspages:{name}", args=[number])).status_code == 404
    page = StatusPageFactory()
    assert as_editor.get(reverse("statuspages:update", args=[page.pk, number])).status_code == 404


def test_answers_as_they_came_are_for_administrators(as_viewer, as_editor, client, update):
    for name in ADMINISTRATORS:
        where = address(name, update)
        assert (as_viewer.get(where).status_code, as_editor.get(where).status_code) == (403, 403)
        assert client.get(where).status_code == 302
        administrator = signed_in(AdministratorFactory())
        assert (administrator.get(where).status_code, administrator.post(where).status_code) == (200, 405)


def test_a_page_that_is_stopped_keeps_everything_and_can_be_watched_again(as_editor, update):
    page = update.reported.page
    stopped = as_editor.post(f"/status-pages/{page.pk}/stop/", follow=True)
    assert "not watched any more" in stopped.text
    assert update.reported.name in stopped.text
    page.refresh_from_db()
    assert not page.is_watched
    as_editor.post(f"/status-pages/{page.pk}/resume/")
    page.refresh_from_db()
    assert page.is_watched
    assert page.next_due_at > NOON

"""Adding a page in the browser: looking at it, and watching it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from statuspages.factories import NOON, StatusPageFactory
from statuspages.models import Payload, Reading, ReportedIncident, StatusPage
from statuspages.tests import vendor

pytestmark = pytest.mark.django_db

LOOK, WATCH = "/status-pages/look/", "/status-pages/watch/"


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (StatusPage, Payload, Reading, ReportedIncident))


@pytest.fixture
def builds(served):
    """A page of a vendor that reports one incident."""
    served.statuspage(vendor.slow_builds(), name="Bauhof", time_zone="Europe/Zurich")
    return served


def test_looking_shows_what_is_there_and_stores_nothing(as_editor, builds):
    response = as_editor.post(LOOK, {"address": f"{builds.url}/history"})
    assert response.status_code == 200
    for part in ("Bauhof", "Europe/Zurich", "All Systems Operational", "Builds", "Builds wait", "1 listed"):
        assert part in response.text
    assert f'name="address" value="{builds.url}"' in response.text
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Give the address of a status page"),
        ("status.example.com", "Begin it with https://"),
        ("status.example.com:8080/history", "Begin it with https://"),
        ("what?", "This is not an address"),
        ("javascript:alert(1)", "not javascript: ones"),
        ("ftp://status.example.com", "not ftp: ones"),
        ("file:///etc/passwd", "not file: ones"),
        ("https://noa:secret@status.example.com", "Leave out the name and password"),
        ("https://", "There is no host"),
        ("https://[::1", "This is not an address"),
        ("https://status.example.com:0", "There is no host"),
        ("https://status.example.com:99999", "This is not an address"),
        ("https://status example.com", "There is no host"),
        (f"https://status.example.com/{'x' * 500}", "at most 500"),
        ("https://127.0.0.1:1", "THROUGHLINE_FETCH_ALLOW"),
        ("http://169.254.169.254/latest", "THROUGHLINE_FETCH_ALLOW"),
    ],
)
def test_an_address_that_is_not_read_is_explained_beside_its_field(as_editor, address, said):
    response = as_editor.post(LOOK, {"address": address})
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors["address"])
    assert 'aria-invalid="true"' in response.text
    assert nothing_is_stored()


def test_a_page_that_cannot_be_read_says_what_failed_and_what_to_do(as_editor, served):
    served.answer("/api/v2/incidents.json", "<!doctype html><title>Gone</title>")
    response = as_editor.post(LOOK, {"address": served.url})
    assert response.status_code == 422
    assert "Open it in a browser" in " ".join(response.context["form"].errors["address"])
    assert "Watch</button>" not in response.text
    assert nothing_is_stored()


def test_a_page_that_is_watched_already_is_linked(as_editor, builds):
    page = StatusPageFactory(url=builds.url, name="Our builds")
    response = as_editor.post(LOOK, {"address": builds.url})
    assert response.status_code == 422
    assert "watched already" in response.text
    assert f'href="{page.get_absolute_url()}"' in response.text
    assert builds.asked == []


def test_a_page_that_has_moved_goes_on_at_its_new_address(as_editor, builds):
    page = StatusPageFactory(failing=True, name="Our builds", uid=vendor.PAGE_ID)
    seen = as_editor.post(LOOK, {"address": builds.url})
    assert f"can no longer be read at {page.url}" in seen.text
    assert 'name="name" value="Our builds"' in seen.text
    as_editor.post(WATCH, {"address": builds.url, "name": "Our builds"})
    assert StatusPage.objects.get().url == builds.url
    assert StatusPage.objects.get().pk == page.pk


def test_what_a_page_says_is_escaped(as_editor, served):
    evil = "<script>alert(1)</script>"
    reported = vendor.incident(
        "inc0", vendor.update("upd0", "investigating", "09:00"), name=evil, impact=evil
    )
    served.statuspage(reported, name=evil, components=[vendor.component(name=evil, status=evil)])
    text = as_editor.post(LOOK, {"address": served.url}).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_watching_keeps_the_page_and_reads_it_in_a_task(
    as_editor, editor, builds, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as tasks:
        response = as_editor.post(WATCH, {"address": builds.url, "name": "Our builds"})
    page = StatusPage.objects.get()
    assert response.url == page.get_absolute_url()
    assert (page.name, page.organisation.name, page.added_by) == ("Our builds", "Bauhof", editor)
    assert not ReportedIncident.objects.exists()
    for task in tasks:
        task()
    assert ReportedIncident.objects.get().name == "Builds wait"
    assert "Builds wait" in as_editor.get(page.get_absolute_url()).text


def test_a_page_that_went_away_before_it_was_watched_is_not_stored(as_editor, builds):
    builds.answers.clear()
    response = as_editor.post(WATCH, {"address": builds.url, "name": "Our builds"})
    assert response.status_code == 422
    assert "404" in " ".join(response.context["form"].errors["address"])
    assert nothing_is_stored()


def test_a_page_without_a_name_is_not_stored(as_editor, builds):
    response = as_editor.post(WATCH, {"address": builds.url, "name": " "})
    assert response.status_code == 422
    assert "Its name:" in response.text
    assert nothing_is_stored()


def test_watching_twice_leads_to_the_page_that_is_watched(as_editor, builds):
    page = StatusPageFactory(url=builds.url)
    response = as_editor.post(WATCH, {"address": builds.url, "name": "Again"})
    assert response.status_code == 422
    assert f'href="{page.get_absolute_url()}"' in response.text
    assert StatusPage.objects.count() == 1


def test_reading_now_makes_the_page_due_and_leaves_the_reading_to_a_worker(
    as_editor, builds, django_capture_on_commit_callbacks
):
    later = timezone.now() + timedelta(hours=6)
    page = StatusPageFactory(url=builds.url, next_due_at=later)
    with django_capture_on_commit_callbacks() as tasks:
        response = as_editor.post(f"/status-pages/{page.pk}/read/", {"next": "/status-pages/"})
    assert response.url == "/status-pages/"
    assert builds.asked == []
    page.refresh_from_db()
    assert page.next_due_at < later
    assert len(tasks) == 1
    tasks[0]()
    assert "/api/v2/incidents.json" in builds.paths_asked()


def test_a_page_that_is_not_watched_is_not_read(as_editor, django_capture_on_commit_callbacks):
    page = StatusPageFactory(is_watched=False)
    with django_capture_on_commit_callbacks() as tasks:
        response = as_editor.post(f"/status-pages/{page.pk}/read/", follow=True)
    assert "is not watched" in response.text
    assert tasks == []
    assert StatusPage.objects.get().next_due_at == NOON


@pytest.fixture
def no_broker(monkeypatch):
    def refuse(*arguments):
        raise OperationalError("no broker")

    monkeypatch.setattr("statuspages.views.reading.poll_status_page.delay_on_commit", refuse)


def test_without_a_broker_the_page_is_due_all_the_same(as_editor, no_broker):
    page = StatusPageFactory(next_due_at=timezone.now() + timedelta(hours=6))
    response = as_editor.post(f"/status-pages/{page.pk}/read/")
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.next_due_at <= timezone.now()


def test_several_addresses_are_offered_as_a_list(as_editor):
    response = as_editor.post(LOOK, {"address": "https://a.example https://b.example/history"})
    assert response.status_code == 200
    assert "These are 2 addresses." in response.text
    assert 'name="text" value="https://a.example https://b.example/history "' in response.text
    assert nothing_is_stored()


def test_what_was_found_is_told_with_its_format(as_editor, builds):
    text = as_editor.post(LOOK, {"address": builds.url}).text
    assert "<dt>Format</dt><dd>Statuspage</dd>" in text


def test_a_page_that_has_been_silent_for_long_is_said_to_be(as_editor, builds):
    assert "said nothing for half a year" in as_editor.post(LOOK, {"address": builds.url}).text
    now = timezone.now().isoformat()
    builds.statuspage(vendor.slow_builds(), name="Bauhof", updated_at=now)
    assert "said nothing for half a year" not in as_editor.post(LOOK, {"address": builds.url}).text

"""A webhook has its page read soon. Nobody is shown anything by it, and nothing of it is kept."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from statuspages import watching
from statuspages.factories import StatusPageFactory
from statuspages.ingest.intervals import NUDGE_GAP, usual_interval
from statuspages.models import StatusPage
from statuspages.nudging import hear_webhook, nudge
from statuspages.tests import vendor

pytestmark = pytest.mark.django_db
KEY = "s3cret-of-this-page"


@pytest.fixture
def page():
    """Read a while ago, and not due for hours."""
    now = timezone.now()
    later, before = now + timedelta(hours=3), now - timedelta(minutes=2)
    return StatusPageFactory(nudge_key=KEY, uid=vendor.PAGE_ID, next_due_at=later, read_at=before)


def send(client, body, key=KEY):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/status-pages/webhook/{key}/", body, content_type="application/json")


def about_an_incident(page_uid=vendor.PAGE_ID) -> dict:
    incident = vendor.slow_builds()
    page = {"id": page_uid, "status_indicator": "major", "status_description": "Partial outage"}
    return {"meta": {"unsubscribe": "https://vendor.example/u"}, "page": page, "incident": incident}


def due_in(page) -> timedelta:
    page.refresh_from_db()
    return page.next_due_at - timezone.now()


def test_a_word_about_the_page_makes_it_due(client, page):
    response = send(client, about_an_incident())
    assert (response.status_code, response.content) == (202, b"")
    assert due_in(page) <= timedelta(0)
    assert page.nudged_at


def test_it_needs_no_cookie_and_no_token(page):
    assert send(Client(enforce_csrf_checks=True), about_an_incident()).status_code == 202
    assert due_in(page) <= timedelta(0)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff\xfe", b"<html>", b'{"page": {"id": 3}}', b'{"page": "x", "incident": []}'],
)
def test_what_nobody_knows_is_answered_and_leaves_the_page_alone(client, page, body, caplog):
    caplog.set_level("INFO")
    assert send(client, body).status_code == 202
    assert due_in(page) > timedelta(hours=2)
    assert f"page {page.pk}: a webhook of unknown shape, {len(body)} bytes" in caplog.text


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(body):
    page = StatusPage(pk=1, provider="statuspage")
    assert hear_webhook(page, body, timezone.now()) is False


def test_nothing_of_what_it_says_is_logged(client, page, caplog):
    caplog.set_level("DEBUG")
    send(client, {"password": "hunter2-in-a-webhook"})
    send(client, about_an_incident("anotherpage0"))
    assert "hunter2" not in caplog.text
    assert "Builds wait" not in caplog.text


def test_a_word_about_another_page_leaves_this_one_alone(client, page):
    assert send(client, about_an_incident("anotherpage0")).status_code == 202
    assert due_in(page) > timedelta(hours=2)


def test_a_page_read_from_a_feed_has_no_id_to_compare(client, page):
    StatusPage.objects.update(provider="feed", uid="tag:vendor.example,2005:/history")
    send(client, about_an_incident())
    assert due_in(page) <= timedelta(0)


def test_a_swarm_of_words_brings_one_reading(client, page):
    now = timezone.now()
    StatusPage.objects.update(read_at=now)
    for _ in range(5):
        send(client, about_an_incident())
    assert due_in(page) > NUDGE_GAP - timedelta(seconds=5)
    assert due_in(page) <= NUDGE_GAP
    assert watching.read_due_pages(seconds=0.1) == 0


def test_a_page_that_asked_to_be_left_alone_is_left_alone(client, page):
    StatusPage.objects.update(failures=1)
    send(client, about_an_incident())
    assert due_in(page) > timedelta(hours=2)


def test_after_a_word_the_page_is_read_more_often_for_a_while(page):
    now = timezone.now()
    nudge(page, now)
    page.refresh_from_db()
    assert usual_interval(page, False, now) == timedelta(minutes=1)
    assert usual_interval(page, False, now + timedelta(minutes=10)) > timedelta(minutes=1)


def test_a_page_that_is_not_watched_stays_so(client, page):
    StatusPage.objects.update(is_watched=False)
    assert send(client, about_an_incident()).status_code == 202
    assert due_in(page) > timedelta(hours=2)


def test_a_key_that_is_no_more_is_no_address(client, page):
    page.drop_nudge_key()
    assert send(client, about_an_incident()).status_code == 404
    assert send(client, about_an_incident(), key="other").status_code == 404


def test_only_posts_are_taken(client, page):
    for method in (client.get, client.put, client.delete):
        assert method(f"/status-pages/webhook/{KEY}/").status_code == 405


def test_more_than_a_megabyte_is_not_read(client, page):
    assert send(client, b" " * 1_000_001).status_code == 413
    assert due_in(page) > timedelta(hours=2)


@pytest.mark.parametrize("key", ["a%00b", "%ED%A0%80", "x" * 5000, "a b", "..%2F"])
def test_a_key_that_none_can_be_is_as_unknown_as_any_other(client, page, key):
    assert send(client, about_an_incident(), key).status_code == 404

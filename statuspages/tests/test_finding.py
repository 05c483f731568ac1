"""Given any address of a page, its provider is found, in few requests; what is none is said to be none."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.models import Organisation
from statuspages.exceptions import (
    AlreadyWatched,
    AnsweredWithError,
    Moved,
    NoConnection,
    NoStatusPage,
    NotAFeed,
    NotAnAddress,
    NotJson,
    RefusedAddress,
    TimedOut,
    TooLarge,
)
from statuspages.factories import StatusPageFactory
from statuspages.ingest.finding import MOST_REQUESTS, cleaned
from statuspages.models import StatusPage
from statuspages.tests import vendor
from statuspages.tests.providers import incidentio
from statuspages.tests.providers.captures import fixture
from statuspages.tests.served import HISTORY, INCIDENTS, SUMMARY, Served
from statuspages.watching import look_at, poll, watch

pytestmark = pytest.mark.django_db

PLAIN = "<!doctype html><html><title>Status</title><body>All is well</body></html>"


@pytest.fixture
def builds(served):
    served.statuspage(vendor.slow_builds())
    return served


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/history",
        "/history.rss",
        "/incidents/inc0slowblds?x=1#y",
        INCIDENTS,
        SUMMARY,
        "/api/v2/",
        "/uptime",
    ],
)
def test_a_statuspage_is_found_from_any_of_its_addresses(builds, address):
    found = look_at(builds.url + address)
    assert (found.provider, found.url, found.format_name) == ("statuspage", builds.url, "Statuspage")
    assert [incident.name for incident in found.incidents] == ["Builds wait"]
    assert not StatusPage.objects.exists()
    assert not Organisation.objects.exists()


def test_no_document_is_asked_for_twice(builds):
    look_at(f"{builds.url}/history")
    assert len(builds.paths_asked()) == len(set(builds.paths_asked())) <= 6


def test_a_page_below_a_path_of_its_site_keeps_it(served):
    for path, body in (
        (INCIDENTS, vendor.incidents_answer(vendor.slow_builds())),
        (SUMMARY, vendor.summary_answer(vendor.component())),
    ):
        served.answer(f"/status{path}", body)
    for address in ("/status", "/status/", "/status/history", f"/status{SUMMARY}"):
        assert look_at(served.url + address).url == f"{served.url}/status"


@pytest.mark.parametrize(("path", "by"), [(SUMMARY, "summary"), (INCIDENTS, "incidents")])
def test_one_document_is_enough_and_the_other_is_used_once_it_is_there(served, path, by):
    answers = {
        SUMMARY: vendor.summary_answer(vendor.component(), incidents=[vendor.slow_builds()]),
        INCIDENTS: vendor.incidents_answer(vendor.slow_builds()),
    }
    served.answer(path, answers[path])
    page = watch(look_at(served.url))
    assert page.facts == {"by": by}
    assert poll(page.pk).error is None
    newer = {"updated_at": "2024-05-06T13:00:00.000Z"}
    served.statuspage(
        vendor.slow_builds(), vendor.incident("inc1", vendor.update("u", "resolved", "08:00")), **newer
    )
    assert poll(page.pk, even_if_not_due=True).error is None
    assert (page.components.count(), page.reported_incidents.count()) == (1, 2)


def test_a_feed_is_read_where_the_page_has_nothing_else(served):
    served.answer("/", PLAIN)
    served.answer(HISTORY, vendor_feed())
    found = look_at(f"{served.url}/history")
    assert (found.provider, found.url) == ("feed", served.url)


def vendor_feed() -> str:
    return """<?xml version="1.0"?><rss version="2.0"><channel><title>Vendor Status</title>
<link>https://status.vendor.example</link><item><title>Builds wait</title><guid>https://v.example/incidents/a</guid>
<link>https://v.example/incidents/a</link><pubDate>Mon, 06 May 2024 09:00:00 GMT</pubDate>
<description>Status: Resolved</description></item></channel></rss>"""


@pytest.mark.parametrize("address", ["", "/history", "/incidents/01KK", "/feed.atom"])
def test_a_page_that_carries_its_data_is_enough(served, address):
    served.answer("/", incidentio.front_page(incidentio.slow_builds()))
    found = look_at(served.url + address)
    assert (found.provider, found.url, found.facts) == ("incidentio", served.url, {"by": "page"})


def test_a_page_that_nobody_seems_to_look_after_is_said_to_be_quiet(served):
    now = datetime(2024, 7, 1, tzinfo=UTC)
    served.statuspage(vendor.slow_builds())
    found = look_at(served.url)
    assert found.last_said_at == datetime(2024, 5, 6, 12, tzinfo=UTC)
    assert not found.is_quiet(now)
    assert found.is_quiet(now + timedelta(days=180))


def test_what_only_looks_like_a_statuspage_is_known_by_its_ids(served):
    told = incidentio.answer(incidentio.in_json(incidentio.slow_builds()))
    served.answer(INCIDENTS, told)
    served.answer(SUMMARY, told)
    assert look_at(f"{served.url}{SUMMARY}").provider == "incidentio"


def test_a_web_page_at_every_address_is_no_status_page(served):
    served.otherwise(PLAIN.encode())
    with pytest.raises(NoStatusPage, match="a web page, and no status page in a format that is read here"):
        look_at(f"{served.url}/history")
    assert len(served.asked) <= MOST_REQUESTS


def test_nothing_at_any_address_is_said_to_be_nothing(served):
    with pytest.raises(NoStatusPage, match="it answered 404"):
        look_at(served.url)


def test_json_that_nobody_knows_is_said_to_be_that(served):
    served.answer("/events.json", '{"result": "success", "data": []}')
    with pytest.raises(NoStatusPage, match=r"/events\.json there is JSON, and no status page"):
        look_at(f"{served.url}/events.json")


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'{"components": []}'])
def test_an_empty_answer_at_every_address_bears_nothing_out(served, body):
    served.otherwise(body, headers={"Content-Type": "application/json"})
    with pytest.raises(NoStatusPage):
        look_at(served.url)
    assert len(served.asked) <= MOST_REQUESTS


MIRRORED = {
    "/api/v2.0.0/current": ("slack", "current.json"),
    "/api/v2.0.0/history": ("slack", "history.json"),
    "/api/v4/current-status": ("heroku", "current-status.json"),
    "/incidents.json": ("google", "incidents.json"),
    "/public/currentevents": ("aws", "currentevents.json"),
    "/data.json": ("aws", "data.json"),
}


@pytest.mark.parametrize("path", MIRRORED)
def test_a_mirror_of_a_page_of_its_own_kind_is_found_from_its_root(served, path):
    provider, name = MIRRORED[path]
    served.answer(path, fixture(provider, name))
    found = look_at(served.url)
    assert (found.provider, found.url) == (provider, served.url)
    page = watch(found)
    assert poll(page.pk).error is None


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/feed.atom", b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Builds', "a feed that breaks off"),
        ("/feed.atom", b'<!DOCTYPE a [<!ENTITY b "c">]><feed><title>&b;</title></feed>', "declares entities"),
        ("/api/v2/summary.json", b'{"page": {"id": "pg7r0', "JSON that breaks off"),
    ],
)
def test_what_stands_there_and_is_broken_is_said_to_be_that(served, path, body, says):
    served.answer(path, body)
    with pytest.raises((NotAFeed, NotJson), match=says):
        look_at(f"{served.url}{path}")


def test_json_of_something_else_at_every_address_is_no_status_page(served):
    served.otherwise(b'{"status": "ok", "result": [], "data": {}, "incidents": [], "page": {"name": "x"}}')
    with pytest.raises(NoStatusPage):
        look_at(served.url)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 503}, AnsweredWithError),
        ({"status": 403}, AnsweredWithError),
        ({"body": b" " * 9_000_000}, TooLarge),
        ({"status": 302, "headers": {"Location": "http://10.0.0.1/"}}, RefusedAddress),
        ({"status": 302, "headers": {"Location": "javascript:alert(1)"}}, Moved),
    ],
    ids=["503", "403", "9 MB", "private", "no address"],
)
def test_what_keeps_a_page_from_being_read_is_said_rather_than_that_it_is_none(served, answer, error):
    served.fallback = None
    served.otherwise(answer.pop("body", b""), **answer)
    with pytest.raises(error):
        look_at(served.url)


def test_a_site_that_answers_too_slowly_is_asked_only_once(served, monkeypatch):
    monkeypatch.setattr("statuspages.ingest.finding.MOST_SECONDS", 0.3)
    served.otherwise(PLAIN.encode(), delay_seconds=1)
    with pytest.raises(TimedOut):
        look_at(served.url)
    assert len(served.asked) == 1


def test_nobody_there_is_asked_only_once(settings):
    settings.FETCH_ALLOW = ["127.0.0.1"]
    with pytest.raises(NoConnection):
        look_at("http://127.0.0.1:1/history")


@pytest.mark.parametrize("said", ["", "no address", "https://a b.example", f"https://x.example/{'y' * 500}"])
def test_what_is_no_address_is_not_asked(said):
    with pytest.raises(NotAnAddress):
        cleaned(said)


def test_a_site_that_leads_to_another_is_followed_and_that_is_said(served, settings):
    settings.FETCH_ALLOW = ["127.0.0.1", "localhost"]
    with Served() as new:
        new.statuspage(vendor.slow_builds())
        there = new.url.replace("127.0.0.1", "localhost")
        served.redirect("/", f"{there}/")
        found = look_at(served.url)
    assert (found.url, found.led_from) == (there, served.url)


def test_a_site_that_leads_to_one_without_a_status_page_is_not_taken_for_one(served, settings):
    settings.FETCH_ALLOW = ["127.0.0.1", "localhost"]
    with Served() as new:
        new.answer("/", PLAIN)
        there = new.url.replace("127.0.0.1", "localhost")
        served.redirect("/", f"{there}/")
        with pytest.raises(NoStatusPage, match=there):
            look_at(served.url)


def test_two_addresses_of_one_page_are_one_page(builds):
    page = watch(look_at(builds.url))
    with pytest.raises(AlreadyWatched, match=page.name):
        look_at(f"{builds.url}/history")
    with Served() as alias:
        alias.answers = dict(builds.answers)
        with pytest.raises(AlreadyWatched):
            look_at(f"{alias.url}{SUMMARY}")
    assert StatusPage.objects.get() == page


def test_a_page_that_changed_its_format_goes_on_in_the_new_one(builds):
    page = watch(look_at(builds.url))
    poll(page.pk)
    page.reported_incidents.update(state="monitoring")
    (old,) = page.reported_incidents.all()
    told = incidentio.answer(incidentio.in_json(incidentio.slow_builds()))
    told["page"]["updated_at"] = "2024-05-06T10:00:00Z"  # its clock is behind what the old page said
    builds.answer(INCIDENTS, told)
    builds.answer(SUMMARY, told)
    polled = poll(page.pk, even_if_not_due=True)
    assert "page of incident.io now" in str(polled.error)
    found = look_at(builds.url)
    assert (found.moved, found.provider) == (page, "incidentio")
    assert watch(found) == page
    assert poll(page.pk, even_if_not_due=True).error is None
    page.refresh_from_db()
    assert (page.provider, page.uid, page.is_readable) == ("incidentio", incidentio.PAGE, True)
    assert [component.name for component in page.components.filter(gone_at=None)] == ["Builds", "Queue"]
    old.refresh_from_db()
    assert (old.gone_at, page.reported_incidents.count()) == (None, 2)
    assert old.unlisted_at


def test_a_page_that_cannot_be_read_for_now_is_the_one_that_is_watched(builds):
    page = StatusPageFactory(url=builds.url, failing=True)
    with pytest.raises(AlreadyWatched):
        look_at(builds.url)
    builds.answers.clear()
    with pytest.raises(AlreadyWatched):
        look_at(builds.url)
    assert StatusPage.objects.get() == page


def page_with_a_feed_at(href: str) -> bytes:
    link = f'<link rel="alternate" type="application/atom+xml" title="Status history" href="{href}">'
    return f"<!doctype html><html><head>{link}</head></html>".encode()


@pytest.mark.parametrize("host", ["status..example", f"{'a' * 64}.example", "..."])
def test_a_feed_at_a_name_that_no_host_can_have_is_said_to_be_unreachable(served, host):
    served.answer("/", page_with_a_feed_at(f"http://{host}/history.atom"))
    with pytest.raises(NoConnection, match="is no name of a host"):
        look_at(served.url)


def test_a_page_that_leads_to_an_address_too_long_to_be_kept_is_not_found(served):
    path = f"/{'x' * 600}"
    served.redirect("/", path)
    served.answer(path, vendor_feed())
    with pytest.raises(NoStatusPage):
        look_at(served.url)


def test_no_password_of_a_page_is_sent_anywhere(served):
    there = served.url.replace("://", "://name:password@")
    served.answer("/", page_with_a_feed_at(f"{there}/somewhere/status.atom"))
    with pytest.raises(NoStatusPage):
        look_at(served.url)
    assert "/somewhere/status.atom" not in served.paths_asked()

"""Instatus: the page's own data in full, the summary where there are none."""

from datetime import UTC, datetime, timedelta

import pytest

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import instatus
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures

BEGAN = datetime(2022, 6, 11, 18, 55, 50, tzinfo=UTC)


def read_page(body: bytes):
    return instatus.read({"page": body}, instatus.BY_PAGE)


def read_summary(**bodies: bytes):
    return instatus.read(bodies, instatus.BY_SUMMARY)


def test_a_page_tells_every_update_of_what_goes_on():
    account = read_page(fixture("instatus", "page.html"))
    incident = account.listings[0].incidents[0]
    assert (incident.uid, incident.state, incident.resolved_at) == ("cl0000orders", State.IDENTIFIED, None)
    assert [update.uid for update in incident.updates] == ["up0000a", "up0000b"]
    assert incident.updates[0].at == BEGAN
    assert incident.updates[0].body.startswith("Orders take up to $5")
    assert incident.updates[1].at == datetime(2022, 6, 11, 19, 20, tzinfo=UTC)
    assert [each.new for each in incident.updates[0].affected] == ["PARTIALOUTAGE"]


def test_components_below_others_know_their_group_and_archived_ones_are_gone():
    account = read_page(fixture("instatus", "page.html"))
    assert [one.full_name for one in account.components] == ["Shop", "Mills - East"]
    assert (account.indicator, account.says) == ("minor", "Experiencing issues")


@pytest.mark.parametrize(("status", "indicator", "words"), [("", "minor", []), ("FOGGY", "minor", ["FOGGY"])])
def test_a_page_that_does_not_sum_itself_up_is_as_its_components_are(status, indicator, words):
    body = fixture("instatus", "page.html").replace(b"HASISSUES", status.encode())
    account = read_page(body)
    assert (account.indicator, [each.word for each in account.strange]) == (indicator, words)


def test_a_maintenance_has_its_window():
    maintenance = read_page(fixture("instatus", "page.html")).listings[1].incidents[0]
    assert (maintenance.kind, maintenance.state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert maintenance.scheduled_until - maintenance.scheduled_for == timedelta(minutes=90)


def test_a_summary_tells_the_same_incident_without_its_words():
    summary = fixture("instatus", "summary.json")
    account = read_summary(summary=summary, components=fixture("instatus", "components.json"))
    incident = account.listings[0].incidents[0]
    assert (incident.uid, incident.created_at, incident.updates) == ("cl0000orders", BEGAN, ())
    assert account.listings[0].extent is Extent.OPEN
    assert [one.full_name for one in account.components] == ["Shop", "Mills - East"]
    assert not account.strange


def test_components_that_cannot_be_had_are_not_told():
    account = read_summary(summary=fixture("instatus", "quiet-summary.json"), components=b"<html>")
    assert account.components is None
    assert account.indicator == "none"
    assert [listing.incidents for listing in account.listings] == [(), ()]


@pytest.mark.parametrize(
    "body", [b'{"page": {"status": "none"}}', b'{"page": {}}', b'{"components": []}', b"<html></html>", b"[]"]
)
def test_the_summary_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        read_summary(summary=body)


def test_a_page_that_carries_nothing_is_refused_and_not_taken_for_quiet():
    with pytest.raises(Unexpected, match="does not carry"):
        read_page(b"<html><script>self.__next_f.push([1,'x'])</script> instatus activeIncidents</html>")


@pytest.mark.parametrize(
    ("path", "name", "url"),
    [
        ("/incident/cl0000orders", "page.html", "http://127.0.0.1:81"),
        ("/summary.json", "summary.json", "http://127.0.0.1:81"),
        ("/v3/summary.json", "quiet-summary.json", "http://127.0.0.1:81"),
        ("/api/v2/summary.json", "summary.json", "http://127.0.0.1:81"),
    ],
)
def test_any_address_of_a_page_is_the_page(path, name, url):
    address = f"http://127.0.0.1:81{path}"
    found = instatus.recognise(Seen(address, address, fixture("instatus", name)))
    assert (found.url, found.ways) == (url, (instatus.BY_PAGE, instatus.BY_SUMMARY))


def test_the_page_of_another_program_is_not_recognised():
    address = "https://status.vendor.example/summary.json"
    assert instatus.recognise(Seen(address, address, b'{"page": {"status": "none"}}')) is None
    assert instatus.recognise(Seen("https://status.vendor.example", "", b"")) is None


@needs_captures
def test_a_real_page_is_read_to_the_last_update():
    body = capture("instatus/mastodon-social-page-2026-01.html")
    seen = Seen("https://status.mastodon.social/", "https://status.mastodon.social/", body)
    assert instatus.recognise(seen).url == "https://status.mastodon.social"
    account = read_page(body)
    assert (account.page.name, account.indicator) == ("mastodon.social", "major")
    assert [(one.name, one.status) for one in account.components] == [
        ("Media storage", "OPERATIONAL"),
        ("Website & API", "MAJOROUTAGE"),
        ("Streaming API", "MAJOROUTAGE"),
        ("Background queues", "MAJOROUTAGE"),
    ]
    incident = account.listings[0].incidents[0]
    assert [update.state for update in incident.updates] == [State.INVESTIGATING, State.MONITORING]
    assert incident.updates[1].at == datetime(2026, 1, 7, 6, 42, 57, 784000, tzinfo=UTC)
    assert len(incident.updates[0].affected) == 2
    assert not account.strange

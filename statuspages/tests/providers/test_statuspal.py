"""Statuspal: services below services, times without a zone, incidents that begin before they were entered."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import statuspal
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Kind, State
from statuspages.tests.providers.captures import SHARED, capture, fixture, needs_captures

CAPTURES = sorted(path.name for path in (SHARED / "statuspal").glob("*.json")) if SHARED.is_dir() else []


def read(body: bytes | None = None):
    summary = body or fixture("statuspal", "summary.json")
    return statuspal.read({"summary": summary}, {"subdomain": "crossings"})


def changed(**incident_changed):
    answer = json.loads(fixture("statuspal", "summary.json"))
    answer["incidents"][0] |= incident_changed
    return read(json.dumps(answer).encode())


def test_an_incident_begins_before_it_was_entered():
    ferry = read().listings[0].incidents[0]
    assert ferry.created_at == datetime(2025, 3, 8, 8, 41, 25, tzinfo=UTC)
    assert ferry.started_at == datetime(2025, 3, 8, 8, 47, 23, tzinfo=UTC)
    assert [update.uid for update in ferry.updates] == ["7001", "7002"]
    assert (ferry.state, ferry.impact) == (State.MONITORING, "major")


def test_an_incident_with_an_end_is_over():
    over = changed(ends_at="2025-03-08T10:00:00").listings[0].incidents[0]
    assert (over.state, over.status) == (State.RESOLVED, "resolved")
    assert over.resolved_at == datetime(2025, 3, 8, 10, tzinfo=UTC)


def test_services_know_those_above_them():
    account = read()
    assert [(one.full_name, one.status) for one in account.components] == [
        ("North - Ferry", "major"),
        ("North - Bridge", "operational"),
        ("Tickets", "operational"),
    ]
    ferry = account.listings[0].incidents[0].updates[0].affected
    assert [(each.uid, each.name, each.new) for each in ferry] == [("11", "North - Ferry", "major")]
    assert (account.page.time_zone, account.indicator, account.strange) == ("Europe/Zurich", "major", ())


def test_a_service_above_others_counts_only_where_none_of_them_is_named():
    both = changed(service_ids=[1, 11]).listings[0].incidents[0].updates[0].affected
    alone = changed(service_ids=[1]).listings[0].incidents[0].updates[0].affected
    assert ([each.name for each in both], [each.name for each in alone]) == (["North - Ferry"], ["North"])


def test_a_maintenance_that_has_not_begun_has_its_window():
    listing = read().listings[1]
    rope = listing.incidents[0]
    assert (listing.kind, rope.state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert rope.scheduled_for == datetime(2025, 3, 20, 21, tzinfo=UTC)


def test_services_below_each_other_without_end_are_refused():
    deep = {"id": 1, "name": "a", "children": []}
    for _ in range(30):
        deep = {"id": 1, "name": "a", "children": [deep]}
    answer = json.loads(fixture("statuspal", "summary.json")) | {"services": [deep]}
    with pytest.raises(Unexpected, match="too deep"):
        read(json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("address", "body", "url", "api"),
    [
        (
            "https://statuspal.io/api/v2/status_pages/crossings/summary",
            b"",
            "https://statuspal.io/api/v2/status_pages/crossings",
            "https://statuspal.io/api/v2/status_pages/crossings/summary",
        ),
        (
            "http://127.0.0.1:81/api/v2/status_pages/crossings",
            b"",
            "http://127.0.0.1:81/api/v2/status_pages/crossings",
            "http://127.0.0.1:81/api/v2/status_pages/crossings/summary",
        ),
        (
            "https://crossings.statuspal.io/incidents/700",
            b"",
            "https://crossings.statuspal.io",
            f"{statuspal.API}crossings/summary",
        ),
        (
            "https://status.crossings.example/",
            b'<link href="https://crossings.statuspal.io/feed"><script src="//statuspal.io/x.js"></script>',
            "https://status.crossings.example",
            f"{statuspal.API}crossings/summary",
        ),
    ],
)
def test_any_address_of_a_page_leads_to_the_api(address, body, url, api):
    found = statuspal.recognise(Seen(address, address, body))
    assert (found.url, statuspal.asks(found.facts)[0].below(found.url)) == (url, api)


def test_other_pages_are_not_recognised():
    for address in ("https://www.statuspal.io/pricing", "https://status.example.com"):
        assert statuspal.recognise(Seen(address, address, b"<html></html>")) is None


@pytest.mark.parametrize("body", [b"{}", b'{"status_page": {}, "services": []}', b"<html>", b"[]"])
def test_the_answer_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        read(body)


@needs_captures
@pytest.mark.parametrize("name", CAPTURES or ["none"])
def test_a_real_answer_is_read_without_a_strange_word(name):
    account = read(capture(f"statuspal/{name}"))
    assert account.page.name
    assert account.components
    told = [one for listing in account.listings for one in listing.incidents]
    assert all(one.updates and one.created_at and one.url for one in told)
    assert account.strange == ()


@needs_captures
def test_a_real_emergency_and_a_real_plan():
    account = read(capture("statuspal/exoscale-vie2-maintenance-critical.json"))
    states = {one.uid: one.state for one in account.listings[1].incidents}
    assert states == {"209618": State.IN_PROGRESS, "208172": State.SCHEDULED}
    assert account.indicator == "maintenance"
    assert sum(one.status == "emergency-maintenance" for one in account.components) == 9

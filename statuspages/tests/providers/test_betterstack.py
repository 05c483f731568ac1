"""Better Stack: reports and their updates out of one document, whose ends it does not state."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import betterstack
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures


def read(**report_changed):
    answer = json.loads(fixture("betterstack", "index.json"))
    for one in answer["included"]:
        if one["id"] == "800":
            one["attributes"] |= report_changed
    return betterstack.read({"index": json.dumps(answer).encode()}, {})


def incident(**report_changed):
    return read(**report_changed).listings[0].incidents[0]


def test_a_report_tells_its_updates_and_what_each_says_of_components():
    found = incident()
    assert (found.uid, found.state, found.impact) == ("800", State.INVESTIGATING, "downtime")
    assert [update.uid for update in found.updates] == ["901", "902"]
    assert [(each.name, each.old, each.new) for each in found.updates[1].affected] == [
        ("Sorting - Stamps", "degraded", "downtime")
    ]
    assert found.updates[0].at == datetime(2025, 2, 16, 13, 55, tzinfo=UTC)


def test_a_report_without_an_end_is_over_where_its_state_says_so():
    older = read().listings[0].incidents[1]
    assert (older.state, older.resolved_at) == (State.RESOLVED, None)
    assert older.updates[0].body.startswith("A belt was turned")
    assert [each.new for each in older.updates[0].affected] == ["resolved"]


def test_a_report_with_an_end_is_over():
    assert incident(ends_at="2025-02-16T15:00:00Z").state is State.RESOLVED


def test_a_maintenance_has_its_window():
    listing = read().listings[1]
    assert (listing.extent, listing.incidents[0].state) == (Extent.LATEST_CHANGES, State.SCHEDULED)
    assert listing.incidents[0].scheduled_until == datetime(2025, 2, 20, 4, tzinfo=UTC)
    during = read(report_type="maintenance", aggregate_state="maintenance").listings[1].incidents
    assert {one.uid: one.state for one in during} == {"800": State.IN_PROGRESS, "802": State.SCHEDULED}


def test_components_stand_in_their_section_and_one_nobody_measures_is_not_strange():
    account = read()
    assert [(one.full_name, one.status) for one in account.components] == [
        ("Sorting - Stamps", "downtime"),
        ("Sorting - Parcels", "not_monitored"),
    ]
    assert (account.page.time_zone, account.indicator) == ("America/New_York", "major")
    assert account.strange == ()


def test_a_word_that_nobody_knows_is_kept_and_counted():
    account = read(aggregate_state="wobbly")
    assert account.listings[0].incidents[0].state is State.INVESTIGATING
    assert [(each.what, each.word) for each in account.strange] == [("incident status", "wobbly")]


def test_the_document_is_recognised_and_others_are_not():
    body = fixture("betterstack", "index.json")
    address = "http://127.0.0.1:81/status/index.json"
    assert betterstack.recognise(Seen(address, address, body)).url == "http://127.0.0.1:81/status"
    assert betterstack.recognise(Seen(address, address, b'{"is": "index"}')) is None
    assert betterstack.recognise(Seen(address, "", b"")) is None


@pytest.mark.parametrize("body", [b"{}", b'{"data": {"type": "status_page"}}', b"<html>", b'{"data": {}}'])
def test_the_answer_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        betterstack.read({"index": body}, {})


@needs_captures
def test_a_real_page_is_recognised():
    address = "https://status.eyloo.com/"
    found = betterstack.recognise(Seen(address, address, capture("betterstack/eyloo-page-major.html")))
    assert found.url == "https://status.eyloo.com"
    assert betterstack.asks(found.facts)[0].below(found.url) == "https://status.eyloo.com/index.json"

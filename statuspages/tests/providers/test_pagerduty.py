"""PagerDuty: what a page carries, with every update, what each says of services, and postmortems."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import pagerduty
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures
from statuspages.tests.providers.documents import pagerduty_page

PAGE = pagerduty_page(json.loads(fixture("pagerduty", "page.json")))


def read(body: bytes = PAGE):
    return pagerduty.read({"page": body}, {})


def test_an_incident_tells_its_updates_and_what_each_says_of_services():
    listing = read().listings[0]
    bells = listing.incidents[0]
    assert (listing.extent, bells.state, bells.impact) == (Extent.OPEN, State.INVESTIGATING, "major")
    assert [update.uid for update in bells.updates] == ["PUP0001", "PUP0002"]
    assert [(each.old, each.new) for each in bells.updates[1].affected] == [("minor", "major")]
    assert bells.updates[1].at == datetime(2023, 12, 15, 20, 50, tzinfo=UTC)


def test_a_postmortem_is_the_last_update_of_an_incident_that_is_over():
    over = read().listings[1].incidents[0]
    assert [update.state for update in over.updates] == [
        State.INVESTIGATING,
        State.RESOLVED,
        State.POSTMORTEM,
    ]
    assert over.resolved_at == datetime(2023, 12, 10, 10, 30, tzinfo=UTC)


def test_services_stand_in_their_group_and_those_not_shown_are_left_out():
    account = read()
    assert [(one.full_name, one.status) for one in account.components] == [
        ("Bells - Bells (north)", "major"),
        ("Clock", "all_good"),
    ]
    assert (account.page.uid, account.page.name) == ("PPAGE01", "Belfry Status Page")
    assert (account.indicator, account.strange) == ("minor", ())


def test_any_address_of_a_page_is_the_page():
    address = "http://127.0.0.1:81/incident_details/PBELL01"
    assert pagerduty.recognise(Seen(address, address, PAGE)).url == "http://127.0.0.1:81"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b'<script id="data" type="application/json">{"summary": {}}</script>',
        b'<script id="data" type="application/json">{"layout": {"layout_settings": {}}}</script>',
        PAGE[:-40],
    ],
    ids=["nothing", "another page", "no incidents", "the other layout", "half of it"],
)
def test_what_carries_no_incidents_is_refused_and_not_taken_for_quiet(body):
    with pytest.raises(PageUnreadable):
        read(body)
    assert pagerduty.recognise(Seen("https://status.example.com", "https://status.example.com", body)) is None


@needs_captures
def test_a_real_page_is_read_to_the_last_update():
    account = read(capture("pagerduty/pagerduty-page-minor.html"))
    going_on, over = (listing.incidents for listing in account.listings)
    assert (len(going_on), len(over)) == (1, 80)
    updates = [update for incident in (*going_on, *over) for update in incident.updates]
    assert sum(update.state is not State.POSTMORTEM for update in updates) == 321
    assert all(incident.state is State.RESOLVED and incident.resolved_at for incident in over)
    assert (account.page.name, account.indicator) == ("PagerDuty Status Page", "minor")
    assert sum(one.status == "minor" for one in account.components) == 2
    assert account.strange == ()

"""Google's dashboards: a year of incidents, updates without ids, products well unless named."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import google
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures

CLOUD = "https://status.cloud.google.com"
FACTS = {"url": CLOUD, "name": "Google Cloud"}
FIRST_60 = "google/gcp-incidents-2022-07-03-first60.json"


def read(body: bytes | None = None):
    return google.read({"incidents": body or fixture("google", "incidents.json")}, FACTS)


def test_an_incident_begins_when_it_is_said_to_have_and_was_entered_later():
    incident = read().listings[0].incidents[0]
    assert incident.created_at == datetime(2022, 7, 3, 5, tzinfo=UTC)
    assert incident.started_at == datetime(2022, 7, 3, 6, 10, tzinfo=UTC)
    assert incident.name == "Lanterns flicker in the west"
    assert incident.url == f"{CLOUD}/incidents/AbCdEfGhIjKlMnOpQrSt"


def test_what_is_available_and_not_over_is_being_watched():
    still_open, over = read().listings[0].incidents
    assert (still_open.state, over.state) == (State.MONITORING, State.RESOLVED)
    assert [update.state for update in still_open.updates][-1] is State.MONITORING
    assert [update.state for update in over.updates][-1] is State.RESOLVED


def test_updates_are_known_by_when_they_were_made():
    incident = read().listings[0].incidents[0]
    assert incident.ids_are_made
    assert [update.uid for update in incident.updates] == [
        "2022-07-03T06:10:00+00:00",
        "2022-07-03T06:30:00+00:00",
        "2022-07-03T07:00:00+00:00",
    ]


def test_products_are_told_of_where_their_status_changes():
    updates = read().listings[0].incidents[0].updates
    assert [[(each.name, each.old, each.new) for each in update.affected] for update in updates] == [
        [("Lanterns", "", "SERVICE_DISRUPTION"), ("Candles", "", "SERVICE_DISRUPTION")],
        [],
        [("Lanterns", "SERVICE_DISRUPTION", "AVAILABLE"), ("Candles", "SERVICE_DISRUPTION", "AVAILABLE")],
    ]


def test_an_empty_list_is_read_at_an_address_of_theirs_alone():
    assert google.read({"incidents": b"[]"}, FACTS).listings[0].incidents == ()
    with pytest.raises(PageUnreadable):
        google.read({"incidents": b"[]"}, {"url": "https://status.example.com", "name": ""})


def test_products_are_well_unless_an_open_incident_names_them():
    answer = json.loads(fixture("google", "incidents.json"))
    answer[0]["updates"] = answer[0]["updates"][1:]
    account = read(json.dumps(answer).encode())
    assert {one.name: one.status for one in account.components} == {
        "Candles": "SERVICE_DISRUPTION",
        "Lanterns": "SERVICE_DISRUPTION",
        "Matches": "AVAILABLE",
    }
    assert account.indicator == "minor"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://status.cloud.google.com/incidents/AbCdEfGhIjKlMnOpQrSt", CLOUD),
        ("https://status.cloud.google.com/incidents.json", CLOUD),
        (
            "https://www.google.com/appsstatus/dashboard/summary",
            "https://www.google.com/appsstatus/dashboard",
        ),
        ("http://127.0.0.1:81/incidents.json", "http://127.0.0.1:81"),
    ],
)
def test_any_address_of_a_dashboard_is_the_dashboard(address, url):
    found = google.recognise(Seen(address, address, fixture("google", "incidents.json")))
    assert (found.url, found.facts["url"]) == (url, url)


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("https://www.google.com/search", b""),
        ("https://status.example.com/api/v2/incidents.json", b'{"page": {}, "incidents": []}'),
        ("https://status.example.com/incidents.json", b'[{"id": "1"}]'),
        ("https://status.example.com/incidents.json", b""),
        ("https://status.example.com/incidents.json", b"[]"),
    ],
)
def test_the_page_of_another_program_is_not_recognised(address, body):
    assert google.recognise(Seen(address, address, body)) is None


@pytest.mark.parametrize(
    "body", [b"{}", b'[{"id": "1"}]', b'[{"id": "1", "updates": []}]', b"<html>", b"[1]"]
)
def test_the_answer_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        read(body)


@needs_captures
def test_sixty_real_incidents_are_read():
    account = read(capture(FIRST_60))
    listing = account.listings[0]
    assert (len(listing.incidents), listing.extent) == (60, Extent.NEWEST)
    updates = [update for incident in listing.incidents for update in incident.updates]
    assert len(updates) == 307
    assert all(incident.state is State.RESOLVED for incident in listing.incidents)
    assert len(account.components) == 49
    assert all(update.at and update.body for update in updates)
    assert (account.indicator, account.strange) == ("none", ())


@needs_captures
def test_the_list_is_in_the_order_in_which_incidents_began():
    body = capture(FIRST_60)
    began = [incident.created_at for incident in read(body).listings[0].incidents]
    served = [datetime.fromisoformat(each["begin"]) for each in json.loads(body)]
    assert began == served

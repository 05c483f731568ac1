"""Status.io: what goes on now, by codes and not by words."""

from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import statusio
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Kind, State
from statuspages.tests.providers.captures import fixture

ID = "51f6f2088643809b7200000d"


def read():
    return statusio.read({"status": fixture("statusio", "status.json")}, {"page": ID, "name": "Coin & Co"})


def test_an_incident_tells_its_messages_oldest_first():
    incident = read().listings[0].incidents[0]
    assert (incident.state, incident.impact) == (State.IDENTIFIED, "Service Disruption")
    assert [update.status for update in incident.updates] == ["Investigating", "Identified"]
    assert incident.updates[1].at == datetime(2021, 12, 6, 16, 30, tzinfo=UTC)


def test_each_message_says_how_the_components_were_before_and_after():
    updates = read().listings[0].incidents[0].updates
    assert [[(each.name, each.old, each.new) for each in update.affected] for update in updates] == [
        [("Till", "", "Degraded Performance")],
        [("Till", "Degraded Performance", "Service Disruption")],
    ]


def test_messages_without_ids_are_known_by_their_time():
    before = read().listings[0].incidents[0]
    assert before.ids_are_made
    assert len({update.uid for update in before.updates}) == 2
    assert [update.uid for update in before.updates] == [
        update.uid for update in read().listings[0].incidents[0].updates
    ]


def test_codes_count_and_words_in_another_language_do_not():
    account = read()
    assert [one.status for one in account.components] == ["Service Disruption", "Operational"]
    assert (account.indicator, account.says, account.strange) == ("major", "Service Disruption", ())


def test_a_maintenance_that_has_not_begun():
    listing = read().listings[1]
    maintenance = listing.incidents[0]
    assert (listing.kind, maintenance.state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert maintenance.scheduled_for == datetime(2021, 12, 8, 2, tzinfo=UTC)
    assert not maintenance.ids_are_made


@pytest.mark.parametrize(
    ("address", "url", "api"),
    [
        (f"https://api.status.io/1.0/status/{ID}", f"https://api.status.io/1.0/status/{ID}", None),
        (f"http://127.0.0.1:81/1.0/status/{ID}", f"http://127.0.0.1:81/1.0/status/{ID}", None),
        ("https://status.coin.example/pages/history", "https://status.coin.example", statusio.API + ID),
        (f"https://status.io/pages/{ID}", f"https://status.io/pages/{ID}", statusio.API + ID),
    ],
)
def test_any_address_of_a_page_leads_to_the_api(address, url, api):
    body = fixture("statusio", "page.html") if "coin" in address else b""
    found = statusio.recognise(Seen(address, address, body))
    assert (found.url, found.facts["page"]) == (url, ID)
    assert statusio.asks(found.facts)[0].below(found.url) == (api or url)


def test_a_page_that_names_its_id_is_called_as_it_calls_itself():
    address = "https://status.coin.example"
    found = statusio.recognise(Seen(address, address, fixture("statusio", "page.html")))
    assert found.facts["name"] == "Coin & Co System Status"


def test_the_page_of_another_program_is_not_recognised():
    for address in ("https://status.example.com", f"https://status.example.com/pages/{ID}"):
        assert statusio.recognise(Seen(address, address, b"<html></html>")) is None


@pytest.mark.parametrize("body", [b"{}", b'{"result": []}', b'{"result": {"status": []}}', b"<html>", b"[]"])
def test_the_answer_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        statusio.read({"status": body}, {})

"""Heroku: colours of systems, and incidents whose state counts and not what is beside it."""

from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import heroku
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests.providers.captures import fixture

CURRENT, HISTORY = fixture("heroku", "current-status.json"), fixture("heroku", "incidents.json")


def read(**bodies: bytes):
    return heroku.read(bodies or {"current": CURRENT, "history": HISTORY}, {})


def test_an_incident_tells_its_updates_and_what_it_does_to_systems():
    kites = read().listings[0].incidents[0]
    assert (kites.uid, kites.state, kites.impact) == ("4001", State.INVESTIGATING, "red")
    assert [update.uid for update in kites.updates] == ["9001", "9002"]
    assert [(each.name, each.new) for each in kites.updates[0].affected] == [("Apps", "red")]


def test_an_incident_is_over_where_its_state_says_so():
    listing = read().listings[2]
    over = listing.incidents[0]
    assert (listing.extent, over.state) == (Extent.LATEST_CHANGES, State.RESOLVED)
    assert over.resolved_at == datetime(2026, 4, 1, 11, tzinfo=UTC)
    assert over.updates[-1].state is State.POSTMORTEM


def test_a_maintenance_without_ids_of_updates_is_kept_as_told():
    listing = read().listings[1]
    assert (listing.kind, listing.incidents[0].state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert listing.incidents[0].ids_are_made
    assert [update.body for update in listing.incidents[0].updates][-1] == "It is done."


def test_colours_of_systems():
    account = read()
    assert [(one.name, one.status) for one in account.components] == [
        ("Apps", "red"),
        ("Data", "green"),
        ("Tools", "yellow"),
    ]
    assert (account.indicator, account.strange) == ("major", ())


def test_a_history_that_cannot_be_read_takes_nothing_from_the_rest():
    assert len(read(current=CURRENT, history=b"<html>").listings) == 2
    with pytest.raises(PageUnreadable):
        read(history=b"<html>")


def test_a_colour_that_nobody_knows_is_kept_and_counted():
    account = read(current=CURRENT.replace(b'"yellow"', b'"mauve"'))
    assert [(each.what, each.word) for each in account.strange] == [("component status", "mauve")]


def test_a_system_with_a_number_for_a_name_is_one_too():
    account = read(current=CURRENT.replace(b'"Tools"', b"1" * 25).replace(b'"Data"', b"7"))
    assert [one.name for one in account.components] == ["Apps", "7", "A system"]


def test_any_address_of_the_page_is_the_page():
    theirs = heroku.recognise(Seen("https://status.heroku.com/incidents/4001"))
    assert theirs.url == "https://status.heroku.com"
    here = "http://127.0.0.1:81/api/v4/current-status"
    assert heroku.recognise(Seen(here, here, CURRENT)).url == "http://127.0.0.1:81"
    assert heroku.recognise(Seen(here, here, b"{}")) is None
    assert heroku.recognise(Seen("https://status.example.com")) is None


@pytest.mark.parametrize(
    "body", [b"{}", b'{"status": "green", "incidents": []}', b'{"status": []}', b"<html>"]
)
def test_the_answer_of_another_program_is_refused(body):
    with pytest.raises(PageUnreadable):
        read(current=body)

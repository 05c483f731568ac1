"""Slack: notes without ids and without a status, and a summary days later."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import slack
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures

CURRENT, HISTORY = fixture("slack", "current.json"), fixture("slack", "history.json")


def read(**bodies: bytes):
    return slack.read(bodies or {"current": CURRENT, "history": HISTORY}, {})


def incidents_of(account):
    return [one for listing in account.listings for one in listing.incidents]


def test_what_goes_on_and_what_changed_last_are_two_lists():
    account = read()
    told = [(one.extent, one.kind, [incident.uid for incident in one.incidents]) for one in account.listings]
    assert told == [
        (Extent.OPEN, Kind.INCIDENT, ["5001"]),
        (Extent.OPEN, Kind.MAINTENANCE, ["5002"]),
        (Extent.LATEST_CHANGES, Kind.INCIDENT, ["4990", "4980"]),
        (Extent.LATEST_CHANGES, Kind.MAINTENANCE, []),
    ]


def test_notes_are_known_by_when_they_were_written():
    drums = read().listings[0].incidents[0]
    assert drums.ids_are_made
    assert [update.uid for update in drums.updates] == [
        "2022-09-05T15:09:43+00:00",
        "2022-09-05T16:00:00+00:00",
    ]
    assert {update.state for update in drums.updates} == {State.INVESTIGATING}


def test_a_summary_days_later_is_a_postmortem_and_not_the_end():
    flutes = read().listings[2].incidents[0]
    assert [update.state for update in flutes.updates] == [
        State.INVESTIGATING,
        State.RESOLVED,
        State.POSTMORTEM,
    ]
    assert flutes.resolved_at == datetime(2022, 8, 23, 23, 5, 24, tzinfo=UTC)
    assert flutes.updates[-1].display_at is None


def test_a_summary_that_is_all_there_is_tells_of_the_end():
    silence = read().listings[2].incidents[1]
    assert [update.state for update in silence.updates] == [State.RESOLVED]


def test_a_note_of_blanks_without_end_is_a_note_and_read_at_once():
    """It took minutes: each blank was tried as the last before a summary, and before a paragraph."""
    history = json.loads(HISTORY)
    history[0]["notes"][0]["body"] = f"{' ' * 200_000}!"
    flutes = incidents_of(slack.read({"current": CURRENT, "history": json.dumps(history).encode()}, {}))
    told = next(incident for incident in flutes if incident.uid == "4990")
    assert State.POSTMORTEM not in [update.state for update in told.updates]


def test_services_are_well_unless_something_active_names_them():
    account = read()
    statuses = {one.name: one.status for one in account.components}
    assert (statuses["Messaging"], statuses["Drums"], statuses["Search"]) == ("incident", "incident", "ok")
    assert (account.indicator, account.says, account.strange) == ("minor", "Slack has active issues", ())


def test_a_current_answer_alone_is_enough_and_so_is_a_history():
    assert len(read(current=CURRENT).listings) == 2
    assert read(history=HISTORY).components is None


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://status.slack.com/2022-09/f4273fe54d4adbcb", slack.PAGE),
        ("https://slack-status.com", slack.PAGE),
        ("http://127.0.0.1:81/api/v2.0.0/history", "http://127.0.0.1:81"),
    ],
)
def test_any_address_of_the_page_is_the_page(address, url):
    assert slack.recognise(Seen(address)).url == url


def test_another_page_is_not_recognised():
    assert slack.recognise(Seen("https://status.example.com/api/v2/current")) is None


@pytest.mark.parametrize("name", ["current", "history"])
@pytest.mark.parametrize("body", [b"{}", b'[{"id": 1}]', b'{"active_incidents": []}', b"<html>", b"[1]"])
def test_the_answer_of_another_program_is_refused(name, body):
    with pytest.raises(PageUnreadable):
        read(**{name: body})


@needs_captures
def test_a_real_history_is_read_with_its_summaries():
    account = read(history=capture("slack/slack-v2-history-2020-01-03.json"))
    incidents = incidents_of(account)
    assert len(incidents) == 116
    updates = [update for incident in incidents for update in incident.updates]
    assert sum(update.state is State.POSTMORTEM for update in updates) == 80
    assert all(incident.resolved_at for incident in incidents)
    assert account.strange == ()


@needs_captures
def test_of_several_forms_of_a_real_incident_the_newest_counts():
    body = capture("slack/slack-v2-current-accumulated-2022-09-14.json")
    account = read(current=body)
    served = json.loads(body)["active_incidents"]
    crashing = {one.uid: one for one in incidents_of(account)}["1136"]
    assert len({one["title"] for one in served if one["id"] == 1136}) == 2
    assert (crashing.name, len(crashing.updates)) == (
        "Windows Store app users may experience an error when launching Slack",
        3,
    )
    assert len(incidents_of(account)) == len({one["id"] for one in served})

"""Upptime: issues are incidents, comments are updates, and a repository says whose they are."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import upptime
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Kind, State
from statuspages.tests.providers.captures import fixture

FACTS = {"repository": "moor/status", "api": upptime.API, "raw": upptime.RAW}
FILES = {"issues": "issues.json", "comments": "comments.json", "sites": "summary.json"}
BODIES = {name: fixture("upptime", file) for name, file in FILES.items()}


def read(**bodies: bytes):
    return upptime.read(BODIES | bodies, FACTS)


def incident(uid: str, **bodies: bytes):
    told = [one for listing in read(**bodies).listings for one in listing.incidents]
    return next(one for one in told if one.uid == uid)


def test_an_issue_and_its_comments_are_an_incident_and_its_updates():
    down = incident("12")
    assert (down.state, down.impact) == (State.RESOLVED, "down")
    assert [(update.uid, update.state) for update in down.updates] == [
        ("issue-12", State.INVESTIGATING),
        ("55001", State.RESOLVED),
    ]
    assert [(each.uid, each.new) for each in down.updates[0].affected] == [("windmill", "down")]
    assert down.has_all_updates


def test_an_issue_that_was_closed_without_a_word_ended_then():
    silent = incident("9")
    assert [(update.status, update.body) for update in silent.updates][-1] == ("closed", "")
    assert silent.updates[-1].at == silent.resolved_at == datetime(2024, 2, 1, 10, 30, tzinfo=UTC)


def test_comments_that_were_not_asked_for_are_not_taken_for_withdrawn():
    slow = incident("11")
    assert (slow.impact, len(slow.updates), slow.has_all_updates) == ("degraded", 2, False)
    without = upptime.read({"issues": BODIES["issues"]}, FACTS)
    assert not without.listings[0].incidents[0].has_all_updates


def test_a_maintenance_says_its_window_in_its_text():
    sails = incident("10")
    assert (sails.kind, sails.state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert sails.scheduled_for == datetime(2024, 3, 10, 8, tzinfo=UTC)
    assert sails.scheduled_until == datetime(2024, 3, 10, 12, tzinfo=UTC)


def test_incidents_and_maintenances_are_one_list_that_reaches_back_as_far():
    assert {one.reaches_back_to for one in read().listings} == {datetime(2024, 2, 1, 10, tzinfo=UTC)}


def test_questions_and_pull_requests_are_no_incidents():
    uids = {one.uid for listing in read().listings for one in listing.incidents}
    assert uids == {"12", "11", "10", "9"}


def test_sites_are_the_components():
    account = read()
    assert [(one.uid, one.name, one.status) for one in account.components] == [
        ("windmill", "Windmill", "up"),
        ("watermill", "Watermill", "degraded"),
    ]
    assert (account.page.uid, account.indicator, account.strange) == ("moor/status", "minor", ())


@pytest.mark.parametrize(
    ("address", "body", "url", "issues"),
    [
        (
            "https://github.com/moor/status/issues",
            b"Powered by Upptime",
            "https://github.com/moor/status",
            "https://api.github.com/repos/moor/status/issues",
        ),
        (
            "https://raw.githubusercontent.com/moor/status/master/history/summary.json",
            BODIES["sites"],
            "https://github.com/moor/status",
            "https://api.github.com/repos/moor/status/issues",
        ),
        (
            "http://127.0.0.1:81/repos/moor/status/issues",
            b"",
            "http://127.0.0.1:81/repos/moor/status",
            "http://127.0.0.1:81/repos/moor/status/issues",
        ),
        (
            "https://status.moor.example/",
            b'<a>Upptime</a> "https://raw.githubusercontent.com/moor/status/HEAD/graphs/x.svg"',
            "https://status.moor.example",
            "https://api.github.com/repos/moor/status/issues",
        ),
    ],
)
def test_any_address_leads_to_the_repository(address, body, url, issues):
    found = upptime.recognise(Seen(address, address, body))
    assert found.url == url
    assert upptime.asks(found.facts)[0].url.partition("?")[0] == issues


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("https://github.com/moor/other", b"a repository"),
        ("https://status.example.com/moor/status/main/history/summary.json", b"{}"),
        ("https://status.example.com", b"We have good uptime"),
    ],
)
def test_what_upptime_did_not_make_is_not_recognised(address, body):
    assert upptime.recognise(Seen(address, address, body)) is None


@pytest.mark.parametrize("name", ["issues", "comments", "sites"])
@pytest.mark.parametrize("body", [b"{}", b"<html>", b"[1]", b'{"message": "API rate limit exceeded"}'])
def test_the_answer_of_another_program_is_refused(name, body):
    with pytest.raises(PageUnreadable):
        read(**{name: body})


@pytest.mark.parametrize("name", ["issues", "sites"])
def test_entries_of_another_kind_are_refused(name):
    with pytest.raises(PageUnreadable):
        read(**{name: b'[{"id": 1}]'})


def test_a_label_without_a_name_is_no_site():
    issues = json.loads(BODIES["issues"])
    issues[0]["labels"].append({"id": 9, "name": " "})
    affected = incident("12", issues=json.dumps(issues).encode()).updates[0].affected
    assert [each.uid for each in affected] == ["windmill"]

"""cState: files that a site is made of, where an issue is one text."""

import json
from datetime import UTC, datetime

import pytest

from statuspages.exceptions import PageUnreadable
from statuspages.providers import cstate
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, State
from statuspages.tests.providers.captures import fixture

BODIES = {
    "issues": fixture("cstate", "issues.json"),
    "index": fixture("cstate", "index.json"),
    "feed": fixture("cstate", "index.xml"),
}


def read(**bodies: bytes):
    return cstate.read(BODIES | bodies, {})


def test_an_issue_is_an_incident_with_its_text_and_its_end():
    apples, wasps, _ = read().listings[0].incidents
    assert (apples.uid, apples.state, apples.impact) == (
        "2023-09-01-apples.md",
        State.INVESTIGATING,
        "disrupted",
    )
    assert apples.created_at == datetime(2023, 9, 1, 8, tzinfo=UTC)
    assert [update.body for update in apples.updates] == ["<p>Baskets have a hole.</p>"]
    assert [(update.uid, update.state) for update in wasps.updates] == [
        ("text", State.INVESTIGATING),
        ("end", State.RESOLVED),
    ]
    assert wasps.resolved_at == datetime(2023, 8, 1, 12, tzinfo=UTC)


def test_a_text_that_the_feed_does_not_have_is_not_told():
    assert read().listings[0].incidents[1].updates[0].body is None
    assert read(feed=b"<html>").listings[0].incidents[0].updates[0].body is None


def test_an_end_in_words_is_an_end_at_no_known_time():
    gate = read().listings[0].incidents[2]
    assert (gate.state, gate.resolved_at, gate.updates[-1].at) == (State.RESOLVED, None, None)


def test_an_end_before_the_beginning_is_told_in_the_order_of_time():
    answer = json.loads(BODIES["issues"])
    answer["pages"][1]["resolvedAt"] = "2023-07-30 12:00:00"
    wasps = read(issues=json.dumps(answer).encode()).listings[0].incidents[1]
    assert [update.uid for update in wasps.updates] == ["end", "text"]
    assert [each.new for each in wasps.updates[1].affected] == ["down"]


def test_all_issues_are_listed_unless_there_are_too_many():
    assert read().listings[0].extent is Extent.COMPLETE
    answer = json.loads(BODIES["issues"])
    more = [answer["pages"][1] | {"filename": f"{number}.md"} for number in range(600)]
    listing = read(issues=json.dumps(answer | {"pages": more + answer["pages"]}).encode()).listings[0]
    assert (listing.extent, len(listing.incidents)) == (Extent.NEWEST, 500)
    assert listing.incidents[0].uid == "2023-09-01-apples.md"


def test_systems_are_the_components():
    account = read()
    assert [(one.full_name, one.status) for one in account.components] == [
        ("Tools - Baskets", "disrupted"),
        ("Tools - Ladders", "disrupted"),
        ("Gate", "ok"),
    ]
    assert (account.page.name, account.indicator, account.strange) == ("Orchard", "minor", ())


def test_without_a_list_of_issues_those_of_the_systems_are_told_once():
    account = cstate.read({"index": BODIES["index"]}, cstate.BY_INDEX)
    assert account.listings[0].extent is Extent.OPEN
    assert [one.uid for one in account.listings[0].incidents] == ["2023-09-01-apples.md"]


def test_issues_that_do_not_name_their_site_are_not_another_page():
    assert read().page.uid == "status.orchard.example"
    issues = json.loads(BODIES["issues"])
    issues.pop("baseURL")
    assert cstate.read({"issues": json.dumps(issues).encode()}, {}).page.uid == ""


def test_where_issues_are_as_before_nothing_is_said_of_them():
    assert cstate.read({"index": BODIES["index"]}, {}).listings == ()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/index.json", BODIES["index"]),
        ("/issues/index.json", BODIES["issues"]),
        ("/issues/2023-09-01-apples/", b'<a href="https://github.com/cstate/cstate">cState</a>'),
    ],
)
def test_any_address_of_a_page_is_the_page(path, body):
    address = f"http://127.0.0.1:81{path}"
    found = cstate.recognise(Seen(address, address, body))
    assert (found.url, found.ways) == ("http://127.0.0.1:81", ({}, cstate.BY_INDEX))


@pytest.mark.parametrize(
    ("path", "body"), [("/index.json", b"{}"), ("/index.json", b""), ("/", b"<html></html>")]
)
def test_what_cstate_did_not_make_is_not_recognised(path, body):
    address = f"http://127.0.0.1:81{path}"
    assert cstate.recognise(Seen(address, address, body)) is None


@pytest.mark.parametrize("name", ["issues", "index"])
@pytest.mark.parametrize(
    "body", [b"{}", b'{"is": "index", "pages": []}', b'{"systems": []}', b"<html>", b"[]"]
)
def test_the_answer_of_another_program_is_refused(name, body):
    with pytest.raises(PageUnreadable):
        read(**{name: body})

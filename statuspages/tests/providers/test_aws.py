"""AWS: current events in UTF-16, and its former file, whose times have no date."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import aws
from statuspages.providers.provider import Seen
from statuspages.providers.reading import Extent, State
from statuspages.tests.providers.captures import capture, fixture, needs_captures
from timelines.when import Precision

EVENTS = fixture("aws", "currentevents.json")


def read_events(encoding="utf-16"):
    return aws.read({"events": EVENTS.decode().encode(encoding)}, {})


def read_archive(body: bytes | None = None):
    return aws.read({"archive": body or fixture("aws", "data.json")}, {})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8", "utf-8-sig"])
def test_an_answer_is_read_in_whatever_unicode_it_comes(encoding):
    assert read_events(encoding) == read_events("utf-8")


def test_an_event_is_known_by_its_arn_or_else_its_service_and_date():
    uids = [incident.uid for incident in read_events().listings[0].incidents]
    assert uids[0].endswith("/AWS_1")
    assert uids[1] == "wells-me-made-1 2026-02-28T17:33:20+00:00"


def test_an_event_tells_its_log_and_how_services_changed():
    account = read_events()
    event = account.listings[0].incidents[0]
    assert account.listings[0].extent is Extent.OPEN
    assert event.name == "Multiple services (Atlantis): Increased Error Rates"
    assert (event.state, event.impact) == (State.INVESTIGATING, "Disruption")
    assert [[(each.old, each.new) for each in update.affected] for update in event.updates] == [
        [("Operating normally", "Informational")],
        [("Informational", "Disruption")],
    ]
    assert event.updates[1].at == datetime.fromtimestamp(1772373085, UTC)


def test_a_mark_in_the_summary_says_that_an_event_is_over():
    event = read_events().listings[0].incidents[1]
    assert (event.state, event.status, event.impact) == (State.RESOLVED, "Resolved", "Informational")
    assert event.resolved_at == event.updates[-1].at
    assert event.name == "Made-up Wells (Atlantis): Muddy water"


def test_services_are_the_components():
    account = read_events()
    assert [(one.name, one.status) for one in account.components] == [
        ("Made-up Buckets (Atlantis)", "Disruption"),
        ("Made-up Ropes (Atlantis)", "Operating normally"),
        ("Made-up Wells (Atlantis)", "Informational"),
    ]
    assert (account.indicator, account.strange) == ("major", ())


def test_without_events_nothing_is_wrong():
    account = aws.read({"events": "[]".encode("utf-16")}, {})
    assert (account.components, account.indicator, account.listings[0].incidents) == ((), "none", ())


def test_an_empty_answer_is_read_where_it_looks_like_theirs_or_is_at_their_address():
    assert aws.read({"events": b"[]"}, {"events": aws.EVENTS}).listings[0].incidents == ()
    with pytest.raises(Unexpected):
        aws.read({"events": b"[]"}, {"events": "https://status.example.com/public/currentevents"})


def test_times_without_a_date_go_forward_from_that_of_the_event():
    updates = read_archive().listings[0].incidents[0].updates
    assert [str(update.at) for update in updates] == [
        "2022-01-01 08:01:00+00:00",
        "2022-01-02 07:30:00+00:00",
        "2022-01-02 08:15:00+00:00",
        "2022-01-05 04:00:00+00:00",
    ]
    assert {update.precision for update in updates} == {Precision.MINUTE}
    assert [update.body for update in updates][:2] == ["The water is muddy.", "Still muddy."]
    assert updates[-1].state is State.RESOLVED


def test_an_event_without_a_text_has_no_updates():
    event = json.loads(fixture("aws", "data.json"))["archive"][0] | {"description": ""}
    told = read_archive(json.dumps({"archive": [event], "current": []}).encode())
    assert told.listings[0].incidents[0].updates == ()


@pytest.mark.parametrize(
    ("address", "body", "ask"),
    [
        ("https://health.aws.amazon.com/health/status", b"", aws.EVENTS),
        ("https://status.aws.amazon.com/", b"<html>", aws.EVENTS),
        ("http://127.0.0.1:81/public/currentevents", EVENTS, "http://127.0.0.1:81/public/currentevents"),
        ("http://127.0.0.1:81/data.json", fixture("aws", "data.json"), "http://127.0.0.1:81/data.json"),
    ],
)
def test_any_address_leads_to_the_events(address, body, ask):
    found = aws.recognise(Seen(address, address, body))
    assert aws.asks(found.facts)[0].below(found.url) == ask


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("https://status.aws.amazon.com/rss/ec2-us-east-1.rss", b"<rss/>"),
        ("https://status.example.com/data.json", b"{}"),
        ("https://status.example.com", EVENTS),
    ],
)
def test_what_is_not_the_dashboard_is_not_recognised(address, body):
    assert aws.recognise(Seen(address, address, body)) is None


@pytest.mark.parametrize("name", ["events", "archive"])
@pytest.mark.parametrize(
    "body", [b"{}", b'[{"id": 1}]', b"\xff\xfe[", b"\xff\xfe\x00", b"<html>", b'{"archive": []}']
)
def test_the_answer_of_another_program_is_refused(name, body):
    with pytest.raises(PageUnreadable):
        aws.read({name: body}, {})


@needs_captures
def test_a_real_year_of_events_is_read():
    account = read_archive(capture("aws/data-2022-07-03.json"))
    incidents = account.listings[0].incidents
    updates = [update for incident in incidents for update in incident.updates]
    assert (len(incidents), len(updates)) == (86, 352)
    assert all(incident.state is State.RESOLVED for incident in incidents)
    assert all(update.at and update.body and "<div>" not in update.body for update in updates)
    assert account.strange == ()


@needs_captures
def test_the_first_time_of_each_real_event_is_that_of_the_event():
    for incident in read_archive(capture("aws/data-2022-07-03.json")).listings[0].incidents:
        assert abs(incident.created_at - incident.updates[0].at) < timedelta(minutes=1)
        times = [update.at for update in incident.updates]
        assert times == sorted(times)

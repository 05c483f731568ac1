"""incident.io: JSON without texts, which are found elsewhere or left out; a front page that is no riddle."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.exceptions import NotJson, OtherFormat, PageUnreadable, Unexpected
from statuspages.providers import Seen, incidentio, statuspage
from statuspages.providers.incidentio_page import made_at, read_page
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests import vendor
from statuspages.tests.providers import incidentio as served
from statuspages.tests.providers.captures import capture, needs_captures

BY_PAGE = {"by": "page"}


def as_json(told: dict) -> bytes:
    return json.dumps(told).encode()


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2024-05-06T{clock}:00+00:00")


def listed(account, extent: Extent, kind=Kind.INCIDENT):
    return [
        one
        for each in account.listings
        if (each.extent, each.kind) == (extent, kind)
        for one in each.incidents
    ]


def test_json_alone_tells_no_texts_and_none_is_made_up():
    body = as_json(served.answer(served.in_json(served.slow_builds())))
    account = incidentio.read({"incidents": body, "summary": body}, {})
    (incident,) = listed(account, Extent.NEWEST)
    assert [update.body for update in incident.updates] == [None, None]
    assert (incident.state, incident.impact) == (State.IDENTIFIED, "major")
    assert incident.url == f"https://status.vendor.example/incidents/{incident.uid}"
    assert (account.indicator, account.says) == ("major", "Partial outage")


def test_without_incidents_there_is_no_list_of_them_and_that_is_none():
    body = as_json(served.answer())
    account = incidentio.read({"incidents": body, "summary": body}, {})
    assert [each.incidents for each in account.listings] == [(), ()]
    assert [component.name for component in account.components] == ["Builds", "Queue"]


def test_texts_and_components_come_from_the_front_page_by_the_ids_of_the_updates():
    told = served.slow_builds()
    body = as_json(served.answer(served.in_json(told)))
    account = incidentio.read({"incidents": body, "page": served.front_page(told)}, {})
    (incident,) = listed(account, Extent.NEWEST)
    assert incident.updates[1].body == "The scheduler lost its table."
    (affected,) = incident.updates[1].affected
    assert (affected.name, affected.old, affected.new) == (
        "CI - Builds",
        "degraded_performance",
        "partial_outage",
    )


def test_the_feed_tells_the_newest_text_of_what_the_front_page_has_no_more():
    told = served.slow_builds()
    told["updates"].append(served.update("resolved", "10:15", "Builds start again."))
    told["status"] = "resolved"
    body = as_json(served.answer(served.in_json(told)))
    bodies = {
        "incidents": body,
        "page": served.front_page(),
        "feed": served.feed(told, "Builds start again."),
    }
    (incident,) = listed(incidentio.read(bodies, {}), Extent.NEWEST)
    assert [update.body for update in incident.updates] == [None, None, "Builds start again."]


def test_a_feed_that_is_behind_or_ahead_completes_nothing():
    told = served.slow_builds()
    body = as_json(served.answer(served.in_json(told)))
    ahead = served.feed(told | {"status": "resolved"}, "Builds start again.")
    (incident,) = listed(incidentio.read({"incidents": body, "feed": ahead}, {}), Extent.NEWEST)
    assert [update.body for update in incident.updates] == [None, None]


@pytest.mark.parametrize("name", ["page", "feed"])
def test_what_completes_may_be_anything(name):
    body = as_json(served.answer(served.in_json(served.slow_builds())))
    account = incidentio.read({"incidents": body, name: b"<html>moved</html>"}, {})
    assert len(listed(account, Extent.NEWEST)) == 1


def test_a_page_alone_is_read_with_its_texts_groups_and_times():
    early = served.update("identified", "09:10", "Known since eight.", said_at="08:00")
    account = incidentio.read({"page": served.front_page(served.incident(early))}, BY_PAGE)
    (incident,) = listed(account, Extent.OPEN)
    assert (incident.updates[0].display_at, incident.updates[0].created_at) == (at("08:00"), at("09:10"))
    assert [component.full_name for component in account.components] == ["Queue", "CI - Builds"]
    assert [component.status for component in account.components] == ["operational", "partial_outage"]
    assert (account.page.name, account.page.uid) == ("Vendor", served.PAGE)


def test_what_a_page_only_links_to_ends_what_is_known_and_begins_nothing():
    impact = {
        "component_id": served.BUILDS,
        "status": "full_outage",
        "start_at": served.iso("07:00"),
        "end_at": served.iso("07:40"),
        "status_page_incident_id": served.ulid("07:00"),
    }
    page = served.front_page(links=[served.link("07:00", "resolved")], impacts=[impact])
    (past,) = listed(incidentio.read({"page": page}, BY_PAGE), Extent.LATEST_CHANGES)
    assert (past.state, past.impact, past.resolved_at) == (State.RESOLVED, "critical", at("07:40"))
    assert not past.tells_something


def test_maintenances_are_told_apart():
    planned = served.incident(
        served.update("maintenance_scheduled", "08:00", "We move the queue."),
        type="maintenance",
        starts_at=served.iso("20:00"),
        ends_at=served.iso("22:00"),
    )
    account = incidentio.read({"page": served.front_page(maintenances=[planned])}, BY_PAGE)
    (maintenance,) = listed(account, Extent.OPEN, Kind.MAINTENANCE)
    assert (maintenance.state, maintenance.scheduled_for) == (State.SCHEDULED, at("20:00"))
    assert maintenance.scheduled_until - maintenance.scheduled_for == timedelta(hours=2)
    assert not listed(account, Extent.OPEN)


def test_a_text_given_in_nodes_is_put_together():
    nodes = {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "One."}, {"type": "lineBreak"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "Two."}]},
        ],
    }
    told = served.update("identified", "09:00", "") | {"message": nodes, "message_string": "$undefined"}
    account = incidentio.read({"page": served.front_page(served.incident(told))}, BY_PAGE)
    (incident,) = listed(account, Extent.OPEN)
    assert incident.updates[0].body == "One.\n\n\nTwo."


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<html>All good</html>", NotJson),
        (b'<script>self.__next_f.push([1,"1:[\\"$\\"]"])</script>', Unexpected),
        (served.front_page(ongoing_incidents="$undefined"), Unexpected),
        (served.front_page(components={}), Unexpected),
        (served.front_page(id=7.5), Unexpected),
    ],
)
def test_a_page_that_is_not_as_it_was_says_nothing_and_not_that_all_is_well(body, error):
    with pytest.raises(error):
        read_page(body)


def test_the_two_that_look_alike_are_not_mistaken_for_each_other():
    of_statuspage = vendor.as_json(vendor.incidents_answer(vendor.slow_builds()))
    with pytest.raises(OtherFormat, match="a page of Statuspage now"):
        incidentio.read({"incidents": of_statuspage}, {})
    with pytest.raises(OtherFormat, match=r"a page of incident\.io now"):
        statuspage.read({"incidents": as_json(served.answer())}, {})


def test_an_empty_answer_of_several_regions_says_nothing():
    with pytest.raises(Unexpected):
        incidentio.read({"incidents": b'{"components": []}', "summary": b'{"components": []}'}, {})


@pytest.mark.parametrize(
    ("address", "body", "url"),
    [
        ("https://status.vendor.example/", served.front_page(), "https://status.vendor.example"),
        ("https://status.vendor.example/incidents/01KK", b"", "https://status.vendor.example"),
        ("https://status.vendor.example/feed.atom", b"", "https://status.vendor.example"),
        ("https://status.vendor.example/eu/api/v2/summary.json", b"", "https://status.vendor.example/eu"),
        (
            "https://statuspage.incident.io/vendor",
            served.front_page(),
            "https://statuspage.incident.io/vendor",
        ),
    ],
)
def test_any_address_of_a_page_leads_to_its_one(address, body, url):
    assert incidentio.recognise(Seen(address, address, body)).url == url


def test_pages_of_others_are_not_recognised():
    assert incidentio.recognise(Seen("https://example.com/", body=b"<html>Status</html>")) is None
    assert incidentio.recognise(Seen("https://s.example/api/v2/status_pages/x/summary")) is None


def test_ids_say_when_they_were_made():
    assert made_at(served.ulid("09:15")) == at("09:15")
    assert [made_at(uid) for uid in ("", "kctbh9vrtdwd", "7" * 26 + "0", "Z" * 26)] == [None] * 4


@given(st.text() | st.recursive(st.none() | st.text(), lambda held: st.dictionaries(st.text(), held)))
def test_whatever_a_page_carries_there_is_one_kind_of_error(held):
    told = f'{{"summary":{json.dumps(held)}'
    body = f"<script>self.__next_f.push([1,{json.dumps(told)}])</script>".encode()
    with pytest.raises(PageUnreadable):
        read_page(body)


@needs_captures
@pytest.mark.parametrize(
    ("name", "components", "updates", "impact"),
    [("openai-page-2026-03-17", 31, 5, "minor"), ("aiven-page-2026-03", 2, 4, "major")],
)
def test_captured_pages_are_read_without_a_strange_word(name, components, updates, impact):
    account = incidentio.read({"page": capture(f"incidentio/{name}.html")}, BY_PAGE)
    (incident,) = listed(account, Extent.OPEN)
    assert (len(account.components), len(incident.updates), incident.impact) == (components, updates, impact)
    assert all(update.body for update in incident.updates)
    assert incident.started_at <= incident.created_at.astimezone(UTC)
    assert not account.strange


@needs_captures
def test_a_status_that_goes_back_from_resolved_is_kept_as_it_is():
    body = capture("incidentio/hashicorp-compat-summary-2026-04-20.json")
    account = incidentio.read({"summary": body}, {"by": "summary"})
    resets = next(one for one in listed(account, Extent.OPEN) if one.name.startswith("Intermittent"))
    assert "resolved" in [update.status for update in resets.updates]
    assert resets.state is State.INVESTIGATING
    assert not account.strange

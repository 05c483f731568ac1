"""Vendors' feeds: by what an incident is known again, what its times mean, which words tell its state."""

from datetime import UTC, datetime

import pytest

from statuspages.providers import feed
from statuspages.providers.feeds import read_feed
from statuspages.providers.feeds.profiles import IN_ORDER
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests import feeds

MORNING, LATER = "Mon, 06 May 2024 09:00:10 GMT", "Mon, 06 May 2024 09:45:20 +0000"
AT, AT_LATER = datetime(2024, 5, 6, 9, 0, 10, tzinfo=UTC), datetime(2024, 5, 6, 9, 45, 20, tzinfo=UTC)
ULID = "01HX6ZQ2W7T9V5K3M8N4P0RSJD"
GENERATOR = "<generator>{}</generator>"


def only(*items: str, **how):
    (incident,) = read_feed(feeds.rss(*items, **how)).incidents
    return incident


def incident_io(text: str, updated: str) -> bytes:
    link = f"https://status.vendor.example//incidents/{ULID}"
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
    <id>https://status.vendor.example/</id><title>Vendor status</title>
    <updated>2024-05-06T12:00:00.123Z</updated>
    <generator>incident.io</generator>
    <entry><title type="html"><![CDATA[Builds &amp; tests wait]]></title><id>{link}</id><link href="{link}"/>
    <updated>{updated}</updated><content type="html"><![CDATA[{text}]]></content></entry></feed>""".encode()


def test_incident_io_tells_the_newest_post_and_how_components_are():
    read = read_feed(
        incident_io(
            "<b>Status: Monitoring</b><br/><br/>We wait.<br/><br/><b>Affected components</b>\n"
            "<ul><li>Builds (Degraded performance)</li>\n<li>Tests &amp; more (Full outage)</li></ul>",
            "2024-05-06T09:45:20.567Z",
        )
    )
    (incident,) = read.incidents
    assert (read.page.name, incident.uid, incident.name) == ("Vendor", ULID, "Builds & tests wait")
    (update,) = incident.updates
    assert (update.body, update.status, update.at) == ("We wait.", "monitoring", AT_LATER)
    assert [(each.name, each.new) for each in update.affected] == [
        ("Builds", "degraded_performance"),
        ("Tests & more", "full_outage"),
    ]
    assert not incident.has_all_updates  # those before are not told any longer


def test_a_maintenance_of_incident_io_is_none_of_its_incidents():
    read = read_feed(
        incident_io("<b>Status: Maintenance in progress</b><br/><br/>Wait.", "2024-05-06T09:45:20Z")
    )
    (maintenance,) = read.maintenances
    assert (maintenance.kind, maintenance.state) == (Kind.MAINTENANCE, State.IN_PROGRESS)


def test_better_stack_gives_an_item_a_post():
    link = "https://status.vendor.example/incident/42"
    incident = only(
        feeds.item("Builds recovered", link, f"{link}#b1", LATER, "Builds recovered."),
        feeds.item("Builds went down", link, f"{link}#a0", MORNING, "Builds went down."),
        head=GENERATOR.format("Better Stack"),
    )
    assert (incident.uid, incident.name, incident.state) == (
        "/incident/42",
        "Builds",
        State.RESOLVED,
    )
    assert [(update.at, update.status) for update in incident.updates] == [
        (AT, "investigating"),
        (AT_LATER, "resolved"),
    ]


def test_an_incident_keeps_its_name_when_its_first_posts_have_aged_out():
    link = "https://status.vendor.example/incident/42"
    last = feeds.item("Builds recovered", link, f"{link}#b1", LATER, "Builds recovered.")
    assert only(last, head=GENERATOR.format("Better Stack")).name == "Builds"


def test_the_same_entry_again_is_one_post():
    entry = feeds.item(
        "Builds wait", "https://status.vendor.example/incidents/7f", "g", MORNING, "Builds wait."
    )
    assert len(only(entry, entry, entry).updates) == 1


def test_better_stack_with_links_to_its_home_page_is_known_by_guid():
    home = "https://status.vendor.example/"
    items = [feeds.item(f"Builds {word}", home, f"{home}#{word}", MORNING) for word in ("wait", "fail")]
    read = read_feed(feeds.rss(*items, head=GENERATOR.format("Better Stack")))
    assert [incident.uid for incident in read.incidents] == [f"{home}#wait", f"{home}#fail"]


def test_cachet_is_known_by_its_link_for_its_guid_changes_with_each_edit():
    link = "https://status.vendor.example/incidents/7f"
    before, after = (
        only(feeds.item("Builds wait", link, guid, MORNING, text), head=GENERATOR.format("Cachet"))
        for guid, text in (("aaaa", "Builds wait."), ("bbbb", "Builds wait for long."))
    )
    assert before.uid == after.uid == "/incidents/7f"
    assert before.updates[0].uid == after.updates[0].uid  # so it is an edit of that post
    assert before.updates[0].body != after.updates[0].body


def test_cstate_says_in_the_title_that_it_is_over():
    link = "https://status.vendor.example/issues/2024-05-06-builds/"
    incident = only(
        feeds.item(
            "[Resolved] Builds wait", link, link, MORNING, "Builds wait.", "<category>2024-05-06</category>"
        ),
        head=GENERATOR.format("Hugo -- cState"),
    )
    assert (incident.name, incident.state) == ("Builds wait", State.RESOLVED)


def test_statusiq_tells_components_each_as_it_was_last():
    items = [
        feeds.item("Asset API - Operational", at=MORNING),
        feeds.item("Asset API - Major Outage", guid="x", at=LATER),
        feeds.item("B-TU Laubert - Under Maintenance", at=MORNING),
        feeds.item("Scheduled work", at=LATER),
    ]
    body = feeds.rss(*items, root=' xmlns:site24x7="https://www.site24x7.com/rssdefinitions.do#"')
    account = feed.read({"feed": body}, {"feed": "/rss"})
    assert [(each.name, each.status, each.updated_at) for each in account.components] == [
        ("Asset API", "major_outage", AT_LATER),
        ("B-TU Laubert", "under_maintenance", AT),
    ]
    assert not account.listings


def test_azure_lists_what_goes_on_and_cannot_tell_edits():
    account = feed.read({"feed": feeds.rss(title="Azure Status", link="https://status.azure.com")}, {})
    assert [listing.extent for listing in account.listings] == [Extent.OPEN, Extent.OPEN]
    assert not account.tracks_edits


def test_aws_messages_of_one_guid_are_one_incident():
    guid = "https://status.aws.amazon.com/#builds-us-east-1_1714986000"
    body = feeds.rss(
        feeds.item(
            "Service is operating normally: [RESOLVED] Delays", guid=guid, at="Mon, 06 May 2024 02:45:20 PDT"
        ),
        feeds.item(
            "Informational message: Delays", guid=guid, at="Mon, 06 May 2024 02:00:10 PDT", text="Delays."
        ),
        title="Amazon Builds (N. Virginia) Service Status",
    )
    account = feed.read({"feed": body}, {})
    (incident,) = account.listings[0].incidents
    assert [(update.at, update.state) for update in incident.updates] == [
        (AT, State.INVESTIGATING),
        (AT_LATER, State.RESOLVED),
    ]
    assert not account.tracks_edits
    assert account.listings[0].extent is Extent.LATEST_CHANGES


@pytest.mark.parametrize(
    ("title", "text", "state", "name"),
    [
        ("[Resolved] Builds wait", "", State.RESOLVED, "Builds wait"),
        ("Monitoring: Builds wait", "", State.MONITORING, "Builds wait"),
        ("Builds wait", "<b>Status: Identified</b><br/>The scheduler.", State.IDENTIFIED, "Builds wait"),
        ("Builds wait", "<h3>Status: RESOLVED</h3><p>Severity: minor</p>", State.RESOLVED, "Builds wait"),
        (
            "Builds wait",
            "<p><strong>Fixed</strong> now</p><p><strong>Watching</strong></p>",
            State.RESOLVED,
            "Builds wait",
        ),
        ("Builds wait", "This issue is now resolved for everybody.", State.RESOLVED, "Builds wait"),
        ("Builds wait", "We hope to have this resolved soon.", State.INVESTIGATING, "Builds wait"),
        ("Builds: they wait", "", State.INVESTIGATING, "Builds: they wait"),
        ("[EU] Builds wait", "", State.INVESTIGATING, "[EU] Builds wait"),
    ],
)
def test_the_state_of_any_other_feed_is_looked_for_in_its_words(title, text, state, name):
    incident = only(feeds.item(title, guid="1", at=MORNING, text=text))
    assert (incident.state, incident.name) == (state, name)


def test_a_word_that_nobody_knows_is_kept_and_counted():
    body = feeds.rss(
        feeds.item("Builds wait", guid="1", at=MORNING, text="<b>Status: Pondering</b><br/>Well.")
    )
    account = feed.read({"feed": body}, {})
    (incident,) = account.listings[0].incidents
    assert (incident.status, incident.state) == ("pondering", State.INVESTIGATING)
    assert ("incident status", "pondering", 1) in [
        (each.what, each.word, each.times) for each in account.strange
    ]


@pytest.mark.parametrize(
    ("told", "uid"),
    [
        ({"link": "https://status.vendor.example/incidents/7f?x=1", "guid": "g"}, "7f"),
        ({"link": "https://status.vendor.example/news", "guid": "g"}, "g"),
        ({"link": "https://status.vendor.example/news"}, "https://status.vendor.example/news"),
    ],
)
def test_an_incident_is_known_by_the_first_of_what_it_has(told, uid):
    assert only(feeds.item("Builds wait", at=MORNING, **told)).uid == uid


def test_without_any_id_title_and_time_have_to_do():
    uids = [only(feeds.item("Builds wait", at=at)).uid for at in (MORNING, MORNING, LATER)]
    assert uids[0] == uids[1] != uids[2]


def test_entries_that_link_to_one_incident_are_its_posts():
    link = "https://status.vendor.example/incidents/7f"
    incident = only(
        feeds.item("Builds wait", link, "b", LATER, "Status: Resolved. Over."),
        feeds.item("Builds wait", link, "a", MORNING, "Builds wait."),
    )
    assert [update.at for update in incident.updates] == [AT, AT_LATER]


def test_an_empty_feed_says_nothing_and_not_that_all_is_well():
    account = feed.read({"feed": feeds.rss()}, {})
    assert (account.indicator, account.says, account.components) == (None, None, None)
    assert not any(listing.incidents for listing in account.listings)
    assert {listing.extent for listing in account.listings} == {Extent.LATEST_CHANGES}


def test_what_entries_say_of_other_vendors_is_no_mark():
    text = "See https://status.aws.amazon.com, https://status.azure.com and https://betterstack.com."
    read = read_feed(feeds.rss(feeds.item("Builds wait", guid="1", at=MORNING, text=text)))
    assert read.profile.name == "generic"


def test_profiles_are_told_apart_by_name():
    assert len({profile.name for profile in IN_ORDER}) == len(IN_ORDER)

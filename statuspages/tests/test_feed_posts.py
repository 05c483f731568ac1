"""The posts of an incident out of the text of its entry: years, zones, labels, windows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspages.providers.feeds import read_feed
from statuspages.providers.feeds.posts import read_posts
from statuspages.providers.reading import Kind, State
from statuspages.tests import feeds
from timelines.when import Precision


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+00:00")


def only(*posts: str, published="2024-05-06T10:15:40", updated=""):
    """The one incident or maintenance of a feed with these posts, newest first."""
    read = read_feed(
        feeds.atom(feeds.entry("inc0slowblds", "Builds wait", published, *posts, updated=updated))
    )
    (incident,) = read.incidents + read.maintenances
    return incident


def times_of(incident) -> list[datetime]:
    return [update.at for update in incident.updates]


def test_an_entry_is_an_incident_with_its_posts():
    read = read_feed(feeds.atom(feeds.slow_builds()))
    (incident,) = read.incidents
    assert (incident.uid, incident.name, incident.kind) == ("inc0slowblds", "Builds wait", Kind.INCIDENT)
    assert incident.url == "https://status.vendor.example/incidents/inc0slowblds"
    assert times_of(incident) == [at("2024-05-06T09:00"), at("2024-05-06T09:30")]
    first, second = incident.updates
    assert (first.body, first.status, first.precision) == (
        "Builds wait.<br />We look into it.",
        "investigating",
        Precision.MINUTE,
    )
    assert (second.status, second.state) == ("investigating", State.INVESTIGATING)  # “Update”: the same again
    assert (incident.state, incident.resolved_at) == (State.INVESTIGATING, None)
    assert (incident.created_at, incident.listed_at) == (
        at("2024-05-06T09:00"),
        datetime(2024, 5, 6, 9, 30, 12, tzinfo=UTC),
    )


def test_the_page_is_named_as_its_vendor_names_it():
    page = read_feed(feeds.atom(updated="2024-05-06T12:00:00")).page
    assert (page.name, page.url) == ("Vendor", "https://status.vendor.example")
    assert page.uid == "tag:status.vendor.example,2005:/history"
    assert page.updated_at == at("2024-05-06T12:00")


def test_an_incident_that_is_over_says_since_when():
    incident = only(
        feeds.post("2024-05-06T10:15", "Resolved", "All is well."),
        feeds.post("2024-05-06T09:00", "Investigating", "Builds wait."),
    )
    assert (incident.status, incident.resolved_at) == ("resolved", at("2024-05-06T10:15"))


def test_a_postmortem_is_shown_at_no_time():
    incident = only(
        feeds.post("2024-05-06T10:15", "Postmortem", "<h2>What happened</h2>"),
        feeds.post("2024-05-06T09:00", "Resolved", "All is well."),
    )
    assert (incident.state, incident.resolved_at) == (State.POSTMORTEM, at("2024-05-06T09:00"))
    assert incident.updates[-1].display_at is None


def test_years_are_inferred_backwards_from_when_it_was_published():
    incident = only(
        feeds.post("2024-01-02T08:00", "Resolved", "Over."),
        feeds.post("2023-12-31T23:59", "Update", "Still."),
        feeds.post("2023-03-01T00:00", "Investigating", "Ten months before."),
        published="2024-01-02T08:00:31",
    )
    assert times_of(incident) == [at("2023-03-01T00:00"), at("2023-12-31T23:59"), at("2024-01-02T08:00")]


def test_an_edit_in_a_later_year_moves_no_post():
    incident = only(
        feeds.post("2023-12-30T08:00", "Resolved", "Over."),
        published="2023-12-30T08:00:00",
        updated="2025-02-01T00:00:00",
    )
    assert times_of(incident) == [at("2023-12-30T08:00")]


def test_the_29th_of_february_is_of_a_leap_year():
    incident = only(feeds.post("2024-02-29T08:00", "Resolved", "Over."), published="2025-02-01T00:00:00")
    assert times_of(incident) == [at("2024-02-29T08:00")]


@pytest.mark.parametrize(
    ("zone", "published"),
    [("PDT", "2024-05-06T16:00:20"), ("CEST", "2024-05-06T07:00:20"), ("IST", "2024-05-06T03:30:20")],
)
def test_the_zone_is_what_the_time_of_publication_says_it_is(zone, published):
    incident = only(feeds.post("2024-05-06T09:00", "Resolved", "Over.", zone), published=published)
    assert times_of(incident) == [at(published[:16])]


def test_another_zone_of_the_same_page_is_the_usual_one():
    incident = only(
        feeds.post("2024-03-10T03:30", "Resolved", "Over.", "PDT"),
        feeds.post("2024-03-10T01:30", "Investigating", "Builds wait.", "PST"),
        published="2024-03-10T10:30:09",
    )
    assert times_of(incident) == [at("2024-03-10T09:30"), at("2024-03-10T10:30")]


def test_a_maintenance_tells_its_window_until_it_begins():
    before = only(
        feeds.scheduled("2024-06-05T23:00", "01:30"),
        feeds.post("2024-05-06T09:00", "Scheduled", "We move the database."),
        published="2024-06-05T23:00:00",
        updated="2024-05-06T09:00:44",
    )
    assert (before.kind, before.state) == (Kind.MAINTENANCE, State.SCHEDULED)
    assert (before.scheduled_for, before.scheduled_until) == (at("2024-06-05T23:00"), at("2024-06-06T01:30"))
    assert times_of(before) == [at("2024-05-06T09:00")]
    after = only(
        feeds.post("2024-06-06T01:00", "Completed", "Done."),
        feeds.post("2024-06-05T23:00", "In progress", "We begin."),
        feeds.post("2024-05-06T09:00", "Scheduled", "We move the database."),
        published="2024-06-06T01:00:12",
    )
    assert (after.kind, after.state, after.scheduled_for) == (Kind.MAINTENANCE, State.DONE, None)
    assert [update.status for update in after.updates] == ["scheduled", "in_progress", "completed"]
    assert after.updates[0].uid == before.updates[0].uid


def test_a_maintenance_that_begins_in_a_year_is_announced_in_this_one():
    incident = only(
        feeds.scheduled("2025-06-05T23:00", "23:30"),
        feeds.post("2024-06-20T09:00", "Scheduled", "We move the database."),
        published="2025-06-05T23:00:00",
        updated="2024-06-20T09:00:44",
    )
    assert times_of(incident) == [at("2024-06-20T09:00")]
    assert incident.scheduled_for == at("2025-06-05T23:00")


def test_posts_are_known_again_by_when_they_were_made():
    before = only(*SAME_MINUTE, published="2024-05-06T09:00:00")
    after = only(
        feeds.post("2024-05-06T10:15", "Resolved", "Over."),
        feeds.post("2024-05-06T09:00", "Identified", "Rewritten from end to end."),
        SAME_MINUTE[1],
    )
    uids = [update.uid for update in before.updates]
    assert len(set(uids)) == 2
    assert [update.uid for update in after.updates][:2] == uids
    assert before.ids_are_made


SAME_MINUTE = (
    feeds.post("2024-05-06T09:00", "Identified", "It is the scheduler."),
    feeds.post("2024-05-06T09:00", "Investigating", "Builds wait."),
)


def test_other_spacing_in_the_markup_changes_no_word():
    before, after = (
        read_feed(feeds.atom(feeds.slow_builds(spaced=spaced))).incidents[0] for spaced in (False, True)
    )
    assert before == after


def test_a_copy_of_that_markup_is_read_too():
    incident = only(
        "<p><small>Aug 28, 10:33 PM UTC</small><br/><strong>RESOLVED</strong> - <p>This is over.</p></p>",
        "<p><small>Aug 28, 12:05 PM UTC</small><br/><strong>INVESTIGATING</strong> - Looking into it.</p>",
        published="2024-08-28T22:33:46",
    )
    assert times_of(incident) == [at("2024-08-28T12:05"), at("2024-08-28T22:33")]
    assert [update.status for update in incident.updates] == ["investigating", "resolved"]


@pytest.mark.parametrize(
    "text", ["", "Resolved", "<p><small>Mai 6, 09:00 UTC</small><strong>x</strong> - y</p>"]
)
def test_a_text_that_is_written_otherwise_is_one_post(text):
    assert read_posts(text, at("2024-05-06T09:00"), None) is None
    incident = only(text)
    assert [update.body for update in incident.updates] == [text or "Builds wait"]


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.lists(st.integers(0, 60 * 24 * 300), max_size=8))
@example(datetime(2024, 2, 29, tzinfo=UTC), [60 * 24 * 299] * 5)
def test_any_run_of_posts_is_given_its_years_back(newest, gaps):
    """Gaps are minutes, of less than ten months each."""
    times = [newest.replace(second=0, microsecond=0)]
    for gap in gaps:
        times.append(times[-1] - timedelta(minutes=gap))
    text = "".join(feeds.post(f"{each:%Y-%m-%dT%H:%M}", "Update", "Still.") for each in times)
    assert [post.at for post in read_posts(text, newest, None).posts] == times

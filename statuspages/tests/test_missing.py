"""What it means that an incident, or a post of it, is missing from an answer."""

from dataclasses import replace

import pytest

from statuspages.ingest.reconcile import Known, KnownIncident, KnownUpdate, What, reconcile
from statuspages.providers.reading import Account, Affected, Extent, Kind, State
from statuspages.tests.accounts import account, at, listing, maintenance, post, told


def known_after(said: Account, **changed) -> Known:
    """What is stored once everything of this is."""
    incidents = {
        one.uid: KnownIncident(
            uid=one.uid,
            name=one.name,
            status=one.status,
            impact=one.impact,
            url=one.url,
            created_at=one.created_at,
            started_at=one.started_at,
            resolved_at=one.resolved_at,
            as_of=one.as_of,
            updates={
                each.uid: KnownUpdate(
                    uid=each.uid,
                    status=each.status,
                    body=each.body,
                    display_at=each.display_at,
                    created_at=each.created_at,
                    updated_at=each.updated_at,
                    affected=each.affected,
                )
                for each in one.updates
            },
            kind=one.kind,
            state=one.state,
            scheduled_for=one.scheduled_for,
            scheduled_until=one.scheduled_until,
            ids_are_made=one.ids_are_made,
        )
        for each in said.listings
        for one in each.incidents
    }
    return Known(said.page.updated_at, incidents, **changed)


def changes(known: Known, said: Account) -> list[tuple[str, str]]:
    found = reconcile(known, said.page, *said.listings, tracks_edits=said.tracks_edits)
    return [(change.what, change.uid) for change in found]


A = told("a", post("a1", "resolved", "08:00"))
B = told("b", post("b1", "investigating", "09:00"))
C = told("c", post("c1", "investigating", "10:00"))
ALL = account(listing(C, B, A))


@pytest.mark.parametrize(
    ("extent", "found"),
    [
        (Extent.NEWEST, []),
        (Extent.COMPLETE, [(What.WITHDRAWN, "a")]),
        (Extent.OPEN, []),  # it was over
        (Extent.LAST_POSTED, []),
        (Extent.LATEST_CHANGES, []),
    ],
)
def test_what_it_means_that_the_oldest_is_missing_depends_on_the_list(extent, found):
    assert changes(known_after(ALL), account(listing(C, B, extent=extent), said_at="13:00")) == found


@pytest.mark.parametrize(
    ("extent", "found"),
    [
        (Extent.NEWEST, [(What.WITHDRAWN, "b")]),
        (Extent.COMPLETE, [(What.WITHDRAWN, "b")]),
        (Extent.OPEN, [(What.UNLISTED, "b")]),
        (Extent.LAST_POSTED, [(What.WITHDRAWN, "b")]),
        (Extent.LATEST_CHANGES, []),
    ],
)
def test_what_it_means_that_one_in_the_middle_is_missing_depends_on_the_list(extent, found):
    assert changes(known_after(ALL), account(listing(C, A, extent=extent), said_at="13:00")) == found


def test_nothing_was_withdrawn_where_edits_cannot_be_tracked():
    said = account(listing(C, A, extent=Extent.COMPLETE), said_at="13:00", tracks_edits=False)
    assert changes(known_after(ALL), said) == []


def test_a_list_sorted_by_the_newest_post_is_compared_by_that():
    long_one = told("long", post("l1", "investigating", "07:00"), post("l2", "monitoring", "11:00"))
    known = known_after(account(listing(long_one, C, B, A)))
    said = account(listing(long_one, C, extent=Extent.LAST_POSTED), said_at="13:00")
    assert changes(known, said) == []
    assert changes(known, replace(said, listings=(listing(long_one, C),))) == [
        (What.WITHDRAWN, "a"),
        (What.WITHDRAWN, "b"),
    ]


def test_posts_of_one_minute_say_nothing_of_which_came_first():
    told_to_the_second = told("b", post("b1", "investigating", "10:00", display_at=at("10:00")))
    later = replace(told_to_the_second.updates[0], display_at=at("10:00").replace(second=40))
    known = known_after(account(listing(C, replace(told_to_the_second, updates=(later,)))))
    assert changes(known, account(listing(C, extent=Extent.LAST_POSTED), said_at="13:00")) == []


def test_a_maintenance_that_has_not_begun_has_the_place_of_its_window():
    planned = maintenance("m", post("m1", "scheduled", "07:00"), window=("15:00", "16:00"))
    known = known_after(account(listing(C, B, planned)))
    lists = [
        listing(C, B, extent=Extent.LAST_POSTED),
        listing(extent=Extent.LAST_POSTED, kind=Kind.MAINTENANCE, reaches_back_to=at("09:00")),
    ]
    assert changes(known, account(*lists, said_at="13:00")) == [(What.WITHDRAWN, "m")]


def test_a_maintenance_is_not_missing_from_a_list_of_incidents():
    planned = maintenance("m", post("m1", "scheduled", "09:30"))
    known = known_after(account(listing(C, B, A, planned)))
    assert changes(known, account(listing(C, B, A), said_at="13:00")) == []
    lists = listing(C, B, A), listing(extent=Extent.COMPLETE, kind=Kind.MAINTENANCE)
    assert changes(known, account(*lists, said_at="13:00")) == [(What.WITHDRAWN, "m")]


def test_without_a_time_of_the_page_its_newest_word_tells_whether_a_list_is_old():
    known = known_after(replace(ALL, page=replace(ALL.page, updated_at=None)))
    assert changes(known, account(listing(B, extent=Extent.COMPLETE), said_at=None)) == []
    d = told("d", post("d1", "investigating", "11:00"))
    found = changes(known, account(listing(d, B, A, extent=Extent.COMPLETE), said_at=None))
    assert found == [(What.NEW, "d"), (What.WITHDRAWN, "c")]


def test_what_goes_on_no_longer_needs_no_time_of_the_page():
    known = known_after(replace(ALL, page=replace(ALL.page, updated_at=None)))
    found = changes(known, account(listing(extent=Extent.OPEN), said_at=None))
    assert found == [(What.UNLISTED, "b"), (What.UNLISTED, "c")]


def test_what_is_listed_again_among_what_goes_on_does_so():
    known = known_after(ALL)
    unlisted = dict(known.incidents) | {"b": replace(known.incidents["b"], is_unlisted=True)}
    known = replace(known, incidents=unlisted)
    assert changes(known, account(listing(C, extent=Extent.OPEN), said_at="13:00")) == []
    assert changes(known, account(listing(C, B, extent=Extent.OPEN), said_at="13:00")) == [
        (What.CHANGED, "b")
    ]


def test_what_was_read_in_another_format_is_missed_by_none():
    known = known_after(ALL)
    elsewhere = {uid: replace(held, is_elsewhere=True) for uid, held in known.incidents.items()}
    known = replace(known, incidents=elsewhere)
    assert changes(known, account(listing(extent=Extent.OPEN), said_at="13:00")) == []


def test_an_incident_in_two_lists_of_one_answer_is_told_once():
    more = told("c", post("c1", "investigating", "10:00"), post("c2", "monitoring", "11:00"))
    said = account(listing(C, B, A), listing(more, extent=Extent.OPEN), said_at="13:00")
    (change,) = reconcile(known_after(ALL), said.page, *said.listings)
    assert [update.uid for update in change.updates] == ["c2"]


def test_an_older_incident_that_enters_at_the_end_is_no_news():
    known = known_after(ALL)
    known = replace(known, oldest=replace(known.oldest, created=at("08:00"), posted=at("08:00")))
    late = told("z", post("z1", "resolved", "07:00"))
    new = told("n", post("n1", "investigating", "11:00"))
    found = reconcile(known, ALL.page, listing(new, C, B, A, late))
    assert [(change.uid, change.is_reentry) for change in found] == [("z", True), ("n", False)]


def with_posts(*posts, **changed):
    return account(listing(told("i", *posts, **changed)))


FIRST, SECOND = post("1", "investigating", "09:00", "Builds wait."), post("2", "resolved", "10:00", "Over.")


def updates(known: Known, said: Account) -> list[tuple]:
    return [
        (each.what, each.uid, each.is_edited, each.is_told)
        for change in reconcile(known, said.page, *said.listings)
        for each in change.updates
    ]


def test_posts_are_missing_only_from_an_account_that_has_all():
    known = known_after(with_posts(FIRST, SECOND, updated_at=at("10:00")))
    assert updates(known, with_posts(SECOND, updated_at=at("11:00"))) == [(What.WITHDRAWN, "1", False, False)]
    assert updates(known, with_posts(SECOND, updated_at=at("11:00"), has_all_updates=False)) == []


def test_the_age_of_the_last_post_does_not_hide_that_it_was_withdrawn():
    known = known_after(with_posts(FIRST, SECOND, updated_at=None))
    fewer = with_posts(FIRST, updated_at=None)
    assert updates(known, fewer) == []  # it may be from before the second
    newer = replace(fewer, page=replace(fewer.page, updated_at=at("13:00")))
    assert updates(known, newer) == [(What.WITHDRAWN, "2", False, False)]


def test_a_text_that_is_told_later_is_no_edit():
    known = known_after(with_posts(replace(FIRST, body=None)))
    assert updates(known, with_posts(replace(FIRST, body=None))) == []
    assert updates(known, with_posts(FIRST)) == [(What.CHANGED, "1", False, True)]


def test_a_text_that_is_not_told_stays_as_it_was():
    known = known_after(with_posts(FIRST))
    assert updates(known, with_posts(replace(FIRST, body=None))) == []
    other_status = replace(FIRST, body=None, status="identified", updated_at=at("11:00"))
    (change,) = reconcile(known, ALL.page, listing(told("i", other_status)))
    (update,) = change.updates
    assert (update.is_edited, update.read.body) == (True, "Builds wait.")


def test_what_a_format_does_not_tell_of_an_incident_stays_as_it_was():
    known = known_after(with_posts(FIRST))
    poorer = with_posts(FIRST, impact="", url="", created_at=None)
    assert reconcile(known, poorer.page, *poorer.listings) == []


def test_a_format_that_tells_no_posts_may_say_that_it_is_over():
    known = known_after(with_posts(FIRST))
    linked = told(
        "i", state=State.RESOLVED, status="resolved", has_all_updates=False, resolved_at=at("10:00")
    )
    (change,) = reconcile(known, ALL.page, listing(linked, extent=Extent.LATEST_CHANGES))
    assert (change.read.state, change.updates) == (State.RESOLVED, ())
    ended = replace(known.incidents["i"], state=State.RESOLVED, status="resolved", resolved_at=at("10:00"))
    known = replace(known, incidents={"i": ended})
    assert reconcile(known, ALL.page, listing(linked, extent=Extent.LATEST_CHANGES)) == []


def test_components_are_not_told_where_the_text_is_not():
    hurt = replace(FIRST, affected=(Affected("c1", "Builds", "operational", "major_outage"),))
    assert updates(known_after(with_posts(hurt)), with_posts(replace(FIRST, body=None))) == []


def made(*posts, **changed) -> Account:
    return with_posts(*posts, ids_are_made=True, **changed)


@pytest.mark.parametrize(
    "now",
    [
        post("x", "investigating", "09:00", "Builds wait longer."),  # much the same words
        post("x", "investigating", "09:00", "It was the disk."),  # the only one of its minute
        post("x", "investigating", "09:20", "Builds wait."),  # the same words at another time
    ],
)
def test_a_post_without_an_id_of_the_vendor_s_is_known_by_time_or_words(now):
    known = known_after(made(FIRST, SECOND))
    (change,) = reconcile(known, ALL.page, *made(now, SECOND).listings)
    (update,) = change.updates
    assert (update.what, update.was, update.uid) == (What.CHANGED, "1", "x")


def test_two_posts_of_one_minute_are_told_apart_by_their_words():
    two = (
        post("1", "investigating", "09:00", "Builds wait."),
        post("2", "identified", "09:00", "A full disk."),
    )
    again = (
        post("x", "identified", "09:00", "A disk is full."),
        post("y", "investigating", "09:00", "Builds wait!"),
    )
    (change,) = reconcile(known_after(made(*two)), ALL.page, *made(*again).listings)
    assert {update.uid: update.was for update in change.updates} == {"x": "2", "y": "1"}


def test_a_vendor_s_own_ids_are_believed():
    known = known_after(with_posts(FIRST, SECOND))
    other = replace(FIRST, uid="x")
    assert updates(known, with_posts(other, SECOND)) == [
        (What.NEW, "x", False, False),
        (What.WITHDRAWN, "1", False, False),
    ]


def test_made_ids_give_way_to_the_vendor_s_and_never_come_back():
    known = known_after(made(FIRST, SECOND))
    (change,) = reconcile(
        known, ALL.page, *with_posts(replace(FIRST, uid="v1"), replace(SECOND, uid="v2")).listings
    )
    assert [(it.what, it.was, it.uid) for it in change.updates] == [
        (What.CHANGED, "1", "v1"),
        (What.CHANGED, "2", "v2"),
    ]
    richer = known_after(with_posts(FIRST, SECOND))
    assert reconcile(richer, ALL.page, *made(replace(FIRST, uid="t")).listings) == []


def test_a_name_that_a_post_gave_stays_when_that_post_is_listed_no_more():
    down, well = post("d1", "investigating", "09:00"), post("d2", "resolved", "09:30")
    partly = {"ids_are_made": True, "has_all_updates": False, "is_told_by_posts": True}
    known = known_after(account(listing(told("d", down, well, name="Builds went down", **partly))))
    later = account(listing(told("d", well, name="Builds recovered", **partly)), said_at="13:00")
    assert changes(known, later) == []
    renamed = account(listing(told("d", down, well, name="Builds were down", **partly)), said_at="13:00")
    assert changes(known, renamed) == [("changed", "d")]


def test_a_status_that_only_the_incident_gave_a_post_is_no_edit_of_it():
    first = post("d1", "investigating", "09:00", "We look.", is_status_told=False)
    known = known_after(account(listing(told("d", first))))
    over = replace(first, status="resolved", state=State.RESOLVED)
    said = account(listing(told("d", over)), said_at="13:00")
    (change,) = reconcile(known, said.page, *said.listings)
    assert [(each.what, each.is_edited) for each in change.updates] == [(What.CHANGED, False)]
    rewritten = account(listing(told("d", replace(over, body="We looked."))), said_at="13:00")
    (change,) = reconcile(known, rewritten.page, *rewritten.listings)
    assert [each.is_edited for each in change.updates] == [True]

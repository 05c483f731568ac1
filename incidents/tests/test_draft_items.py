"""What was read, item by item, with what was decided about each."""

from dataclasses import replace

import pytest

from incidents.drafts.items import Group, changes_of, choice_of, items_of, keys_of, listed
from incidents.importing.document import Affected, ReadMilestone, ReadPost
from incidents.importing.selecting import chosen, keyed
from incidents.tests.told_document import ALERT, GREW, LATE, MAIL, SENT, document, event, place_of
from timelines.models import Kind, Milestone
from timelines.when import When


def item_of(read, found, decisions=None):
    return next(item for item in items_of(read, decisions or {}) if item.read == found)


def key_of(read, found) -> str:
    return item_of(read, found).key


def stored(read, items):
    return chosen(listed(read, items), choice_of(items, {})).read


def test_events_stand_in_order_of_time_and_open_ones_where_they_may_have_been():
    read = document(events=(SENT, GREW, LATE))
    timeline = [item.read for item in items_of(read, {}) if item.group == Group.TIMELINE]
    assert timeline == [GREW, LATE, SENT]


def test_an_open_event_without_bounds_stands_where_the_document_tells_it():
    unbound = replace(LATE, possible=None)
    timeline = [item.read for item in items_of(document(events=(SENT, GREW, unbound)), {})][:3]
    assert timeline == [GREW, unbound, SENT]


def test_what_is_sure_is_taken_and_what_is_doubtful_is_not():
    items = {item.read: item.is_taken for item in items_of(document(), {})}
    assert items[GREW]
    assert items[MAIL]
    assert not items[LATE]


def test_a_key_stays_when_the_document_is_read_in_another_zone():
    elsewhere = replace(GREW, when=When.read("14 March 2023 12:00", zone="+07:00"))
    assert keys_of(document()) == keys_of(document(events=(elsewhere, LATE, SENT)))


def test_taking_an_open_event_gives_it_the_time_that_the_order_allows():
    read = document()
    decisions = {key_of(read, LATE): {"take": True}}
    late = item_of(read, LATE, decisions)
    assert late.is_taken
    assert not late.is_doubtful
    assert late.found.when == LATE.possible
    assert LATE.possible in [one.when for one in stored(read, items_of(read, decisions)).events]


def test_an_event_of_which_nothing_bounds_the_time_is_never_taken():
    unbound = replace(LATE, possible=None)
    read = document(events=(unbound,))
    late = item_of(read, unbound, {key_of(read, unbound): {"take": True}})
    assert not late.is_taken


def test_what_is_dropped_is_not_stored():
    read = document()
    items = items_of(read, {key_of(read, GREW): {"take": False}, key_of(read, MAIL): {"take": False}})
    kept = stored(read, items)
    assert (kept.events, kept.found_affected) == ((SENT,), ())


def test_an_edit_replaces_what_it_names_and_the_rest_is_read_anew():
    read = document()
    decisions = {key_of(read, GREW): {"edit": {"text": "It grew.", "kind": "alert"}, "take": True}}
    elsewhere = replace(GREW, when=When.read("14 March 2023 12:00", zone="+07:00"))
    grew = item_of(document(events=(elsewhere,)), elsewhere, decisions).found
    assert (grew.text, grew.kind, grew.when) == ("It grew.", Kind.ALERT, elsewhere.when)


def test_only_what_differs_from_the_reading_is_kept_of_an_edit():
    grew = item_of(document(), GREW)
    noon = When.read("14 March 2023 12:05", zone="UTC")
    assert changes_of(grew, {"text": GREW.text, "when": noon}) == {"when": noon.as_dict()}
    assert changes_of(grew, {"text": GREW.text, "when": GREW.when, "milestones": GREW.milestones}) == {}


def test_a_time_survives_being_kept():
    read, noon = document(), When.read("14 March 2023 by 12:05", zone="Asia/Bangkok")
    kept = changes_of(item_of(read, GREW), {"when": noon, "milestones": (Milestone.Kind.DETECTED,)})
    grew = item_of(read, GREW, {key_of(read, GREW): {"edit": kept}}).found
    assert (grew.when, grew.milestones) == (noon, (Milestone.Kind.DETECTED,))


def test_two_items_united_stand_on_the_words_of_both():
    read = document()
    items = items_of(read, {key_of(read, SENT): {"with": key_of(read, GREW)}})
    timeline = [item for item in items if item.group == Group.TIMELINE]
    assert [item.read for item in timeline] == [GREW, LATE]
    assert timeline[0].places == (GREW.place, SENT.place)
    assert timeline[0].found.milestones == (Milestone.Kind.STARTED, Milestone.Kind.RESOLVED)
    assert timeline[0].parts == (key_of(read, SENT),)
    assert [one.also for one in stored(read, items).events] == [(SENT.place,)]


def test_three_items_united_one_after_the_other_are_one():
    read = document(events=(GREW, SENT, event("Nobody watched the gauge.", "12:30")))
    first, second, third = (key_of(read, found) for found in read.events)
    items = items_of(read, {third: {"with": second}, second: {"with": first}})
    assert [item.parts for item in items if item.group == Group.TIMELINE] == [(second, third)]


def test_two_of_different_kinds_are_never_united():
    read = document()
    items = items_of(read, {key_of(read, ALERT): {"with": key_of(read, GREW)}})
    assert ALERT in [item.read for item in items]


def test_items_said_to_be_united_in_a_circle_are_still_there():
    read = document(events=(GREW, SENT))
    one, other = key_of(read, GREW), key_of(read, SENT)
    items = items_of(read, {one: {"with": other}, other: {"with": one}})
    assert {item.read for item in items} >= {GREW, SENT}


@pytest.mark.parametrize("name", ["post", "milestone"])
def test_posts_and_stated_times_are_items_of_the_timeline(name):
    at = When.read("14 March 2023 12:40", zone="UTC")
    told = {
        "post": {"posts": (ReadPost(at, "Investigating", "We look.", place_of("the queue grew")),)},
        "milestone": {"milestones": (ReadMilestone("started", at, place_of("At 12:00")),)},
    }[name]
    read = document(events=(), **told)
    [item] = [item for item in items_of(read, {}) if item.group == Group.TIMELINE]
    assert item.is_taken
    moved = When.read("14 March 2023 12:41", zone="UTC")
    [again] = items_of(read, {item.key: {"edit": {"when": moved.as_dict()}}})[:1]
    assert again.found.at == moved


def test_names_that_a_page_lists_can_be_left_out_one_by_one():
    read = document(affected=Affected(("Shop", "Mail"), "Shop (Mail)", None), found_affected=())
    shop, mail = [item for item in items_of(read, {}) if item.group == Group.AFFECTED]
    assert listed(read, [shop, mail]).affected == read.affected
    without = listed(read, items_of(read, {shop.key: {"take": False}}))
    assert (without.affected.names, without.affected.undivided) == (("Mail",), "")


def test_keys_are_those_that_storing_knows():
    read = document()
    assert {item.key for item in items_of(read, {})} == set(keyed(read))

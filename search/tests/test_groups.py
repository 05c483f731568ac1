"""What is known of a group follows its passages, whatever way they came to be."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from django.db import connection

from search.finding import find
from search.groups import ENOUGH_TEXT
from search.meaning import meaning_of
from search.models import Group
from search.passages import store_all, store_passages
from search.query import read_query
from search.tests.shelf import everything, found, passage, store

pytestmark = pytest.mark.django_db

MARCH, APRIL = datetime(2023, 3, 14, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)


def meaning(group=1):
    return Group.objects.get(group=group).meaning


def nearness(group, text):
    return float(np.dot(meaning(group), meaning_of([(text, 1)])))


def test_it_is_what_all_passages_are_about():
    store(["the disk ran full", "users could not sign in"])
    assert nearness(1, "no storage left") > 0.2
    assert nearness(1, "customers failed to log in") > 0.2
    store_passages(1, [passage("the disk ran full", "p0")])
    assert nearness(1, "customers failed to log in") < 0.2


def test_the_way_there_makes_no_difference():
    texts = [passage(f"etcd slows {word}", word) for word in ("disk", "queue", "login", "deploy")]
    store_passages(1, texts)
    store_passages(2, texts[2:])
    store_passages(2, [texts[3], passage("other words", "disk"), texts[1]])
    store_passages(2, texts[::-1])
    assert meaning(1) == meaning(2)


def test_of_some_kinds_the_others_count_too():
    store_passages(1, [passage("the disk ran full", "a", "event"), passage("sign in", "b", "factor")])
    store_passages(1, [passage("users could not sign in", "b", "factor")], kinds=["factor"])
    store_passages(2, [passage("the disk ran full", "a"), passage("users could not sign in", "b")])
    assert meaning(1) == meaning(2)


def test_what_has_emphasis_says_more():
    disk, sign_in = passage("the disk ran full now", "a"), passage("users cannot sign in", "b")
    store_all({1: [disk, sign_in], 2: [replace(disk, emphasis=5), sign_in]})
    assert nearness(2, disk.text) > nearness(1, disk.text)


def test_a_group_without_words_is_known_and_about_nothing():
    store("10:43 — …")
    assert meaning() is None
    store_passages(1, [passage("etcd slows")])
    assert meaning() is not None


def test_it_goes_with_the_last_passage():
    store("etcd", "queue")
    store_passages(1, [])
    assert list(Group.objects.values_list("group", flat=True)) == [2]
    store_all({1: [], 2: []})
    assert not Group.objects.exists()


def test_of_a_very_long_group_the_beginning_is_enough():
    store_passages(1, [passage("etcd slows " * ENOUGH_TEXT, "long"), passage("users cannot sign in", "z")])
    assert nearness(1, "etcd slows") > 0.99


def test_of_two_that_answer_alike_the_later_comes_first():
    store_all(
        {1: [passage("etcd")], 2: [passage("etcd")], 3: [passage("etcd")]}, happened_at={1: APRIL, 2: MARCH}
    )
    assert found("etcd") == [1, 2, 3]
    store_all({2: [passage("etcd")]}, happened_at={2: APRIL.replace(year=2025)})
    assert found("etcd") == [2, 1, 3]
    store_all({2: [passage("etcd")]}, happened_at={2: None})
    assert found("etcd") == [1, 3, 2]


def test_a_time_that_is_not_told_stays():
    store_all({1: [passage("etcd")]}, happened_at={1: MARCH})
    store_passages(1, [passage("etcd slows")])
    assert Group.objects.get().happened_at == MARCH


def test_being_later_does_not_make_up_for_fewer_words():
    store_all(
        {1: [passage("etcd and the autoscaler")], 2: [passage("etcd and the rain")]},
        happened_at={1: MARCH, 2: APRIL},
    )
    assert found("etcd autoscaler") == [1, 2]


def test_of_two_with_the_same_words_the_one_that_is_about_it_comes_first():
    store(
        ["timeout", "a certificate for TLS had lapsed, and every handshake was refused"],
        ["timeout", "the band played on, and supper was served late in the garden"],
        ["timeout", "a certificate for TLS had lapsed, and every handshake was refused"],
    )
    hits = find(read_query("timeout expired cert"), within=everything()).hits
    assert [hit.group for hit in hits] == [3, 1, 2]


def test_groups_that_were_indexed_before_there_were_meanings_are_found_all_the_same():
    store("etcd slows", "etcd and the autoscaler")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE search_group")
    assert found("etcd autoscaler") == [2, 1]

"""Groups that have everything that is asked for, however common it is."""

import pytest

from search.demanding import groups_with_each
from search.models import Passage, TermCount
from search.passages import PassageText, store_all
from search.query import read_query
from search.tests.shelf import store

pytestmark = pytest.mark.django_db


def having(text, *kinds) -> set[int]:
    """The groups that have each thing that the text wants."""
    left = set(Passage.objects.values_list("group", flat=True))
    for groups in groups_with_each(read_query(text), kinds=kinds):
        left &= set(groups.values_list("group", flat=True))
    return left


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("etcd", {1, 2}),
        ("etcd upgrade", {1}),
        ("Etcd, UPGRADES", {1}),
        ('"slow after"', {1}),
        ('"after slow"', set()),
        ("etcd OR consul", {1, 2, 3}),
        ("cons*", {3}),
        ("k8s", {1, 3}),
        ("kubernetes etcd", {1}),
        ("OOM", {2}),
        ("etdc", set()),
    ],
)
def test_every_word_phrase_beginning_and_alternative_has_to_be_there(text, groups):
    store(
        ["etcd is slow after its upgrade", "Kubernetes restarts"],
        "etcd ran out of memory",
        "consul on k8s",
    )
    assert having(text) == groups
    TermCount.objects.all().delete()
    assert having(text) == groups


def test_words_stand_where_they_are_asked_for_and_phrases_anywhere():
    told = [("event", "etcd is slow"), ("factor", "Nobody watched it")]
    passages = [PassageText(kind, kind, kind, text, "/") for kind, text in told]
    store_all({1: passages})
    assert having("etcd", "event") == {1}
    assert having("etcd", "factor") == set()
    assert having('etcd "nobody watched"', "event") == {1}


def test_where_nothing_is_wanted_nothing_has_to_be_there():
    store("etcd is slow")
    assert groups_with_each(read_query("-etcd")) == []

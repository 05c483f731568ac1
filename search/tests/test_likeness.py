"""What is like a text or a group, and by what."""

import pytest

from search import likeness
from search.likeness import alike
from search.models import Passage
from search.passages import store_all, store_passages
from search.tests.shelf import everything, passage, store

pytestmark = pytest.mark.django_db

TEXTS = (
    "The kube-proxy pod lost its iptables rules after a version upgrade",
    "A certificate expired and clients could not connect over TLS",
    "After upgrading, kube-proxy corrupted iptables on every node",
    "The database ran out of disk space",
    "Somebody painted the fence",
)


def groups(what, within=None, **options):
    return [one.group for one in alike(what, within=within or everything(), **options)]


def test_a_text_is_like_what_has_its_words():
    store(*TEXTS)
    best = alike("iptables were corrupted", within=everything())[0]
    assert best.group == 3
    assert best.terms == ("corrupted", "iptables")
    assert 0 < best.words <= 1


@pytest.mark.parametrize(("text", "group"), [("the SSL cert had lapsed", 2), ("postgres volume was full", 4)])
def test_a_text_is_like_what_is_about_the_same_in_other_words(text, group):
    store(*TEXTS)
    best = alike(text, within=everything())[0]
    assert (best.group, best.words, best.terms) == (group, 0, ())
    assert best.meaning > 0.2


def test_a_group_is_like_others_and_not_like_itself():
    store(*TEXTS)
    found = alike(1, within=everything())
    assert found[0].group == 3
    assert 1 not in {one.group for one in found}
    assert {"kube-proxy", "iptables"} <= set(found[0].terms)


def test_words_stand_as_the_asked_text_writes_them():
    store("SYNC of Proxier.syncProxyRules failed", "rain")
    (best,) = alike("Syncing Proxier.syncProxyRules", within=everything(), limit=1)
    assert set(best.terms) >= {"Proxier.syncProxyRules", "Syncing"}


def test_only_what_is_within_is_found_or_has_a_say():
    store(*TEXTS)
    within = everything().filter(group__in=[1, 2, 4, 5])
    before = alike("corrupted iptables", within=within)
    assert {one.group for one in before} <= {1, 2, 4, 5}
    hidden = [passage("corrupted iptables iptables", f"k{number}") for number in range(9)]
    store_all(dict.fromkeys(range(10, 300), hidden), uncounted=range(10, 300))
    assert alike("corrupted iptables", within=within) == before


def test_what_is_hidden_from_others_is_found_by_who_may_see_it():
    store(*TEXTS)
    store_passages(9, [passage("the zebrafish hid")], counted=False)
    store_passages(10, [passage("again the zebrafish")], counted=False)
    assert groups("zebrafish")[:2] == [10, 9]
    assert groups(9)[0] == 10


def test_nothing_is_like_a_text_without_words():
    store(*TEXTS)
    for text in ("", "the of and", "2023-03-14 10:43", "\x00"):
        assert alike(text, within=everything()) == []


def test_nothing_is_like_a_group_that_is_not_there():
    store(*TEXTS)
    assert alike(99, within=everything()) == []
    assert alike(1, within=Passage.objects.none().values("group")) == []


def test_the_same_data_gives_the_same_list_however_it_was_written():
    store(*TEXTS)
    before = alike("iptables upgrade", within=everything())
    store(*TEXTS[::-1])
    store(*TEXTS)
    assert alike("iptables upgrade", within=everything()) == before


def test_of_equals_the_newest_comes_first_and_no_more_than_asked_for():
    store(*["etcd slows"] * 7)
    assert groups("etcd slows", limit=3) == [7, 6, 5]


def test_queries_do_not_grow(django_assert_num_queries):
    store(*TEXTS)
    with django_assert_num_queries(2):  # how common its words are, comparison
        alike("iptables upgrade", within=everything())
    store(*TEXTS * 10)
    with django_assert_num_queries(2):
        alike("iptables upgrade", within=everything())
    with django_assert_num_queries(4):  # its passages and what it is about, too
        alike(1, within=everything())


def test_a_very_common_word_does_not_keep_the_rare_ones_from_being_compared(monkeypatch):
    monkeypatch.setattr(likeness, "ENOUGH", 3)
    store(*["node slows"] * 9, "node zebrafish", "rain")
    assert groups("zebrafish on a node")[0] == 10

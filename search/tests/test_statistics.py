"""Statistics of terms are put right every night, and a wrong one loses no result."""

import logging
import threading

import pytest
from django.db import connection, transaction

from search.finding import find
from search.likeness import alike
from search.models import Passage, TermCount
from search.passages import store_passages
from search.query import read_query
from search.statistics import Drift, repair, term_counts
from search.tasks import repair_term_counts
from search.tests.shelf import everything, found, passage, store

pytestmark = pytest.mark.django_db

TEXTS = (
    "etcd slows while kube-proxy syncs",
    "etcd and the queue",
    ["the queue is full", "kube-proxy restarts"],
    "rain over the kube proxy",
    "a Proxier.syncProxyRules() call",
)
ASKED = (
    "etcd",
    "queue etcd",
    "kube-proxy",
    "kube-proxy-x7f2",
    "syncProxyRules queue",
    '"the queue"',
    "etcd -queue",
    "the",
    "etcd OR rain",
    "kub*",
)


def wrong(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


WRONG = {
    "missing": "TRUNCATE search_termcount",
    "missing for some": "DELETE FROM search_termcount WHERE term LIKE '%e%'",
    "zero": "INSERT INTO search_termcount (term, passages)"
    " SELECT term, -sum(passages) FROM search_termcount GROUP BY term HAVING sum(passages) <> 0",
    "negative": "UPDATE search_termcount SET passages = -7",
    "far too many": "UPDATE search_termcount SET passages = 1000000",
    "too many of some": "UPDATE search_termcount SET passages = 100000 WHERE term < 'l'",
    "more than there are passages": "UPDATE search_termcount SET passages = 1 WHERE term = ''",
}


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_statistic_loses_no_result(how, text):
    """It may bring one more: whether an identifier was ever written is known from statistics alone."""
    store(*TEXTS)
    before = found(text)
    assert before
    wrong(WRONG[how])
    assert set(found(text)) >= set(before)
    assert set(found(text, is_exact=True)) >= set(before)
    assert find(read_query(text), within=everything()).total >= len(before)


@pytest.mark.parametrize("lost", ["kube", "proxi", "x7f2"])
def test_a_statistic_that_lacks_a_part_of_an_identifier_loses_no_result(lost):
    store("the kube", "rain over the proxy", "x7f2 waits", "etcd")
    TermCount.objects.filter(term=lost).delete()
    assert sorted(found("kube-proxy-x7f2")) == [1, 2, 3]


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_statistic_makes_nothing_unlike(how):
    store(*TEXTS)
    before = {one.group for one in alike("the etcd queue", within=everything())}
    wrong(WRONG[how])
    assert {one.group for one in alike("the etcd queue", within=everything())} == before


@pytest.mark.parametrize("how", WRONG)
def test_they_are_put_right(how, caplog):
    store(*TEXTS)
    right = term_counts(["", "etcd", "queue", "kube-proxy"])
    assert right == {"": 6, "etcd": 2, "queue": 2, "kube-proxy": 2}
    wrong(WRONG[how])
    with caplog.at_level(logging.WARNING, "search.statistics"):
        repair_term_counts()
    assert term_counts(right) == right
    assert "they are right now" in caplog.text
    assert not TermCount.objects.filter(passages__lte=0).exists()
    assert repair() == Drift(0, 0)


def test_the_log_says_how_far_they_were_off(caplog):
    store("etcd", "etcd queue")
    TermCount.objects.create(term="etcd", passages=3)
    TermCount.objects.create(term="gone", passages=4)
    with caplog.at_level(logging.WARNING, "search.statistics"):
        assert repair() == Drift(2, 7)
    assert "2 terms were off by 7 passages" in caplog.text


def test_nothing_is_said_where_they_were_right(caplog):
    store(*TEXTS)
    with caplog.at_level(logging.WARNING, "search.statistics"):
        repair_term_counts()
        repair_term_counts()
    assert not caplog.records


def test_without_passages_there_are_none():
    TermCount.objects.create(term="etcd", passages=3)
    repair()
    assert not TermCount.objects.exists()


def test_what_not_everybody_may_see_is_not_counted():
    store_passages(1, [passage("etcd slows")])
    store_passages(2, [passage("etcd hides zebrafish")], counted=False)
    assert term_counts(["", "etcd", "zebrafish"]) == {"": 1, "etcd": 1}
    assert repair() == Drift(0, 0)
    store_passages(2, [])
    assert term_counts(["", "etcd"]) == {"": 1, "etcd": 1}


def test_what_is_not_counted_is_found_by_who_may_see_it():
    store_passages(1, [passage("etcd slows")])
    store_passages(2, [passage("etcd hides zebrafish kube-proxy-x7f2")], counted=False)
    assert found("zebrafish") == found("kube-proxy-x7f2") == found("zebr", typing=True) == [2]
    assert sorted(found("etcd zebrafish")) == [1, 2]
    assert found("etcd zebrafish")[0] == 2


def test_who_becomes_restricted_is_counted_no_more_and_the_other_way():
    texts = [passage("etcd slows", "a"), passage("etcd", "b")]
    for counted, etcd in ((True, {"etcd": 2}), (False, {}), (False, {}), (True, {"etcd": 2})):
        store_passages(1, texts, counted=counted)
        repair()
        assert term_counts(["etcd"]) == etcd
        assert found("etcd") == [1]


def test_what_others_may_not_see_changes_no_score_of_what_they_may():
    def scores():
        hits = find(
            read_query("etcd queue"), within=Passage.objects.filter(group__lte=3).values("group")
        ).hits
        return [(hit.group, hit.score) for hit in hits]

    store("etcd slows", "the queue", "etcd and the queue")
    before = scores()
    store_passages(9, [passage("etcd etcd queue " * 3, f"k{number}") for number in range(20)], counted=False)
    repair()
    assert scores() == before


@pytest.mark.django_db(transaction=True)
def test_they_are_put_right_while_somebody_writes():
    store_passages(1, [passage("etcd", "a")])
    TermCount.objects.create(term="etcd", passages=5)
    wrote, repaired = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            store_passages(2, [passage("etcd", "a")])
            wrote.set()
            repaired.wait(20)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert wrote.wait(20)
    assert repair() == Drift(1, 5)
    repaired.set()
    thread.join()
    assert term_counts(["", "etcd"]) == {"": 2, "etcd": 2}

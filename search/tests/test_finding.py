"""What is found, and in which order."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import plan, ranking
from search.finding import count_kinds, find, matching_groups
from search.models import Passage
from search.query import read_query
from search.tests.shelf import everything, found, store

pytestmark = pytest.mark.django_db

IDENTIFIERS = (
    "The kube-proxy pod on node-7 restarts",
    "Proxier.syncProxyRules() takes nine seconds",
    "etcd_mvcc_db_total_size_in_bytes passes two gigabytes",
    "dial tcp 10.43.0.1:443: i/o timeout",
    "As in INC-42, /var/log/syslog on db-1.eu.example.com fills",
    "Nothing of the sort.",
)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("kube-proxy", 1),
        ("KUBE-PROXY", 1),
        ("kube", 1),
        ("node-7", 1),
        ("Proxier.syncProxyRules()", 2),
        ("proxier.syncproxyrules", 2),
        ("syncProxyRules", 2),
        ("syncproxyrules", 2),
        ("sync rules", 2),
        ("etcd_mvcc_db_total_size_in_bytes", 3),
        ("mvcc", 3),
        ("etcd-mvcc-db", 3),
        ("10.43.0.1:443", 4),
        ("10.43.0.1", 4),
        ("443", 4),
        ("inc-42", 5),
        ("syslog", 5),
        ("/var/log/syslog", 5),
        ("eu.example.com", 5),
    ],
)
def test_identifiers_are_found_whole_and_in_parts(text, group):
    store(*IDENTIFIERS)
    assert found(text)[:1] == [group]


def test_an_identifier_that_somebody_wrote_does_not_find_each_of_its_parts():
    store("kube-proxy", "a proxy", "kube and proxy")
    assert sorted(found("kube-proxy")) == [1, 3]
    assert found("kube-proxy")[0] == 1


def test_one_that_nobody_wrote_finds_its_parts():
    store("the proxy of the cluster", "kube-proxy-x7f2")
    assert found("kube-proxy-9qzk") == [2, 1]


@pytest.mark.parametrize("text", ["syncing", "Synced FAILURE fail", "CAFES", "cafe"])
def test_endings_case_and_accents_make_no_difference(text):
    store("The sync fails in the café", "something else")
    assert found(text) == [1]


def test_what_has_more_of_the_words_comes_first():
    store("etcd etcd etcd etcd", "etcd and the autoscaler", "the autoscaler", "etcd, twice: etcd")
    assert found("etcd autoscaler")[0] == 2


def test_that_holds_for_words_in_different_passages():
    store(["etcd etcd etcd", "etcd etcd", "etcd"], ["etcd", "the autoscaler"], ["autoscaler autoscaler", "x"])
    assert found("etcd autoscaler")[0] == 2


def test_words_that_stand_together_come_before_words_that_are_spread():
    store(["etcd slows", "the autoscaler acts"], ["etcd and the autoscaler", "rain"])
    assert found("etcd autoscaler") == [2, 1]


def test_the_rarer_word_counts_for_more():
    store("queue one", "queue two", "queue three", "etcd four", "queue five")
    assert found("queue etcd")[0] == 4


def test_a_short_text_comes_before_a_long_one_with_the_same_word():
    store("etcd " + "and so on " * 60, "etcd")
    assert found("etcd") == [2, 1]


def test_equal_ones_come_newest_first():
    store(*["the same etcd"] * 5)
    assert found("etcd") == [5, 4, 3, 2, 1]


def test_scores_fall_and_pages_follow_one_another(monkeypatch):
    monkeypatch.setattr(ranking, "LOOKED_AT", 5)
    store(*("etcd queue " * (1 + number % 3) + "so " * number for number in range(12)))
    query = read_query("etcd queue")
    pages = [find(query, within=everything(), limit=4, offset=offset) for offset in (0, 4, 8, 12)]
    hits = [hit for page in pages for hit in page.hits]
    assert sorted(hit.group for hit in hits) == list(range(1, 13))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [page.total for page in pages] == [12] * 4
    assert [hit.group for hit in find(query, within=everything(), limit=12).hits] == [
        hit.group for hit in hits
    ]


def test_a_phrase_must_be_there():
    store("the sync failed", "failed to sync", "sync has failed", ["sync", "failed"], "Sync-failed it says")
    assert sorted(found('"sync failed"')) == [1, 5]


def test_a_phrase_may_hold_identifiers_and_words_that_every_text_has():
    store("kube-proxy ran out of memory", "out the memory of kube-proxy", "kube proxy ran out")
    assert found('"kube-proxy ran out of"') == [1]
    assert sorted(found('"kube-proxy"')) == [1, 2, 3]
    assert found('"PROXY RAN OUT OF MEMORY"') == [1]


def test_all_phrases_must_be_there_in_whichever_passage():
    store(["the sync failed", "disk full"], ["the sync failed"], ["disk full", "full sync"])
    assert found('"sync failed" "disk full"') == [1]


def test_what_is_excluded_must_not_be_in_any_passage():
    store(["etcd slows", "kafka too"], ["etcd slows"], ["etcd in a dry run"], ["etcd, dry; run!"])
    assert sorted(found("etcd -kafka")) == [2, 3, 4]
    assert sorted(found('etcd -kafka -"dry run"')) == [2]
    assert sorted(found("etcd -slow")) == [3, 4]


@pytest.mark.parametrize(
    "text", ["kube-p", "kube", "Kube-Pro", "proxier.sync", "restartin", "resta", "syncProxyR", "etcd_mvcc_d"]
)
def test_while_typing_the_last_word_may_go_on(text):
    store("kube-proxy restarts", "Proxier.syncProxyRules and kube", "etcd_mvcc_db, restarting kube", "rain")
    assert found(text, typing=True)
    assert 4 not in found(text, typing=True)


def test_where_nothing_begins_so_an_ending_may_be_in_the_way():
    store("everything is scheduled", "rain")
    assert found("schedulin", typing=True) == [1]
    assert found("schedulin", is_exact=True) == []
    assert found("schedxy", typing=True) == []


def test_the_word_as_typed_comes_before_those_that_go_on():
    store("podman", "a pod", "podium")
    assert found("pod", typing=True)[0] == 2
    assert len(found("pod", typing=True)) == 3
    assert found("pod") == [2]


def test_words_that_every_text_has_are_found_where_there_is_nothing_else():
    store("It is what it is", "etcd")
    assert found("what is it") == [1]
    assert found("what is etcd") == [2]


@pytest.mark.parametrize("text", ["", "   ", "-etcd", "?", "zebra", '"zebra crossing"', '"etcd zebra"'])
def test_nothing_is_found_of_nothing(text):
    store("etcd")
    result = find(read_query(text), within=everything())
    assert (result.total, result.passages, result.hits) == (0, 0, ())
    assert list(matching_groups(read_query(text))) == []


def test_only_what_is_within_is_found_and_counted():
    store("etcd one", "etcd two", "etcd one")
    within = everything().filter(group__in=[1, 3]).exclude(key__contains="%s %% %(x)s")
    result = find(read_query("etcd"), within=within)
    assert ([hit.group for hit in result.hits], result.total, result.passages) == ([3, 1], 2, 2)
    assert find(read_query("etcd"), within=Passage.objects.none().values("group")).hits == ()


def test_the_best_passages_are_shown_and_the_others_counted():
    store(["etcd", "etcd etcd " + "so " * 300, "rain", "etcd etcd etcd", "a word on etcd then"])
    hit = find(read_query("etcd"), within=everything(), per_group=2).hits[0]
    assert [passage.key for passage in hit.passages] == ["p3", "p0"]
    assert hit.more == 2
    assert (hit.passages[0].kind, hit.passages[0].place, hit.passages[0].url) == (
        "event",
        "timeline",
        "/it/#p3",
    )


def test_of_rare_and_common_words_those_with_a_rare_one_fill_a_page_where_there_are_enough(monkeypatch):
    store("queue", "queue", "queue", "etcd queue", "etcd")
    monkeypatch.setattr(plan, "ENOUGH", 2)
    query = read_query("queue etcd")
    page = find(query, within=everything(), limit=2)
    assert ([hit.group for hit in page.hits], page.total, page.is_all) == ([4, 5], 2, False)
    for options in ({"limit": 3}, {"limit": 2, "offset": 1}):
        page = find(query, within=everything(), **options)
        assert (page.total, page.is_all) == (5, True)
    assert found("queue")[0] in (1, 2, 3)


@pytest.mark.parametrize(
    "text",
    ["etcd", "etcd queue -rain", '"etcd queue"', 'etcd "queue etcd"', "kube-proxy", "the", "que -etcd"],
)
def test_the_groups_that_match_are_those_that_are_found(text):
    store("etcd queue", ["etcd", "rain"], "queue etcd the", "kube-proxy and etcd", "proxy")
    query = read_query(text)
    assert set(matching_groups(query)) == set(found(text))
    counted = find(query, within=everything(), counted=True)
    assert set(counted.counts.matching) == set(found(text))
    assert counted.counts.kinds == count_kinds(query, within=everything())


def test_queries_do_not_grow(django_assert_num_queries):
    store("etcd queue")
    with django_assert_num_queries(3):  # how common, ranking, passages
        found('etcd "etcd queue" -rain')
    store(*["etcd queue"] * 30)
    with django_assert_num_queries(3):
        found('etcd "etcd queue" -rain')
    with django_assert_num_queries(3):  # terms that begin so are in the first
        found("etcd que", typing=True)


def test_nothing_that_anybody_types_is_an_error():
    store(*IDENTIFIERS)

    @given(st.text() | st.text("\"-'\\:*&|!<>() ab\x00\ud800étheproxy.", max_size=60), st.booleans())
    @example("'", False)
    @example("\\", True)
    @example('"\\\' :* & | ! <->"', False)
    @example("kube\\", True)
    @example("\U0010ffff\U0010ffff", True)
    def no_error(text, typing):
        query = read_query(text, typing=typing)
        result = find(query, within=everything(), counted=True, is_exact=True)
        assert len(result.hits) == min(result.total, 20)
        assert set(matching_groups(query)) == set(result.counts.matching)

    no_error()


def test_ten_thousand_characters_are_looked_for():
    store(*IDENTIFIERS)
    long = " ".join(f"word{number} kube-proxy a.b.c{number}" for number in range(400))[:10_000]
    assert found(long)[0] == 1
    assert found("x" * 10_000) == []
    assert found("kube-proxy " + '"a" ' * 2_000) == []

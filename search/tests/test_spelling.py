"""Slips of spelling are read as words that stand in what one may see; it is said, and can be taken back."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from search.finding import find
from search.models import Passage, SpeltWord
from search.passages import store_all
from search.query import read_query
from search.spelling import spelt_words
from search.tasks import tidy_words
from search.tests.shelf import everything, found, passage, store

pytestmark = pytest.mark.django_db

SHELF = (
    "Kubernetes restarts the scheduler",
    "The registry refuses each certificate",
    "Postgres runs out of connections",
    "Rain, and nothing else",
)


def read(text, within=None, **options):
    """What each word was read as, by what was typed."""
    result = find(read_query(text), within=everything() if within is None else within, **options)
    return {one.typed: one.read for one in result.corrections}


@pytest.mark.parametrize(
    ("typed", "meant", "group"),
    [
        ("kuberntes", "Kubernetes", 1),  # left out
        ("kubernetess", "Kubernetes", 1),  # doubled
        ("kubernetse", "Kubernetes", 1),  # swapped
        ("kubermetes", "Kubernetes", 1),  # the key beside
        ("kubernts", "Kubernetes", 1),  # two slips
        ("kubrentes", "Kubernetes", 1),
        ("KUBERNTES", "Kubernetes", 1),
        ("scehduler", "scheduler", 1),
        ("regsitry", "registry", 2),
        ("certifciate", "certificate", 2),
        ("conections", "connections", 3),
        ("rian", "Rain", 4),
    ],
)
def test_a_word_with_a_slip_finds_what_was_meant(typed, meant, group):
    store(*SHELF)
    assert found(typed) == [group]
    assert read(typed) == {typed: meant}


def test_several_slips_in_one_query():
    store(*SHELF)
    assert read("kuberntes regsitry rain") == {"kuberntes": "Kubernetes", "regsitry": "registry"}
    assert sorted(found("kuberntes regsitry")) == [1, 2]


def test_what_is_read_stands_in_the_text_and_is_no_stem():
    store("Authorisations were revoked", "They revoke the authorisation", "authorisation")
    assert read("authorisatoin") == {"authorisatoin": "authorisation"}
    assert read("authorisaitons") == {"authorisaitons": "Authorisations"}


def test_a_correction_says_where_the_word_stands():
    store(*SHELF)
    query = read_query("rain kuberntes")
    (one,) = find(query, within=everything()).corrections
    assert query.text[one.start : one.end] == one.typed == "kuberntes"
    assert not one.is_besides


def test_it_can_be_taken_back():
    store(*SHELF)
    assert read("kuberntes", is_exact=True) == {}
    assert find(read_query("kuberntes"), within=everything(), is_exact=True).total == 0


@pytest.mark.parametrize(
    "text", ["kubernetes", "restarted", "rain kubernetes", "the", '"kuberntes"', "rain -kuberntes"]
)
def test_what_needs_no_other_reading_is_left_alone(text):
    store(*SHELF)
    assert read(text) == {}


@pytest.mark.parametrize(
    "text", ["kube-prxy", "node-8", "kubernetse1", "syncProxyRuels", "v1.24.4", "10.43.0.2", "worker_8"]
)
def test_identifiers_are_not_read_as_others(text):
    store("kube-proxy on node-7", "kubernetes1", "syncProxyRules and v1.24.3", "10.43.0.1", "worker_7")
    assert read(text) == {}


def test_short_words_and_far_ones_are_left_alone():
    store("the dsk is full", "certificate")
    assert read("dks") == {}
    assert read("crtfct") == {}


def test_a_word_that_hardly_stands_anywhere_is_looked_for_beside_the_likelier_one():
    store("the databse stalls", *["the database stalls"] * 6)
    result = find(read_query("databse"), within=everything())
    assert [(one.read, one.is_besides) for one in result.corrections] == [("database", True)]
    assert result.total == 7
    assert result.hits[0].group == 1
    assert read("database") == {}


def test_a_word_that_is_not_much_rarer_is_left_alone():
    store("a German server", "the Garman report", "a German one")
    assert read("garman") == {}


def test_nothing_is_read_as_what_one_may_not_see():
    store("Kubernetes restarts", "kubernetic matters", "rain")
    within = everything().exclude(group=1)
    assert read("kuberntes", within=within.filter(group=3)) == {}
    assert read("kubernetis", within=within) == {"kubernetis": "kubernetic"}
    assert find(read_query("kuberntes"), within=Passage.objects.none().values("group")).corrections == ()


def test_a_word_that_finds_something_only_where_one_may_not_look_is_read_otherwise():
    store(*["the databse stalls"] * 5, "the database stalls")
    within = everything().filter(group=6)
    assert read("databse", within=within) == {"databse": "database"}
    assert read("databse") == {}


def test_the_snippet_marks_what_was_read():
    store(*SHELF)
    (hit,) = find(read_query("kuberntes"), within=everything()).hits
    assert "<mark>Kubernetes</mark>" in hit.passages[0].snippet


def test_a_pasted_message_is_meant_as_it_stands():
    store(*SHELF)
    assert read('ERROR 2024-03-01T12:00:00Z [kuberntes] refused "certifciate"') == {}


def test_a_word_that_has_other_forms_is_no_slip():
    store("k8s restarts", *["Kubernetis"] * 9)
    assert read("kubernetes") == {}


def test_while_typing_only_finished_words_are_read_otherwise():
    store(*SHELF)
    typing = find(read_query("kuberntes regsi", typing=True), within=everything())
    assert {one.typed for one in typing.corrections} == {"kuberntes"}


def test_slips_ask_for_nothing_more(django_assert_num_queries):
    store(*SHELF)
    for text in ("kuberntes", "kuberntes regsitry conections scehduler"):
        with django_assert_num_queries(3):  # what is known of the words, ranking, passages
            found(text)


def test_words_are_kept_once_and_without_identifiers():
    store("Kubernetes and kubernetes", "KUBERNETES syncProxyRules k8s node7 the café")
    words = list(SpeltWord.objects.order_by("word").values_list("word", flat=True))
    assert words == ["cafe", "kubernetes"]


def test_words_that_one_may_not_see_push_none_out_that_one_may():
    store("Kubernetes restarts")
    store_all({10 + n: [passage(f"kubernte{letter}")] for n, letter in enumerate("abcdefghijkl")})
    assert read("kuberntes", Passage.objects.filter(group=1).values("group")) == {"kuberntes": "Kubernetes"}


def test_every_night_words_that_stand_nowhere_are_forgotten():
    store("rain falls", "the storm")
    SpeltWord.objects.create(word="storm", term="storm")
    store_all({1: [passage("hail", "p0")]})
    for _ in range(2):
        tidy_words()
        assert sorted(SpeltWord.objects.values_list("word", flat=True)) == ["hail", "storm"]


def test_words_of_passages_that_statistics_leave_out_are_kept():
    store_all({1: [passage("a restricted storm")]}, uncounted=[1])
    tidy_words()
    assert found("stomr") == [1]


@given(st.text())
def test_words_of_any_text_have_their_terms(text):
    for word, term in spelt_words(text).items():
        assert word.isalpha()
        assert term
        assert 4 <= len(word) <= 40


def test_nothing_that_anybody_types_is_an_error():
    store(*SHELF)

    @given(st.text(st.characters(categories=["L"]), min_size=4, max_size=50))
    def no_error(word):
        find(read_query(word), within=everything())

    no_error()


def test_a_low_threshold_stays_within_the_function():
    store(*SHELF)
    found("kuberntes")
    with connection.cursor() as cursor:
        cursor.execute("SHOW pg_trgm.similarity_threshold")
        assert cursor.fetchone() == ("0.3",)

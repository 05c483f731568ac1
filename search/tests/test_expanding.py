"""Words that mean the same find the same."""

import pytest

from search.finding import find
from search.models import SynonymSet
from search.query import read_query
from search.synonyms import SynonymError, checked, read_forms, row_of, seed
from search.tests.shelf import everything, found, store

pytestmark = pytest.mark.django_db


def also(text, *, typing=False):
    result = find(read_query(text, typing=typing), within=everything())
    return {one.typed: one.forms for one in result.also}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("k8s", "Kubernetes restarts"),
        ("kubernetes", "our K8s restarts"),
        ("pg", "PostgreSQL stalls"),
        ("OOM", "it ran out of memory"),
        ("out of memory", "the OOM killer came"),
        ("out-of-memory", "the OOM killer came"),
        ("ran out of memory again", "the OOM killer came"),
        ("LB", "behind the load balancers"),
        ("load balancer", "the LBs were behind"),
        ("certs", "a certificate lapses"),
        ("DB", "both databases"),
        ("ECONNREFUSED", "connect: connection refused"),
        ("ran out of disk space", "write: no space left on device"),
    ],
)
def test_a_form_finds_the_others(text, told):
    store(told, "rain")
    assert found(text) == [1]


def test_what_was_typed_comes_before_what_means_the_same():
    store("the kubernetes cluster", "the k8s cluster", "the cluster")
    assert found("k8s") == [2, 1]
    assert found("kubernetes") == [1, 2]


def test_a_form_of_several_words_needs_all_of_them_in_a_row():
    store("the balancer of our load", "a load balancer")
    assert found("LB") == [2]


def test_words_of_a_form_that_was_typed_still_find_by_themselves():
    store("memory of the host", "OOM", "rain")
    assert sorted(found("out of memory")) == [1, 2]
    assert found("out of memory")[0] == 2


def test_a_rare_form_does_not_win_over_a_common_one_with_more_words():
    store(*["the kubernetes queue"] * 3, "k8s and rain", "the queue")
    assert set(found("kubernetes queue")[:3]) == {1, 2, 3}


def test_it_is_told_what_else_was_looked_for():
    store("rain")
    assert also("k8s rain") == {"k8s": ("kubernetes",)}
    assert also("an out of memory kill") == {"out of memory": ("OOM", "OOMKilled", "memory exhaustion")}
    assert also("rain") == {}
    (one,) = find(read_query("k8s"), within=everything()).also
    assert str(one) == "“k8s” is also looked for as “kubernetes”"


def test_forms_that_were_typed_themselves_are_not_told():
    store("rain")
    assert also("k8s kubernetes") == {}
    assert also("pg postgres") == {"pg": ("postgresql", "pgsql"), "postgres": ("postgresql", "pgsql")}


def test_of_forms_that_overlap_the_longest_counts():
    store("rain")
    assert list(also("connection timed out")) == ["connection timed out"]


@pytest.mark.parametrize("text", ['"k8s"', "rain -k8s", "rain OR k8s", "load, balancer"])
def test_what_stands_apart_is_meant_as_it_is(text):
    store("kubernetes", "LB", "rain")
    assert also(text) == {}
    assert 1 not in found(text)
    assert 2 not in found(text)


def test_while_typing_a_form_that_is_complete_finds_the_others():
    store("kubernetes", "rain")
    assert found("k8s", typing=True) == [1]
    assert found("k8", typing=True) == []


def test_snippets_mark_the_other_forms():
    store("it ran out of memory twice")
    (hit,) = find(read_query("OOM"), within=everything()).hits
    assert "<mark>out of memory</mark>" in hit.passages[0].snippet


def test_a_change_counts_at_once():
    store("a blip", "rain")
    assert found("flutter") == []
    made = SynonymSet.objects.add(["blip", "flutter"], by=None)
    assert found("flutter") == [1]
    made.remove(by=None, edition=1)
    assert found("flutter") == []


def test_forms_ask_for_nothing_more(django_assert_num_queries):
    store("kubernetes", "OOM", "rain")
    for text in ("rain", "k8s out of memory LB certs pg"):
        with django_assert_num_queries(3):  # how common and what means the same, ranking, passages
            found(text)


# The sets themselves


def test_the_sets_that_come_along_are_such_as_an_administrator_could_add():
    sets = seed()
    assert len(sets) >= 60
    rows = [row_of(form) for forms in sets for form in checked(forms)]
    assert len(rows) == len(set(rows))
    assert SynonymSet.objects.count() == len(sets)


def test_forms_are_read_from_lines_and_commas():
    assert read_forms(" OOM,out  of memory;\n\n killed \x00") == ["OOM", "out of memory", "killed"]


def test_a_form_is_in_one_set_only_whoever_comes_first():
    SynonymSet.objects.add(["blip", "flutter"], by=None)
    with pytest.raises(SynonymError, match="“Flutters” is in another set already: blip, flutter"):
        SynonymSet.objects.add(["hiccough", "Flutters"], by=None)

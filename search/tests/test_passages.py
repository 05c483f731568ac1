"""A group's passages become what was handed over, and only what changed is written."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from search.models import Passage, PassageTerms, TermCount
from search.passages import LONGEST_PART, parts_of, store_all, store_passages
from search.statistics import add_up
from search.tests.shelf import found, passage, store

pytestmark = pytest.mark.django_db


def kept(group=1):
    rows = Passage.objects.filter(group=group).order_by("key", "part")
    return [(row.pk, row.key, row.text) for row in rows]


def counts():
    """How many passages have each term, as it is kept."""
    rows = TermCount.objects.values("term").annotate(total=Sum("passages")).filter(total__gt=0)
    return dict(rows.values_list("term", "total"))


def counts_of_the_passages():
    """The same from the passages themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_passageterms')")
        told = dict(cursor.fetchall())
    total = PassageTerms.objects.count()
    return told | ({"": total} if total else {})


def test_the_passages_become_these():
    store_passages(1, [passage("etcd slows", "a"), passage("rain", "b")])
    store_passages(2, [passage("etcd too", "a")])
    store_passages(1, [passage("snow", "b"), passage("etcd again", "c")])
    assert [(key, text) for _, key, text in kept()] == [("b", "snow"), ("c", "etcd again")]
    assert [(key, text) for _, key, text in kept(2)] == [("a", "etcd too")]
    assert (found("slows"), found("rain"), sorted(found("etcd"))) == ([], [], [1, 2])
    store_passages(1, [])
    assert kept() == []
    assert counts() == counts_of_the_passages() == {"": 1, "etcd": 1, "too": 1}


def test_what_did_not_change_is_neither_read_nor_written_again():
    read = []

    def reader(text):
        read.append(text)
        return text

    first = [replace(passage(text, text), reader=reader) for text in ("one", "two", "three")]
    store_passages(1, first)
    before = kept()
    assert read == ["one", "two", "three"]
    store_passages(1, [*first[:2], replace(first[2], text="four")])
    assert read == ["one", "two", "three", "four"]
    assert set(kept()) & set(before) == set(before) - {row for row in before if row[1] == "three"}


@pytest.mark.parametrize("change", [{"place": "there"}, {"url": "/there"}, {"kind": "factor"}, {"text": "x"}])
def test_whatever_is_shown_is_kept_up_to_date(change):
    store_passages(1, [passage("one")])
    store_passages(1, [replace(passage("one"), **change)])
    row = Passage.objects.get()
    assert {name: getattr(row, name) for name in change} == change
    assert PassageTerms.objects.get().kind == row.kind


def test_queries_do_not_grow(django_assert_num_queries):
    with transaction.atomic():
        # savepoint, what is there, what is new, what it is about, savepoint
        with django_assert_num_queries(5):
            store_passages(1, [passage("one")])
        with django_assert_num_queries(5):
            store_all({group: [passage(f"t{n}", f"k{n}") for n in range(20)] for group in range(2, 12)})
        with django_assert_num_queries(6):  # what is gone, too
            store_all({group: [passage(f"u{n}", f"k{n}") for n in range(9)] for group in range(2, 12)})
        with django_assert_num_queries(3):
            store_passages(2, [passage(f"u{n}", f"k{n}") for n in range(9)])


def test_passages_of_other_kinds_are_left_alone():
    store_passages(1, [passage("one", "a", "event"), passage("two", "b", "factor")])
    store_passages(1, [passage("three", "c", "event")], kinds=["event"])
    assert [text for *_, text in kept()] == ["two", "three"]
    store_passages(1, [], kinds=["factor", "event"])
    assert kept() == []


def test_a_key_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="'a'"):
        store_passages(1, [passage("one", "a"), passage("two", "a")])
    assert kept() == []


def test_a_change_that_is_taken_back_leaves_the_index_alone():
    store("etcd")
    before = (kept(), counts())
    with transaction.atomic():
        store_passages(1, [passage("other")])
        transaction.set_rollback(True)
    assert (kept(), counts()) == before
    assert found("etcd") == [1]


def test_terms_are_counted_whatever_is_stored_and_added_up():
    store("etcd etcd slows", ["etcd", "kube-proxy"], "rain")
    store_passages(1, [passage("kube-proxy", "p0"), passage("snow", "p1")])
    store_passages(3, [])
    assert counts() == counts_of_the_passages()
    rows = TermCount.objects.count()
    add_up()
    assert counts() == counts_of_the_passages()
    assert TermCount.objects.count() == len(counts()) < rows
    before = set(TermCount.objects.values_list("pk", flat=True))
    add_up()
    assert set(TermCount.objects.values_list("pk", flat=True)) == before


def test_a_long_text_is_found_in_all_its_parts():
    text = ". ".join(f"Sentence number{number} of many" for number in range(2_000))
    store(text)
    assert len(kept()) > 5
    assert all(len(part) <= LONGEST_PART for *_, part in kept())
    assert found("number0") == found("number1999") == found('"number1234 of many"') == [1]
    store("short")
    assert len(kept()) == 1


@given(st.text() | st.text("ab. \n", min_size=LONGEST_PART, max_size=3 * LONGEST_PART))
def test_parts_leave_nothing_out(text):
    parts = parts_of(text)
    assert parts
    assert all(len(part) <= LONGEST_PART for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "a " * LONGEST_PART,
        "".join(f"a{chr(0x4E00 + number)}." for number in range(2_000)),
        "aBcD" * 2_000,
        ". ".join(chr(0x4E00 + number) for number in range(6_000)),
        "x" * 100_000,
        "'\\:,&|!()<->*\x00\ud800 it''s",
        "",
    ],
)
def test_any_text_can_be_kept(text):
    store_passages(1, [passage(text)])
    assert counts() == counts_of_the_passages()


def test_any_texts_can_be_kept():
    @given(st.lists(st.text(st.characters(codec=None), max_size=80), max_size=5))
    def can_be_kept(texts):
        store_passages(1, [passage(text, f"k{number}") for number, text in enumerate(texts)])
        assert len({key for _, key, _ in kept()}) == len(texts)
        assert counts() == counts_of_the_passages()

    can_be_kept()


@pytest.mark.django_db(transaction=True)
def test_two_groups_are_written_at_once_without_waiting():
    """Both transactions are open, with the same terms written, before either ends."""
    both_wrote = threading.Barrier(2, timeout=20)
    failed = []

    def write(group):
        try:
            with transaction.atomic():
                store_passages(group, [passage("etcd kube-proxy slows", f"k{n}") for n in range(3)])
                both_wrote.wait()
        except threading.BrokenBarrierError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[group]) for group in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert counts() == counts_of_the_passages()
    assert counts()["etcd"] == 6


@pytest.mark.django_db(transaction=True)
def test_counts_are_added_up_while_somebody_writes():
    store_passages(1, [passage("etcd", "a")])
    store_passages(2, [passage("etcd", "a")])
    wrote, added_up = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            store_passages(3, [passage("etcd", "a")])
            wrote.set()
            added_up.wait(20)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert wrote.wait(20)
    add_up()
    added_up.set()
    thread.join()
    assert counts() == counts_of_the_passages() == {"": 3, "etcd": 3}

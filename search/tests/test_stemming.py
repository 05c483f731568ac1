"""Endings do not keep a word from being found, and do not make two words one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from search.stemming import stem


@pytest.mark.parametrize(
    "words",
    [
        ("sync", "syncs", "synced", "syncing"),
        ("fail", "fails", "failed", "failing"),
        ("restart", "restarts", "restarting"),
        ("retry", "retries", "retried"),
        ("deploy", "deployed", "deploying"),
    ],
)
def test_forms_of_a_word_have_one_stem(words):
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize(("one", "other"), [("evening", "even"), ("internal", "intern"), ("news", "new")])
def test_words_that_only_look_alike_stay_two(one, other):
    assert stem(one) != stem(other)


def test_what_is_no_word_comes_back():
    assert [stem(word) for word in ("", "k", "größe", "etcd")] == ["", "k", "größe", "etcd"]


def test_threads_do_not_get_one_anothers_stems():
    words = [f"{letters}ing" for letters in ("fail", "sync", "restart", "deploy", "block", "crash")] * 200
    stem.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stem, words)) == [word.removesuffix("ing") for word in words]

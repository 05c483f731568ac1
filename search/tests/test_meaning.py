"""What texts are about: the same point the same way, whatever their words."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.meaning import DIMENSIONS, meaning_of, told


def of(*texts):
    return meaning_of([(text, 1) for text in texts])


def likeness(one, other):
    return float(of(one) @ of(other))


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("the TLS certificate expired", "an outdated SSL cert", "the queue grew without end"),
        ("the disk ran full", "no storage space left on the volume", "an engineer was paged"),
        ("a deploy was rolled back", "we reverted the release", "packet loss between regions"),
        ("users could not sign in", "customers failed to log in", "a memory leak in the cache"),
    ],
)
def test_texts_about_the_same_are_nearer_than_others(text, near, far):
    assert likeness(text, near) > likeness(text, far) + 0.1


@pytest.mark.parametrize("text", ["", " \n", "the of and it", "2023-03-14 10:43 0x7f", "— … !", "a b c"])
def test_a_text_without_a_telling_word_is_about_nothing(text):
    assert of(text) is None
    assert np.array_equal(of(text, "etcd slows"), of("etcd slows"))


def test_case_humps_and_common_words_make_no_difference():
    assert np.allclose(of("The Sync of rules FAILED"), of("sync rules failed"))
    assert np.allclose(of("syncRules"), of("sync rules"))


def test_what_weighs_more_turns_the_whole_towards_it():
    disk, sign_in = of("the disk ran full"), of("users could not sign in")
    both = meaning_of([("the disk ran full", 3), ("users could not sign in", 1)])
    assert both @ disk > both @ sign_in > 0


@given(st.lists(st.tuples(st.text(max_size=200), st.floats(0.1, 10)), max_size=5))
def test_any_texts_have_a_direction_or_none(texts):
    meaning = meaning_of(texts)
    if meaning is not None:
        assert meaning.shape == (DIMENSIONS,)
        assert np.isclose(np.linalg.norm(meaning), 1)
        assert np.array_equal(meaning, meaning_of(texts))


def test_a_key_of_thousands_of_letters_is_left_out():
    assert of("x" * 100_000) is None


def test_it_is_told_as_the_database_reads_it():
    assert told([0.5, -0.25, 1e-7]) == "[0.5,-0.25,1e-07]"


def test_nothing_is_read_and_nothing_is_imported_before_the_first_text():
    """Commands that never search should not take half a second longer to start."""
    code = "import sys, search.meaning; sys.exit('numpy' in sys.modules or 'tokenizers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

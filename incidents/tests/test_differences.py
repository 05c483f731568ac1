"""Comparing two texts, and putting two together."""

import random
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.differences import ADDED, KEEP, TAKEN, Conflict, is_unsettled, merge3, pieces, word_difference
from incidents.matching import stretches

TEXTS = st.text(alphabet="ab \n.é", max_size=60)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts_letter_for_letter(before, after):
    found = pieces(before, after)
    assert "".join(words for kind, words in found if kind in (KEEP, TAKEN)) == before
    assert "".join(words for kind, words in found if kind in (KEEP, ADDED)) == after


def test_only_the_words_that_changed_are_marked_and_times_and_figures_are_words():
    assert pieces("restarted at 18:00 sharp, 2.5 s late", "restarted at 18:30 sharp, 2.7 s late") == [
        (KEEP, "restarted at "),
        (TAKEN, "18:00"),
        (ADDED, "18:30"),
        (KEEP, " sharp, "),
        (TAKEN, "2.5"),
        (ADDED, "2.7"),
        (KEEP, " s late"),
    ]


def test_a_difference_escapes_what_people_wrote():
    assert "<script>" not in word_difference("a", "<script>alert(1)</script>")


def test_texts_that_are_the_same_say_so():
    assert "the same" in word_difference("one text", "one text")


def test_a_long_stretch_that_is_the_same_is_left_out_and_counted():
    same = "A line that nobody touched.\n" * 100
    shown = word_difference(f"begin\n{same}end", f"began\n{same}ended")
    assert "characters the same" in shown
    assert len(shown) < 1500


def test_two_hundred_thousand_characters_are_compared_line_by_line():
    before = "".join(f"Line {n} of the account.\n" for n in range(8000))
    after = before.replace("Line 4000 of", "Line 4000, corrected, of")
    changed = [piece for piece in pieces(before, after) if piece[0] != KEEP]
    assert changed == [(ADDED, ", corrected,")]


@given(TEXTS, TEXTS)
def test_what_only_one_side_changed_is_taken(base, changed):
    assert merge3(base, changed, base) == merge3(base, base, changed)
    assert merge3(base, changed, base).text == changed


def test_changes_in_different_places_are_put_together():
    merged = merge3("one\ntwo\nthree\nfour\n", "ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nFOUR\n")
    assert merged.clean
    assert merged.text == "ONE\ntwo\nthree\nFOUR\n"


@given(TEXTS, TEXTS, TEXTS)
def test_where_both_changed_one_place_both_texts_are_kept(base, mine, theirs):
    merged = merge3(base, mine, theirs)
    if not merged.clean:
        kept = set(merged.text.splitlines())
        added = (set(mine.splitlines()) | set(theirs.splitlines())) - set(base.splitlines())
        assert added <= kept


def test_a_place_that_both_changed_shows_both():
    merged = merge3("one\n", "mine\n", "theirs\n")
    assert not merged.clean
    assert merged.text == "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> theirs\n"


@given(st.text(alphabet="abc", max_size=300), st.text(alphabet="abcd", max_size=300))
def test_stretches_rebuild_both_sides_and_what_is_the_same_is_the_same(first, second):
    found = list(stretches(first, second))
    assert "".join(first[i:i_end] for _, i, i_end, _, _ in found) == first
    assert "".join(second[j:j_end] for _, _, _, j, j_end in found) == second
    assert all(first[i:i_end] == second[j:j_end] for same, i, i_end, j, j_end in found if same)
    assert all(one[0] != other[0] for one, other in pairwise(found))


def test_what_is_unique_is_matched_among_much_that_repeats():
    first = ["x"] * 1_000 + ["here"] + ["x"] * 1_000
    second = ["y"] * 1_500 + ["here"] + ["y"] * 700
    assert (True, 1_000, 1_001, 1_500, 1_501) in list(stretches(first, second))


def _words(count, line=12):
    chance = random.Random(7)
    known = ("queue", "grew", "node", "the", "a", "restarted", "at", "of")
    return "".join(f"{chance.choice(known)}{' ' if n % line else chr(10)}" for n in range(count))


LONG = {
    "one line again and again": ("x\n" * 100_000, "x\n" * 99_000),
    "every other line": ("a\n\n" * 60_000, "b\n\n" * 60_000),
    "two letters": ("".join(random.Random(1).choices("a\nb\n", k=100_000)), "ab\n" * 30_000),
    "one long line": (_words(35_000, 10**9), _words(34_000, 10**9)[::-1]),
    "each line a little": (_words(35_000), _words(35_000).replace("node ", "host ")),
    "few words, other order": (_words(35_000), _words(35_000)[::-1]),
}


@pytest.mark.parametrize(("before", "after"), LONG.values(), ids=LONG.keys())
def test_no_two_long_texts_take_long(before, after):
    begun = time.process_time()
    found = pieces(before, after)
    merge3(before, after, f"{before}x")
    assert time.process_time() - begun < 8  # processor time: most take under 1 s; difflib alone takes minutes
    assert "".join(words for kind, words in found if kind != ADDED) == before
    assert "".join(words for kind, words in found if kind != TAKEN) == after


def test_each_line_is_compared_with_its_own():
    found = pieces("the node a\nthe node b\n", "the host a\nthe host b\n")
    assert [words for kind, words in found if kind == TAKEN] == ["node", "node"]


def test_neighbouring_words_are_one_change():
    assert pieces("seen one two by all", "seen three four by all") == [
        (KEEP, "seen "),
        (TAKEN, "one two"),
        (ADDED, "three four"),
        (KEEP, " by all"),
    ]


def test_lines_with_little_in_common_are_told_whole():
    before, after = "The queue grew for an hour.\n", "Nobody, though, saw it coming.\n"
    assert pieces(before, after) == [(TAKEN, before), (ADDED, after)]


def test_an_empty_line_that_came_is_visible():
    assert "<ins>¶\n</ins>" in word_difference("one\ntwo\n", "one\n\ntwo\n")


def test_what_is_left_out_is_cut_between_words():
    same = "somewhat longer words stand here " * 40
    shown = word_difference(f"x {same}y", f"z {same}w")
    head, tail = re.search(r"<span> (.*?)</span> <small>.*?</small> <span>(.*?)</span>", shown).groups()
    assert set(head.split()) | set(tail.split()) == set(same.split())


def test_what_is_left_out_of_lines_is_whole_lines():
    same = "A line that nobody touched.\n" * 60
    shown = word_difference(f"x\n{same}y\n", f"z\n{same}w\n")
    head, tail = re.search(r"<span>([^<]*)</span> <small>[^<]*</small> <span>([^<]*)</span>", shown).groups()
    assert {*head.splitlines(), *tail.splitlines()} == {"A line that nobody touched."}


def test_a_line_between_is_not_mixed_with_the_words_before_it():
    assert pieces("at 18:00.\n\nNobody.\n", "at 18:20.\n\n\nNobody.\n") == [
        (KEEP, "at "),
        (TAKEN, "18:00"),
        (ADDED, "18:20"),
        (KEEP, "."),
        (ADDED, "\n"),
        (KEEP, "\n\nNobody.\n"),
    ]


def test_a_merge_names_each_place_that_both_changed():
    merged = merge3("one\ntwo\nthree\n", "ONE\ntwo\n3\n", "1\ntwo\nthree\n")
    assert merged.conflicts == (Conflict("one\n", "ONE\n", "1\n"),)
    assert merged.text == "<<<<<<< yours\nONE\n=======\n1\n>>>>>>> theirs\ntwo\n3\n"


def test_a_text_with_marks_left_in_it_is_unsettled():
    assert is_unsettled(merge3("one\n", "mine\n", "theirs\n").text)
    assert not is_unsettled("Heading\n=======\n\nText with <<<<<<< in it\n")


@given(TEXTS, TEXTS)
def test_the_same_change_by_both_is_no_conflict(base, changed):
    merged = merge3(base, changed, changed)
    assert (merged.text, merged.clean) == (changed, True)

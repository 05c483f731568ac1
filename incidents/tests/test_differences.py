"""Comparing two texts, and putting two together."""

from hypothesis import given
from hypothesis import strategies as st

from incidents.differences import ADDED, KEEP, TAKEN, merge3, pieces, word_difference

TEXTS = st.text(alphabet="ab \n.é", max_size=60)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts_letter_for_letter(before, after):
    found = pieces(before, after)
    assert "".join(words for kind, words in found if kind in (KEEP, TAKEN)) == before
    assert "".join(words for kind, words in found if kind in (KEEP, ADDED)) == after


def test_only_the_words_that_changed_are_marked():
    assert pieces("restarted at 18:00 sharp", "restarted at 18:30 sharp") == [
        (KEEP, "restarted at 18:"),
        (TAKEN, "00"),
        (ADDED, "30"),
        (KEEP, " sharp"),
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

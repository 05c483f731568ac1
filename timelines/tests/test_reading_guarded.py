"""A guarded pattern finds what the pattern finds, and is spared where it could find nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timelines.reading.guarded import Guarded, any_of, guarded, needed_words
from timelines.reading.story import marks

PATTERNS = [value for value in vars(marks).values() if isinstance(value, Guarded)] + [
    weight.words
    for table in vars(marks).values()
    if isinstance(table, tuple)
    for weight in table
    if hasattr(weight, "words")
]
SAID = (
    "it",
    "was",
    "fully",
    "restored",
    "resolved",
    "Down",
    "up",
    "again",
    "errors",
    "the",
    "outage",
    "began",
    "not",
    ".",
)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("restart(?:ed|s)?", {"restart"}),
        ("(?:fully )?(?:restored|mended)", {"restored", "mended"}),
        (r"\bcache\b.{0,20}(?:stale)?", {"cache"}),
        ("(?:fail(?:s|ed)|errors?)", {"fail", "error"}),
        ("a|restored", set()),
        (r"\d{2}:\d{2}", set()),
        ("(?:restored)?", set()),
        ("(?!restored)x{3,}", set()),
        ("RESTORED", {"restored"}),
    ],
)
def test_needed_words_are_found_in_the_pattern(pattern, words):
    assert set(needed_words(re.compile(pattern))) == words


@given(st.lists(st.sampled_from(SAID)))
def test_what_is_found_is_the_same(words):
    text = " ".join(words)
    for pattern in PATTERNS:
        found, plain = pattern.search(text), pattern.pattern.search(text)
        assert (found and found.span()) == (plain and plain.span())
        assert [one.span() for one in pattern.finditer(text)] == [
            one.span() for one in pattern.pattern.finditer(text)
        ]


def test_case_does_not_matter_where_it_does_not_in_the_pattern():
    assert any_of("restored").search("It was RESTORED")
    assert not guarded("restored").search("It was RESTORED")


def test_what_is_found_is_as_written():
    found = any_of("fully (?:[A-Z]\\w+)").search("It was Fully RESTORED.")
    assert found[0] == "Fully RESTORED"
    assert [one[0] for one in any_of("İ?restored").finditer("İ was Restored")] == ["Restored"]


def test_taking_words_out_is_the_same():
    assert any_of("no errors?").sub("", "There were no errors.") == "There were ."
    assert any_of("no errors?").sub("", "Nothing.") == "Nothing."

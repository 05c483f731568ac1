"""Known items are asked for as the docstring of `bench.known_items` says, in the same way each time."""

import random
from collections import Counter

import pytest

from bench.finding_quality import Score
from bench.known_items import WriteUp, is_identifier, parts_of, queries, slip

CLASSES = ["short", "medium", "long", "misspelt", "identifier", "described"]
WORDS = [
    f"{first}{second}"
    for first in ("amber", "birch", "cedar", "delta")
    for second in ("light", "stone", "water", "field", "grove", "ridge")
]


@pytest.fixture(scope="module")
def collection():
    """Forty write-ups with words of their own."""
    return [
        WriteUp(
            title=f"Outage of node{number}_pool",
            summary=" ".join(f"{word}{chr(97 + number % 26)}{chr(97 + number // 26)}" for word in WORDS),
            body=f"The quick CreateLedger{number} call failed, see https://example.org/Left_Out_{number}",
            keywords=("one", "two words", f"three{number}"),
        )
        for number in range(40)
    ]


def test_the_same_seed_asks_the_same(collection):
    assert queries(collection, 10, 3) == queries(collection, 10, 3)
    assert queries(collection, 10, 3) != queries(collection, 10, 4)


def test_every_class_asks_for_as_many_write_ups_and_for_each_once(collection):
    asked = queries(collection, 10, 3)
    assert Counter(one.kind for one in asked) == dict.fromkeys(CLASSES, 10)
    for kind in CLASSES:
        items = [one.item for one in asked if one.kind == kind]
        assert len(set(items)) == len(items)


@pytest.mark.parametrize(("kind", "number"), [("short", 2), ("medium", 5), ("long", 12)])
def test_words_stand_in_the_write_up(collection, kind, number):
    for one in queries(collection, 10, 3):
        if one.kind == kind:
            words = one.text.split()
            assert len(words) == number
            assert set(words) <= set(collection[one.item].words)


def test_one_or_two_words_of_three_are_misspelt(collection):
    asked = [one for one in queries(collection, 10, 3) if one.kind == "misspelt"]
    for number, one in enumerate(asked):
        wrong = [word for word in one.text.split() if word not in collection[one.item].text]
        assert len(one.text.split()) == 3
        assert len(wrong) == 1 + number % 2


def test_a_slip_changes_a_word_and_not_its_beginning():
    dice = random.Random(3)
    for _ in range(500):
        wrong = slip("aardvaark", dice)
        assert wrong != "aardvaark"
        assert wrong[0] == "a"
        assert abs(len(wrong) - 9) <= 1


def test_identifiers_are_asked_for_in_every_way_and_not_out_of_links(collection):
    asked = [one.text for one in queries(collection, 40, 3) if one.kind == "identifier"]
    assert any(text.startswith("CreateLedger") for text in asked)
    assert any(text.startswith("ERROR [worker-7]") for text in asked)
    assert any(text.startswith(("create_ledger", "create-ledger", "create ledger", "node")) for text in asked)
    assert not any("left" in text.lower() for text in asked)


@pytest.mark.parametrize(
    "name", ["CreateDomain", "us-central1", "innodb_flush", "fly.io", "2FA-backed", "std::vec"]
)
def test_names_that_machines_read(name):
    assert is_identifier(name)


@pytest.mark.parametrize(
    "name", ["outage", "read-only", "2012", "15-minute", "30GB", "19h12m", "1.5", "21st"]
)
def test_words_and_quantities_are_none(name):
    assert not is_identifier(name)


def test_parts_are_what_joints_and_humps_hold_together():
    assert parts_of("sync.MakeLedger_v2") == ["sync", "Make", "Ledger", "v2"]


def test_scores_are_means_over_all_that_was_asked():
    assert Score.of([1, 2, None, None]) == Score(mrr=0.375, recall=0.5)

"""Text is parted into sentences, and not where a full stop means something else."""

from __future__ import annotations

import pytest

from timelines.reading.document import parse, plain_words
from timelines.reading.model import Document


def sentences(text: str) -> list[str]:
    return [sentence.place.of(text) for sentence in parse(text).sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Some services, e.g. The Queue, were slow.",
        "We run v1.29.2 of it on 10.43.0.1 and node.js 18.",
        "It was 2:30 p.m. PDT when it broke.",
        "At 2:30 a.m. UTC the U.S. East region broke.",
        "On Jan. 5 we saw it in fig. 3 of the report by Dr. Smith.",
        "See https://status.example.com/a.b?c=d for it.",
        "It took approx. 30 min. until J. Smith answered.",
        "The file config.yml was missing.",
        "It was slow (by 5 sec. or so) and then fast again.",
        "We waited… and waited.",
        "Machines of each kind (Linux, Windows, etc.) of the pool were hit.",
        "No. 5 is alive.",
    ],
)
def test_one_sentence_stays_one(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It broke. We saw it.", ["It broke.", "We saw it."]),
        ("It broke! Why? Nobody knows.", ["It broke!", "Why?", "Nobody knows."]),
        ("It broke. kube-proxy was down.", ["It broke.", "kube-proxy was down."]),
        ("It broke at 2 p.m. We saw it.", ["It broke at 2 p.m.", "We saw it."]),
        ("We run v1.29.2. It is old.", ["We run v1.29.2.", "It is old."]),
        ('He said "it broke." Then he left.', ['He said "it broke."', "Then he left."]),
        ("It broke (badly.) We saw it.", ["It broke (badly.)", "We saw it."]),
        ("The queue, the disk, etc. The rest was fine.", ["The queue, the disk, etc.", "The rest was fine."]),
        ("障害が発生した。復旧した。", ["障害が発生した。", "復旧した。"]),
        ("It broke.<br>We saw it.", ["It broke.", "We saw it."]),
        ("It broke\\\nWe saw it", ["It broke", "We saw it"]),
    ],
)
def test_sentences_are_parted(text, parts):
    assert sentences(text) == parts


def test_a_wrapped_sentence_is_one():
    assert sentences("The queue was\nstuck. Nobody\nsaw it.") == ["The queue was\nstuck.", "Nobody\nsaw it."]


def test_marks_around_a_sentence_do_not_belong_to_it():
    assert sentences("_All times in UTC_") == ["All times in UTC"]
    assert sentences("**It broke.**") == ["It broke."]


def test_each_cell_of_a_row_has_sentences_of_its_own():
    assert sentences("| Time | Event |\n|---|---|\n| 14:05 | It broke. We saw it. |\n") == [
        "Time",
        "Event",
        "14:05",
        "It broke.",
        "We saw it.",
    ]


def test_the_stamp_of_a_post_is_no_sentence():
    text = "**Update 14:20 UTC**\nIt is being mended. Nearly there.\n"
    assert sentences(text) == ["It is being mended.", "Nearly there."]


def test_the_stamp_and_author_of_a_chat_line_are_no_sentence():
    assert sentences("[14:05] mira: looks wrong. I revert") == ["looks wrong.", "I revert"]


def test_code_noise_and_fields_have_no_sentences():
    assert sentences("---\ntitle: It broke\n---\n```\nls\n```\n![It broke.](a.png)\n") == []


def test_sentences_know_their_block():
    text = "# Title\n\nIt broke. We saw it.\n"
    document: Document = parse(text)
    assert [sentence.block for sentence in document.sentences] == [0, 1, 1]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**It** broke at `db-1`", "It broke at db-1"),
        ("see [the issue](https://example.org/a_(b)) for more", "see the issue for more"),
        ("see <https://example.org/a_b_c>", "see https://example.org/a_b_c"),
        ("![a graph](a.png) It broke", "It broke"),
        ("It _really_ broke, *badly*", "It really broke, badly"),
        ("etcd_mvcc_db_total and '*.example.org' stay", "etcd_mvcc_db_total and '*.example.org' stay"),
        ("S&amp;O said<br/>so", "S&O said so"),
        ("It was\n> stuck", "It was stuck"),
        ("1\\. It broke", "1. It broke"),
        ("a <b>bold</b> word", "a bold word"),
        ("**\\<END OF IT>** at 5", "<END OF IT> at 5"),
        ("5 < 6 and 7 > 4", "5 < 6 and 7 > 4"),
    ],
)
def test_plain_words_are_what_a_reader_sees(text, plain):
    assert plain_words(text) == plain

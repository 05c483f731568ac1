"""Whatever text it is given, the reader answers, in a time that grows as the text does, or says why not."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timelines.reading import limits
from timelines.reading.document import parse
from timelines.reading.limits import ReadingError, TooLong, TooSlow, check_time, time_limit
from timelines.reading.model import BlockKind, Document, Place
from timelines.reading.reader import read_write_up
from timelines.tests.reading_hostile import PIECES, hostile

SHORT, LONG = 2_000, 8_000
"""Characters. Enough for anything that grows with the square to show."""

MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(sorted(PIECES.values())),
        st.sampled_from(
            ["\n", "\n\n", "# ", "- ", "| ", "14:05 ", "**", "> ", "```\n", "    ", "It broke. "]
        ),
        st.text(max_size=12),
    ),
    max_size=40,
).map("".join)


def check_places(document: Document, start: int = 0) -> None:
    """Blocks and sentences are in order, one in the other, without overlap; only blanks are left out."""
    text, at = document.text, start
    blank = " \t\r\n>\u00a0\u202f\ufeff\u200b\x0b\x0c\x85\u2028\u2029\x1c\x1d\x1e\x1f"
    for block in document.blocks:
        assert at <= block.whole.start <= block.place.start <= block.place.end <= block.whole.end
        assert not text[at : block.whole.start].strip(blank)
        assert all(block.whole.start <= cell.start <= cell.end <= block.whole.end for cell in block.cells)
        at = block.whole.end
        assert block.heading < len(document.blocks)
    at = 0
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        assert at <= sentence.place.start < sentence.place.end <= block.whole.end
        assert block.kind not in (BlockKind.NOISE, BlockKind.CODE, BlockKind.FIELD)
        at = sentence.place.end


@given(MARKDOWN)
@example("<table><tr><td>a<td></table>b")
@example("- [ ] ")
@example("#\n---")
@example("\ud800 14:05")
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_into_blocks_in_order(text):
    document = parse(text)
    check_places(document)
    assert parse(text) == document


@given(MARKDOWN, st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=50, deadline=None)
def test_a_part_of_any_text_is_read_in_its_places(text, start, size):
    within = Place(min(start, len(text)), min(start + size, len(text)))
    document = parse(text, within)
    check_places(document, within.start)
    assert all(
        within.start <= block.whole.start and block.whole.end <= within.end for block in document.blocks
    )


@given(MARKDOWN)
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_to_the_end(text):
    read = read_write_up(text)
    quoted = [*read.events, *read.factors, *read.actions, *read.affected]
    assert all(0 <= item.place.start < item.place.end <= len(text) for item in quoted)
    for event in read.events:
        assert event.text
        assert event.when is None or event.when.zone


@pytest.mark.parametrize("name", sorted(PIECES))
def test_work_grows_as_the_text_does(name):
    """Counted in calls, not seconds. Four times the text: a square would be sixteen times the work."""
    short, long = work(hostile(name, SHORT)), work(hostile(name, LONG))
    assert long < 7 * (short + 1000)


def work(text: str) -> int:
    """How many calls reading a text takes."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_write_up(text)
    finally:
        sys.setprofile(before)
    return count


def test_a_text_too_long_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr("timelines.reading.document.MAX_CHARACTERS", 10)
    with pytest.raises(TooLong, match=r"12 characters; at most .* can be read\. Give only"):
        parse("x" * 12)
    assert parse("x" * 12, Place(0, 10)).blocks


def test_as_much_is_read_as_a_source_may_hold():
    with pytest.raises(TooLong, match=r"2,000,001 characters; at most 2,000,000 can be read\."):
        parse("x" * 2_000_001)


def test_reading_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    with pytest.raises(TooSlow, match="given up after"):
        read_write_up("It broke at 14:05 UTC on 14 March 2023.\n" * 300)


def test_both_are_reading_errors():
    assert issubclass(TooLong, ReadingError)
    assert issubclass(TooSlow, ReadingError)


def test_without_a_limit_nothing_is_given_up():
    check_time()
    with pytest.raises(TooSlow), time_limit(-1.0):
        check_time()
    check_time()


def test_a_limit_within_another_never_makes_it_longer():
    with time_limit(-1.0), pytest.raises(TooSlow, match="after -1 seconds"), time_limit(1000.0):
        check_time()
    with time_limit(1000.0):
        with pytest.raises(TooSlow), time_limit(-1.0):
            check_time()
        check_time()


@pytest.mark.parametrize(
    "line", ["2024-03-14 {:02d}:{:02d} it broke\n", "- {:02d}:{:02d} UTC: part was paged\n"]
)
def test_no_long_stretch_of_reading_is_unwatched(line):
    """Of lines with times, each of which costs work in every stage: counted in calls, not seconds."""
    text = "".join(line.format(number // 60, number % 60) for number in range(400))
    stretches, count = [], 0

    def counted(frame, event, argument):
        nonlocal count
        count += 1
        if event == "call" and frame.f_code is check_time.__code__:
            stretches.append(count - sum(stretches))

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_write_up(text)
    finally:
        sys.setprofile(before)
    assert max(stretches) < 0.27 * count

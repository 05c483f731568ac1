"""Whatever the text: actions, factors and names stand at their places, in order, and reading never fails."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from timelines.reading.action_prose import commitment_in
from timelines.reading.actions import find_actions
from timelines.reading.affected import find_affected
from timelines.reading.cues import lowered, sentences_with
from timelines.reading.document import parse
from timelines.reading.factors import find_factors
from timelines.reading.facts import find_facts
from timelines.reading.model import Setting, Times, ZoneRead
from timelines.reading.names import leading_name, trailing_name

NO_TIMES = Times((), ZoneRead(), ZoneRead(), None, None)
LINES = (
    "# Ledger API outage\n",
    "## Action items\n",
    "## Root cause\n",
    "## What went wrong\n",
    "## Impact\n",
    "- [x] Add an alert (Owner: Mira) by 2023-04-01 OPS-12\n",
    "  - because the disk was full\n",
    "1. **Alerting**\n",
    "| Action | Owner | Due |\n| --- | --- | --- |\n| Add | @mira | Q4 2025 |\n",
    "The Ledger API was down because the pool had no limit.\n",
    "We will add alerts, improve the runbook, and split the importer.\n",
    "These include tuning the pool and\n",
    "This incident affected: A, B (C, D) and E.\n",
    "İstanbul, ﬃ and ß were affected. ",
    "~~",
    "**",
    "[x](",
    "\n",
    "\t",
)
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=25).map("".join)


def quotes(text: str):
    document = parse(text)
    actions = find_actions(document, NO_TIMES)
    factors = find_factors(document, [], actions)
    return actions, factors, find_affected(document, find_facts(document, Setting()))


@given(texts)
def test_every_quote_stands_in_the_text(text):
    for found in quotes(text):
        for one in found:
            for place in (one.place, *getattr(one, "also", ()), getattr(one, "cue", None) or one.place):
                assert 0 <= place.start < place.end <= len(text)


@given(texts)
def test_items_follow_the_order_of_the_text_and_say_something(text):
    actions, factors, affected = quotes(text)
    for found in (actions, affected):
        assert [one.place for one in found] == sorted(one.place for one in found)
    assert all(one.text.strip() for one in (*actions, *factors))
    assert all(text[one.place.start : one.place.end] == one.name for one in affected)


@given(texts)
def test_the_same_twice(text):
    assert quotes(text) == quotes(text)


@given(texts)
def test_no_two_actions_share_a_place(text):
    actions, _factors, _affected = quotes(text)
    assert not any(a.place.meets(b.place) for a, b in pairwise(actions))


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_parts_of_a_commitment_stand_within_the_sentence(words, follows, section):
    found = commitment_in(words, follows_vague=follows, is_action_section=section)
    for part in found.parts if found else ():
        assert 0 <= part.start < part.end <= len(words)


@given(st.text(max_size=80))
def test_names_stand_within_their_words(words):
    for name in (leading_name(words, alone=True), trailing_name(words, alone=True)):
        assert name is None or words[name.place.start : name.place.end] == name.words


@given(texts)
def test_lower_case_keeps_every_place(text):
    low = lowered(text)
    assert len(low) == len(text)
    document = parse(text)
    held = {
        index
        for index, sentence in enumerate(document.sentences)
        if "because" in low[sentence.place.start : sentence.place.end]
    }
    assert set(sentences_with(document, low, ["because"])) == held

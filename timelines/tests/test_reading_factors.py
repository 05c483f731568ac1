"""Causes are read where the text states them, each once, with role, mechanism and the words for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from timelines.reading.document import parse
from timelines.reading.factors import find_factors
from timelines.reading.mechanisms import SLUGS, mechanism_in
from timelines.reading.model import Confidence, FoundFactor
from timelines.reading.reader import read_write_up

VOCABULARY = Path(__file__).resolve().parents[2] / "incidents" / "vocabulary" / "mechanisms.yaml"


def factors(text: str) -> list[FoundFactor]:
    return [f for f in find_factors(parse(text), [], []) if f.confidence is not Confidence.DOUBTFUL]


def said(text: str) -> list[str]:
    return [factor.text for factor in factors(text)]


# Where they stand


@pytest.mark.parametrize(
    "heading", ["Contributing factors", "Root causes", "Why did it happen?", "What went wrong"]
)
def test_items_under_a_heading_of_causes(heading):
    text = f"## {heading}\n\n- The pool had no limit\n- The importer and the exporter share one disk\n"
    assert said(text) == ["The pool had no limit", "The importer and the exporter share one disk"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The root cause was a disk that was too small for the queue.",
        "The outage was caused by an expired certificate of the gateway.",
        "The failure stemmed from a race condition in the importer.",
        "We did not notice that the queue was growing.",
        "A deployment introduced a memory leak in the importer.",
        "An operator inadvertently deleted the index of the queue.",
        "One node had run out of memory, which broke the proxy.",
    ],
)
def test_sentences_that_state_a_cause(sentence):
    assert said(f"# Queue stuck\n\n## Summary\n\nThe queue was stuck for an hour. {sentence}\n") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The cause is still unknown.",
        "We are investigating the root cause.",
        "As a result, customers were unable to log in.",
        "The problem was resolved by restarting the importer.",
        "A queue is a component that is used to hold work.",
        "This would have been found sooner with an alert.",
        "We apologise for the trouble that this caused.",
        "We recognise that an error like this is frustrating because of its length.",
        "This document describes a critical bug in the importer.",
        "The root cause was a combination of factors.",
        "An alert was triggered within a minute.",
    ],
)
def test_other_sentences_state_none(sentence):
    assert said(f"# Queue stuck\n\n## Summary\n\nThe queue was stuck for an hour. {sentence}\n") == []


@pytest.mark.parametrize(
    "heading", ["Action items", "Background", "What customers should do", "What went well"]
)
def test_items_under_other_headings_are_none(heading):
    assert said(f"## {heading}\n\n- Add an alert because there was no limit\n") == []


def test_below_root_cause_what_happened_needs_no_further_words():
    text = "## Root cause\n\nThe exporter copies files. It filled the disk of the queue that night.\n"
    assert said(text) == ["It filled the disk of the queue that night."]


def test_what_was_not_the_cause_is_none():
    assert said("## What was not the root cause\n\n- The disk was full\n- The pool had no limit\n") == []


def test_labels_before_a_paragraph_say_what_it_tells():
    text = (
        "# Queue stuck\n\nIt was slow.\n\n**Root cause**: The pool is shared by all importers.\n\n"
        "**Resolution**: The pool was enlarged, as it was too small.\n"
    )
    assert said(text) == ["The pool is shared by all importers."]


def test_fields_above_the_text():
    head = "Date: 2023-04-01\nSeverity: 2\nRoot cause: The pool is shared by all importers\n"
    text = f"{head}\n# Queue stuck\n\nIt was slow.\n"
    assert said(text) == ["The pool is shared by all importers"]


def test_what_is_told_again_is_one():
    text = (
        "## Summary\n\nThe outage was caused by an expired certificate of the gateway.\n\n"
        "## Contributing factors\n\n- Expired certificate of the gateway\n- No alert for certificates\n"
    )
    first, second = factors(text)
    assert text[first.place.start : first.place.end] == "Expired certificate of the gateway" or first.also
    assert len(first.also) == 1
    assert second.text == "No alert for certificates"


def test_of_a_long_item_the_first_sentences_are_quoted():
    text = (
        "## Root causes\n\n- The pool had no limit. " + "It was opened by every replica again. " * 20 + "\n"
    )
    [factor] = factors(text)
    assert factor.place.end - factor.place.start < 350


# What part they played


@pytest.mark.parametrize(
    ("item", "role"),
    [
        ("A new version was deployed to all nodes at once", "trigger"),
        ("The pool had no limit", "contributing"),
        ("Endless retries made it worse", "aggravating"),
        ("There was no alert for the size of the queue", "hindered-detection"),
        ("The rollback failed for lack of permissions", "hindered-recovery"),
    ],
)
def test_role(item, role):
    assert [factor.role for factor in factors(f"## Contributing factors\n\n- {item}\n")] == [role]


def test_what_went_well_is_offered_as_what_limited_the_harm():
    [factor] = find_factors(parse("## What went well\n\n- The backups were complete\n"), [], [])
    assert (factor.role, factor.confidence) == ("limited-harm", Confidence.DOUBTFUL)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("The certificate of the gateway expired at midnight", "expired-credential"),
        ("Nobody was alerted as there was no monitoring of the queue", "monitoring-gap"),
        ("The node ran out of memory", "capacity-exhaustion"),
        ("kubelet and proxy ran incompatible versions", "version-skew"),
        ("An operator accidentally deleted the volume", "deletion-by-mistake"),
        ("Every failed request was retried without backoff, a retry storm", "retry-storm"),
        ("A race condition in the importer", "latent-bug"),
        ("An outage of our hosting provider", "vendor-failure"),
        ("The weather was fine", ""),
    ],
)
def test_mechanism(words, slug):
    found, cue = mechanism_in(words)
    assert found == slug
    assert (cue is None) == (slug == "")


def test_mechanisms_are_those_of_the_vocabulary():
    known = {row["slug"] for row in yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))}
    assert known >= SLUGS


def test_the_cue_stands_within_the_quote():
    text = "## Summary\n\nThe outage was caused by an expired certificate of the gateway.\n"
    [factor] = factors(text)
    assert factor.cue is not None
    assert factor.place.start <= factor.cue.start < factor.cue.end <= factor.place.end
    assert text[factor.cue.start : factor.cue.end] == "caused by"


def test_each_paragraph_on_contributing_factors_begins_with_one():
    text = """# Uploads down

## Contributing factors

Three gaps had to line up for this.

The image for production is built from another file than that for tests. It grew so.

The suite mocks the generator. Mocking is fine for something slow.
"""
    assert said(text) == [
        "The image for production is built from another file than that for tests.",
        "The suite mocks the generator.",
    ]


# Things that break


@pytest.mark.parametrize(
    "sentence",
    [
        "The root disk of the importer filled up completely because of old logs.",
        "One of the two switches in the rack failed, and the importer lost its network.",
        "The engineers saw the failure of one storage controller in the rack.",
        "The first reports pointed at a break in the fibre between both halls.",
    ],
)
def test_a_part_that_broke_or_filled_up_is_a_cause(sentence):
    assert said(f"# Queue stuck\n\n## Summary\n\nThe queue was stuck for an hour. {sentence}\n") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "First came the importer, which was due to run the monthly bill.",
        "Its purpose is to give our customers an understanding of what caused the disruption.",
    ],
)
def test_what_was_planned_or_is_announced_is_no_cause(sentence):
    assert said(f"# Queue stuck\n\n## Summary\n\nThe queue was stuck for an hour. {sentence}\n") == []


@pytest.mark.parametrize(
    "said",
    [
        "The disk was full.",
        "A config change removed the default route.\n\n- The change was not reviewed\n- x was down",
    ],
)
def test_the_first_words_below_root_cause_state_it(said):
    found = read_write_up(f"# Orders fail\n\n## Root cause\n\n{said}\n").factors
    assert found[0].text == said.partition("\n")[0]
    assert found[0].confidence is not Confidence.DOUBTFUL


@pytest.mark.parametrize("said", ["Unknown so far.", "Still under investigation.", "See the appendix."])
def test_words_that_name_no_cause_are_none(said):
    assert read_write_up(f"# Orders fail\n\n## Root cause\n\n{said}\n").factors == ()

"""What is named as affected is read from fields, lists, tables, titles and sentences, each name once."""

from __future__ import annotations

import pytest

from timelines.reading.affected import find_affected
from timelines.reading.document import parse
from timelines.reading.facts import find_facts
from timelines.reading.model import Confidence, Setting


def affected(text: str) -> list[str]:
    document = parse(text)
    found = find_affected(document, find_facts(document, Setting()))
    return [one.name for one in found if one.confidence is not Confidence.DOUBTFUL]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("---\ntitle: Slow\naffected:\n  - Billing API\n  - ledger.example.org\n---\n\nIt was slow.\n",
         ["Billing API", "ledger.example.org"]),
        ("This incident affected: Docker Jobs, Windows Jobs, and Runner.\n", ["Docker Jobs", "Windows Jobs",
         "Runner"]),
        ("- **Affected services:** Ledger (Reads, Writes), Search\n", ["Ledger", "Reads", "Writes",
         "Search"]),
        ("Several parts failed to restart, including:\n\n- Ledger\n- The entire Search Stack, also slow\n- "
         "Redis (partly)\n",
         ["Ledger", "Search Stack", "Redis"]),
        ("## Impact\n\n- **Ledger API**: requests failed\n- **Duration**: two hours\n", ["Ledger API"]),
        ("## Impact\n\n| Service | Effect |\n| --- | --- |\n| Ledger | down |\n| Search | slow |\n", [
         "Ledger", "Search"]),
    ],
)  # fmt: skip
def test_lists(text, names):
    assert affected(text) == names


@pytest.mark.parametrize(
    "sentence",
    [
        "The Ledger API was unavailable for an hour.",
        "The failure affected the Ledger API and nothing else.",
        "An outage of the Ledger API began at noon.",
        "The Ledger API experienced elevated errors.",
        "Customers were unable to access the Ledger API.",
        "The change took down the Ledger API.",
    ],
)
def test_sentences(sentence):
    assert affected(f"# Report\n\n## Summary\n\n{sentence}\n") == ["Ledger API"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Users were affected for an hour.",
        "The service was down.",
        "On Monday all requests failed.",
        "Recovery was delayed.",
        "Though degraded, it went on.",
        "Increased errors were impacted by it.",
    ],
)
def test_what_has_no_name_is_left_out(sentence):
    assert affected(f"# Report\n\n## Summary\n\n{sentence}\n") == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Outage on VM agents on ci.example.org", "ci.example.org"),
        ("2023-03-14 - ledger.example.com website outage", "ledger.example.com website"),
        ("Ledger API unavailable", "Ledger API"),
        ("Incident report 12 May - Oakland resource issue", "Oakland"),
    ],
)
def test_titles(title, name):
    assert name in affected(f"# {title}\n\nIt was slow for an hour.\n")


def test_every_name_stands_at_its_place():
    text = "---\ncomponents: Ledger API, Search\n---\n\n# Ledger API outage\n\nThe Mailer was down.\n"
    document = parse(text)
    for one in find_affected(document, find_facts(document, Setting())):
        assert text[one.place.start : one.place.end] == one.name


def test_a_clause_behind_a_label_is_no_name():
    text = "## Impact\n\n- System: We don’t use passwords\n"
    assert affected(text) == []
    assert affected("- **Affected services:** IT Desk, Search\n") == ["IT Desk", "Search"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# Outage\n\nThis prevented account signups and password resets from taking place.\n",
         ["account signups", "password resets"]),
        ("# Outage\n\nThis interfered with Ledger and other online services, such as Search Stack.\n",
         ["Ledger", "Search Stack"]),
        ("# Outage\n\nA degradation occurred in Ledger at noon.\n", ["Ledger"]),
        ("The following were affected:\n\n- Ledger Gateway (Reader, Writer)\n", ["Ledger Gateway", "Reader",
         "Writer"]),
    ],
)  # fmt: skip
def test_more_words_for_being_hurt(text, names):
    assert affected(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "# Today's Connectivity Issues\n\nIt was slow.\n",
        "# Severe Service Degradation\n\nIt was slow.\n",
        "# Disruption on Monday/Tuesday\n\nIt was slow.\n",
        "# Outage\n\nWe can serve from elsewhere if the Ledger is down.\n",
        "# Outage\n\nThis prevented users from logging in.\n",
        "## Customer Impact:\n\n- The majority of service was restored soon\n",
    ],
)
def test_days_grades_and_suppositions_are_nothing_affected(text):
    assert affected(text) == []


def test_what_was_not_affected_is_not_named():
    text = "# Outage\n\nCard Payments were down. Online Payments and Bank Transfers were not affected.\n"
    assert affected(text) == ["Card Payments"]


def test_the_kind_of_a_document_is_nothing_that_was_hurt():
    assert "Security" not in affected("# Security incident: somebody got into a server\n\nIt was bad.\n")


def test_the_letters_of_a_zone_belong_to_the_time():
    text = "# Outage\n\nAt 14:00 UTC checkout was down.\n"
    document = parse(text)
    assert "UTC checkout" not in [
        one.name for one in find_affected(document, find_facts(document, Setting()))
    ]

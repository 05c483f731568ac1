"""What stands below “Affected services”, or behind “What was affected:”, is affected, and nothing else."""

import pytest

from timelines.reading.reader import read_write_up

ITEMS = """
- Card payments in shops and at petrol stations
- Search API (EU and US): 30 % errors
- the **login page** and the mobile app
- About 300 customers
- Transfers were not affected
- none of the reports
"""
NAMES = ["Card payments", "Search API", "login page", "mobile app"]


def affected(text):
    return [one.name for one in read_write_up(f"# Slow on 4 May 2024\n\nIt was slow.\n\n{text}").affected]


@pytest.mark.parametrize(
    "heading",
    [
        "## Affected",
        "## Affected services",
        "## Impacted systems and components",
        "### 2. Services affected",
        "**What was affected**",
        "## Impacted",
    ],
)
def test_the_entries_below_such_a_heading_are_named(heading):
    assert affected(f"{heading}\n{ITEMS}") == NAMES


@pytest.mark.parametrize(
    "heading", ["## Affected customers", "## Affected versions", "## Not affected", "## Unaffected systems"]
)
def test_a_heading_of_others_lists_no_components(heading):
    assert affected(f"{heading}\n\n- Northern Retail\n- Blue Line\n") == []


def test_a_paragraph_of_names_below_such_a_heading_is_a_list():
    assert affected("## Affected services\n\nCheckout, card payments and the Search API.\n") == [
        "Checkout",
        "card payments",
        "Search API",
    ]


def test_a_label_in_a_sentence():
    text = "What was affected: card payments in shops. Online payments and transfers were not affected.\n"
    assert affected(text) == ["card payments"]

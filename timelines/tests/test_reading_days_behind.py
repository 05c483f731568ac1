"""A day said behind the time, in the same sentence, is the day of that time."""

import pytest

from timelines.reading.model import MentionKind
from timelines.reading.times.behind import EITHER_DAY
from timelines.tests.reading_times import mentions, told


def beneath_may_4(*entries):
    return "# Sorter outage\n\nDate: 2024-05-04\n\n## Timeline (UTC)\n\n" + "".join(
        f"- {entry}\n" for entry in entries
    )


def test_it_wins_over_the_day_of_the_document_and_holds_for_the_items_that_follow():
    text = beneath_may_4(
        "14:05 UTC sorter stopped on 2024-05-03",
        "14:20 UTC engineers paged",
        "02:10 UTC restarted",
        "15:00 UTC parts replaced on 4 May",
        "15:10 UTC all fine",
    )
    assert told(text) == [
        "2024-05-03 14:05",
        "2024-05-03 14:20",
        "2024-05-04 02:10",
        "2024-05-04 15:00",
        "2024-05-04 15:10",
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "14:05 - the sorter in hall 2 stopped on 2024-05-03.",
        "14:05: sorter stopped (3 May)",
        "14:05 sorter stopped on Friday",
        "14:05: the sorter was installed on 3 May and stopped",
        "14:05 sorter stopped, 3 May 2024",
    ],
)
def test_however_it_is_written(entry):
    assert told(beneath_may_4(entry)) == ["2024-05-03 14:05"]


def test_in_a_cell_of_its_row():
    text = "# Outage on 4 May 2024\n\n| Time (UTC) | What |\n|---|---|\n| 14:05 | sorter stopped on 3 May |\n"
    assert told(text) == ["2024-05-03 14:05"]


def test_in_prose():
    text = "# Outage on 4 May 2024\n\nAt 14:05 UTC the sorter stopped on 3 May 2024. At 15:10 it ran again.\n"
    assert told(text) == ["2024-05-03 14:05", "2024-05-03 15:10"]


@pytest.mark.parametrize(
    "entry",
    [
        "14:05 found the cause in the build that was deployed on 12 April 2024",
        "14:05 found a bug introduced on 12 April 2024",
        "14:05 went back to the release of 12 April 2024",
        "14:05 the certificate issued on 12 April 2024 expired",
        "14:05 decided to replace the sorter on 12 June 2024",
    ],
)
def test_the_day_of_something_else_is_not_taken(entry):
    assert told(beneath_may_4(entry))[0] == "2024-05-04 14:05"


def test_a_near_day_that_may_be_of_something_else_leaves_a_doubt():
    first = mentions(beneath_may_4("14:05 found a bug introduced on 3 May"), MentionKind.EVENT)[0]
    assert EITHER_DAY in first.doubts

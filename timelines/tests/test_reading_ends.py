"""Of several statements that it was over, the later and plainer one marks the end."""

import pytest

from timelines.models import Milestone
from timelines.reading.reader import read_write_up
from timelines.when import Precision

HEAD = "# Checkout outage on 4 May 2024\n\n## Timeline (UTC)\n\n"
FAILS = "- 14:00 Checkout started failing\n"


def marked(body):
    """{milestone: what happened} and the hour of the end."""
    found = read_write_up(HEAD + body)
    end = found.milestone(Milestone.Kind.RESOLVED)
    return {mark: event.text for event in found.events for mark in event.milestones}, (
        end and f"{end.when.best:%H:%M}"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"{FAILS}- 14:30 Rolled back, traffic recovered\n- by 15:00 everything was resolved\n",
        f"{FAILS}- 14:30 Rolled back, traffic recovered\n\nWatched; by 15:00 everything was resolved.\n",
        f"{FAILS}- 14:30 Rolled back, traffic recovered, and by 15:00 everything was resolved.\n",
        "14:00 Checkout fails\n14:30 Rolled back, traffic recovered\nBy 15:00 everything was resolved.\n",
    ],
)
def test_everything_was_resolved_says_more_than_traffic_recovered(body):
    found, end = marked(body)
    assert end == "15:00"
    assert found[Milestone.Kind.MITIGATED] == "Rolled back, traffic recovered"


def test_an_entry_that_says_only_resolved_is_the_end():
    found, end = marked(f"{FAILS}- 14:30 Rolled back, traffic recovered\n- 15:00 Resolved.\n")
    assert found[Milestone.Kind.RESOLVED] == "Resolved."
    assert end == "15:00"


def test_a_recovery_is_the_end_where_nothing_later_says_so():
    found, _ = marked(f"{FAILS}- 14:30 Rolled back, traffic recovered\n- 15:00 Report begun\n")
    assert found[Milestone.Kind.RESOLVED] == "Rolled back, traffic recovered"


def test_up_to_date_is_not_up():
    found, end = marked(
        f"{FAILS}- 14:30 Image put back, everything is okay again\n- 14:50 Everything is now up-to-date\n"
    )
    assert (found[Milestone.Kind.RESOLVED], end) == ("Image put back, everything is okay again", "14:30")


DAYS = """# Wrapper breaks sites

**Date:** {days}

## Timeline (UTC)

- Jan 14, 10:18 Pages fail
- Jan 17, 20:13 A fix was released
{more}"""


@pytest.mark.parametrize("days", ["January 14-19, 2026", "14 to 19 January 2026", "2026-01-14 - 2026-01-19"])
def test_the_last_day_named_is_the_end_where_no_words_say_that_it_was_over(days):
    end = read_write_up(DAYS.format(days=days, more="")).milestone(Milestone.Kind.RESOLVED)
    assert (end.when.precision, end.when.earliest.day) == (Precision.DAY, 19)


def test_words_that_say_that_it_was_over_go_before_the_last_day_named():
    text = DAYS.format(days="January 14-19, 2026", more="- Jan 18, 09:00 The incident was resolved\n")
    end = read_write_up(text).milestone(Milestone.Kind.RESOLVED)
    assert end.text == "The incident was resolved"


def test_one_day_is_no_end():
    text = DAYS.format(days="January 14, 2026", more="")
    assert read_write_up(text).milestone(Milestone.Kind.RESOLVED).text == "A fix was released"

"""The same happening told twice is one event, with both places."""

import pytest

from timelines.models import Milestone
from timelines.reading.reader import read_write_up

SUMMARY = """# Exports fail, 14 March 2023

On March 14, 2023, at approximately 18:00 UTC, exports of all customers began to fail.

## Timeline (UTC)

- 17:40 - New version of the exporter is deployed
- 18:00 - Exports of all customers begin to fail
- 18:00 - Mira opens a call
- 19:30 - Exports work again
"""


def test_summary_and_timeline_tell_one_event():
    at_six = [event for event in read_write_up(SUMMARY).events if event.when.best.hour == 18]
    assert [event.text for event in at_six] == ["Exports of all customers begin to fail", "Mira opens a call"]
    [also] = at_six[0].also
    assert also.of(SUMMARY).startswith("On March 14, 2023")


def test_being_told_of_it_is_not_the_start_itself():
    text = """# Shop, 1 June 2024

On 1 June 2024, between 12:20 and 15:45 UTC, we had an outage of the shop.

- 12:20 UTC Alarms are triggered by fewer orders
- 15:40 UTC Orders are back to normal
"""
    at_noon = [event for event in read_write_up(text).events if event.when.best.hour == 12]
    assert [bool(event.until) for event in at_noon] == [True, False]


def test_two_things_in_one_minute_stay_two():
    text = "# 1 June 2024\n\n- 10:00 UTC disk is full\n- 10:00 UTC Tom restarts the mail server\n"
    assert len(read_write_up(text).events) == 2


def test_a_day_and_a_minute_of_that_day_are_one_if_they_say_the_same():
    text = """# Nodes

On 29 November 2019 we scaled the worker nodes of the cluster from 7 to 10.

| Time (UTC) | Event |
| --- | --- |
| 2019-11-29 12:00 | Scaled worker nodes of the cluster from 7 to 10 |
| 2019-11-30 08:24 | Warning: no free addresses |
"""
    first, second = read_write_up(text).events
    assert first.when.best.hour == 12
    assert len(first.also) == 1
    assert second.also == ()


def test_the_end_of_a_stretch_joins_the_entry_that_tells_it():
    text = """# Flags

On 29 September 2025 flags had an outage lasting 1 hour 48 minutes, from 16:58 to 18:46 UTC.

- 2025-09-29 16:58 UTC - Writer database begins to fail
- 2025-09-29 18:46 UTC - Service fully restored
"""
    events = read_write_up(text).events
    assert [event.text for event in events] == ["Writer database begins to fail", "Service fully restored"]
    assert all(event.also for event in events)


LETTER = """# Interruption of card payments

{summary}

Wednesday, 3 September 2025

- 22:47 CEST: A storage controller reports errors.
- 22:52: Card payments start to be declined.

Thursday, 4 September 2025

- 02:41: Card payments are processed again.
"""


@pytest.mark.parametrize(
    "summary",
    [
        "During the night from Wednesday to Thursday, card payments were declined for several hours.",
        "Card payments were declined from 3 to 4 September 2025.",
        "There was an outage of card payments from Wednesday to Thursday.",
    ],
)
def test_a_vague_stretch_gives_a_plain_time_no_end(summary):
    write_up = read_write_up(LETTER.format(summary=summary))
    plain = next(event for event in write_up.events if event.text == "Card payments start to be declined.")
    assert plain.until is None
    assert write_up.milestone(Milestone.Kind.RESOLVED).text == "Card payments are processed again."


def test_what_was_back_before_the_last_day_of_the_whole_is_not_its_end():
    text = """# Report

A disruption of many services occurred between 8 November 2021 and 12 November 2021. The web site and the
wiki were unavailable from 4:30 pm on 8 November until 7:30 am on 9 November.
"""
    end = read_write_up(text).milestone(Milestone.Kind.RESOLVED)
    assert (end.when.earliest.month, end.when.earliest.day) == (11, 12)

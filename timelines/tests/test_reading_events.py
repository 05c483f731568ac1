"""What happened when: events of write-ups, in words of our own."""

from datetime import UTC, datetime

import pytest

from timelines.models import Kind, Milestone
from timelines.reading.model import Confidence
from timelines.reading.reader import read_write_up

Mark = Milestone.Kind


def events_of(text):
    return list(read_write_up(text).events)


def told(events):
    """(hour and minute in UTC, what happened) of each event that is not doubtful."""
    return [
        (event.when.best.strftime("%H:%M"), event.text)
        for event in events
        if event.confidence is not Confidence.DOUBTFUL
    ]


def marked(text):
    """{milestone: (hour and minute in UTC, what happened)}."""
    return {
        mark: (event.when.best.strftime("%H:%M"), event.text)
        for event in events_of(text)
        for mark in event.milestones
    }


TIMELINE = """# Checkout down on 20 May 2024

## Timeline (UTC)

- 08:30 - Deploy of orders 4.2 to all regions
- 08:41 - Orders begin to fail, every second request times out
- 08:46 - On-call engineer is paged
- 08:49 - Mira acknowledges the page and declares an incident
- 09:02 - Cause found: the pool of connections is too small
- 09:20 - Rollback completed, error rate starts to drop
- 09:54 - Service fully restored
- 15:00 - Postmortem meeting
"""


def test_entries_of_a_list_are_told_without_their_time_and_marks():
    assert told(events_of(TIMELINE))[:3] == [
        ("08:30", "Deploy of orders 4.2 to all regions"),
        ("08:41", "Orders begin to fail, every second request times out"),
        ("08:46", "On-call engineer is paged"),
    ]


def test_milestones_are_those_that_the_words_name():
    assert {mark: at for mark, (at, _) in marked(TIMELINE).items()} == {
        Mark.STARTED: "08:41",
        Mark.DETECTED: "08:46",
        Mark.ACKNOWLEDGED: "08:49",
        Mark.IDENTIFIED: "09:02",
        Mark.MITIGATED: "09:20",
        Mark.RESOLVED: "09:54",
    }


def test_quotes_are_the_words_of_the_document():
    for event in events_of(TIMELINE):
        assert event.time_place.of(TIMELINE) in TIMELINE
        assert event.text in event.place.of(TIMELINE)


def test_a_time_as_heading_is_followed_by_what_happened():
    text = """# Log-ins fail, 3 May 2023

## Timeline

All times in CEST

### 14:29

The **first** customer writes that [log-ins](https://example.org/1) fail. It takes a while until
somebody reads it.

![a picture](a.png)

### 15:02 Ines restarts the gateway

This helped for a minute only.
"""
    assert told(events_of(text)) == [
        ("12:29", "The first customer writes that log-ins fail. It takes a while until somebody reads it."),
        ("13:02", "Ines restarts the gateway"),
    ]


def test_rows_are_told_by_their_longest_cell_and_name_who_acted():
    text = """# Incident of 2 June 2024

| Time (UTC) | Who | What | Link |
| --- | --- | --- | --- |
| 10:05 | Tom | Restarts the queue of the billing service | [x](y) |
| 10:20 | | The queue is empty | |
"""
    events = events_of(text)
    assert told(events) == [
        ("10:05", "Restarts the queue of the billing service"),
        ("10:20", "The queue is empty"),
    ]
    assert events[0].actor == "Tom"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "At about 2:30 UTC, we noticed that mail was late.",
            [("02:30", "We noticed that mail was late.")],
        ),
        (
            "At 14:05 UTC errors began and at 14:20 UTC we rolled back.",
            [("14:05", "Errors began"), ("14:20", "We rolled back.")],
        ),
        (
            "It was detected at 14:05 UTC (07:05 PDT) by our monitors.",
            [("14:05", "It was detected by our monitors.")],
        ),
        (
            "At 02:50 UTC a full disk led to delays that we were able to mitigate by 03:35 UTC.",
            [("02:50", "A full disk led to delays"), ("03:35", "We were able to mitigate.")],
        ),
        (
            "Recovery began at 05:39 UTC, with most regions back by 07:21 UTC.",
            [("05:39", "Recovery began"), ("07:21", "Most regions back.")],
        ),
    ],
)
def test_each_happening_of_a_sentence_is_told_once(sentence, expected):
    assert told(events_of(f"# Mail is late, 1 June 2024\n\n{sentence}\n")) == expected


def test_a_stretch_has_an_end():
    [event, end] = events_of("On 4 June 2024 the shop was down from 16:58 to 18:46 UTC.")
    assert event.until.best == datetime(2024, 6, 4, 18, 46, tzinfo=UTC)
    assert event.milestones == (Mark.STARTED,)
    assert (end.when, end.milestones) == (event.until, (Mark.RESOLVED,))


def test_between_two_times_something_that_lasted_is_a_stretch():
    [event, _] = events_of("On 4 June 2024 between 12:17 and 12:30 UTC all downloads were broken.")
    assert (event.when.best.hour, event.until.best.minute) == (12, 30)


def test_between_two_days_something_that_lasted_is_a_stretch():
    [event, _] = events_of("# Leak\n\nBetween July 9 and July 16, 2023, a cache was exposed to everybody.\n")
    assert (event.when.best.day, event.until.best.day, event.confidence) == (9, 16, Confidence.LIKELY)
    [event] = events_of("# Leak\n\nBetween July 9 and July 16, 2023, somebody moved the cache.\n")
    assert event.confidence is Confidence.DOUBTFUL


def test_between_two_times_something_done_once_neither_starts_nor_ends_anything():
    [event] = events_of("On 4 June 2024 between 20:00 and 21:00 UTC we decided to restart the cache.")
    assert event.milestones == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The job is scheduled to run at 14:00 UTC.",
        "Every day at 02:00 UTC a backup is written.",
        "We will move the database by 14:00 UTC on 9 June 2024.",
        "The pods had been up for 112d.",
    ],
)
def test_what_has_not_happened_is_no_event(sentence):
    assert told(events_of(f"# Outage of 1 June 2024\n\n{sentence}\n")) == []


def test_due_dates_of_actions_are_no_events():
    text = "# Outage of 1 June 2024\n\n## Action items\n\n- [ ] Add an alert (Tom, due 2024-07-01)\n"
    assert told(events_of(text)) == []


def test_posts_are_told_by_their_text():
    text = """Delays

Resolved
All mail is on its way again.
Posted Mar 15, 2023 - 01:59 UTC

Investigating
Mail is late.
Posted Mar 14, 2023 - 18:19 UTC
"""
    posts = [event for event in events_of(text) if event.kind is Kind.STATUS_POST]
    assert [event.when.best.strftime("%d %H:%M") for event in posts] == ["14 18:19", "15 01:59"]
    assert "Mail is late." in posts[0].text
    assert posts[0].milestones == ()  # a first post is not the start


def test_stated_bounds_count_most():
    text = """# Queue stuck

**Incident start:** 7 May 2021 22:50 UTC
**Incident end:** 8 May 2021 03:15 UTC

## Timeline (UTC)

- 2021-05-07 22:40 - Errors begin to show in the logs
- 2021-05-08 03:40 - Incident resolved in the tracker
"""
    found = marked(text)
    assert (found[Mark.STARTED][0], found[Mark.RESOLVED][0]) == ("22:50", "03:15")


def test_a_milestone_that_nobody_states_is_left_out():
    found = marked("# Slow pages, 1 June 2024\n\n- 10:00 UTC pages are slow\n- 10:10 UTC still looking\n")
    assert Mark.RESOLVED not in found
    assert Mark.IDENTIFIED not in found


@pytest.mark.parametrize(
    "said",
    ["the issue is not yet resolved", "we believe that it will be resolved soon", "is it resolved?"],
)
def test_words_that_turn_a_milestone_around_are_heard(said):
    text = f"# Slow pages, 1 June 2024\n\n- 10:00 UTC pages fail\n- 10:10 UTC {said}\n"
    assert Mark.RESOLVED not in marked(text)


def test_after_a_relapse_the_last_recovery_counts():
    text = """# Launches fail, 1 June 2024

- 10:00 UTC Launches fail
- 10:20 UTC Issue resolved by a restart
- 11:00 UTC Launches fail again
- 11:30 UTC The image is banned, launches are back to normal
"""
    assert marked(text)[Mark.RESOLVED][0] == "11:30"


def test_a_day_of_the_past_is_doubtful():
    text = "# Outage, 1 June 2024\n\nAt 10:00 UTC mail stopped. On 3 January 2022 we had replaced the disk.\n"
    [old] = [event for event in events_of(text) if event.when and event.when.best.year == 2022]
    assert old.confidence is Confidence.DOUBTFUL


def test_to_declare_an_incident_is_not_its_start():
    found = marked("# Slow pages, 1 June 2024\n\n- 10:04 UTC Pages fail\n- 10:10 UTC Incident declared\n")
    assert (found[Mark.STARTED][0], found[Mark.ACKNOWLEDGED][0]) == ("10:04", "10:10")
    assert Mark.STARTED not in marked("# Slow pages, 1 June 2024\n\n- 10:10 UTC Incident declared\n")


def test_what_is_only_suspected_marks_nothing():
    text = "# Odd pages\n\nThe failed disk of 2024-05-18 could have caused some of the corruption.\n"
    assert marked(text) == {}


def test_an_entry_that_says_only_that_it_ended_is_the_end():
    text = """# Shop down on 1 June 2024

On 1 June 2024 at 10:00 UTC the shop was down for an hour.

- 10:00 UTC Shop down
- 10:59 UTC Shop fully restored from the copy
- 13:30 UTC End of the incident
"""
    assert marked(text)[Mark.RESOLVED][0] == "13:30"


def test_a_part_called_background_may_tell_what_happened():
    text = "# Retro\n\n## Background\n\nOn Wednesday, July 21st, 2021, we released version 3.30.\n"
    assert [event.text for event in events_of(text)] == ["We released version 3.30."]


def test_a_time_without_a_day_is_left_open():
    [event] = events_of("The database went down at 10:00 UTC.")
    assert event.when is None
    assert event.confidence is Confidence.DOUBTFUL


def test_a_deed_without_a_time_lies_between_its_neighbours():
    text = """# Outage of 9 April 2023

At 02:30 UTC the rebooted nodes could not join. Later we rebooted the other nodes as well. At 06:31 UTC
developers reported that the mirror was gone.
"""
    [event] = [one for one in events_of(text) if one.possible]
    assert event.text == "Later we rebooted the other nodes as well."
    assert (event.when, event.confidence) == (None, Confidence.DOUBTFUL)
    assert (event.possible.earliest.hour, event.possible.latest.hour) == (2, 6)


def test_events_are_in_order_of_time():
    text = "# 1 June 2024\n\n- 12:00 UTC second\n\nOn 1 June 2024 at 11:00 UTC the first disk failed.\n"
    assert [at for at, _ in told(events_of(text))] == ["11:00", "12:00"]


def test_chat_lines_have_their_speaker():
    text = "Incident of 12 May 2023\n\n[14:02] mira: getting errors\n[14:05] tom: declaring an incident\n"
    events = events_of(text)
    assert [event.actor for event in events] == ["mira", "tom"]
    assert Mark.ACKNOWLEDGED in events[1].milestones


def test_the_header_of_a_commit_states_no_start():
    text = """# Claims, 10 May 2021

    commit 9b3a77c0
    Author: Ann Other <ann@example.org>
    Date:   Mon May 10 19:03:52 2021 +0900

## Timeline (UTC)

- 07:55 Some users notice that the new page is live
- 08:09 The backend stops responding to traffic
"""
    assert marked(text)[Mark.STARTED][0] == "08:09"


def test_what_others_post_of_themselves_is_neither_start_nor_end():
    text = """# Uploads lost, 1 June 2024

- 21:20 UTC Uploads fail
- 21:31 UTC The host updates their status page to report an outage
- 22:16 UTC The host updates their status page to say the problem is fixed
- 22:48 UTC Fix deployed on production
"""
    found = marked(text)
    assert (found[Mark.STARTED][0], found[Mark.RESOLVED][0]) == ("21:20", "22:48")


def test_front_matter_with_an_author_hides_nothing_of_the_first_paragraph():
    text = """---
title: Shop down
author: Ann Other
---

On 1 June 2024 at 18:52 UTC the shop was down for 7 minutes.
"""
    assert next(event.text for event in events_of(text)) == "The shop was down for 7 minutes."


def test_a_start_and_an_end_in_one_field_are_both_stated():
    text = """# Postmortem 20250819-01

**Start–End:** 2025-08-19 14:02 → 14:37 UTC

## Timeline (UTC)

- 14:02 — Alert received.
- 14:37 — Errors at zero.
"""
    assert {
        mark: text for mark, (_, text) in marked(text).items() if mark in (Mark.STARTED, Mark.RESOLVED)
    } == {
        Mark.STARTED: "Alert received.",
        Mark.RESOLVED: "Errors at zero.",
    }


def test_the_end_is_counted_from_how_long_it_lasted():
    [event, end] = events_of(
        "On 9 June 2024 at 21:30 UTC mail had an outage that lasted two hours and 30 minutes."
    )
    assert (event.milestones, end.milestones) == ((Mark.STARTED,), (Mark.RESOLVED,))
    assert (end.when.best.hour, end.when.precision) == (0, "approximate")


@pytest.mark.parametrize("label", ["Detected at", "Acknowledged at", "Identified", "Mitigated at"])
def test_fields_state_milestones(label):
    text = f"# Slow\n\n| Field | Value |\n|---|---|\n| {label} | 2023-12-01 08:19 UTC |\n"
    [event] = events_of(text)
    assert event.milestones == (Mark(label.split()[0].lower()),)


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("nobody had been paged", Mark.DETECTED),
        ("we rolled back the release, which did not help", Mark.MITIGATED),
        ("the database failed over to the replica", Mark.STARTED),
        ("restarting node 7", Mark.STARTED),
        ("incident declared", Mark.STARTED),
    ],
)
def test_milestones_are_not_guessed(said, mark):
    assert mark not in marked(f"# Shop, 1 June 2024\n\n- 10:00 UTC release 41 goes out\n- 10:10 UTC {said}\n")


def test_a_routine_that_was_stopped_once_is_an_event():
    [event] = events_of("# Shop, 1 June 2024\n\nAt 11:40 UTC we stopped the nightly export.\n")
    assert event.text == "We stopped the nightly export."


@pytest.mark.parametrize(
    "sentence",
    [
        "The cluster turned yellow at 10:52, and at 11:16 we declared search operational.",
        "The cluster turned yellow at 10:52, and by 11:16 we declared search operational.",
        "The cluster turned yellow at 10:52; at 11:16 we declared search operational.",
        "At 10:52 the cluster turned yellow, then at 11:16 we declared search operational.",
        "The cluster turned yellow (10:52) and we declared search operational (11:16).",
    ],
)
def test_each_of_two_times_in_a_sentence_has_its_own_words(sentence):
    text = f"# Search down on 11 November 2025\n\nAll times are in UTC. {sentence}\n"
    assert [words.rstrip(".") for _, words in told(events_of(text))] == [
        "The cluster turned yellow",
        "We declared search operational",
    ]


def test_a_table_of_things_to_do_holds_no_events():
    text = (
        "# Payments late on 22 January 2026\n\n| UTC | What |\n|---|---|\n| 06:40 | Job is killed |\n\n"
        "| Action | Owner | Due | Status |\n|---|---|---|---|\n| Alert on it | Ann | 2026-01-30 | Open |\n"
    )
    assert told(events_of(text)) == [("06:40", "Job is killed")]


def test_what_may_be_done_until_a_day_is_no_event():
    text = "# Portal down on 3 March 2026\n\nInvoices that were due on 3 March may be paid until 10 March.\n"
    assert told(events_of(text)) == []


def test_it_began_where_something_was_wrong_by_a_time():
    text = (
        "# Disk full, 7 June 2025\n\nTimes are in UTC. At 01:30 the backup job began. By 05:00 the database "
        "stopped accepting writes. At 11:30 Ann deleted the backup, and the database came back at 11:42.\n"
    )
    assert marked(text)[Mark.STARTED][1] == "The database stopped accepting writes."
    assert marked(text)[Mark.RESOLVED] == ("11:42", "The database came back.")


def test_what_nobody_read_until_then_was_not_over_then():
    text = (
        "# Mailbox opened on 18 August 2025\n\nThe attacker got in at 15:32 UTC. "
        "The alert was not read until 17:50 UTC.\n"
    )
    assert Mark.RESOLVED not in marked(text)


def test_when_with_a_day_and_a_stretch_gives_start_and_end():
    text = "# Runners offline\n\n**When**: 2025-04-02 from 09:12 to 11:47 UTC\n**Status**: closed\n\nAll.\n"
    found = marked(text)
    assert (found[Mark.STARTED][0], found[Mark.RESOLVED][0]) == ("09:12", "11:47")


def test_rows_of_start_and_end_are_read_whatever_their_last_letter():
    text = (
        "# Scanners out\n\n| | |\n|---|---|\n| Date | 14 May 2024 |\n"
        "| Start | 05:50 UTC |\n| End | 08:05 UTC |\n"
    )
    found = marked(text)
    assert (found[Mark.STARTED][0], found[Mark.RESOLVED][0]) == ("05:50", "08:05")


@pytest.mark.parametrize(
    "line", ["By Ann N., 14 November 2025", "We are moving all staff to keys by 20 November 2025."]
)
def test_who_wrote_when_and_what_is_being_done_by_then_are_no_events(line):
    text = f"# Search down on 11 November 2025\n\n{line}\n\nAt 09:02 UTC the last node was lost.\n"
    assert told(events_of(text)) == [("09:02", "The last node was lost.")]


@pytest.mark.parametrize(
    "line",
    [
        "To do: turn the rotation on again (done Friday evening), and write it down by 30 June.",
        "Hi all, a short summary of what happened on Friday.",
    ],
)
def test_what_is_to_be_done_and_what_the_text_is_are_no_events(line):
    text = f"# Website down on Friday 13 June 2025\n\nThe disk was full at 09:02 UTC.\n\n{line}\n"
    assert told(events_of(text)) == [("09:02", "The disk was full.")]


def test_an_entry_that_says_only_who_set_it_off_tells_nothing():
    text = "# Slow pages, 1 June 2024\n\n- 10:00 UTC Pages fail\n- 10:01 UTC Triggered by Ann Lee.\n"
    assert told(events_of(text)) == [("10:00", "Pages fail")]

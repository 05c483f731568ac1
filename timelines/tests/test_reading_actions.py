"""What will be done, or was, is read from lists, tables and prose, with its state, owner, day and ticket."""

from __future__ import annotations

from datetime import date

import pytest

from timelines.reading.actions import find_actions
from timelines.reading.document import parse
from timelines.reading.model import Confidence, FoundAction, Times, ZoneRead
from timelines.reading.reader import read_write_up

NO_TIMES = Times((), ZoneRead(), ZoneRead(), None, None)


def actions(text: str) -> list[FoundAction]:
    found = find_actions(parse(text), NO_TIMES)
    return [action for action in found if action.confidence is not Confidence.DOUBTFUL]


def said(text: str) -> list[str]:
    return [action.text for action in actions(text)]


# Lists


@pytest.mark.parametrize(
    "heading",
    [
        "Action items",
        "Follow-ups",
        "Next steps",
        "Remediation",
        "Corrective and preventative measures",
        "What we will do",
        "Process improvements",
        "Long-term fixes",
        "How are we preventing it from happening again?",
        "Moving forward",
        "TODO",
    ],
)
def test_items_under_a_heading_that_announces_them(heading):
    text = f"# Queue stuck\n\nThe disk was full.\n\n## {heading}\n\n- Watch the disk\n- Buy better biscuits\n"
    assert said(text) == ["Watch the disk", "Buy better biscuits"]


@pytest.mark.parametrize("heading", ["Timeline", "Attendees", "What customers should do", "Impact"])
def test_items_elsewhere_are_none(heading):
    assert said(f"## {heading}\n\n- Restart the importer\n- Watch the disk\n") == []


def test_headings_told_of_in_paragraphs_are_items():
    text = (
        "# Queue stuck\n\n## Resulting actions\n\n### 1) Clean up every night\n\nIt was never done.\n\n"
        "### 2) Better alerts for the disk\n\nThere were none.\n"
    )
    assert said(text) == ["Clean up every night", "Better alerts for the disk"]


def test_an_item_announces_those_below_it():
    text = (
        "## Review\n\n- **Action items**:\n  - Can we use two disks?\n  - Add an alert\n- **Impact**: none\n"
    )
    assert said(text) == ["Can we use two disks?", "Add an alert"]


def test_what_lessons_say_should_be_done():
    text = "## Lessons learned\n\n- The importer and its queue should have alerts\n- Disks fill up\n"
    assert said(text) == ["The importer and its queue should have alerts"]


def test_headings_below_only_sort_them():
    text = "## Action items\n\n### Detection\n\n- Add an alert\n\n### Documentation\n\n1. Write a runbook\n"
    assert said(text) == ["Add an alert", "Write a runbook"]


def test_lines_without_bullets_below_titles_with_a_colon():
    text = "## Preventive measures\n\nAlerting:\n\nAdd an alert for the disk.\nRaise the limit of the pool.\n"
    assert said(text) == ["Add an alert for the disk.", "Raise the limit of the pool."]


def test_an_item_that_only_groups_is_none():
    text = "## Action items\n\n- Monitoring:\n  - Add an alert\n  - Page the owner\n"
    assert said(text) == ["Add an alert", "Page the owner"]


def test_items_below_the_beginning_of_a_deed_need_its_words():
    text = (
        "## Action items\n\n- [ ] Make sure that there are alerts for:\n  - [ ] Importers\n  - [x] Ledger\n"
    )
    assert said(text) == [
        "Make sure that there are alerts for: Importers",
        "Make sure that there are alerts for: Ledger",
    ]


def test_bullets_below_a_numbered_title_on_the_same_level():
    text = "## Next steps\n\n1. **Alerting**\n\n- Add an alert\n\n2. **Limits**\n\n- Raise the limit\n"
    assert said(text) == ["Add an alert", "Raise the limit"]


def test_links_below_an_item_belong_to_it():
    text = "## Action items\n\n- Add an alert\n  - <https://tracker.example/issues/12>\n- Write a runbook\n"
    assert said(text) == ["Add an alert", "Write a runbook"]


@pytest.mark.parametrize("empty", ["- None", "- N/A", "- TBD", "-", "- No action items."])
def test_nothing_to_do_is_nothing(empty):
    assert said(f"## Action items\n\n{empty}\n") == []


@pytest.mark.parametrize(
    ("item", "state"),
    [
        ("- [ ] Add an alert", "open"),
        ("- [x] Add an alert", "done"),
        ("- ✅ Add an alert", "done"),
        ("- ~~Add an alert~~", "done"),
        ("- Add an alert (done)", "done"),
        ("- Add an alert (in progress)", "in-progress"),
        ("- Add an alert [won't do]", "declined"),
        ("- Add an alert", "open"),
    ],
)
def test_state_of_an_item(item, state):
    [action] = actions(f"## Action items\n\n{item}\n")
    assert (action.state, action.text) == (state, "Add an alert")


def test_a_heading_says_that_they_are_done():
    assert [
        action.state for action in actions("## Immediate actions (completed)\n\n- Raised the limit\n")
    ] == ["done"]


@pytest.mark.parametrize(
    "item",
    [
        "We have added an alert",
        "Raised the limit",
        "The limit has been raised",
        "They quickly added an alert",
    ],
)
def test_an_item_told_in_the_past_is_done(item):
    assert [action.state for action in actions(f"## Follow-ups\n\n- {item}\n")] == ["done"]


def test_the_title_of_the_document_announces_nothing():
    text = "# Rule preventing some inbound traffic\n\n## People\n\n- Mira Sand\n- Jon Reed\n"
    assert said(text) == []


def test_boxes_are_items_wherever_they_stand():
    assert said("## Notes\n\n- [ ] Add an alert\n") == ["Add an alert"]


@pytest.mark.parametrize(
    ("item", "owner", "text"),
    [
        ("Add an alert (Owner: Mira Sand)", "Mira Sand", "Add an alert"),
        ("Add an alert. Owner: team-orders.", "team-orders", "Add an alert"),
        ("Add an alert (@mira)", "@mira", "Add an alert"),
        ("Storage team to add an alert", "Storage team", "Storage team to add an alert"),
        ("Mira to add an alert", "Mira", "Mira to add an alert"),
        ("Tooling to add an alert", "", "Tooling to add an alert"),
    ],
)
def test_owner_of_an_item(item, owner, text):
    [action] = actions(f"## Action items\n\n- {item}\n")
    assert (action.owner, action.text.rstrip(".")) == (owner, text)


@pytest.mark.parametrize(
    ("item", "words", "day"),
    [
        ("Add an alert (due: 2023-04-01)", "2023-04-01", date(2023, 4, 1)),
        ("Add an alert by 1 April 2023", "1 April 2023", date(2023, 4, 1)),
        ("Add an alert (Q4 2025)", "Q4 2025", None),
        ("Add an alert by the end of the quarter", "the end of the quarter", None),
        ("Add an alert by June 31, 2023", "June 31, 2023", None),
    ],
)
def test_due_date_of_an_item(item, words, day):
    [action] = actions(f"## Action items\n\n- {item}\n")
    assert (action.due_words, action.due) == (words, day)


def test_details_behind_dashes():
    [action] = actions("## Action items\n\n1. Lower the alert to 80% - Mira Sand - due 2024-03-20 - DONE\n")
    assert (action.text, action.owner, action.due, action.state) == (
        "Lower the alert to 80%",
        "Mira Sand",
        date(2024, 3, 20),
        "done",
    )


def test_a_dash_within_the_deed_stays():
    assert said("## Action items\n\n- Move the queue - and its index - to larger disks\n") == [
        "Move the queue - and its index - to larger disks"
    ]


def test_a_due_day_without_a_year_is_the_next_one():
    text = "## Action items\n\n- [ ] Watch the disk, by 17 May\n- [ ] Watch the pool, by January 5\n"
    times = Times((), ZoneRead(), ZoneRead(), date(2024, 5, 3), None)
    assert [action.due for action in find_actions(parse(text), times)] == [
        date(2024, 5, 17),
        date(2025, 1, 5),
    ]


@pytest.mark.parametrize(
    ("item", "ticket"),
    [
        (
            "Add an alert ([issue](https://tracker.example/a/b/issues/12))",
            "https://tracker.example/a/b/issues/12",
        ),
        ("Add an alert OPS-123", "OPS-123"),
        ("[OPS-123] Add an alert", "OPS-123"),
        ("Add an alert, see #45", "#45"),
        ("Switch the file to UTF-8", ""),
    ],
)
def test_ticket_of_an_item(item, ticket):
    assert [action.ticket for action in actions(f"## Action items\n\n- {item}\n")] == [ticket]


# Tables

TABLE = """## Follow-ups

| Action | Assignee | Target date | Status | Jira |
| --- | --- | --- | --- | --- |
| Add an alert | Mira | 2023-04-01 | Done | OPS-1 |
| Write a runbook | - | Q3 | In progress | |
| Rewrite the importer | Jon | | Won't do | |
"""


def test_rows_of_a_table():
    first, second, third = actions(TABLE)
    assert (first.text, first.owner, first.due, first.state, first.ticket) == (
        "Add an alert",
        "Mira",
        date(2023, 4, 1),
        "done",
        "OPS-1",
    )
    assert (second.text, second.owner, second.due_words, second.state) == (
        "Write a runbook",
        "",
        "Q3",
        "in-progress",
    )
    assert third.state == "declined"


def test_states_in_the_column_of_tickets():
    text = "## Follow-ups\n\n| Task | Owner | Bug |\n|---|---|---|\n| Watch it | Mira | OPS-1 **DONE** |\n"
    assert [(action.ticket, action.state) for action in actions(text)] == [("OPS-1", "done")]


def test_a_timeline_with_a_column_of_actions_is_no_list_of_them():
    text = "## Timeline\n\n| Time (UTC) | Action | Who |\n| --- | --- | --- |\n| 14:05 | Restart it | Jon |\n"
    assert said(text) == []


# Prose


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("We will add an alert for the disk.", "open"),
        ("Our storage team is redesigning the importer.", "in-progress"),
        ("We are evaluating ways to make the queue more resilient.", "in-progress"),
        ("We have since added an alert for the disk.", "done"),
        ("Example Corp plans to move the queue to larger disks.", "open"),
        ("To prevent a recurrence, engineers added an alert for the disk.", "done"),
        ("Work is underway to split the importer.", "in-progress"),
    ],
)
def test_commitments_in_prose(sentence, state):
    [action] = actions(f"# Queue stuck\n\nThe disk was full for an hour. {sentence}\n")
    assert (action.text, action.state) == (sentence, state)


@pytest.mark.parametrize(
    "sentence",
    [
        "We will continue to monitor the queue.",
        "We will provide an update in thirty minutes.",
        "You will need to log in again.",
        "Our product will help you to find such problems sooner.",
        "If the disk fills up, the importer will stop.",
        "The team restarted the importer.",
        "We apologise for the trouble and thank you for your patience.",
        "Will we ever add an alert?",
    ],
)
def test_other_sentences_are_none(sentence):
    assert said(f"# Queue stuck\n\nThe disk was full for an hour. {sentence}\n") == []


def test_a_sentence_that_lists_several():
    text = (
        "Future work includes adding an alert for the disk, splitting the importer, and writing a runbook.\n"
    )
    assert said(text) == ["Adding an alert for the disk", "Splitting the importer", "Writing a runbook"]


def test_deeds_named_after_announced_measures():
    text = "We have implemented several measures. These include tuning the pool and adding an alert.\n"
    assert said(text) == ["Tuning the pool", "Adding an alert"]


def test_deeds_told_after_announced_measures():
    text = "They took several steps. The importers were configured to write to two disks.\n"
    assert said(text) == ["The importers were configured to write to two disks."]


def test_what_was_done_while_it_lasted_is_none():
    text = "## Timeline\n\n- 14:05 We have restarted the importer\n\nAt 14:10 we also added a disk.\n"
    assert said(text) == []


def test_told_twice_is_one_with_both_places():
    text = "## Next steps\n\n- Add an alert\n\n## Action items\n\n- Add an alert\n"
    [action] = actions(text)
    assert [text[place.start : place.end] for place in (action.place, *action.also)] == ["Add an alert"] * 2


def test_of_a_long_item_the_text_is_what_to_do():
    text = (
        "## Action items\n\n- **Alerting**: Add an alert for the disk of the queue. "
        + "It was not there. " * 20
        + "\n"
    )
    [action] = actions(text)
    assert action.text == "Alerting: Add an alert for the disk of the queue."
    assert action.place.end - action.place.start > 300


def test_a_day_that_is_over_is_no_due_date():
    text = (
        "# Backups lost, 11 November 2025\n\n## What we are doing about it\n\n"
        "We have rotated the keys and verified last night's snapshot. "
        "We will test a restore by 30 November.\n"
    )
    due = {action.text[:8]: action.due for action in read_write_up(text).actions}
    assert due == {"Rotated ": None, "Verified": None, "We will ": date(2025, 11, 30)}


def test_owner_and_day_behind_dashes_in_either_order():
    text = (
        "# Mail stuck\n\n## Action items\n\n"
        "1. Limit the mails - till 16 May 2025 - Olek\n2. Test it - Ira - by 2025-05-20\n"
    )
    assert [(one.text, one.owner, one.due) for one in actions(text)] == [
        ("Limit the mails", "Olek", date(2025, 5, 16)),
        ("Test it", "Ira", date(2025, 5, 20)),
    ]


def test_an_aside_that_names_owner_and_day_goes_as_a_whole():
    text = "# Mail stuck\n\n## Action items\n\n- [ ] Add an alert (@mira, due 2025-09-05)\n"
    assert [(one.text, one.owner) for one in actions(text)] == [("Add an alert", "@mira")]


def test_what_others_said_that_they_would_do_is_no_action():
    assert said("# Terminals down\n\nWe called. They said they will repair it until 12:00.\n") == []


def test_owner_and_day_in_one_aside():
    text = "# Mail stuck\n\n## Action items\n\n- load tests with voice (Kim, by 17 Oct 2025)\n"
    assert [(one.text, one.owner, one.due) for one in actions(text)] == [
        ("Load tests with voice", "Kim", date(2025, 10, 17))
    ]

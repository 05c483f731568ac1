"""Conversations: each message is an event of whoever wrote it, at its time, and quotable."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.chat.slack import shown
from incidents.importing.document import ReadSettings
from incidents.importing.opening import open_document, read_opened
from timelines.models import Milestone, Source

CHAT = """#incidents, 3 May 2024

14:05 mira: all lamps are out
14:07 jon: looking
14:08 mira: fuse 3 is gone
and fuse 4 too
23:50 jon: replaced, lamps are back
00:10 mira: all clear, resolved
"""
ABOVE = "mira  14:05\nall lamps are out\njon  14:07\nlooking\non it\nmira  14:20\nresolved\n"
MESSAGES = [
    {"type": "message", "user": "U2", "text": "resolved &amp; done\nbye", "ts": "1714746100.000200"},
    {"type": "message", "user": "U1", "text": "lamps out, <@U2> see <https://x.example/1|this>",
     "ts": "1714745100.000200", "user_profile": {"real_name": "Mira O", "display_name": "mira"}},
    {"type": "message", "subtype": "channel_join", "user": "U2", "text": "joined", "ts": "1714745101.0002"},
    {"type": "message", "user": "U1", "text": "", "ts": "1714745102.000200"},
]  # fmt: skip


def read(text, name="", **settings):
    [opened] = open_document(text.encode(), name=name)
    return read_opened(opened, ReadSettings(**settings))


def told(document):
    return [(str(event.when), event.actor, event.text) for event in document.events]


def test_a_pasted_chat_is_told_message_by_message_past_midnight():
    document = read(CHAT)
    assert (document.format, document.source_kind) == ("chat", Source.Kind.CHAT_LOG)
    assert document.title == "incidents, 3 May 2024"
    assert told(document) == [
        ("3 May 2024, 14:05 UTC", "mira", "all lamps are out"),
        ("3 May 2024, 14:07 UTC", "jon", "looking"),
        ("3 May 2024, 14:08 UTC", "mira", "fuse 3 is gone\nand fuse 4 too"),
        ("3 May 2024, 23:50 UTC", "jon", "replaced, lamps are back"),
        ("4 May 2024, 00:10 UTC", "mira", "all clear, resolved"),
    ]
    assert document.events[-1].milestones == (Milestone.Kind.RESOLVED,)


def test_quotes_are_whole_messages_of_the_text():
    document = read(CHAT)
    assert document.events[2].place.of(CHAT) == "14:08 mira: fuse 3 is gone\nand fuse 4 too"


def test_names_above_their_messages_count_as_well_and_the_day_can_be_given():
    left_open = read(ABOVE)
    assert [event.when for event in left_open.events] == [None] * 3
    assert any("Give the day" in problem for problem in left_open.problems)
    document = read(ABOVE, day=datetime.date(2024, 5, 3), zone="Europe/Zurich")
    assert told(document)[1] == ("3 May 2024, 14:07 CEST (12:07 UTC)", "jon", "looking\non it")


def test_prose_with_some_times_is_no_chat():
    [opened] = open_document(b"At 14:05 UTC the lamps failed.\nNote: we saw it.\nAt 14:20 they were lit.\n")
    assert opened.format == "text"


def test_a_slack_export_is_told_in_order_with_names_and_links():
    document = read(json.dumps(MESSAGES), "2024-05-03.json")
    assert document.format == "slack"
    assert told(document) == [
        ("3 May 2024, 14:05:00 UTC", "mira", "lamps out, @U2 see this (https://x.example/1)"),
        ("3 May 2024, 14:21:40 UTC", "U2", "resolved & done\nbye"),
    ]


def test_slack_quotes_stand_in_the_file():
    text = json.dumps(MESSAGES)
    assert [event.place.of(text) for event in read(text).events][1] == r"resolved &amp; done\nbye"


def test_an_answer_of_the_api_is_read_as_well():
    assert len(read(json.dumps({"ok": True, "messages": MESSAGES})).events) == 2


def test_an_export_without_messages_says_so():
    document = read(json.dumps([MESSAGES[2]]))
    assert (document.events, document.problems) == ((), ("No message of a person stands in it.",))


@pytest.mark.parametrize(
    ("written", "said"),
    [("<!here> look", "@here look"), ("<#C1|ops>", "#ops"), ("<https://x.example>", "https://x.example"),
     ("a &lt; b", "a < b"), ("<@U1>", "@mira")],
)  # fmt: skip
def test_slack_marks_are_shown_as_slack_shows_them(written, said):
    assert shown(written, {"U1": "mira"}) == said


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(10**9, 2 * 10**9)), max_size=8))
def test_any_messages_are_told_each_once_and_in_order(said):
    messages = [{"text": words, "ts": f"{second}.000100", "user": "U1"} for words, second in said]
    [opened] = open_document(json.dumps([*messages, MESSAGES[0]]).encode())
    document = read_opened(opened)
    assert len(document.events) == sum(bool(words.strip()) for words, _ in said) + 1
    assert [event.when.earliest for event in document.events] == sorted(
        event.when.earliest for event in document.events
    )

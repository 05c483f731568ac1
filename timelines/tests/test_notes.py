"""Pasted notes: what each line is read as."""

from datetime import UTC, date, datetime

import pytest

from timelines.models import Kind, Lane, Milestone
from timelines.notes import MAX_CHARACTERS, NotesRefused, Outcome, read_line, read_notes
from timelines.when import Precision, When

DAY = date(2023, 4, 9)
NOTES = """\
~2AM one node burns CPU, containerd or runc suspected
shortly after: cluster taken down for a reboot
2:30 rebooted nodes cannot join the mesh, pods get no address
2023-04-08 21:56:16.577 [ERROR] CNI DEL dial tcp 10.43.0.1:443: i/o timeout
04:56 IST provider answers the ticket
other nodes upgraded and rebooted cold, the fault spreads
6:31 ICT package repositories down, this is now major
25:10 Multus and Calico removed
31 April 10:00 Cilium runs on all nodes
by 14:30 everything back; settings rolled back except the network
15:05 write-up started
"""


def utc(day, hour, minute=0, second=0):
    return datetime(2023, 4, day, hour, minute, second, tzinfo=UTC)


def read(text, zone="UTC", day=DAY, **options):
    return read_notes(text, zone=zone, day=day, **options).lines


@pytest.fixture(scope="module")
def notes():
    return read_notes(NOTES, zone="Asia/Bangkok", day=DAY).lines


def test_eleven_rough_lines_are_told_apart(notes):
    assert [line.outcome.value for line in notes] == [
        "ready", "ready", "ready", "ready", "to decide", "ready", "ready", "error", "error", "ready", "ready",
    ]  # fmt: skip


def test_the_words_read_as_a_time_are_marked_and_the_rest_is_the_text(notes):
    assert (notes[0].seen, notes[0].text) == ("~2AM", "one node burns CPU, containerd or runc suspected")
    assert (notes[1].seen, notes[1].text) == ("shortly after", "cluster taken down for a reboot")
    assert (notes[6].seen, notes[6].before) == ("6:31 ICT", "")
    assert notes[7].seen == "25:10"
    assert notes[8].seen == "31 April"


def test_shortly_after_ends_with_the_line_below(notes):
    assert (notes[1].when.earliest, notes[1].when.latest) == (utc(8, 18, 30), utc(8, 19, 30))
    assert notes[1].notes == ("after line 1, before line 3",)


def test_a_log_without_a_zone_is_utc_where_only_that_fits(notes):
    assert notes[3].when.earliest == utc(8, 21, 56, 16).replace(microsecond=577_000)
    assert "read as UTC, fits between 3 and 7" in notes[3].notes[0]
    assert (notes[3].kind, notes[3].lane) == (Kind.ALERT, Lane.MACHINES)
    assert notes[3].text == "`[ERROR] CNI DEL dial tcp 10.43.0.1:443: i/o timeout`"


def test_a_log_without_a_zone_is_local_where_that_fits():
    lines = read("02:00 it begins\n2023-04-09 02:10:00 [ERROR] x\n02:30 over", zone="Asia/Bangkok")
    assert lines[1].when.earliest == utc(8, 19, 10)


def test_an_ambiguous_zone_offers_its_meanings_with_their_consequence(notes):
    line = notes[4]
    assert line.when is None
    assert [(candidate.label, candidate.said, candidate.fits) for candidate in line.candidates] == [
        ("India, +05:30", "23:26 UTC, fits", True),
        ("Israel, +02:00", "02:56 UTC, after line 7", False),
        ("Ireland, +01:00", "03:56 UTC, after line 7", False),
    ]


def test_a_chosen_meaning_is_read():
    waiting = read_notes(NOTES, zone="Asia/Bangkok", day=DAY).lines[4]
    chosen = read_notes(NOTES, zone="Asia/Bangkok", day=DAY, choices={waiting.key: "Asia/Kolkata"}).lines[4]
    assert chosen.outcome == Outcome.READY
    assert chosen.when.earliest == utc(8, 23, 26)
    assert chosen.notes == ("IST as India, +05:30",)


def test_a_choice_that_was_not_offered_decides_nothing():
    key = read_notes(NOTES, zone="Asia/Bangkok", day=DAY).lines[4].key
    line = read_notes(NOTES, zone="Asia/Bangkok", day=DAY, choices={key: "Europe/Zurich"}).lines[4]
    assert line.outcome == Outcome.DECIDE


def test_a_line_without_a_time_stands_between_its_neighbours(notes):
    assert notes[5].when.precision == Precision.RANGE
    assert (notes[5].when.earliest, notes[5].when.latest) == (notes[3].when.earliest, utc(8, 23, 31))
    assert notes[5].seen == ""


def test_by_begins_where_the_line_before_is_known(notes):
    assert (notes[9].when.earliest, notes[9].when.latest) == (utc(8, 23, 31), utc(9, 7, 31))


def test_errors_say_what_is_wrong_and_what_would_be_right(notes):
    assert notes[7].error == "“25:10” is not a time of day."
    assert "+1d 01:10" in notes[7].hint
    assert "April has 30 days" in notes[8].error
    assert "30 April or 1 May" in notes[8].hint


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("one node rebooted, requests answer again", Kind.ACTION),
        ("rebooted nodes cannot join the mesh", Kind.OBSERVATION),
        ("rolled back the deploy", Kind.ACTION),
        ("deployed 4.2 to all regions", Kind.CHANGE),
        ("feature flag on for everybody", Kind.CHANGE),
        ("decided to restart every node", Kind.DECISION),
        ("this is now major", Kind.DECISION),
        ("alert fires on etcd latency", Kind.ALERT),
        ("[ERROR] CNI DEL was an error", Kind.ALERT),
        ("posted to the customers' channel", Kind.COMMUNICATION),
        ("status page: we are looking into it", Kind.STATUS_POST),
        ("Monitoring - A fix has been rolled out.", Kind.STATUS_POST),
        ("? who owns the resolver", Kind.QUESTION),
        ("is it DNS again?", Kind.QUESTION),
        ("queue keeps growing", Kind.OBSERVATION),
        ("decision: keep the old network", Kind.DECISION),
        ("posters fell off the wall", Kind.OBSERVATION),
    ],
)
def test_words_suggest_a_kind(text, kind):
    assert read_line(f"18:05 {text}", zone="UTC", day=DAY).kind == kind


@pytest.mark.parametrize(
    ("text", "milestone"),
    [
        ("18:00 errors began to rise\n18:30 calm", Milestone.Kind.STARTED),
        ("18:00 on-call paged\n18:30 calm", Milestone.Kind.DETECTED),
        ("18:00 Ana acknowledged\n18:30 calm", Milestone.Kind.ACKNOWLEDGED),
        ("18:00 cause found: a stale rule\n18:30 calm", Milestone.Kind.IDENTIFIED),
        ("18:00 mitigated by draining\n18:30 calm", Milestone.Kind.MITIGATED),
        ("18:00 all clear\n18:30 calm", Milestone.Kind.RESOLVED),
        ("18:00 restarted the proxy\n18:30 calm", None),
        ("18:00 write-up started\n18:30 calm", None),
        ("18:00 not yet resolved\n18:30 calm", None),
        ("18:00 the name resolved to ten addresses\n18:30 calm", None),
        ("18:00 is it resolved?\n18:30 calm", None),
        ("18:00 unresolved, went undetected\n18:30 calm", None),
        ("18:00 nothing starts\n18:30 calm", None),
    ],
)
def test_clear_words_suggest_a_milestone(text, milestone):
    assert read(text)[0].milestone == milestone


def test_a_milestone_is_suggested_once_and_the_last_word_resolves():
    lines = read("18:00 paged\n18:05 paged again\n19:00 resolved for Docker\n20:00 resolved for all")
    assert [line.milestone for line in lines] == ["detected", None, None, "resolved"]


def test_a_milestone_the_incident_has_is_not_suggested():
    assert read("18:00 paged", taken=["detected"])[0].milestone is None


def test_people_are_believed_before_a_status_post():
    lines = read("18:00 resolved, says Ana\n19:00 status page: resolved")
    assert [line.milestone for line in lines] == ["resolved", None]


def test_a_heading_sets_the_day_of_the_lines_below():
    text = "# Tuesday 14 March 2023\n23:50 a\n00:10 b\n--- 2023-03-20 ---\n08:00 c\n**21 March**\n09:00 d"
    lines = read(text)
    assert [line.outcome.value for line in lines] == ["day", "ready", "ready", "day", "ready", "day", "ready"]
    times = [line.when.earliest for line in lines if line.outcome == Outcome.READY]
    assert [(time.day, time.hour) for time in times] == [(14, 23), (15, 0), (20, 8), (21, 9)]


def test_a_heading_that_contradicts_itself_is_an_error():
    assert "was a Tuesday" in read("Monday 14 March 2023\n18:00 a")[0].error


@pytest.mark.parametrize(
    "more",
    [
        "    at Proxier.sync(proxy.java:850)",
        "  a second line",
        "> quoted",
        "- a bullet",
        "Caused by: timeout",
        "• dot",
    ],
)
def test_what_continues_a_line_belongs_to_it(more):
    lines = read(f"18:00 the queue grows\n{more}\n18:30 over")
    assert [(line.first, line.last) for line in lines] == [(1, 2), (3, 3)]
    assert more.strip(" >-•") in lines[0].text


def test_bullets_with_times_are_events_of_their_own():
    assert [line.text for line in read("- 18:00 a\n- b\n- 18:20 c")] == ["a", "b", "c"]


def test_blank_lines_part_nothing_and_are_no_lines():
    lines = read("\n18:00 a\n\n  still a\n\n\n18:30 b\n")
    assert [(line.first, line.last) for line in lines] == [(2, 4), (7, 7)]


def test_a_stack_trace_is_kept_letter_for_letter():
    text = (
        "2023-04-09T18:00:00Z ERROR sync failed\nTraceback (most recent call last):\n  x.py\nValueError: no"
    )
    [line] = read(text)
    assert line.text.startswith("```\nERROR sync failed\nTraceback")
    assert line.text.endswith("ValueError: no\n```")


def test_fenced_code_belongs_to_the_line_above():
    lines = read("18:00 output:\n```\n18:01 looks like a time\n```\n18:30 b")
    assert [(line.first, line.last) for line in lines] == [(1, 4), (5, 5)]


@pytest.mark.parametrize(
    ("text", "actor", "said", "hour"),
    [
        ("[18:02] alice: restarting it", "alice", "restarting it", 18),
        ("18:02:11 <bob> restarting it", "bob", "restarting it", 18),
        ("alice  6:02 PM\nrestarting it", "alice", "restarting it", 18),
        ("Mira Oduya — Today at 6:02 PM\nrestarting it", "Mira Oduya", "restarting it", 18),
        ("PagerDuty APP  6:02 PM\nrestarting it", "PagerDuty", "restarting it", 18),
        ("18:02 @carol restarting it", "carol", "restarting it", 18),
        ("18:02 note: restarting it", "", "note: restarting it", 18),
        ("18:02 nodes: restarting it", "", "nodes: restarting it", 18),
    ],
)
def test_chat_says_who_spoke(text, actor, said, hour):
    [line] = read(text)
    assert (line.actor, line.text, line.when.earliest.hour) == (actor, said, hour)


def test_a_name_before_a_colon_speaks_when_it_does_so_twice():
    assert [line.actor for line in read("18:02 ana: a\n18:03 bo: b\n18:04 ana: c")] == ["ana", "", "ana"]


def test_slack_leaves_out_the_half_of_the_day_it_has_said():
    lines = read("alice  6:02 PM\nfirst\n6:05\nsecond")
    assert [line.when.earliest.hour for line in lines] == [18, 18]
    assert lines[1].actor == "alice"


def test_newest_first_is_read_from_the_end():
    notes = read_notes("01:59 resolved\n01:27 better\n23:39 some back\n18:19 first post", zone="UTC", day=DAY)
    assert notes.is_newest_first
    assert [line.when.earliest.day for line in notes.lines] == [10, 10, 9, 9]
    assert [line.first for line in notes.lines] == [1, 2, 3, 4]


def test_a_little_disorder_is_not_newest_first():
    notes = read_notes("18:00 a\n18:05 b\n18:03 c\n18:10 d", zone="UTC", day=DAY)
    assert not notes.is_newest_first
    assert notes.lines[2].notes == ("earlier than line 2",)
    assert {line.when.earliest.day for line in notes.lines} == {9}


def test_status_posts_carry_their_time_beneath():
    text = (
        "Resolved\nThis incident has been resolved.\nPosted Mar 15, 2023 - 01:59 UTC\n"
        "Jobs run again.\n\nMachines too.\nPosted Mar 14, 2023 - 22:28 UTC\n"
    )
    lines = read(text)
    assert [(line.first, line.last) for line in lines] == [(1, 3), (4, 7)]
    assert lines[0].text == "Resolved - This incident has been resolved."
    assert lines[1].text == "Jobs run again.\n\nMachines too."
    assert {(line.kind, line.lane) for line in lines} == {(Kind.STATUS_POST, Lane.STATUS_PAGE)}
    assert lines[1].when.earliest == datetime(2023, 3, 14, 22, 28, tzinfo=UTC)


def test_tables_are_read_and_their_heads_are_no_events():
    lines = read("| Time | What |\n|---|---|\n| 18:00 | it begins |\n| 18:30 | it ends |")
    assert [line.outcome.value for line in lines] == ["rule", "rule", "ready", "ready"]
    assert lines[2].text == "it begins"


def test_a_time_may_stand_at_the_end():
    lines = read("queue cleared (18:02)\npods are back at 18:10 UTC.")
    assert [(line.text, line.when.earliest.minute) for line in lines] == [
        ("queue cleared", 2),
        ("pods are back", 10),
    ]


def test_a_question_mark_apart_from_the_time_asks():
    asked, unsure = read("18:05 ? who owns it\n18:10? it fails")
    assert (asked.kind, asked.text, asked.when.precision) == (Kind.QUESTION, "who owns it", Precision.MINUTE)
    assert (unsure.kind, unsure.text, unsure.when.precision) == (
        Kind.OBSERVATION,
        "it fails",
        Precision.APPROXIMATE,
    )


def test_a_stretch_has_its_end():
    [line] = read("around 2:30, until 6:31 nodes cannot join")
    assert (line.when.precision, line.until.earliest) == (Precision.APPROXIMATE, utc(9, 6, 31))


def test_without_any_time_nothing_is_placed():
    assert {line.outcome for line in read("first this\nthen that")} == {Outcome.ERROR}


def test_without_any_time_the_day_of_a_heading_is_known():
    lines = read("9 April 2023\nfirst this\nthen that")
    assert lines[1].when == When.read("2023-04-09", zone="UTC")


def test_what_stands_before_any_time_is_not_offered_ticked():
    lines = read("some title\n18:00 it begins")
    assert not lines[0].is_sure
    assert lines[0].when.earliest is None


def test_clock_times_need_a_day():
    assert "on which day" in read("18:00 it begins", day=None)[0].error


def test_a_time_without_words_is_no_event():
    assert read("18:00")[0].error == "Nothing stands behind the time."


def test_a_nul_byte_is_refused_with_its_line():
    with pytest.raises(NotesRefused, match="Line 2 contains a NUL byte"):
        read("18:00 a\n18:01 b\x00")


def test_too_long_a_paste_is_refused():
    with pytest.raises(NotesRefused, match="200,000 can be read at once"):
        read("x" * (MAX_CHARACTERS + 1))


def test_too_many_lines_are_refused():
    with pytest.raises(NotesRefused, match="more than 2,000 lines"):
        read("18:00 a\n" * 2_001)


def test_too_long_an_event_is_an_error_of_its_line():
    assert "an event takes 20,000" in read("18:00 " + "a " * 15_000)[0].error


def test_the_same_line_twice_has_two_keys():
    lines = read("18:00 a\n18:00 a")
    assert lines[0].key != lines[1].key


def test_keys_do_not_depend_on_other_lines():
    assert read("18:00 a\n18:30 b")[1].key == read("18:30 b")[0].key


AFTER = When.read("2023-04-09 23:50", zone="UTC")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~21:30 one node rebooted", "≈ 21:30 UTC"),
        ("15 minutes later it is calm", "00:05 UTC"),
        ("by 23:59 all back", "by 23:59, after 23:50 UTC"),
    ],
)
def test_one_typed_line_is_read_on_the_day_of_the_last_event(text, expected):
    assert read_line(text, zone="UTC", day=DAY, after=AFTER).when.text(day=False) == expected


def test_one_typed_line_without_a_time_is_refused():
    assert read_line("no time here", zone="UTC", day=DAY).outcome == Outcome.ERROR


def test_one_typed_line_takes_a_milestone_only_when_it_is_written_out():
    assert read_line("18:00 resolved", zone="UTC", day=DAY).milestone is None
    line = read_line("18:00 resolved: queues drained", zone="UTC", day=DAY)
    assert (line.milestone, line.text) == (Milestone.Kind.RESOLVED, "queues drained")

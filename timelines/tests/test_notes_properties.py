"""What holds of any paste, whatever is in it."""

from datetime import UTC, date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from timelines.notes import NotesRefused, Outcome, read_line, read_notes

DAY = date(2023, 4, 9)
ZONES = st.sampled_from(["UTC", "Asia/Bangkok", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
TIMES = st.sampled_from(
    [
        "18:05",
        "~2AM",
        "by 14:30",
        "25:10",
        "31 April 10:00",
        "04:56 IST",
        "2023-04-08 21:56:16",
        "+15 min",
        "T+5m",
        "shortly after",
        "14 March 2023",
        "6:31 ICT",
        "between 20:00 and 21:00",
        "2:30, until 6:31",
        "[18:02]",
        "alice  6:02 PM",
        "1681000000",
        "Posted Mar 15, 2023 - 01:59 UTC",
        "# Tuesday 14 March",
        "noon",
        "2023-03-26 02:30",
        "-",
        ">",
        "```",
        "| 18:00 |",
    ]
)
WORDS = st.sampled_from(
    [
        "rolled back",
        "decided",
        "status page: x",
        "? why",
        "resolved",
        "    at java.lang.X(Y.java:1)",
        "<bob> hi",
        "bob: hi",
        "[ERROR] x=1",
        "",
    ]
)
LINES = st.one_of(
    st.tuples(TIMES, WORDS).map(" ".join), st.text(max_size=40), TIMES, WORDS, st.just("18:00 it begins")
)
PASTES = st.lists(LINES, max_size=12).map("\n".join)


def numbered(text):
    """The numbers of the lines that are not blank."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [number for number, line in enumerate(lines, 1) if line.strip()]


@settings(max_examples=400, deadline=None)
@given(PASTES, ZONES)
@example("18:00 a\n\n```\nb\n\n\nc", "UTC")
@example("Posted Mar 15, 2023 - 01:59 UTC", "UTC")
@example("alice  6:02 PM\n14 March 2023\ntext", "UTC")
def test_every_line_is_accounted_for_exactly_once(text, zone):
    try:
        notes = read_notes(text, zone=zone, day=DAY)
    except NotesRefused:
        return
    covered = [number for line in notes.lines for number in range(line.first, line.last + 1)]
    assert len(covered) == len(set(covered))
    wanted = numbered(text)
    assert set(wanted) <= set(covered)
    assert {line.first for line in notes.lines} <= set(wanted)
    assert [line.first for line in notes.lines] == sorted(line.first for line in notes.lines)


@settings(max_examples=300, deadline=None)
@given(PASTES, ZONES)
def test_the_same_paste_reads_the_same_twice(text, zone):
    try:
        first = read_notes(text, zone=zone, day=DAY)
    except NotesRefused:
        return
    assert read_notes(text, zone=zone, day=DAY) == first
    keys = [line.key for line in first.lines]
    assert len(keys) == len(set(keys))


@settings(max_examples=400, deadline=None)
@given(PASTES, ZONES, st.one_of(st.none(), st.just(DAY)))
def test_what_is_ready_is_complete_and_the_rest_says_why(text, zone, day):
    try:
        notes = read_notes(text, zone=zone, day=day)
    except NotesRefused:
        assert "\x00" in text
        return
    for line in notes.lines:
        if line.outcome == Outcome.READY:
            assert line.text.strip()
            assert not line.error
            for bound in (line.when.earliest, line.when.latest):
                assert bound is None or bound.utcoffset() == timedelta(0)
            assert line.until is None or not line.until.before(line.when)
        elif line.outcome == Outcome.ERROR:
            assert line.error
            assert line.when is None
        elif line.outcome == Outcome.DECIDE:
            assert line.candidates
    milestones = [line.milestone for line in notes.ready if line.milestone]
    assert len(milestones) == len(set(milestones))


@settings(max_examples=200, deadline=None)
@given(PASTES, ZONES)
def test_choosing_any_candidate_makes_its_line_ready(text, zone):
    try:
        waiting = read_notes(text, zone=zone, day=DAY).having(Outcome.DECIDE)
    except NotesRefused:
        return
    for line in waiting[:2]:
        for candidate in line.candidates:
            chosen = read_notes(text, zone=zone, day=DAY, choices={line.key: candidate.zone})
            again = next(other for other in chosen.lines if other.key == line.key)
            assert again.outcome in (Outcome.READY, Outcome.ERROR)
            assert again.outcome == Outcome.READY or again.error == "Nothing stands behind the time."


@settings(max_examples=400, deadline=None)
@given(st.one_of(LINES, st.text()), ZONES)
def test_one_typed_line_is_ready_or_says_why(text, zone):
    try:
        line = read_line(text, zone=zone, day=DAY)
    except NotesRefused:
        assert "\x00" in text
        return
    if line.outcome == Outcome.READY:
        assert line.when is not None
        assert (line.when.earliest or line.when.latest).tzinfo is UTC
    else:
        assert line.error

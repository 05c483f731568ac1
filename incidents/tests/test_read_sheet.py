"""Timelines in tables: rows become events, and the mapping that was guessed can be changed."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError, ReadSettings
from incidents.importing.opening import open_document, read_opened
from incidents.importing.sheet.cells import delimiter_of, rows_of
from timelines.models import Kind, Milestone
from timelines.reading.model import Confidence

LAMPS = (
    "Time (UTC),Event,Who\n2024-05-03 14:05,All lamps went out,mira\n"
    '14:20,"Fuse replaced, ""quickly""",jon\n00:10,All clear,mira\n'
)


def read(text, name="lamps.csv", **settings):
    [opened] = open_document(text.encode(), name=name)
    return read_opened(opened, ReadSettings(**settings))


def times(document):
    return [str(event.when) for event in document.events]


def test_each_row_is_an_event_with_its_words_and_who_said_them():
    document = read(LAMPS)
    assert document.format == "table"
    assert document.columns == {"time": 0, "text": 1, "actor": 2}
    assert [(event.text, event.actor) for event in document.events] == [
        ("All lamps went out", "mira"),
        ('Fuse replaced, "quickly"', "jon"),
        ("All clear", "mira"),
    ]


def test_quotes_stand_in_the_file_letter_for_letter():
    document = read(LAMPS)
    quoted = [event.place.of(document.text) for event in document.events]
    assert quoted[0] == "2024-05-03 14:05,All lamps went out"
    assert all(quote in LAMPS for quote in quoted)


def test_clock_times_roll_past_midnight_and_take_the_zone_of_the_title():
    assert times(read(LAMPS)) == ["3 May 2024, 14:05 UTC", "3 May 2024, 14:20 UTC", "4 May 2024, 00:10 UTC"]
    assert read(LAMPS.replace("UTC", "CET")).zone.name == "CET"


def test_a_zone_that_was_decided_wins():
    document = read("when,what\n2024-05-03 14:05,dark\n2024-05-03 14:20,light\n", zone="Asia/Tokyo")
    assert times(document)[0].startswith("3 May 2024, 14:05 JST")


def test_the_day_of_a_table_without_dates_is_asked_for_and_can_be_given():
    bare = "when\twhat\n14:05\tdark\n14:20\tlight\n"
    document = read(bare, "x.tsv")
    assert [event.confidence for event in document.events] == [Confidence.DOUBTFUL] * 2
    assert "which day" in document.events[0].why[0]
    assert times(read(bare, "x.tsv", day=datetime.date(2024, 5, 3)))[1] == "3 May 2024, 14:20 UTC"


def test_date_and_clock_in_two_columns_are_one_time():
    document = read("date;time;description\n3/5/2024;14:05;dark\n13/5/2024;9:10;again\n")
    assert times(document) == ["3 May 2024, 14:05 UTC", "13 May 2024, 09:10 UTC"]


def test_dates_that_no_row_decides_are_not_guessed():
    document = read("date,time,description\n3/5/2024,14:05,dark\n4/5/2024,9:10,again\n")
    assert times(document) == ["None", "None"]
    assert any("may be day and month" in problem for problem in document.problems)


def test_a_list_that_runs_backwards_is_told_forwards():
    document = read("2024-05-03T14:05Z,dark\n2024-05-03T14:00Z,wind\n2024-05-03T13:00Z,calm\n")
    assert [event.text for event in document.events] == ["calm", "wind", "dark"]


def test_ends_kinds_and_stages_have_columns():
    document = read(
        "start,end,summary,status,type\n2024-05-03 10:00,2024-05-03 11:00,slow,detected,alert\n"
        "2024-05-03 12:00,,ok,resolved,action\n"
    )
    slow, fine = document.events
    assert str(slow.until) == "3 May 2024, 11:00 UTC"
    assert slow.milestones == (Milestone.Kind.DETECTED,)
    assert fine.milestones == (Milestone.Kind.RESOLVED,)
    assert (slow.kind, fine.kind) == (Kind.ALERT, Kind.ACTION)


def test_another_mapping_reads_the_same_table_otherwise():
    text = (
        "seen,told,words\n2024-05-03 10:00,2024-05-03 12:00,dark\n2024-05-03 10:05,2024-05-03 12:05,light\n"
    )
    other = read(text, columns={"time": 1, "text": 2})
    assert times(other) == ["3 May 2024, 12:00 UTC", "3 May 2024, 12:05 UTC"]
    assert other.columns == {"time": 1, "text": 2}


def test_a_mapping_of_columns_that_are_not_there_is_no_mapping():
    document = read(LAMPS, columns={"time": 0, "text": 99})
    assert not document.events
    assert any("Say which columns" in problem for problem in document.problems)


def test_prose_with_commas_is_no_table():
    [opened] = open_document(b"Lamps, bells, and gates failed\nat once, they say, again\n", name="x.txt")
    assert opened.format != "table"


def test_too_many_rows_are_refused():
    with pytest.raises(DocumentError, match="more than 20,000 rows"):
        open_document(b"time,what\n" + b"2024-05-03 10:00,dark\n" * 20_001, name="x.csv")


@given(st.lists(st.lists(st.text(alphabet='ab ,";\n\t1:', max_size=8), min_size=2, max_size=4), max_size=6))
def test_cells_stand_where_they_say(rows):
    text = "\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    found = list(rows_of(text, ","))
    assert [[cell.words for cell in row.cells] for row in found] == [
        [cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)
    ]
    for row in found:
        for cell in row.cells:
            assert cell.place.of(text).replace('""', '"').strip() == cell.words


@given(st.text(max_size=300))
def test_any_text_has_a_delimiter_or_none(text):
    assert delimiter_of(text) in (",", "\t", ";", "|", "")

"""A timeline told in order: rows, and the markup they become."""

import datetime

import pytest
from django.template.loader import render_to_string

from incidents.factories import IncidentFactory
from incidents.telling import DayRow, EventRow, FoldRow, GapRow, event_row, said_of, timeline_rows
from timelines.factories import SourceFactory
from timelines.models import Kind, TimelineEvent
from timelines.when import When
from timelines.when.reading import read_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return IncidentFactory(sev=1)


def add(incident, at, text="it fails", **details):
    details.setdefault("happened", When.read(at, zone=incident.time_zone, day=datetime.date(2023, 3, 14)))
    return TimelineEvent.objects.record(incident, text=text, **details)


def rows_of(incident, **options):
    return timeline_rows(incident.events.standing().for_timeline(), incident.time_zone, **options)


def events_in(rows):
    return [row for row in rows if isinstance(row, EventRow)]


def test_a_day_is_named_once(incident):
    for at in ("18:00", "18:10", "15 March 2023 00:05"):
        add(incident, at)
    days = [row for row in rows_of(incident) if isinstance(row, DayRow)]
    assert [(row.day, row.zone) for row in days] == [
        ("Tuesday 14 March 2023", "UTC"),
        ("Wednesday 15 March 2023", "UTC"),
    ]


def test_clocks_are_those_of_the_incident_with_utc_beneath():
    incident = IncidentFactory(time_zone="Asia/Bangkok")
    add(incident, "9 April 2023 02:00 ICT")
    [row] = events_in(rows_of(incident))
    assert (row.time.clock, row.time.beneath) == ("02:00", ("8 Apr, 19:00 UTC",))


@pytest.mark.parametrize(
    ("at", "marked"),
    [
        ("18:00", "ev"),
        ("~18:00", "ev ev-about"),
        ("between 20:00 and 21:00", "ev ev-between"),
        ("13 March 2023", "ev ev-between"),
        ("by 23:00", "ev ev-between"),
    ],
)
def test_how_certain_a_time_is_shows(incident, at, marked):
    add(incident, at)
    assert events_in(rows_of(incident))[0].classes == marked


def test_a_stretch_has_a_bar_in_the_colour_of_the_severity(incident):
    add(incident, "~18:00", until=When.read("15 March 2023 01:27 UTC"))
    [row] = events_in(rows_of(incident, level=1))
    assert row.classes == "ev ev-about ev-stretch ev-sev1"
    assert row.time.beneath == ("until 01:27, Wed",)


def test_a_day_alone_says_that_its_hour_is_not_recorded(incident):
    add(incident, "13 March 2023")
    assert events_in(rows_of(incident))[0].time.beneath == ("hour not recorded",)


def test_milestones_are_badges_in_their_own_order(incident):
    add(incident, "18:00", milestones=["detected", "started"])
    [row] = events_in(rows_of(incident))
    assert row.badges == ("Started", "Detected")
    assert "ev-ms" in row.classes


def test_the_first_status_post_is_marked(incident):
    for minute in (19, 58):
        add(incident, f"18:{minute}", kind=Kind.STATUS_POST)
    assert [row.badges for row in events_in(rows_of(incident))] == [("First public post",), ()]


def test_gaps_are_as_wide_as_what_is_known(incident):
    add(incident, "13 March 2023")
    add(incident, "14 March 2023 17:40")
    [gap] = [row for row in rows_of(incident) if isinstance(row, GapRow)]
    assert gap.lasted == "17 h 40 min to 41 h 41 min"
    assert gap.is_long


def test_no_gap_stands_within_a_stretch_just_told(incident):
    add(incident, "09:50", until=When.read("14 March 2023 13:15 UTC"))
    add(incident, "13:20")
    assert not [row for row in rows_of(incident) if isinstance(row, GapRow)]


def test_no_gap_is_told_where_an_end_is_open(incident):
    add(incident, "after 09:50")
    add(incident, "20:00")
    assert not [row for row in rows_of(incident) if isinstance(row, GapRow)]


def test_an_even_rhythm_has_no_gaps(incident):
    for hour in range(10, 18):
        add(incident, f"{hour}:00")
    assert not [row for row in rows_of(incident) if isinstance(row, GapRow)]


def test_runs_of_status_posts_fold(incident):
    for minute in (0, 10, 20, 30):
        add(incident, f"18:{minute:02}", "Still investigating.", kind=Kind.STATUS_POST)
    fold = rows_of(incident)[-1]
    assert isinstance(fold, FoldRow)
    assert len(fold.posts) == 3  # the first public post stands for itself
    assert (fold.time.clock, fold.said) == ("18:10 to 18:30", "all “Still investigating”")


def test_two_posts_do_not_fold_and_pinned_ones_never(incident):
    for minute in (0, 10, 20):
        add(incident, f"18:{minute:02}", kind=Kind.STATUS_POST, pinned=minute == 20)
    assert not [row for row in rows_of(incident) if isinstance(row, FoldRow)]


def test_what_was_learned_later_says_so(incident):
    add(incident, "18:00", learned=When.read("24 March 2023"))
    [row] = events_in(rows_of(incident))
    assert row.learned == "learned 24 March"
    assert "ev-later" in row.classes


def test_quotes_open_in_place(incident):
    source = SourceFactory(incident=incident, text="At 12:00 the queue grew.")
    add(incident, "18:00", quotes=[source.quote("the queue grew")])
    html = shown(incident)
    assert "“the queue grew”" in html
    assert source.get_absolute_url() in html


def shown(incident, **context):
    events = incident.events.standing().for_timeline()
    rows = timeline_rows(events, incident.time_zone)
    return render_to_string("incidents/_timeline.html", {"incident": incident, "rows": rows, **context})


def test_what_other_sources_say_stands_apart(incident):
    add(
        incident,
        "18:00",
        "It ended.\n\nSources differ. The status page says **19:00**.",
        milestones=["resolved"],
    )
    add(incident, "18:01", "Sources differ on many things.")
    differing, plain = events_in(rows_of(incident))
    assert (differing.text, differing.is_short) == ("It ended.", True)
    assert (differing.note, plain.note) == ("Sources differ. The status page says **19:00**.", "")
    html = render_to_string(
        "incidents/_event.html", {"row": differing, "home": "/", "can_edit": False, "incident": incident}
    )
    assert '<p class="note">Sources differ. The status page says <strong>19:00</strong>.</p>' in html


def test_withdrawn_events_are_not_shown(incident):
    add(incident, "18:00", "stays")
    add(incident, "18:10", "goes").withdraw(by=None, why="wrong incident")
    html = shown(incident)
    assert "stays" in html
    assert "goes" not in html


def test_text_and_names_are_escaped(incident):
    add(incident, "18:00", "<script>alert(1)</script>", actor="<b>Mallory</b>")
    html = shown(incident)
    assert "<script>" not in html
    assert "<b>Mallory" not in html


def test_rows_are_machine_readable(incident):
    add(incident, "~18:00")
    html = shown(incident)
    assert 'datetime="2023-03-14T18:00Z"' in html
    assert 'data-earliest="2023-03-14T17:52:30Z" data-latest="2023-03-14T18:07:30Z"' in html
    assert 'data-precision="approximate"' in html


def test_only_editors_see_links_for_editing(incident):
    event = add(incident, "18:00")
    address = f"/incidents/{incident.number}/events/{event.pk}/edit/"
    assert address in shown(incident, can_edit=True)
    assert address not in shown(incident, can_edit=False)


def test_queries_do_not_grow_with_the_events(incident, django_assert_num_queries):
    source = SourceFactory(incident=incident, text="a b c d e f g h i j k l m")
    for total in (2, 8):
        for number, letter in zip(range(total), "abcdefgh", strict=False):
            add(incident, f"18:{number:02}", quotes=[source.quote(letter)])
        incident = type(incident).objects.get(pk=incident.pk)
        with django_assert_num_queries(4):  # events, milestones, quotes, sources with their incidents
            shown(incident)


def test_a_row_alone_is_the_row_of_the_timeline(incident):
    event = add(incident, "~18:00", milestones=["started"])
    [row] = events_in(rows_of(incident))
    assert event_row(incident.events.for_timeline().get(pk=event.pk), "UTC") == row


@pytest.mark.parametrize(
    ("words", "time", "bounds"),
    [
        ("~21:30", "≈ 21:30 UTC", "≈ means 21:22–21:38 UTC"),
        ("21:30", "21:30 UTC", ""),
        ("2:30, until 6:31", "02:30 UTC until 06:31 UTC", ""),
    ],
)
def test_what_was_understood_is_said_in_full(words, time, bounds):
    reading = read_time(words, day=datetime.date(2023, 3, 14), stretch=True)
    said = said_of(reading.when, reading.until, "UTC")
    assert (said.time, said.day, said.bounds) == (time, "Tue 14 March 2023", bounds)

"""Which events of an incident a document tells again: near in time, and in the same words."""

from dataclasses import replace

import pytest

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from incidents.importing import further, happenings
from incidents.importing.further import match_events
from incidents.importing.selecting import Choice, keyed
from incidents.importing.storing import store_document
from incidents.tests.write_ups import CARRIED, NOTICED, RAN, STOPPED, WRITE_UP, at
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

EARLY, LATE = "The primary database was restarted by hand.", "The replica database was promoted instead."


@pytest.fixture
def incident():
    return IncidentFactory()


def told(incident, clock: str, text: str) -> TimelineEvent:
    return TimelineEvent.objects.record(incident, happened=at(clock), text=text)


def found(clock: str, text: str):
    return replace(NOTICED, when=at(clock), text=text)


@pytest.mark.parametrize(
    ("clock", "text", "is_same"),
    [
        ("11:00", "We restarted the primary database by hand.", True),
        ("11:07", "The primary database was restarted by hand.", True),  # clocks differ
        ("11:07", "We restarted a database.", False),
        ("11:30", "The primary database was restarted by hand.", False),
        ("11:00", "The cache was emptied by hand.", False),
        ("11:00", "By hand.", False),
    ],
)
def test_it_takes_the_time_and_the_words(incident, clock, text, is_same):
    event = told(incident, "11:00", EARLY)
    assert match_events([found(clock, text)], incident) == [event if is_same else None]


def test_other_numbers_are_other_happenings(incident):
    told(incident, "11:00", "Node 3 of the cluster was drained.")
    assert match_events([found("11:00", "Node 4 of the cluster was drained.")], incident) == [None]


def test_a_day_is_matched_by_nearly_the_same_words_only(incident):
    event = told(incident, "11:00", EARLY)
    day = When.read("3 May 2024", zone="Europe/Vienna")
    same = replace(NOTICED, when=day, text="The primary database was restarted by hand")
    other = replace(NOTICED, when=day, text="The primary database was slow, so it was moved")
    assert match_events([same, other], incident) == [event, None]


def test_the_best_match_is_taken_and_none_serves_two(incident):
    first, second = told(incident, "11:00", EARLY), told(incident, "11:02", LATE)
    again = found("11:01", EARLY)
    assert match_events([found("11:01", LATE), again, again], incident) == [second, first, None]


def test_what_has_no_time_is_not_matched(incident):
    told(incident, "11:00", EARLY)
    assert match_events([replace(NOTICED, when=None, text=EARLY)], incident) == [None]


def test_withdrawn_events_are_told_already(incident):
    event = told(incident, "11:00", EARLY)
    event.withdraw(by=EditorFactory(), why="It was another one.")
    assert match_events([found("11:00", EARLY)], incident) == [event]


def test_what_stands_on_the_same_words_is_the_same_whatever_became_of_it():
    incident = store_document(WRITE_UP).incident
    stopped = incident.events.get(text=STOPPED.text)
    stopped.correct(by=EditorFactory(), text="Something else.", happened=at("3:00"))
    source = incident.sources.get()
    matched = match_events([STOPPED, CARRIED, RAN], incident, source=source)
    assert [event.text for event in matched] == ["Something else.", CARRIED.text, RAN.text]


@pytest.mark.parametrize("number", [1, 30])
def test_two_queries_whatever_their_number(incident, number, django_assert_num_queries):
    for nth in range(number):
        told(incident, "11:00", f"Letter {nth} was lost.")
    source = store_document(WRITE_UP, into=incident).source
    with django_assert_num_queries(2):
        match_events(
            [found("11:00", f"Letter {nth} was lost.") for nth in range(number)], incident, source=source
        )


def test_among_thousands_the_same_words_are_found(incident):
    lines = [{"happened": at("11:00"), "text": f"Line {nth} of the log says no."} for nth in range(600)]
    events = TimelineEvent.objects.record_all(incident, lines)
    assert match_events([found("11:00", "Line 599 of the log says no.")], incident) == [events[599]]


def test_messages_that_all_say_the_same_are_not_each_compared_with_all(incident, monkeypatch):
    """Thousands of “thanks” in a channel: the work grows as their number does."""
    monkeypatch.setattr(further, "MOST", 10)
    minutes = [f"{8 + n // 60:02d}:{n % 60:02d}" for n in range(120)]
    told_all = [{"happened": at(clock), "text": "Thanks for that."} for clock in minutes]
    events = TimelineEvent.objects.record_all(incident, told_all)
    compared = []
    tells = further._tells
    monkeypatch.setattr(further, "_tells", lambda *pair: compared.append(pair) or tells(*pair))
    assert match_events([found(clock, "Thanks for that.") for clock in minutes], incident) == events
    assert len(compared) <= 120 * 2 * 10


def test_what_was_decided_of_every_event_is_not_worked_out_again(incident, monkeypatch):
    event = told(incident, "11:00", EARLY)
    monkeypatch.setattr(happenings, "match_events", None)  # not called
    read = replace(WRITE_UP, events=(found("11:00", EARLY),))
    [key] = (key for key in keyed(read) if key.startswith("event"))
    choice = Choice(taken=frozenset([key]), further={key: event.pk})
    store_document(read, into=incident, choice=choice)
    assert event.quotes.count() == 1

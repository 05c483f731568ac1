"""Recording, correcting and withdrawing what happened."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from timelines.exceptions import AlreadyChanged, EndsBeforeStart, MilestoneTaken, QuoteNotFound
from timelines.factories import SourceFactory, TimelineEventFactory
from timelines.models import Milestone, Source, TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

NOON = When.read("14 March 2023 12:00 UTC")
ONE = When.read("14 March 2023 13:00 UTC")


@pytest.fixture
def incident():
    return IncidentFactory()


def record(incident, when=NOON, **details):
    return TimelineEvent.objects.record(incident, happened=when, text="Queues grow", **details)


def test_a_recorded_event_comes_back_as_it_was_said(incident):
    when = When.read("around 2AM ICT", day=date(2023, 4, 9))
    event = record(incident, when)
    assert TimelineEvent.objects.get(pk=event.pk).happened == when


def test_an_end_before_the_beginning_is_refused(incident):
    with pytest.raises(EndsBeforeStart, match="before the beginning"):
        record(incident, ONE, until=NOON)
    assert not incident.events.exists()


def test_events_stand_in_order_of_time_then_of_entry(incident):
    later, first, second = record(incident, ONE), record(incident), record(incident)
    assert list(incident.events.in_time_order()) == [first, second, later]


def test_milestones_are_copied_to_the_incident(incident):
    record(incident, milestones=["started", "detected"])
    record(incident, ONE, milestones=["resolved"])
    incident.refresh_from_db()
    told = incident.milestones_told
    assert told["started"] == told["detected"] == NOON
    assert incident.resolved_range.lower == ONE.earliest


def test_the_first_status_post_is_the_first_public_post(incident):
    record(incident, ONE, kind="status-post")
    record(incident, When.read("14 March 2023 12:30 UTC"), kind="status-post")
    incident.refresh_from_db()
    assert incident.milestones_told["first-post"] == When.read("14 March 2023 12:30 UTC")


def test_a_milestone_stands_at_most_once_on_an_incident(incident):
    record(incident, milestones=["started"])
    with pytest.raises(MilestoneTaken, match=r"(?i)started"):
        record(incident, ONE, milestones=["started"])
    assert incident.events.count() == 1


def test_the_database_itself_refuses_a_second_milestone_of_a_kind(incident):
    first, second = record(incident, milestones=["started"]), record(incident, ONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(incident=incident, event=second, kind="started")
    assert list(first.milestones.values_list("kind", flat=True)) == ["started"]


def test_a_milestone_can_be_moved_on_purpose(incident):
    first, second = record(incident, milestones=["started"]), record(incident, ONE)
    second.correct(by=None, milestones=["started"], take_over=True)
    assert not first.milestones.exists()
    incident.refresh_from_db()
    assert incident.milestones_told["started"] == ONE


def test_correcting_keeps_the_earlier_form_with_who_and_why(incident):
    editor = EditorFactory()
    event = record(incident)
    event.correct(by=editor, why="the log says so", happened=ONE, text="Queues grew")
    before, after = event.versions.order_by("pgh_id")
    assert (before.text, after.text) == ("Queues grow", "Queues grew")
    assert before.happened_range.lower == NOON.earliest
    assert after.pgh_context.metadata == {"user": editor.pk, "why": "the log says so"}


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(incident):
    event = record(incident)
    read_before = TimelineEvent.objects.get(pk=event.pk)
    event.correct(by=None, text="Mine")
    with pytest.raises(AlreadyChanged):
        read_before.correct(by=None, text="Theirs")
    event.refresh_from_db()
    assert event.text == "Mine"


def test_a_correction_that_is_refused_writes_nothing(incident):
    record(incident, milestones=["started"])
    event = record(incident, ONE)
    with pytest.raises(MilestoneTaken):
        event.correct(by=None, text="Changed", milestones=["started"])
    event.refresh_from_db()
    assert event.text == "Queues grow"
    assert event.versions.count() == 1


def test_a_withdrawn_event_leaves_the_timeline_and_stays_in_the_history(incident):
    event = record(incident, milestones=["started"])
    event.withdraw(by=EditorFactory(), why="it was another incident")
    incident.refresh_from_db()
    assert not incident.events.standing().exists()
    assert incident.milestones_told == {}
    assert event.versions.latest("pgh_id").withdrawn_reason == "it was another incident"


def test_a_withdrawn_event_can_be_put_back(incident):
    event = record(incident)
    event.withdraw(by=None, why="by mistake")
    event.restore(by=None)
    assert incident.events.standing().get() == event


def test_a_document_kept_twice_is_one_source(incident):
    first = Source.objects.keep(incident, title="Log", text="At noon.", kind="log")
    again = Source.objects.keep(incident, title="The same log", text="At noon.", kind="log")
    assert first == again
    assert incident.sources.count() == 1


def test_parts_of_one_address_that_say_the_same_are_kept_apart(incident):
    def post(part: str) -> Source:
        words = {"title": "Status", "text": "Still looking into it.", "kind": "status-page"}
        return Source.objects.keep(incident, part=part, **words)

    first, later = post("u1"), post("u2")
    assert first != later
    assert post("u1") == first


def test_a_quote_knows_its_place_in_characters():
    source = SourceFactory(text="Größer: at 12:00 the queue grew.")
    quote = source.quote("at 12:00")
    assert source.text[quote.start : quote.end] == "at 12:00"
    assert source.quote("at 12:00") == quote


@pytest.mark.parametrize("words", ["", "at 13:00"])
def test_words_that_do_not_stand_in_a_source_are_no_quote(words):
    source = SourceFactory()
    with pytest.raises(QuoteNotFound):
        source.quote(words)
    assert not source.quotes.exists()


def test_a_timeline_is_read_in_a_fixed_number_of_queries(incident, django_assert_num_queries):
    quote = SourceFactory(incident=incident).quote("At 12:00")
    for total in (1, 20):
        for event in TimelineEventFactory.create_batch(total, incident=incident):
            event.quotes.add(quote)
        with django_assert_num_queries(4):  # events, milestones, quotes, sources
            for event in incident.events.for_timeline():
                list(event.milestones.all()), [quote.source.title for quote in event.quotes.all()]


def test_a_correction_leaves_alone_what_somebody_else_changed_meanwhile(incident):
    event = record(incident)
    read_before = TimelineEvent.objects.get(pk=event.pk)
    event.pin(True, by=None)
    read_before.correct(by=None, text="Queues grow fast", happened=ONE)
    event.refresh_from_db()
    assert (event.pinned, event.text, event.happened) == (True, "Queues grow fast", ONE)

"""What a write-up tells becomes an incident: once, all of it or nothing, and what people decided stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory, OrganisationFactory
from incidents.importing.document import Place, ReadMilestone
from incidents.importing.impact import NOTE
from incidents.importing.selecting import Choice, keyed, offered
from incidents.importing.storing import store_document
from incidents.models import ActionItem, ContributingFactor, Incident, Severity
from incidents.tests.write_ups import (
    CARRIED,
    LETTERS,
    NOTICED,
    PERHAPS,
    RAN,
    SECOND,
    STOPPED,
    UNWATCHED,
    WRITE_UP,
    at,
    place,
    told_by,
)
from timelines.factories import TimelineEventFactory
from timelines.models import Milestone, Quote, Source, TimelineEvent
from timelines.reading.model import Confidence, FoundEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

STARTED, RESOLVED = Milestone.Kind.STARTED, Milestone.Kind.RESOLVED


def stored() -> Incident:
    return store_document(WRITE_UP).incident


def event(incident, text: str) -> TimelineEvent:
    return incident.events.get(text__startswith=text)


def rows() -> dict[str, int]:
    """How many rows there are of everything that an import writes."""
    models = (Incident, Source, Quote, TimelineEvent, Milestone, ContributingFactor, ActionItem)
    counts = {model.__name__: model.objects.count() for model in models}
    for model in (TimelineEvent, ContributingFactor, ActionItem):
        counts[f"{model.__name__}.quotes"] = model.quotes.through.objects.count()
    return counts | {"evidence": ContributingFactor.evidence.through.objects.count()}


# What becomes of it


def test_every_event_with_its_time_stands_on_its_words():
    incident = stored()
    told = {one.text: one for one in incident.events.prefetch_related("quotes")}
    assert set(told) == {STOPPED.text, NOTICED.text, CARRIED.text, RAN.text}
    for found in (STOPPED, NOTICED, CARRIED, RAN):
        assert told[found.text].happened == found.when
        assert [(quote.start, quote.end) for quote in told[found.text].quotes.all()] == [
            (found.place.start, found.place.end)
        ]


def test_a_stretch_keeps_its_end_its_kind_and_who_did_it():
    carried = event(stored(), "We carried")
    assert (carried.until, carried.kind, carried.actor, carried.lane) == (
        CARRIED.until, "action", "The porters", "write-up",
    )  # fmt: skip


def test_lines_of_a_log_are_told_by_machines():
    read = replace(WRITE_UP, events=(replace(NOTICED, is_log=True),))
    assert store_document(read).incident.events.get().lane == "machines"


def test_milestones_are_marked_where_the_words_say_so():
    incident = stored()
    assert set(incident.milestones_told) == {"started", "detected", "resolved"}
    assert incident.milestones.get(kind=STARTED).event.text == STOPPED.text
    assert incident.status == "resolved"


def test_factors_have_role_mechanism_quote_and_the_events_that_stand_on_the_same_words():
    disk, unwatched = stored().factors.order_by("position")
    assert (disk.role, disk.mechanism.slug) == ("trigger", "capacity-exhaustion")
    assert [one.text for one in disk.evidence.all()] == [STOPPED.text]
    assert disk.quotes.get().text == "because its disk was full"
    assert (unwatched.role, unwatched.mechanism, unwatched.evidence.count()) == (
        "hindered-detection", None, 0,
    )  # fmt: skip


def test_a_role_or_mechanism_that_is_none_is_left_open():
    odd = replace(UNWATCHED, role="culprit", mechanism="gremlins")
    factor = store_document(replace(WRITE_UP, factors=(odd,))).incident.factors.get()
    assert (factor.role, factor.mechanism) == ("contributing", None)


def test_actions_have_state_owner_due_date_and_ticket():
    watch, second = stored().action_items.order_by("position")
    assert (watch.status, watch.owner_name, str(watch.due_date), watch.tracker_url) == (
        "done", "Mira", "2024-05-10", "https://tickets.example.com/7",
    )  # fmt: skip
    assert (second.status, second.owner_name, second.due_date, second.tracker_url) == (
        "proposed", "", None, "",
    )  # fmt: skip
    assert second.quotes.get().text == SECOND.text


def test_a_ticket_that_is_no_address_is_no_link_and_a_decline_has_its_reason():
    odd = replace(SECOND, ticket="javascript:alert(1)", state="declined")
    action = store_document(replace(WRITE_UP, actions=(odd,))).incident.action_items.get()
    assert (action.tracker_url, action.status) == ("", "declined")
    assert action.declined_reason


def test_what_is_affected_was_so_at_some_time():
    windows = stored().impact_windows.select_related("component")
    assert {window.component.name for window in windows} == {"Letters", "Parcels"}
    for window in windows:
        assert (window.level, window.note) == ("degraded", NOTE)
        assert str(window.began) == "3 May 2024, before 13:06 CEST (before 11:06 UTC)"


def test_source_has_author_and_publication_and_the_incident_the_zone_it_was_lived_in():
    incident = stored()
    source = incident.sources.get()
    assert (source.author, str(source.published)) == ("Mira Oduya", "6 May 2024")
    assert incident.time_zone == "Europe/Vienna"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("SEV-2", "SEV2"),
        ("Severity 1", "SEV1"),
        ("sev3 (minor)", "SEV3"),
        ("SEV2, later SEV1", None),
        ("P1", None),
        ("Major", None),
        ("2", None),
        ("", None),
    ],
)
def test_a_severity_is_taken_only_where_it_is_surely_one_of_ours(words, name):
    severity = store_document(replace(WRITE_UP, severity=words)).incident.severity
    assert (severity and severity.name) == name


def test_a_house_with_its_own_severities_is_understood_by_their_names():
    Severity.objects.create(name="Red", meaning="Bad.", order=9, colour=1)
    assert store_document(replace(WRITE_UP, severity="red")).incident.severity.name == "Red"


def test_the_beginning_that_it_states_and_the_event_that_tells_it_are_one():
    stated = ReadMilestone("started", at("11:10:20"), place("Lamplight, 3 May 2024"))
    incident = store_document(replace(WRITE_UP, milestones=(stated,))).incident
    began = incident.milestones.get(kind=STARTED).event
    assert (began.text, began.happened) == (STOPPED.text, stated.at)
    assert began.quotes.count() == 2
    assert incident.events.count() == 4


def test_a_stated_beginning_counts_where_the_story_contradicts_it():
    stated = ReadMilestone("started", at("10:00"), place("Lamplight, 3 May 2024"))
    incident = store_document(replace(WRITE_UP, milestones=(stated,))).incident
    assert incident.milestones.get(kind=STARTED).event.happened == at("10:00")
    assert event(incident, STOPPED.text).happened == STOPPED.when


# What is doubtful, and what people choose


def test_what_is_doubtful_is_not_stored():
    doubtful = {"confidence": Confidence.DOUBTFUL}
    read = replace(
        WRITE_UP,
        events=(replace(STOPPED, **doubtful), PERHAPS),
        factors=(replace(UNWATCHED, **doubtful),),
        actions=(replace(SECOND, **doubtful),),
        found_affected=(replace(LETTERS, **doubtful),),
    )
    incident = store_document(read).incident
    lists = (incident.events, incident.factors, incident.action_items, incident.impact_windows)
    assert not any(each.exists() for each in lists)


def test_a_person_takes_drops_and_edits():
    keys = {item: key for key, item in keyed(WRITE_UP).items() if isinstance(item, FoundEvent)}
    edited = {
        keys[NOTICED]: replace(NOTICED, text="Jonas noticed.", when=at("11:30")),
        keys[PERHAPS]: replace(PERHAPS, when=at("8:00")),
    }
    taken = frozenset({keys[NOTICED], keys[PERHAPS], keys[RAN]})
    incident = store_document(WRITE_UP, choice=Choice(taken, edited)).incident
    assert {one.text for one in incident.events.all()} == {"Jonas noticed.", PERHAPS.text, RAN.text}
    assert not incident.factors.exists()


def test_an_event_without_a_time_cannot_be_taken():
    keys = frozenset(keyed(WRITE_UP))
    incident = store_document(WRITE_UP, choice=Choice(keys)).incident
    assert not incident.events.filter(text=PERHAPS.text).exists()


def test_two_that_somebody_merged_are_one_event_on_both_places_and_stay_one():
    keys = {item: key for key, item in keyed(WRITE_UP).items() if isinstance(item, FoundEvent)}
    merged = replace(CARRIED, also=(RAN.place,))
    choice = Choice(offered(WRITE_UP) - {keys[RAN]}, {keys[CARRIED]: merged})
    incident = store_document(WRITE_UP, choice=choice).incident
    assert event(incident, "We carried").quotes.count() == 2
    store_document(WRITE_UP)
    assert incident.events.count() == 3


def test_a_person_says_of_which_event_it_is_further_evidence():
    incident = IncidentFactory()
    ours = TimelineEventFactory(incident=incident, at="3 May 2024 7:00 UTC", text="Alarm rings.")
    key = next(key for key, item in keyed(WRITE_UP).items() if item is NOTICED)
    choice = Choice(frozenset({key}), further={key: ours.pk})
    store_document(WRITE_UP, into=incident, choice=choice)
    assert incident.events.get().quotes.get().text.startswith("At 11:31")


def test_a_person_says_that_it_is_another_event_though_it_looks_the_same():
    incident = stored()
    key = next(key for key, item in keyed(WRITE_UP).items() if item is NOTICED)
    store_document(WRITE_UP, into=incident, choice=Choice(frozenset({key}), further={key: None}))
    assert incident.events.filter(text=NOTICED.text).count() == 2


def test_what_somebody_went_through_already_is_taken_as_it_is():
    incident = IncidentFactory()
    ours = TimelineEventFactory(incident=incident, at="3 May 2024 7:00 UTC", text="Alarm rings.")
    decided = replace(
        WRITE_UP, events=(NOTICED, replace(RAN, confidence=Confidence.DOUBTFUL)), factors=(), actions=()
    )
    store_document(decided, into=incident, choice=Choice.all_of(decided, {0: ours}, draft=False))
    assert set(incident.events.values_list("text", flat=True)) == {"Alarm rings.", RAN.text}
    assert ours.quotes.count() == 1
    assert not hasattr(incident, "postmortem")


def test_events_of_other_incidents_are_not_given_evidence():
    foreign = TimelineEventFactory(text="Somewhere else.")
    key = next(key for key, item in keyed(WRITE_UP).items() if item is NOTICED)
    incident = IncidentFactory()
    store_document(WRITE_UP, into=incident, choice=Choice(frozenset({key}), further={key: foreign.pk}))
    assert not foreign.quotes.exists()
    assert incident.events.get().text == NOTICED.text


def test_keys_stay_when_it_is_read_in_another_zone():
    later = [replace(one, when=one.when and at("23:00")) for one in WRITE_UP.events]
    assert list(keyed(replace(WRITE_UP, events=tuple(later)))) == list(keyed(WRITE_UP))


def test_two_items_of_one_place_have_two_keys():
    twice = replace(WRITE_UP, events=(RAN, replace(RAN, text="Everybody went home.")))
    assert len(keyed(twice)) == len(keyed(replace(WRITE_UP, events=(RAN, NOTICED))))


# Told again


def test_the_second_time_changes_nothing():
    incident = stored()
    before, updated = rows(), Incident.objects.get().updated_at
    again = store_document(WRITE_UP)
    assert again.is_unchanged
    assert again.incident == incident
    assert rows() == before
    assert Incident.objects.get().updated_at == updated


def test_another_document_of_the_same_is_further_evidence():
    incident = stored()
    other = told_by(
        "The post is late.\n11:12: The sorter stopped: its disk was full.\n12:20: The mayor called.",
        replace(STOPPED, text="The sorter stopped: its disk was full.", when=at("11:12")),
        replace(CARRIED, text="The mayor called.", when=at("12:20"), until=None),
    )
    done = store_document(other, into=incident)
    assert (done.events_new, done.events_joined) == (1, 1)
    stopped = event(incident, "The sorter stopped")
    assert stopped.happened == STOPPED.when
    assert stopped.quotes.count() == 2


@pytest.mark.parametrize(
    ("clock", "text"),
    [
        ("11:58", NOTICED.text),  # the same words at another time
        ("11:31", "The baker noticed that flour is short."),  # other words at the same time
        ("11:31", "At desk 4 letters pile up."),
    ],
)
def test_what_only_looks_alike_is_another_event(clock, text):
    incident = stored()
    other = told_by(f"Story.\n{text}", replace(NOTICED, text=text, when=at(clock), milestones=()))
    assert store_document(other, into=incident).events_new == 1


def test_what_somebody_corrected_or_withdrew_stays():
    incident, mira = stored(), EditorFactory()
    event(incident, "We carried").withdraw(by=mira, why="It was the day after.")
    event(incident, "The watch").correct(by=mira, text="Jonas noticed.", happened=at("11:20"), milestones=())
    before = rows()
    assert store_document(WRITE_UP).is_unchanged
    assert rows() == before
    assert set(incident.events.standing().values_list("text", flat=True)) == {
        STOPPED.text, "Jonas noticed.", RAN.text,
    }  # fmt: skip
    assert set(Incident.objects.get().milestones_told) == {"started", "resolved"}


def test_what_somebody_took_out_of_the_lists_stays_out():
    incident, mira = stored(), EditorFactory()
    incident.factors.get(statement=UNWATCHED.text).remove(by=mira)
    assert store_document(WRITE_UP).is_unchanged
    assert incident.factors.count() == 1


def test_what_is_in_the_lists_in_similar_words_gets_the_further_quote():
    incident = stored()
    text = "Why: Nobody had watched the sorter's disk.\nDo: Give the sorter a second, larger disk"
    factor = replace(UNWATCHED, text="Nobody had watched the sorter's disk.", place=Place(5, 42))
    action = replace(SECOND, text="Give the sorter a second, larger disk", place=Place(47, len(text)))
    done = store_document(told_by(text, factors=(factor,), actions=(action,)), into=incident)
    assert (done.factors.new, done.factors.joined) == (0, 1)
    assert (done.actions.new, done.actions.joined) == (0, 1)
    assert incident.factors.get(statement=UNWATCHED.text).quotes.count() == 2


def test_a_milestone_that_a_person_set_is_not_moved():
    incident = IncidentFactory()
    TimelineEvent.objects.record(
        incident, happened=at("10:00"), text="Oven cold.", by=EditorFactory(), milestones=[STARTED]
    )
    store_document(WRITE_UP, into=incident)
    assert incident.milestones.get(kind=STARTED).event.text == "Oven cold."
    assert event(incident, "The sorter stopped").milestones.count() == 0


def test_a_write_up_tells_better_what_a_record_only_states():
    record = replace(
        told_by("StartTime: 11:12", milestones=(ReadMilestone("started", at("11:12"), Place(0, 16)),)),
        source_kind=Source.Kind.RECORD,
    )
    incident = store_document(record).incident
    store_document(WRITE_UP, into=incident)
    began = incident.milestones.get(kind=STARTED).event
    assert began.happened == STOPPED.when
    assert (
        began.text == f"{STOPPED.text}\n\nSources differ. The record says 3 May 2024, 11:12 CEST (09:12 UTC)."
    )
    assert began.quotes.count() == 2
    assert incident.events.count() == 4


def test_in_the_other_order_it_comes_to_the_same():
    record = replace(
        told_by("StartTime: 11:12", milestones=(ReadMilestone("started", at("11:12"), Place(0, 16)),)),
        source_kind=Source.Kind.RECORD,
    )
    incident = stored()
    store_document(record, into=incident)
    began = incident.milestones.get(kind=STARTED).event
    assert began.happened == STOPPED.when
    assert (
        began.text == f"{STOPPED.text}\n\nSources differ. The record says 3 May 2024, 11:12 CEST (09:12 UTC)."
    )
    assert began.quotes.count() == 2
    assert incident.events.count() == 4


# All or nothing, and how much it asks for


def test_nothing_is_half_written(monkeypatch):
    def fail(*_):
        raise RuntimeError

    before = rows()
    monkeypatch.setattr("incidents.importing.storing._Storing._close", fail)
    with pytest.raises(RuntimeError):
        store_document(WRITE_UP)
    assert rows() == before


def many(count: int):
    """A write-up with so many events, factors and actions."""
    lines = [f"{nth // 60 + 1:02}:{nth % 60:02} Letter {nth} was lost." for nth in range(count)]
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    places = [Place(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    events = [FoundEvent(at(line[:5]), line[6:], spot) for line, spot in zip(lines, places, strict=True)]
    return replace(
        WRITE_UP,
        text=text,
        write_up=None,
        events=tuple(events),
        factors=tuple(replace(UNWATCHED, text=one.text, place=one.place) for one in events),
        actions=tuple(replace(SECOND, text=one.text, place=one.place) for one in events),
        found_affected=(),
    )


@pytest.mark.parametrize("again", [False, True])
def test_the_number_of_queries_does_not_grow(again):
    OrganisationFactory(name="Lamplight")
    counts = []
    for count in (2, 60):
        if again:
            store_document(many(count), always_new=True)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            store_document(many(count), always_new=not again)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("days", "status"), [(1, "investigating"), (200, "resolved")])
def test_what_nobody_tells_the_end_of_is_over_when_it_is_long_ago(days, status):
    begun = When.at(timezone.now() - timedelta(days=days))
    read = told_by("Story.\n" + NOTICED.text, replace(NOTICED, when=begun, milestones=()))
    assert store_document(read).incident.status == status

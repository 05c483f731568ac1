"""Correcting, withdrawing, restoring and pinning an event; every earlier form stays readable."""

import datetime

import pytest
from django.urls import reverse

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from incidents.tests.conftest import signed_in
from timelines.factories import SourceFactory
from timelines.models import Kind, TimelineEvent
from timelines.when import Precision, When
from timelines.when.reading import read_time

pytestmark = pytest.mark.django_db

DAY = datetime.date(2023, 4, 9)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def incident():
    return IncidentFactory(time_zone="Asia/Bangkok")


@pytest.fixture
def event(incident):
    return record(incident, "2:30", "Rebooted nodes cannot join.")


def record(incident, words, text, **details):
    reading = read_time(words, zone=incident.time_zone, day=DAY, stretch=True)
    return TimelineEvent.objects.record(
        incident, happened=reading.when, until=reading.until, text=text, **details
    )


def address(event, verb="edit"):
    name = f"incidents:event_{verb}" if verb else "incidents:event"
    return reverse(name, args=[event.incident.number, event.pk])


def offered(client, event):
    """The fields of the form as a browser would send them back, unchanged."""
    form = client.get(address(event)).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in fields.items() if value not in (None, "", False)}


def correct(client, event, headers=None, **changes):
    return client.post(address(event), offered(client, event) | changes, **(headers or {}))


def again(event):
    return TimelineEvent.objects.get(pk=event.pk)


def test_the_form_shows_the_words_as_written(as_editor, event):
    page = as_editor.get(address(event))
    assert page.context["form"]["when"].value() == "2:30"
    assert "Read as <b>02:30 ICT, Sun 9 April 2023</b>" in page.text


def test_a_correction_is_stored_with_its_reason(as_editor, event):
    answer = correct(
        as_editor,
        event,
        when="around 2:30, until 6:31",
        kind="alert",
        actor="kubelet",
        why="the log shows it",
    )
    assert answer.url == event.get_absolute_url()
    event = again(event)
    assert (event.happened.precision, event.happened.words) == (
        Precision.APPROXIMATE,
        "around 2:30, until 6:31",
    )
    assert event.until.earliest == datetime.datetime(2023, 4, 8, 23, 31, tzinfo=datetime.UTC)
    assert (event.kind, event.actor, event.edition) == (Kind.ALERT, "kubelet", 2)
    page = as_editor.get(address(event, ""))
    assert "because: the log shows it" in page.text
    assert "Mira Oduya</b> corrected" in page.text


@pytest.mark.parametrize("words", ["2:30", "~2AM", "between 2:00 and 3:00", "2:30, until 6:31", "by 14:30"])
def test_an_untouched_form_changes_no_time(as_editor, incident, words):
    event = record(incident, words, "It fails.")
    correct(as_editor, event, text="It still fails.")
    assert (again(event).happened, again(event).until) == (event.happened, event.until)


def test_a_time_without_words_is_offered_as_it_is_said(as_editor, incident):
    bounds = When.read("between 4:56:16 and 6:31", zone="ICT", day=DAY)
    when = When(bounds.earliest, bounds.latest, Precision.RANGE, "Asia/Bangkok")
    event = TimelineEvent.objects.record(incident, happened=when, text="It spreads.")
    correct(as_editor, event, actor="Ana")
    assert again(event).happened == when


def test_a_dash_between_two_times_stays_a_range(as_editor, incident):
    event = record(incident, "between 2:00 and 3:00", "It fails.")
    correct(as_editor, event, when="2:00–3:30")
    assert (again(event).happened.precision, again(event).until) == (Precision.RANGE, None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"when": "25:10"}, "is not a time of day"),
        ({"when": "31 April"}, "April has 30 days"),
        ({"when": "2:30 Mars/Base"}, "is not a time zone"),
        ({"when": "2:30, until 8 April 2023 1:00"}, "ends before it begins"),
        ({"when": ""}, "This field is required"),
        ({"text": ""}, "This field is required"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"kind": "gossip"}, "Select a valid choice"),
        ({"milestones": ["begun"]}, "Select a valid choice"),
        ({"learned": "soonish"}, "cannot be read as a time"),
        ({"edition": "x"}, "Nothing was saved"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_changes_nothing(as_editor, event, changes, says):
    answer = correct(as_editor, event, **changes)
    assert answer.status_code == 422
    assert says in answer.text
    assert again(event).edition == 1


def test_milestones_are_given_and_taken(as_editor, incident, event):
    correct(as_editor, event, milestones=["started", "detected"])
    assert {mark.kind for mark in event.milestones.all()} == {"started", "detected"}
    correct(as_editor, event, milestones=["detected"])
    assert {mark.kind for mark in event.milestones.all()} == {"detected"}


def test_a_milestone_of_another_event_is_moved_only_when_that_is_chosen(as_editor, incident, event):
    other = record(incident, "1:00", "It begins.", milestones=["started"])
    refused = correct(as_editor, event, milestones=["started"])
    assert refused.status_code == 422
    assert "already on the event at" in refused.text
    assert 'name="take_over"' in refused.text
    assert again(event).edition == 1
    assert correct(as_editor, event, milestones=["started"], take_over="on").status_code == 302
    assert not other.milestones.exists()
    assert event.milestones.get().kind == "started"


def test_the_second_of_two_editors_sees_both_texts(event):
    first, second = signed_in(EditorFactory()), signed_in(EditorFactory())
    theirs = offered(second, event) | {"text": "Nodes cannot join the mesh."}
    assert correct(first, event, text="No node can join.").status_code == 302
    refused = second.post(address(event), theirs)
    assert refused.status_code == 422
    assert "Somebody else has changed this event" in refused.text
    assert refused.context["form"]["text"].value() == "Nodes cannot join the mesh."
    assert refused.context["theirs"].text == "No node can join."
    assert again(event).text == "No node can join."
    assert second.post(address(event), theirs | {"edition": "2"}).status_code == 302
    assert again(event).text == "Nodes cannot join the mesh."


def test_an_event_stands_on_quotes_old_and_new(as_editor, incident, event):
    source = SourceFactory(incident=incident, text="At 2:30 nodes failed. They stayed out until 6:31.")
    first = source.quote("nodes failed")
    correct(as_editor, event, quotes=[first.pk], source=source.pk, words="stayed out until 6:31")
    assert {quote.text for quote in event.quotes.all()} == {"nodes failed", "stayed out until 6:31"}


def test_words_that_are_not_in_the_source_are_no_quote(as_editor, incident, event):
    source = SourceFactory(incident=incident)
    answer = correct(as_editor, event, source=source.pk, words="never said")
    assert answer.status_code == 422
    assert "does not stand in" in answer.text


def test_words_need_their_source_and_a_source_its_words(as_editor, incident, event):
    source = SourceFactory(incident=incident)
    assert "Say from which source" in correct(as_editor, event, words="the queue grew").text
    assert "Copy the words out" in correct(as_editor, event, source=source.pk).text
    assert again(event).edition == 1


def test_quotes_of_other_incidents_cannot_be_taken(as_editor, event):
    foreign = SourceFactory().quote("the queue grew")
    assert correct(as_editor, event, quotes=[foreign.pk]).status_code == 422
    assert not event.quotes.exists()


def test_an_event_of_another_incident_is_not_found_here(as_editor, event):
    other = IncidentFactory()
    for name in ("event", "event_edit"):
        assert as_editor.get(reverse(f"incidents:{name}", args=[other.number, event.pk])).status_code == 404


def test_htmx_gets_the_form_in_place_and_then_the_page(as_editor, event):
    form = as_editor.get(address(event), **HTMX)
    assert form.text.lstrip().startswith('<li class="ev ev-editing"')
    saved = correct(as_editor, event, HTMX, text="No node can join.")
    assert saved.status_code == 200
    assert f'"path": "{event.incident.get_absolute_url()}"' in saved.headers["HX-Location"]
    row = as_editor.get(address(event, ""), **HTMX)
    assert row.text.lstrip().startswith(f'<li class="ev" id="{event.anchor}"')


def test_withdrawing_needs_a_reason(as_editor, event):
    answer = as_editor.post(address(event, "withdraw"), {"why": " "})
    assert answer.status_code == 422
    assert "Say why it is withdrawn" in answer.text
    assert again(event).withdrawn_at is None


def test_a_withdrawn_event_is_off_the_timeline_and_stays_readable(as_editor, as_viewer, incident, event):
    event.set_milestones(["started"])
    assert as_editor.post(address(event, "withdraw"), {"why": "another incident"}).status_code == 302
    assert "Rebooted nodes cannot join." not in as_viewer.get(incident.get_absolute_url()).text
    page = as_viewer.get(address(event, ""))
    assert "because: another incident" in page.text
    assert "Rebooted nodes cannot join." in page.text
    assert not incident.milestones.exists()


def test_withdrawing_what_somebody_else_changed_is_refused(as_editor, event):
    event.correct(by=None, text="No node can join.")
    answer = as_editor.post(address(event, "withdraw"), {"why": "wrong", "edition": "1"})
    assert answer.status_code == 422
    assert again(event).withdrawn_at is None


def test_withdrawing_and_restoring_twice_changes_nothing_more(as_editor, event):
    for _ in range(2):
        as_editor.post(address(event, "withdraw"), {"why": "another incident"})
    assert again(event).edition == 2
    for _ in range(2):
        assert as_editor.post(address(event, "restore")).url == event.get_absolute_url()
    assert (again(event).edition, again(event).withdrawn_at) == (3, None)


def test_a_withdrawn_event_is_not_edited(as_editor, event):
    event.withdraw(by=None, why="another incident")
    assert as_editor.get(address(event)).url == address(event, "")
    assert as_editor.post(address(event), {"text": "x"}).url == address(event, "")


def test_pinning_is_a_switch_and_no_correction(as_editor, event):
    for pinned in (True, False):
        assert as_editor.post(address(event, "pin")).url == event.get_absolute_url()
        assert (again(event).pinned, again(event).edition) == (pinned, 1)


def test_every_form_is_shown_with_what_differs(as_editor, event):
    correct(as_editor, event, text="Rebooted nodes can not join the mesh.", milestones=["started"])
    forms = as_editor.get(address(event, "")).context["earlier"]
    said = [(form.verb, form.who) for form in forms]
    assert ("recorded", "") in said
    assert ("corrected", "Mira Oduya") in said
    assert ("marked a milestone", "Mira Oduya") in said
    corrected = next(form for form in forms if form.verb == "corrected")
    assert "<ins>" in corrected.difference
    assert "<del>" in corrected.difference


def test_queries_of_the_page_of_an_event_do_not_grow(as_editor, event, django_assert_num_queries):
    for number in range(2):
        for turn in range(3):
            again(event).correct(by=EditorFactory(), text=f"form {number} {turn}")
        # session, user, incident, event, milestones, quotes, role, versions, milestones' versions, people
        with django_assert_num_queries(10):
            as_editor.get(address(event, ""))

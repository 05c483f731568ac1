"""A timeline in the API: told in order, recorded singly and in bulk, corrected, withdrawn, put back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.tests.api.conftest import fields_of, problem_of
from timelines.factories import SourceFactory, TimelineEventFactory
from timelines.models import TimelineEvent
from timelines.when import When

EVENTS = "/api/v1/incidents/42/events/"
BULK = f"{EVENTS}bulk/"
TEN = {"happened": "14 March 2023 10:00 UTC", "text": "The queue grows."}


def post(client, body, where=EVENTS):
    return client.post(where, body, format="json")


def taken(response, status=201):
    assert response.status_code == status, response.content
    return response.json()


# Reading


def test_events_are_told_in_time_order_a_page_at_a_time(reader, incident):
    for words in ("18:00", "12:00", "by 13:00", "after 17:00", "~12:30"):
        TimelineEventFactory(incident=incident, happened=When.read(f"14 March 2023 {words} UTC"), text=words)
    page = taken(reader.get(f"{EVENTS}?page_size=2"), 200)
    told = [event["text"] for event in page["results"]]
    while page["next"]:
        page = taken(reader.get(page["next"]), 200)
        told += [event["text"] for event in page["results"]]
    assert told == [event.text for event in incident.events.in_time_order()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b"}),
        ("kind=alert", {"b"}),
        ("lane=machines", {"b"}),
        ("milestone=started", {"a"}),
        ("pinned=true", {"b"}),
        ("pinned=false", {"a"}),
        ("withdrawn=true", {"c"}),
        ("withdrawn=false", {"a", "b"}),
    ],
)
def test_events_are_filtered(reader, incident, query, found):
    when = When.read("14 March 2023 10:00 UTC")
    add = TimelineEvent.objects.record
    add(incident, happened=when, text="a", milestones=["started"])
    add(incident, happened=when, text="b", kind="alert", lane="machines", pinned=True)
    add(incident, happened=when, text="c").withdraw(by=None, why="Twice.")
    told = taken(reader.get(f"{EVENTS}?{query}"), 200)["results"]
    assert {event["text"] for event in told} == found


# Recording


def test_an_event_is_recorded_with_all_that_is_said_of_it(editor, person, incident):
    source = SourceFactory(incident=incident, text="At 12:00 the queue grew.")
    body = {
        "happened": "~18:00",
        "until": "19:00–19:30",
        "zone": "ICT",
        "day": "2023-03-14",
        "text": "The queue **grows**.",
        "kind": "alert",
        "lane": "machines",
        "actor": "queue-exporter",
        "milestones": ["started", "detected"],
        "pinned": True,
        "learned": "15 March 2023 10:00",
        "quotes": [{"source": source.pk, "words": "the queue grew"}],
    }
    told = taken(post(editor, body))
    assert told["happened"]["precision"] == "approximate"
    assert told["happened"]["zone"] == "ICT"
    assert told["until"]["text"] == "14 Mar 2023, 19:00–19:30 ICT (12:00–12:30 UTC)"
    assert told["milestones"] == ["detected", "started"]
    assert told["quotes"][0]["start"] == 9
    assert told["recorded_by"]["username"] == "mira"
    assert told["edition"] == 1
    assert editor.get(f"{EVENTS}{told['id']}/").json() == told
    incident.refresh_from_db()
    assert set(incident.milestones_told) == {"started", "detected"}


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"happened": "14 March 2023 10:00"}, "happened", "send “zone” beside it"),
        ({"happened": "2023-03-14T10:00:00"}, "happened", "does not say in which zone"),
        ({"happened": {"earliest": "2023-03-14T10:00:00", "latest": None, "precision": "range"}},
         "happened.earliest", "has no offset"),
        ({"happened": "10:00 UTC"}, "happened", "day"),
        ({"happened": None}, "happened", "Send a value"),
        ({"happened": "CST 10:00 14 March 2023"}, "happened", "CST"),
        ({"until": "14 March 2023 09:00 UTC"}, "until", "before the beginning"),
        ({"text": " "}, "text", "Send some text"),
        ({"text": "x" * 20_001}, "text", "Shorten it"),
        ({"kind": "thing"}, "kind", "not a valid choice"),
        ({"milestones": ["over"]}, "milestones[0]", "not a valid choice"),
        ({"milestones": "started"}, "milestones", "square brackets"),
        ({"quotes": [{"source": 999_999_999, "words": "x"}]}, "quotes[0].source", "no source"),
        ({"quotes": [{"source": "1", "words": "x"}]}, "quotes[0].source", "whole number"),
        ({"edition": 1}, "edition", "no field here"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(editor, incident, wrong, field, said):
    assert said in fields_of(post(editor, TEN | wrong))[field]
    assert not incident.events.exists()


def test_words_that_do_not_stand_in_their_source_are_no_quote(editor, incident):
    source = SourceFactory(incident=incident)
    said = fields_of(post(editor, TEN | {"quotes": [{"source": source.pk, "words": "the cache grew"}]}))
    assert "Copy it letter for letter" in said["quotes[0].words"]
    assert not incident.events.exists()


def test_a_source_of_another_incident_is_not_quoted(editor, incident, secret):
    source = SourceFactory(incident=secret)
    said = fields_of(post(editor, TEN | {"quotes": [{"source": source.pk, "words": "the queue grew"}]}))
    assert "no source" in said["quotes[0].source"]


def test_a_milestone_that_another_event_carries_is_a_conflict(editor, incident):
    first = taken(post(editor, TEN | {"milestones": ["started"]}))
    response = post(editor, TEN | {"milestones": ["started"]})
    assert problem_of(response, 409)["type"].endswith("milestone-taken")
    assert f"event {first['id']}" in fields_of(response, 409)["milestones"]
    assert incident.events.count() == 1


# Recording many


def test_a_night_is_recorded_at_once_in_the_order_in_which_it_was_sent(editor, incident):
    rows = [
        {"happened": "18:20–18:30", "text": "We restart the workers."},
        {"happened": "18:00", "text": "The queue grows.", "milestones": ["started"]},
        {"happened": "11:15 UTC", "text": "It shrinks."},
    ]
    body = {"zone": "ICT", "day": "2023-03-14", "events": rows}
    told = taken(post(editor, body, BULK))["events"]
    assert [event["text"] for event in told] == [row["text"] for row in rows]
    assert [event["happened"]["earliest"][11:16] for event in told] == ["11:20", "11:00", "11:15"]


def test_times_may_count_from_the_start(editor, incident):
    post(editor, TEN | {"milestones": ["started"]})
    told = taken(post(editor, {"happened": "T+15m", "text": "Users notice."}))
    assert told["happened"]["earliest"] == "2023-03-14T10:15:00Z"


def test_one_wrong_row_and_nothing_is_recorded(editor, incident):
    rows = [TEN, {**TEN, "happened": "soon"}, TEN, {**TEN, "kind": "thing", "titel": 1}]
    errors = fields_of(post(editor, {"events": rows}, BULK))
    assert set(errors) == {"events[1].happened", "events[3].kind", "events[3].titel"}
    assert not incident.events.exists()


def test_a_row_that_is_no_object_is_told_so(editor, incident):
    said = fields_of(post(editor, {"events": [TEN, "x"]}, BULK))
    assert said == {"events[1]": "This is not an object. Send one: names and values, in curly brackets."}
    assert fields_of(post(editor, [TEN])).popitem()[1].startswith("This is not an object.")
    assert not incident.events.exists()


def test_a_milestone_that_two_rows_ask_for_is_told_at_the_second(editor, incident):
    rows = [TEN | {"milestones": ["started"]}, TEN, TEN | {"milestones": ["started"]}]
    assert set(fields_of(post(editor, {"events": rows}, BULK), 409)) == {"events[2].milestones"}
    assert not incident.events.exists()


def test_a_quote_that_does_not_stand_there_is_told_at_its_row(editor, incident):
    source = SourceFactory(incident=incident)
    quote = {"source": source.pk, "words": "the queue grew"}
    rows = [TEN | {"quotes": [quote]}, TEN | {"quotes": [quote, quote | {"start": 0}]}]
    assert set(fields_of(post(editor, {"events": rows}, BULK))) == {"events[1].quotes[1].words"}
    assert not source.quotes.exists()
    rows[1]["quotes"].pop()
    told = taken(post(editor, {"events": rows}, BULK))["events"]
    assert told[0]["quotes"] == told[1]["quotes"]


@pytest.mark.parametrize("events", [[], [TEN] * 1_001, {}, "x", None, [5], [None]])
def test_a_list_of_no_events_or_too_many_is_refused(editor, incident, events):
    fields_of(post(editor, {"events": events}, BULK))
    assert not incident.events.exists()


def test_queries_do_not_grow_with_the_rows(editor, incident):
    source = SourceFactory(incident=incident)
    row = TEN | {"quotes": [{"source": source.pk, "words": "the queue grew"}]}
    asked = []
    for number in (1, 2, 300):
        with CaptureQueriesContext(connection) as queries:
            taken(post(editor, {"events": [row] * number}, BULK))
        asked.append(len(queries))
    assert asked[1] == asked[2] <= 30


# Correcting


def test_what_is_not_sent_stays_and_the_earlier_form_is_kept(editor, person, incident):
    event = taken(post(editor, TEN | {"milestones": ["started"], "kind": "alert"}))
    where = f"{EVENTS}{event['id']}/"
    told = taken(editor.patch(where, {"edition": 1, "text": "It grew.", "why": "Tense."}, format="json"), 200)
    assert told == {**event, "text": "It grew.", "edition": 2}
    newest = incident.events.get().versions.latest("pgh_id")
    assert newest.pgh_context.metadata["why"] == "Tense."


def test_a_time_without_a_day_is_on_the_events_own(editor, incident):
    event = taken(post(editor, {"happened": "15 March 2023 02:00 ICT", "text": "It grows."}))
    where = f"{EVENTS}{event['id']}/"
    told = taken(editor.patch(where, {"edition": 1, "happened": "03:00 ICT"}, format="json"), 200)
    assert told["happened"]["earliest"] == "2023-03-14T20:00:00Z"
    assert (
        "zone"
        in fields_of(editor.patch(where, {"edition": 2, "happened": "04:00"}, format="json"))["happened"]
    )


def test_the_second_of_two_is_given_the_newest_form(editor, incident):
    event = taken(post(editor, TEN))
    where = f"{EVENTS}{event['id']}/"
    taken(editor.patch(where, {"edition": 1, "text": "It grew."}, format="json"), 200)
    response = editor.patch(where, {"edition": 1, "text": "It shrank."}, format="json")
    assert "send “edition”: 2" in fields_of(response, 409)["edition"]
    assert response.json()["current"]["text"] == "It grew."
    assert incident.events.get().text == "It grew."


def test_the_edition_is_not_guessed(editor, incident):
    event = TimelineEventFactory(incident=incident)
    said = fields_of(editor.patch(f"{EVENTS}{event.pk}/", {"text": "It grew."}, format="json"))
    assert "Send the event's “edition”" in said["edition"]


def test_a_milestone_is_taken_over_when_asked_to(editor, incident):
    first = taken(post(editor, TEN | {"milestones": ["started"]}))
    second = taken(post(editor, TEN))
    where = f"{EVENTS}{second['id']}/"
    body = {"edition": 1, "milestones": ["started"]}
    assert "take_over" in fields_of(editor.patch(where, body, format="json"), 409)["milestones"]
    told = taken(editor.patch(where, body | {"take_over": True}, format="json"), 200)
    assert told["milestones"] == ["started"]
    assert editor.get(f"{EVENTS}{first['id']}/").json()["milestones"] == []


def test_pinning_and_quotes_are_set_and_taken_away(editor, incident):
    source = SourceFactory(incident=incident)
    event = taken(post(editor, TEN))
    where = f"{EVENTS}{event['id']}/"
    quote = {"source": source.pk, "words": "the queue grew"}
    told = taken(editor.patch(where, {"edition": 1, "pinned": True, "quotes": [quote]}, format="json"), 200)
    assert (told["pinned"], len(told["quotes"])) == (True, 1)
    told = taken(editor.patch(where, {"edition": 2, "quotes": []}, format="json"), 200)
    assert (told["pinned"], told["quotes"]) == (True, [])


def test_a_quote_of_a_correction_is_whole_itself(editor, incident):
    event = TimelineEventFactory(incident=incident)
    body = {"edition": 1, "quotes": [{"words": "the queue grew"}]}
    said = fields_of(editor.patch(f"{EVENTS}{event.pk}/", body, format="json"))
    assert "Send this field" in said["quotes[0].source"]


# Withdrawing


def test_an_event_is_withdrawn_with_a_reason_and_put_back(editor, incident):
    event = taken(post(editor, TEN | {"milestones": ["started"]}))
    where = f"{EVENTS}{event['id']}/"
    for _ in range(2):
        told = taken(post(editor, {"why": "Another night.", "edition": 1}, f"{where}withdraw/"), 200)
        assert told["withdrawn_reason"] == "Another night."
        assert (told["milestones"], told["edition"]) == ([], 2)
    assert taken(editor.get(EVENTS), 200)["results"] == []
    problem = problem_of(editor.patch(where, {"edition": 2, "text": "It grew."}, format="json"), 409)
    assert "Restore it first" in problem["detail"]
    for _ in range(2):
        told = taken(post(editor, {"why": "It was this night."}, f"{where}restore/"), 200)
        assert (told["withdrawn_at"], told["edition"]) == (None, 3)


def test_withdrawing_what_was_changed_meanwhile_is_a_conflict(editor, incident):
    event = TimelineEventFactory(incident=incident, edition=3)
    response = post(editor, {"why": "Twice.", "edition": 2}, f"{EVENTS}{event.pk}/withdraw/")
    assert "edition" in fields_of(response, 409)
    event.refresh_from_db()
    assert event.withdrawn_at is None


def test_withdrawing_wants_a_reason(editor, incident):
    event = TimelineEventFactory(incident=incident)
    assert "why" in fields_of(post(editor, {}, f"{EVENTS}{event.pk}/withdraw/"))

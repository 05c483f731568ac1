"""Notes pasted as a timeline: read first, stored when confirmed."""

import re
from datetime import date

import pytest
from django.urls import reverse

from incidents.factories import IncidentFactory
from timelines.models import Kind, Lane, TimelineEvent
from timelines.tests.test_notes import NOTES
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return IncidentFactory(time_zone="Asia/Bangkok")


def address(incident):
    return reverse("incidents:events_paste", args=[incident.number])


def post(client, incident, notes, *, action="read", **fields):
    data = {
        "zone": incident.time_zone,
        "day": "9 April 2023",
        "lane": "people",
        "notes": notes,
        "action": action,
    }
    return client.post(address(incident), data | fields)


def confirm(client, incident, notes, **changes):
    """Read, then press the button with what the page offers, but for `changes` (None: unticked)."""
    page = post(client, incident, notes)
    fields = offered(page) | changes
    return post(
        client, incident, notes, action="add", **{name: v for name, v in fields.items() if v is not None}
    )


def offered(page):
    """The fields of the preview as a browser would send them."""
    paste = page.context["paste"]
    fields = {"shown": paste.shown}
    for row in paste.rows:
        if row.outcome == "ready":
            fields[f"kind-{row.line.key}"] = row.line.kind
            fields[f"milestone-{row.line.key}"] = row.line.milestone or ""
            if row.is_ticked:
                fields[f"add-{row.line.key}"] = "on"
    return fields


def row_of(page, number):
    return next(row for row in page.context["paste"].rows if row.line.first == number)


def test_the_empty_page_teaches_how_lines_are_read(as_editor, incident):
    page = as_editor.get(address(incident))
    assert page.status_code == 200
    assert "How lines are read" in page.text
    assert 'value="Asia/Bangkok"' in page.text


def test_reading_shows_every_line_and_stores_nothing(as_editor, incident):
    page = post(as_editor, incident, NOTES)
    assert page.status_code == 200
    assert "11 lines: 8 ready, 1 to decide, 2 errors" in page.text
    assert "Line 5 waits for a zone; lines 8 and 9 stay in the box." in page.text
    assert '<mark class="seen">~2AM</mark>' in page.text
    assert '<mark class="wrong">25:10</mark>' in page.text
    assert not incident.events.exists()


def test_the_page_offers_every_field_that_the_answer_needs(as_editor, incident):
    page = post(as_editor, incident, NOTES)
    names = set(re.findall(r'name="([^"]+)"', page.text))
    assert offered(page).keys() <= names
    assert f"zone-{row_of(page, 5).line.key}" in names


def test_confirming_stores_the_ready_lines_and_keeps_the_rest(as_editor, editor, incident):
    answer = confirm(as_editor, incident, NOTES)
    assert answer.status_code == 200
    assert "8 events added." in answer.text
    events = list(incident.events.in_time_order())
    assert len(events) == 8
    assert {event.recorded_by for event in events} == {editor}
    assert answer.context["form"]["notes"].value().splitlines() == [
        "04:56 IST provider answers the ticket",
        "25:10 Multus and Calico removed",
        "31 April 10:00 Cilium runs on all nodes",
    ]
    incident.refresh_from_db()
    assert incident.milestones_told.keys() == {"acknowledged", "resolved"}


def test_when_everything_is_stored_the_incident_is_shown(as_editor, incident):
    answer = confirm(as_editor, incident, "18:00 it fails\n18:30 it is over")
    assert answer.status_code == 302
    assert answer.url == f"{incident.get_absolute_url()}#timeline"


def test_kind_milestone_and_tick_are_those_chosen(as_editor, incident):
    notes = "18:00 it fails\n18:30 odd\n19:00 over"
    keys = [row.line.key for row in post(as_editor, incident, notes).context["paste"].rows]
    changes = {f"kind-{keys[0]}": "alert", f"milestone-{keys[2]}": "resolved", f"add-{keys[1]}": None}
    confirm(as_editor, incident, notes, **changes)
    assert [(event.text, event.kind) for event in incident.events.in_time_order()] == [
        ("it fails", Kind.ALERT),
        ("over", Kind.OBSERVATION),
    ]
    assert incident.milestones.get().kind == "resolved"


def test_a_line_that_was_unticked_stays_in_the_box(as_editor, incident):
    notes = "18:00 it fails\n18:30 odd"
    key = row_of(post(as_editor, incident, notes), 2).line.key
    answer = confirm(as_editor, incident, notes, **{f"add-{key}": None})
    assert answer.context["form"]["notes"].value() == "18:30 odd"


def test_what_stays_keeps_its_day(as_editor, incident):
    answer = confirm(as_editor, incident, "23:50 it fails\n00:10 worse\n25:10 over\n00:30 calm")
    assert answer.context["form"]["notes"].value().splitlines() == ["10 April 2023", "25:10 over"]


def test_pressing_twice_stores_once(as_editor, incident):
    notes = "18:00 it fails\n18:30 it is over"
    fields = offered(post(as_editor, incident, notes))
    assert post(as_editor, incident, notes, action="add", **fields).status_code == 302
    again = post(as_editor, incident, notes, action="add", **fields)
    assert again.status_code == 422
    assert "on the timeline by now" in again.text
    assert incident.events.count() == 2


def test_a_second_run_flags_what_is_told_already(as_editor, incident):
    confirm(as_editor, incident, NOTES)
    page = post(as_editor, incident, NOTES)
    assert "0 ready, 1 to decide, 2 errors, 8 already on the timeline" in page.text
    assert not page.context["paste"].ticked


def test_an_event_that_was_corrected_is_still_told(as_editor, incident):
    confirm(as_editor, incident, "18:00 it fails")
    incident.events.get().correct(by=None, happened=When.read("~18:00", zone="ICT", day=date(2023, 4, 9)))
    assert "0 ready, 1 already on the timeline" in post(as_editor, incident, "18:00 it fails").text


def test_the_same_words_at_another_time_are_new(as_editor, incident):
    confirm(as_editor, incident, "18:00 still looking")
    assert "1 ready" in post(as_editor, incident, "18:20 still looking").text


def test_what_is_told_already_can_be_added_knowingly(as_editor, incident):
    confirm(as_editor, incident, "18:00 it fails")
    page = post(as_editor, incident, "18:00 it fails")
    fields = offered(page) | {f"add-{row_of(page, 1).line.key}": "on"}
    assert post(as_editor, incident, "18:00 it fails", action="add", **fields).status_code == 302
    assert incident.events.count() == 2


def test_the_second_run_adds_only_what_is_new(as_editor, incident):
    confirm(as_editor, incident, "18:00 it fails")
    confirm(as_editor, incident, "18:00 it fails\n18:30 it is over")
    assert [event.text for event in incident.events.in_time_order()] == ["it fails", "it is over"]


def test_nothing_is_stored_that_was_not_shown(as_editor, incident):
    fields = offered(post(as_editor, incident, "18:00 it fails"))
    answer = post(as_editor, incident, "18:00 it fails\n18:30 never shown", action="add", **fields)
    assert answer.status_code == 422
    assert not incident.events.exists()


def test_nothing_is_stored_as_it_was_not_shown(as_editor, incident):
    fields = offered(post(as_editor, incident, "18:00 it fails"))
    answer = post(as_editor, incident, "18:00 it fails", action="add", zone="UTC", **fields)
    assert answer.status_code == 422
    assert "read otherwise than shown" in answer.text
    assert not incident.events.exists()


def test_a_chosen_zone_is_read_and_then_stored(as_editor, incident):
    key = row_of(post(as_editor, incident, NOTES), 5).line.key
    page = post(as_editor, incident, NOTES, **{f"zone-{key}": "Asia/Kolkata"})
    assert row_of(page, 5).outcome == "ready"
    fields = offered(page) | {f"zone-{key}": "Asia/Kolkata"}
    post(as_editor, incident, NOTES, action="add", **fields)
    assert incident.events.filter(text="provider answers the ticket").exists()


def test_lines_keep_what_they_come_from(as_editor, incident):
    confirm(as_editor, incident, "2023-04-09T18:00:00Z [ERROR] x\n18:10 status page: we look\n18:20 calm")
    assert {event.lane for event in incident.events.all()} == {Lane.MACHINES, Lane.STATUS_PAGE, Lane.PEOPLE}


def test_a_milestone_chosen_twice_stores_nothing(as_editor, incident):
    notes = "18:00 it fails\n18:30 odd"
    keys = [row.line.key for row in post(as_editor, incident, notes).context["paste"].rows]
    answer = confirm(as_editor, incident, notes, **{f"milestone-{key}": "resolved" for key in keys})
    assert answer.status_code == 422
    assert "chosen for another line too" in answer.text
    assert not incident.events.exists()


def test_a_milestone_taken_meanwhile_stores_nothing(as_editor, incident):
    notes = "18:00 it fails\n18:30 all clear"
    fields = offered(post(as_editor, incident, notes))
    told = When.read("9 April 2023 17:00 ICT")
    TimelineEvent.objects.record(incident, happened=told, text="over", milestones=["resolved"])
    answer = post(as_editor, incident, notes, action="add", **fields)
    assert answer.status_code == 422
    assert "already on the event at" in answer.text
    assert incident.events.count() == 1


def test_milestones_the_incident_has_are_not_offered(as_editor, incident):
    told = When.read("9 April 2023 17:00 ICT")
    TimelineEvent.objects.record(incident, happened=told, text="over", milestones=["resolved"])
    page = post(as_editor, incident, "18:00 it fails")
    assert "resolved" not in dict(page.context["paste"].milestones)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"notes": ""}, "Paste or type your notes first"),
        ({"notes": " \n "}, "Paste or type your notes first"),
        ({"notes": "18:00 a\n18:01 b\x00"}, "Line 2 contains a NUL byte"),
        ({"notes": "x" * 200_001}, "200,000 can be read at once"),
        ({"zone": "Mars/Base"}, "is not a time zone"),
        ({"day": "31 April 2023"}, "April has 30 days"),
        ({"lane": "gossip"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_explained(as_editor, incident, fields, says):
    answer = post(as_editor, incident, **({"notes": "18:00 it fails", "action": "add"} | fields))
    assert answer.status_code == 422
    assert says in answer.text
    assert not incident.events.exists()


def test_a_thousand_lines_with_ten_bad_ones(as_editor, incident):
    lines = [f"{n // 60 % 24}:{n % 60:02} line {n}" for n in range(1000)]
    for number in range(0, 1000, 100):
        lines[number] = f"25:{number // 100:02} bad {number}"
    notes = "\n".join(lines)
    page = post(as_editor, incident, notes)
    assert "1000 lines: 990 ready, 10 errors" in page.text
    assert not incident.events.exists()
    answer = post(as_editor, incident, notes, action="add", **offered(page))
    assert incident.events.count() == 990
    assert answer.context["form"]["notes"].value().count("bad") == 10


def test_two_hundred_thousand_characters_are_read(as_editor, incident):
    line = "18:00 " + "word " * 100
    page = post(as_editor, incident, "\n".join([line] * (200_000 // (len(line) + 1))))
    assert page.status_code == 200


def test_what_was_pasted_is_escaped(as_editor, incident):
    page = post(
        as_editor, incident, "18:00 <script>alert(1)</script>\n<b>25:10</b> x\n18:30 ok\n  </textarea><i>"
    )
    assert "<script>alert" not in page.text
    assert "<i>" not in page.text


def test_queries_do_not_grow_with_the_paste(as_editor, incident, django_assert_num_queries):
    for total in (3, 30):
        notes = "\n".join(f"18:{n:02} line {n}" for n in range(total))
        with django_assert_num_queries(6):  # session, user, incident, role, event added last, events told
            post(as_editor, incident, notes)


def test_without_a_day_the_lines_say_what_is_missing(as_editor, incident):
    page = post(as_editor, incident, "18:00 it fails", day="")
    assert "on which day" in page.text

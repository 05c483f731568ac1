"""The first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    IncidentFactory,
    MechanismFactory,
    PostmortemFactory,
)
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def happen(incident, ago, *milestones, text="Something happens"):
    TimelineEvent.objects.record(
        incident, happened=When.at(timezone.now() - ago), text=text, milestones=milestones
    )
    return incident


def publish(incident, text="Told"):
    postmortem = PostmortemFactory(incident=incident)
    postmortem.save_text(text, by=None, based_on=0)
    postmortem.publish(by=None)
    return postmortem


def open_ones(client):
    return {row.incident.number: row for row in client.get("/").context["open_incidents"]}


def test_what_is_open_is_shown_with_how_long_so_far(client):
    happen(IncidentFactory(number=7, title="Queues stand still"), timedelta(hours=5), "started")
    IncidentFactory(number=8, status="resolved", title="Long over")
    page = client.get("/")
    assert list(open_ones(client)) == [7]
    assert "Queues stand still" in page.text
    assert "open for 5 h" in page.text
    assert "Long over" not in page.text


def test_milestones_of_an_open_incident_stand_in_the_order_of_time(client):
    incident = IncidentFactory(number=1)
    told = {"mitigated": "3 May 2024 01:10", "started": "2 May 2024 22:00", "detected": "2 May 2024 22:20"}
    for milestone, words in told.items():
        TimelineEvent.objects.record(
            incident, happened=When.read(words, zone="UTC"), text="Something", milestones=[milestone]
        )
    assert open_ones(client)[1].marks == ["detected 22:20 UTC", "mitigated 3 May 2024, 01:10 UTC"]


def test_an_open_incident_with_nothing_recorded_for_hours_is_called_quiet(client):
    happen(IncidentFactory(number=1), timedelta(hours=9), "started")
    happen(happen(IncidentFactory(number=2), timedelta(hours=9), "started"), timedelta(minutes=20))
    rows = open_ones(client)
    assert rows[1].is_quiet
    assert not rows[2].is_quiet
    assert str(rows[2].silent_for) == "20 min"
    assert client.get("/").text.count("quiet for long") == 1


def test_the_time_since_the_last_event_is_no_narrower_than_that_event(client):
    yesterday = (timezone.now() - timedelta(days=1)).strftime("%d %B %Y")
    incident = IncidentFactory(number=1)
    TimelineEvent.objects.record(incident, happened=When.read(yesterday), text="Some time that day")
    silent = open_ones(client)[1].silent_for
    assert silent.longest - silent.shortest >= timedelta(days=1)


def test_an_event_open_to_one_side_makes_the_silence_as_open(client):
    nine_hours_ago = (timezone.now() - timedelta(hours=9)).strftime("%d %B %Y %H:%M UTC")
    for number, hedge in enumerate(("after", "before"), start=1):
        happened = When.read(f"{hedge} {nine_hours_ago}")
        TimelineEvent.objects.record(IncidentFactory(number=number), happened=happened, text="Queues grow")
    after, before = (open_ones(client)[number] for number in (1, 2))
    assert after.silent_for.shortest <= timedelta() < timedelta(hours=9) <= after.silent_for.longest
    assert not after.is_quiet
    assert before.silent_for.longest is None
    assert str(before.silent_for).startswith("at least")
    assert before.is_quiet


def test_a_last_event_of_no_known_time_gives_no_figure(client):
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%d %B %Y")
    happened = When.read(f"by {tomorrow}")
    TimelineEvent.objects.record(IncidentFactory(), happened=happened, text="It begins")
    page = client.get("/").text
    assert "last event at a time not known" in page
    assert "not known ago" not in page


def test_what_is_not_known_of_an_open_incident_is_said(client):
    IncidentFactory()
    page = client.get("/").text
    assert "start not stated" in page
    assert "nothing on its timeline" in page
    assert "no lead" in page


def test_a_start_to_come_and_a_start_in_the_last_century_break_nothing(client):
    happen(IncidentFactory(number=1, kind="drill"), timedelta(days=-2), "started")
    incident = IncidentFactory(number=2)
    TimelineEvent.objects.record(
        incident, happened=When.read("before 1 May 1999"), text="Begun", milestones=["started"]
    )
    rows = open_ones(client)
    assert rows[1].so_far is None
    assert str(rows[2].so_far).startswith("at least")
    assert "before it starts" not in client.get("/").text


def test_a_withdrawn_event_no_longer_counts_as_the_last(client):
    incident = happen(IncidentFactory(number=1), timedelta(hours=9), "started")
    happen(incident, timedelta(minutes=1), text="By mistake")
    incident.events.get(text="By mistake").withdraw(by=None, why="by mistake")
    assert open_ones(client)[1].is_quiet


def test_what_is_due_from_the_reader_the_most_overdue_first(as_viewer, viewer):
    ActionItemFactory(owner=viewer, title="Later", due_date="2999-01-01")
    ActionItemFactory(owner=viewer, title="Overdue", due_date="2020-01-01")
    ActionItemFactory(owner=viewer, title="Some day")
    ActionItemFactory(owner=viewer, title="Done with", status="done", due_date="2020-01-01")
    ActionItemFactory(title="Of another", due_date="2020-01-01")
    page = as_viewer.get("/")
    assert [action.title for action in page.context["due"]] == ["Overdue", "Later", "Some day"]
    assert page.context["due_count"] == 3
    assert "Of another" not in page.text


def test_a_stranger_is_asked_to_sign_in_for_what_is_due(client):
    ActionItemFactory(title="Of somebody")
    page = client.get("/").text
    assert "to see what you have promised" in page
    assert "Of somebody" not in page


def test_the_latest_published_postmortems_with_their_mechanisms(client):
    incident = IncidentFactory(number=3, title="Certificates expire", summary="Nobody renewed them.")
    ContributingFactorFactory(incident=incident, mechanism=MechanismFactory(slug="forgot", name="Forgotten"))
    publish(incident, "word " * 1100)
    PostmortemFactory(incident=IncidentFactory(number=4, title="Still a draft", status="closed")).save_text(
        "Draft", by=None, based_on=0
    )
    page = client.get("/")
    assert [row.postmortem.incident.number for row in page.context["postmortems"]] == [3]
    assert "5 min to read" in page.text
    assert "/mechanisms/forgot/" in page.text
    assert "Still a draft" not in page.text


def test_a_postmortem_stays_on_the_first_page_while_a_later_draft_is_written(client):
    postmortem = publish(IncidentFactory(status="closed"))
    postmortem.save_text("A later draft", by=None, based_on=1)
    page = client.get("/")
    assert page.context["postmortem_count"] == 1
    assert "version 1," in page.text


@pytest.mark.parametrize("who", ["stranger", "viewer", "editor"])
def test_a_restricted_incident_is_on_nobodys_first_page_it_is_not_for(
    client, as_viewer, as_editor, viewer, who
):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[who]
    hidden = happen(IncidentFactory(visibility="restricted", title="Hush"), timedelta(hours=1), "started")
    publish(hidden, "Secret text")
    ActionItemFactory(incident=hidden, owner=viewer, title="Hidden work")
    page = client.get("/")
    for text in ("Hush", "Secret text", "Hidden work"):
        assert text not in page.text
    for count in ("open_count", "kept", "postmortem_count", "due_count"):
        assert page.context[count] == 0


def test_an_empty_house_teaches_editors_and_sends_others_to_sign_in(client, as_editor):
    assert "Begin with an incident you remember" in as_editor.get("/").text
    assert "Nothing that you may read is kept here yet" in client.get("/").text
    assert "No postmortem is published yet" in client.get("/").text


def test_when_nothing_is_open_the_page_says_so(client):
    IncidentFactory(status="closed")
    assert "Nothing is open." in client.get("/").text


def test_markup_in_a_title_is_text(client):
    IncidentFactory(title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/").text


def test_it_is_to_be_read_only(client):
    assert client.post("/").status_code == 405


QUERIES = (
    "session",
    "person",
    "their roles",
    "open incidents",
    "how many are open",
    "what is hurt in them",
    "what contributed to them",
    "what began on this day",
    "what is due",
    "how much is due",
    "latest postmortems",
    "their factors",
    "their mechanisms",
    "how many postmortems",
    "how many are kept",
)


def test_queries_do_not_grow_with_what_is_kept(as_viewer, viewer, django_assert_num_queries):
    mechanism = MechanismFactory()
    for total in (1, 10):
        for _ in range(total):
            incident = happen(IncidentFactory(sev=2), timedelta(hours=2), "started")
            ContributingFactorFactory(incident=incident, mechanism=mechanism)
            ActionItemFactory(incident=incident, owner=viewer)
            publish(incident)
        with django_assert_num_queries(len(QUERIES)):
            as_viewer.get("/")

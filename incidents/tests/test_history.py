"""Everything that was changed of an incident, with who and why."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.factories import EditorFactory, UserFactory
from incidents.factories import ActionItemFactory, ComponentFactory, IncidentFactory
from incidents.history import history_of
from incidents.models import ActionItem, ContributingFactor, ImpactWindow, Incident, Postmortem
from timelines.models import Source, TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

NOON = When.read("14 March 2023 12:00 UTC")
WHERE = "/incidents/42/history/"


@pytest.fixture
def incident():
    return IncidentFactory(number=42, title="Queues stand still")


def entries(client, where=WHERE):
    return client.get(where).context["page"].entries


def told(entry) -> tuple:
    return entry.verb, entry.what, entry.title


def changes(entry) -> dict:
    return {change.field: (change.before, change.after) for change in entry.changes}


def test_a_change_says_who_why_and_what_was_before(client, incident):
    mira = EditorFactory(first_name="Mira", last_name="Oduya")
    incident.change_status("resolved", by=mira, why="the queue is empty")
    entry = entries(client)[0]
    assert told(entry) == ("changed", "the incident", "Queues stand still")
    assert (entry.who, entry.why) == ("Mira Oduya", "the queue is empty")
    assert changes(entry) == {"status": ("investigating", "resolved")}
    page = client.get(WHERE).text
    assert "<del>investigating</del> <ins>resolved</ins>" in page
    assert "because the queue is empty" in page


def test_whoever_uses_the_pages_is_named(client, as_editor, editor, incident):
    as_editor.post("/incidents/42/factors/add/", {"statement": "Nobody watched", "role": "trigger"})
    who = {told(entry): entry.who for entry in entries(client)}
    assert who["added", "a contributing factor", "Nobody watched"] == "Mira Oduya"


def test_who_recorded_events_is_named_also_outside_a_request(client, incident):
    mira = EditorFactory(first_name="Mira", last_name="Oduya")
    TimelineEvent.objects.record(incident, happened=NOON, text="Queues grow", by=mira)
    who = {told(entry): entry.who for entry in entries(client)}
    assert who["added", "an event", "Queues grow"] == "Mira Oduya"


def test_what_a_command_wrote_is_not_given_to_a_person(client, incident):
    assert entries(client)[0].who == ""
    assert "a command or task" in client.get(WHERE).text


def test_every_kind_of_thing_is_told_of(client, incident):
    event = TimelineEvent.objects.record(incident, happened=NOON, text="Queues grow", milestones=["started"])
    ContributingFactor.objects.add(incident, statement="Nobody watched", role="trigger", evidence=[event])
    ActionItem.objects.add(incident, title="Watch it")
    ImpactWindow.objects.add(
        incident, component=ComponentFactory(), level="degraded", began=NOON, note="Cards only"
    )
    Source.objects.keep(incident, title="The channel", text="At noon.", kind="chat-log")
    incident.links.create(title="Ticket", url="https://t.example/1")
    incident.readers.add(UserFactory())
    client.force_login(EditorFactory())
    found = {told(entry) for entry in entries(client)}
    assert found == {
        ("added", "the incident", "Queues stand still"),
        ("added", "an event", "Queues grow"),
        ("added", "a milestone", "started"),
        ("added", "a contributing factor", "Nobody watched"),
        ("added", "an action item", "Watch it"),
        ("added", "an impact window", "Cards only"),
        ("added", "a source", "The channel"),
        ("added", "a link", "Ticket"),
        ("added", "a reader", ""),
    }


def test_of_one_instant_the_newest_form_of_a_thing_comes_first(client, incident):
    for status in ("identified", "monitoring", "resolved"):
        incident.change_status(status, by=None)
    found = [changes(entry).get("status") for entry in entries(client)]
    assert found == [
        ("monitoring", "resolved"),
        ("identified", "monitoring"),
        ("investigating", "identified"),
        None,
    ]


def test_a_corrected_time_is_told_as_it_was_written(client, incident):
    event = TimelineEvent.objects.record(incident, happened=NOON, text="Queues grow")
    event.correct(by=None, why="the log says so", happened=When.read("~13:00 UTC on 14 March 2023"))
    found = changes(next(entry for entry in entries(client) if entry.why == "the log says so"))
    assert found["happened, as written"] == ("14 March 2023 12:00 UTC", "~13:00 UTC on 14 March 2023")


def test_a_withdrawn_event_and_a_removed_factor_can_still_be_read(client, incident):
    TimelineEvent.objects.record(incident, happened=NOON, text="Queues grow").withdraw(
        by=None, why="a mistake"
    )
    ContributingFactor.objects.add(incident, statement="Nobody watched", role="trigger").remove(by=None)
    found = entries(client)
    assert ("removed", "a contributing factor", "Nobody watched") in map(told, found)
    withdrawn = next(entry for entry in found if entry.why == "a mistake")
    assert told(withdrawn) == ("changed", "an event", "Queues grow")


def test_references_are_told_by_name_and_what_is_gone_by_number(client, incident):
    first, second = UserFactory(first_name="Sana", last_name="Roos"), UserFactory()
    incident.lead = first
    incident.save()
    incident.lead = second
    incident.save()
    gone = second.pk
    second.delete()
    assert changes(entries(client)[1])["lead"] == ("Sana Roos", f"number {gone}, which is gone")


def test_long_texts_are_shortened(client, incident):
    Incident.objects.filter(pk=incident.pk).update(summary="x" * 20_000)
    assert len(changes(entries(client)[0])["summary"][1]) == 401
    assert len(client.get(WHERE).text) < 30_000


def test_markup_in_what_was_written_is_text(client, incident):
    Incident.objects.filter(pk=incident.pk).update(title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(WHERE).text


def test_caches_are_no_change(client, incident):
    before = len(entries(client))
    incident.timeline_changed()
    assert len(entries(client)) == before


def test_who_may_not_see_the_incident_sees_nothing_of_its_history(client, as_viewer, as_editor):
    lead = UserFactory()
    IncidentFactory(number=42, visibility="restricted", lead=lead)
    for somebody in (client, as_viewer, as_editor):
        assert somebody.get(WHERE).status_code == 404
    client.force_login(lead)
    assert client.get(WHERE).status_code == 200


def test_nothing_of_another_incident_is_among_it(client, incident):
    other = IncidentFactory(title="Hush", visibility="restricted")
    TimelineEvent.objects.record(other, happened=NOON, text="Hidden", milestones=["started"])
    ActionItemFactory(incident=other, title="Hidden too")
    assert [told(entry) for entry in entries(client)] == [("added", "the incident", "Queues stand still")]


def test_the_names_of_readers_are_not_told(client, as_viewer, incident):
    incident.readers.add(UserFactory(first_name="Quentin", last_name="Whistle"))
    for somebody in (client, as_viewer):
        assert "Whistle" not in somebody.get(WHERE).text


def test_drafts_of_the_postmortem_are_told_of_to_editors_only(client, as_viewer, as_editor, incident):
    Postmortem.begin(incident).save_text(
        "Draft", by=None, based_on=0, note="without the name of the customer"
    )
    for somebody in (client, as_viewer):
        assert "postmortem" not in {entry.what.removeprefix("the ") for entry in entries(somebody)}
        assert "name of the customer" not in somebody.get(WHERE).text
    entry = next(entry for entry in entries(as_editor) if entry.what == "the postmortem")
    assert changes(entry) == {"newest": ("nothing", "Version 1")}
    assert entry.why == "without the name of the customer"


def walk(client):
    pages, where = [], WHERE
    while where:
        page = client.get(where).context["page"]
        pages.append(page.entries)
        where = page.next and f"{WHERE}?before={page.next}"
    return pages


def test_rows_of_one_instant_are_all_told_over_several_pages(client, incident):
    with transaction.atomic():
        TimelineEvent.objects.record_all(
            incident, [{"happened": NOON, "text": f"Line {number}"} for number in range(120)]
        )
    incident.change_status("resolved", by=None)
    pages = walk(client)
    assert [len(page) for page in pages] == [50, 50, 22]
    found = [entry.title for page in pages for entry in page]
    assert sorted(found) == sorted([f"Line {n}" for n in range(120)] + ["Queues stand still"] * 2)


def test_the_page_links_to_what_is_older(client, incident):
    TimelineEvent.objects.record_all(
        incident, [{"happened": NOON, "text": f"Line {number}"} for number in range(60)]
    )
    page = client.get(WHERE)
    assert f'href="?{urlencode({"before": page.context["page"].next})}" rel="next"' in page.text


@pytest.mark.parametrize(
    "before", ["garbage", "%00", "2023-03-14T12:00:00%2B00:00", "2023", "0001-01-01T00:00:00-23:59", "%ff"]
)
def test_an_address_that_was_not_given_out_opens_the_newest_page(client, incident, before):
    assert len(entries(client, f"{WHERE}?before={before}")) == 1


def test_queries_do_not_grow_with_the_changes(incident, django_assert_num_queries):
    people = UserFactory.create_batch(30)
    for total in (1, 25):
        for number in range(total):
            incident.lead = people[number]
            incident.save()
            incident.change_status("resolved" if incident.is_open else "monitoring", by=people[-number])
        with django_assert_num_queries(3):  # rows, who changed them, who is named in them
            history_of(incident)


@pytest.mark.django_db
def test_a_stranger_is_told_what_was_changed_but_no_names(client):
    incident = IncidentFactory(visibility="public")
    incident.readers.add(UserFactory(username="reader-by-name"))
    incident.change_status("resolved", by=EditorFactory(first_name="Ada", last_name="Named"))
    address = reverse("incidents:history", args=[incident.number])
    stranger = client.get(address).content.decode()
    assert "somebody" in stranger
    assert "Ada Named" not in stranger
    assert "reader-by-name" not in stranger
    client.force_login(UserFactory())
    assert "Ada Named" in client.get(address).content.decode()

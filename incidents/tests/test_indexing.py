"""After each verb the index says what a fresh one would say."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import EditorFactory
from incidents import indexing
from incidents.exceptions import NothingToPublish
from incidents.factories import IncidentFactory, MechanismFactory, OrganisationFactory
from incidents.facts import change_facts, open_incident
from incidents.models import ActionItem, ContributingFactor, Incident, Postmortem
from incidents.passages import passages_of
from search.finding import find
from search.models import Passage
from search.query import read_query
from timelines.models import TimelineEvent
from timelines.when import Precision, When

pytestmark = pytest.mark.django_db

NOON = When.at(datetime(2023, 3, 14, 12, tzinfo=UTC), Precision.MINUTE)
BODY = """\
Intro words.

## What happened

The `kube-proxy` forgot, [event:1]. A node ([event:2], [event:3]) left [event:4] (a pod).

[[timeline]]

### Deeper

A [link](https://x.example).
"""


@pytest.fixture
def editor():
    return EditorFactory()


@pytest.fixture
def incident(editor):
    """With one of each thing that is found."""
    incident = Incident.objects.open_new(title="Queues stand still", summary="Nobody *knew*.", by=editor)
    event = TimelineEvent.objects.record(
        incident,
        happened=NOON,
        text="The **lock** is held",
        actor="deploy robot",
        milestones=["started"],
        by=editor,
    )
    mechanism = MechanismFactory(name="blind spot")
    factor = ContributingFactor.objects.add(
        incident, statement="No alarm", detail="At *all*.", role="trigger", mechanism=mechanism
    )
    ActionItem.objects.add(incident, title="Add an alarm", kind="detect", weakens=[factor])
    postmortem = Postmortem.begin(incident)
    postmortem.save_text(BODY, by=editor, based_on=0)
    postmortem.publish(by=editor)
    fresh = Incident.objects.get(pk=incident.pk)
    fresh.event, fresh.factor = event, factor
    return fresh


def indexed(incident):
    """All that is kept of it."""
    rows = Passage.objects.filter(group=incident.pk).order_by("key", "part")
    return list(rows.values_list("key", "kind", "place", "url", "text"))


def is_as_if_fresh(incident):
    """Whether indexing it anew would change nothing."""
    before = indexed(incident)
    Passage.objects.filter(group=incident.pk).delete()
    indexing.reindex([incident.pk])
    return before == indexed(incident) and bool(before)


def found(words):
    hits = find(read_query(words), within=Incident.objects.values("pk")).hits
    return [(passage.key, passage.url) for hit in hits for passage in hit.passages]


def test_everything_is_found_where_it_stands(incident):
    page = incident.get_absolute_url()
    report = reverse("incidents:postmortem", args=[incident.number])
    event, factor, action = incident.event, incident.factor, incident.action_items.get()
    assert indexed(incident) == [
        (f"action:{action.pk}", "action", "action item, detect", f"{page}#a-{action.pk}", "Add an alarm"),
        (f"event:{event.pk}", "event", "timeline, 12:00 UTC", f"{page}#e-{event.pk}",
         "The lock is held\n(deploy robot)"),
        (f"factor:{factor.pk}", "factor", "factor, trigger", f"{page}#f-{factor.pk}",
         "No alarm\nAt all.\nblind spot"),
        ("postmortem:", "postmortem", "postmortem", report, "Intro words."),
        ("postmortem:p-deeper", "postmortem", "postmortem, Deeper", f"{report}#p-deeper", "Deeper\nA link."),
        ("postmortem:p-what-happened", "postmortem", "postmortem, What happened", f"{report}#p-what-happened",
         "What happened\nThe kube-proxy forgot. A node left (a pod)."),
        ("summary", "summary", "summary", page, f"Queues stand still\nNobody knew.\n{incident.reference}"),
    ]  # fmt: skip


def test_the_anchors_of_sections_are_those_of_the_page(client, incident, editor):
    client.force_login(editor)
    html = client.get(reverse("incidents:postmortem", args=[incident.number])).content.decode()
    anchors = [url.partition("#")[2] for *_, url, _ in indexed(incident) if "postmortem/#" in url]
    assert len(anchors) == 2
    assert all(f'id="{anchor}"' in html for anchor in anchors)


VERBS = {
    "open an incident": lambda incident, by: open_incident({"title": "Another"}, by=by, started=NOON),
    "change the title": lambda incident, by: change_facts(incident, {"title": "Other words"}, by=by),
    "change tags and organisation": lambda incident, by: change_facts(
        incident, {"tags": ["dns"], "organisation": "Acme"}, by=by
    ),
    "change the summary": lambda incident, by: change_facts(incident, {"summary": "Other *words*"}, by=by),
    "change the zone": lambda incident, by: change_facts(incident, {"time_zone": "Asia/Bangkok"}, by=by),
    "record": lambda incident, by: TimelineEvent.objects.record(incident, happened=NOON, text="More", by=by),
    "record several": lambda incident, by: TimelineEvent.objects.record_all(
        incident, [{"happened": NOON, "text": f"More {number}"} for number in range(3)], by=by
    ),
    "correct": lambda incident, by: incident.event.correct(by=by, text="Corrected", actor=""),
    "take the start away": lambda incident, by: incident.event.correct(by=by, milestones=()),
    "withdraw": lambda incident, by: incident.event.withdraw(by=by, why="wrong"),
    "withdraw and restore": lambda incident, by: (
        incident.event.withdraw(by=by, why="wrong"),
        incident.event.restore(by=by),
    ),
    "pin": lambda incident, by: incident.event.pin(True, by=by),
    "add a factor": lambda incident, by: ContributingFactor.objects.add(
        incident, statement="Another", role="aggravating", by=by
    ),
    "change a factor": lambda incident, by: incident.factor.change(by=by, statement="Other", mechanism=None),
    "remove a factor": lambda incident, by: incident.factor.remove(by=by),
    "add an action item": lambda incident, by: ActionItem.objects.add(incident, title="Another", by=by),
    "change an action item": lambda incident, by: incident.action_items.get().change(by=by, title="Other"),
    "save a draft": lambda incident, by: incident.postmortem.save_text("## Other", by=by, based_on=1),
    "publish": lambda incident, by: (
        incident.postmortem.save_text("## Other\n\nWords", by=by, based_on=1),
        incident.postmortem.publish(by=by),
    ),
    "change the status": lambda incident, by: incident.change_status("resolved", by=by),
}  # fmt: skip
# Of the incident itself. (What is restored lacks its milestone, and the day is named for it.)
WRITE_NOTHING_THAT_IS_FOUND = {
    "save a draft",
    "pin",
    "change the status",
    "open an incident",
}


@pytest.mark.parametrize("verb", VERBS)
def test_after_each_verb_the_index_is_as_a_fresh_one(verb, incident, editor):
    before = indexed(incident)
    VERBS[verb](incident, editor)
    assert (indexed(incident) == before) == (verb in WRITE_NOTHING_THAT_IS_FOUND)
    for each in Incident.objects.all():
        assert is_as_if_fresh(each)


def test_what_is_withdrawn_or_not_yet_published_is_not_found(incident, editor):
    incident.postmortem.save_text("## Draft\n\nzebra", by=editor, based_on=1)
    assert found("zebra") == []
    incident.postmortem.publish(by=editor)
    assert [key for key, _ in found("zebra")] == ["postmortem:p-draft"]
    assert found("kube-proxy") == []
    incident.events.get().withdraw(by=editor, why="wrong")
    assert found("lock") == []


def test_a_change_that_is_taken_back_leaves_the_index_alone(incident, editor):
    before = indexed(incident)
    with transaction.atomic():
        change_facts(incident, {"title": "Other words"}, by=editor)
        TimelineEvent.objects.record(incident, happened=NOON, text="More", by=editor)
        transaction.set_rollback(True)
    assert indexed(incident) == before


def test_what_is_refused_leaves_the_index_alone(incident, editor):
    incident.postmortem.save_text(" ", by=editor, based_on=1)
    before = indexed(incident)
    with pytest.raises(NothingToPublish):
        incident.postmortem.publish(by=editor)
    assert indexed(incident) == before


def by_query(incident):
    Incident.objects.filter(pk=incident.pk).delete()


@pytest.mark.parametrize("delete", [Incident.delete, by_query])
def test_a_deleted_incident_leaves_no_passage(delete, editor):
    incident, other = (Incident.objects.open_new(title=title) for title in ("Mistaken", "Another"))
    TimelineEvent.objects.record(incident, happened=NOON, text="Nothing", by=editor)
    key = incident.pk
    assert Passage.objects.filter(group=key).count() == 2
    delete(incident)
    assert not Passage.objects.filter(group=key)
    assert indexed(other)


def test_within_indexed_once_it_is_indexed_at_the_end(incident, editor):
    with indexing.indexed_once():
        change_facts(incident, {"title": "Zebra"}, by=editor)
        TimelineEvent.objects.record(incident, happened=NOON, text="Zebra too", by=editor)
        with indexing.indexed_once():
            ContributingFactor.objects.add(incident, statement="Zebra three", role="trigger")
        assert found("zebra") == []
    assert {key.partition(":")[0] for key, _ in found("zebra")} == {"summary", "event", "factor"}
    assert is_as_if_fresh(incident)


def test_within_indexed_once_an_error_indexes_nothing(incident, editor):
    before = indexed(incident)
    with pytest.raises(NothingToPublish):
        _fail_halfway(incident, editor)
    assert indexed(incident) == before
    change_facts(incident, {"title": "Zebra"}, by=editor)
    assert found("zebra")


def _fail_halfway(incident, editor):
    with indexing.indexed_once():
        change_facts(incident, {"title": "Zebra"}, by=editor)
        raise NothingToPublish


def test_an_import_indexes_once_whatever_it_holds(monkeypatch):
    calls = []
    monkeypatch.setattr(indexing, "_index", lambda keys, kinds: calls.append((len(keys), set(kinds))))
    call_command("load_examples", verbosity=0)
    assert len(calls) == Incident.objects.count() > 1


def test_queries_of_a_verb_do_not_grow(incident, editor):
    def record():
        TimelineEvent.objects.record(incident, happened=NOON, text="More", by=editor)

    with CaptureQueriesContext(connection) as few:
        record()
    for _ in range(5):
        record()
    with CaptureQueriesContext(connection) as more:
        record()
    assert len(few) == len(more)


def test_many_are_read_in_as_many_queries_as_one(incident, django_assert_num_queries):
    for number in range(3):
        Incident.objects.open_new(title=f"Number {number}")
    keys = list(Incident.objects.values_list("pk", flat=True))
    for some in (keys[:1], keys):
        with django_assert_num_queries(5):  # incidents, and one a kind of what they have
            passages_of(some, indexing.KINDS)


def test_what_is_not_in_the_index_or_there_by_older_rules_is_known(incident):
    written_past_us = IncidentFactory(title="Zebra", number=99)
    Passage.objects.filter(group=incident.pk).update(version=0, digest=b"of older rules")
    assert indexing.not_indexed() == [incident.pk, written_past_us.pk]
    assert indexing.reindex(indexing.not_indexed()) == 2
    assert [key for key, _ in found("zebra")] == ["summary"]
    assert indexing.not_indexed() == []


def test_reindexing_makes_right_what_went_wrong_past_us(incident, capsys):
    Incident.objects.filter(pk=incident.pk).update(title="Zebra")
    lost = IncidentFactory(title="Never seen", number=98)
    indexing.reindex([lost.pk])
    Incident.objects.filter(pk=lost.pk)._raw_delete("default")
    call_command("reindex", incident=incident.reference)
    assert found("zebra")
    assert indexed(lost)
    call_command("reindex")
    assert not indexed(lost)
    assert capsys.readouterr().out == "1 incident indexed.\n" * 2


@pytest.mark.parametrize("reference", ["INC-999", "zebra", "INC-٣", "INC-" + "9" * 30])
def test_reindexing_says_what_it_cannot_find(reference, incident):
    with pytest.raises(CommandError, match="INC-"):
        call_command("reindex", incident=reference)


@pytest.mark.filterwarnings("ignore:The default scheme")  # of the admin's own form fields
def test_the_admin_indexes_what_it_changes(admin_client, incident):
    organisation = OrganisationFactory()
    change_facts(incident, {"organisation": organisation.name}, by=None)
    data = {"name": "Quagga", "slug": "quagga", "time_zone": "UTC"}
    address = reverse("admin:incidents_organisation_change", args=[organisation.pk])
    assert admin_client.post(address, data).status_code == 302
    assert [key for key, _ in found("quagga")] == ["summary"]
    data = {"title": "Zebra", "visibility": "internal", "lead": ""}
    data |= {
        f"incidentreader_set-{name}_FORMS": number for name, number in {"TOTAL": 0, "INITIAL": 0}.items()
    }
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    assert admin_client.post(address, data).status_code == 302
    assert [key for key, _ in found("zebra")] == ["summary"]

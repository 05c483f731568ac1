"""Two people who press a button at the same moment: nothing is lost, nothing is there twice, nobody fails."""

import threading

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from accounts.factories import EditorFactory, UserFactory
from incidents.factories import ContributingFactorFactory, IncidentFactory, OrganisationFactory
from incidents.forms.incident import IncidentForm
from incidents.models import ActionItem, ContributingFactor, Incident, Organisation
from timelines.exceptions import MilestoneTaken
from timelines.factories import SourceFactory, TimelineEventFactory
from timelines.models import Source, TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db(transaction=True)

NOON = When.read("14 March 2023 12:00 UTC")


def at_once(*calls):
    """What each of the calls returned or raised, all begun at the same moment on connections of their own."""
    together, ended = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        connection.ensure_connection()
        together.wait(timeout=10)
        try:
            ended[place] = call()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            ended[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ended


def recorder(incident, *milestones):
    return lambda: TimelineEvent.objects.record(
        Incident.objects.get(pk=incident.pk), happened=NOON, text="Queues grow", milestones=milestones
    )


def test_each_milestone_is_copied_to_the_incident_whoever_comes_last():
    incident = IncidentFactory()
    kinds = ("started", "detected", "identified", "mitigated", "resolved")
    at_once(*(recorder(incident, kind) for kind in kinds))
    incident.refresh_from_db()
    assert set(incident.milestone_times) == set(kinds)


def test_of_several_who_give_one_milestone_all_but_the_first_are_told_so():
    incident = IncidentFactory()
    ended = at_once(*[recorder(incident, "started")] * 4)
    assert [type(end) for end in ended if not isinstance(end, TimelineEvent)] == [MilestoneTaken] * 3
    assert incident.events.count() == 1


def test_factors_and_action_items_added_at_once_are_numbered_one_by_one():
    incident = IncidentFactory()

    def add_factor():
        return ContributingFactor.objects.add(incident, statement="Nobody watched", role="trigger")

    def add_action():
        return ActionItem.objects.add(incident, title="Watch it")

    at_once(*[add_factor] * 4, *[add_action] * 4)
    for rows in (incident.factors, incident.action_items):
        assert sorted(rows.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_factor_that_two_people_remove_leaves_the_others_their_numbers():
    incident = IncidentFactory()
    first, *others = [
        ContributingFactor.objects.add(incident, statement="Nobody watched", role="trigger") for _ in range(4)
    ]
    copies = [ContributingFactor.objects.get(pk=first.pk) for _ in range(2)]
    assert at_once(*[lambda copy=copy: copy.remove(by=None) for copy in copies]) == [None, None]
    for place, factor in enumerate(others, start=1):
        factor.refresh_from_db()
        assert factor.position == place


@pytest.mark.parametrize(
    "make",
    [
        lambda incident: Source.objects.keep(incident, title="The channel", text="At noon.", kind="notes"),
        lambda incident: Organisation.objects.named("Fyra"),
        lambda incident: Organisation.objects.get(name="Acme").components.named("Checkout"),
    ],
    ids=["source", "organisation", "component"],
)
def test_what_several_people_make_at_once_is_there_once(make):
    incident = IncidentFactory(organisation=OrganisationFactory(name="Acme"))
    made = at_once(*[lambda: make(incident)] * 4)
    assert [type(one) for one in made] == [type(made[0])] * 4
    assert len({one.pk for one in made}) == 1


def test_an_event_that_two_people_put_back_is_put_back_once():
    event = TimelineEventFactory()
    event.withdraw(by=None, why="by mistake")
    clients = []
    for _ in range(2):
        clients.append(Client())
        clients[-1].force_login(EditorFactory())
    address = reverse("incidents:event_restore", args=[event.incident.number, event.pk])
    answers = at_once(*[lambda client=client: client.post(address) for client in clients])
    assert [answer.status_code for answer in answers] == [302, 302]
    event.refresh_from_db()
    assert (event.withdrawn_at, event.edition) == (None, 3)


def test_a_correction_is_stored_with_what_it_stands_on_or_not_at_all():
    """The told timeline is kept by when it last changed, so quotes that come later would not be shown."""
    event = TimelineEventFactory()
    source = SourceFactory(incident=event.incident)
    client = Client(raise_request_exception=False)
    client.force_login(EditorFactory())
    address = reverse("incidents:event_edit", args=[event.incident.number, event.pk])
    data = {"when": event.happened.words, "text": "Queues grow fast", "kind": "alert", "lane": "people"}

    def lose_the_connection(execute, sql, params, many, context):
        if 'INSERT INTO "timelines_eventquote"' in sql:
            raise OperationalError("the connection is gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose_the_connection):
        response = client.post(address, data | {"edition": 1, "source": source.pk, "words": "At 12:00"})
    assert response.status_code == 500
    event.refresh_from_db()
    assert (event.edition, event.kind) == (1, "observation")


def test_a_reader_whom_several_name_at_once_is_named_once():
    incident, reader, editor = IncidentFactory(), UserFactory(), EditorFactory()
    data = {"title": incident.title, "kind": "incident", "time_zone": "UTC", "visibility": "restricted"}

    def save():
        form = IncidentForm(
            data | {"readers": [reader.pk]}, incident=Incident.objects.get(pk=incident.pk), user=editor
        )
        assert form.is_valid()
        return type(form.save(by=editor))

    assert at_once(*[save] * 4) == [Incident] * 4
    assert list(incident.readers.all()) == [reader]


def test_an_event_that_several_give_as_evidence_at_once_is_evidence_once():
    event = TimelineEventFactory()
    factor = ContributingFactorFactory(incident=event.incident)
    copies = [ContributingFactor.objects.get(pk=factor.pk) for _ in range(4)]
    ended = at_once(*[lambda copy=copy: copy.change(by=None, evidence=[event]) for copy in copies])
    assert ended == [None] * 4
    assert list(factor.evidence.all()) == [event]

"""The generator keeps up with the tables, and gives the same data for the same seed."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db.models import Max

from bench import generate as generator
from bench.pages import editor, measure, pages
from incidents.models import Incident, Mechanism, Severity
from incidents.vocabulary import add_missing
from timelines.models import Milestone, TimelineEvent
from timelines.when import Precision

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SIZE = 60

# VACUUM cannot run inside the transaction of an ordinary test.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _short_timelines(monkeypatch):
    monkeypatch.setattr(generator, "LONGEST", 50)


def facts():
    return list(
        TimelineEvent.objects.order_by("pk").values_list("incident", "happened_range", "text", "kind")
    )


def test_the_same_seed_gives_the_same_incidents():
    assert generator.generate(SIZE, seed=1, now=NOW) == SIZE
    first = facts()
    call_command("flush", interactive=False, verbosity=0)
    add_missing(Mechanism, Severity)
    generator.generate(SIZE, seed=1, now=NOW)
    assert facts() == first


def test_it_goes_on_where_it_stopped_and_leaves_the_numbers_free_for_people():
    generator.generate(20, seed=1, now=NOW)
    assert generator.generate(SIZE, seed=1, now=NOW) == SIZE - 20
    assert Incident.objects.aggregate(Max("number"))["number__max"] == SIZE
    assert Incident.objects.open_new(title="A real one").number == SIZE + 1


def test_copies_on_the_incident_are_those_of_its_timeline():
    generator.generate(SIZE, seed=2, now=NOW)
    for incident in Incident.objects.order_by("pk"):
        copied = incident.milestone_times
        incident.timeline_changed()
        assert copied == incident.milestone_times
    assert set(TimelineEvent.objects.values_list("happened_precision", flat=True)) == set(Precision)
    assert Milestone.objects.filter(kind="started").count() == SIZE


def test_every_page_that_is_measured_answers():
    generator.generate(SIZE, seed=3, now=NOW)
    client = editor()
    measured = [measure(client, page, address, repeat=1) for page, address in pages()]
    assert {one.page: one.status for one in measured if one.failed} == {}

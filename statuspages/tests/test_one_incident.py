"""A watched page, its report as text and a public record tell one incident, in whichever order they come."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from incidents.importing.impact import NOTE
from incidents.importing.recognising import read_document
from incidents.importing.storing import store_document
from incidents.models import Incident, Organisation
from statuspages.factories import StatusPageFactory
from statuspages.ingest.look import Look
from statuspages.ingest.store import store
from statuspages.models import StatusPage
from statuspages.providers.statuspage import read
from timelines.models import Kind, Milestone

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CAPTURE = SHARED / "status-pages" / "statuspage" / "circleci-incidents-2023-10-02-excerpt.json"
RECORD = SHARED / "seeds" / "000_e16ec1a2d4aa62c9.txt"
REPORT = SHARED / "seeds" / "001_4078a6f25947f1ec.txt"
NOW = datetime(2023, 10, 2, 8, tzinfo=UTC)
ORDERS = list(itertools.permutations(("page", "record", "report")))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.corpus,
    pytest.mark.skipif(not REPORT.exists(), reason="the collection is not beside the repository"),
]


def tell(what: str) -> None:
    if what == "page":
        page = StatusPage.objects.first() or StatusPageFactory(
            url="https://status.circleci.com",
            name="CircleCI",
            organisation=Organisation.objects.named("CircleCI"),
        )
        store(page, Look(read({"incidents": CAPTURE.read_bytes()}, {}), {}, 0), NOW)
    else:
        store_document(read_document((RECORD if what == "record" else REPORT).read_bytes()))


def the_incident() -> Incident:
    return Incident.objects.filter(sources__url__endswith="/incidents/dcqb3fykhgvg").distinct().get()


def told(incident: Incident) -> list[tuple]:
    """The timeline as people see it, with what each event stands on."""
    return [
        (
            str(event.happened),
            event.text,
            event.kind,
            event.lane,
            sorted(mark.kind for mark in event.milestones.all()),
            sorted((quote.source.kind, quote.source.part, quote.text) for quote in event.quotes.all()),
        )
        for event in sorted(
            incident.events.for_timeline(), key=lambda event: (event.happened.key, event.text)
        )
    ]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_three_sources_in_any_order_are_one_incident(order):
    for what in order:
        tell(what)
    assert Incident.objects.count() == 8  # the page tells of seven others
    incident = the_incident()
    assert incident.kind == Incident.Kind.VENDOR
    posts = list(incident.events.filter(kind=Kind.STATUS_POST).prefetch_related("quotes__source"))
    assert len(posts) == 17
    for post in posts:
        assert sorted(quote.source.part == "" for quote in post.quotes.all()) == [False, True]
        assert post.happened.precision == "second"
    assert str(incident.milestones_told[Milestone.Kind.STARTED]) == "14 Mar 2023, 18:00 UTC"
    assert str(incident.milestones_told[Milestone.Kind.RESOLVED]) == "15 Mar 2023, ≈ 01:27 UTC"
    ended = incident.milestones.get(kind=Milestone.Kind.RESOLVED).event
    assert "The status page says 15 Mar 2023, 01:59:42 UTC." in ended.text


def test_the_order_makes_no_difference_to_the_timeline():
    timelines = []
    for order in ORDERS:
        nothing_told = transaction.savepoint()
        for what in order:
            tell(what)
        timelines.append(told(the_incident()))
        transaction.savepoint_rollback(nothing_told)
    assert all(timeline == timelines[0] for timeline in timelines)


@pytest.mark.parametrize("order", ORDERS[:2], ids="-".join)
def test_telling_all_of_it_again_changes_nothing(order):
    for what in order:
        tell(what)
    before = told(the_incident())
    editions = set(the_incident().events.values_list("pk", "edition"))
    for what in order:
        tell(what)
    assert told(the_incident()) == before
    assert set(the_incident().events.values_list("pk", "edition")) == editions


@pytest.mark.parametrize("order", [("report", "page"), ("page", "report")], ids="-".join)
def test_what_the_page_says_of_components_stands_for_what_the_report_leaves_open(order):
    for what in order:
        tell(what)
    windows = the_incident().impact_windows
    assert set(windows.values_list("component__name", flat=True)) == {
        "CircleCI UI", "Docker Jobs", "Machine Jobs", "Runner", "Windows Jobs", "macOS Jobs",
    }  # fmt: skip
    assert not windows.filter(note=NOTE).exists()

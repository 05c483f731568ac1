"""A round reads all that is due, many at once: what is new is stored, all else is written down together."""

import threading
import uuid
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.models import Incident
from statuspages import watching
from statuspages.factories import StatusPageFactory
from statuspages.ingest import lookout, storing
from statuspages.ingest.intervals import NUDGE_GAP
from statuspages.models import Reading, ReportedIncident, StatusPage
from statuspages.tests import vendor
from statuspages.tests.served import INCIDENTS, SUMMARY, Served

pytestmark = pytest.mark.django_db


def read_due(**how) -> list[watching.Polled]:
    told = []
    assert watching.read_due_pages(seconds=20, tell=told.append, **how) == len(told)
    return told


def make_due() -> None:
    StatusPage.objects.update(next_due_at=timezone.now())


@contextmanager
def vendors(number: int):
    """As many sites, each a Statuspage of its own, and the pages that watch them."""
    with ExitStack() as opened:
        sites = [opened.enter_context(Served()) for _ in range(number)]
        pages = []
        for place, site in enumerate(sites):
            site.statuspage(incident_of(place), id=f"page{place}")
            pages.append(StatusPageFactory(url=site.url))
        yield sites, pages


def incident_of(place: int) -> dict:
    return vendor.incident(f"incident{place}", vendor.update(f"update{place}", "investigating", "09:00"))


def test_each_page_is_read_once_and_each_of_its_incidents_is_stored(served):
    with vendors(5) as (sites, pages):
        assert {polled.page.pk for polled in read_due()} == {page.pk for page in pages}
        assert read_due() == []
        assert [site.paths_asked().count(INCIDENTS) for site in sites] == [1] * 5
    uids = ReportedIncident.objects.order_by("page").values_list("uid", flat=True)
    assert list(uids) == [f"incident{place}" for place in range(5)]
    assert list(Reading.objects.values_list("outcome", flat=True)) == ["changed"] * 5
    assert not StatusPage.objects.exclude(lease=None).exists()


def test_a_page_that_says_the_same_costs_one_request(served):
    served.statuspage(vendor.slow_builds())
    page = StatusPageFactory(url=served.url)
    read_due()
    served.asked.clear()
    make_due()
    (polled,) = read_due()
    assert not polled.stored.is_change
    assert [(asked.path, asked.status) for asked in served.asked] == [(INCIDENTS, 304)]
    page.refresh_from_db()
    assert set(page.validators) == {"incidents", "summary"}


def test_all_documents_are_asked_for_at_the_first_reading_of_the_hour(served):
    served.statuspage(vendor.slow_builds())
    page = StatusPageFactory(url=served.url)
    read_due()
    served.asked.clear()
    StatusPage.objects.update(next_due_at=timezone.now(), read_at=timezone.now() - timedelta(hours=1))
    read_due()
    assert {INCIDENTS, SUMMARY} < set(served.paths_asked())
    assert not page.readings.filter(outcome="failed").exists()


@pytest.mark.parametrize("failing", [False, True])
def test_the_number_of_statements_does_not_grow_with_pages_that_are_as_they_were(
    monkeypatch, served, failing
):
    monkeypatch.setattr("statuspages.ingest.leasing.HOST_GAP", timedelta(0))
    monkeypatch.setattr("statuspages.ingest.breaker.FEWEST", 100)
    statements = []
    for number in (2, 12):
        with vendors(number) as (sites, _):
            read_due()
            for site in sites if failing else ():
                site.answer(INCIDENTS, status=404)
            make_due()
            with CaptureQueriesContext(connection) as queries:
                assert len(read_due()) == number
            statements.append([query["sql"].split()[0] for query in queries])
            StatusPage.objects.update(is_watched=False)
    fewer, more = statements
    # Answers come in as they come: now and then there is one batch more.
    assert len(more) <= len(fewer) + 8, statements


def test_a_page_that_answers_late_stops_nobody(served):
    with vendors(3) as (sites, pages):
        sites[0].answer(INCIDENTS, sites[0].answers[INCIDENTS].body, delay_seconds=1.5)
        order = [polled.page.pk for polled in read_due()]
    assert order[-1] == pages[0].pk
    assert sorted(order) == [page.pk for page in pages]


@pytest.mark.parametrize("broken", ["store", "hear"])
def test_a_defect_met_by_one_page_stands_on_it_and_stops_nobody(served, monkeypatch, broken, caplog):
    with vendors(3) as (_, pages):
        bad = pages[1]
        module, whole = (storing, storing.store) if broken == "store" else (lookout, lookout.hear)

        def break_down(first, second, *more):
            if bad.pk == getattr(first, "pk", None) or bad.url == getattr(second, "url", None):
                raise ZeroDivisionError
            return whole(first, second, *more)

        monkeypatch.setattr(module, broken, break_down)
        assert len(read_due()) == 3
    bad.refresh_from_db()
    assert (bad.error, bad.failures, bad.lease) == ("unexpected", 1, None)
    assert "ZeroDivisionError" in bad.error_says
    assert bad.next_due_at > timezone.now()
    assert Incident.objects.count() == 2
    assert "Traceback" in caplog.text


def test_pages_of_one_host_are_read_one_after_the_other_with_a_pause(served, monkeypatch):
    monkeypatch.setattr("statuspages.ingest.leasing.HOST_GAP", timedelta(seconds=0.3))
    served.statuspage(vendor.slow_builds())
    host = served.url.partition("//")[2]
    for below in ("", "/a", "/b"):
        page = StatusPageFactory(url=f"{served.url}{below}", host=host)
        if below:
            served.answer(f"{below}{INCIDENTS}", served.answers[INCIDENTS].body, delay_seconds=0.1)
    assert len(read_due()) == 3
    read_at = sorted(Reading.objects.values_list("at", flat=True))
    assert all(later - earlier > timedelta(seconds=0.3) for earlier, later in pairwise(read_at))
    assert page.readings.count() == 1


def test_a_round_does_not_wait_for_hosts_for_ever(served, monkeypatch):
    monkeypatch.setattr("statuspages.ingest.leasing.HOST_GAP", timedelta(minutes=1))
    served.statuspage()
    for below in ("", "/a"):
        StatusPageFactory(url=f"{served.url}{below}", host="status.vendor.example")
    assert watching.read_due_pages(seconds=60, hosts_seconds=0.1) == 1


def test_a_host_that_is_being_asked_by_somebody_else_is_left_alone(served):
    served.statuspage(vendor.slow_builds())
    soon = timezone.now() + timedelta(minutes=1)
    StatusPageFactory(host="status.vendor.example", lease=uuid.uuid4(), leased_until=soon)
    StatusPageFactory(url=served.url, host="status.vendor.example")
    assert watching.read_due_pages(seconds=0.1) == 0
    assert not served.asked


def test_the_host_that_answers_is_kept_with_the_page(served):
    served.statuspage()
    page = StatusPageFactory(url=served.url)
    read_due()
    page.refresh_from_db()
    assert page.host == served.url.partition("//")[2]


@pytest.mark.django_db(transaction=True)
def test_a_word_that_comes_while_a_page_answers_is_not_lost(served):
    served.statuspage(vendor.slow_builds())
    page = StatusPageFactory(url=served.url)
    body = served.answers[INCIDENTS].body

    def answer():
        if len(served.asked) == 1:
            page.read_soon(timezone.now())
            connection.close()
        yield body

    served.answer(INCIDENTS, chunks=answer)
    assert len(read_due()) == 1
    page.refresh_from_db()
    assert page.next_due_at <= timezone.now() + NUDGE_GAP


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_share_the_pages(served):
    with vendors(12) as (sites, _):
        for site in sites:
            site.answer(INCIDENTS, site.answers[INCIDENTS].body, delay_seconds=0.05)
        together, read = threading.Barrier(2), []

        def work():
            together.wait(10)
            read.append(watching.read_due_pages(seconds=20))
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert sum(read) == 12
        assert [site.paths_asked().count(INCIDENTS) for site in sites] == [1] * 12
    assert ReportedIncident.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_what_was_leased_is_given_back_when_a_round_breaks_off(served):
    with vendors(3):

        def stop(polled):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            watching.read_due_pages(seconds=20, tell=stop)
    assert not StatusPage.objects.exclude(lease=None).exists()

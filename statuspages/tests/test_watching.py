"""Pages are read when they are due, by one at a time, and a page that cannot be read keeps what it knew."""

import threading
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from incidents.fetching.client import run_apart
from incidents.models import Incident, Organisation
from statuspages import tasks, watching
from statuspages.exceptions import AlreadyWatched, AnsweredWithError, LeaseLost, NotAnAddress, TimedOut
from statuspages.factories import NOON, ReadingFactory, ReportedIncidentFactory, StatusPageFactory
from statuspages.ingest import storing
from statuspages.ingest.look import Target, hear_alone, read
from statuspages.models import Payload, Reading, StatusPage
from statuspages.tests import vendor
from statuspages.tests.served import HISTORY, INCIDENTS, MAINTENANCES, SUMMARY, Served

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(served):
    served.statuspage(vendor.slow_builds())
    return StatusPageFactory(url=served.url)


def read_again(page) -> watching.Polled:
    return watching.poll(page.pk, even_if_not_due=True)


def test_a_page_that_is_not_due_is_left_alone(served, page):
    StatusPage.objects.update(next_due_at=timezone.now() + timedelta(minutes=1))
    assert watching.poll(page.pk) is None
    assert not served.asked


@pytest.mark.parametrize("why", ["gone", "stopped", "leased"])
def test_a_page_that_nobody_may_read_is_left_alone(served, page, why):
    if why == "stopped":
        page.stop_watching(by=None)
    if why == "leased":
        soon = timezone.now() + timedelta(seconds=30)
        StatusPage.objects.update(lease=uuid.uuid4(), leased_until=soon)
    assert watching.poll(page.pk + (why == "gone"), even_if_not_due=True) is None
    assert not served.asked


def test_a_lease_that_has_run_out_is_taken_over(page):
    StatusPage.objects.update(lease=uuid.uuid4(), leased_until=timezone.now() - timedelta(seconds=1))
    assert watching.poll(page.pk).stored.is_change
    page.refresh_from_db()
    assert (page.lease, page.leased_until) == (None, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failing", [False, True])
def test_nothing_is_stored_by_who_has_lost_the_lease(served, page, failing):
    def answer():
        StatusPage.objects.filter(pk=page.pk).update(lease=uuid.uuid4())
        connection.close()
        yield b"half" if failing else vendor.as_json(vendor.incidents_answer(vendor.slow_builds()))

    served.answer(INCIDENTS, chunks=answer)
    with pytest.raises(LeaseLost):
        watching.poll(page.pk)
    assert not Incident.objects.exists()
    assert not Reading.objects.exists()
    page.refresh_from_db()
    assert (page.read_at, page.error) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_read_a_page_once(served, page):
    together = threading.Barrier(2)
    outcomes = []

    def work():
        together.wait(10)
        outcomes.append(watching.poll(page.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert served.paths_asked() == [INCIDENTS, SUMMARY, MAINTENANCES, HISTORY]
    assert (Incident.objects.count(), Payload.objects.count(), Reading.objects.count()) == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_pages_of_one_vendor_at_once_make_one_organisation_and_no_deadlock(served):
    with Served() as other:
        pages = []
        organisation = StatusPageFactory(url="https://status.vendor.example").organisation
        for site, uid in ((served, "a"), (other, "b")):
            incidents = [
                vendor.incident(
                    f"inc-{uid}{number}", vendor.update(f"{uid}{number}", "resolved", f"{number:02}:00")
                )
                for number in reversed(range(9))
            ]
            site.statuspage(*incidents, id=f"page{uid}", url=f"https://{uid}.vendor.example")
            pages.append(StatusPageFactory(url=site.url, organisation=organisation))
        polled = []

        def work(page):
            polled.append(watching.poll(page.pk))
            connection.close()

        workers = [threading.Thread(target=work, args=(page,)) for page in pages]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
    assert [one.error for one in polled] == [None, None]
    assert sorted(Incident.objects.values_list("number", flat=True)) == list(
        range(1, Incident.objects.count() + 1)
    )
    assert Organisation.objects.get(pk=organisation.pk).components.count() == 1


BAD_ANSWERS = {
    "HTML": ({"body": "<!DOCTYPE html><title>Status</title>"}, "not-json"),
    "half a JSON": ({"body": '{"page": {"id": "a"}, "incidents": [{"id": "x", '}, "not-json"),
    "nothing": ({"body": ""}, "not-json"),
    "JSON of something else": ({"body": {"status": "ok"}}, "unexpected"),
    "500": ({"status": 500}, "http-status"),
    "30 MB": ({"body": b" " * 30_000_000}, "too-large"),
    "moved": ({"status": 302, "headers": {"Location": "http://elsewhere.example/"}}, "redirected"),
    "private": ({"status": 302, "headers": {"Location": "http://10.0.0.1/x"}}, "refused-address"),
    "a naive client": ({"body": {"page": {"id": "a"}, "incidents": [{"id": {}}]}}, "unexpected"),
}


@pytest.mark.parametrize("bad", BAD_ANSWERS)
@pytest.mark.parametrize("path", [INCIDENTS, SUMMARY])
def test_a_page_that_cannot_be_read_keeps_what_it_knew_and_says_why(served, page, bad, path):
    watching.poll(page.pk)
    incidents = Incident.objects.count()
    answer, error = BAD_ANSWERS[bad]
    if path == SUMMARY:  # it is asked for only when the incidents have changed
        newer = vendor.slow_builds() | {"name": "All waits", "updated_at": "2024-05-06T11:00:00Z"}
        served.answer(INCIDENTS, vendor.incidents_answer(newer))
    served.answer(path, **answer)
    before = timezone.now()
    polled = read_again(page)
    page.refresh_from_db()
    assert (polled.error.code, page.error, page.failures) == (error, error, 1)
    assert page.error_says == str(polled.error)[:500]
    assert page.unreadable_since >= before
    assert page.next_due_at > before + timedelta(seconds=30)
    assert page.lease is None
    assert (Incident.objects.count(), page.components.count(), page.indicator) == (incidents, 1, "none")
    assert Reading.objects.order_by("pk").last().outcome == "failed"


def test_what_the_incidents_say_is_stored_though_the_summary_cannot_be_read(served, page):
    served.answer(SUMMARY, "<html>")
    polled = watching.poll(page.pk)
    page.refresh_from_db()
    assert (polled.error.code, page.error, Incident.objects.count()) == ("not-json", "not-json", 1)
    assert page.validators == {}  # so that both are asked for again
    served.statuspage(vendor.slow_builds())
    assert read_again(page).stored.components == 0 or page.components.get().gone_at is None
    page.refresh_from_db()
    assert (page.error, page.failures, page.unreadable_since) == ("", 0, None)
    assert set(page.validators) == {"incidents", "summary"}


def test_a_page_that_answers_again_is_readable_again(served, page):
    served.answer(INCIDENTS, status=500)
    watching.poll(page.pk)
    since = StatusPage.objects.get().unreadable_since
    read_again(page)
    page.refresh_from_db()
    assert (page.failures, page.unreadable_since, page.is_readable) == (2, since, False)
    served.statuspage()
    read_again(page)
    page.refresh_from_db()
    assert (page.failures, page.unreadable_since, page.is_readable) == (0, None, True)
    assert list(Reading.objects.order_by("pk").values_list("outcome", "http_status")) == [
        ("failed", 500),
        ("failed", 500),
        ("changed", 200),
    ]


def test_waiting_grows_with_failures_up_to_hours():
    waits = [watching.wait_after(TimedOut(10), failures) for failures in (1, 2, 5, 40)]
    assert timedelta(seconds=50) < waits[0] < timedelta(seconds=70)
    assert waits[0] < waits[1] < waits[2] < waits[3] <= timedelta(hours=7)
    assert watching.wait_after(AnsweredWithError(404), 1) > timedelta(minutes=8)


def test_a_page_is_left_alone_for_as_long_as_it_asks(served, page):
    served.answer(INCIDENTS, status=429, headers={"Retry-After": "7200"})
    before = timezone.now()
    watching.poll(page.pk)
    page.refresh_from_db()
    assert page.next_due_at >= before + timedelta(hours=2)


def test_a_page_is_read_every_minute_while_something_is_open(page):
    now = timezone.now()
    page.has_open = True
    assert timedelta(seconds=50) < watching.interval(page, now) < timedelta(seconds=70)
    page.has_open = False
    assert timedelta(minutes=4) < watching.interval(page, now) < timedelta(minutes=6)
    page.changed_at = now - timedelta(days=100)
    assert timedelta(minutes=12) < watching.interval(page, now) < timedelta(minutes=18)


@pytest.mark.parametrize(
    ("status", "silent_days", "minutes"),
    [("investigating", 0, 1), ("postmortem", 0, 5), ("investigating", 20, 5)],
)
def test_an_open_incident_is_seen_though_nothing_is_new(served, page, status, silent_days, minutes):
    watching.poll(page.pk)
    before = timezone.now()
    said_at = before - timedelta(days=silent_days)
    incident = Incident.objects.get()
    ReportedIncidentFactory(page=page, status=status, incident=incident, vendor_updated_at=said_at)
    read_again(page)
    page.refresh_from_db()
    wait = page.next_due_at - before
    assert timedelta(minutes=minutes * 0.8) < wait < timedelta(minutes=minutes * 1.2 + 0.5)


def test_a_tick_reads_each_page_that_is_due(served, page):
    later = StatusPageFactory(next_due_at=timezone.now() + timedelta(hours=1))
    stopped = StatusPageFactory(is_watched=False)
    tasks.read_due_pages()
    tasks.read_due_pages()
    assert list(Reading.objects.values_list("page", flat=True)) == [page.pk]
    assert not Reading.objects.filter(page__in=[later, stopped]).exists()


def test_ticks_that_nobody_works_on_expire_before_the_next(settings):
    entries = {entry["task"]: entry for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    tick = entries[tasks.read_due_pages.name]
    assert tick["options"]["expires"] < tick["schedule"].total_seconds()
    assert tasks.forget_readings.name in entries


def test_a_bad_page_stops_nobody(served, page, settings):
    StatusPageFactory(url="http://127.0.0.1:1")
    StatusPageFactory(url="http://10.0.0.1")
    tasks.read_due_pages()
    assert Reading.objects.filter(outcome="failed").count() == 2
    assert Incident.objects.count() == 1


def test_a_task_may_come_twice_and_after_its_page_has_gone(served, page):
    tasks.poll_status_page(page.pk)
    tasks.poll_status_page(page.pk)
    tasks.poll_status_page(page.pk + 1)
    assert Reading.objects.count() == 1


def test_an_error_nobody_foresaw_stands_on_the_page_and_is_raised(served, page, monkeypatch):
    def break_down(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(storing, "store", break_down)
    with pytest.raises(ZeroDivisionError):
        tasks.poll_status_page(page.pk)
    page.refresh_from_db()
    assert (page.error, page.failures, page.lease) == ("unexpected", 1, None)
    assert "ZeroDivisionError" in page.error_says
    assert page.next_due_at > timezone.now()
    assert not Incident.objects.exists()


def test_readings_that_found_nothing_are_forgotten_after_a_week():
    page = StatusPageFactory()
    now = NOON + timedelta(days=8)
    kept = [
        ReadingFactory(page=page, at=NOON, outcome=Reading.Outcome.CHANGED),
        ReadingFactory(page=page, at=NOON, outcome=Reading.Outcome.FAILED),
        ReadingFactory(page=page, at=NOON + timedelta(minutes=1)),  # by when it could be read again
        ReadingFactory(page=page, at=NOON + timedelta(minutes=5)),  # the last of its day
        ReadingFactory(page=page, at=now),
    ]
    ReadingFactory(page=page, at=NOON + timedelta(minutes=2))
    assert watching.forget_readings(now) == 1
    assert watching.forget_readings(now) == 0
    assert list(Reading.objects.order_by("pk")) == kept


def test_looking_at_a_page_stores_nothing(served):
    served.statuspage(vendor.slow_builds(), name="Vendor Cloud")
    found = watching.look_at(f"{served.url}/incidents/inc0slowblds?x=1")
    assert (found.url, found.name, found.says) == (served.url, "Vendor Cloud", "All Systems Operational")
    assert [incident.name for incident in found.incidents] == ["Builds wait"]
    assert [component.name for component in found.components] == ["Builds"]
    assert not StatusPage.objects.exists()
    assert not Organisation.objects.exists()


def test_a_page_is_watched_once_whatever_address_is_given(served):
    served.statuspage(vendor.slow_builds())
    page = watching.watch(watching.look_at(served.url), name="Ours")
    assert (page.name, page.organisation.name, page.uid) == ("Ours", "Vendor", vendor.PAGE_ID)
    assert page.next_due_at <= timezone.now()
    with pytest.raises(AlreadyWatched):
        watching.look_at(f"{served.url}/history")
    with Served() as alias:
        alias.answers = served.answers
        with pytest.raises(AlreadyWatched):
            watching.look_at(alias.url)


def test_a_page_that_has_moved_is_the_same_page_at_its_new_address(served):
    served.statuspage(vendor.slow_builds())
    page = watching.watch(watching.look_at(served.url))
    watching.poll(page.pk)
    with Served() as elsewhere:
        elsewhere.answers = dict(served.answers)
        served.redirect(INCIDENTS, f"{elsewhere.url.replace('127.0.0.1', 'localhost')}/")
        assert read_again(page).error.code == "redirected"
        assert StatusPage.objects.get().url == served.url
        assert watching.watch(watching.look_at(elsewhere.url)) == page
        assert read_again(page).error is None
    page.refresh_from_db()
    assert (page.url, page.reported_incidents.count()) == (elsewhere.url, 1)


def test_a_page_that_was_stopped_is_said_to_be_known(served):
    served.statuspage()
    page = watching.watch(watching.look_at(served.url))
    page.stop_watching(by=None)
    with pytest.raises(AlreadyWatched, match="Watch it again on its page"):
        watching.look_at(served.url)


def test_two_who_add_the_same_page_at_once_get_one(served):
    served.statuspage()
    found = watching.look_at(served.url)
    watching.watch(found)
    with pytest.raises(AlreadyWatched):
        watching.watch(found)
    assert StatusPage.objects.count() == 1


def test_no_address_is_no_page():
    with pytest.raises(NotAnAddress):
        watching.look_at("not an address")


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_the_command_that_watches_says_what_it_found_and_reads_it(served):
    served.statuspage(vendor.slow_builds())
    said = run("watch_status_page", f"{served.url}/", "--name", "Our vendor")
    assert f"Our vendor at {served.url}, Statuspage. All Systems Operational" in said
    assert "1 component, 1 incident\n  resolved: Builds wait" in said
    assert "Stored: 1 incident." in said
    assert Incident.objects.count() == 1
    assert "is watched already" in run("watch_status_page", served.url)
    assert StatusPage.objects.count() == 1


@pytest.mark.parametrize("bad", BAD_ANSWERS)
def test_the_command_that_watches_refuses_what_it_cannot_read(served, bad):
    served.answer(INCIDENTS, **BAD_ANSWERS[bad][0])
    with pytest.raises(CommandError, match="Nothing was stored"):
        run("watch_status_page", served.url)
    assert not StatusPage.objects.exists()
    assert not Organisation.objects.exists()


def test_the_command_that_polls_says_what_changed(served, page):
    said = run("poll_status_pages")
    assert said.startswith(f"{page.name}:\n  INC-1 “Builds wait”, ")
    assert said.endswith(": updates 3 new\n  1 component\n")
    assert run("poll_status_pages").startswith("No page is due. Read one now with --page")
    assert run("poll_status_pages", "--page", f"{page.url}/") == f"{page.name}:\n  nothing new\n"
    assert run("poll_status_pages", "--all") == f"{page.name}:\n  nothing new\n"
    assert run("poll_status_pages", "--page", str(page.pk)) == f"{page.name}:\n  nothing new\n"


def test_the_command_that_polls_fails_if_a_page_cannot_be_read(served, page):
    StatusPageFactory(url="http://127.0.0.1:1", name="Dead")
    with pytest.raises(CommandError, match="1 of 2 could not be read"):
        run("poll_status_pages")
    assert Incident.objects.count() == 1
    with pytest.raises(CommandError, match="no watched page 999"):
        run("poll_status_pages", "--page", "999")


def test_a_page_is_read_for_a_caller_with_an_event_loop_of_its_own(served):
    served.statuspage(vendor.slow_builds())

    async def asked():
        target = Target(served.url, "statuspage", {}, {})
        return read(target, hear_alone(target))

    (listing,) = [each for each in run_apart(asked()).account.listings if each.incidents]
    assert [incident.name for incident in listing.incidents] == ["Builds wait"]

"""Going through all kept answers again gives the rows that the live run gave."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Component, ImpactWindow, Incident
from statuspages.factories import StatusPageFactory
from statuspages.ingest.rebuild import rebuild
from statuspages.ingest.rows import COLUMNS, rows_of
from statuspages.models import (
    Happening,
    Payload,
    ReportedIncident,
    ReportedUpdate,
    ReportedWindow,
    StatusPage,
    UpdateRevision,
)
from statuspages.tests import vendor
from statuspages.tests.accounts import answer, at
from timelines.models import Source, TimelineEvent

pytestmark = pytest.mark.django_db

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "data" / "status-pages"
OURS = (Incident, TimelineEvent, Source, ImpactWindow, Component, Happening)


def everything(page: StatusPage) -> dict:
    """Every column of every row, by what the row is known by."""
    return {
        table: {key: [getattr(row, name) for name in COLUMNS[table]] for key, row in rows.items()}
        for table, rows in rows_of(page).tables.items()
    } | {
        "windows": sorted(
            str((it.reported.uid, it.component.uid, it.number, it.level, it.began, it.ended))
            for it in ReportedWindow.objects.filter(reported__page=page).select_related(
                "reported", "component"
            )
        ),
        "sources": sorted(UpdateRevision.objects.exclude(source=None).values_list("body", flat=True)),
    }


def ours() -> dict:
    return {model.__name__: model.objects.count() for model in OURS}


def documents(*incidents, **page) -> dict[str, bytes]:
    indicator = page.pop("indicator", "none")
    components = page.pop("components", [vendor.component()])
    return {
        "incidents": vendor.as_json(vendor.incidents_answer(*incidents, **page)),
        "summary": vendor.as_json(vendor.summary_answer(*components, indicator=indicator, **page)),
    }


@pytest.fixture
def page():
    """A page on which everything has happened that can happen."""
    page = StatusPageFactory(name="Vendor")
    old = vendor.incident("inc0old00000", vendor.update("updold", "resolved", "2024-05-01T08:00:00.000Z"))
    wait = vendor.slow_builds
    odd = vendor.component("cmp0odd", "Odd", status="on_fire")
    edited = wait() | {"updated_at": "2024-05-06T11:00:00.000Z"}
    edited["incident_updates"][0] |= {"body": "A disk was full.", "updated_at": "2024-05-06T11:00:00.000Z"}
    fewer = wait() | {"updated_at": "2024-05-06T13:00:00.000Z"}
    del fewer["incident_updates"][1]
    for clock, bodies in (
        ("09:01", documents(old, updated_at="2024-05-06T09:00:00.000Z")),
        ("10:20", documents(wait(), old, indicator="minor", updated_at="2024-05-06T10:16:00.000Z")),
        ("10:25", documents(wait(), old, indicator="minor", updated_at="2024-05-06T10:20:00.000Z")),
        ("11:01", documents(edited, old, updated_at="2024-05-06T11:00:00.000Z", components=[odd])),
        ("11:10", documents(wait(), old, updated_at="2024-05-06T10:20:00.000Z")),  # from a cache
        ("13:02", documents(fewer, old, updated_at="2024-05-06T13:00:00.000Z")),
        ("14:00", documents(old, updated_at="2024-05-06T14:00:00.000Z")),
    ):
        answer(page, bodies, at(clock))
    return page


def test_the_rows_are_those_of_the_live_run(page):
    before, there = everything(page), ours()
    rebuilt = rebuild(page.pk)
    assert (rebuilt.answers, dict(rebuilt.differed), rebuilt.unreadable) == (10, {}, [])
    assert (everything(page), ours()) == (before, there)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: ReportedUpdate.objects.update(state="monitoring", affected=[], gone_at=None),
        lambda: UpdateRevision.objects.update(body="Lost.", seen_at=at("20:00"), last_seen_at=None),
        lambda: UpdateRevision.objects.all().delete(),
        lambda: ReportedIncident.objects.update(name="Lost", gone_at=None, digest=""),
        lambda: ReportedUpdate.objects.filter(uid="upd000000003").delete(),
    ],
)
def test_what_was_spoilt_is_put_right_and_nothing_is_told_twice(page, spoil):
    before = everything(page)
    spoil()
    there = ours()
    assert everything(page) != before
    assert rebuild(page.pk, only_check=True).differed
    rebuild(page.pk)
    assert everything(page) == before
    assert ours() == there
    assert not rebuild(page.pk).differed


def test_what_was_lost_altogether_is_told_again_on_the_incidents_that_are_here(page):
    before, incidents = everything(page), Incident.objects.count()
    posts = TimelineEvent.objects.filter(kind="status-post").count()
    page.reported_incidents.all().delete()
    page.components.all().delete()
    page.strange_words.all().delete()
    rebuild(page.pk)
    assert everything(page) == before
    assert Incident.objects.count() == incidents
    assert TimelineEvent.objects.filter(kind="status-post").count() == posts


def test_what_no_kept_answer_tells_is_left_alone(page):
    Payload.objects.order_by("pk").last().delete()
    Payload.objects.filter(fetched_at=at("09:01")).delete()
    before = everything(page)
    rebuild(page.pk)
    assert everything(page)[ReportedIncident].keys() == before[ReportedIncident].keys()


def test_the_command_says_what_differs(page):
    told = StringIO()
    call_command("rebuild_status_pages", stdout=told)
    assert told.getvalue() == "Vendor: 10 answers read again, all as told\n"
    ReportedIncident.objects.filter(uid="inc0old00000").update(name="Lost")
    with pytest.raises(CommandError, match="1 page not as told"):
        call_command("rebuild_status_pages", "--check", stdout=told)
    call_command("rebuild_status_pages", "--page", str(page.pk), stdout=told)
    assert told.getvalue().splitlines()[1:] == [
        "Vendor: 10 answers read again, 1 reported incidents differ",
        "Vendor: 10 answers read again, 1 reported incidents put right",
    ]
    with pytest.raises(CommandError, match="There is no page 0"):
        call_command("rebuild_status_pages", "--page", "0")


def test_an_answer_that_can_no_longer_be_read_is_named(page):
    Payload.objects.filter(fetched_at=at("14:00")).update(body=b"x\x9c\x03\x00\x00\x00\x00\x01")
    rebuilt = rebuild(page.pk, only_check=True)
    assert len(rebuilt.unreadable) == 1
    assert rebuilt.unreadable[0].startswith("2024-05-06 14:00:00 UTC: The answer is empty.")


@pytest.mark.corpus
@pytest.mark.skipif(not CAPTURES.is_dir(), reason="needs the collection of captures beside the repository")
@pytest.mark.parametrize(
    ("provider", "ask", "folder", "captures"),
    [
        ("feed", "feed", "statuspage-atom", ["2023-02-18", "2023-02-19", "2023-02-21"]),
        ("feed", "feed", "statuspage-atom", ["2026-07-28", "2026-07-29", "2026-08-22"]),
        ("slack", "history", "slack", ["slack-v2-history-2020-01-03"]),
        ("google", "incidents", "google", ["gcp-incidents-2022-07-03-first60"]),
    ],
)
def test_other_formats_give_the_same_rows_again(provider, ask, folder, captures):
    page = StatusPageFactory(name="Vendor", provider=provider, facts={"feed": "/history.atom"})
    for number, name in enumerate(captures):
        (path,) = (CAPTURES / folder).glob(f"*{name}*")
        answer(page, {ask: path.read_bytes()}, at("1000 09:00") + timedelta(hours=number))
    assert page.reported_incidents.exists()
    rebuilt = rebuild(page.pk)
    assert (rebuilt.answers, dict(rebuilt.differed)) == (len(captures), {})


@pytest.mark.corpus
@pytest.mark.skipif(not CAPTURES.is_dir(), reason="needs the collection of captures beside the repository")
@pytest.mark.parametrize(
    "captures",
    [
        [
            "github-summary-2023-05-11T1402",
            "github-summary-2023-05-11T1520",
            "github-summary-2023-05-11T1900",
        ],
        ["circleci-incidents-2023-10-02-excerpt", "circleci-incidents-2024-01-31-excerpt"],
        ["circleci-incidents-2024-01-31-excerpt", "circleci-incidents-2023-10-02-excerpt"],
        ["cloudflare-summary-2026-04-21", "github-incidents-2026-07-31", "github-summary-2026-07-31"],
    ],
)
def test_real_answers_give_the_same_rows_again(captures):
    page = StatusPageFactory(name="Vendor")
    for number, name in enumerate(captures):
        body = (CAPTURES / "statuspage" / f"{name}.json").read_bytes()
        bodies = {"incidents": body} | ({"summary": body} if "summary" in name else {})
        answer(page, bodies, at("100 09:00") + timedelta(hours=number))
    before = everything(page)
    assert not rebuild(page.pk).differed
    page.reported_incidents.all().delete()
    rebuild(page.pk)
    assert everything(page) == before

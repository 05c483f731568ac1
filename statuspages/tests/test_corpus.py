"""Real answers of real pages, fed in the order in which they were served, and in another."""

from pathlib import Path

import pytest

from incidents.models import ImpactWindow, Incident
from statuspages import watching
from statuspages.models import Reading, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.tests.parsed import parse_incidents, parse_summary
from statuspages.tests.served import INCIDENTS, SUMMARY
from timelines.models import Kind, Source, TimelineEvent

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PAGES = SHARED / "status-pages" / "statuspage"
JOBS_NOT_STARTING = "dcqb3fykhgvg"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not PAGES.is_dir(), reason="needs the collection of captures beside the repository"),
    pytest.mark.django_db,
]


def capture(name: str) -> bytes:
    return (PAGES / f"{name}.json").read_bytes()


@pytest.fixture
def feed(served):
    """Serve a capture as the list of incidents, and poll."""
    made = {}

    def feed(name: str, *, summary: bytes | None = None) -> watching.Polled:
        body = capture(name)
        served.answer(INCIDENTS, body)
        page = parse_incidents(body).page
        empty = f'{{"page": {{"id": "{page.uid}", "name": "{page.name}"}}, "components": []}}'
        served.answer(SUMMARY, summary or empty)
        if not made:
            made["page"] = watching.watch(watching.look_at(served.url))
        polled = watching.poll(made["page"].pk, even_if_not_due=True)
        assert polled.error is None
        return polled

    return feed


@pytest.mark.parametrize("path", sorted(PAGES.glob("*-summary-*.json")), ids=lambda path: path.stem)
def test_every_captured_summary_is_read_without_a_strange_word(path):
    summary = parse_summary(path.read_bytes())
    assert summary.components
    assert summary.indicator in ("none", "minor", "major", "critical")
    assert not summary.strange


def test_a_page_in_another_zone_is_read_in_utc():
    answer = parse_incidents(capture("bexio-summary-2026-04-21"))
    assert answer.page.time_zone == "Europe/Zurich"
    assert answer.page.updated_at.isoformat() == "2026-04-21T10:53:56.786000+00:00"


def test_four_hundred_components_are_stored_in_a_fixed_number_of_queries(
    feed, served, django_assert_max_num_queries
):
    with django_assert_max_num_queries(90):
        feed("cloudflare-summary-2026-04-21", summary=capture("cloudflare-summary-2026-04-21"))
    page = StatusPage.objects.get()
    assert page.components.count() == 467
    assert page.components.exclude(group_name="").exists()
    assert page.indicator == "minor"


def test_a_full_page_of_incidents(feed):
    feed("github-incidents-2026-07-31")
    assert Incident.objects.count() == 50
    assert (
        ReportedUpdate.objects.count() == TimelineEvent.objects.filter(kind=Kind.STATUS_POST).count() == 287
    )
    assert not Incident.objects.unresolved().exists()
    assert ImpactWindow.objects.exists()
    assert not ImpactWindow.objects.filter(ended_range=None).exists()
    assert not feed("github-incidents-2026-07-31").stored.is_change


def test_a_page_four_months_later_keeps_what_has_left_the_window(feed):
    feed("circleci-incidents-2023-10-02-excerpt")
    later = feed("circleci-incidents-2024-01-31-excerpt")
    assert len(later.stored.lines) == 5
    page = StatusPage.objects.get()
    assert page.reported_incidents.count() == 13
    assert not page.reported_incidents.exclude(gone_at=None).exists()
    assert not feed("circleci-incidents-2023-10-02-excerpt").stored.is_change
    assert list(Reading.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "changed",
        "changed",
        "unchanged",
    ]


def test_the_order_in_which_captures_come_makes_no_difference(feed):
    feed("circleci-incidents-2024-01-31-excerpt")
    feed("circleci-incidents-2023-10-02-excerpt")
    page = StatusPage.objects.get()
    assert (page.reported_incidents.count(), UpdateRevision.objects.count()) == (
        13,
        ReportedUpdate.objects.count(),
    )


def test_an_outage_with_its_posts_windows_and_postmortem(feed):
    feed("circleci-incidents-2023-10-02-excerpt")
    reported = StatusPage.objects.get().reported_incidents.get(uid=JOBS_NOT_STARTING)
    incident = reported.incident
    assert (reported.status, reported.impact, incident.status) == ("postmortem", "critical", "resolved")
    assert incident.events.filter(kind=Kind.STATUS_POST).count() == 17
    assert str(incident.milestones_told["resolved"]) == "15 Mar 2023, 01:59:42 UTC"
    assert incident.milestones_told["started"].earliest is None
    docker = incident.impact_windows.filter(component__name="Docker Jobs").order_by("pk")
    assert [(window.level, str(window.began)[-12:-4]) for window in docker] == [
        ("degraded", "18:19:02"),
        ("major-outage", "18:58:27"),
        ("partial-outage", "22:28:56"),
    ]
    assert str(docker.last().ended) == "15 Mar 2023, 01:27:55 UTC"
    write_up = incident.sources.get(kind=Source.Kind.WRITE_UP)
    assert incident.postmortem.newest.body == write_up.text


def test_an_outage_told_in_three_summaries(feed):
    first = feed("github-summary-2023-05-11T1402")
    second = feed("github-summary-2023-05-11T1520")
    third = feed("github-summary-2023-05-11T1900")
    assert [len(polled.stored.lines) for polled in (first, second, third)] == [1, 1, 0]
    incident = Incident.objects.get()
    updates = ReportedUpdate.objects.count()
    assert incident.events.filter(kind=Kind.STATUS_POST).count() == updates
    assert UpdateRevision.objects.count() == updates
    assert incident.is_open  # nobody told us of its end: it had left the summary

"""Real answers, served where their vendors serve them: found, watched and read by the commands people run."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Incident
from statuspages.models import ReportedComponent, ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.tests.served import HISTORY, INCIDENTS, SUMMARY

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "status-pages"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the collection of captures beside the repository"),
    pytest.mark.django_db,
]


def capture(path: str) -> bytes:
    return (SHARED / path).read_bytes()


def watch(address: str) -> str:
    out = StringIO()
    call_command("watch_status_page", address, stdout=out)
    return out.getvalue()


def poll() -> str:
    out = StringIO()
    page = StatusPage.objects.get()
    call_command("poll_status_pages", "--page", page.url, stdout=out)
    page.refresh_from_db()
    assert page.error == ""
    return out.getvalue()


ADDRESSES = [
    "",
    "/",
    "/history",
    "/history.atom",
    "/incidents/7g4q1zv8y2xk",
    "/api/v2/summary.json",
    "/#past",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_summary_alone_is_found_from_any_address(served, address):
    served.answer(SUMMARY, capture("statuspage/github-summary-2023-05-11T1402.json"))
    said = watch(served.url + address)
    assert f"GitHub at {served.url}, Statuspage. " in said
    page = StatusPage.objects.get()
    assert (page.provider, page.url, page.is_readable) == ("statuspage", served.url, True)
    assert ReportedIncident.objects.count() == Incident.objects.count() == 1


def test_one_outage_told_by_a_summary_alone_at_three_times(served):
    served.answer(SUMMARY, capture("statuspage/github-summary-2023-05-11T1402.json"))
    watch(served.url)
    reported = ReportedIncident.objects.get()
    early = reported.updates.count()
    served.answer(SUMMARY, capture("statuspage/github-summary-2023-05-11T1520.json"))
    assert "new" in poll()
    assert reported.updates.count() > early
    assert UpdateRevision.objects.count() == reported.updates.count()
    served.answer(SUMMARY, capture("statuspage/github-summary-2023-05-11T1900.json"))
    poll()
    reported.refresh_from_db()
    assert (reported.gone_at, reported.status) == (None, "investigating")
    assert reported.unlisted_at is not None
    assert StatusPage.objects.get().indicator == "none"
    assert not ReportedIncident.objects.unresolved().exists()
    assert "nothing new" in poll()


def test_incidents_alone_are_enough(served):
    served.answer(INCIDENTS, capture("statuspage/github-incidents-2026-07-31.json"))
    said = watch(f"{served.url}/history")
    assert "Stored: 50 incidents" in said
    assert StatusPage.objects.get().is_readable
    assert ReportedUpdate.objects.count() == 287
    assert "nothing new" in poll()


def test_maintenances_are_kept_and_are_no_incidents(served):
    served.answer(SUMMARY, capture("statuspage/cloudflare-summary-2026-04-21.json"))
    said = watch(served.url)
    assert "467 components, 1 incident, 13 maintenances\n" in said
    assert "Stored: 1 incident, 13 maintenances." in said
    maintenances = ReportedIncident.objects.filter(kind="maintenance")
    assert (maintenances.count(), Incident.objects.count()) == (13, 1)
    assert sorted(maintenances.values_list("state", flat=True)).count("scheduled") == 12
    assert not maintenances.filter(scheduled_for=None).exists()
    assert not maintenances.exclude(incident=None).exists()
    assert "nothing new" in poll()


@pytest.mark.parametrize("name", ["asana", "bexio"])
def test_trouble_of_components_is_told_without_and_with_an_incident(served, name):
    served.answer(SUMMARY, capture(f"statuspage/{name}-summary-2026-04-21.json"))
    watch(served.url)
    page = StatusPage.objects.get()
    assert page.indicator == {"asana": "major", "bexio": "minor"}[name]
    assert page.components.exclude(status="operational").exists()
    assert page.reported_incidents.count() == {"asana": 0, "bexio": 1}[name]


def test_the_feed_tells_what_the_api_does_not_list_and_is_asked_for_once(served):
    served.answer(INCIDENTS, capture("statuspage/circleci-incidents-2023-10-02-excerpt.json"))
    served.answer(HISTORY, capture("statuspage-atom/github-history-2022-06-11.atom"))
    watch(served.url)
    page = StatusPage.objects.get()
    assert page.reported_incidents.count() == 8 + 25
    assert not page.reported_incidents.exclude(gone_at=None, unlisted_at=None).exists()
    assert not ReportedUpdate.objects.filter(reported__page=page, revisions=None).exists()
    served.asked.clear()
    poll()
    assert INCIDENTS in served.paths_asked()
    assert HISTORY not in served.paths_asked()


def test_where_the_api_answers_nothing_the_feed_is_read(served):
    served.answer("/", "<!doctype html><title>Status</title><a href='/history.atom'>Feed</a> statuspage.io")
    served.answer(HISTORY, capture("statuspage-atom/github-history-2026-08-22.atom"))
    watch(f"{served.url}/incidents/abc")
    page = StatusPage.objects.get()
    assert (page.provider, page.url) == ("feed", served.url)
    assert page.reported_incidents.count() == 25


COMPAT = {
    "hashicorp": ("incidentio/hashicorp-compat-summary-2026-04-20.json", 2, 16),
    "openai": ("incidentio/openai-compat-summary-2026-07-09.json", 0, 0),
}


@pytest.mark.parametrize("name", COMPAT)
@pytest.mark.parametrize("address", ["/", "/api/v2/summary.json", "/history"])
def test_what_only_looks_like_a_statuspage_is_known_for_what_it_is(served, name, address):
    path, incidents, updates = COMPAT[name]
    served.answer(SUMMARY, capture(path))
    said = watch(served.url + address)
    assert "incident.io" in said
    page = StatusPage.objects.get()
    assert (page.provider, page.url) == ("incidentio", served.url)
    assert page.reported_incidents.count() == incidents
    assert ReportedUpdate.objects.count() == updates
    assert not UpdateRevision.objects.exists()  # it tells no texts, and none is made up
    assert ReportedComponent.objects.count() == 25
    assert "nothing new" in poll()


@pytest.mark.parametrize(
    ("name", "components", "updates"),
    [("openai-page-2026-03-17", 31, 5), ("aiven-page-2026-03", 2, 4)],
)
@pytest.mark.parametrize("address", ["", "/history", "/incidents/01KKWW47249GJZZP9ZGR1PTHV5"])
def test_the_front_page_of_an_incident_io_page_alone_is_enough(served, address, name, components, updates):
    served.answer("/", capture(f"incidentio/{name}.html"))
    watch(served.url + address)
    page = StatusPage.objects.get()
    assert (page.provider, page.facts) == ("incidentio", {"by": "page"})
    assert page.components.count() == components
    reported = page.reported_incidents.get(kind="incident")
    assert reported.state == "monitoring"
    assert reported.updates.count() == updates
    assert all(UpdateRevision.objects.values_list("body", flat=True))
    assert reported.incident.impact_windows.exists()
    assert "nothing new" in poll()


def test_a_web_page_at_every_address_is_no_status_page(served):
    body = capture("betterstack/eyloo-page-major.html")
    served.otherwise(body, headers={"Content-Type": "text/html"})
    with pytest.raises(CommandError, match="no status page in a format that is read here"):
        watch(served.url)
    assert not StatusPage.objects.exists()
    assert len(served.asked) <= 24

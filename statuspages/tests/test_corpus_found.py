"""Real answers, served where their vendors serve them: found, watched and read by the commands people run."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Incident
from statuspages.models import ReportedComponent, ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.tests.served import HISTORY, INCIDENTS, MAINTENANCES, SUMMARY

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
    call_command("poll_status_pages", page=page.pk, stdout=out)
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

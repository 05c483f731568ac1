"""Watching our own published page: it settles, and nothing is told twice."""

import pytest

from incidents.models import Incident
from statuspages.models import ReportedIncident
from statuspages.tests.publishing import clock, note, publish, told_incident
from statuspages.watching import look_at, poll, watch


@pytest.mark.django_db(transaction=True)
def test_our_own_page_is_watched_and_settles(live_server, settings):
    settings.FETCH_ALLOW = ["127.0.0.1"]
    settings.SITE_ADDRESS = live_server.url
    incident = told_incident(title="Checkout stands still")
    page = watch(look_at(f"{live_server.url}/status"))
    assert (page.url, page.name) == (f"{live_server.url}/status", "Acme")
    poll(page.pk, even_if_not_due=True)
    assert ReportedIncident.objects.get().incident == incident
    note(incident, "resolved", clock(14))
    publish(incident)
    changed = [poll(page.pk, even_if_not_due=True).stored.is_change for _ in range(4)]
    assert changed[-1] is False
    assert Incident.objects.count() == 1
    assert incident.events.filter(kind="status-post").count() == 2

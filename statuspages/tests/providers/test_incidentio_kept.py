"""What incident.io tells in pieces is put together over time, and nothing that was told is lost again."""

import pytest

from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.tests.providers import incidentio
from statuspages.tests.served import INCIDENTS, SUMMARY
from statuspages.watching import look_at, poll, watch

pytestmark = pytest.mark.django_db


def read_again() -> tuple[str, ...]:
    polled = poll(StatusPage.objects.get().pk, even_if_not_due=True)
    assert polled.error is None
    return polled.stored.lines


def texts() -> list[str]:
    return list(
        UpdateRevision.objects.order_by("update__display_at", "number").values_list("body", flat=True)
    )


def serve(site, told: dict, *, has_page=True, **page) -> None:
    body = incidentio.answer(incidentio.in_json(told), **page)
    site.answer(INCIDENTS, body)
    site.answer(SUMMARY, body)
    site.answer("/", incidentio.front_page(told) if has_page else incidentio.front_page())


def resolved() -> dict:
    told = incidentio.slow_builds()
    end = incidentio.update("resolved", "10:15", "Builds start again.", (incidentio.BUILDS, "operational"))
    return told | {"updates": [*told["updates"], end], "status": "resolved"}


def later() -> dict:
    return {"page": incidentio.answer()["page"] | {"updated_at": incidentio.iso("13:00")}}


@pytest.fixture
def told(served):
    serve(served, incidentio.slow_builds())
    watch(look_at(served.url))
    read_again()
    return served


def test_texts_and_components_stay_when_the_page_tells_them_no_more(told):
    incident = ReportedIncident.objects.get().incident
    windows = list(incident.impact_windows.values_list("level", flat=True))
    serve(told, resolved(), has_page=False, **later())
    read_again()
    assert texts() == ["Builds wait. We look into it.", "The scheduler lost its table."]
    assert ReportedUpdate.objects.count() == 3
    assert ReportedIncident.objects.get().state == "resolved"
    assert windows
    assert list(incident.impact_windows.values_list("level", flat=True)) == windows
    assert read_again() == ()


def test_a_text_that_comes_later_is_no_edit(told):
    serve(told, resolved(), has_page=False, **later())
    read_again()
    told.answer("/feed.atom", incidentio.feed(resolved(), "Builds start again."))
    page = incidentio.answer()["page"] | {"updated_at": incidentio.iso("14:00")}
    serve(told, resolved(), has_page=False, page=page)
    read_again()
    assert texts()[-1] == "Builds start again."
    assert set(UpdateRevision.objects.values_list("number", flat=True)) == {1}


def test_a_text_counts_though_nothing_else_is_new(told):
    serve(told, resolved(), has_page=False, **later())
    read_again()
    told.answer("/feed.atom", incidentio.feed(resolved(), "Builds start again."))
    read_again()
    assert texts()[-1] == "Builds start again."
    told.answer("/feed.atom", incidentio.feed(resolved(), "Builds start again. A cable was loose."))
    read_again()
    assert texts()[-2:] == ["Builds start again.", "Builds start again. A cable was loose."]


def test_a_page_alone_tells_the_end_by_a_link(served):
    served.answer("/", incidentio.front_page(incidentio.slow_builds()))
    watch(look_at(served.url))
    read_again()
    link = incidentio.link("08:59", "resolved", name="Builds wait")
    other = incidentio.link("06:00", "resolved")
    served.answer("/", incidentio.front_page(links=[link, other]))
    assert len(read_again()) == 1
    reported = ReportedIncident.objects.get()
    assert (reported.state, reported.unlisted_at, reported.gone_at) == ("resolved", None, None)
    assert (reported.impact, reported.updates.count()) == ("major", 2)
    assert read_again() == ()


def test_a_page_alone_that_tells_no_end_leaves_it_open_to_doubt(served):
    served.answer("/", incidentio.front_page(incidentio.slow_builds()))
    watch(look_at(served.url))
    read_again()
    served.answer("/", incidentio.front_page())
    read_again()
    reported = ReportedIncident.objects.get()
    assert (reported.state, reported.gone_at) == ("identified", None)
    assert reported.unlisted_at

"""A vendor's incident is offered as upstream of ours with a reason, and linked by a person only."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.factories import UserFactory
from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory
from incidents.models import Incident
from statuspages.factories import (
    NOON,
    ReportedComponentFactory,
    ReportedIncidentFactory,
    ReportedWindowFactory,
    StatusPageFactory,
)
from statuspages.models import Dependency, Upstream
from statuspages.upstream import Trouble, decide, offers_of, reason, undecide
from timelines.when import Precision, When

MINUTE = timedelta(minutes=1)


def at(minutes: float, precision=Precision.MINUTE) -> When:
    return When.at(NOON + minutes * MINUTE, precision)


def trouble(name: str, began: When, ended: When | None = None) -> Trouble:
    return Trouble(name, began, ended)


OURS = trouble("Checkout", at(12), at(60))


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (trouble("Disks", at(0), at(30)), "began first, 12 min before"),
        (trouble("Disks", at(0)), "began first"),
        (trouble("Disks", at(12), at(30)), "may have begun first"),
        (trouble("Disks", When(None, NOON + 20 * MINUTE, Precision.RANGE)), "may have begun first"),
        (trouble("Disks", at(15), at(30)), ""),
        (trouble("Disks", at(-90), at(-30)), ""),
    ],
)
def test_what_began_certainly_later_or_was_over_is_no_reason(theirs, said):
    told = reason(theirs, OURS, "Bauhof")
    assert said in told
    assert bool(told) == bool(said)
    assert not told or ("Checkout" in told and "Disks (Bauhof)" in told)


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def ours(db):
    incident = IncidentFactory()
    ImpactWindowFactory(incident=incident, began=at(12), ended=at(60))
    return incident


def depend(incident, page, reported_component=None) -> Dependency:
    (window,) = incident.impact_windows.all()
    return Dependency.objects.create(
        page=page, component=window.component, reported_component=reported_component
    )


def test_nothing_is_offered_without_a_declared_dependency(ours, user):
    window = ReportedWindowFactory()
    assert offers_of(ours, user) == []
    depend(ours, StatusPageFactory())
    assert offers_of(ours, user) == []
    depend(ours, window.reported.page)
    (offer,) = offers_of(ours, user)
    assert (offer.reported, offer.decision) == (window.reported, None)
    assert "began first" in offer.why


def test_of_a_page_only_the_component_that_is_needed_counts(ours, user):
    window = ReportedWindowFactory()
    depend(ours, window.reported.page, ReportedComponentFactory(page=window.reported.page))
    assert offers_of(ours, user) == []
    depend(ours, window.reported.page, window.component)
    assert len(offers_of(ours, user)) == 1


def test_an_incident_that_names_no_component_counts_for_its_whole_page(ours, user):
    reported = ReportedIncidentFactory(vendor_resolved_at=NOON + 30 * MINUTE)
    depend(ours, reported.page)
    assert [offer.reported for offer in offers_of(ours, user)] == [reported]
    reported.vendor_resolved_at = NOON + 5 * MINUTE
    reported.save()
    assert offers_of(ours, user) == []


def test_an_incident_is_not_behind_itself_and_a_withdrawn_one_behind_nothing(ours, user):
    reported = ReportedIncidentFactory(incident=ours)
    depend(ours, reported.page)
    gone = ReportedIncidentFactory(page=reported.page, gone_at=NOON)
    assert offers_of(ours, user) == []
    gone.gone_at = None
    gone.save()
    assert [offer.reported for offer in offers_of(ours, user)] == [gone]


def test_what_a_person_may_not_see_is_not_offered_to_them(ours, user):
    restricted = Incident.Visibility.RESTRICTED
    reported = ReportedIncidentFactory(incident=IncidentFactory(visibility=restricted))
    depend(ours, reported.page)
    decide(ours, reported, Upstream.State.LINKED, by=None)
    assert offers_of(ours, user) == []
    assert offers_of(ours, AnonymousUser()) == []


def test_a_decision_stays_whatever_speaks_for_it_and_can_be_taken_back(ours, user):
    reported = ReportedIncidentFactory()
    link = depend(ours, reported.page)
    decide(ours, reported, Upstream.State.LINKED, by=user, why="It began first.")
    link.delete()
    (offer,) = offers_of(ours, user)
    assert (offer.decision.state, offer.decision.decided_by, offer.why) == ("linked", user, "It began first.")
    decide(ours, reported, Upstream.State.DECLINED, by=user)
    assert Upstream.objects.get().state == "declined"
    assert undecide(ours, reported, by=user)
    assert not undecide(ours, reported, by=user)
    assert offers_of(ours, user) == []


def test_the_number_of_queries_does_not_grow(ours, user, django_assert_max_num_queries):
    page = StatusPageFactory()
    depend(ours, page)
    for _ in range(2):
        ReportedWindowFactory(reported=ReportedIncidentFactory(page=page))
    with django_assert_max_num_queries(6):
        assert len(offers_of(ours, user)) == 2
    for _ in range(9):
        ReportedWindowFactory(reported=ReportedIncidentFactory(page=page))
    with django_assert_max_num_queries(6):
        assert len(offers_of(ours, user)) == 11


# In the browser


@pytest.fixture
def offered(ours):
    reported = ReportedIncidentFactory(name="<b>Disks</b> wait")
    depend(ours, reported.page)
    return reported


def address(incident, *more) -> str:
    return "/".join([f"/status-pages/upstream/{incident.number}", *map(str, more), ""])


def test_the_incident_says_what_is_offered_and_then_what_is_linked(as_editor, ours, offered):
    page = as_editor.get(ours.get_absolute_url()).text
    assert "<dt>Upstream?</dt>" in page
    assert address(ours) in page
    listed = as_editor.get(address(ours)).text
    assert "&lt;b&gt;Disks&lt;/b&gt; wait" in listed
    assert "began first" in listed
    assert as_editor.post(address(ours, offered.pk, "link")).url == address(ours)
    assert "began first" in Upstream.objects.get().why
    assert "<dt>Upstream</dt>" in as_editor.get(ours.get_absolute_url()).text
    theirs = as_editor.get(offered.incident.get_absolute_url()).text
    assert f'<dt>Downstream</dt><dd><a href="{ours.get_absolute_url()}">' in theirs


def test_what_is_declined_is_offered_no_more_until_that_is_undone(as_editor, ours, offered):
    as_editor.post(address(ours, offered.pk, "decline"))
    assert "Upstream" not in as_editor.get(ours.get_absolute_url()).text
    assert [offer.reported for offer in as_editor.get(address(ours)).context["declined"]] == [offered]
    as_editor.post(address(ours, offered.pk, "undo"))
    assert [offer.reported for offer in as_editor.get(address(ours)).context["offered"]] == [offered]


@pytest.mark.parametrize("button", ["link", "decline", "undo"])
def test_only_editors_decide(client, as_viewer, ours, offered, button):
    where = address(ours, offered.pk, button)
    assert as_viewer.post(where).status_code == 403
    assert as_viewer.get(where).status_code == 405
    as_viewer.logout()
    assert as_viewer.post(where).status_code == 302
    assert not Upstream.objects.exists()


def test_a_viewer_reads_the_offers_and_has_no_buttons(as_viewer, ours, offered):
    response = as_viewer.get(address(ours))
    assert response.status_code == 200
    assert "Decline" not in response.text
    assert as_viewer.post(address(ours)).status_code == 405


@pytest.mark.parametrize("more", [(), (99999999, "link")])
def test_what_is_not_there_is_404(as_editor, ours, more):
    hidden = IncidentFactory(visibility=Incident.Visibility.RESTRICTED)
    assert as_editor.post(address(ours, 99999999, "link")).status_code == 404
    assert as_editor.get(address(hidden)).status_code == 404
    assert as_editor.post(address(hidden, 99999999, "link")).status_code == 404


def test_a_component_of_ours_that_was_well_is_no_reason(user):
    incident = IncidentFactory()
    reported = ReportedIncidentFactory()
    Dependency.objects.create(page=reported.page, component=ComponentFactory())
    assert offers_of(incident, user) == []

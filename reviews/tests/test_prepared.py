"""Prepared reviews: made on Monday, once, caught up, never changed, told to nobody they do not concern."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import ImpactWindowFactory
from incidents.models import Incident, Severity
from reviews.models import PreparedReview, checksum
from reviews.preparing import MOST, prepare_missing
from reviews.tasks import prepare_reviews
from reviews.tests.telling import told_incident
from reviews.week import Week
from timelines.when import When

pytestmark = pytest.mark.django_db

W11 = Week.read("2023-W11")
MONDAY = datetime(2023, 3, 20, 9, 41, tzinfo=UTC)
DETAIL = "/reviews/2023-W11/"
TUESDAY = {"started": "14 March 2023 12:00 UTC", "resolved": "14 March 2023 14:00 UTC"}


def kept() -> list[str]:
    return list(PreparedReview.objects.order_by("week").values_list("week", flat=True))


def test_the_past_week_is_prepared_once():
    told_incident(**TUESDAY)
    (first,) = prepare_missing(MONDAY, "UTC")
    assert first.week == "2023-W11"
    assert first.figures["figures"]["new"] == 1
    assert prepare_missing(MONDAY + timedelta(hours=1), "UTC") == []
    assert kept() == ["2023-W11"]


def test_a_week_settles_before_it_is_prepared():
    prepare_missing(datetime(2023, 3, 20, 5, 59, tzinfo=UTC), "UTC")
    assert kept() == ["2023-W10"]
    prepare_missing(datetime(2023, 3, 20, 6, tzinfo=UTC), "UTC")
    assert kept() == ["2023-W10", "2023-W11"]


def test_monday_comes_when_the_zone_says_so():
    prepare_missing(datetime(2023, 3, 20, 6, tzinfo=UTC), "America/Los_Angeles")
    assert kept() == ["2023-W10"]


def test_missed_mondays_are_caught_up():
    prepare_missing(MONDAY, "UTC")
    found = prepare_missing(MONDAY + timedelta(weeks=3), "UTC")
    assert [one.week for one in found] == ["2023-W12", "2023-W13", "2023-W14"]


def test_no_more_than_a_quarter_is_caught_up():
    prepare_missing(MONDAY, "UTC")
    assert len(prepare_missing(MONDAY + timedelta(weeks=80), "UTC")) == MOST


def test_weeks_of_another_zone_are_their_own():
    prepare_missing(MONDAY, "UTC")
    assert len(prepare_missing(MONDAY, "Europe/Berlin")) == 1


def test_the_task_may_run_twice(settings):
    settings.REVIEW_ZONE = "Europe/Berlin"
    with time_machine.travel(MONDAY):
        prepare_reviews()
        prepare_reviews()
    assert PreparedReview.objects.get().zone == "Europe/Berlin"


def test_what_was_prepared_stays_as_it_was():
    told_incident(**TUESDAY)
    first = PreparedReview.objects.prepare(W11, at=MONDAY)
    told_incident(**TUESDAY)
    again = PreparedReview.objects.prepare(W11, at=MONDAY + timedelta(days=1))
    assert again.pk == first.pk
    assert again.figures["figures"]["new"] == 1
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        PreparedReview.objects.update(sha256="0" * 64)


def test_the_checksum_survives_the_database():
    told_incident(started="≈ 14 March 2023 12:00 UTC", resolved="14 March 2023 14:00:00.000001 UTC")
    held = PreparedReview.objects.prepare(W11, at=MONDAY)
    held.refresh_from_db()
    assert held.is_intact
    held.figures["figures"]["new"] = 7
    assert not held.is_intact
    assert checksum({"a": 1, "b": 2}) == checksum({"b": 2, "a": 1})


def test_nothing_of_restricted_incidents_is_kept():
    told_incident(title="Restricted one", visibility="restricted", **TUESDAY)
    held = PreparedReview.objects.prepare(W11, at=MONDAY)
    assert "Restricted one" not in json.dumps(held.figures)
    assert held.figures["figures"]["new"] == 0


def page(client, user=None) -> str:
    client.logout()
    if user:
        client.force_login(user)
    return client.get(DETAIL).content.decode()


def test_only_people_who_signed_in_see_that_it_was_prepared(client):
    incident = told_incident(**TUESDAY)
    held = PreparedReview.objects.prepare(W11, at=MONDAY)
    incident.severity = Severity.objects.get(order=1)
    incident.save()
    assert "repared" not in page(client)
    shown = page(client, UserFactory())
    assert "prepared on 20 Mar 2023 09:41 UTC" in shown
    assert f"{held.sha256[:4]}…{held.sha256[-4:]}" in shown
    assert f"{incident.reference} severity went from none to SEV1." in shown


def test_a_moved_milestone_is_told(client):
    editor = EditorFactory()
    incident = told_incident(**TUESDAY)
    PreparedReview.objects.prepare(W11, at=MONDAY)
    event = incident.milestones.get(kind="resolved").event
    event.correct(by=editor, edition=event.edition, happened=When.read("≈ 14 March 2023 13:27 UTC"))
    shown = page(client, editor)
    assert f"{incident.reference} resolved moved from 14:00 UTC to 14 Mar 2023, ≈ 13:27 UTC." in shown
    assert f"{incident.reference} impact in this week went from 2 h to 1 h 18 – 1 h 35." in shown


def test_incidents_that_came_in_or_left_are_told(client):
    left = told_incident(**TUESDAY)
    PreparedReview.objects.prepare(W11, at=MONDAY)
    Incident.objects.filter(pk=left.pk).update(status="cancelled")
    came = told_incident(**TUESDAY)
    shown = page(client, UserFactory())
    assert f"{came.reference} came in." in shown
    assert f"{left.reference} no longer belongs to this week." in shown


def test_a_milestone_told_later_is_told(client):
    editor = EditorFactory()
    incident = told_incident(started="14 March 2023 12:00 UTC")
    PreparedReview.objects.prepare(W11, at=MONDAY)
    incident.events.record(
        incident,
        happened=When.read("14 March 2023 13:00 UTC"),
        text="Over.",
        by=editor,
        milestones=["resolved"],
    )
    assert f"{incident.reference} resolved was told: 14 Mar 2023, 13:00 UTC." in page(client, editor)


def test_nothing_changed_says_nothing(client):
    incident = told_incident(**TUESDAY)
    ImpactWindowFactory(incident=incident, ended=When.read("14 March 2023 12:30:15 UTC"))
    PreparedReview.objects.prepare(W11, at=MONDAY)
    assert "Changed since" not in page(client, UserFactory())


def test_what_became_restricted_is_told_to_nobody_who_may_not_see_it(client):
    """Not that it was there, nor that it is gone; nor to those who may see it."""
    incident = told_incident(title="Once open to all", visibility="internal", **TUESDAY)
    PreparedReview.objects.prepare(W11, at=MONDAY)
    Incident.objects.filter(pk=incident.pk).update(visibility="restricted")
    shown = page(client, UserFactory())
    assert "Once open" not in shown
    assert incident.reference not in shown
    assert "Changed since" not in shown
    assert "Changed since" not in page(client, AdministratorFactory())


def test_a_restricted_incident_is_not_told_to_have_come_in(client):
    PreparedReview.objects.prepare(W11, at=MONDAY)
    told_incident(visibility="restricted", **TUESDAY)
    assert "Changed since" not in page(client, AdministratorFactory())

"""What was there before, in the weekly review and all its documents."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident
from reviews.exports import written
from reviews.models import PreparedReview
from reviews.report import review
from reviews.tests.telling import told_incident
from reviews.week import Week

pytestmark = pytest.mark.django_db

W11 = Week.read("2023-W11")
LATER = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def told():
    """Two incidents a year apart with one factor, dealt with between; and one of these days, earlier."""
    mechanism = MechanismFactory(name="Skewed clocks")
    facts = {"organisation": OrganisationFactory(name="Fyra"), "status": "closed"}
    before = told_incident(started="1 February 2022 12:00 UTC", **facts)
    now = told_incident(started="14 March 2023 12:00 UTC", **facts)
    for incident in (before, now):
        ContributingFactorFactory(incident=incident, mechanism=mechanism)
    action = ActionItemFactory(incident=before, status="done", done_date="2022-03-01")
    action.weakens.add(before.factors.get())
    return before, now, told_incident(title="*Queues*", started="16 March 2021 12:00 UTC", status="closed")


def of(week=W11, visible=None):
    return review(week, as_of=LATER, visible=Incident.objects.all() if visible is None else visible)


def test_the_review_names_what_came_back_and_what_began_on_these_days(told):
    before, now, anniversary = told
    found = of().seen_before
    (echo,) = found.echoes
    assert (echo.incident.pk, echo.earlier[0].pk, echo.held.pk) == (now.pk, before.pk, before.pk)
    assert [one.pk for one in found.anniversaries] == [anniversary.pk]
    assert not of(W11.previous).seen_before


@pytest.mark.parametrize("name", ["md", "html", "csv", "json"])
def test_every_document_says_it(told, name):
    before, _, anniversary = told
    document = written(of(), name).decode()
    assert "skewed clocks" in document or before.factors.get().mechanism.slug in document
    assert before.reference in document
    assert anniversary.reference in document


def test_the_sentence_says_which_was_dealt_with_and_when(told):
    before, now, _ = told
    table = list(csv.DictReader(io.StringIO(written(of(), "csv").decode())))
    (row,) = [row for row in table if row["section"] == "seen-before"]
    assert row["notes"] == (
        f"{now.reference} and {before.reference} (1 Feb 2022) share skewed clocks at Fyra. Every action item"
        f" against it in {before.reference} was done by 1 Mar 2022: did not hold."
    )
    assert json.loads(written(of(), "json"))["seen_before"]["echoes"][0]["done"] == "2022-03-01"


def test_the_page_says_it_in_a_quiet_line(client, told):
    page = client.get("/reviews/2023-W11/").content.decode()
    assert "Seen before" in page
    assert "did not hold" in page
    assert "Seen before" not in client.get("/reviews/2023-W10/").content.decode()


def test_what_one_may_not_see_was_not_there_before(client, told):
    before, _, anniversary = told
    Incident.objects.filter(pk__in=[before.pk, anniversary.pk]).update(visibility="restricted")
    assert "Seen before" not in client.get("/reviews/2023-W11/").content.decode()


def test_a_prepared_review_stays_as_it_is_and_keeps_nothing_restricted(told):
    before, _, anniversary = told
    Incident.objects.filter(pk__in=[before.pk, anniversary.pk]).update(visibility="restricted")
    kept = PreparedReview.objects.prepare(W11, at=LATER)
    assert kept.figures["seen_before"] == {"echoes": [], "on_these_days": []}
    Incident.objects.update(visibility="public")
    assert PreparedReview.objects.prepare(W11, at=LATER).is_intact

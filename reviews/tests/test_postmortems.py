"""Postmortems around a week: due two weeks after the end, overdue until they are published."""

from datetime import UTC, date, datetime

import pytest

from accounts.factories import EditorFactory
from incidents.models import Incident, Postmortem
from reviews.postmortems import postmortems_in
from reviews.tests.telling import told_incident
from reviews.week import Period, Week

pytestmark = pytest.mark.django_db

W11 = Week.read("2023-W11")
LATER = datetime(2024, 1, 1, tzinfo=UTC)


def of(week: Week = W11, as_of: datetime = LATER):
    return postmortems_in(Incident.objects.all(), Period(week, as_of))


def resolved(text: str, **facts) -> Incident:
    return told_incident(started="20 February 2023 12:00 UTC", resolved=text, **facts)


def publish(incident: Incident, at: datetime) -> None:
    postmortem = Postmortem.begin(incident)
    editor = EditorFactory()
    postmortem.save_text("## What happened", by=editor, based_on=0)
    postmortem.publish(by=editor)
    Postmortem.objects.filter(pk=postmortem.pk).update(published_at=at)


def test_due_two_weeks_after_the_end():
    resolved("1 March 2023 12:00 UTC", title="due")
    resolved("26 February 2023 12:00 UTC", title="overdue")
    resolved("6 March 2023 00:00 UTC", title="due later")
    found = of()
    assert [(one.title, one.due) for one in found.due] == [("due", date(2023, 3, 15))]
    assert [(one.title, one.due) for one in found.overdue_list] == [("overdue", date(2023, 3, 12))]
    assert found.overdue == 1


def test_counted_from_the_latest_moment_it_may_have_ended():
    resolved("between 26 February 2023 12:00 UTC and 27 February 2023 12:00 UTC")
    assert [one.due for one in of().due] == [date(2023, 3, 13)]


def test_the_day_is_that_of_the_zone():
    resolved("26 February 2023 23:30 UTC")
    assert of().overdue == 1
    assert [one.due for one in of(Week.read("2023-W11", "Europe/Berlin")).due] == [date(2023, 3, 13)]


def test_published_ones_are_owed_no_longer():
    incident = resolved("1 March 2023 12:00 UTC")
    publish(incident, datetime(2023, 3, 22, tzinfo=UTC))
    assert of().due[0].published_on is None
    assert of(W11.next).overdue == 0
    assert [one.published_on for one in of(W11.next).published] == [date(2023, 3, 22)]


def test_only_our_own_that_have_ended_owe_one():
    for kind in ("vendor", "public-write-up", "drill", "near-miss"):
        resolved("1 March 2023 12:00 UTC", kind=kind)
    told_incident(started="20 February 2023 12:00 UTC")
    told_incident(started="20 February 2023 12:00 UTC", status="closed")
    found = of()
    assert found.due == ()
    assert found.overdue == 0

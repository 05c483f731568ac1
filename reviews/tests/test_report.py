"""What the review of a week says of incidents."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.factories import ActionItemFactory, ImpactWindowFactory
from incidents.models import Incident
from reviews.impact import Told, added
from reviews.placing import BegunBy
from reviews.report import Report, first_sentence, review
from reviews.tests.telling import told_incident
from reviews.week import Week
from timelines.when import Duration, When

pytestmark = pytest.mark.django_db

LATER = datetime(2024, 1, 1, tzinfo=UTC)
W11 = Week.read("2023-W11")


def of(week: Week = W11, as_of: datetime = LATER) -> Report:
    return review(week, as_of=as_of, visible=Incident.objects.all())


def names(incidents) -> list[str]:
    return [one.title for one in incidents]


def test_a_week_without_anything_is_empty():
    assert of().is_empty
    assert of().figures.impact.duration is None


def test_incidents_are_new_continuing_or_resolved():
    told_incident(title="new", started="14 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC")
    told_incident(title="ended", started="8 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC")
    told_incident(title="goes on", started="8 March 2023 12:00 UTC")
    told_incident(title="ended later", started="8 March 2023 12:00 UTC", resolved="22 March 2023 13:00 UTC")
    told_incident(title="over before", started="8 March 2023 12:00 UTC", resolved="9 March 2023 13:00 UTC")
    told_incident(title="not yet", started="22 March 2023 12:00 UTC")
    report = of()
    assert names(report.new) == ["new"]
    assert names(report.resolved) == ["ended"]
    assert names(report.continuing) == ["goes on", "ended later"]
    figures = report.figures
    assert (figures.new, figures.from_before, figures.resolved, figures.open_at_end) == (1, 3, 2, 2)
    assert report.before.new == 4


def test_each_incident_is_new_in_exactly_one_week():
    starts = [
        "≈ 13 March 2023 00:02 UTC",
        "between 12 March 2023 20:00 UTC and 13 March 2023 02:00 UTC",
        "by 13 March 2023 00:00 UTC",
        "before 13 March 2023 00:00 UTC",
        "after 12 March 2023 23:59 UTC",
        "12 March 2023",
        "March 2023",
    ]
    for start in starts:
        told_incident(title=start, started=start, status="closed")
    week, found = Week.read("2023-W08"), []
    for _ in range(8):
        found += names(of(week).new)
        week = week.next
    assert sorted(found) == sorted(starts)


def test_a_start_that_may_lie_in_either_week_is_counted_once_and_said_in_both():
    told_incident(started="≈ 13 March 2023 00:02 UTC", resolved="13 March 2023 01:00 UTC")
    (here,), (there,) = of().new, of(W11.previous).border
    assert here.notes == ("may have begun before this week",)
    assert there.notes == ("counted as begun in W11, may have begun in this week",)
    assert of(W11.previous).figures.new == 0


def test_an_end_that_may_lie_in_either_week_is_said_in_both():
    told_incident(started="12 March 2023 20:00 UTC", resolved="≈ 12 March 2023 23:58 UTC")
    (before,), (here,) = of(W11.previous).new, of().border
    assert before.notes == ("may have been resolved after this week",)
    assert here.notes == ("counted as resolved in W10, may have been resolved in this week",)


def test_hours_of_an_incident_in_consecutive_weeks_add_up():
    told_incident(started="≈ 4 March 2023 12:00 UTC", resolved="≈ 20 March 2023 00:03 UTC")
    weeks = [Week.read(f"2023-W{number:02}", "Asia/Kolkata") for number in range(8, 14)]
    hours = [impact.duration for week in weeks if (impact := of(week).figures.impact).duration]
    assert added(hours) == of(weeks[1]).new[0].lasted.duration


def test_overlapping_windows_of_one_incident_count_once_and_of_two_twice():
    for _ in range(2):
        incident = told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 14:00 UTC")
        for _ in range(2):
            ImpactWindowFactory(incident=incident, ended=When.read("14 March 2023 13:00 UTC"))
    total = of().figures.impact
    assert total.n == 2
    assert total.duration == Duration(2 * timedelta(minutes=59), 2 * timedelta(minutes=61))


def test_what_is_not_in_the_sum_is_counted_out_loud():
    told_incident(started="14 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC")
    told_incident(started="15 March 2023 12:00 UTC", status="closed")
    told_incident(started="16 March 2023 12:00 UTC", resolved="15 March 2023 12:00 UTC")
    total = of().figures.impact
    assert (total.n, total.without_windows) == (1, 1)
    assert dict(total.missing) == {Told.NO_END: 1, Told.INVALID: 1}


def test_what_goes_on_is_counted_to_the_moment_of_the_report():
    told_incident(started="14 March 2023 12:00 UTC")
    report = of(as_of=datetime(2023, 3, 15, 12, tzinfo=UTC))
    assert not report.is_over
    assert report.figures.impact.going_on == 1
    assert report.figures.impact.duration.longest == timedelta(days=1)
    assert of().figures.impact.duration.longest == timedelta(days=5, hours=12)


def test_a_week_that_is_over_does_not_depend_on_the_moment_of_the_report():
    told_incident(started="14 March 2023 12:00 UTC")
    ActionItemFactory(due_date="2023-03-16")
    assert of(as_of=W11.end) == of(as_of=LATER)


def test_a_week_that_has_not_begun_holds_nothing():
    told_incident(started="8 March 2023 12:00 UTC")
    report = of(as_of=datetime(2023, 3, 9, tzinfo=UTC))
    assert not report.has_begun
    assert report.is_empty


def test_vendors_drills_and_near_misses_stand_apart_and_cancelled_ones_nowhere():
    for kind in Incident.Kind.values:
        told_incident(
            title=kind, kind=kind, started="14 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC"
        )
    told_incident(title="cancelled", started="14 March 2023 12:00 UTC", status="cancelled")
    report = of()
    assert names(report.new) == ["incident", "public-write-up"]
    assert names(report.vendors) == ["vendor"]
    assert names(report.drills) == ["drill"]
    assert names(report.near_misses) == ["near-miss"]
    assert report.figures.impact.n == 2
    # Announcements are told as incidents, too: a vendor's hurt nothing unless it names what was hurt.
    assert report.vendor_figures.impact.n == 0
    assert dict(report.vendor_figures.impact.missing) == {Told.NOT_KNOWN: 1}


def test_an_incident_without_a_start_is_placed_by_what_it_has():
    window = told_incident(title="window", status="closed")
    ImpactWindowFactory(incident=window, ended=When.read("14 March 2023 13:00 UTC"))
    told_incident(title="mark", detected="15 March 2023 12:00 UTC", status="closed")
    report = of()
    assert [(one.title, one.life.begun_by) for one in report.new] == [
        ("window", BegunBy.WINDOW),
        ("mark", BegunBy.MARK),
    ]
    assert report.new[0].notes == ("start not stated, placed by its first impact window",)


def test_an_incident_of_which_no_time_is_told_belongs_to_when_it_was_written_down():
    incident = told_incident(title="untold")
    Incident.objects.filter(pk=incident.pk).update(opened_at=datetime(2023, 3, 14, tzinfo=UTC))
    assert of().new[0].life.begun_by == BegunBy.RECORD
    assert names(of(W11.next).continuing) == ["untold"]


def test_an_end_that_nobody_states_does_not_keep_an_incident_in_later_weeks():
    told_incident(started="8 March 2023 12:00 UTC", status="closed")
    assert of().is_empty


def test_impact_that_lasts_into_the_week_is_counted_though_the_incident_is_over():
    incident = told_incident(started="8 March 2023 12:00 UTC", resolved="9 March 2023 12:00 UTC")
    ImpactWindowFactory(incident=incident, ended=When.read("14 March 2023 13:00 UTC"))
    ImpactWindowFactory(
        incident=incident,
        began=When.read("8 March 2023 12:00 UTC"),
        ended=When.read("13 March 2023 06:00 UTC"),
    )
    (one,) = of().border
    assert one.notes == ("its impact reaches into this week",)
    assert of().figures.impact.at_border == 1


def test_medians_say_what_is_missing():
    told_incident(
        started="14 March 2023 12:00 UTC",
        first_post="14 March 2023 12:20 UTC",
        resolved="14 March 2023 13:00 UTC",
    )
    told_incident(started="14 March 2023 15:00 UTC")
    told_incident(started="14 March 2023 16:00 UTC", status="closed")
    figures = of().figures
    assert (figures.first_post.n, figures.first_post.pending, figures.first_post.not_applicable) == (1, 1, 1)
    assert (figures.resolve.n, figures.resolve.pending, figures.resolve.not_stated) == (1, 1, 1)
    assert figures.resolve.middle == Duration(timedelta(minutes=59), timedelta(minutes=61))


def test_severities_of_the_new_are_counted_worst_first():
    for sev in (3, 1, 3, None):
        told_incident(started="14 March 2023 12:00 UTC", sev=sev)
    assert of().figures.severities == (("SEV1", 1), ("SEV3", 2), ("", 1))


def test_only_what_is_visible_is_in_it():
    told_incident(title="public", started="14 March 2023 12:00 UTC")
    told_incident(title="internal", started="14 March 2023 12:00 UTC", visibility="internal")
    public = Incident.objects.filter(visibility="public")
    assert names(review(W11, as_of=LATER, visible=public).new) == ["public"]


def test_queries_do_not_grow():
    """Incidents and their windows, four of postmortems, four of action items, five of what was before."""
    taken = []
    for total in (1, 6):
        for _ in range(total):
            incident = told_incident(
                started="14 March 2023 12:00 UTC", resolved="14 March 2023 13:00 UTC", sev=2
            )
            ImpactWindowFactory(incident=incident)
            ActionItemFactory(incident=incident, due_date="2023-03-10")
        with CaptureQueriesContext(connection) as queries:
            of()
        taken.append(len(queries))
    assert taken == [15, 15]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "A timeout of 2 s met banks\nthat need **5**. Nobody knew.",
            "A timeout of 2 s met banks that need 5.",
        ),
        ("One. two", "One. two"),
        ("", ""),
        ("## Head\n\nText", "Head"),
    ],
)
def test_the_first_sentence_is_on_one_line(text, first):
    assert first_sentence(text) == first

"""How a vendor reports: every figure with how many it stands on, and none that is guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.factories import UserFactory
from incidents.factories import IncidentFactory
from incidents.models import Incident
from statuspages.card import Course, quarters, spread_of, to_first_post, to_resolved, unreadable, vendor_card
from statuspages.factories import (
    NOON,
    ReadingFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.models import Reading, StatusPage, Upstream
from timelines.when import Duration, Precision, When

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOW = datetime(2024, 2, 10, tzinfo=UTC)


def course(**told) -> Course:
    return Course(**{"posted": NOON, "resolved": None, "started": None, "detected": ()} | told)


# Counting


@pytest.mark.parametrize(
    ("posted", "value"),
    [
        (["2023-01-20", "2023-04-02", "2023-05-09", "2023-08-01"], "0 to 2 a quarter"),
        (["2023-01-20", "2023-04-02", "2023-07-09", "2023-10-01"], "1 a quarter"),
        (["2023-11-20", "2024-01-02"], "2 kept"),
        (["2024-01-02"], "1 kept"),
    ],
)
def test_only_whole_quarters_are_compared(posted, value):
    figure = quarters([datetime.fromisoformat(day).replace(tzinfo=UTC) for day in posted], NOW)
    assert figure.value == value


def test_of_nothing_there_is_no_figure():
    assert quarters([], NOW) is None
    assert spread_of("x", [], "y", "z") is None


def test_the_median_is_as_wide_as_what_it_was_computed_from():
    lengths = [Duration(10 * MINUTE, 12 * MINUTE), Duration(20 * MINUTE, 40 * MINUTE), Duration(HOUR, HOUR)]
    figure = spread_of("Start to first post", lengths, "start stated", "")
    assert figure.value == "median 20–40 min"
    assert figure.n == "n = 3, start stated"
    assert figure.spread.startswith("10 min")


@pytest.mark.parametrize(
    "started",
    [
        None,
        When(None, NOON, Precision.RANGE),  # “before the first post” states no start
        When.at(NOON + HOUR),  # after the post
    ],
)
def test_what_is_not_stated_or_cannot_be_is_not_counted(started):
    assert to_first_post(course(started=started)) is None


def test_a_stated_start_gives_how_long_nothing_was_said():
    lag = to_first_post(course(started=When.at(NOON - 19 * MINUTE)))
    assert (lag.shortest, lag.longest) == (18 * MINUTE, 19 * MINUTE + timedelta(seconds=1))


def test_an_end_before_the_first_post_is_none():
    assert to_resolved(course(resolved=NOON - HOUR)) is None
    assert to_resolved(course(resolved=NOON + HOUR)).middle == HOUR


# Of a page


def figures(page, user, now=NOW) -> dict[str, str]:
    return {figure.title: f"{figure.value}|{figure.n}" for figure in vendor_card(page, user, now)}


@pytest.mark.django_db
def test_a_page_that_was_never_read_has_no_card():
    assert vendor_card(StatusPageFactory(), UserFactory(), NOW) == []


@pytest.mark.django_db
def test_posts_rewritten_and_withdrawn_are_counted_once_each():
    reported = ReportedIncidentFactory(vendor_resolved_at=NOON + 2 * HOUR)
    twice = ReportedUpdateFactory(reported=reported, status="resolved")
    for _ in range(3):
        UpdateRevisionFactory(update=twice)
    ReportedUpdateFactory(reported=reported, status="resolved", vendor_updated_at=NOON + HOUR)
    ReportedUpdateFactory(reported=reported, status="resolved")
    ReportedUpdateFactory(reported=reported, status="monitoring", gone_at=NOON)
    told = figures(reported.page, UserFactory())
    assert told["Rewritten later"] == "2 of 3|n = 3 resolved posts"
    assert told["Withdrawn"] == "1 post|n = 4 posts"
    assert told["Post to resolved"] == "median 2 h|n = 1, resolved"


@pytest.mark.django_db
def test_our_own_detection_counts_where_somebody_linked_the_two():
    reported = ReportedIncidentFactory()
    detected = {"detected": When.at(NOON - 30 * MINUTE).as_dict()}
    ours = IncidentFactory(milestone_times=detected)
    link = Upstream.objects.create(incident=ours, reported=reported, state="declined")
    user = UserFactory()
    assert "Our detection to first post" not in figures(reported.page, user)
    link.state = "linked"
    link.save()
    assert "median 30 min|n = 1" in figures(reported.page, user)["Our detection to first post"]
    ours.visibility = Incident.Visibility.RESTRICTED
    ours.save()
    assert "Our detection to first post" not in figures(reported.page, user)


@pytest.mark.django_db
def test_incidents_that_somebody_may_not_see_are_in_no_figure():
    hidden = IncidentFactory(visibility=Incident.Visibility.RESTRICTED)
    reported = ReportedIncidentFactory(incident=hidden, vendor_resolved_at=NOON + HOUR)
    ReportedUpdateFactory(reported=reported, status="resolved")
    assert figures(reported.page, UserFactory()) == {}
    assert figures(reported.page, AnonymousUser()) == {}


@pytest.mark.django_db
def test_the_time_without_a_reading_is_from_each_failure_to_the_next_reading():
    page = StatusPageFactory(read_at=NOON)
    StatusPage.objects.update(added_at=NOON - timedelta(days=3))
    page.refresh_from_db()
    failed = {"page": page, "outcome": Reading.Outcome.FAILED, "http_status": None}
    ReadingFactory(page=page, at=NOON - 5 * HOUR)
    ReadingFactory(at=NOON - 4 * HOUR, **failed)
    ReadingFactory(at=NOON - 3 * HOUR, **failed)
    ReadingFactory(page=page, at=NOON - 2 * HOUR)
    ReadingFactory(at=NOON - 4 * HOUR)  # of another page
    figure = unreadable(page, NOON)
    assert (figure.value, figure.n) == ("2 h", "of 3 d, 2 failed readings")
    ReadingFactory(at=NOON - 1 * HOUR, **failed)
    assert unreadable(page, NOON).value == "3 h"


@pytest.mark.django_db
def test_a_card_asks_the_same_number_of_questions_of_many(django_assert_max_num_queries):
    page, user = StatusPageFactory(read_at=NOON), UserFactory()
    for number in range(12):
        reported = ReportedIncidentFactory(page=page, vendor_resolved_at=NOON + number * HOUR)
        ReportedUpdateFactory(reported=reported, status="resolved")
        with django_assert_max_num_queries(5):
            vendor_card(page, user, NOW)

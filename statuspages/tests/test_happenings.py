"""What happens on a page is noted once, in the transaction that stores it, for those who want to be told."""

from dataclasses import replace

import pytest

from statuspages.factories import StatusPageFactory
from statuspages.ingest.happenings import is_worse
from statuspages.models import Happening
from statuspages.providers.reading import Extent, Kind, State
from statuspages.tests.accounts import account, at, listing, maintenance, post, take, told

pytestmark = pytest.mark.django_db

FIRST = post("1", "investigating", "09:00", "Builds wait.")
OVER = post("2", "resolved", "10:00", "Builds start again.")
OPEN = told("i", FIRST)
RESOLVED = told("i", FIRST, OVER)
OLD = told("old", post("o", "resolved", "07:00"))


@pytest.fixture
def page():
    """A page that has been read before."""
    page = StatusPageFactory(name="Vendor")
    take(page, account(listing(OLD), said_at="08:00"), "08:01")
    return page


def happened(page, *incidents, clock, **changed):
    """What these incidents brought, as (what, says)."""
    before = set(Happening.objects.values_list("pk", flat=True))
    take(page, account(listing(*incidents, OLD, **changed), said_at=clock), clock)
    return list(Happening.objects.exclude(pk__in=before).order_by("pk").values_list("what", "says"))


def test_an_incident_opens_and_ends(page):
    assert happened(page, OPEN, clock="09:01") == [
        ("opened", "Vendor reports “Builds wait, i”, impact minor.")
    ]
    assert happened(page, OPEN, clock="09:02") == []
    assert happened(page, RESOLVED, clock="10:01") == [
        ("resolved", "Vendor says that “Builds wait, i” is over.")
    ]
    noted = Happening.objects.order_by("pk").last()
    assert (noted.page, noted.reported.uid, noted.provider, noted.at) == (
        page,
        "i",
        "statuspage",
        at("10:01"),
    )


def test_one_that_was_over_when_we_first_saw_it_is_told_once(page):
    assert happened(page, RESOLVED, clock="10:01") == [
        ("opened", "Vendor reports “Builds wait, i”, impact minor, which is over already.")
    ]


def test_the_first_reading_tells_only_of_what_goes_on():
    page = StatusPageFactory(name="Vendor")
    assert [what for what, _ in happened(page, OPEN, clock="09:01")] == ["opened"]
    assert Happening.objects.get().reported.uid == "i"


def test_what_re_enters_at_the_end_of_the_list_is_no_news(page):
    late = told("late", post("l", "resolved", "06:00"))
    assert happened(page, late, clock="10:01") == []


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        ("minor", "critical", True),
        ("none", "minor", True),
        ("major", "minor", False),
        ("minor", "minor", False),
        ("", "major", False),
        ("cosmic", "critical", False),
        ("minor", "cosmic", False),
        ("DEGRADEDPERFORMANCE", "MAJOROUTAGE", True),
    ],
)
def test_worse_is_what_is_certainly_worse(before, now, worse):
    assert is_worse(now, than=before) is worse


def test_a_worse_impact_is_told_with_both(page):
    happened(page, OPEN, clock="09:01")
    worse = replace(OPEN, impact="critical", updated_at=at("09:10"))
    assert happened(page, worse, clock="09:11") == [
        ("escalated", "Vendor raised the impact of “Builds wait, i” from minor to critical.")
    ]


def test_an_incident_is_reopened(page):
    happened(page, RESOLVED, clock="10:01")
    again = told("i", FIRST, OVER, post("3", "identified", "10:30"))
    assert happened(page, again, clock="10:31") == [
        ("reopened", "Vendor says that “Builds wait, i” goes on, after it had been resolved.")
    ]


def test_a_post_that_is_rewritten_afterwards_is_told_and_before_the_end_is_not(page):
    happened(page, OPEN, clock="09:01")
    edited = replace(FIRST, body="A disk was full.", updated_at=at("09:10"))
    assert happened(page, told("i", edited), clock="09:11") == []
    happened(page, told("i", edited, OVER), clock="10:01")
    rewritten = replace(OVER, body="It was the disk of the scheduler.", updated_at=at("13:00"))
    assert happened(page, told("i", edited, rewritten), clock="13:01") == [
        ("edited-afterwards", "Vendor rewrote the post “resolved” of “Builds wait, i” after it was over.")
    ]
    assert Happening.objects.order_by("pk").last().update.uid == "2"


def test_posts_and_incidents_that_are_withdrawn_are_told(page):
    happened(page, RESOLVED, clock="10:01")
    fewer = replace(told("i", FIRST), updated_at=at("11:00"), state=State.RESOLVED, status="resolved")
    assert happened(page, fewer, clock="11:01") == [
        ("withdrawn", "Vendor withdrew the post “resolved” of “Builds wait, i”.")
    ]
    assert happened(page, clock="12:00") == [("withdrawn", "Vendor withdrew the incident “Builds wait, i”.")]
    back = replace(OPEN, updated_at=at("12:30"))
    assert happened(page, back, clock="12:31") == [
        ("reopened", "Vendor says that “Builds wait, i” goes on, after it had been withdrawn.")
    ]


def test_one_that_leaves_the_list_of_what_goes_on_is_over_though_nobody_said_so():
    page = StatusPageFactory(name="Vendor")
    take(page, account(listing(OPEN, extent=Extent.OPEN)), "09:01")
    take(page, account(listing(extent=Extent.OPEN), said_at="12:01"), "09:30")
    assert Happening.objects.order_by("pk").last().says == (
        "Vendor no longer lists “Builds wait, i”, without having said that it was over."
    )


def test_a_maintenance_is_no_news_here(page):
    planned = maintenance("m", post("m1", "scheduled", "09:00"))
    assert happened(page, planned, clock="09:01", kind=Kind.MAINTENANCE) == []


def test_names_of_any_length_fit(page):
    page.name = "V" * 200
    assert len(happened(page, replace(OPEN, name="n" * 500), clock="09:01")[0][1]) <= 500

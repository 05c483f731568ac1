"""When most pages of a platform fail together it is the platform: said once, and then it is asked little."""

from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from statuspages import watching
from statuspages.factories import StatusPageFactory
from statuspages.ingest import breaker
from statuspages.models import Happening, Platform, StatusPage
from statuspages.tests.served import INCIDENTS, Served

pytestmark = pytest.mark.django_db
What = Happening.What


@contextmanager
def pages_of(number: int, provider="statuspage"):
    """As many sites, each a page of the platform."""
    with ExitStack() as opened:
        sites = [opened.enter_context(Served()) for _ in range(number)]
        for place, site in enumerate(sites):
            site.statuspage(id=f"page{place}")
            StatusPageFactory(url=site.url, provider=provider)
        yield sites


def break_down(sites) -> None:
    for site in sites:
        site.answer(INCIDENTS, status=503)


def repair(sites) -> None:
    for place, site in enumerate(sites):
        site.statuspage(id=f"page{place}")


def read(*, later=timedelta(0)) -> int:
    """Read what is due when so much time has passed since the last readings."""
    for page in StatusPage.objects.all():
        page.read_at = page.read_at and page.read_at - later
        page.next_due_at -= later
        page.save(update_fields=["read_at", "next_due_at"])
    for platform in Platform.objects.exclude(next_probe_at=None):
        platform.next_probe_at -= later
        platform.save()
    return watching.read_due_pages(seconds=20, due_by=timezone.now())


def said(*whats) -> list[Happening]:
    return list(Happening.objects.filter(what__in=whats).order_by("pk"))


def test_most_of_a_platform_failing_is_said_once_and_of_none_of_its_pages(served):
    with pages_of(6) as sites:
        assert read() == 6
        break_down(sites)
        for _ in range(4):
            read(later=timedelta(hours=7))
        (told,) = said(*What)
    assert (told.what, told.provider, told.page) == ("platform-down", "statuspage", None)
    assert "6 of the 6 that were read last (answered with an error)" in told.says
    platform = Platform.objects.get()
    assert (platform.provider, platform.pages, platform.of_pages) == ("statuspage", 6, 6)
    assert platform.failing_since is not None


def test_a_platform_that_fails_is_asked_for_one_page_now_and_then(served):
    with pages_of(6) as sites:
        break_down(sites)
        read()
        for site in sites:
            site.asked.clear()
        assert read(later=timedelta(hours=7)) == 1
        assert read() == 0
        assert read(later=timedelta(seconds=50)) == 0
        assert read(later=timedelta(seconds=20)) == 1
        # each time another one: a page may have troubles of its own
        assert sorted(site.paths_asked().count(INCIDENTS) for site in sites) == [0, 0, 0, 0, 1, 1]


def test_a_platform_works_again_when_several_of_its_pages_do(served):
    with pages_of(6) as sites:
        break_down(sites)
        read()
        repair(sites)
        # one good answer has the next page asked at once
        assert read(later=timedelta(hours=7)) == breaker.GOOD_IN_A_ROW
        assert [told.what for told in said(*What)] == ["platform-down", "platform-up"]
        assert Platform.objects.get().failing_since is None
        # the others are asked within a minute, not all at once and not hours later
        unread = StatusPage.objects.exclude(error="")
        assert unread.count() == 3
        assert all(page.next_due_at < timezone.now() + timedelta(minutes=1) for page in unread)


def test_one_good_page_among_bad_ones_is_no_recovery(served):
    with pages_of(6) as sites:
        break_down(sites)
        read()
        repair(sites[:1])
        for _ in range(8):
            read(later=timedelta(hours=7))
        assert [told.what for told in said(*What)] == ["platform-down"]


@pytest.mark.parametrize(("pages", "failing"), [(3, 3), (8, 4), (8, 1)])
def test_some_pages_failing_are_their_own_trouble(served, pages, failing):
    with pages_of(pages) as sites:
        read()
        break_down(sites[:failing])
        read(later=timedelta(minutes=20))
    assert not Platform.objects.exists()
    assert not Happening.objects.exists()


def test_pages_that_fail_for_long_do_not_count(served):
    StatusPageFactory.create_batch(10, failing=True, next_due_at=timezone.now() + timedelta(days=1))
    StatusPage.objects.update(read_at=timezone.now())
    with pages_of(3) as sites:
        break_down(sites)
        read()
    assert not Platform.objects.exists()


@pytest.mark.parametrize("provider", ["feed", "cstate", "upptime", "one of a newer release"])
def test_pages_that_everybody_serves_himself_do_not_fail_together(provider):
    assert not breaker.is_platform(provider)
    assert breaker.is_platform("statuspage")


def test_a_page_is_said_to_be_unreadable_at_the_third_failure_and_readable_after_that(served):
    page = StatusPageFactory(url=served.url)
    served.answer(INCIDENTS, status=503)
    for number in range(1, 6):
        read(later=timedelta(hours=7))
        assert len(said(What.UNREADABLE)) == (number >= 3)
    served.statuspage()
    for _ in range(2):
        read(later=timedelta(hours=7))
    unreadable, readable = said(*What)
    assert (unreadable.page, unreadable.what, readable.page, readable.what) == (
        page,
        "unreadable",
        page,
        "readable",
    )
    assert "answered with an error" in unreadable.says


def test_a_blip_is_not_said(served):
    StatusPageFactory(url=served.url)
    served.answer(INCIDENTS, status=503)
    read()
    read(later=timedelta(hours=7))
    served.statuspage()
    read(later=timedelta(hours=7))
    assert not Happening.objects.exists()

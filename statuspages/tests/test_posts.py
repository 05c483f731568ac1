"""Posts as a page shows them: what was rewritten or withdrawn stands, plain ones between are folded."""

from datetime import timedelta

import pytest

from statuspages.factories import NOON, ReportedIncidentFactory, ReportedUpdateFactory, UpdateRevisionFactory
from statuspages.models import ReportedUpdate
from statuspages.posts import Fold, folded, told_post, told_posts

pytestmark = pytest.mark.django_db


def minutes(number):
    return NOON + timedelta(minutes=number)


@pytest.fixture
def reported():
    return ReportedIncidentFactory()


def post(reported, at=0, *bodies, status="investigating", **facts):
    """A post `at` minutes after noon that had these forms, a day after another."""
    moment = minutes(at)
    told = {"display_at": moment, "vendor_created_at": moment, "vendor_updated_at": moment, "status": status}
    update = ReportedUpdateFactory(reported=reported, **told | facts)
    for day, body in enumerate(bodies or ("We are looking.",)):
        seen = moment + timedelta(days=day)
        UpdateRevisionFactory(update=update, body=body, seen_at=seen, vendor_updated_at=seen)
    return update


def told(update, **how):
    return told_post(ReportedUpdate.objects.prefetch_related("revisions").get(pk=update.pk), **how)


def test_posts_are_in_the_order_of_their_times_and_postmortems_last(reported):
    late, early = post(reported, 30), post(reported, 5)
    written = post(reported, 20, status="postmortem", display_at=None)
    assert [it.pk for it in told_posts(reported.updates.all())] == [early.pk, late.pk, written.pk]


def test_a_post_of_another_day_names_its_day(reported):
    post(reported, 0)
    post(reported, 24 * 60)
    assert [it.clock for it in told_posts(reported.updates.all())] == ["12:00", "15 Mar 12:00"]


def test_what_vendors_write_is_cleaned(reported):
    html = told(post(reported, 0, "<script>alert(1)</script>**bold** <img src=x onerror=alert(1)>")).html
    assert "<script" not in html
    assert "<img" not in html
    assert "<strong>bold</strong>" in html


def test_a_post_without_a_text_says_so(reported):
    assert "No text." in told(post(reported, 0, " \n")).html


def test_a_rewritten_post_shows_what_changed_word_by_word(reported):
    found = told(
        post(reported, 0, "Builds waited for some from 14:10.", "Builds waited for all from 13:22.")
    ).rewriting
    assert "<del>some</del>" in found.difference
    assert "<ins>13:22</ins>" in found.difference
    assert (found.added, found.taken, found.after) == (2, 2, "24 h")
    assert (found.first_seen_at, found.since) == (NOON, NOON + timedelta(days=1))
    assert found.shows_changes


def test_a_difference_escapes_what_vendors_wrote(reported):
    found = told(post(reported, 0, "All is well.", "All is <img src=x onerror=alert(1)> well.")).rewriting
    assert "<img" not in found.difference


def test_the_first_form_is_compared_with_the_last_and_each_can_be_shown(reported):
    update = post(reported, 0, "one", "two", "three")
    assert [it.number for it in told(update).rewriting.versions] == [1, 2, 3]
    assert "<del>one</del>" in told(update).rewriting.difference
    second = told(update, version=2)
    assert "two" in second.html
    assert [it.is_shown for it in second.rewriting.versions] == [False, True, False]
    assert not second.rewriting.shows_changes


def test_a_version_that_never_was_is_the_newest(reported):
    assert "two" in told(post(reported, 0, "one", "two"), version=9).html


def test_a_status_and_a_time_that_changed_are_said(reported):
    update = post(reported, 0, "The same.")
    UpdateRevisionFactory(update=update, body="The same.", status="resolved", display_at=minutes(-40))
    found = told(update).rewriting
    assert not found.difference
    assert found.other == (
        ("Status", "investigating", "resolved"),
        ("Time shown", "14 Mar 2023 12:00 UTC", "14 Mar 2023 11:20 UTC"),
    )


def test_an_edit_from_before_the_first_reading_is_told(reported):
    update = post(reported)
    update.revisions.update(vendor_updated_at=minutes(120))
    assert told(update).edited_before == "2 h"
    assert told(post(reported)).edited_before == ""


def test_a_postmortem_gives_its_length_and_on_its_own_page_its_text(reported):
    update = post(reported, 0, "## Why\n\nIt was the queue.", status="postmortem", display_at=None)
    assert (told(update).words, told(update).html) == (5, "")
    assert "It was the queue." in told(update, whole=True).html


def test_a_text_too_long_to_stand_beside_others_gives_its_length(reported):
    update = post(reported, 0, "word " * 5000, "words " * 5000)
    assert told(update).words == 5000
    assert not told(update).rewriting.difference
    assert told(update, whole=True).rewriting.difference


def test_runs_of_plain_posts_are_folded(reported):
    for at in range(5):
        post(reported, at)
    first, fold, last = folded(told_posts(reported.updates.all()))
    assert isinstance(fold, Fold)
    assert (first.clock, len(fold.posts), fold.until, last.clock) == ("12:00", 3, "12:03", "12:04")


def test_one_post_between_two_is_not_folded(reported):
    for at in range(3):
        post(reported, at)
    assert [row.is_post for row in folded(told_posts(reported.updates.all()))] == [True, True, True]


def test_rewritten_and_withdrawn_posts_stand_between_folds(reported):
    for at in range(10):
        post(reported, at, *(("one", "two") if at == 3 else ()), gone_at=minutes(60) if at == 6 else None)
    rows = folded(told_posts(reported.updates.all()))
    assert [len(row.posts) if isinstance(row, Fold) else row.clock for row in rows] == [
        "12:00",
        2,
        "12:03",
        2,
        "12:06",
        2,
        "12:09",
    ]


def test_no_posts_are_no_rows():
    assert folded([]) == []

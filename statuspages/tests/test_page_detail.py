"""One watched page: its components by day, its incidents with their posts, how reading it went."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import AdministratorFactory
from incidents.factories import IncidentFactory
from incidents.tests.conftest import signed_in
from statuspages.factories import (
    DependencyFactory,
    MaintenanceFactory,
    ReadingFactory,
    ReportedComponentFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    ReportedWindowFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.models import Platform, StrangeWord, Upstream
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def watched(now):
    return StatusPageFactory(
        name="Vendor",
        read_at=now,
        answered_at=now,
        next_due_at=now + timedelta(minutes=5),
        says="All is well",
    )


def posted(reported, *bodies, **facts):
    update = ReportedUpdateFactory(reported=reported, **facts)
    for body in bodies:
        UpdateRevisionFactory(update=update, body=body)
    return update


def troubled(page, now, hours, **facts):
    component = ReportedComponentFactory(page=page, **facts)
    reported = ReportedIncidentFactory(page=page, status="resolved")
    began = When.at(now - timedelta(hours=hours))
    ReportedWindowFactory(reported=reported, component=component, began=began, ended=When.at(now))
    return component


def test_the_head_says_what_the_page_says_and_when_it_is_read(as_viewer, watched):
    text = as_viewer.get(watched.get_absolute_url()).text
    assert "nothing open" in text
    assert "“All is well”" in text
    assert ">in 4 min</time>" in text
    assert f'href="{watched.url}"' in text


def test_an_error_is_said_plainly_with_the_next_attempt(as_viewer):
    page = StatusPageFactory(failing=True, says="All is well")
    text = as_viewer.get(page.get_absolute_url()).text
    assert "Not readable since" in text
    assert page.error_says in text
    assert "It has never been read." in text
    assert "Next attempt" in text
    assert "All is well" not in text


def test_a_page_that_nobody_reads_although_it_is_due_asks_for_a_worker(as_viewer, watched, now):
    watched.next_due_at = now - timedelta(minutes=12, seconds=30)
    watched.save()
    assert "It has been due for 12 min" in as_viewer.get(watched.get_absolute_url()).text
    assert ">due for 12 min<" in as_viewer.get("/status-pages/").text
    watched.is_watched = False
    watched.save()
    assert "due for" not in as_viewer.get(watched.get_absolute_url()).text


def test_components_stand_worst_first_and_all_are_one_link_away(as_viewer, watched, now):
    quiet = [ReportedComponentFactory(page=watched, position=n) for n in range(9)]
    long, short = troubled(watched, now, 5), troubled(watched, now, 1)
    broken = ReportedComponentFactory(page=watched, status="major_outage")
    ReportedComponentFactory(page=watched, gone_at=now)
    response = as_viewer.get(watched.get_absolute_url())
    shown = [row.component for row in response.context["components"].rows]
    assert shown[:4] == [broken, long, short, quiet[0]]
    assert (len(shown), response.context["components"].count) == (8, 12)
    assert "<b>major outage</b> now" in response.text
    assert "5 h in trouble, 1 window; 89 d not read<" in response.text
    every = as_viewer.get(watched.get_absolute_url(), {"components": "all"})
    assert len(every.context["components"].rows) == 12


def test_today_is_not_quiet_where_a_component_is_in_trouble_without_an_incident(as_viewer, watched, now):
    ReadingFactory(page=watched, at=now)
    ReportedComponentFactory(page=watched, status="partial_outage", vendor_updated_at=now - timedelta(days=2))
    [row] = as_viewer.get(watched.get_absolute_url()).context["components"].rows
    assert (row.bars.troubled, row.bars.unknown, row.windows) == (3, 87, 0)
    assert row.bars.svg.count('class="day-2"') == 3


def test_incidents_are_told_newest_first_with_their_posts_and_ours(as_viewer, watched, now):
    old = ReportedIncidentFactory(page=watched, name="Old one", vendor_created_at=now - timedelta(days=400))
    new = ReportedIncidentFactory(page=watched, name="New one", vendor_created_at=now, impact="critical")
    posted(new, "Builds **wait**.", display_at=now)
    response = as_viewer.get(watched.get_absolute_url())
    assert [row.reported for row in response.context["told"].rows] == [new, old]
    for part in ("Builds <strong>wait</strong>.", new.incident.reference, "2 kept since", 'sev-1">critical<'):
        assert part in response.text


def test_a_rewritten_post_stands_as_a_difference_and_a_withdrawn_one_struck(as_viewer, watched):
    reported = ReportedIncidentFactory(page=watched)
    posted(reported, "Some builds wait.", "All builds wait.")
    posted(reported, "A note.", gone_at=reported.first_seen_at + timedelta(hours=2))
    text = as_viewer.get(watched.get_absolute_url()).text
    assert "<del>Some</del>" in text
    assert '<del class="gone"><p>A note.</p></del>' in text
    assert "then gone from the page. Kept here." in text
    assert "1 rewritten · 1 withdrawn" in text


def test_each_form_of_a_post_can_be_opened(as_viewer, watched):
    update = posted(ReportedIncidentFactory(page=watched), "Some builds wait.", "All builds wait.")
    here = f"{watched.get_absolute_url()}updates/{update.pk}/"
    assert "<ins>All</ins>" in as_viewer.get(here).text
    first = as_viewer.get(here, {"version": "1"}).text
    assert "<p>Some builds wait.</p>" in first
    assert f'<a href="{here}?version=1"' in first
    for strange in ("", "nine", "-1", "²", "9" * 5000):
        assert as_viewer.get(here, {"version": strange}).status_code == 200


def test_a_post_of_another_page_is_not_found_through_this_one(as_viewer, watched):
    update = posted(ReportedIncidentFactory(), "Elsewhere.")
    assert as_viewer.get(f"{watched.get_absolute_url()}updates/{update.pk}/").status_code == 404


def test_what_one_may_not_see_is_nowhere(as_viewer, watched, now):
    hidden = ReportedIncidentFactory(
        page=watched, name="Hush", incident=IncidentFactory(title="Hush", visibility="restricted")
    )
    ReportedWindowFactory(reported=hidden, began=When.at(now - timedelta(hours=1)), ended=When.at(now))
    update = posted(hidden, "Secret one.", "Secret two.")
    here = f"{watched.get_absolute_url()}updates/{update.pk}/"
    response = as_viewer.get(watched.get_absolute_url())
    assert "Hush" not in response.text
    assert "Secret" not in response.text
    assert response.context["told"].kept == 0
    assert [row.bars.troubled for row in response.context["components"].rows] == [0]
    assert as_viewer.get(here).status_code == 404
    assert "Secret" in signed_in(AdministratorFactory()).get(here).text


def test_the_reading_log_shows_the_last_20_in_words(as_viewer, watched, now):
    ReadingFactory.create_batch(25, page=watched, at=now - timedelta(days=1))
    ReadingFactory(page=watched, at=now, outcome="changed", http_status=200, size_bytes=212_000)
    ReadingFactory(
        page=watched,
        at=now,
        outcome="failed",
        http_status=None,
        took_ms=10_003,
        error="timed-out",
        error_says="Slow.",
    )
    response = as_viewer.get(watched.get_absolute_url())
    assert len(response.context["readings"]) == 20
    for part in ("<b>200, changed</b>, 212 kB", ">timed out</span>, 10.0 s", 'title="Slow."', "304, 41 ms"):
        assert part in response.text


def test_an_address_that_is_none_of_the_web_is_no_link(as_viewer, watched):
    ReportedIncidentFactory(page=watched, url="javascript:alert(1)")
    assert "javascript:" not in as_viewer.get(watched.get_absolute_url()).text


def test_what_vendors_write_is_cleaned(as_viewer, watched):
    evil = "<script>alert(1)</script>"
    reported = ReportedIncidentFactory(page=watched, name=evil, impact=evil, status=evil)
    posted(reported, f"{evil} one", f"{evil} two", status=evil)
    posted(reported, evil, status=evil)
    ReportedComponentFactory(page=watched, name=evil, group_name=evil, status=evil)
    watched.says = watched.name = evil
    watched.save()
    assert "<script>alert" not in as_viewer.get(watched.get_absolute_url()).text


def test_incidents_are_walked_page_by_page(as_viewer, watched, now):
    for n in range(60):
        ReportedIncidentFactory(page=watched, vendor_created_at=now - timedelta(hours=n))
    first = as_viewer.get(watched.get_absolute_url()).context["told"]
    assert (len(first.rows), first.kept) == (50, 60)
    second = as_viewer.get(watched.get_absolute_url(), {"from": first.page.next}).context["told"]
    assert len(second.rows) == 10
    assert not second.page.next


def test_queries_do_not_grow(as_viewer, watched, now, django_assert_num_queries):
    as_viewer.get("/status-pages/")
    for total in (1, 20):
        for _ in range(total):
            troubled(watched, now, 2)
            posted(ReportedIncidentFactory(page=watched), "one", "two")
            ReadingFactory(page=watched, at=now)
            posted(MaintenanceFactory(page=watched), "one", "two")
            DependencyFactory(page=watched)
            word = {"page": watched, "what": "status", "word": f"odd {ReadingFactory(page=watched).pk}"}
            StrangeWord.objects.create(**word, first_seen_at=now, last_seen_at=now)
        # session, person, role, page, what it says, components, windows, known days, incidents, updates,
        # revisions, links to ours, since when, readings, 4 for maintenances, strange words, who needs it,
        # 5 for the card, platform
        with django_assert_num_queries(25):
            as_viewer.get(watched.get_absolute_url())


def test_an_incident_can_be_shown_alone(as_viewer, watched, now):
    one, other = (ReportedIncidentFactory(page=watched, name=name) for name in ("This one", "That one"))
    alone = as_viewer.get(one.get_absolute_url())
    assert [row.reported for row in alone.context["told"].rows] == [one]
    assert alone.context["told"].kept == 2
    assert "All incidents" in alone.text
    elsewhere = ReportedIncidentFactory()
    nothing = as_viewer.get(watched.get_absolute_url(), {"incident": elsewhere.pk})
    assert "That incident is not one of this page" in nothing.text
    for strange in ("x", "-1", "9" * 30):
        every = as_viewer.get(watched.get_absolute_url(), {"incident": strange})
        assert {row.reported for row in every.context["told"].rows} == {one, other}


def test_a_post_asks_as_much_whatever_else_was_posted(as_viewer, watched, django_assert_num_queries):
    reported = ReportedIncidentFactory(page=watched)
    update = posted(reported, "one", "two")
    as_viewer.get("/status-pages/")
    for total in (1, 10):
        for _ in range(total):
            posted(reported, "one", "two")
        with django_assert_num_queries(6):  # session, person, role, page, post with its incident, revisions
            as_viewer.get(f"{watched.get_absolute_url()}updates/{update.pk}/")


def test_what_it_lies_behind_is_linked_as_far_as_one_may_see_it(as_viewer, watched):
    reported = ReportedIncidentFactory(page=watched)
    seen, hidden = IncidentFactory(), IncidentFactory(visibility="restricted")
    for incident in (seen, hidden):
        Upstream.objects.create(incident=incident, reported=reported, state="linked")
    Upstream.objects.create(incident=IncidentFactory(), reported=reported, state="declined")
    text = as_viewer.get(watched.get_absolute_url()).text
    assert text.count("lies behind") == 1
    assert seen.get_absolute_url() in text


def test_components_are_found_by_words_and_stand_by_group(as_viewer, watched):
    for group, name in (("Asia", "Osaka"), ("Asia", "Seoul"), ("Europe", "Zürich"), ("", "API")):
        ReportedComponentFactory(page=watched, group_name=group, name=name)

    def shown(**asked):
        components = as_viewer.get(watched.get_absolute_url(), asked).context["components"]
        return [(row.group, row.component.name) for row in components.rows]

    assert shown(components="all") == [("", "API"), ("Asia", "Osaka"), ("", "Seoul"), ("Europe", "Zürich")]
    assert shown(component="asia seo") == [("Asia", "Seoul")]
    nothing = as_viewer.get(watched.get_absolute_url(), {"component": "<b>Mars</b>"})
    assert "No component of this page has these words" in nothing.text
    assert "<b>Mars" not in nothing.text


def test_words_that_nobody_knows_are_told_with_how_often_they_came(as_viewer, watched, now):
    seen = {"first_seen_at": now, "last_seen_at": now}
    StrangeWord.objects.create(page=watched, what="component status", word="wobbly", times=3, **seen)
    text = as_viewer.get(watched.get_absolute_url()).text
    assert "“wobbly”" in text
    assert "component status, 3 times" in text


def test_a_post_whose_text_no_format_told_says_so(as_viewer, watched):
    ReportedUpdateFactory(reported=ReportedIncidentFactory(page=watched))
    assert "Its text is not told here." in as_viewer.get(watched.get_absolute_url()).text


def test_a_provider_that_fails_as_a_whole_is_said_on_its_pages(as_viewer, watched, now):
    Platform.objects.create(provider=watched.provider, failing_since=now, says="3 of 4 pages fail together.")
    assert "fail together" in as_viewer.get(watched.get_absolute_url()).text
    assert "fail together" not in as_viewer.get(StatusPageFactory(provider="feed").get_absolute_url()).text

"""The list of watched pages: what each says now, what is wrong, its days, what was changed after the fact."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import AdministratorFactory
from incidents.factories import ImpactWindowFactory, IncidentFactory, OrganisationFactory
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
from statuspages.models import Adding, Platform, StatusPage
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def read_page(now, **facts):
    return StatusPageFactory(read_at=now, answered_at=now, next_due_at=now + timedelta(minutes=5), **facts)


def rows(client):
    return client.get("/status-pages/").context["list"].rows


def test_each_page_says_what_it_says_now(as_viewer, now):
    page = read_page(now, name="Vendor", organisation=OrganisationFactory(name="Vendor Inc"))
    reported = ReportedIncidentFactory(page=page)
    ReportedIncidentFactory(page=page, status="resolved")
    text = as_viewer.get("/status-pages/").text
    assert "1 page, 1 with something open, none not readable" in text
    assert f'href="{reported.incident.get_absolute_url()}"' in text
    assert "Statuspage · Vendor Inc" in text
    [row] = rows(as_viewer)
    assert (row.says.open, row.says.kept) == (1, 2)


def test_what_is_only_monitored_is_said_so(as_viewer, now):
    ReportedIncidentFactory(page=read_page(now), status="monitoring")
    assert "1 monitoring" in as_viewer.get("/status-pages/").text


def test_a_withdrawn_incident_is_not_open(as_viewer, now):
    ReportedIncidentFactory(page=read_page(now), gone_at=now)
    assert "nothing open" in as_viewer.get("/status-pages/").text


def test_an_unreadable_page_says_since_when_why_and_what_to_do_and_never_that_all_is_well(as_viewer, now):
    page = StatusPageFactory(failing=True, indicator="none", says="All Systems Operational")
    text = as_viewer.get("/status-pages/").text
    assert page.error_says in text
    assert "3 times since" in text
    assert "What it says now is not known." in text
    assert "nothing open" not in text
    assert "All Systems Operational" not in text


def test_a_page_that_has_trouble_and_no_incident_is_quoted(as_viewer, now):
    read_page(now, indicator="major", says="Partial System Outage")
    assert "“Partial System Outage”" in as_viewer.get("/status-pages/").text
    [row] = rows(as_viewer)
    assert row.bars.troubled == 1  # today is not a day of which nothing was said


def test_what_needs_somebody_comes_first(as_viewer, now):
    stopped = read_page(now, name="A stopped", is_watched=False)
    quiet = read_page(now, name="B quiet", indicator="none")
    unread = StatusPageFactory(name="C unread")
    monitored = ReportedIncidentFactory(page=read_page(now, name="D monitored"), status="monitoring").page
    open_one = ReportedIncidentFactory(page=read_page(now, name="E open")).page
    unreadable = StatusPageFactory(name="F unreadable", failing=True)
    in_order = [unreadable, open_one, monitored, unread, quiet, stopped]
    assert [row.page for row in rows(as_viewer)] == in_order
    assert "6 pages, 2 with something open, 1 not readable, 1 no longer watched" in (
        as_viewer.get("/status-pages/").text
    )


def test_an_incident_one_may_not_see_is_in_no_figure_bar_or_list(as_viewer, now):
    page = read_page(now, indicator="none")
    hidden = ReportedIncidentFactory(page=page, incident=IncidentFactory(visibility="restricted"))
    _window(hidden, now)
    update = ReportedUpdateFactory(reported=hidden, gone_at=now)
    UpdateRevisionFactory.create_batch(2, update=update, seen_at=now)
    response = as_viewer.get("/status-pages/")
    [row] = response.context["list"].rows
    assert (row.says.open, row.says.kept, row.bars.troubled) == (0, 0, 0)
    assert response.context["changes"] == []
    [row] = rows(signed_in(AdministratorFactory()))
    assert (row.says.open, row.says.kept, row.bars.troubled) == (1, 1, 1)


def _window(reported, now, hours=2, level="major-outage"):
    began = When.at(now - timedelta(hours=hours))
    return ReportedWindowFactory(reported=reported, level=level, began=began, ended=When.at(now))


def test_days_come_from_windows_and_an_incident_without_any_counts_as_a_whole(as_viewer, now):
    ReadingFactory(page=(page := read_page(now)), at=now)
    _window(ReportedIncidentFactory(page=page, status="resolved", impact="minor"), now - timedelta(days=3))
    ten_days_ago = now - timedelta(days=10)
    ReportedIncidentFactory(
        page=page,
        status="resolved",
        impact="critical",
        vendor_created_at=ten_days_ago,
        vendor_resolved_at=ten_days_ago + timedelta(seconds=1),
    )
    [row] = rows(as_viewer)
    assert row.bars.svg.count("day-1") >= 2
    assert row.bars.troubled in (2, 3)  # the two hours may reach over midnight
    assert row.bars.unknown == 90 - row.bars.troubled - 1


def test_a_bar_says_what_its_own_page_said_whatever_is_known_here(as_viewer, now):
    told = ReportedIncidentFactory(page=read_page(now, name="B"), status="resolved")
    window = _window(told, now)
    long_ago = now - timedelta(days=400)
    other = ReportedIncidentFactory(
        page=read_page(now, name="A"),
        incident=told.incident,
        status="resolved",
        vendor_created_at=long_ago,
        vendor_updated_at=long_ago,
    )
    window.window.remove(by=None)
    by_page = {row.page: row.bars.troubled for row in rows(as_viewer)}
    assert by_page[told.page] >= 1
    assert by_page[other.page] == 0


def test_an_editor_may_have_a_page_read_now_and_a_viewer_may_not(as_editor, as_viewer, now):
    page = read_page(now)
    assert f"/status-pages/{page.pk}/read/" in as_editor.get("/status-pages/").text
    assert "Read now" not in as_viewer.get("/status-pages/").text


def test_without_a_page_each_is_told_what_to_do(as_editor, as_viewer, client):
    assert "Give the address of one" in as_editor.get("/status-pages/").text
    assert "An editor can add one" in as_viewer.get("/status-pages/").text
    assert "Sign in to see which status pages" in client.get("/status-pages/").text


def test_a_stranger_sees_no_page(client, now):
    page = read_page(now, name="Hush")
    assert "Hush" not in client.get("/status-pages/").text
    assert client.get(page.get_absolute_url()).status_code == 404


def test_a_stranger_learns_nothing_of_providers_that_fail(as_viewer, client, now):
    Platform.objects.create(provider="statuspage", failing_since=now, says="Most of them cannot be read.")
    assert "Most of them" in as_viewer.get("/status-pages/").text
    assert "Most of them" not in client.get("/status-pages/").text


def test_what_vendors_write_is_escaped(as_editor, now):
    page = StatusPageFactory(name="<b>Vendor</b>", failing=True, error_says="<i>No</i>", says="<u>x</u>")
    _changed(page, now, name="<script>alert(1)</script>", status="<s>resolved</s>")
    text = as_editor.get("/status-pages/").text
    for markup in ("<b>Vendor", "<i>No", "<u>x", "<script>alert", "<s>resolved"):
        assert markup not in text


def _changed(page, seen, name="Builds wait", status="resolved", **facts):
    reported = ReportedIncidentFactory(page=page, name=name)
    update = ReportedUpdateFactory(
        reported=reported, status=status, display_at=seen - timedelta(days=2, hours=3), **facts
    )
    UpdateRevisionFactory(update=update, seen_at=seen - timedelta(days=2))
    return UpdateRevisionFactory(update=update, seen_at=seen, vendor_updated_at=None)


def test_what_was_rewritten_withdrawn_or_reopened_in_the_last_7_days_is_listed_newest_first(as_viewer, now):
    page = read_page(now)
    rewritten = _changed(page, now - timedelta(days=1)).update
    _changed(page, now - timedelta(days=8), name="Long ago")
    withdrawn = ReportedUpdateFactory(reported__page=page, gone_at=now - timedelta(days=2))
    gone = ReportedIncidentFactory(page=page, gone_at=now - timedelta(days=3))
    reopened = ReportedUpdateFactory(
        reported__page=page, status="investigating", display_at=now - timedelta(days=4)
    )
    for hours, status in ((3, "resolved"), (5, "investigating")):
        at = reopened.display_at - timedelta(hours=hours)
        ReportedUpdateFactory(reported=reopened.reported, status=status, display_at=at)
    changes = as_viewer.get("/status-pages/").context["changes"]
    assert [(it.reported, it.said) for it in changes] == [
        (rewritten.reported, "“resolved” rewritten"),
        (withdrawn.reported, "“investigating” withdrawn"),
        (gone, "the whole incident withdrawn"),
        (reopened.reported, "reopened after “resolved”"),
    ]
    assert (changes[0].after, changes[3].after) == ("2 d 3 h", "3 h")


def test_queries_do_not_grow(as_viewer, now, django_assert_num_queries):
    as_viewer.get("/status-pages/")
    for total in (1, 6):
        for _ in range(total):
            page = read_page(now)
            _window(ReportedIncidentFactory(page=page), now)
            ReadingFactory(page=page, at=now)
            _changed(page, now)
        # session, person, role, pages, what they say, windows, incidents without, known days, components,
        # who needs them, maintenances, lists being added, platforms, 4 for changes
        with django_assert_num_queries(17):
            as_viewer.get("/status-pages/")
    assert StatusPage.objects.count() == 7


def test_the_list_is_narrowed_by_what_pages_say_tags_teams_formats_and_words(as_viewer, now):
    read_page(now, name="Bauhof", tags=["ci", "builds"], team="Platform")
    read_page(now, name="Kasse", tags=["money"], url="https://pay.example")
    StatusPageFactory(name="Stumm", failing=True, tags=["ci"])
    read_page(now, name="Alt", is_watched=False)
    told = {
        query: [row.page.name for row in as_viewer.get(f"/status-pages/?{query}").context["list"].rows]
        for query in (
            "tag=ci",
            "says=unreadable",
            "says=stopped",
            "team=Platform",
            "format=statuspage&tag=money",
        )
    }
    assert told == {
        "tag=ci": ["Stumm", "Bauhof"],
        "says=unreadable": ["Stumm"],
        "says=stopped": ["Alt"],
        "team=Platform": ["Bauhof"],
        "format=statuspage&tag=money": ["Kasse"],
    }
    for words in ("pay.example", "MONEY", "kasse money"):
        assert [
            row.page.name for row in as_viewer.get("/status-pages/", {"q": words}).context["list"].rows
        ] == ["Kasse"]
    nothing = as_viewer.get("/status-pages/", {"tag": "<b>none</b>"})
    assert "No page matches all of these filters" in nothing.text
    assert "<b>none" not in nothing.text
    assert "4 pages" in nothing.text


def test_a_long_list_comes_in_parts(as_viewer, now):
    for n in range(103):
        read_page(now, name=f"Vendor {n:03}")
    first = as_viewer.get("/status-pages/")
    assert len(first.context["list"].rows) == 100
    assert "?page=2" in first.text
    second = as_viewer.get("/status-pages/", {"page": "2"})
    assert [row.page.name for row in second.context["list"].rows] == [
        "Vendor 100",
        "Vendor 101",
        "Vendor 102",
    ]
    for strange in ("0", "99", "x", "-1", "9" * 30):
        assert as_viewer.get("/status-pages/", {"page": strange}).status_code == 200


def test_a_row_says_who_looks_after_a_page_what_needs_it_and_how_often_it_is_read(as_viewer, now):
    page = read_page(now, name="Vendor", tags=["ci"], team="Platform", every_seconds=600)
    ReportedComponentFactory.create_batch(2, page=page)
    DependencyFactory(page=page, component__name="Deploys")
    text = as_viewer.get("/status-pages/").text
    for part in (
        "2 components · Platform · needed by Deploys",
        'href="/status-pages/?tag=ci"',
        "every 10 min",
    ):
        assert part in text


def test_what_a_restricted_incident_alone_knows_is_not_named_as_needing_a_page(as_viewer, now):
    hidden = ImpactWindowFactory(incident__visibility="restricted")
    DependencyFactory(page=read_page(now), component=hidden.component)
    assert "needed by" not in as_viewer.get("/status-pages/").text


def test_a_maintenance_under_way_is_said_beside_what_is_open(as_viewer, now):
    maintenance = MaintenanceFactory(page=read_page(now), status="in_progress")
    text = as_viewer.get("/status-pages/").text
    assert "nothing open" in text
    assert f'href="{maintenance.get_absolute_url()}">maintenance under way' in text
    assert "0<span" in text  # it is no incident that is kept


def test_what_is_no_longer_listed_is_not_open(as_viewer, now):
    ReportedIncidentFactory(page=read_page(now), unlisted_at=now)
    assert "nothing open" in as_viewer.get("/status-pages/").text


def test_a_provider_that_fails_as_a_whole_is_said_once(as_viewer, now):
    Platform.objects.create(provider="statuspage", failing_since=now, says="3 of 4 pages fail together.")
    Platform.objects.create(provider="feed", says="It works again.")
    text = as_viewer.get("/status-pages/").text
    assert text.count("fail together") == 1
    assert "Statuspage since" in text
    assert "It works again" not in text


def test_a_list_that_goes_on_is_linked(as_viewer):
    adding = Adding.objects.create()
    assert "is being looked at" not in as_viewer.get("/status-pages/").text
    adding.lines.create(position=1, address="https://a.example")
    assert f'href="{adding.get_absolute_url()}"' in as_viewer.get("/status-pages/").text

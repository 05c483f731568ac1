"""The page of one incident."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import UserFactory
from incidents.factories import (
    ActionItemFactory,
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    PostmortemFactory,
)
from incidents.models import ActionItem, ContributingFactor, ImpactWindow
from incidents.page import first_paragraphs, span_in_words
from incidents.telling import EventRow, timeline_rows
from timelines.factories import SourceFactory
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def record(incident, words="14 March 2023 18:00 UTC", text="Queues grow", **details):
    return TimelineEvent.objects.record(incident, happened=When.read(words), text=text, **details)


def read(client, incident) -> str:
    return client.get(incident.get_absolute_url()).text


@pytest.fixture
def incident():
    return IncidentFactory(
        number=42,
        title="Queues stand still",
        kind="vendor",
        status="monitoring",
        sev=2,
        organisation=OrganisationFactory(name="Corner Shop", slug="shop"),
        time_zone="Asia/Bangkok",
        summary="Nobody could *pay*.",
        impact="Carts were **lost**.",
        tags=["dns", "a b"],
        lead=UserFactory(first_name="Sana", last_name="Roos"),
    )


def test_the_head_and_the_facts(client, incident):
    incident.links.create(title="Channel", url="https://chat.example/7")
    page = read(client, incident)
    for part in (
        "INC-42",
        "<h1>Queues stand still</h1>",
        "SEV2",
        "Monitoring",
        "Vendor",
        "Asia/Bangkok",
        "Sana Roos",
        "Nobody could <em>pay</em>.",
        "Carts were <strong>lost</strong>.",
        'href="/incidents/?organisation=shop"',
        'href="/tags/dns/"',
        'href="/tags/a%20b/"',
        'href="https://chat.example/7" rel="noopener noreferrer nofollow"',
        "everyone",
    ):
        assert part in page


def test_what_is_not_known_is_said_and_not_left_out(client):
    page = read(client, IncidentFactory())
    for part in ("not set", "not stated", "nobody yet", "none", "Nothing is on the timeline yet"):
        assert part in page


def test_the_timeline_with_its_milestones_in_order_of_time(client, incident):
    record(incident, "14 March 2023 20:00 UTC", "All is well", milestones=["resolved"])
    record(incident, text="Queues grow", milestones=["started"])
    record(incident, "~18:30 UTC on 14 March 2023", "Somebody `looks`")
    page = read(client, incident)
    assert (
        page.index("Queues grow</p>")
        < page.index("Somebody <code>looks</code>")
        < page.index("All is well</p>")
    )
    assert "3 events" in page
    assert '<span class="ms">Started</span>' in page
    assert "<svg" in page


def test_a_withdrawn_event_is_not_shown(client, incident):
    record(incident, text="Said by mistake").withdraw(by=None, why="by mistake")
    assert "Said by mistake" not in read(client, incident)


def test_durations_stand_in_the_head_each_in_its_state(client, incident):
    record(incident, milestones=["started"])
    record(incident, "14 March 2023 17:00 UTC", "Too early", milestones=["detected"])
    record(incident, "14 March 2023 19:27 UTC", "Better", milestones=["mitigated"])
    record(incident, "14 March 2023 18:10 UTC", "We look", kind="status-post")
    found = re.findall(r"<dt>([^<]*)</dt><dd><span class=\"fig[^>]*>([^<]*)", read(client, incident))
    assert dict(found) == {
        "Start to detection": "invalid",
        "to first public post": "10 min",
        "to identified": "pending",
        "to mitigated": "1 h 27",
        "to resolved": "pending",
    }


def test_what_does_not_apply_is_called_so(client):
    incident = IncidentFactory(status="cancelled")
    assert read(client, incident).count("not applicable") == 5


def test_factors_with_what_they_stand_on_and_what_weakens_them(client, incident):
    event = record(incident)
    factor = ContributingFactor.objects.add(
        incident,
        statement="The `proxy` was older than its agent",
        role="hindered-detection",
        mechanism=MechanismFactory(slug="skewed", name="Version Skewed"),
        onset=When.read("13 March 2023"),
        evidence=[event],
        quotes=[SourceFactory(incident=incident).quote("At 12:00")],
    )
    bare = ContributingFactor.objects.add(incident, statement="Nobody watched", role="trigger")
    ActionItem.objects.add(incident, title="Watch it", weakens=[factor])
    page = read(client, incident)
    section = page[page.index('id="factors"') : page.index('id="actions"')]
    for part in (
        f'id="{factor.anchor}"',
        "The <code>proxy</code> was older",
        "Hindered detection",
        'href="/mechanisms/skewed/"',
        "13 Mar 2023",
        f'href="#{event.anchor}"',
        "“At 12:00”",
        "action 1",
        f'id="{bare.anchor}"',
        "no mechanism named",
        "no action yet",
    ):
        assert part in section


def test_evidence_that_was_withdrawn_is_linked_no_more(client, incident):
    later, gone, sooner = record(incident, "14 March 2023 19:00 UTC"), record(incident), record(incident)
    factor = ContributingFactor.objects.add(
        incident, statement="Nobody watched", role="trigger", evidence=[later, gone, sooner]
    )
    gone.withdraw(by=None, why="by mistake")
    shown = client.get(incident.get_absolute_url()).context["factors"]
    assert shown == [factor]
    assert list(shown[0].evidence.all()) == [sooner, later]


def test_action_items_with_every_date_they_were_due(client, incident):
    action = ActionItem.objects.add(
        incident,
        title="Watch it",
        owner_name="Sana",
        due_date="2023-05-01",
        tracker_url="https://t.example/1",
    )
    action.refresh_from_db()
    action.change(by=None, due_date="2999-06-30", why="waiting for parts")
    ActionItem.objects.add(incident, title="Rewrite it", status="declined", declined_reason="too dear")
    page = read(client, incident)
    for part in (
        "<del>1 May 23</del>",
        "30 Jun 99",
        "declined: too dear",
        "0 of 2 done",
        "https://t.example/1",
    ):
        assert part in page


def test_impact_windows_with_their_ends_as_far_as_they_are_known(client, incident):
    queue, shop = (
        ComponentFactory(name=name, organisation=incident.organisation) for name in ("Queue", "Shop")
    )
    ImpactWindow.objects.add(
        incident,
        component=queue,
        level="major-outage",
        began=When.read("14 March 2023 18:00 UTC"),
        ended=When.read("between 14 March 2023 20:00 and 21:00 UTC"),
    )
    ImpactWindow.objects.add(
        incident, component=shop, level="degraded", began=When.read("~18:00 UTC on 14 March 2023")
    )
    page = read(client, incident)
    assert "2 windows" in page
    assert "no end known" in page
    rows = {
        window.component.name: lasted for window, _, lasted in client.get("/incidents/42/").context["windows"]
    }
    assert rows["Shop"] is None
    assert rows["Queue"].longest > rows["Queue"].shortest


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        ("after 14 March 2023 18:00 UTC", None),
        ("before 14 March 2023 18:00 UTC", None),
        ("14 March 2023 18:00:01 UTC", None),
        ("before 14 March 2023 18:00 UTC", "after 14 March 2023 18:00 UTC"),
        ("14 March 2023", "14 March 2023"),
    ],
)
def test_a_window_of_which_little_is_known_is_shown_all_the_same(client, incident, began, ended):
    ImpactWindowFactory(
        incident=incident, began=When.read(began), ended=When.read(ended) if ended else None, note="As it was"
    )
    assert "As it was" in read(client, incident)


def test_sources_are_listed_with_how_often_they_are_quoted(client, incident):
    source = SourceFactory(incident=incident, title="The channel")
    source.quote("At 12:00")
    source.quote("we restarted")
    page = read(client, incident)
    assert f'href="/incidents/42/sources/{source.pk}/">The channel' in page
    assert '<td class="num">2</td>' in page


def test_the_newest_status_changes_are_among_the_facts(client, incident):
    for status in ("resolved", "closed"):
        incident.change_status(status, by=None)
    assert "Closed" in read(client, incident)


def test_editors_are_offered_what_they_may_do_and_others_are_not(client, as_viewer, as_editor, incident):
    factor, action = ContributingFactorFactory(incident=incident), ActionItemFactory(incident=incident)
    window = ImpactWindowFactory(incident=incident)
    record(incident)
    offers = [
        "/incidents/42/edit/",
        "/incidents/42/events/add/",
        "/incidents/42/events/paste/",
        "/incidents/42/status/",
        "/incidents/42/sources/add/",
        f"/incidents/42/factors/{factor.pk}/edit/",
        f"/incidents/42/actions/{action.pk}/edit/",
        f"/incidents/42/impact/{window.pk}/edit/",
        "/incidents/42/postmortem/edit/",
    ]
    page = read(as_editor, incident)
    assert [offer for offer in offers if offer not in page] == []
    for somebody in (client, as_viewer):
        page = read(somebody, incident)
        assert [offer for offer in offers if offer in page] == []


def test_readers_of_an_incident_are_named_to_nobody_who_cannot_edit_it(client, as_viewer, as_editor):
    incident = IncidentFactory()
    incident.readers.add(UserFactory(first_name="Quentin", last_name="Whistle"))
    for somebody in (client, as_viewer):
        assert "Whistle" not in read(somebody, incident)
    assert "Whistle" in as_editor.get(f"{incident.get_absolute_url()}edit/").text


def test_a_draft_postmortem_is_shown_to_editors_only(client, as_viewer, as_editor, incident):
    PostmortemFactory(incident=incident).save_text("Still secret words.", by=None, based_on=0)
    for somebody in (client, as_viewer):
        assert "Still secret words" not in read(somebody, incident)
        assert "Nobody has published a postmortem yet" in read(somebody, incident)
    assert "Still secret words" in read(as_editor, incident)


def test_others_go_on_reading_the_published_version_while_a_later_one_is_written(client, as_editor, incident):
    postmortem = PostmortemFactory(incident=incident)
    postmortem.save_text("Everybody may read this.", by=None, based_on=0)
    postmortem.publish(by=None)
    postmortem.save_text("Not yet this.", by=None, based_on=1)
    assert "Everybody may read this" in read(client, incident)
    assert "Not yet this" not in read(client, incident)
    assert "Not yet this" in read(as_editor, incident)


def test_how_a_postmortem_begins_leaves_out_headings_lists_and_live_blocks():
    body = "## What happened\n\nFirst [event:7] words.\n\n- a list\n\n[[timeline]]\n\nSecond.\n\nThird."
    assert first_paragraphs(body) == "First words.\n\nSecond."


SCRIPT = "<script>alert(1)</script>"


def test_script_is_text_wherever_it_is_written(client):
    incident = IncidentFactory(
        title=f"Title {SCRIPT}",
        summary=f"Summary {SCRIPT} [link](javascript:alert(1))",
        impact=f"Impact {SCRIPT} <img src=x onerror=alert(1)>",
        tags=[SCRIPT],
        organisation=OrganisationFactory(name=SCRIPT),
    )
    record(incident, text=f"Event {SCRIPT}", actor=SCRIPT)
    ContributingFactorFactory(incident=incident, statement=SCRIPT, detail=f"Detail {SCRIPT}")
    ActionItemFactory(incident=incident, title=SCRIPT, owner_name=SCRIPT, team=SCRIPT)
    ImpactWindowFactory(incident=incident, note=SCRIPT, component__name=SCRIPT)
    source = SourceFactory(incident=incident, title=SCRIPT, text=f"It said {SCRIPT}")
    incident.events.get().quotes.add(source.quote(SCRIPT))
    page = read(client, incident)
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("started", "resolved", "zone", "said"),
    [
        ("14 March 2023 18:00 UTC", None, "UTC", "14 March 2023"),
        ("14 March 2023 18:00 UTC", "15 March 2023 01:27 UTC", "UTC", "14–15 March 2023"),
        ("31 March 2023 18:00 UTC", "1 April 2023 01:00 UTC", "UTC", "31 March – 1 April 2023"),
        ("31 December 2022 18:00 UTC", "1 January 2023 UTC", "UTC", "31 December 2022 – 1 January 2023"),
        ("9 April 2023 02:00 ICT", "9 April 2023 14:00 ICT", "Asia/Bangkok", "9 April 2023"),
        ("8 April 2023 20:00 UTC", None, "Asia/Bangkok", "9 April 2023"),
        ("by 4 December 2018", "by 4 December 2018", "UTC", "by 4 Dec 2018"),
    ],
)
def test_the_days_it_ran_over_are_those_of_the_people_who_lived_it(started, resolved, zone, said):
    incident = IncidentFactory(time_zone=zone)
    record(incident, started, milestones=["started"])
    if resolved:
        record(incident, resolved, milestones=["resolved"])
    assert span_in_words(incident) == said


def test_an_event_of_which_only_the_last_day_is_known_stands_under_no_day():
    incident = IncidentFactory()
    record(incident, "by 4 December 2018")
    rows = timeline_rows(incident.events.standing().for_timeline(), "UTC")
    assert [type(row) for row in rows] == [EventRow]
    assert rows[0].time.clock == "by 4 Dec 2018"


def test_without_a_start_no_days_are_said():
    assert span_in_words(IncidentFactory()) == ""


def fill(incident, total):
    """`total` events, factors, actions, windows and sources that all hang together."""
    for _ in range(total):
        source = SourceFactory(incident=incident)
        quote = source.quote("At 12:00")
        event = record(incident, quotes=[quote])
        factor = ContributingFactor.objects.add(
            incident,
            statement="Nobody watched",
            role="trigger",
            mechanism=MechanismFactory(),
            evidence=[event],
            quotes=[quote],
        )
        ActionItem.objects.add(
            incident,
            title="Watch",
            owner=UserFactory(),
            weakens=[factor],
            quotes=[quote],
            due_date="2023-01-01",
        ).change(by=None, due_date="2024-01-01")
        ImpactWindowFactory(incident=incident, component=ComponentFactory(organisation=incident.organisation))
        incident.links.create(title="Ticket", url="https://t.example/")


def test_queries_do_not_grow_with_what_hangs_on_an_incident(as_editor, incident):
    counts = []
    for total in (1, 39):
        fill(incident, total)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = as_editor.get("/incidents/42/")
        counts.append(len(queries))
    assert page.text.count('class="factor"') == 40
    assert counts[0] == counts[1] <= 30

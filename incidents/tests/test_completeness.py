"""What is still missing from the telling of an incident."""

import pytest

from accounts.factories import UserFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    IncidentFactory,
    PostmortemFactory,
)
from incidents.models import ActionItem
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def missing(client, incident) -> dict[str, str]:
    return {gap.text: gap.href for gap in client.get(incident.get_absolute_url()).context["missing"]}


def test_of_a_bare_incident_everything_is_missing(client):
    assert missing(client, IncidentFactory()) == {
        "The time it started": "#timeline",
        "The time it was detected": "#timeline",
        "A severity": "",
        "A lead": "",
        "Contributing factors": "#factors",
        "A postmortem": "#postmortem",
    }


def test_of_a_told_incident_nothing_is(client):
    incident = IncidentFactory(sev=2, lead=UserFactory(), status="resolved")
    TimelineEvent.objects.record(
        incident,
        happened=When.read("14 March 2023"),
        text="All on one day",
        milestones=["started", "detected", "resolved"],
    )
    factor = ContributingFactorFactory(incident=incident)
    ActionItem.objects.add(incident, title="Watch it", owner_name="Sana", weakens=[factor])
    postmortem = PostmortemFactory(incident=incident)
    postmortem.save_text("Told", by=None, based_on=0)
    postmortem.publish(by=None)
    assert missing(client, incident) == {}
    assert "Still missing" not in client.get(incident.get_absolute_url()).text


def test_the_end_is_missed_only_once_it_is_over(client):
    gap = "The time it was resolved"
    assert gap not in missing(client, IncidentFactory(status="monitoring"))
    assert gap in missing(client, IncidentFactory(status="resolved"))
    assert gap not in missing(client, IncidentFactory(status="resolved", kind="near-miss"))


def test_a_factor_without_an_action_and_an_action_without_anybody(client):
    incident = IncidentFactory()
    weakened, _harmless, bare = [
        ContributingFactorFactory(incident=incident, position=place, role=role)
        for place, role in enumerate(("trigger", "limited-harm", "contributing"), start=1)
    ]
    ActionItem.objects.add(incident, title="Taken", team="storage", weakens=[weakened])
    free = ActionItem.objects.add(incident, title="Nobody's")
    ActionItemFactory(incident=incident, status="done", position=3)
    found = missing(client, incident)
    assert found["An action for factor 3"] == f"#{bare.anchor}"
    assert found["An owner for action 2"] == f"#{free.anchor}"
    assert not {"An action for factor 1", "An action for factor 2"} & found.keys()
    assert not {"An owner for action 1", "An owner for action 3"} & found.keys()


def test_milestones_in_an_order_that_cannot_be_are_kept_and_pointed_out(client):
    incident = IncidentFactory(status="resolved")
    told = {
        "started": "12:00",
        "acknowledged": "11:30",
        "detected": "12:10",
        "mitigated": "14:00",
        "resolved": "13:00",
    }
    for milestone, clock in told.items():
        TimelineEvent.objects.record(
            incident,
            happened=When.read(f"14 March 2023 {clock} UTC"),
            text="Something",
            milestones=[milestone],
        )
    found = missing(client, incident)
    assert [gap for gap in found if "order" in gap] == [
        "A possible order: “acknowledged” is told to be before “started”",
        "A possible order: “acknowledged” is told to be before “detected”",
        "A possible order: “resolved” is told to be before “mitigated”",
    ]
    incident.refresh_from_db()
    assert {name: f"{when.earliest:%H:%M}" for name, when in incident.milestones_told.items()} == told


def test_an_order_that_may_be_so_is_not_pointed_out(client):
    incident = IncidentFactory()
    for milestone, words in {"started": "14 March 2023 12:00 UTC", "detected": "14 March 2023"}.items():
        TimelineEvent.objects.record(
            incident, happened=When.read(words), text="Something", milestones=[milestone]
        )
    assert not [gap for gap in missing(client, incident) if "order" in gap]


def test_a_draft_is_no_postmortem_for_those_who_cannot_read_it(client, as_editor):
    incident = IncidentFactory()
    PostmortemFactory(incident=incident).save_text("Draft", by=None, based_on=0)
    assert "A postmortem" in missing(client, incident)
    assert "A postmortem" not in missing(as_editor, incident)


def test_nothing_is_asked_of_a_cancelled_incident(client):
    assert missing(client, IncidentFactory(status="cancelled")) == {}

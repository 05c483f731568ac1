"""`missing:` finds what the page of an incident says is missing."""

import pytest

from accounts.factories import UserFactory
from incidents.asking import Asked
from incidents.asking.gaps import HAS, MISSING
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    PostmortemFactory,
)
from incidents.models import ActionItem, Incident
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

# What `incidents.completeness` says on the page, by the value that finds it.
SAID = {
    "start": "The time it started",
    "detection": "The time it was detected",
    "resolution": "The time it was resolved",
    "severity": "A severity",
    "lead": "A lead",
    "factors": "Contributing factors",
    "action": "An action for factor",
    "owner": "An owner for action",
    "postmortem": "A postmortem",
}


def told(*milestones, **facts):
    incident = IncidentFactory(**facts)
    if milestones:
        happened = When.read("14 March 2023")
        TimelineEvent.objects.record(incident, happened=happened, text="It did", milestones=list(milestones))
    return incident


@pytest.fixture
def shelf():
    bare = {status: told(status=status) for status in Incident.Status.values}
    told("started", "detected", kind="near-miss", status="resolved")
    full = told("started", "detected", "resolved", sev=1, lead=UserFactory(), status="closed")
    factor = ContributingFactorFactory(incident=full)
    ActionItem.objects.add(full, title="Watch it", owner_name="Sana", weakens=[factor])
    postmortem = PostmortemFactory(incident=full)
    postmortem.save_text("Told", by=None, based_on=0)
    postmortem.publish(by=None)
    ContributingFactorFactory(incident=told("started"), role="limited-harm")
    ContributingFactorFactory(incident=told("detected"), mechanism=MechanismFactory())
    ActionItemFactory(incident=bare["resolved"], status="done")
    ActionItemFactory(incident=bare["closed"], team="Platform")
    ActionItemFactory(incident=bare["cancelled"])
    ActionItemFactory(incident=bare["monitoring"])
    return full


def found(text, user):
    return set(Asked.read(text, user=user).among(Incident.objects.all()).values_list("number", flat=True))


@pytest.mark.parametrize("gap", SAID)
def test_missing_finds_what_the_page_says_is_missing(client, shelf, gap):
    viewer = UserFactory()
    client.force_login(viewer)
    said = {
        incident.number
        for incident in Incident.objects.all()
        if any(
            one.text.startswith(SAID[gap])
            for one in client.get(incident.get_absolute_url()).context["missing"]
        )
    }
    assert said  # or nothing is tested
    assert found(f"missing:{gap}", viewer) == said


def test_what_is_there_and_what_is_missing_exclude_one_another(shelf):
    user = UserFactory()
    for gap in set(HAS) & set(MISSING) - {"mechanism"}:  # one factor may have one and another none
        assert not found(f"has:{gap}", user) & found(f"missing:{gap}", user), gap


def test_what_is_there(shelf):
    incident = IncidentFactory(
        number=900, organisation=OrganisationFactory(), tags=["dns"], summary="Short.", impact="Nobody could."
    )
    user = UserFactory()
    ImpactWindowFactory(incident=incident)
    for value in ("org", "tags", "summary", "impact", "component"):
        assert found(f"has:{value}", user) == {900}, value
        assert 900 not in found(f"-has:{value}", user)
    assert found("has:postmortem", user) == {shelf.number}
    assert len(found("has:timeline", user)) == 4
    assert found("has:sources", user) == set()


def test_a_factor_without_a_mechanism_is_found(shelf):
    named = Incident.objects.get(factors__mechanism__isnull=False)
    user = UserFactory()
    assert named.number in found("has:mechanism", user)
    assert found("missing:mechanism", user).isdisjoint({named.number})
    assert shelf.number in found("missing:mechanism", user)


def test_nothing_is_missing_from_what_was_cancelled(shelf):
    user = UserFactory()
    cancelled = Incident.objects.get(status="cancelled").number
    assert all(cancelled not in found(f"missing:{gap}", user) for gap in MISSING)
    assert cancelled in found("-has:factors", user)

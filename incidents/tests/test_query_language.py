"""Every query of the language is answered alike by page, list, API and command, and as it is said."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.factories import AdministratorFactory, UserFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    PostmortemFactory,
)
from incidents.models import Incident
from incidents.tests.conftest import signed_in
from incidents.tests.told_passages import tell
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def told(number: int, begin: str, end: str = "", **facts) -> Incident:
    """An incident with a start, and an end where one is given."""
    incident = IncidentFactory(number=number, **facts)
    for at, milestone in ((begin, "started"), (end, "resolved")):
        if at:
            TimelineEvent.objects.record(
                incident, happened=When.read(at), text=f"It {milestone}", milestones=[milestone]
            )
    return incident


@pytest.fixture
def mira():
    return UserFactory(username="mira", first_name="Mira", last_name="Oduya")


@pytest.fixture
def shelf(mira):
    """Five incidents that differ in everything that can be asked for; 5 is restricted, 6 internal."""
    fyra = OrganisationFactory(slug="fyra", name="Fyra, Inc.")
    skew, expiry = MechanismFactory(slug="skewed", name="skewed versions"), MechanismFactory(slug="expired")
    one = told(
        1,
        "14 March 2023 18:00 UTC",
        "15 March 2023 01:30 UTC",
        sev=1,
        organisation=fyra,
        tags=["kubernetes"],
        status="closed",
        lead=mira,
        summary="Queues stand.",
    )
    ContributingFactorFactory(incident=one, mechanism=skew, role="trigger")
    ContributingFactorFactory(incident=one, mechanism=expiry, role="hindered-recovery")
    ImpactWindowFactory(incident=one, component__name="Web, API")
    ActionItemFactory(incident=one, owner=mira, due_date="2023-04-01")
    tell(one, "The sync failed on every node", "kube-proxy restarts", postmortem=["etcd lost its leader"])
    two = told(
        2,
        "between 31 December 2022 23:00 and 1 January 2023 01:00 UTC",
        "1 January 2023 02:00 UTC",
        sev=2,
        kind="near-miss",
        status="resolved",
        tags=["dns"],
    )
    ContributingFactorFactory(incident=two, mechanism=expiry, role="trigger")
    ImpactWindowFactory(incident=two, component__name='The "big" one')
    tell(two, "A certificate expired", factor=["etcd was blamed, the sync failed later"])
    three = told(3, "", kind="vendor", status="investigating")
    ActionItemFactory(incident=three, team="Platform Team")
    postmortem = PostmortemFactory(incident=three)
    postmortem.save_text("Told", by=None, based_on=0)
    postmortem.publish(by=None)
    tell(three, "kafka and kubernetes and the 10:43 train to http://x")
    four = told(4, (timezone.now() - timedelta(hours=5)).strftime("%Y-%m-%d %H:%M UTC"), sev=1)
    tell(four, "kafka is slow")
    secret = told(5, "14 March 2023", sev=1, organisation=OrganisationFactory(slug="hush"), tags=["hush"])
    Incident.objects.filter(pk=secret.pk).update(visibility="restricted")
    tell(secret, "kafka etcd hush", factor=["the sync failed"])
    six = told(6, "2 May 2024", visibility="internal", status="cancelled", lead=UserFactory(username="ida"))
    tell(six, "etcd sleeps")


ANSWERS = {
    # words
    "etcd": [1, 2, 6],
    "etcd kafka": [1, 2, 3, 4, 6],
    '"sync failed"': [1, 2],
    "etcd -certificate": [1, 6],
    'etcd -"sync failed"': [6],
    "etcd OR kafka": [1, 2, 3, 4, 6],
    '"sync failed" OR sleeps': [1, 2, 6],
    '"sync failed" certificate OR leader': [1, 2],
    "certif*": [2],
    "etcd -certif*": [1, 6],
    "http://x": [3],
    "10:43": [3],
    # fields, alone and together
    "severity:sev1": [1, 4],
    "SEVERITY:SEV1,sev2": [1, 2, 4],
    "severity:none": [3, 6],
    "-severity:sev1": [2, 3, 6],
    "-severity:sev1 -severity:none": [2],
    "severity:sev1 OR org:fyra OR tag:dns": [1, 2, 4],
    "org:fyra": [1],
    'org:"fyra, inc."': [1],
    'component:"web, api"': [1],
    'component:"the ""big"" one"': [2],
    'component:"Web, API","The ""big"" one"': [1, 2],
    "mechanism:skewed": [1],
    'mechanism:"skewed versions"': [1],
    "mechanism:expired": [1, 2],
    "mechanism:expired mechanism:skewed": [1],
    "mechanism:expired role:trigger": [2],
    "mechanism:trigger/expired": [2],
    "mechanism:expired mechanism:trigger/skewed": [1],
    "mechanism:expired role:trigger,hindered-recovery": [1, 2],
    "mechanism:expired role:trigger role:hindered-recovery": [],
    "-mechanism:skewed mechanism:expired": [2],
    "role:trigger": [1, 2],
    'role:"hindered recovery"': [1],
    "role:trigger role:hindered-recovery": [1],
    "-role:hindered-recovery mechanism:expired": [2],
    "kind:near-miss,vendor": [2, 3],
    'kind:"near miss"': [2],
    "status:open": [3, 4],
    "status:resolved,closed": [1, 2],
    "tag:kubernetes": [1],
    "tag:KUBERNETES,dns": [1, 2],
    "visibility:internal": [6],
    "is:open": [3, 4],
    "is:ended": [1, 2, 6],
    "is:near-miss": [2],
    "is:overdue": [1],
    "is:published": [3],
    "is:internal": [6],
    "-is:open": [1, 2, 6],
    "has:factors": [1, 2],
    "has:postmortem": [3],
    "has:actions": [1, 3],
    "-has:start": [3],
    "missing:factors": [3, 4],
    "missing:start": [3],
    "missing:detection": [1, 2, 3, 4],
    "missing:lead": [2, 3, 4],
    "missing:lead missing:factors": [3, 4],
    "missing:postmortem severity:sev1": [1, 4],
    "missing:resolution": [],
    "during:2023": [1, 2],
    "year:2023": [1, 2],
    "during:2022": [2],
    "during:2023-Q1": [1, 2],
    "during:2023-W11": [1],
    "during:2023-03": [1],
    "during:2023-03-14": [1],
    "during:2023-03-15": [],
    "during:2023-03-14T18:00": [1],
    "during:2023-03-15T01:00+07:00": [1],
    "during:2022,2024": [2, 6],
    "during:2023-02..2024-05": [1, 6],
    "during:2024-03..": [4, 6],
    "during:..2022": [2],
    "-during:2023": [3, 4, 6],
    "before:2023": [2],
    "before:2023-03-14": [2],
    "after:2023": [4, 6],
    "after:2023-03-13 before:2023-03-15": [1],
    "took:>4h": [1, 4],
    "took:<4h": [2],
    "took:7h..8h": [1],
    "took:>2h took:<4h": [2],
    "took:>1d": [],
    "-took:>4h": [2, 3, 6],
    "incident:INC-3,1": [1, 3],
    "incident:5": [],
    "in:postmortem": [1],
    "in:factors": [2],
    "-in:timeline": [1, 2],
    # words and fields
    "etcd severity:sev1": [1],
    "etcd in:factors": [2],
    "etcd in:postmortem,factors": [1, 2],
    "etcd in:postmortem in:factors": [],
    "etcd -in:timeline": [1, 2],
    "kafka is:open -severity:sev1": [3],
    "etcd OR kafka severity:sev1 OR kind:vendor": [1, 3, 4],
    "severity:sev1 -kafka": [1],
    "missing:lead -kafka": [2],
    # what means nothing is left out
    "severity:sevv etcd": [1, 2, 6],
    "severity:sev1,sevv": [1, 4],
    "org:hush etcd": [1, 2, 6],
    "severity: etcd": [1, 2, 6],
    "colour:red etcd": [1, 2, 6],
    "during:2023-13 etcd": [1, 2, 6],
    "severity:sevv": [],
    "-etcd": [],
    "": [],
}


def by_page(client, text):
    return [
        hit.row.incident.number
        for hit in client.get("/search/", {"q": text, "exact": "1"}).context["page"].hits
    ]


def by_api(client, text):
    response = client.get("/api/v1/search/", {"q": text, "exact": "true", "limit": 100})
    return [int(one["incident"].removeprefix("INC-")) for one in response.json().get("results", ())]


def by_command(capsys, text):
    call_command("search", "--json", "--exact", "--as", "jonas", "--", text)
    found = json.loads(capsys.readouterr().out)
    return [int(one["incident"].removeprefix("INC-")) for one in found["results"]]


@pytest.mark.parametrize("lot", range(4))
def test_page_api_and_command_answer_alike(as_viewer, capsys, shelf, lot):
    for text, expected in list(ANSWERS.items())[lot::4]:
        page = by_page(as_viewer, text)
        assert sorted(page) == expected, text
        assert by_api(as_viewer, text) == page, text
        assert by_command(capsys, text) == page, text


def test_the_list_has_the_same_incidents(as_viewer, shelf):
    for text, expected in ANSWERS.items():
        listed = as_viewer.get("/incidents/", {"q": text}).context["list"]
        found = [row.incident.number for row in listed.rows]
        assert sorted(found) == (expected if listed.is_narrowed else [1, 2, 3, 4, 6]), text


def test_fields_alone_find_the_newest_start_first_and_what_has_none_last(as_viewer, shelf):
    assert by_page(as_viewer, "-severity:sev2") == [4, 6, 1, 3]


PEOPLE = {
    "lead:mira": [1],
    'lead:"mira oduya"': [1],
    "lead:ida": [6],
    "lead:nobody": [2, 3, 4],
    "-lead:nobody": [1, 6],
    "owner:mira": [1],
    'owner:"platform team"': [3],
    "owner:mira,nobody": [1],
    "-owner:mira": [2, 3, 4, 6],
    "lead:me": [1],
    "owner:me etcd": [1],
}


def test_people_are_found_by_who_has_signed_in(client, mira, shelf):
    found = {text: sorted(by_page(signed_in(mira), text)) for text in PEOPLE}
    assert found == PEOPLE
    for text in PEOPLE:
        assert "Only who has signed in can search by" in client.get("/search/", {"q": text}).text, text


def test_a_restricted_incident_answers_only_those_who_may_see_it(client, as_viewer, shelf):
    administrator = signed_in(AdministratorFactory())
    for text in ("hush", "org:hush", "tag:hush", "severity:sev1", "incident:5", "during:2023-03-14", "etcd"):
        assert 5 in by_page(administrator, text), text
        assert 5 in by_api(administrator, text), text
        for somebody in (client, as_viewer):
            assert 5 not in by_page(somebody, text), text
            assert 5 not in by_api(somebody, text), text


def test_old_addresses_open_as_query_text(as_viewer, shelf):
    page = as_viewer.get(
        "/search/?q=etcd&severity=SEV1,sev2&in=factor,event&component=Web, API&component=Jobs&year=2023"
    ).context["page"]
    assert page.text == 'etcd severity:SEV1,sev2 component:"Web, API",Jobs during:2023 in:factor,event'


@pytest.mark.parametrize(
    "text", ["x" * 10_000, 'org:"' * 2_000, "a OR " * 2_000, "-severity:sev1 " * 700, "\x00:\ud7ff"]
)
def test_long_and_broken_queries_are_answered(as_viewer, capsys, text):
    assert by_page(as_viewer, text) == by_command(capsys, text)

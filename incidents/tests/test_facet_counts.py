"""Counting what a list can be narrowed by: in one statement, each facet without its own condition."""

import pytest
from django.db.models import Q

from incidents.facet_counts import Counted, among_ids, count_facets
from incidents.factories import (
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident, Severity
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

FACETS = ("severity", "org", "kind", "status", "component", "mechanism", "tag", "during")


def counted(conditions=(), own=None, among=None, **others) -> Counted:
    visible = Incident.objects.all() if among is None else among
    return count_facets(visible, conditions, dict.fromkeys(FACETS) | (own or {}), **others)


def numbers(found: Counted, facet: str) -> dict[str, int]:
    return {value: number for value, _, number in found.values.get(facet, ())}


def begun(incident, words: str):
    TimelineEvent.objects.record(
        incident, happened=When.read(words), text="It begins.", milestones=["started"]
    )
    return incident


@pytest.fixture
def three():
    house = OrganisationFactory(slug="house", name="House")
    skew = MechanismFactory(slug="skew", name="Two clocks")
    first = begun(IncidentFactory(sev=1, organisation=house, tags=["tls", "edge"]), "14 March 2023")
    second = begun(IncidentFactory(sev=2, organisation=house, kind="drill", tags=["tls"]), "May 2024")
    third = IncidentFactory(status="resolved")
    ContributingFactorFactory(incident=first, mechanism=skew, role="trigger")
    ContributingFactorFactory(incident=first, mechanism=skew, role="aggravating")
    ContributingFactorFactory(incident=third, mechanism=skew, role="aggravating")
    for organisation in (house, OrganisationFactory()):
        ImpactWindowFactory(incident=first, component__name="Web, API", component__organisation=organisation)
    return first, second, third


def test_every_value_is_told_with_its_label_and_how_many_incidents_have_it(three):
    assert counted().values == {
        "severity": [("SEV1", "SEV1", 1), ("SEV2", "SEV2", 1), ("none", "not set", 1)],
        "org": [("house", "House", 2)],
        "kind": [("incident", "incident", 2), ("drill", "drill", 1)],
        "status": [("open", "open", 2), ("investigating", "investigating", 2), ("resolved", "resolved", 1)],
        "component": [("Web, API", "Web, API", 1)],
        "mechanism": [("skew", "Two clocks", 2)],
        "tag": [("tls", "tls", 2), ("edge", "edge", 1)],
        "during": [("2024", "2024", 1), ("2023", "2023", 1)],
    }


def test_a_facet_is_counted_without_its_own_condition_and_with_all_others(three):
    conditions = [Q(kind="drill"), Q(organisation__slug="house")]
    found = counted(conditions, {"kind": 0, "org": 1})
    assert numbers(found, "kind") == {"incident": 1, "drill": 1}
    assert numbers(found, "org") == {"house": 1}
    assert numbers(found, "tag") == {"tls": 1}
    assert (found.total, found.without) == (1, {0: 2, 1: 1})


def test_a_condition_on_what_is_not_set_counts_as_not_fulfilled(three):
    assert counted([Q(severity__order=1)]).total == 1
    assert counted([~Q(severity__order=1)]).total == 2


def test_conditions_that_nothing_or_everything_fulfils_are_counted_too(three):
    assert counted([Q(pk__in=[])]).without == {0: 3}
    assert counted([~Q(pk__in=[])]).total == 3


def test_mechanisms_are_counted_in_the_roles_that_are_asked_for(three):
    assert numbers(counted(roles=["trigger"]), "mechanism") == {"skew": 1}
    assert numbers(counted(roles=["trigger", "aggravating"]), "mechanism") == {"skew": 2}
    assert numbers(counted(roles=["limited-harm"]), "mechanism") == {}


def test_a_start_that_may_lie_in_either_of_two_years_counts_for_both():
    begun(IncidentFactory(), "between 31 December 2022 20:00 UTC and 1 January 2023 04:00 UTC")
    begun(IncidentFactory(), "31 December 2022")
    begun(IncidentFactory(), "14 March 2024")
    assert numbers(counted(), "during") == {"2024": 1, "2023": 1, "2022": 2}


def test_a_start_that_is_open_counts_for_every_year_it_may_lie_in():
    begun(IncidentFactory(), "by 14 March 2023 12:00 UTC")
    begun(IncidentFactory(), "14 March 2021")
    begun(IncidentFactory(), "14 March 2024")
    assert numbers(counted(), "during") == {"2024": 1, "2023": 1, "2021": 2}


def test_of_many_values_the_most_frequent_are_told_and_those_that_are_chosen():
    for number in range(40):
        IncidentFactory(tags=[f"tag-{number:02}"])
    IncidentFactory(tags=["tag-39"])
    tags = numbers(counted(chosen=["tag:tag-38"]), "tag")
    assert (len(tags), tags["tag-39"]) == (31, 2)
    assert "tag-38" in tags
    assert "tag-37" not in tags


def test_a_component_counts_in_any_case_as_it_is_found():
    first, second = IncidentFactory(), IncidentFactory()
    for incident, name in ((first, "dashboard"), (second, "Dashboard"), (second, "DASHBOARD")):
        ImpactWindowFactory(incident=incident, component__name=name)
    assert list(numbers(counted(), "component").values()) == [2]


def test_what_no_incident_has_as_such_is_counted_by_what_it_demands(three):
    years = Q(started_range__startswith__year__lte=2023)
    further = {("during", "2012..2023"): years, ("during", "'%s"): ~Q(pk=None)}
    found = counted([Q(kind="incident")], chosen=["during:2012..2023"], further=further)
    assert found.values["during"][:2] == [("'%s", "", 2), ("2012..2023", "", 1)]


def test_gaps_are_counted_by_their_conditions(three):
    flags = {"severity": Q(severity=None), "lead": Q(lead=None)}
    found = counted([Q(kind="drill"), Q(severity=None)], {"kind": None, "missing": 1}, flags=flags)
    assert found.values["missing"] == [("severity", "", 0), ("lead", "", 1)]


def test_other_incidents_are_counted_in_the_same_look(three, django_assert_num_queries):
    everything = Incident.objects.order_by("title")
    besides = [everything.filter(title__contains="%"), everything, Incident.objects.none()]
    with django_assert_num_queries(1):
        found = counted([Q(kind="drill")], among=everything.filter(kind="drill"), besides=besides)
    assert (found.total, found.besides) == (1, [0, 3, 0])


def test_nothing_is_told_of_what_the_person_may_not_see(three):
    *_, third = three
    nobodys = Incident.objects.none()
    assert counted(among=nobodys, besides=[nobodys]) == Counted(besides=[0])
    found = counted(among=Incident.objects.filter(pk=third.pk))
    assert numbers(found, "mechanism") == {"skew": 1}
    assert {facet for facet in FACETS if facet not in found.values} == {"org", "component", "tag", "during"}


def test_incidents_are_chosen_by_a_long_list_of_keys(three):
    first, *_ = three
    assert (
        counted(among=Incident.objects.filter(among_ids([first.pk, *range(10**9, 10**9 + 5_000)]))).total == 1
    )
    assert counted(among=Incident.objects.filter(among_ids([]))).total == 0


def test_the_number_of_statements_does_not_grow(django_assert_num_queries):
    for total in (1, 20):
        for _ in range(total):
            incident = begun(IncidentFactory(sev=1, organisation=OrganisationFactory()), "May 2024")
            ContributingFactorFactory(incident=incident, mechanism=MechanismFactory())
        assert Severity.objects.exists()
        with django_assert_num_queries(1):
            found = counted([Q(kind="incident")], {"kind": 0})
    assert found.total == 21

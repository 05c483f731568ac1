"""Which factors did not hold: all of their action items done, and met again all the same."""

from datetime import UTC, date, datetime

import pytest

from incidents.bits import numbers_in
from incidents.factories import (
    ActionItemFactory,
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.holding import Met, Weakened, came_back, weakened_factors
from incidents.models import Incident

DONE = date(2024, 3, 10)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def weakened(**changes) -> Weakened:
    facts = {
        "factor": 1,
        "incident": 1,
        "mechanism": 7,
        "organisation": 3,
        "components": (),
        "actions": 1,
        "done_on": DONE,
    }
    return Weakened(**facts | changes)


LATER = (at(12), at(13))


def again(incident: int = 2, began=LATER, *, mechanism=7, organisation=3, components=()) -> tuple:
    return incident, began, mechanism, organisation, components


def returned(factor: Weakened, *told) -> list[tuple[list[int], list[int]]]:
    """The keys of the incidents in which the factor came back, and in which it may have."""
    told = sorted(told, key=lambda one: (one[1][0] or one[1][1], one[1][1] or LONG_AFTER))
    keys = [incident for incident, *_ in told]
    sets = ({}, {}, {})
    for place, (_, _, mechanism, organisation, components) in enumerate(told):
        for held, values in zip(sets, ([mechanism], [organisation], components), strict=True):
            for value in values:
                if value is not None:
                    held[value] = held.get(value, 0) | 1 << place
    mechanisms, organisations, parts = sets
    met = Met(
        [began for _, began, *_ in told],
        {key: place for place, key in enumerate(keys)},
        mechanisms=mechanisms,
        organisations=organisations,
        components=parts,
    )
    return [
        tuple([keys[place] for place in numbers_in(bits)] for bits in (found.again, found.perhaps))
        for found in came_back([factor], met)
    ]


LONG_AFTER = at(31)


def test_the_same_mechanism_in_the_same_organisation_after_that_day_came_back():
    assert returned(weakened(), again()) == [([2], [])]


def test_the_same_mechanism_at_the_same_component_came_back_whoever_it_is():
    factor = weakened(organisation=None, components=(6,))
    assert returned(factor, again(organisation=None, components={5, 6})) == [([2], [])]


@pytest.mark.parametrize(
    "met",
    [
        again(mechanism=8),
        again(organisation=4),
        again(organisation=None, components={5}),
        again(incident=1),
        again(began=(at(1), at(2))),
        again(began=(at(10), at(11))),
    ],
    ids=["mechanism", "organisation", "component", "itself", "before", "on the day itself"],
)
def test_anything_else_did_not_come_back(met):
    assert returned(weakened(components=(6,)), met) == []


@pytest.mark.parametrize(
    "began", [(at(9), at(12)), (None, at(12)), (at(10, 23), at(11, 1))], ids=["range", "by", "midnight"]
)
def test_who_cannot_tell_before_from_after_says_perhaps(began):
    assert returned(weakened(), again(began=began)) == [([], [2])]


@pytest.mark.parametrize(("began", "is_sure"), [((at(11), None), True), ((at(10), None), False)])
def test_a_start_without_a_latest_bound_is_sure_by_its_earliest(began, is_sure):
    assert returned(weakened(), again(began=began)) == [([2], []) if is_sure else ([], [2])]


def test_an_open_start_that_ends_before_that_day_is_no_return():
    assert returned(weakened(), again(began=(None, at(9)))) == []


def test_returns_stand_in_the_order_in_which_they_began_each_once():
    told = [
        again(4, (at(12), at(13)), components={6}),
        again(3, (at(14), at(15))),
        again(2, (at(20), at(21))),
    ]
    assert returned(weakened(components=(6,)), *told) == [([4, 3, 2], [])]


@pytest.mark.parametrize("wanting", [{"done_on": None}, {"organisation": None}])
def test_what_does_not_say_when_or_where_is_left_out(wanting):
    assert returned(weakened(**wanting), again(), again(3, organisation=None)) == []


@pytest.fixture
def factor(db):
    incident = IncidentFactory(organisation=OrganisationFactory())
    return ContributingFactorFactory(incident=incident, mechanism=MechanismFactory())


def act(factor, status: str, done: date | None = None) -> None:
    action = ActionItemFactory(incident=factor.incident, status=status, done_date=done, declined_reason="no")
    action.weakens.add(factor)


def found():
    return weakened_factors(Incident.objects.all())


def test_a_factor_is_dealt_with_on_the_day_of_its_last_action_item(factor):
    act(factor, "done", DONE)
    act(factor, "done", date(2024, 1, 1))
    component = ComponentFactory()
    ImpactWindowFactory(incident=factor.incident, component=component)
    ImpactWindowFactory(incident=factor.incident, component=component)
    assert found() == [
        Weakened(
            factor.pk,
            factor.incident_id,
            factor.mechanism_id,
            factor.incident.organisation_id,
            actions=2,
            done_on=DONE,
            components=(component.pk,),
        )
    ]


@pytest.mark.parametrize("status", ["proposed", "agreed", "in-progress"])
def test_a_factor_with_an_action_item_to_do_is_not_dealt_with(factor, status):
    act(factor, "done", DONE)
    act(factor, status)
    assert found() == []


def test_declined_action_items_do_not_count(factor):
    act(factor, "declined")
    assert found() == []
    act(factor, "done", DONE)
    assert [one.actions for one in found()] == [1]


def test_an_action_item_done_without_a_day_leaves_the_day_open(factor):
    act(factor, "done", DONE)
    act(factor, "done", None)
    assert [one.done_on for one in found()] == [None]


def test_what_limited_harm_or_has_no_mechanism_is_no_failing(factor):
    act(factor, "done", DONE)
    factor.incident.factors.update(role="limited-harm")
    assert found() == []
    factor.incident.factors.update(role="trigger", mechanism=None)
    assert found() == []


def test_factors_of_incidents_one_may_not_see_are_not_known(factor):
    act(factor, "done", DONE)
    Incident.objects.update(visibility="restricted")
    assert weakened_factors(Incident.objects.filter(visibility="public")) == []

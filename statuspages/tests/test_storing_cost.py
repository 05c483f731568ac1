"""What an answer costs to store does not grow with what it says."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.factories import IncidentFactory
from statuspages.factories import StatusPageFactory
from statuspages.models import ReportedUpdate, UpdateRevision
from statuspages.providers.reading import Affected, ReadComponent, State
from statuspages.tests.accounts import account, listing, post, take, told

pytestmark = pytest.mark.django_db

COMPONENTS = 475
UPDATES = 6  # of each incident
FEW, MANY = 3, 50


def components(status="operational") -> tuple[ReadComponent, ...]:
    return tuple(
        ReadComponent(f"cmp{number}", f"Component {number}", "", number, status, None)
        for number in range(COMPONENTS)
    )


def incident(number: int, updates: int = UPDATES, **changed):
    """One of each of the last days; all but the newest are over."""
    hurt = Affected(f"cmp{number}", f"Component {number}", "operational", "major_outage")
    states = ["investigating"] + ["monitoring"] * (updates - 1)
    states[-1] = "resolved" if number else states[-1]
    posts = [
        post(f"u{number}-{nth}", state, f"{400 - number} 0{nth}:00", f"Post {nth} of {number}.", hurt)
        for nth, state in enumerate(states)
    ]
    return told(f"i{number}", *posts, **changed)


def edited(one, **changed):
    """With its last post rewritten, and worse for its component."""
    *posts, last = one.updates
    hurt = replace(last.affected[0], new="partial_outage")
    later = replace(last, body=f"{last.body} It was a disk.", affected=(hurt,), updated_at=last.updated_at)
    return replace(one, updates=(*posts, later), **changed)


def grown(one):
    """With another post, that opens it again."""
    last = one.updates[-1]
    more = replace(last, uid=f"{last.uid}+", state=State.IDENTIFIED, status="identified", body="Not over.")
    more = replace(more, display_at=last.at.replace(minute=30), created_at=last.at.replace(minute=30))
    return replace(one, updates=(*one.updates, more), state=State.IDENTIFIED, status="identified")


def continued(one):
    """With another post that says no more than that it goes on."""
    last = one.updates[-1]
    at = last.at.replace(minute=30)
    more = replace(last, uid=f"{last.uid}+", body="Still at it.", display_at=at, created_at=at, updated_at=at)
    return replace(one, updates=(*one.updates, more), updated_at=at)


def fewer(one):
    """Without its first post."""
    return replace(one, updates=one.updates[1:])


def renamed(one):
    return replace(one, name=f"{one.name}, renamed", impact="critical")


def queries(do) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        do()
    return len(captured)


def read_page(number: int, **changed):
    """A page of so many incidents, read once."""
    page = StatusPageFactory(name=f"Vendor {number}")
    incidents = [incident(each) for each in range(number)]
    return page, incidents, lambda: take(page, account(listing(*incidents), **changed), "401 09:00")


def test_a_first_reading_costs_the_same_for_few_and_for_many():
    _, _, read_few = read_page(FEW, components=components())
    many, _, read_many = read_page(MANY, components=components())
    assert queries(read_many) <= queries(read_few) + 2 <= 62
    assert ReportedUpdate.objects.filter(reported__page=many).count() == MANY * UPDATES
    assert many.components.count() == COMPONENTS


def test_incidents_of_other_times_that_are_here_already_cost_no_search_for_each():
    page, _, read = read_page(MANY)
    for _ in range(5):
        IncidentFactory(organisation=page.organisation)
    assert queries(read) <= 60


@pytest.mark.parametrize("change", [edited, grown, fewer, renamed])
def test_a_changed_answer_costs_the_same_for_few_changes_and_for_many(change):
    page, incidents, read = read_page(MANY)
    read()

    def answer(changed: int, clock: str):
        now = [change(one) if number < changed else one for number, one in enumerate(incidents)]
        said = account(listing(*now), said_at=clock, components=components("major_outage"))
        return lambda: take(page, said, clock)

    few = queries(answer(FEW, "401 10:00"))
    many = queries(answer(MANY, "401 11:00"))
    assert many <= few <= 75


def test_one_more_post_on_one_of_many_incidents_costs_little():
    page, incidents, read = read_page(MANY, components=components())
    read()
    now = [continued(incidents[0]), *incidents[1:]]
    said = account(listing(*now), said_at="401 10:00", components=components())
    assert queries(lambda: take(page, said, "401 10:00")) <= 45
    assert UpdateRevision.objects.filter(update__reported__page=page).count() == MANY * UPDATES + 1


def test_the_same_again_costs_next_to_nothing():
    _, _, read = read_page(MANY, components=components())
    read()
    assert queries(read) <= 9

"""The vocabulary of mechanisms, and where each was met."""

import pytest

from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import ContributingFactor, Mechanism

pytestmark = pytest.mark.django_db


@pytest.fixture
def skewed():
    return MechanismFactory(slug="skewed", name="Skewed", definition="Parts disagree.", group="Change")


def met(client) -> dict[str, int]:
    return {mechanism.slug: mechanism.met for mechanism in client.get("/mechanisms/").context["mechanisms"]}


def test_every_mechanism_in_use_is_listed_group_by_group(client, skewed):
    page = client.get("/mechanisms/")
    listed = page.context["mechanisms"]
    assert len(listed) == Mechanism.objects.in_use().count()
    groups = [mechanism.group_order for mechanism in listed]
    assert groups == sorted(groups)
    assert "Parts disagree." in page.text


def test_a_retired_mechanism_is_not_listed_but_can_be_read(client, skewed):
    skewed.retire(by=None)
    assert "skewed" not in met(client)
    assert "retired: kept for old factors" in client.get("/mechanisms/skewed/").text


def test_a_mechanism_met_twice_in_one_incident_counts_once(client, skewed):
    incident = IncidentFactory()
    ContributingFactorFactory.create_batch(2, incident=incident, mechanism=skewed)
    ContributingFactorFactory(mechanism=skewed)
    ContributingFactorFactory()
    page = client.get("/mechanisms/")
    assert met(client)["skewed"] == 2
    assert "2 incidents" in page.text
    assert "3 incidents with factors" in page.text


def test_a_mechanism_shows_its_definition_examples_and_where_it_was_met(client, skewed):
    factor = ContributingFactorFactory(
        mechanism=skewed,
        statement="The `proxy` was older",
        incident__number=42,
        incident__title="Queues stand still",
        incident__organisation=OrganisationFactory(name="Corner Shop"),
    )
    page = client.get("/mechanisms/skewed/").text
    for part in (
        "Parts disagree.",
        skewed.first_example,
        skewed.second_example,
        "The <code>proxy</code> was older",
        f'href="/incidents/42/#{factor.anchor}"',
        "Queues stand still",
        "Corner Shop",
        "1 factor<",
    ):
        assert part in page


@pytest.mark.parametrize("who", ["stranger", "viewer", "editor"])
def test_restricted_incidents_are_neither_shown_nor_counted(client, as_viewer, as_editor, skewed, who):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[who]
    hidden = IncidentFactory(number=4271, visibility="restricted", title="Hush")
    factor = ContributingFactorFactory(incident=hidden, mechanism=skewed, statement="Secret")
    ActionItemFactory(incident=hidden, title="Quiet work").weakens.add(factor)
    assert met(client)["skewed"] == 0
    assert "0 incidents with factors" in client.get("/mechanisms/").text
    page = client.get("/mechanisms/skewed/")
    assert (page.context["page"].number, page.context["page"].factors_number) == (0, 0)
    for text in ("Hush", "Secret", "4271", "Quiet work"):
        assert text not in page.text


def test_a_mechanism_nobody_knows_is_not_found(client):
    assert client.get("/mechanisms/no-such/").status_code == 404


def test_the_places_are_walked_page_by_page(client, skewed):
    incident = IncidentFactory()
    ContributingFactor.objects.bulk_create(
        ContributingFactor(incident=incident, mechanism=skewed, statement=f"Factor {n}") for n in range(70)
    )

    def factors(cursor: str):
        return client.get("/mechanisms/skewed/", {"from": cursor}).context["page"].factors

    first = factors("")
    assert len(first) == 50
    assert client.get("/mechanisms/skewed/").context["page"].factors_number == 70
    second = factors(first.next)
    assert len(second) == 20
    assert not second.next
    assert list(factors(second.previous)) == list(first)
    assert list(factors("garbage\x00")) == list(first)


def test_queries_grow_neither_with_mechanisms_nor_with_factors(client, skewed, django_assert_num_queries):
    for total in (1, 20):
        for _ in range(total):
            ContributingFactorFactory(mechanism=MechanismFactory())
            ContributingFactorFactory(
                mechanism=skewed, incident=IncidentFactory(sev=2, organisation=OrganisationFactory())
            )
        with django_assert_num_queries(2):  # mechanisms with their counts, incidents with factors
            client.get("/mechanisms/")
        with django_assert_num_queries(
            6
        ):  # mechanism, told of, starts, how many factors, the latest, factors
            client.get("/mechanisms/skewed/")

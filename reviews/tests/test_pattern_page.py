"""The page of patterns and its files: what they show, how they refuse, how many questions they ask."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import ComponentFactory, MechanismFactory, OrganisationFactory
from incidents.models import Incident
from reviews.patterns.csv import TABLES
from reviews.tests.pattern_world import day, dealt_with, happened, world

pytestmark = pytest.mark.django_db

ADDRESSES = ["/patterns/", *(f"/patterns/{name}.csv" for name in TABLES)]


def text_of(response) -> str:
    return response.content.decode()


def test_nothing_to_count_says_what_to_do(client):
    assert "If you have an account, sign in" in text_of(client.get("/patterns/"))
    client.force_login(EditorFactory())
    assert "say what contributed to it" in text_of(client.get("/patterns/"))
    assert "Take a filter away" in text_of(client.get("/patterns/", {"q": "kind:drill"}))


def test_the_page_counts_out_loud_what_is_left_out(client):
    world()
    client.force_login(AdministratorFactory())
    page = text_of(client.get("/patterns/"))
    assert "incident has no factors yet and is left out" in page
    assert "whose mechanism nobody has named" in page
    assert "has no start and stands in no quarter" in page
    assert "may have begun in more than one quarter" in page


def test_what_is_asked_for_stands_as_chips_that_can_be_taken_away(client):
    world()
    page = client.get("/patterns/", {"q": "mechanism:w-retry-storm during:2022"})
    assert [chip.without.strip() for chip in page.context["scope"].asked.chips] == [
        "during:2022",
        "mechanism:w-retry-storm",
    ]
    assert 'href="?q=during%3A2022"' in text_of(page)
    assert "As usual" not in text_of(page)
    assert ">as usual</a>" in text_of(page)


def test_what_means_nothing_is_said(client):
    page = client.get("/patterns/", {"q": "mechanism:no-such-thing"})
    assert page.status_code == 200
    assert "means nothing" in text_of(page)


@pytest.mark.parametrize(
    "query", ["\x00", "'\"<script>", "OR OR", "(" * 500, "mechanism:" + "a," * 400, "🧨" * 99]
)
def test_hostile_text_is_answered(client, query):
    world()
    page = client.get("/patterns/", {"q": query})
    assert page.status_code == 200
    assert "<script>'" not in text_of(page)
    assert client.get("/patterns/pairs.csv", {"q": query}).status_code == 200


def test_a_text_of_any_length_is_held_in_bounds(client):
    world()
    page = client.get("/patterns/", {"q": "etcd " * 2_000})
    assert "Only the first 2,000 characters were read." in text_of(page)
    assert len(page.content) < 2_000_000


@pytest.mark.parametrize("address", ADDRESSES)
def test_patterns_are_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_a_table_that_there_is_not_is_not_there(client):
    assert client.get("/patterns/secrets.csv").status_code == 404


def test_a_file_has_what_the_page_was_narrowed_to(client):
    world()
    rows = list(csv.DictReader(io.StringIO(text_of(client.get("/patterns/seen.csv", {"q": "org:fyra"})))))
    assert {row["slug"]: int(row["n"]) > 0 for row in rows} == {
        "w-monitoring-gap": True,
        "w-version-skew": True,
        "w-retry-storm": False,  # as a near miss only
    }
    response = client.get("/patterns/seen.csv")
    assert response["Content-Disposition"] == 'attachment; filename="patterns-seen.csv"'


def test_no_cell_is_a_formula(client):
    evil = "=1+2 "
    component = ComponentFactory(name=f"{evil}component", organisation=OrganisationFactory(name="@evil"))
    mechanism = MechanismFactory(slug="evil", name="-evil")
    first = happened(
        day("2022-01-01"), mechanisms=[mechanism], components=[component], organisation=component.organisation
    )
    dealt_with(first, "2022-02-01")
    happened(day("2023-01-01"), mechanisms=[mechanism], organisation=component.organisation)
    for name in TABLES:
        for row in csv.reader(io.StringIO(text_of(client.get(f"/patterns/{name}.csv", {"q": ""})))):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def test_what_did_not_hold_links_both_incidents(client):
    mechanism, organisation = MechanismFactory(name="Stale shelf"), OrganisationFactory(name="Fyra")
    facts = {"mechanisms": [mechanism], "organisation": organisation}
    first = happened(day("2022-01-01"), **facts)
    dealt_with(first, "2022-02-01")
    back = happened(day("2023-01-01"), **facts)
    happened(day("2023-03-01"), kind="near-miss", **facts)
    page = text_of(client.get("/patterns/"))
    assert "1 of 1 factor that was dealt with came back" in page
    assert f'href="{first.get_absolute_url()}#f-{first.factors.get().pk}"' in page
    assert f'href="{back.get_absolute_url()}#factors"' in page
    assert "334 days later" in page
    (row,) = client.get("/patterns/").context["returns"]
    assert (row.times.number, row.place, row.done) == (2, "Fyra", "1 Feb 2022")


def test_the_return_must_be_asked_for_and_the_first_need_not(client):
    mechanism, organisation = MechanismFactory(), OrganisationFactory()
    facts = {"mechanisms": [mechanism], "organisation": organisation}
    dealt_with(happened(day("2022-01-01"), **facts), "2022-02-01")
    happened(day("2023-01-01"), **facts)
    for query, returns, said in (
        (
            "during:2023",
            1,
            "none of 0 factors that were dealt with came back, and 1 of incidents that are not",
        ),
        ("during:2022", 0, "none of 1 factor that was dealt with came back"),
    ):
        page = client.get("/patterns/", {"q": query})
        assert len(page.context["returns"]) == returns
        assert said in text_of(page)


def test_of_an_incident_one_may_not_see_nothing_came_back(client):
    mechanism, organisation = MechanismFactory(), OrganisationFactory()
    facts = {"mechanisms": [mechanism], "organisation": organisation}
    dealt_with(happened(day("2022-01-01"), visibility="restricted", **facts), "2022-02-01")
    happened(day("2023-01-01"), **facts)
    client.force_login(UserFactory())
    assert client.get("/patterns/").context["returns"] == []
    client.force_login(AdministratorFactory())
    assert len(client.get("/patterns/").context["returns"]) == 1


def test_under_five_no_trend_is_read(client):
    mechanism = MechanismFactory()
    for month in range(1, 5):
        happened(day(f"2023-0{month}-01"), mechanisms=[mechanism])
    assert "under 5: no trend is read from it" in text_of(client.get("/patterns/"))
    happened(day("2023-09-01"), mechanisms=[mechanism])
    assert "longest gap" in text_of(client.get("/patterns/"))


@pytest.mark.parametrize("address", ["/patterns/", "/patterns/?show=all", "/patterns/did-not-hold.csv"])
def test_the_number_of_questions_does_not_grow(client, address):
    client.force_login(UserFactory())
    client.get(address)  # the first asks what is kept in memory then
    asked = []
    for _ in range(2):
        world() if not Incident.objects.exists() else more()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def more() -> None:
    """Ten times as much of everything."""
    for number in range(12):
        organisation = OrganisationFactory()
        components = ComponentFactory.create_batch(2, organisation=organisation)
        mechanisms = MechanismFactory.create_batch(2)
        facts = {"mechanisms": mechanisms, "components": components, "organisation": organisation}
        dealt_with(happened(day(f"2020-{number + 1:02}-01"), **facts), "2021-02-03")
        happened(day(f"2023-{number + 1:02}-01"), **facts)

"""Every number of the patterns is the number of incidents in the list that it opens, whoever looks."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.factories import AdministratorFactory, UserFactory
from incidents.asking import Asked
from incidents.indexing import reindex
from incidents.models import Incident
from reviews.patterns import texts
from reviews.patterns.csv import TABLES
from reviews.patterns.patterns import patterns
from reviews.patterns.rows import told_of
from reviews.tests.pattern_world import numbers_told, parts_in, text_in, world

pytestmark = pytest.mark.django_db

PEOPLE = {"administrator": AdministratorFactory, "viewer": UserFactory, "anonymous": AnonymousUser}
QUERIES = (
    "",
    "role:trigger",
    "mechanism:w-version-skew",
    "mechanism:w-monitoring-gap role:trigger,contributing role:contributing",
    "mechanism:w-retry-storm OR org:fyra",
    'component:"web, api" -severity:SEV2',
    "during:2022 kind:incident,near-miss",
    "-mechanism:w-retry-storm -kind:drill OR",
    "kind:near-miss",
)
CIRCLE = re.compile(r"<circle ")


def listed(text: str, user) -> int:
    """How many incidents the search finds."""
    asked = Asked.read(text, user=user)
    assert not asked.notes, text
    return asked.answering(Incident.objects.visible_to(user)).count()


def opened(client, user, query=None, **more):
    if user.is_authenticated:
        client.force_login(user)
    response = client.get("/patterns/", {**({} if query is None else {"q": query}), **more})
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("who", PEOPLE)
def test_every_cell_is_as_long_as_its_list(client, who):
    """Of every table and drawing, the empty ones too."""
    world()
    user = PEOPLE[who]()
    found = opened(client, user, show="all").context["found"]
    ground = found.ground
    cells = [*parts_in(found), ground.without_factors, ground.unnamed, ground.near_with_factors, ground.pale]
    counted = {part.text: part.number for part in cells if part.text.startswith(texts.STANDARD)}
    assert len(counted) > 100
    assert {text: listed(text, user) for text in counted} == counted


@pytest.mark.parametrize("who", PEOPLE)
def test_every_link_of_the_page_says_the_number_of_its_list(client, who):
    world()
    user = PEOPLE[who]()
    told = set(numbers_told(opened(client, user).content.decode()))
    assert len(told) > 40
    assert {(text, listed(text, user)) for text, _ in told} == told


@pytest.mark.parametrize("query", QUERIES)
def test_numbers_are_those_of_their_lists_whatever_is_asked_for(client, query):
    world()
    user = UserFactory()
    told = set(numbers_told(opened(client, user, query).content.decode()))
    assert told
    assert {(text, listed(text, user)) for text, _ in told} == told


def test_a_link_opens_a_page_that_says_the_same_number(client):
    world()
    user = UserFactory()
    found = opened(client, user).context["found"]
    for part in (found.ground.population, found.seen[0].mechanism.met, found.over_time.rows[0].near.whole):
        page = client.get(part.href)
        assert page.context["page"].total == part.number > 0


def test_a_narrowing_leaves_as_many_incidents_as_it_says(client):
    world()
    user = UserFactory()
    choices = [choice for one in opened(client, user).context["narrowings"] for choice in one.choices]
    assert len(choices) > 5
    for choice in choices:
        assert listed(choice.part.text, user) == choice.part.number
        assert text_in(choice.query) == choice.part.text


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_file_is_as_long_as_its_list(client, name):
    world()
    user = AdministratorFactory()
    client.force_login(user)
    table = list(csv.DictReader(io.StringIO(client.get(f"/patterns/{name}.csv").content.decode())))
    assert table
    counted = {"over-time": "possibly", "pairs": "both", "seen": "n", "did-not-hold": "times"}
    for row in table:
        number = int(row[counted.get(name, "incidents")])
        assert number == (listed(row["query"], user) if row["query"] else 0)


def test_there_is_a_dot_for_each_incident_of_each_column(client):
    world()
    for multiple in opened(client, AdministratorFactory()).context["multiples"]:
        one = multiple.one
        expected = sum(cell.part.number for cell in (*one.row.cells, *one.near.cells))
        assert len(CIRCLE.findall(multiple.drawing)) == expected


def test_every_incident_is_sure_of_one_column_or_pale_or_without_a_start():
    world()
    everything = Incident.objects.all()
    found = patterns(told_of(everything, everything), "", now=timezone.now(), most=None)
    for row in (found.over_time.everything, *(one.row for one in found.over_time.rows)):
        sure = sum(cell.sure for cell in row.cells)
        pale = (row.whole & found.ground.pale).number
        assert sure + pale + row.without_start.number == row.whole.number


@pytest.mark.parametrize("address", ["/patterns/?show=all", "/patterns/?q=", "/patterns/over-time.csv"])
@pytest.mark.parametrize("who", ["viewer", "anonymous"])
def test_what_one_may_not_see_changes_no_number(client, who, address):
    world()
    user = PEOPLE[who]()
    if user.is_authenticated:
        client.force_login(user)
    before = steady(client.get(address))
    hidden = Incident.objects.exclude(pk__in=Incident.objects.visible_to(user))
    assert hidden.exists()
    hidden.delete()
    assert steady(client.get(address)) == before


def steady(response) -> str:
    """Without the token that every answer has its own of."""
    return "\n".join(line for line in response.content.decode().splitlines() if "csrf" not in line.lower())


def test_the_standard_text_is_what_is_counted_when_nothing_is_asked(client):
    world()
    user = AdministratorFactory()
    usual = opened(client, user).context["ground"].asked
    assert (usual.text, usual.number) == (texts.STANDARD, listed(texts.STANDARD, user))
    assert opened(client, user, "").context["ground"].asked.number == Incident.objects.count()


@pytest.mark.parametrize("words", ["queues", "queues -stand", '"stand still" during:2022', "-nowhere"])
def test_words_count_as_the_search_finds_them(client, words):
    world()
    user = AdministratorFactory()
    reindex(Incident.objects.values_list("number", flat=True))
    told = set(numbers_told(opened(client, user, words).content.decode()))
    assert {(text, listed(text, user)) for text, _ in told} == told
    for text, number in sorted(told)[:3]:
        assert client.get(f"/search/?q={quote(text)}").context["page"].total == number

"""`/api/v1/search/`: the answer, its bounds, and for whom."""

import pytest

from accounts.factories import AdministratorFactory
from incidents.factories import (
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.tests.conftest import signed_in
from incidents.tests.told_passages import tell

pytestmark = pytest.mark.django_db

WHERE = "/api/v1/search/"


def asked(client, **query) -> dict:
    response = client.get(WHERE, query)
    assert response.status_code == 200, response.text
    return response.json()


def numbers(answer) -> list[str]:
    return sorted(result["incident"] for result in answer["results"])


def errors(response) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == response.json()["status"] == 400
    return {error["field"]: f"{error['message']} {error['remedy']}" for error in response.json()["errors"]}


@pytest.fixture
def shelf():
    house = OrganisationFactory(slug="house")
    first = IncidentFactory(number=1, sev=1, organisation=house, tags=["storage"])
    ContributingFactorFactory(incident=first, mechanism=MechanismFactory(slug="skewed"))
    tell(first, "etcd is slow", "The leader of etcd is gone", factor=["Nobody watched etcd"])
    second = IncidentFactory(number=2, kind="vendor", status="resolved")
    ImpactWindowFactory(incident=second, component__name="Web, API")
    tell(second, "kafka waits for etcd")


def test_the_answer_has_exactly_what_the_command_prints(client, shelf):
    answer = asked(client, q="leader")
    (result,) = answer.pop("results")
    assert answer == {"query": "leader", "notes": [], "corrections": [], "also": [], "total": 1}
    assert result.pop("score") > 0
    assert result.pop("title").startswith("Queues stand still")
    assert result == {
        "incident": "INC-1",
        "url": "http://testserver/incidents/1/",
        "passages": [
            {
                "kind": "event",
                "snippet": "The <mark>leader</mark> of etcd is gone",
                "url": "http://testserver/incidents/1/#e-2",
            }
        ],
    }


@pytest.mark.parametrize("words", ["INC-1", "inc-1", "1"])
def test_an_incident_that_is_asked_for_by_its_number_comes_first(client, words):
    tell(IncidentFactory(number=1), summary=["A long story of many things. " * 20 + "INC-1"])
    for number in (2, 3, 4):
        tell(IncidentFactory(number=number), "As in INC-1", factor=["1 of 1"])
    pages = [asked(client, q=words, limit=2, offset=offset) for offset in (0, 2)]
    found = [result["incident"] for page in pages for result in page["results"]]
    assert found[0] == "INC-1"
    assert sorted(found) == ["INC-1", "INC-2", "INC-3", "INC-4"]
    assert [page["total"] for page in pages] == [4, 4]
    scores = [result["score"] for result in pages[0]["results"]]
    assert scores == sorted(scores, reverse=True)


FOUND = {
    "": ["INC-1", "INC-2"],
    "in=factor": ["INC-1"],
    "in=factor,event": ["INC-1", "INC-2"],
    "incident=INC-2": ["INC-2"],
    "incident=2": ["INC-2"],
    "severity=SEV1": ["INC-1"],
    "organisation=house": ["INC-1"],
    "mechanism=skewed": ["INC-1"],
    "component=Web, API": ["INC-2"],
    "kind=vendor": ["INC-2"],
    "status=resolved": ["INC-2"],
    "open=true": ["INC-1"],
    "tag=storage": ["INC-1"],
    "year=2023,2024": [],
    "offset=2": [],
}


def test_filters_narrow(client, shelf):
    assert {query: numbers(client.get(f"{WHERE}?q=etcd&{query}").json()) for query in FOUND} == FOUND


def test_pages_by_limit_and_offset_meet_each_incident_once(client):
    for number in range(1, 6):
        tell(IncidentFactory(number=number), "etcd")
    pages = [asked(client, q="etcd", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [page["total"] for page in pages] == [5, 5, 5]
    assert sorted(number for page in pages for number in numbers(page)) == [f"INC-{n}" for n in range(1, 6)]


BAD = {
    "": ("q", "Send words."),
    "q=": ("q", "This is empty."),
    "q=a&limit=0": ("limit", "Send 1 to 100."),
    "q=a&limit=101": ("limit", "Send 1 to 100."),
    "q=a&limit=ten": ("limit", "Send 1 to 100."),
    "q=a&offset=-1": ("offset", "Send 0 to 10000."),
    "q=a&offset=99999999": ("offset", "Send 0 to 10000."),
    "q=a&in=weather": ("in", "Known are: event, postmortem, factor, action, summary."),
    "q=a&incident=one": ("incident", "Send its number: INC-3."),
    "q=a&year=23": ("year", "Send four digits: 2023."),
    "q=a&status=asleep": ("status", "Known are: investigating"),
    "q=a&colour=red": ("colour", "Known are: component, exact, in, incident"),
    "q=a&q=b": ("q", "more than once"),
    "q=%00": ("q", "Null characters"),
}


@pytest.mark.parametrize(("query", "expected"), BAD.items())
def test_what_cannot_be_understood_is_named_with_its_remedy(client, query, expected):
    name, words = expected
    found = errors(client.get(f"{WHERE}?{query}"))
    assert list(found) == [name]
    assert words in found[name]


@pytest.mark.parametrize("q", ["x" * 10_000, '"' * 99, "the of", "-etcd", "?", "%s & | <->", "\ud7ff"])
def test_no_words_break_the_search(client, shelf, q):
    assert asked(client, q=q)["query"] == q


@pytest.mark.parametrize("somebody", ["stranger", "viewer", "editor"])
def test_a_restricted_incident_is_not_found(client, as_viewer, as_editor, shelf, somebody):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[somebody]
    before = asked(client, q="etcd")
    tell(IncidentFactory(number=5, visibility="restricted"), "etcd", "etcd")
    after = asked(client, q="etcd")
    assert (after["total"], numbers(after)) == (before["total"], numbers(before))
    assert asked(client, q="etcd", incident="INC-5")["total"] == 0
    assert asked(signed_in(AdministratorFactory()), q="etcd")["total"] == 3


def test_an_internal_incident_is_found_by_whoever_has_signed_in(client, as_viewer):
    tell(IncidentFactory(number=5, visibility="internal"), "etcd")
    assert asked(client, q="etcd")["total"] == 0
    assert numbers(asked(as_viewer, q="etcd")) == ["INC-5"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_searching_only_reads(client, as_editor, method):
    assert getattr(client, method)(WHERE).status_code in (401, 403)
    assert getattr(as_editor, method)(WHERE).status_code == 405


QUERIES = (
    "session",
    "person",
    "their roles",
    "how common the words are",
    "the best",
    "their passages",
    "their incidents",
)


def test_queries_do_not_grow_with_what_is_found(as_viewer, django_assert_num_queries):
    for total in (1, 30):
        for _ in range(total):
            tell(IncidentFactory(organisation=OrganisationFactory(), sev=1), "etcd", "etcd")
        with django_assert_num_queries(len(QUERIES)):
            answer = asked(as_viewer, q="etcd", limit=100)
    assert len(answer["results"]) == 31


def test_a_query_says_what_was_left_out_of_it(client, shelf):
    answer = asked(client, q="etcd severity:sev1,sevv colour:red -")
    assert numbers(answer) == ["INC-1"]
    assert [note.split(".")[0] for note in answer["notes"]] == [
        "“severity:sevv” means nothing",
        "There is no field “colour”, so “colour:red” was searched as words",
    ]


def test_the_list_of_incidents_is_narrowed_by_the_same_query(client, shelf):
    def listed(**query):
        response = client.get("/api/v1/incidents/", query)
        assert response.status_code == 200, response.text
        return sorted(one["reference"] for one in response.json()["results"])

    assert listed(q="etcd severity:sev1") == ["INC-1"]
    assert listed(q="severity:none OR org:house") == ["INC-1", "INC-2"]
    assert listed(q="etcd", status="resolved") == ["INC-2"]
    assert listed(q="zebra") == []


def test_in_a_list_a_value_that_means_nothing_is_an_error(client, shelf):
    found = errors(client.get("/api/v1/incidents/", {"q": "severity:sevv"}))
    assert "“severity:sevv” means nothing. Severities are SEV1" in found["q"]

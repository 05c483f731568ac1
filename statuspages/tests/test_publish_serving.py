"""How the published page is served: to anybody, from any origin, cheaply."""

import gzip
import json

import pytest
from django.test import Client

from accounts.factories import AdministratorFactory
from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory
from statuspages.tests.publishing import ADDRESSES, BASE, post, publish, read, told_incident

pytestmark = pytest.mark.django_db

every_address = pytest.mark.parametrize("name", ADDRESSES)


@every_address
def test_each_address_answers_json_with_its_keys_in_order(client, name):
    told_incident()
    answer = client.get(BASE + name)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert list(json.loads(answer.content)) == ADDRESSES[name]


@every_address
def test_scripts_of_any_site_may_ask(client, name):
    for method in (client.get, client.head, client.options, client.post):
        assert method(BASE + name).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options(
        BASE + name,
        headers={"Origin": "https://a.example", "Access-Control-Request-Headers": "if-none-match"},
    )
    assert (preflight.status_code, preflight.content) == (200, b"")
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "*"


@every_address
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, name, method):
    answer = getattr(client, method)(BASE + name)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_writing_is_refused_as_such_without_a_csrf_token(db):
    assert Client(enforce_csrf_checks=True).post(BASE + "summary.json").status_code == 405


@every_address
def test_asking_again_for_the_same_is_answered_304(client, name):
    told_incident()
    first = client.get(BASE + name)
    again = client.get(BASE + name, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert again.headers["Vary"] == first.headers["Vary"] == "Accept-Encoding"


def test_what_changed_is_answered_in_full(client):
    incident = told_incident()
    first = client.get(BASE + "summary.json")
    post(incident, "14:00 UTC")
    again = client.get(BASE + "summary.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert len(again.json()["incidents"][0]["incident_updates"]) == 3


def test_it_is_compressed_for_those_who_can_read_that_and_known_again(client):
    told_incident()
    plain = client.get(BASE + "summary.json")
    packed = client.get(BASE + "summary.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    again = client.get(
        BASE + "summary.json",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304


def test_head_says_what_get_would(client):
    told_incident()
    get, head = client.get(BASE + "summary.json"), client.head(BASE + "summary.json")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type"):
        assert head.headers[name] == get.headers[name]


@every_address
def test_caches_may_keep_it_for_it_is_the_same_for_everybody(client, name):
    IncidentFactory(visibility="restricted", title="Not yours")
    told_incident()
    anonymous = client.get(BASE + name)
    client.force_login(AdministratorFactory())
    signed_in = client.get(BASE + name)
    assert signed_in.content == anonymous.content
    for answer in (anonymous, signed_in):
        assert not answer.cookies
        assert "Cookie" not in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "public, max-age=30"


@every_address
def test_an_address_with_a_slash_leads_to_the_one_without(client, name):
    for slashes in ("/", "//"):
        answer = client.get(f"{BASE}{name}{slashes}?now=1")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{BASE}{name}?now=1")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "name", ["", "incidents", "summary", "postmortems.json", "incidents/1.json", "../v2"]
)
def test_other_addresses_are_not_there(client, name):
    answer = client.get(BASE + name)
    assert answer.status_code == 404
    assert "summary.json" in answer.json()["error"]


def test_unusual_text_comes_through(client):
    title = "Ünïcode “quotes” \u2028 </script> 🔥"
    incident = told_incident(title=title)
    post(incident, "14:00 UTC", 'a\u2028b\\n"c" </script> 🔥')
    served = read(client)["incidents"][0]
    assert served["incident_updates"][0]["body"] == 'a\u2028b\\n"c" </script> 🔥'
    assert "🔥" in served["name"]
    assert not client.get(BASE + "summary.json").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("status.json", 4),  # name, incidents' and publications' last change, components
        ("components.json", 4),
        ("summary.json", 9),  # and incidents, posts, windows, postmortems, status changes
        ("incidents.json", 9),
        ("incidents/unresolved.json", 9),
        ("scheduled-maintenances.json", 4),
    ],
)
def test_queries_do_not_grow(client, django_assert_num_queries, name, queries):
    for total in (1, 6):
        for _ in range(total):
            incident = told_incident()
            publish(incident)
            ImpactWindowFactory(
                incident=incident, component=ComponentFactory(organisation=incident.organisation)
            )
        with django_assert_num_queries(queries):
            client.get(BASE + name)

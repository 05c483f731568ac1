"""What the word or the value before the caret may go on to."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.factories import EditorFactory
from incidents.asking.completing import LIMIT, LONGEST, complete
from incidents.asking.fields import FIELDS
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


def offered(text, at=None, user=NOBODY):
    return [one.text for one in complete(text, at, user=user)]


def said(text, user=NOBODY):
    return {one.text.strip(): one.says for one in complete(text, user=user)}


def taken(text, choice, user=NOBODY):
    """The text, and where the caret is, after one of the choices was taken at the “|” in it."""
    at = text.index("|")
    text = text.replace("|", "")
    one = next(one for one in complete(text, at, user=user) if one.label == choice)
    return f"{text[: one.start]}{one.text}|{text[one.end :]}"


@pytest.fixture
def mira():
    return EditorFactory(username="mira", first_name="Mira", last_name="Oduya")


@pytest.fixture
def shelf(mira):
    circle = OrganisationFactory(slug="circleci", name="CircleCI")
    first = IncidentFactory(
        number=1, sev=1, organisation=circle, tags=["storage", "dns"], title="Jobs stand still", lead=mira
    )
    second = IncidentFactory(number=2, organisation=circle, title="Queues grow")
    third = IncidentFactory(
        number=12, organisation=OrganisationFactory(slug="fyra", name="Fyra City"), title="Rain"
    )
    for incident in (first, second):
        ImpactWindowFactory(incident=incident, component__name="Web, API")
    ImpactWindowFactory(incident=third, component__name='The "big" one')
    mechanism = MechanismFactory(slug="skewed", name="skewed versions")
    ContributingFactorFactory(incident=first, mechanism=mechanism)
    ContributingFactorFactory(incident=first, mechanism=mechanism)
    ActionItemFactory(incident=first, owner=mira)
    ActionItemFactory(incident=first, team="Platform People")
    ActionItemFactory(incident=first, owner_name="Sana", status="done")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sev", ["severity:"]),
        ("-sev", ["severity:"]),
        ("organ", ["org:"]),
        ("mi", ["missing:"]),
        ("o", ["org:", "owner:"]),
        ("severity:", ["SEV1 ", "SEV2 ", "SEV3 ", "SEV4 ", "SEV5 ", "none "]),
        ("sev:sev1,s", ["SEV2 ", "SEV3 ", "SEV4 ", "SEV5 "]),
        ("severity:sev1", ["SEV1 "]),
        ("org:", ["circleci ", "fyra "]),
        ("org:ci", ["circleci ", "fyra "]),
        ("org:FY", ["fyra "]),
        ("fyr", ["org:fyra "]),
        ("component:", ['"Web, API" ', '"The ""big"" one" ']),
        ('component:"web, a', ['"Web, API" ']),
        ("component:one", ['"The ""big"" one" ']),
        ("tag:", ["dns ", "storage "]),
        ("mechanism:ver", ["skewed "]),
        ("incident:", ["INC-12 ", "INC-2 ", "INC-1 "]),
        ("incident:INC-1", ["INC-12 ", "INC-1 "]),
        ("incident:queu", ["INC-2 "]),
        ("kind:n", ["near-miss "]),
        ('kind:"near m', ["near-miss "]),
        ("is:op", ["open "]),
        ("has:post", ["postmortem "]),
        ("in:t", ["timeline "]),
        ("during:last-w", ["last-week "]),
        ("took:>", [">1h ", ">4h ", ">1d "]),
        ("lead:", []),
        ("owner:", []),
        ("", []),
        ("etcd ", []),
        ('"sev', []),
        ('"sev"', []),
        ("zebra", []),
        ("org:%", []),
        ("org:_", []),
    ],
)
def test_what_is_offered(shelf, text, expected):
    assert offered(text) == expected
    assert offered(f"etcd -dns {text}") == expected


def test_people_are_offered_to_who_has_signed_in(shelf, mira):
    assert offered("lead:", user=mira) == ["mira ", "me ", "nobody "]
    assert offered("lead:odu", user=mira) == ["mira "]
    assert offered("owner:", user=mira) == ["mira ", '"Platform People" ', "me ", "nobody "]
    assert said("owner:mi", mira) == {"mira": "Mira Oduya, 1 incident"}


def test_values_say_what_they_are_and_how_often_they_are_met(shelf):
    assert said("org:") == {"circleci": "2 incidents", "fyra": "Fyra City, 1 incident"}
    assert said("mechanism:") == {"skewed": "skewed versions, 1 incident"}
    assert said("incident:2") == {"INC-2": "Queues grow"}
    assert said("sev")["severity:"] == FIELDS["severity"].says


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ("etcd se|", "severity:", "etcd severity:|"),
        ("etcd se|v:", "severity:", "etcd severity:|"),
        ("etcd -se| kafka", "severity:", "etcd -severity:| kafka"),
        ("org:|", "fyra", "org:fyra |"),
        ("org:circleci,fy| x", "fyra", "org:circleci,fyra | x"),
        ("org:f|oo,circleci", "fyra", "org:fyra |,circleci"),
        ('component:"we|', "Web, API", 'component:"Web, API" |'),
        ('component:"we|b, API" etcd', "Web, API", 'component:"Web, API" | etcd'),
        ("fyr|", "org:fyra", "org:fyra |"),
    ],
)
def test_a_choice_takes_the_place_of_what_was_typed(shelf, text, choice, expected):
    assert taken(text, choice) == expected


def test_nothing_is_offered_that_only_restricted_incidents_have(as_viewer, shelf):
    secret = IncidentFactory(
        number=77,
        visibility="restricted",
        organisation=OrganisationFactory(slug="hush"),
        tags=["hush"],
        title="hush",
    )
    secret.lead = EditorFactory(username="hush")
    secret.save()
    ImpactWindowFactory(incident=secret, component__name="hush")
    ContributingFactorFactory(incident=secret, mechanism=MechanismFactory(slug="hush", name="hush"))
    ActionItemFactory(incident=secret, team="hush")
    for name in ("org", "tag", "component", "mechanism", "owner", "lead", "incident"):
        for client in (as_viewer,):
            for typed in ("", "hu", "hush"):
                page = client.get("/search/completing/", {"q": f"{name}:{typed}"})
                assert "hush" not in page.text, name
                assert "77" not in page.text, name
    assert "hush" not in as_viewer.get("/search/completing/", {"q": "hus"}).text


def test_one_look_at_the_database_at_most(shelf, mira, django_assert_max_num_queries):
    complete("org:", user=mira)  # who may see what is asked for once
    for text in ("ci", *(f"{name}:x" for name in FIELDS)):
        with django_assert_max_num_queries(1):
            complete(text, user=mira)


def test_only_so_many_are_offered():
    for number in range(LIMIT + 5):
        IncidentFactory(organisation=OrganisationFactory(slug=f"house-{number}"))
    assert len(offered("org:")) == LIMIT


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(max_size=30)
    | st.lists(st.sampled_from(["org:", '"', ",", "sev", " ", "component:", "-", "x"])).map("".join),
    at=st.none() | st.integers(-3, 40),
)
def test_any_text_can_be_completed_anywhere(text, at):
    for one in complete(text, at, user=NOBODY):
        assert 0 <= one.start <= one.end <= len(text)


def test_too_far_into_a_text_nothing_is_offered():
    assert offered("x " * LONGEST + "sev") == []


# By page and API


def test_the_list_box(client, shelf):
    page = client.get("/search/completing/", {"q": 'x component:"we', "at": "14"})
    assert 'data-start="12" data-end="15" data-text="&quot;Web, API&quot; "' in page.text
    assert client.get("/search/completing/").text.strip() == ""
    assert client.get("/search/completing/", {"q": "sev", "at": "no number"}).status_code == 200
    assert client.post("/search/completing/").status_code == 405


def test_the_api(client, shelf):
    answer = client.get("/api/v1/search/completing/", {"q": "org:fy  kafka", "at": 6}).json()
    assert answer == {
        "completions": [
            {"start": 4, "end": 6, "text": "fyra ", "label": "fyra", "says": "Fyra City, 1 incident"}
        ]
    }
    assert client.get("/api/v1/search/completing/", {"q": "etcd "}).json() == {"completions": []}
    for query in ({}, {"q": "x", "at": "-1"}, {"q": "x", "at": "x"}, {"q": "x", "where": "1"}):
        assert client.get("/api/v1/search/completing/", query).status_code == 400, query
    assert client.post("/api/v1/search/completing/").status_code in (401, 403, 405)

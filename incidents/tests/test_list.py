"""The list of incidents: its filters, its counts, its orders, its pages."""

import re
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from accounts.factories import AdministratorFactory, UserFactory
from incidents.asking import written
from incidents.factories import (
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    PostmortemFactory,
)
from incidents.indexing import index_incidents
from incidents.models import Incident, Severity
from incidents.tests.conftest import signed_in
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

WHERE = "/incidents/"


def told(at, milestone="started", **details):
    """An incident with one milestone on its timeline."""
    return mark(IncidentFactory(**details), at, milestone)


def mark(incident, at, milestone):
    TimelineEvent.objects.record(
        incident, happened=When.read(at), text=f"It {milestone}.", milestones=[milestone]
    )
    return incident


def numbers(response) -> list[int]:
    return [row.incident.number for row in response.context["list"].rows]


def counts(response, name) -> dict[str, int]:
    """What a facet offers; nothing where the page has no such facet."""
    facets = [facet for facet in response.context["list"].facets if facet.name == name]
    return {choice.value: choice.number for facet in facets for choice in (*facet.choices, *facet.more)}


def found(client, **query) -> list[int]:
    return sorted(numbers(client.get(WHERE, query)))


@pytest.fixture
def shelf():
    """Three incidents that differ in everything the list can be narrowed by."""
    house, shop = OrganisationFactory(slug="house"), OrganisationFactory(slug="shop", name="Corner Shop")
    skew = MechanismFactory(slug="skewed")
    first = told(
        "14 March 2023 18:00 UTC",
        number=1,
        sev=1,
        title="Queues stand still",
        organisation=house,
        tags=["dns", "deploy"],
    )
    second = IncidentFactory(
        number=2,
        title="Certificates expire",
        status="resolved",
        kind="near-miss",
        organisation=shop,
        summary="Nobody renewed them.",
        lead=UserFactory(),
    )
    mark(second, "May 2024", "started")
    IncidentFactory(
        number=3,
        sev=3,
        title="Half the cluster",
        status="monitoring",
        kind="vendor",
        impact="Nobody could log in.",
    )
    ContributingFactorFactory(incident=first, mechanism=skew)
    for incident in (first, first, second):
        ImpactWindowFactory(incident=incident, component__name="Web, API")
    mark(second, "2024-06-01", "detected")
    postmortem = PostmortemFactory(incident=second)
    postmortem.save_text("Told", by=None, based_on=0)
    postmortem.publish(by=None)
    index_incidents(Incident.objects.all(), "summary")
    return first, second


FOUND = {
    "severity=SEV1": [1],
    "severity=sev1,SEV3": [1, 3],
    "severity=none": [2],
    "severity=none,SEV3": [2, 3],
    "severity=SEV1&severity=SEV3": [1, 3],
    "status=open": [1, 3],
    "status=monitoring": [3],
    "status=open,resolved": [1, 2, 3],
    "kind=near-miss,vendor": [2, 3],
    "organisation=shop": [2],
    "mechanism=skewed": [1],
    "component=Web, API": [1, 2],
    "component=Web, API&component=Jobs": [1, 2],
    "tag=dns": [1],
    "year=2023": [1],
    "year=2023,2024": [1, 2],
    "year=1999": [],
    "incident=INC-2,3": [2, 3],
    "in=summary": [1, 2, 3],
    "in=action": [],
    "missing=detection": [1, 3],
    "missing=factors": [2, 3],
    "missing=postmortem": [1, 3],
    "missing=lead": [1, 3],
    "missing=factors,lead": [3],
    "q=certificates": [2],
    "q=RENEWED+nobody": [2, 3],
    "q=%22log+in%22": [3],
    "q=certificates+OR+queues": [1, 2],
    "q=-certificates+status:open,resolved": [1, 3],
    "q=severity:sev1+OR+org:shop": [1, 2],
    "q=nobody+severity:sev3": [3],
    "q=took:>4h": [1],
    "q=took:>4h+-is:open": [],
    "q=missing:lead": [1, 3],
    "q=dns": [1],
    "q=corner": [2],
    "q=INC-3": [3],
    "q=inc3": [3],
    "q=2": [2],
    "q=no+such+word": [],
    "status=open&missing=factors": [3],
    "severity=SEV1&kind=vendor": [],
    "severity=SEV1&q=severity:SEV3": [],
    "q=queues&organisation=house&year=2023&tag=deploy": [1],
}


def test_filters_narrow_alone_and_together(client, shelf):
    assert {query: sorted(numbers(client.get(f"{WHERE}?{query}"))) for query in FOUND} == FOUND


NOTHING = (
    {},
    {"year": "0000"},
    {"year": "20233"},
    {"organisation": "x" * 5000},
    {"severity": "%00' OR 1=1 --"},
    {"tag": "\ud7ff\ufffd"},
    {"year": "2023x"},
    {"missing": "everything"},
    {"status": "sleeping"},
    {"kind": "incident-of-1962"},
    {"severity": ""},
    {"tag": ",,"},
    {"q": "\x00"},
    {"tag": "\x00"},
    {"sort": "colour"},
    {"sort": "\x00"},
    {"from": "garbage"},
    {"from": "\x00"},
    {"unheard": "of"},
)


def test_values_that_mean_nothing_are_left_out(client, shelf):
    for query in NOTHING:
        response = client.get(WHERE, query)
        assert sorted(numbers(response)) == [1, 2, 3], query
        assert not response.context["list"].is_narrowed, query


def test_what_is_left_out_is_said(client, shelf):
    page = client.get(WHERE, {"q": "kind:vendor severity:sevv colour:red"})
    assert "“severity:sevv” means nothing. Severities are SEV1" in page.text
    assert "There is no field “colour”" in page.text
    assert "kind <b>vendor</b>" in page.text


ODD = (
    {"q": "%_\\'\"<script>alert(7)</script>"},
    {"q": "9" * 5000},
    {"q": "9" * 20_000},
    {"year": ["2099", "1900"]},
)


def test_odd_words_are_looked_for_and_shown_as_text(client, shelf):
    for query in ODD:
        response = client.get(WHERE, query)
        assert response.status_code == 200, query
        assert not numbers(response), query
        assert "<script>alert" not in response.text


def test_broken_bytes_in_the_address_open_the_list(client, shelf):
    assert client.get(f"{WHERE}?q=%ff%fe&tag=%ED%A0%80&from=%00%ff").status_code == 200


def test_a_start_that_may_lie_in_either_year_is_found_in_both(client):
    told("between 31 December 2022 23:30 and 1 January 2023 00:30 UTC", number=1)
    assert found(client, year="2022") == found(client, year="2023") == [1]
    assert found(client, year="2024") == []


def test_a_house_may_name_its_severities_as_it_likes(client):
    IncidentFactory(
        number=1, severity=Severity.objects.create(name="Critical", meaning="Bad.", order=9, colour=1)
    )
    page = client.get(WHERE, {"severity": "Critical"})
    assert numbers(page) == [1]
    assert "severity <b>Critical</b>" in page.text


def test_a_facet_counts_a_start_for_every_year_it_may_lie_in(client):
    told("between 31 December 2022 23:30 and 1 January 2023 00:30 UTC", number=1)
    told("31 December 2022", number=2)
    told("after 14 March 2024 12:00 UTC", number=3)
    told("before 1 May 2025 12:00 UTC", number=4)
    IncidentFactory(number=5)
    years = counts(client.get(WHERE), "during")
    assert years == {"2025": 2, "2024": 2, "2023": 2, "2022": 3}
    assert list(years) == sorted(years, reverse=True)
    assert {year: len(found(client, year=year)) for year in years} == years


def test_an_incident_counts_once_for_a_component_that_several_windows_name(client, shelf):
    assert counts(client.get(WHERE), "component") == {"Web, API": 2}
    page = client.get(WHERE, {"component": ["Web, API", "Jobs"]})
    assert counts(page, "component") == {"Web, API": 2}
    assert "“component:Jobs” means nothing." in page.text
    links = {choice.value: choice.query for facet in page.context["list"].facets for choice in facet.choices}
    assert parse_qs(links["Web, API"]) == {}  # which takes it away


def test_counts_of_a_facet_heed_the_other_filters_and_not_their_own(client, shelf):
    page = client.get(WHERE, {"status": "open", "kind": "vendor"})
    assert counts(page, "status") == {"open": 1, "monitoring": 1}
    assert counts(page, "kind") == {"incident": 1, "vendor": 1}


def test_every_count_is_what_choosing_it_would_leave(client, shelf):
    page = client.get(WHERE, {"missing": "lead"})
    for facet in page.context["list"].facets:
        for choice in facet.choices:
            query = written(
                [("missing", ["lead"] if facet.name != "missing" else []), (facet.name, [choice.value])]
            )
            assert len(found(client, q=query)) == choice.number, choice


def test_a_choice_links_to_the_list_with_it_and_keeps_the_rest(client, shelf):
    page = client.get(WHERE, {"severity": "SEV1", "q": "queues OR nobody", "sort": "oldest"})
    links = [
        parse_qs(urlsplit(link.replace("&amp;", "&")).query)
        for link in re.findall(r'href="(\?[^"]*)"', page.text)
    ]
    assert {"q": ["queues OR nobody severity:SEV1,SEV3"], "sort": ["oldest"]} in links
    assert {"q": ["queues OR nobody"], "sort": ["oldest"]} in links  # without it


def test_the_page_says_how_many_are_kept_and_how_many_match(client, shelf):
    assert "3 kept" in client.get(WHERE).text
    assert "3 kept, 1 matches" in client.get(WHERE, {"kind": "vendor"}).text


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("started", [3, 2, 1, 5, 4]),
        ("oldest", [4, 5, 1, 2, 3]),
        ("number", [5, 4, 3, 2, 1]),
        ("severity", [2, 3, 1, 5, 4]),
        ("updated", [1, 5, 4, 3, 2]),
    ],
)
def test_orders(client, sort, expected):
    """Unstated starts come last among the newest; ties fall to the higher number."""
    told("14 March 2023 12:00 UTC", number=1, sev=2)
    told("14 March 2023 18:00 UTC", number=2, sev=1)
    told("15 March 2023", number=3, sev=2)
    IncidentFactory(number=4)
    IncidentFactory(number=5)
    mark(Incident.objects.get(number=1), "14 March 2023 19:00 UTC", "resolved")
    assert numbers(client.get(WHERE, {"sort": sort})) == expected


def test_a_start_known_only_to_lie_before_something_is_ordered_by_that(client):
    told("before 14 March 2023 12:00 UTC", number=1)
    told("after 14 March 2023 13:00 UTC", number=2)
    told("14 March 2023 12:30 UTC", number=3)
    assert numbers(client.get(WHERE)) == [2, 3, 1]


def follow(client, direction, query):
    """Numbers page by page along the links that the pages themselves offer."""
    pages, where = [], WHERE
    while True:
        response = client.get(where, query) if where == WHERE else client.get(WHERE + where)
        pages.append(numbers(response))
        link = re.search(rf'href="(\?[^"]*)" rel="{direction}"', response.text)
        if not link:
            return pages, response
        where = link[1].replace("&amp;", "&")


@pytest.fixture
def many():
    """121 incidents: ties in start and severity, and starts that nobody states."""
    severities = list(Severity.objects.order_by("order")[:2])
    dawn = When.read("14 March 2023 06:00 UTC")
    day = When.read("15 March 2023")
    starts = [None, (dawn.earliest, dawn.latest), (day.earliest, day.latest)]
    Incident.objects.bulk_create(
        Incident(
            number=n,
            title=f"Queue {n}",
            visibility="public",
            severity=[None, *severities][n // 3 % 3],
            started_range=starts[n % 3],
        )
        for n in range(1, 122)
    )
    index_incidents(Incident.objects.all(), "summary")


@pytest.mark.parametrize("sort", ["started", "oldest", "number", "severity", "updated"])
def test_the_pages_are_walked_both_ways_without_missing_a_row(client, many, sort):
    query = {"sort": sort, "q": "queue"}
    forwards, last = follow(client, "next", query)
    assert [len(page) for page in forwards] == [50, 50, 21]
    assert sorted(chain.from_iterable(forwards)) == list(range(1, 122))
    assert last.wsgi_request.GET.dict().items() >= query.items()
    cursor = last.context["page"].previous
    backwards = []
    while cursor:
        response = client.get(WHERE, query | {"from": cursor})
        backwards.insert(0, numbers(response))
        cursor = response.context["page"].previous
    assert backwards == forwards[:2]


def test_fifty_are_one_page_and_fifty_one_are_two(client):
    Incident.objects.bulk_create(
        Incident(number=n, title=f"Queue {n}", visibility="public") for n in range(1, 51)
    )
    page = client.get(WHERE)
    assert len(numbers(page)) == 50
    assert 'rel="next"' not in page.text
    IncidentFactory(number=51)
    page = client.get(WHERE)
    assert len(numbers(page)) == 50
    assert 'rel="next"' in page.text
    assert "50 of 51" in page.text


def test_the_cursor_of_one_order_is_the_first_page_of_another(client, many):
    cursor = client.get(WHERE, {"sort": "number"}).context["page"].next
    assert numbers(client.get(WHERE, {"sort": "oldest", "from": cursor})) == numbers(
        client.get(WHERE, {"sort": "oldest"})
    )


@pytest.mark.parametrize("somebody", ["stranger", "viewer", "editor"])
def test_a_restricted_incident_leaks_into_no_row_and_no_count(client, as_viewer, as_editor, somebody):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[somebody]
    for number in (1, 3, 4):
        IncidentFactory(number=number)
    secret = IncidentFactory(
        number=2,
        title="Hush",
        visibility="restricted",
        sev=1,
        kind="drill",
        tags=["hidden"],
        organisation=OrganisationFactory(name="Secretive", slug="secretive"),
    )
    ContributingFactorFactory(incident=secret, mechanism=MechanismFactory(slug="hushed", name="Hushed up"))
    ImpactWindowFactory(incident=secret, component__name="Hush line")
    mark(secret, "14 March 1987", "started")
    queries = (
        {},
        {"organisation": "secretive"},
        {"mechanism": "hushed"},
        {"q": "INC-2"},
        {"severity": "SEV1"},
        {"tag": "hidden"},
        {"kind": "drill"},
    )
    for query in queries:
        page = client.get(WHERE, query)
        assert 2 not in numbers(page)
        assert "3 kept" in page.text
        for text in ("Hush<", "Secretive"):
            assert text not in page.text, query
        for facet in page.context["list"].facets:
            assert all(choice.number <= 3 for choice in facet.choices)
            assert sum(choice.number for choice in facet.choices if facet.name == "kind") <= 3
    plain = client.get(WHERE)
    assert "SEV1" not in counts(plain, "severity")
    assert "drill" not in counts(plain, "kind")
    assert counts(plain, "org") == counts(plain, "mechanism") == {}
    assert counts(plain, "component") == counts(plain, "during") == {}


def test_what_only_a_restricted_incident_has_means_as_little_as_what_nothing_has(client, shelf):
    secret = IncidentFactory(
        visibility="restricted", tags=["hush"], organisation=OrganisationFactory(slug="hush")
    )
    ImpactWindowFactory(incident=secret, component__name="hush")
    for name in ("org", "tag", "component"):
        pages = [client.get(WHERE, {"q": f"{name}:{value}"}) for value in ("hush", "none-such")]
        said = [page.context["list"].asked.problems[0].split("means nothing.") for page in pages]
        assert said[0][1] == said[1][1], name
        assert numbers(pages[0]) == numbers(pages[1]), name


def test_an_administrator_finds_restricted_incidents():
    for number in (1, 2, 3):
        IncidentFactory(number=number, visibility="restricted", sev=number)
    page = signed_in(AdministratorFactory()).get(WHERE)
    assert numbers(page) == [3, 2, 1]
    assert counts(page, "severity") == {"SEV1": 1, "SEV2": 1, "SEV3": 1}


def test_a_row_says_what_is_not_known_in_words(client):
    IncidentFactory(number=1, status="resolved", title="<script>Queues</script> & more")
    page = client.get(WHERE).text
    assert escape("<script>Queues</script> & more") in page
    assert "not stated" in page


def test_an_open_incident_says_how_long_so_far_and_a_planned_one_does_not_break_the_list(client):
    told("1 January 2020 00:00 UTC", number=1)
    told("1 January 2100 00:00 UTC", number=2, kind="drill")
    page = client.get(WHERE)
    assert numbers(page) == [2, 1]
    rows = {row.incident.number: row for row in page.context["rows"]}
    assert re.fullmatch(r"\d+ d", rows[1].so_far)
    assert f"{rows[1].so_far} so far" in page.text
    assert "before it starts" not in page.text


def test_a_published_postmortem_is_linked_for_all_and_a_draft_for_editors_only(client, as_editor):
    published, draft = PostmortemFactory(incident__number=1), PostmortemFactory(incident__number=2)
    for postmortem in (published, draft):
        postmortem.save_text("Told", by=None, based_on=0)
    published.publish(by=None)
    published.save_text("Told again", by=None, based_on=1)
    published.move_to("draft", by=None)  # work goes on; what is published stays
    assert "/incidents/1/postmortem/" in client.get(WHERE).text
    assert "/incidents/2/postmortem/" not in client.get(WHERE).text
    assert "/incidents/2/postmortem/" in as_editor.get(WHERE).text


def test_an_empty_list_teaches_editors_and_sends_others_to_sign_in(client, as_editor):
    assert "Begin with one you remember" in as_editor.get(WHERE).text
    assert "If you have an account, sign in" in client.get(WHERE).text


def test_a_list_narrowed_to_nothing_offers_the_way_back(client, shelf):
    assert "No incident matches all of these filters" in client.get(WHERE, {"q": "nothing"}).text


QUERIES = (
    "session",
    "person",
    "their roles",
    "the rows",
    "all counts",
)


def test_queries_do_not_grow_with_the_incidents(as_viewer, django_assert_num_queries):
    mechanism = MechanismFactory()
    for total in (1, 40):
        for number in range(total):
            incident = told(f"14 March 2023 {number % 24}:00 UTC", sev=2, organisation=OrganisationFactory())
            ContributingFactorFactory(incident=incident, mechanism=mechanism)
            ImpactWindowFactory(incident=incident)
            PostmortemFactory(incident=incident).save_text("Told", by=None, based_on=0)
        with django_assert_num_queries(len(QUERIES)):
            page = as_viewer.get(WHERE)
    assert len(numbers(page)) == 41

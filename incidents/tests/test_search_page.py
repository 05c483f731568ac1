"""The page of search results: what it finds, counts, offers, and for whom."""

import re
from dataclasses import replace
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.utils.html import escape

from accounts.factories import AdministratorFactory, UserFactory
from incidents.factories import (
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.facts import change_facts
from incidents.tests.conftest import signed_in
from incidents.tests.told_passages import tell
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

WHERE = "/search/"
TYPING = {"HX-Request": "true", "HX-Trigger": "q"}


def at(incident, words, milestone="started"):
    TimelineEvent.objects.record(
        incident, happened=When.read(words), text=f"It {milestone}.", milestones=[milestone]
    )
    return incident


def numbers(response) -> list[int]:
    return [hit.row.incident.number for hit in response.context["page"].hits]


def found(client, q="etcd", **query) -> list[int]:
    return sorted(numbers(client.get(WHERE, {"q": q, **query})))


def counts(response, name) -> dict[str, int]:
    facets = response.context["page"].facets
    return {one.value: one.number for facet in facets if facet.name == name for one in facet.choices}


def links(response) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', response.text)]


@pytest.fixture
def shelf():
    """Three incidents that tell of etcd and differ in everything else, and one that does not."""
    first = IncidentFactory(
        number=1,
        sev=1,
        title="etcd runs out of space",
        organisation=OrganisationFactory(slug="house", name="House"),
        tags=["storage"],
    )
    at(at(first, "14 March 2023 18:00 UTC"), "14 March 2023 19:30 UTC", "resolved")
    ContributingFactorFactory(incident=first, mechanism=MechanismFactory(slug="skewed", name="skew"))
    tell(first, "etcd is slow", "etcd gives up its leader", factor=["Nobody watched etcd_db_size"])
    second = at(IncidentFactory(number=2, sev=2, status="resolved", kind="vendor"), "May 2024")
    ImpactWindowFactory(incident=second, component__name="Web, API")
    tell(second, "Then the leader gives up etcd", action=["Put etcd on faster drives"])
    third = IncidentFactory(number=3, title="Half the cluster")
    tell(third, "kafka waits for etcd", postmortem=["No word of it"])
    tell(IncidentFactory(number=4), "It rains")
    return first, second, third


def test_what_is_found_leads_to_its_exact_place(client, shelf):
    page = client.get(WHERE, {"q": "leader"})
    assert sorted(numbers(page)) == [1, 2]
    assert {"/incidents/1/", "/incidents/1/#e-2", "/incidents/2/#e-1"} <= set(links(page))
    assert "event 2 of that night" in page.text
    assert "etcd gives up its <mark>leader</mark>" in page.text


def test_each_incident_says_what_it_is(client, shelf):
    page = client.get(WHERE, {"q": "etcd", "organisation": "house"}).text
    head = page[page.index('<article class="hit"') : page.index('<ul class="pass"')]
    text = " ".join(re.sub(r"<[^>]+>", " ", head).split())
    assert text.startswith("INC-1 SEV1 House · 14 Mar 2023, 18:00 UTC · 1 h 30")
    assert "<mark>etcd</mark> runs out of space" in head


def test_what_is_not_known_is_said_in_words(client, shelf):
    page = client.get(WHERE, {"q": "kafka"}).text
    assert "start not stated · duration not yet" in " ".join(page.split())


def test_the_page_says_how_much_was_found_and_how_long_it_took(client, shelf):
    page = client.get(WHERE, {"q": "etcd"}).text
    assert re.search(r"3 incidents, 6 passages <span[^>]*>in \d+ ms", page)
    assert "1 incident, 1 passage" in client.get(WHERE, {"q": "kafka"}).text


def test_three_passages_are_shown_and_the_rest_is_one_step_away(client):
    tell(IncidentFactory(number=1), *(f"etcd, the {n}. time" for n in range(1, 9)))
    tell(IncidentFactory(number=2), "etcd once")
    page = client.get(WHERE, {"q": "etcd"})
    assert {hit.row.incident.number: len(hit.passages) for hit in page.context["page"].hits} == {1: 3, 2: 1}
    link = re.search(r'href="(\?[^"]+)">5 more passages in INC-1<', page.text)[1].replace("&amp;", "&")
    alone = client.get(WHERE + link)
    assert numbers(alone) == [1]
    assert len(alone.context["page"].hits[0].passages) == 8
    assert "more passage" not in alone.text
    assert parse_qs(link[1:]) == {"q": ["etcd incident:INC-1"]}
    assert "incident <b>INC-1</b>" in alone.text


FOUND = {
    "severity=SEV1": [1],
    "severity=SEV1,sev2": [1, 2],
    "severity=none": [3],
    "status=open": [1, 3],
    "kind=vendor": [2],
    "organisation=house": [1],
    "mechanism=skewed": [1],
    "component=Web, API": [2],
    "year=2023": [1],
    "year=2023,2024": [1, 2],
    "tag=storage": [1],
    "in=event": [1, 2, 3],
    "in=factor,action": [1, 2],
    "in=postmortem": [],
    "in=action&severity=SEV1": [],
    "incident=INC-2": [2],
    "incident=2": [2],
    "incident=4": [],
    # What means nothing is left out.
    "in=weather": [1, 2, 3],
    "severity=": [1, 2, 3],
    "status=sleeping&kind=odd&year=20233": [1, 2, 3],
    "incident=the+first": [1, 2, 3],
    "missing=lead": [1, 2, 3],
    "page=x": [1, 2, 3],
    "page=-1": [1, 2, 3],
    "page=0": [1, 2, 3],
    "page=²": [1, 2, 3],
    "unheard=of": [1, 2, 3],
}


def test_filters_narrow_alone_and_together(client, shelf):
    assert {query: sorted(numbers(client.get(f"{WHERE}?q=etcd&{query}"))) for query in FOUND} == FOUND


def test_every_count_is_what_choosing_it_leaves(client, shelf):
    page = client.get(WHERE, {"q": "etcd"})
    chosen = 0
    for facet in page.context["page"].facets:
        for choice in facet.choices:
            there = client.get(f"{WHERE}?{choice.query}").context["page"]
            assert (there.passages if facet.name == "in" else there.total) == choice.number, choice
            chosen += 1
    assert chosen > 12


def test_a_facet_offers_only_what_would_find_something(client, shelf):
    page = client.get(WHERE, {"q": "etcd severity:SEV4"})
    assert counts(page, "severity") == {"SEV1": 1, "SEV2": 1, "SEV4": 0, "none": 1}
    assert counts(page, "org") == {}


def test_a_facet_with_nothing_to_choose_is_left_out(client, shelf):
    page = client.get(WHERE, {"q": "kafka"})
    assert page.context["page"].facets == []
    assert 'id="narrow"' not in page.text


def test_a_choice_puts_its_value_into_the_query_text_and_takes_it_out_again(client, shelf):
    ImpactWindowFactory(incident=shelf[0], component__name="Web, API")
    page = client.get(WHERE, {"q": 'etcd severity:SEV1,sev2 tag:storage component:"Web, API"'})
    leads = {
        choice.value: parse_qs(choice.query)["q"][0]
        for facet in page.context["page"].facets
        for choice in facet.choices
    }
    assert leads["SEV1"] == 'etcd severity:SEV2 tag:storage component:"Web, API"'
    assert leads["storage"] == 'etcd severity:SEV1,sev2 component:"Web, API"'
    assert leads["Web, API"] == "etcd severity:SEV1,sev2 tag:storage"
    page = client.get(WHERE, {"q": "etcd"})
    leads = {one.value: one.query for facet in page.context["page"].facets for one in facet.choices}
    assert parse_qs(leads["house"]) == {"q": ["etcd org:house"]}
    assert parse_qs(leads["event"]) == {"q": ["etcd in:timeline"]}


def test_of_two_fields_that_must_both_hold_a_choice_changes_the_last(client, shelf):
    for slug in ("a", "b"):
        mechanism = MechanismFactory(slug=slug, name=f"Way {slug}")
        ContributingFactorFactory(incident=shelf[0], mechanism=mechanism)
    page = client.get(WHERE, {"q": "etcd mechanism:a mechanism:b"})
    (facet,) = [facet for facet in page.context["page"].facets if facet.name == "mechanism"]
    assert {choice.value: choice.is_on for choice in facet.choices} == {
        "a": False,
        "b": True,
        "skewed": False,
    }
    leads = {choice.value: parse_qs(choice.query)["q"][0] for choice in facet.choices}
    assert leads == {
        "a": "etcd mechanism:a mechanism:b,a",
        "b": "etcd mechanism:a",
        "skewed": "etcd mechanism:a mechanism:b,skewed",
    }


def test_mechanisms_are_counted_in_the_role_that_is_asked_for(client, shelf):
    other = MechanismFactory(slug="other")
    ContributingFactorFactory(incident=shelf[0], mechanism=other, role="trigger")
    ContributingFactorFactory(incident=shelf[1], mechanism=other, role="aggravating")
    assert counts(client.get(WHERE, {"q": "etcd"}), "mechanism") == {"other": 2, "skewed": 1}
    page = client.get(WHERE, {"q": "etcd role:aggravating,limited-harm mechanism:other"})
    assert counts(page, "mechanism") == {"other": 1}


def test_long_facets_are_folded_after_the_most_frequent(client):
    for number in range(9):
        tell(IncidentFactory(tags=["all", f"tag-{number}"]), "etcd")
    page = client.get(WHERE, {"q": "etcd"})
    (facet,) = page.context["page"].facets
    assert [choice.value for choice in facet.choices] == ["all", *(f"tag-{number}" for number in range(5))]
    assert "<summary>4 more</summary>" in page.text
    page = client.get(WHERE, {"q": "etcd tag:tag-8"})
    (facet,) = page.context["page"].facets
    assert facet.choices[-1].value == "tag-8"


def test_all_that_is_asked_stands_as_chips_each_with_the_way_to_take_it_out(client, shelf):
    page = client.get(WHERE, {"q": 'leader "gives up" -kafka severity:sev1'})
    chips = {f"{one.label} {one.text}".strip(): parse_qs(one.without) for one in page.context["page"].chips}
    assert chips == {
        "leader": {"q": ['"gives up" -kafka severity:sev1']},
        "“gives up”": {"q": ["leader -kafka severity:sev1"]},
        "not kafka": {"q": ['leader "gives up" severity:sev1']},
        "severity SEV1": {"q": ['leader "gives up" -kafka']},
    }
    assert "severity <b>SEV1</b>" in page.text


def test_old_addresses_open_as_the_query_text_that_they_mean(client, shelf):
    page = client.get(WHERE, {"q": "etcd", "severity": "SEV1", "in": "event", "tag": "storage"})
    assert page.context["page"].text == "etcd severity:SEV1 tag:storage in:event"
    assert numbers(page) == [1]
    assert 'value="etcd severity:SEV1 tag:storage in:event"' in page.text
    assert not re.search(r'href="\?[^"]*[?&](severity|tag|in)=', page.text)


def test_what_means_nothing_is_said_and_shown_as_left_out(client, shelf):
    page = client.get(WHERE, {"q": "etcd severity:awful"})
    assert numbers(page) == numbers(client.get(WHERE, {"q": "etcd"}))
    assert "chip-off" in page.text
    (note,) = page.context["page"].notes
    assert escape(note) in page.text


@pytest.mark.parametrize("typed", ["INC-4", "inc-4", " 4 ", "INC4"])
def test_a_reference_offers_that_incident_first(client, shelf, typed):
    tell(shelf[0], "As in INC-4, or INC4, 4 times")
    page = client.get(WHERE, {"q": typed})
    assert page.context["page"].named.incident.number == 4
    assert numbers(page) == [1]
    assert page.text.index('href="/incidents/4/"') < page.text.index('href="/incidents/1/"')


def test_a_reference_among_other_words_is_only_a_word(client, shelf):
    assert client.get(WHERE, {"q": "see INC-4"}).context["page"].named is None
    assert client.get(WHERE, {"q": "INC-99"}).context["page"].named is None


WAYS = {
    "etcd severity:SEV1": {"Without severity SEV1": 3},
    "etcd severity:SEV1,SEV2 during:2023": {"Without began 2023": 2},
    "etcd kind:drill": {"Without kind drill": 3},
    "etcd in:action": {"In every kind of passage": 3},
    "etcd tag:storage": {"Without tag storage": 3},
    "etcd incident:INC-3": {"In every incident": 3},
    "etcd -kind:vendor org:house OR severity:SEV5": {"Without org House or severity SEV5": 2},
    "severity:SEV1 kind:vendor": {"Without severity SEV1": 1, "Without kind vendor": 1},
    '"leader gives"': {"Without the quotes around “leader gives”": 2},
    "etcd -kafka -drives": {"Also with “kafka”, “drives”": 3},
    "etcd -kafka severity:SEV2": {"Without severity SEV2": 2},
    "etcd": {},
    "nowhere severity:SEV1": {},
    "kaf": {"With words that begin with “kaf”": 1},
    "kaf lead": {"With words that begin with “lead”": 2},
}


@pytest.mark.parametrize("query", WAYS)
def test_where_little_is_found_there_is_a_way_out(client, shelf, query):
    page = client.get(WHERE, {"q": query})
    ways = page.context["page"].ways_there
    assert {words: number for words, number, _ in ways} == WAYS[query]
    for words, number, there in ways:
        assert client.get(f"{WHERE}?{there}").context["page"].total == number
        assert f"{escape(words)}</a> there {'is' if number == 1 else 'are'} {number}" in page.text


def test_where_nothing_helps_the_page_says_what_to_try(client, shelf):
    page = client.get(WHERE, {"q": "nowhere"}).text
    assert "Nothing found" in page
    assert "Try fewer of them" in page
    assert " ms</span>" not in page


@pytest.fixture
def many():
    for number in range(1, 46):
        tell(IncidentFactory(number=number), "etcd waits")


def test_the_pages_are_walked_both_ways_without_missing_an_incident(client, many):
    pages, where = [], "?q=etcd&severity=none"
    while where:
        response = client.get(WHERE + where)
        pages.append(numbers(response))
        later = re.search(r'href="(\?[^"]+)" rel="next"', response.text)
        where = later and later[1].replace("&amp;", "&")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sorted(chain.from_iterable(pages)) == list(range(1, 46))
    assert "41 to 45 of 45" in response.text
    back = re.search(r'href="(\?[^"]+)" rel="prev"', response.text)[1].replace("&amp;", "&")
    assert numbers(client.get(WHERE + back)) == pages[1]
    assert parse_qs(urlsplit(back).query) == {"q": ["etcd severity:none"], "page": ["2"]}


@pytest.mark.parametrize("page", ["4", "999999999999"])
def test_a_page_behind_the_last_leads_to_the_first(client, many, page):
    response = client.get(WHERE, {"q": "etcd", "page": page})
    assert response.status_code == 200
    assert numbers(response) == []
    assert "There is no such page" in response.text
    assert "?q=etcd" in links(response)


def test_before_anything_is_asked_the_page_teaches(client):
    page = client.get(WHERE)
    assert "What can be asked" in page.text
    assert "?q=%22sync%20failed%22" in links(page)
    assert "autofocus" in page.text


def test_what_the_page_teaches_finds_something_among_the_examples(client):
    call_command("load_examples", verbosity=0)
    for text, _, query in client.get(WHERE).context["page"].examples:
        page = client.get(f"{WHERE}?{query}").context["page"]
        assert page.hits or page.named, text


def test_fields_alone_find_all_such_incidents_the_newest_first(client, shelf):
    at(IncidentFactory(number=5, kind="vendor", summary="Rain *fell* in."), "June 2024")
    page = client.get(WHERE, {"q": "kind:vendor,incident"})
    assert numbers(page) == [5, 2, 1, 4, 3]
    assert "5 incidents, the newest first" in page.text
    assert "Rain fell in." in page.text
    assert counts(page, "kind") == {"incident": 3, "vendor": 2}
    assert numbers(client.get(WHERE, {"q": "kind:vendor"})) == [5, 2]


def test_fields_alone_are_walked_page_by_page(client, many):
    page = client.get(WHERE, {"q": "severity:none", "page": "2"})
    assert numbers(page) == list(range(25, 5, -1))
    assert "21 to 40 of 45" in page.text
    assert "Newer ones" in page.text


def test_where_no_incident_is_like_that_the_page_says_so(client, shelf):
    page = client.get(WHERE, {"q": "kind:drill severity:SEV5"}).text
    assert "No incident that you may read is like this" in page


def test_a_slip_of_spelling_is_read_as_what_is_there_and_can_be_taken_back(client, shelf):
    page = client.get(WHERE, {"q": "kafak severity:none"})
    assert numbers(page) == [3]
    assert "Showing results for <b>kafka</b>" in page.text
    assert [one.text for one in page.context["page"].chips] == ["kafka", "not set"]
    assert "<mark>kafka</mark>" in page.text
    link = re.search(r'href="(\?[^"]+)">Search for “kafak” as written<', page.text)[1].replace("&amp;", "&")
    page = client.get(WHERE + link)
    assert numbers(page) == []
    assert "Searched as written" in page.text
    assert parse_qs(page.context["page"].as_read) == {"q": ["kafak severity:none"]}


def test_a_way_out_counts_what_its_page_finds_by_corrected_words(client, shelf):
    page = client.get(WHERE, {"q": "kafak in:summary"}).context["page"]
    ((words, number, there),) = page.ways_there
    assert (words, number) == ("In every kind of passage", 1)
    assert client.get(f"{WHERE}?{there}").context["page"].total == 1


def test_where_not_everything_was_looked_at_there_is_said_to_be_more(client, shelf):
    page = client.get(WHERE, {"q": "etcd"}).context["page"]
    assert page.said == "3 incidents, 6 passages"
    assert replace(page, is_all=False).said == "More than 3 incidents, 6 passages"


def test_nothing_is_read_as_a_word_of_what_one_may_not_see(client, shelf):
    tell(IncidentFactory(number=5, visibility="restricted"), "Zanzibarium zanzibarium")
    page = client.get(WHERE, {"q": "zanzibarum"})
    assert page.context["page"].corrections == ()
    assert "anzibarium" not in page.text
    page = signed_in(AdministratorFactory()).get(WHERE, {"q": "zanzibarum"})
    assert numbers(page) == [5]


def test_other_names_that_are_looked_for_are_said(client, shelf):
    tell(shelf[2], "Half of kubernetes is gone")
    page = client.get(WHERE, {"q": "k8s"})
    assert numbers(page) == [3]
    assert "“k8s” is also looked for as <b>kubernetes</b>" in page.text


NOTES = {
    'etcd "gives up': "A quotation mark is not closed",
    "the etcd": "Left out, because nearly every text has it: “the”.",
    "-kafka": "There are only words to leave out",
    "?!": "There is no letter and no digit to look for.",
    "etcd " * 2_500: "Only the first 10,000 characters were read.",
}


def test_what_was_left_out_of_the_query_is_said(client, shelf):
    for typed, note in NOTES.items():
        assert escape(note) in client.get(WHERE, {"q": typed}).text, note


def test_words_to_leave_out_alone_are_no_question(client, shelf):
    page = client.get(WHERE, {"q": "-kafka"}).text
    assert "not <b>kafka</b>" in page
    assert "What can be asked" in page
    assert "Nothing found" not in page


ODD = (
    "x" * 10_000,
    "etcd " * 2_000,
    '"' * 999,
    '"etcd \'"',
    "the of and",
    "-etcd",
    "- -- ---",
    "etcd & | ! ( ) <-> :*",
    "'; DROP TABLE search_passage; --",
    "%s %(within_0)s {conditions} 100%",
    "\x00etcd\x00",
    "\ud7ff\ufffd\U0010ffff",
    "<script>alert(1)</script>",
    "\\",
)


def test_no_query_breaks_the_page_or_gets_into_its_markup(client, shelf):
    for typed in ODD:
        for query in ({}, {"severity": "SEV1"}, {"in": "event"}, {"typing": "1"}):
            page = client.get(WHERE, {"q": typed, **query})
            assert page.status_code == 200, typed
            assert "<script>alert" not in page.text


def test_broken_bytes_in_the_address_open_the_page(client):
    assert client.get(f"{WHERE}?q=%ff%fe&in=%00&severity=%ED%A0%80&page=%ff").status_code == 200


def test_what_is_found_is_shown_as_text(client):
    tell(IncidentFactory(title="<b>etcd</b>"), "etcd <script>alert(1)</script> & more")
    page = client.get(WHERE, {"q": "etcd alert"}).text
    assert "<script>alert" not in page
    assert "<b><mark>" not in page
    assert "&lt;script&gt;<mark>alert</mark>(1)" in page


def test_while_typing_the_last_word_may_be_the_beginning_of_one(client, shelf):
    assert found(client, "kaf") == []
    page = client.get(WHERE, {"q": "etc"}, headers=TYPING)
    assert sorted(numbers(page)) == [1, 2, 3]
    # A filter chosen then leaves what was seen.
    narrowed = next(link for link in links(page) if "severity:SEV1" in link)
    assert parse_qs(narrowed[1:]) == {"q": ["severity:SEV1 etc"], "typing": ["1"]}
    assert numbers(client.get(WHERE + narrowed)) == [1]


def test_a_query_that_is_sent_is_taken_as_it_stands(client, shelf):
    headers = TYPING | {"HX-Trigger": "ask"}
    assert numbers(client.get(WHERE, {"q": "kaf"}, headers=headers)) == []


@pytest.mark.parametrize("somebody", ["stranger", "viewer", "editor"])
def test_a_restricted_incident_leaves_no_trace(client, as_viewer, as_editor, shelf, somebody):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[somebody]
    before = {
        q: _without_time(client.get(WHERE, {"q": q}).text) for q in ("etcd", "hush", "INC-5", '"etcd hush"')
    }
    secret = IncidentFactory(
        number=5,
        title="etcd hush",
        visibility="restricted",
        sev=5,
        kind="drill",
        tags=["hidden"],
        organisation=OrganisationFactory(name="Secretive", slug="secretive"),
    )
    at(secret, "14 March 1987")
    ContributingFactorFactory(incident=secret, mechanism=MechanismFactory(slug="hushed", name="Hushed up"))
    ImpactWindowFactory(incident=secret, component__name="Hush line")
    tell(secret, "etcd", "etcd hush", "etcd etcd", "etcd 4", "INC-5", summary=["etcd"], action=["etcd"])
    for q, text in before.items():
        assert _without_time(client.get(WHERE, {"q": q}).text) == text, q
    for query in (
        {"organisation": "secretive"},
        {"mechanism": "hushed"},
        {"component": "Hush line"},
        {"year": "1987"},
        {"incident": "INC-5"},
        {"tag": "hidden"},
        {"kind": "drill"},
    ):
        page = client.get(WHERE, {"q": "etcd", **query}).context["page"]
        assert 5 not in [hit.row.incident.number for hit in page.hits]
        assert {page.total, *(way.number for way in page.ways)} <= {0, 3}
    assert found(signed_in(AdministratorFactory())) == [1, 2, 3, 5]


def _without_time(page: str) -> str:
    """The page but for what differs each time it is asked for."""
    page = re.sub(r"in \d+ ms", "", page)
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", page)


def test_an_incident_is_found_by_its_organisation_and_its_tags(client, editor):
    incident = IncidentFactory(number=1)
    assert found(client, "corner") == found(client, "brownout") == []
    change_facts(incident, {"organisation": "Corner Shop", "tags": ["brownout"]}, by=editor)
    assert found(client, "corner") == found(client, "brownout") == [1]


def test_an_incident_that_becomes_public_is_found(client, shelf):
    secret = tell(IncidentFactory(number=5, visibility="internal"), "etcd")
    assert found(client) == [1, 2, 3]
    assert found(signed_in(UserFactory())) == [1, 2, 3, 5]
    secret.visibility = "public"
    secret.save()
    assert found(client) == [1, 2, 3, 5]


def test_searching_only_reads(client):
    assert client.post(WHERE, {"q": "etcd"}).status_code == 405
    assert client.head(WHERE, {"q": "etcd"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/incidents/"])
def test_the_search_boxes_lead_here(client, path):
    assert re.search(r'role="search" action="/search/"', client.get(path).text)


QUERIES = (
    "session",
    "person",
    "their roles",
    "how common the words are",
    "the best, the incidents that match, and kinds of passages",
    "their passages",
    "their incidents",
    "all that the facets and the ways out count",
)
BY_FIELDS = (
    "session",
    "person",
    "their roles",
    "what the values mean",
    "all that is counted",
    "the incidents",
)


def test_queries_do_not_grow_with_what_is_found(as_viewer, django_assert_num_queries):
    mechanism = MechanismFactory()
    for total in (1, 30):
        for _ in range(total):
            incident = at(IncidentFactory(sev=2, organisation=OrganisationFactory()), "14 March 2023")
            ContributingFactorFactory(incident=incident, mechanism=mechanism)
            ImpactWindowFactory(incident=incident)
            tell(incident, "etcd is slow", "etcd is slower", factor=["etcd"], action=["etcd"])
        with django_assert_num_queries(len(QUERIES)):
            page = as_viewer.get(WHERE, {"q": "etcd"})
    assert len(numbers(page)) == 20


def test_the_search_asks_eight_queries_at_most_where_little_is_found(
    as_viewer, django_assert_max_num_queries
):
    house = OrganisationFactory(slug="house")
    tell(IncidentFactory(organisation=house), "kubelet said: sync failed in iptables")
    for _ in range(3):
        tell(IncidentFactory(organisation=house), "the iptables of the kubelet")
    with django_assert_max_num_queries(3 + 8):  # session, person, their roles
        page = as_viewer.get(WHERE, {"q": 'iptabels "sync failed" -etcd kubel* org:house'}).context["page"]
    assert [one.read for one in page.corrections] == ["iptables"]
    assert (page.total, len(page.ways)) == (1, 1)


def test_queries_for_fields_alone_do_not_grow(as_viewer, django_assert_num_queries):
    organisation = OrganisationFactory(slug="house")
    for total in (1, 30):
        for _ in range(total):
            IncidentFactory(sev=2, organisation=organisation, tags=["tls"])
        with django_assert_num_queries(len(BY_FIELDS)):
            page = as_viewer.get(WHERE, {"q": "org:house tag:tls severity:sev2"})
    assert page.context["page"].total == 31

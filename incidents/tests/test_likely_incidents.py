"""Incidents that a document may be about are offered, with the reason, and none that one may not see."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import EditorFactory
from incidents.factories import OrganisationFactory
from incidents.importing.likely import likely_incidents
from incidents.importing.storing import store_document
from incidents.models import Incident
from incidents.tests.write_ups import WRITE_UP, at
from timelines.models import Milestone, Source, TimelineEvent

pytestmark = pytest.mark.django_db

ADDRESS = "https://lamplight.example/letters"


@pytest.fixture
def mira():
    return EditorFactory()


def opened(title: str, clock: str = "", organisation=None, **facts) -> Incident:
    incident = Incident.objects.open_new(title=title, organisation=organisation, **facts)
    if clock:
        TimelineEvent.objects.record(
            incident, happened=at(clock), text="It begins.", milestones=[Milestone.Kind.STARTED]
        )
    return incident


def why(found, incident) -> str:
    return dict(found)[incident]


def test_the_one_that_keeps_it_and_the_one_with_its_address_come_first(mira):
    kept = store_document(WRITE_UP).incident
    cited = opened("Something else")
    Source.objects.keep(cited, title="A", text="Other words.", kind="write-up", url=f"{ADDRESS}/")
    found = likely_incidents(replace(WRITE_UP, address=ADDRESS), mira)
    assert [incident for incident, _ in found] == [kept, cited]
    assert why(found, kept) == "keeps this very document"
    assert why(found, cited) == f"has a document of the same address, {ADDRESS}/"


def test_the_same_organisation_at_the_same_time_a_similar_title_first(mira):
    lamplight = OrganisationFactory(name="Lamplight")
    far = opened("The bridge is closed", "11:00", lamplight)
    near = opened("Letters went astray", "11:00", lamplight)
    opened("Letters went missing", organisation=OrganisationFactory(name="Candle"))
    found = likely_incidents(replace(WRITE_UP, organisation="lamplight"), mira)
    assert [incident for incident, _ in found] == [near, far]
    assert why(found, near) == "lamplight at the same time, and a similar title"


def test_similar_words_where_nobody_says_whose_or_when(mira):
    similar = opened("All letters went astray in May")
    opened("Bread is sold out")
    opened("Letters are blue")
    found = likely_incidents(replace(WRITE_UP, organisation=""), mira)
    assert found == [(similar, "a similar title")]


def test_the_same_title_years_apart_is_another_incident(mira):
    incident = opened("Letters go astray")
    TimelineEvent.objects.record(
        incident, happened=replace_year(at("11:00")), text="It begins.", milestones=[Milestone.Kind.STARTED]
    )
    assert likely_incidents(WRITE_UP, mira) == []


def replace_year(when):
    return replace(
        when, earliest=when.earliest.replace(year=2020), latest=when.latest.replace(year=2020), words=""
    )


@pytest.mark.parametrize("sign", ["document", "address", "time", "title"])
def test_what_one_may_not_see_is_never_offered(sign, mira):
    hidden = opened(
        "Letters go astray" if sign == "title" else "Something else",
        "11:00" if sign == "time" else "",
        OrganisationFactory(name="Lamplight"),
        visibility=Incident.Visibility.RESTRICTED,
    )
    text = WRITE_UP.text if sign == "document" else "Other words."
    url = ADDRESS if sign == "address" else ""
    Source.objects.keep(hidden, title="A", text=text, kind="write-up", url=url)
    read = replace(WRITE_UP, address=ADDRESS)
    assert likely_incidents(read, mira) == []
    assert likely_incidents(read, AnonymousUser()) == []
    hidden.readers.add(mira)
    assert [incident for incident, _ in likely_incidents(read, mira)] == [hidden]


def test_five_at_most_in_a_fixed_number_of_queries(mira):
    counts = []
    for _ in range(2):
        for _ in range(4):
            opened("Letters go astray", "11:00", OrganisationFactory())
        likely_incidents(WRITE_UP, mira)  # search remembers how common words are
        with CaptureQueriesContext(connection) as queries:
            found = likely_incidents(WRITE_UP, mira)
        counts.append(len(queries))
    assert len(found) == 5
    assert counts[0] == counts[1]


def test_a_document_that_says_nothing_finds_nothing(mira):
    opened("Letters go astray", "11:00")
    empty = replace(WRITE_UP, title="…", organisation="", events=(), text="…")
    assert likely_incidents(empty, mira) == []

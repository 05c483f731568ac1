"""Similarity on the public collection: explained by evidence that is there, sensible where one can tell."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from incidents.importing.document import ReadSettings
from incidents.importing.library import files_in, import_files
from incidents.indexing import reindex
from incidents.models import ContributingFactor, Incident, Postmortem
from incidents.similar.finding import similar_to
from incidents.similar.sentence import sentence
from search.models import Passage
from timelines.models import TimelineEvent

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
COLLECTION = DATA / "postmortems" / "icco" / "md"
STRANGER = AnonymousUser()

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db,
    pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not here"),
]

# Pairs that whoever knows the field would name, by words of their titles: what one is asked for, and which
# has to be among what is like it.
KNOWN = [
    ("Cloudflare global outage on July 2, 2019", "Stack Exchange Network outage of July 20, 2016"),
    ("ARPANET network-wide outage of October 1980", "ARPANET network-wide outage due to corrupted routing"),
    ("Basecamp's network was under a DDoS attack", "GitHub DDoS attack of March 2014"),
    ("India NEW grid blackouts", "Northeast blackout"),
    ("Malicious Packages Published to npm", "Malicious packages reported in JCenter"),
    ("Mars Climate Orbiter", "Mars Pathfinder"),
    ("Knight Capital SMARS algorithmic trading incident", "Knight Capital SMARS deployment incident"),
    ("Zerodha Order Management System overload", "Trading and hanging orders on 12th April 2018"),
]


@pytest.fixture(scope="module")
def collection(django_db_setup, django_db_blocker):
    """{incident: what it is like} of those above, every fourth other one and the seeds, all of them public.

    Taken away again after the last test of this file.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        for folder in (COLLECTION, DATA / "seeds"):
            for _ in import_files(folder, _chosen(files_in(folder)), ReadSettings(), zones={}):
                pass
        Incident.objects.update(visibility=Incident.Visibility.PUBLIC)
        yield {incident: similar_to(incident, STRANGER) for incident in _incidents()}
        transaction.set_rollback(True)


def _chosen(files: list[Path]) -> list[Path]:
    names = [name for pair in KNOWN for name in pair]
    heads = {file: file.read_text(encoding="utf-8")[:1_000].replace("\n ", "") for file in files}
    return [
        file
        for number, (file, head) in enumerate(heads.items())
        if number % 4 == 0 or len(files) < 10 or any(name in head for name in names)
    ]


def _incidents():
    return Incident.objects.select_related("organisation").order_by("number")


def test_most_incidents_are_like_some_other_and_each_says_why(collection):
    explained = [similar for similar in collection.values() if similar.found]
    assert len(explained) > 0.8 * len(collection)
    for similar in explained:
        for one in similar.found:
            assert sentence(one.comparison).startswith("Both: ")


def test_every_word_of_evidence_stands_where_it_is_said_to_stand(collection):
    factors = {one.get_absolute_url() for one in ContributingFactor.objects.select_related("incident")}
    events = {one.get_absolute_url() for one in TimelineEvent.objects.select_related("incident")}
    passages = set(Passage.objects.values_list("url", flat=True))
    pages = {incident.get_absolute_url() for incident in collection}
    impact = {f"{page}#impact" for page in pages}
    for incident, similar in collection.items():
        for one in similar.found:
            for shared in (*one.comparison.shared, *one.comparison.differences):
                assert shared.here
                assert shared.there
                for place in (*shared.here, *shared.there):
                    assert place.words
                    assert place.href in factors | events | passages | pages | impact
                assert all(place.href.startswith(incident.get_absolute_url()) for place in shared.here)


@pytest.mark.parametrize(("asked", "wanted"), KNOWN)
def test_what_the_field_knows_to_be_alike_is_found(collection, asked, wanted):
    incident = next(one for one in collection if one.title.startswith(asked))
    titles = [one.incident.title for one in collection[incident].found]
    assert any(title.startswith(wanted) for title in titles), titles


def test_the_same_again(collection):
    incident = next(iter(collection))
    assert similar_to(incident, STRANGER) == collection[incident]


def test_hidden_incidents_are_as_if_they_were_not_there(collection):
    hidden = [incident.pk for incident in collection if incident.number % 3 == 0]
    shown = [incident for incident in collection if incident.pk not in hidden][:20]
    Incident.objects.filter(pk__in=hidden).update(visibility=Incident.Visibility.RESTRICTED)
    reindex(hidden)  # as a change of visibility does
    with_them = [repr(similar_to(incident, STRANGER)) for incident in shown]
    Postmortem.objects.filter(incident__in=hidden).update(newest=None, published=None)
    Incident.objects.filter(pk__in=hidden).delete()
    assert [repr(similar_to(incident, STRANGER)) for incident in shown] == with_them

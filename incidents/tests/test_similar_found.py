"""Incidents that are alike are found among those that a person may see, and by nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import AdministratorFactory, UserFactory
from incidents.factories import ContributingFactorFactory, IncidentFactory
from incidents.indexing import index_incident
from incidents.models import Incident, IncidentPair
from incidents.similar.finding import similar_to
from incidents.similar.sentence import sentence
from incidents.tests.alike import Role, affects, mechanism, skewed
from timelines.models import TimelineEvent

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


def found(incident, user=STRANGER) -> list[tuple]:
    """All that is said: numbers, scores and whole explanations."""
    similar = similar_to(incident, user)
    return [(one.incident.number, one.score, one.comparison) for one in similar.found]


def numbers(incident, user=STRANGER) -> list[int]:
    return [number for number, *_ in found(incident, user)]


@pytest.fixture
def read():
    return skewed("Jobs do not start", number=1)


def test_what_broke_spread_and_ended_alike_is_found_with_a_sentence_that_says_so(read):
    other = skewed("Whole cluster without network", number=2)
    (one,) = similar_to(read, STRANGER).found
    assert one.incident == other
    told = sentence(one.comparison)
    assert told.startswith("Both: version skew as trigger")
    assert "corrupted state as contributing factor (“Half-written”, “iptables” and “rules”)" in told
    assert "recovered by restarting every node" in told


def test_every_part_leads_to_a_factor_event_or_passage_of_either_side(read):
    other = skewed("Whole cluster without network", number=2)
    (one,) = similar_to(read, STRANGER).found
    for shared in one.comparison.shared:
        assert {place.href.partition("#")[0] for place in shared.here} == {read.get_absolute_url()}
        assert {place.href.partition("#")[0] for place in shared.there} == {other.get_absolute_url()}
    trigger = one.comparison.shared[0]
    assert trigger.there[0].href == f"{other.get_absolute_url()}#f-{other.factors.first().pk}"
    assert trigger.there[1].href == f"{other.get_absolute_url()}#e-{other.events.order_by('pk').first().pk}"


def test_nobody_is_like_themselves(read):
    assert found(read) == []


def test_rare_identifiers_in_the_words_of_both_are_told_with_their_places():
    one, other, _ = (
        IncidentFactory(title=title, summary=words, number=number)
        for number, (title, words) in enumerate(
            [
                ("Queues are slow", "The broker logged ECONNRESET_PEER_42 for hours."),
                ("Mail is late", "Then ECONNRESET_PEER_42 came from the relay."),
                ("Bread is sold out", "The oven was cold."),
            ],
            start=1,
        )
    )
    for incident in Incident.objects.all():
        index_incident(incident)
    (alike,) = similar_to(one, STRANGER).found
    assert alike.incident == other
    (words,) = alike.comparison.shared
    assert words.text == "“ECONNRESET_PEER_42” in the words of both"
    assert words.there[0].words == "Then ECONNRESET_PEER_42 came from the relay."


# What one may not see


def hide_others(read) -> None:
    """Restricted incidents that would be found, would make things common, and would move scores."""
    for number in range(50, 56):
        hidden = skewed(f"Hidden {number}", number=number, visibility="restricted")
        IncidentPair.objects.say(read, hidden, "related" if number % 2 else "not-alike", by=None)
    for number in range(60, 70):
        incident = IncidentFactory(number=number, visibility="restricted", summary="iptables kubelet nodes")
        for slug in ("version-skew", "corrupted-state", "dns"):
            ContributingFactorFactory(incident=incident, mechanism=mechanism(slug), role=Role.TRIGGER)
        index_incident(incident)


def test_restricted_incidents_are_neither_listed_nor_counted_nor_felt(read):
    other = skewed("Whole cluster without network", number=2)
    third = skewed("The mesh parts", "Fyra", number=3)
    affects(third, "Mesh")
    people = [STRANGER, UserFactory()]
    before = [[repr(similar_to(one, person)) for one in (read, other, third)] for person in people]
    assert "INC-2" in before[0][0]
    hide_others(read)
    after = [[repr(similar_to(one, person)) for one in (read, other, third)] for person in people]
    assert after == before


def test_who_may_see_them_finds_them_and_counts_them(read):
    skewed("Hidden", number=50, visibility="restricted")
    (alike,) = similar_to(read, AdministratorFactory()).found
    assert alike.incident.number == 50
    assert alike.comparison.shared[0].seen == 2


def test_how_common_things_are_is_counted_over_what_the_person_may_see(read):
    skewed("Whole cluster without network", number=2)
    for number in (3, 4):
        incident = IncidentFactory(number=number, visibility="internal")
        ContributingFactorFactory(incident=incident, mechanism=mechanism(), role=Role.TRIGGER)
    seen = {
        person: similar_to(read, person).found[0].comparison.shared[0].seen
        for person in (STRANGER, UserFactory())
    }
    assert list(seen.values()) == [2, 4]


# The same again


def test_the_same_data_gives_the_same_list_and_scores(read):
    for number in range(2, 9):
        skewed(f"Cluster {number % 3} without network", number=number)
    first = found(read)
    assert len(first) == 5
    assert [found(read) for _ in range(3)] == [first] * 3


def test_of_equals_the_newest_comes_first(read):
    for number in (2, 3, 4):
        skewed("Whole cluster without network", number=number)
    assert numbers(read) == [4, 3, 2]


def test_a_withdrawn_event_is_no_evidence(read):
    other = skewed("Whole cluster without network", number=2)
    for event in TimelineEvent.objects.filter(incident=other):
        event.withdraw(by=None, why="by mistake")
    (one,) = similar_to(read, STRANGER).found
    assert "Not told: the recovery there." in sentence(one.comparison)
    assert all("#e-" not in place.href for shared in one.comparison.shared for place in shared.there)


def test_queries_do_not_grow_with_what_there_is(read):
    counts = []
    for first in (2, 12):
        for number in range(first, first + 4):
            skewed(f"Cluster {number} without network", number=number)
        with CaptureQueriesContext(connection) as queries:
            assert similar_to(read, STRANGER).found
        counts.append(len(queries))
    # The pairs; the story: factors, evidence, events, passages, windows; factors and count of all; four of
    # likeness; the candidates and their stories; the passages with shared words.
    assert counts[0] == counts[1] <= 20


# What people said


def test_a_dismissed_pair_stays_away_on_both_sides_and_comes_back(read):
    other = skewed("Whole cluster without network", number=2)
    IncidentPair.objects.say(other, read, "not-alike", by=None)
    assert numbers(read) == numbers(other) == []
    assert similar_to(read, STRANGER).dismissed == 1
    IncidentPair.objects.say(read, other, "", by=None, was="not-alike")
    assert numbers(read) == [2]


def test_a_confirmed_pair_is_related_and_explained_however_little_alike(read):
    far = IncidentFactory(number=9, title="Bread is sold out")
    index_incident(far)
    IncidentPair.objects.say(read, far, "related", by=None)
    similar = similar_to(read, STRANGER)
    assert [one.incident for one in similar.related] == [far]
    assert similar.related[0].verdict == "related"
    assert 9 not in [one.incident.number for one in similar.found]

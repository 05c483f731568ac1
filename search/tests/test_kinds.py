"""Passages have kinds, by which they are found and counted."""

import pytest

from search.finding import count_kinds, find, matching_groups
from search.models import Passage
from search.passages import PassageText, store_all
from search.query import read_query

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    """Group 1 tells of etcd in two events and a factor, group 2 in a factor only."""
    told = {
        1: [("event", "etcd is slow"), ("event", "etcd gives up"), ("factor", "Nobody watched etcd")],
        2: [("factor", "One etcd for all"), ("event", "It rains")],
    }
    store_all(
        {
            group: [
                PassageText(f"{kind}:{number}", kind, kind, text, f"/it/{group}/#{number}")
                for number, (kind, text) in enumerate(passages)
            ]
            for group, passages in told.items()
        }
    )


def found(text, *kinds):
    everything = Passage.objects.values("group")
    return find(read_query(text), within=everything, kinds=kinds)


def test_only_passages_of_the_kinds_are_found_and_counted():
    events = found("etcd", "event")
    assert [(hit.group, {passage.kind for passage in hit.passages}) for hit in events.hits] == [
        (1, {"event"})
    ]
    assert (events.total, events.passages) == (1, 2)
    assert (found("etcd", "event", "factor").total, found("etcd").total) == (2, 2)
    assert found("etcd", "postmortem").hits == ()


def test_a_phrase_and_a_word_to_leave_out_may_stand_in_another_kind():
    assert [hit.group for hit in found('etcd "it rains"', "factor").hits] == [2]
    assert [hit.group for hit in found("etcd -rains", "factor").hits] == [1]


@pytest.mark.parametrize("kinds", [(), ("event",), ("factor",), ("event", "factor"), ("action",)])
def test_the_groups_that_match_are_those_that_are_found(kinds):
    groups = set(matching_groups(read_query("etcd"), kinds=kinds))
    assert groups == {hit.group for hit in found("etcd", *kinds).hits}


@pytest.mark.parametrize("text", ["etcd", "etcd -rains", "nowhere"])
@pytest.mark.parametrize("kinds", [(), ("event",), ("action",)])
def test_the_counts_of_a_page_are_those_that_are_asked_for_alone(text, kinds):
    query = read_query(text)
    for within in (Passage.objects.values("group"), Passage.objects.filter(group=2).values("group")):
        counts = find(query, within=within, kinds=kinds, limit=1, counted=True).counts
        assert set(counts.matching) == set(matching_groups(query, kinds=kinds))
        assert counts.kinds == count_kinds(query, within=within)


def test_kinds_are_counted_within_what_may_be_found():
    everything = Passage.objects.values("group")
    assert count_kinds(read_query("etcd"), within=everything) == {"event": 2, "factor": 2}
    assert count_kinds(read_query("etcd"), within=everything.filter(group=2)) == {"factor": 1}
    assert count_kinds(read_query("etcd -rains"), within=everything) == {"event": 2, "factor": 1}
    assert count_kinds(read_query("etcd"), within=Passage.objects.none().values("group")) == {}
    assert count_kinds(read_query(""), within=everything) == {}

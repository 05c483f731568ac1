"""What helped is found in the words that say so, and nothing is claimed that they do not say."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.similar.deeds import DEEDS
from incidents.similar.doing import done, shared_deeds
from incidents.similar.recovery import LONGEST, Teller, deeds_in
from incidents.similar.story import Deed, Place


def told(text: str, teller: Teller = Teller.THE_END) -> list[tuple]:
    return [(said.key, " ".join(said.things), said.is_all) for said in deeds_in(text, teller)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We restarted every node.", ("restart", "node", True)),
        ("All nodes were restarted.", ("restart", "nodes", True)),
        ("Every broker has been rebooted and is fine.", ("restart", "broker", True)),
        ("A rolling restart of the affected server cluster did it.", ("restart", "server cluster", False)),
        ("Restarting a subset of the metadata nodes.", ("restart", "metadata nodes", False)),
        ("Ines rolled back the release.", ("roll-back", "release", False)),
        ("The team reverted the faulty configuration change.", ("roll-back", "configuration change", False)),
        ("A rollback to the known good state.", ("roll-back", "", False)),
        ("Failover to the standby.", ("fail-over", "", False)),
        ("The replica was promoted.", ("fail-over", "replica", False)),
        ("Data restored from last night's backup.", ("back-up", "", False)),
        ("We added three more nodes.", ("scale", "", False)),
        ("Traffic was drained from the region.", ("move-traffic", "", False)),
        ("A fix was deployed.", ("fix", "", False)),
        ("The new protocol was disabled.", ("disable", "protocol", False)),
    ],
)
def test_deeds_with_what_they_were_done_to(words, said):
    assert told(words)[0] == said


@pytest.mark.parametrize(
    "words",
    [
        "We did not restart the nodes.",
        "A restart of the nodes failed to help.",
        "They tried restarting the nodes.",
        "Restarting the nodes made it worse.",
        "The outage was caused by a rollback.",
        "If it comes back, the nodes will be restarted.",
        "It was decided to restart the nodes.",
        "The setting was incorrectly removed.",
        "The cache was restarted, which exposed another fault.",
        "We could roll back the release.",
        "Nodes can't be restarted.",
        "Something was disabled.",  # nobody says what
        "The records in the cache were removed.",  # the records, or the cache?
        "All is well.",
        "",
    ],
)
def test_what_was_not_done_or_did_not_help_is_not_claimed(words):
    assert told(words) == []


def test_who_tells_of_a_deed_has_to_say_that_it_helped():
    assert told("Every node was restarted.", Teller.A_DEED) == []
    assert told("Every node was restarted. Services recover.", Teller.A_DEED) == [("restart", "node", True)]
    assert told("Every node was restarted. Services did not recover.", Teller.A_DEED) == []


def test_who_sums_up_has_to_say_that_the_deed_was_what_helped():
    assert told("Nodes were restarted. Later all was well.", Teller.A_SUMMARY) == []
    assert told("It was resolved by restarting the nodes.", Teller.A_SUMMARY) == [("restart", "nodes", False)]
    assert told("To resolve the issue, we disabled the cache.", Teller.A_SUMMARY) == [
        ("disable", "cache", False)
    ]


def test_the_evidence_is_the_sentence_and_nothing_more():
    (said,) = deeds_in("At 12:00 it began. The release was rolled back. Then we slept.", Teller.THE_END)
    assert said.words == "The release was rolled back"


@given(st.text(max_size=400))
@example("restarted " * 60)
@example("was " * 100 + "restarted")
@example("of of of of restarted of of")
def test_any_text_gives_deeds_of_known_sorts_in_its_own_words(text):
    for teller in Teller:
        for said in deeds_in(text, teller):
            assert said.key in DEEDS
            assert said.words in " ".join(text.split())
            assert all(thing in said.words for thing in said.things)
        assert deeds_in(text, teller) == deeds_in(text, teller)


@pytest.mark.parametrize(
    "piece",
    ["restarted the ", "traffic a a ", "from a b c ", "resolved a a ", "x", "fix a b ", "scaling up ", "a."],
)
def test_long_hostile_text_is_read_as_far_as_it_may_be(piece):
    assert isinstance(deeds_in(piece * LONGEST, Teller.A_SUMMARY), tuple)


# In common


def deed(words: str) -> Deed:
    (said,) = deeds_in(words, Teller.THE_END)
    return Deed(said.key, said.things, said.is_all, Place("event", said.words))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("We restarted every node.", "Every node was restarted.", "restarting every node"),
        ("We restarted all nodes.", "All nodes were rebooted.", "restarting all nodes"),
        ("We restarted every node.", "Two nodes were restarted.", "restarting nodes"),
        ("We restarted every node.", "One node was restarted.", "a restart"),
        ("We restarted the proxies.", "The database was restarted.", "a restart"),
        ("We rolled back the release.", "The release was rolled back.", "rolling back the release"),
        ("HTTP/3 was disabled.", "We disabled HTTP/3.", "disabling HTTP/3"),
        ("We restarted the cache.", "We restarted the cache server.", "a restart"),
    ],
)
def test_what_is_in_common_is_true_of_both(one, other, said):
    assert [both.text for both in shared_deeds([deed(one)], [deed(other)])] == [said]
    assert [both.text for both in shared_deeds([deed(other)], [deed(one)])] == [said]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We restarted every node.", "The release was rolled back."),
        ("The new protocol was disabled.", "We disabled the cache."),
    ],
)
def test_other_deeds_and_other_things_are_not_in_common(one, other):
    assert shared_deeds([deed(one)], [deed(other)]) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We restarted every node.", "restarting every node"),
        ("A restart.", "a restart"),
        ("We rolled back two releases.", "rolling back releases"),
        ("The database was restarted.", "restarting the database"),
    ],
)
def test_a_deed_of_one_side_is_said_as_it_was_done(words, said):
    assert done(deed(words)) == said

"""Saying of two incidents that they are related or not alike: once, revertible, by whoever may see both."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.factories import EditorFactory
from incidents.exceptions import PairChanged
from incidents.factories import IncidentFactory
from incidents.models import IncidentPair
from incidents.similar.said import related_to, said_of
from incidents.tests.test_at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return IncidentFactory(number=1), IncidentFactory(number=2)


def say(one, other, verdict, was=""):
    return IncidentPair.objects.say(one, other, verdict, by=None, was=was)


def test_a_pair_is_one_in_either_order(two):
    one, other = two
    assert say(one, other, "related") == say(other, one, "related")
    assert related_to(one, AnonymousUser()) == [other]
    assert related_to(other, AnonymousUser()) == [one]


def test_saying_it_again_changes_nothing(two):
    pair = say(*two, "related")
    assert say(*two, "related").said_at == pair.said_at
    assert pair.versions.count() == 1


def test_what_was_said_can_be_taken_back_and_the_history_keeps_it(two):
    one, other = two
    editor = EditorFactory()
    IncidentPair.objects.say(one, other, "not-alike", by=editor)
    IncidentPair.objects.say(one, other, "", by=editor, was="not-alike")
    assert related_to(one, AnonymousUser()) == []
    assert [(said.words, said.version.said_by) for said in said_of(other, AnonymousUser())] == [
        ("taken back", editor),
        ("not alike", editor),
    ]


def test_who_read_something_else_is_told_and_nothing_is_changed(two):
    say(*two, "related")
    with pytest.raises(PairChanged, match="called INC-1 and INC-2 “related” meanwhile"):
        say(*two, "not-alike")
    with pytest.raises(PairChanged):
        say(*two, "", was="not-alike")
    assert IncidentPair.objects.get().verdict == "related"


def test_an_incident_makes_no_pair_with_itself(two):
    with pytest.raises(ValueError, match="no pair with itself"):
        say(two[0], two[0], "related")


def test_of_a_pair_with_a_hidden_incident_nobody_else_learns():
    shown, hidden = IncidentFactory(number=1), IncidentFactory(number=2, visibility="restricted")
    say(shown, hidden, "related")
    stranger = AnonymousUser()
    assert related_to(shown, stranger) == []
    assert said_of(shown, stranger) == []
    assert not IncidentPair.objects.visible_to(stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_of_several_who_disagree_at_once_the_first_is_heard_and_the_others_are_told():
    two = IncidentFactory(number=1), IncidentFactory(number=2)
    verdicts = ["related", "not-alike", "related", "not-alike"]
    ended = at_once(*[lambda verdict=verdict: say(*two, verdict) for verdict in verdicts])
    pair = IncidentPair.objects.get()
    for verdict, end in zip(verdicts, ended, strict=True):
        assert isinstance(end, IncidentPair if verdict == pair.verdict else PairChanged)
    assert pair.versions.count() == 1

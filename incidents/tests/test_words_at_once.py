"""Words that are merged and renamed while others use them: nothing is lost, and nobody waits in a circle."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from incidents.exceptions import WordChanged
from incidents.factories import (
    ComponentFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.models import ContributingFactor, ImpactWindow, Incident, Mechanism, Tag
from incidents.tests.test_at_once import at_once
from search.models import Passage
from timelines.when import When

pytestmark = pytest.mark.django_db(transaction=True)

NOON = When.read("14 March 2023 12:00 UTC")
WAITING = "SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@contextmanager
def while_it_waits(call):
    """The block runs in a transaction that `call`, on another connection, comes to wait for at its end."""

    def run():
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        _until_somebody_waits(thread)
    thread.join(timeout=20)
    assert not thread.is_alive()


def _until_somebody_waits(thread) -> None:
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the same for ever
            cursor.execute(WAITING)
            if cursor.rowcount:
                return
        thread.join(timeout=0.01)
    pytest.fail("Nobody came to wait.")


def add_factor(incident, word):
    return ContributingFactor.objects.add(incident, statement="It drifted", role="trigger", mechanism=word)


def test_a_factor_that_is_being_added_when_its_mechanism_is_merged_follows_it():
    old, new, incident = MechanismFactory(), MechanismFactory(), IncidentFactory()
    with while_it_waits(lambda: Mechanism.objects.get(pk=old.pk).merge_into(new, by=None)):
        factor = add_factor(incident, old)
    factor.refresh_from_db()
    assert factor.mechanism == new
    assert new.name in Passage.objects.get(key=f"factor:{factor.pk}").text


def test_a_factor_that_comes_while_its_mechanism_is_being_merged_names_the_other():
    old, new, incident = MechanismFactory(), MechanismFactory(), IncidentFactory()
    with while_it_waits(lambda: add_factor(incident, old)):
        Mechanism.objects.get(pk=old.pk).merge_into(new, by=None)
    factor = incident.factors.get()
    assert factor.mechanism == new
    assert new.name in Passage.objects.get(key=f"factor:{factor.pk}").text


def test_a_window_and_a_tag_that_come_during_a_merge_name_the_other():
    shop = OrganisationFactory()
    old, new = (ComponentFactory(organisation=shop) for _ in range(2))
    tag, other, incident = TagFactory(name="k8s"), TagFactory(name="kubernetes"), IncidentFactory()

    def add():
        ImpactWindow.objects.add(incident, component=old, level="degraded", began=NOON)
        Incident.objects.open_new(title="Another", tags=["k8s", "dns"])

    with while_it_waits(add):
        old.merge_into(new, by=None)
        tag.merge_into(other, by=None)
    assert incident.impact_windows.get().component == new
    assert Incident.objects.get(title="Another").tags == ["kubernetes", "dns"]


def test_of_two_who_merge_two_words_into_each_other_one_is_told():
    one, other = MechanismFactory(), MechanismFactory()
    copies = [Mechanism.objects.get(pk=word.pk) for word in (one, other)]
    ended = at_once(lambda: one.merge_into(other, by=None), lambda: copies[1].merge_into(copies[0], by=None))
    assert sorted(type(end).__name__ for end in ended) == ["NoneType", "WordChanged"]
    assert Mechanism.objects.filter(pk__in=[one.pk, other.pk]).count() == 1


def test_of_two_who_merge_or_rename_one_word_one_is_told():
    word, first, second = TagFactory(name="a"), TagFactory(name="b"), TagFactory(name="c")
    again = Tag.objects.get(pk=word.pk)
    ended = at_once(lambda: word.merge_into(first, by=None), lambda: again.merge_into(second, by=None))
    assert [type(end) for end in ended if end] == [WordChanged]
    copies = [Tag.objects.get(pk=second.pk) for _ in range(2)]
    ended = at_once(lambda: copies[0].rename("x", by=None), lambda: copies[1].rename("y", by=None))
    assert [type(end) for end in ended if end] == [WordChanged]


def test_of_several_who_propose_one_name_all_but_the_first_are_told():
    def propose():
        return Mechanism.objects.propose("Split brain", by=None, definition="Two leaders.", group="Change")

    ended = at_once(*[propose] * 3)
    assert sorted(type(end).__name__ for end in ended) == ["Mechanism", "NameTaken", "NameTaken"]
    assert Mechanism.objects.get(name="Split brain").slug == "split-brain"


def test_a_chain_that_grows_while_a_factor_comes_ends_at_the_word_that_stands():
    first, second, third, incident = *(MechanismFactory() for _ in range(3)), IncidentFactory()
    at_once(
        lambda: first.merge_into(Mechanism.objects.get(pk=second.pk), by=None),
        lambda: add_factor(incident, first),
        lambda: add_factor(incident, second),
        lambda: Mechanism.objects.get(pk=second.pk).merge_into(third, by=None),
    )
    standing = set(Mechanism.objects.filter(pk__in=[first.pk, second.pk, third.pk]))
    assert {factor.mechanism for factor in incident.factors.select_related("mechanism")} <= standing
    assert incident.factors.count() == 2

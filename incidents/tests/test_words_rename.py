"""A word under another name: found by it everywhere, and by every name it had."""

import pytest

from accounts.factories import AdministratorFactory
from incidents.exceptions import NameTaken, NameWasOnce, WordChanged
from incidents.factories import (
    ComponentFactory,
    IncidentFactory,
    MechanismFactory,
    TagFactory,
)
from incidents.models import ContributingFactor, Mechanism, Tag
from search.models import Passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdministratorFactory(username="ada")


def test_a_renamed_mechanism_has_an_address_of_its_new_name_and_the_index_knows_it(admin):
    word = MechanismFactory(name="Split brain", slug="split-brain")
    incident = IncidentFactory()
    factor = ContributingFactor.objects.add(incident, statement="Two leaders", role="trigger", mechanism=word)
    word.rename("  Two   leaders at once ", by=admin)
    assert (word.name, word.slug) == ("Two leaders at once", "two-leaders-at-once")
    assert "Two leaders at once" in Passage.objects.get(key=f"factor:{factor.pk}").text
    assert Mechanism.objects.at(["split-brain"]) == {"split-brain": word}


def test_the_name_it_had_before_may_be_given_back(admin):
    word = MechanismFactory(name="Split brain", slug="split-brain")
    word.rename("Two leaders", by=admin)
    word.rename("Split brain", by=admin)
    assert (word.name, word.slug) == ("Split brain", "split-brain")
    assert [former.name for former in word.former_names.all()] == ["Two leaders"]


def test_only_the_case_of_a_name_may_be_changed(admin):
    word = MechanismFactory(name="split brain", slug="split-brain")
    word.rename("Split brain", by=admin)
    assert (word.name, word.slug) == ("Split brain", "split-brain")


@pytest.mark.parametrize("factory", [MechanismFactory, TagFactory, ComponentFactory])
def test_a_name_that_another_word_has_is_refused(admin, factory):
    word = factory(name="one")
    beside = {"organisation": word.organisation} if factory is ComponentFactory else {}
    other = factory(name="other", **beside)
    with pytest.raises(NameTaken, match="“one” already"):
        other.rename("ONE", by=admin)
    other.refresh_from_db()
    assert other.name == "other"
    assert not other.former_names.exists()


def test_two_organisations_may_use_one_name(admin):
    ComponentFactory(name="API")
    other = ComponentFactory(name="Gateway")
    other.rename("API", by=admin)
    assert other.name == "API"


def test_a_name_that_another_word_had_is_taken_anew_only_when_said_so(admin):
    word, other = (
        MechanismFactory(name="Race", slug="race"),
        MechanismFactory(name="Ordering", slug="ordering"),
    )
    word.rename("Data race", by=admin)
    with pytest.raises(NameWasOnce, match="“Data race” was called before"):
        other.rename("Race", by=admin)
    other.rename("Race", by=admin, anew=True)
    assert (other.name, other.slug) == ("Race", "race-2")
    found = Mechanism.objects.called(["race", "race-2", "data race", "Ordering"])
    assert found == {"race": word, "race-2": other, "data race": word, "Ordering": other}


def test_an_address_is_never_given_to_another_word(admin):
    word = MechanismFactory(name="Race", slug="race")
    word.rename("Data race", by=admin)
    again = Mechanism.objects.propose("Race", by=admin, definition="Anew.", group="Change", anew=True)
    again.merge_into(MechanismFactory(name="Third", slug="third"), by=admin)
    last = Mechanism.objects.propose("Race", by=admin, definition="Once more.", group="Change", anew=True)
    assert [word.slug, again.slug, last.slug] == ["data-race", "race-2", "race-3"]
    assert Mechanism.objects.at(["race"])["race"] == word
    assert Mechanism.objects.at(["race-2"])["race-2"].slug == "third"


def test_a_tag_taken_anew_is_its_own_again(admin):
    first = TagFactory(name="edge")
    first.rename("cdn", by=admin)
    anew = Tag.objects.propose("edge", by=admin, anew=True)
    incident = IncidentFactory(tags=["edge"])
    incident.refresh_from_db()
    assert incident.tags == ["edge"]
    assert Tag.objects.called(["edge", "cdn"]) == {"edge": anew, "cdn": first}


def test_renaming_what_somebody_renamed_meanwhile_is_refused(admin):
    word = TagFactory(name="one")
    read = Tag.objects.get(pk=word.pk)
    word.rename("two", by=admin)
    with pytest.raises(WordChanged):
        read.rename("three", by=admin)
    assert Tag.objects.get(pk=word.pk).name == "two"


def test_a_renamed_tag_is_renamed_on_every_incident_also_restricted_ones(admin):
    hidden = IncidentFactory(tags=["ci"], visibility="restricted")
    Tag.objects.get(name="ci").rename("#Continuous Integration", by=admin)
    hidden.refresh_from_db()
    assert hidden.tags == ["continuous integration"]
    assert hidden.versions.latest("pgh_id").tags == ["continuous integration"]
    assert "continuous integration" in Passage.objects.get(group=hidden.pk, key="summary").text

"""Two words become one: nothing is lost, and every name and address that was leads to what is."""

from itertools import count

import pytest
from django.apps import apps
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from accounts.factories import AdministratorFactory
from incidents.exceptions import NoWordToMerge, WordBusy, WordChanged
from incidents.factories import (
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.importing.people import BY_PEOPLE
from incidents.models import Component, ContributingFactor, ImpactWindow, Mechanism, Tag
from incidents.vocabulary import places
from search.models import Passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdministratorFactory(username="ada")


@pytest.fixture
def shop():
    return OrganisationFactory(name="Corner Shop")


def factor_text(factor) -> str:
    return Passage.objects.get(key=f"factor:{factor.pk}").text


def test_factors_of_a_merged_mechanism_name_the_other_and_are_found_by_it(admin):
    old, new = MechanismFactory(name="Old word"), MechanismFactory(name="New word")
    incident = IncidentFactory(visibility="restricted")
    factor = ContributingFactor.objects.add(incident, statement="It drifted", role="trigger", mechanism=old)
    old.merge_into(new, by=admin)
    factor.refresh_from_db()
    assert factor.mechanism == new
    assert "New word" in factor_text(factor)
    assert "Old word" not in factor_text(factor)


def test_a_merge_stands_in_the_history_with_who_and_why_and_is_nobodys_edit(admin):
    old, new = MechanismFactory(name="Old word"), MechanismFactory(name="New word")
    factor = ContributingFactorFactory(mechanism=old)
    old.merge_into(new, by=admin)
    version = factor.versions.latest("pgh_id")
    assert version.pgh_context.metadata["user"] == admin.pk
    assert version.pgh_context.metadata["why"] == "the mechanism “Old word” was merged into “New word”"
    versions = apps.get_model("incidents", "ContributingFactorVersion").objects
    assert not versions.filter(BY_PEOPLE, pgh_obj=factor.pk).exists()


def test_the_history_of_an_incident_names_the_word_that_is_no_more(client, admin):
    old, new = MechanismFactory(name="Old word"), MechanismFactory(name="New word")
    factor = ContributingFactorFactory(mechanism=old, incident__number=42)
    old.merge_into(new, by=admin)
    page = client.get("/incidents/42/history/").text
    assert factor.statement in page
    assert "Old word" in page
    assert "New word" in page


def test_impact_windows_of_a_merged_component_all_stay(admin, shop):
    old, new = (ComponentFactory(organisation=shop, name=name) for name in ("API EU", "API"))
    incident = IncidentFactory()
    windows = {ImpactWindowFactory(incident=incident, component=each).pk for each in (old, old, new)}
    old.merge_into(new, by=admin)
    assert set(new.impact_windows.values_list("pk", flat=True)) == windows
    assert not ImpactWindow.objects.filter(component=old).exists()


def test_incidents_with_a_merged_tag_have_the_other_once_and_in_its_place(admin):
    old, new = TagFactory(name="k8s"), TagFactory(name="kubernetes")
    first = IncidentFactory(tags=["dns", "k8s", "network"])
    both = IncidentFactory(tags=["kubernetes", "dns", "k8s"])
    neither = IncidentFactory(tags=["dns"])
    old.merge_into(new, by=admin)
    for incident, tags in (
        (first, ["dns", "kubernetes", "network"]),
        (both, ["kubernetes", "dns"]),
        (neither, ["dns"]),
    ):
        incident.refresh_from_db()
        assert incident.tags == tags
    assert "kubernetes" in Passage.objects.get(group=first.pk, key="summary").text


def test_a_merged_word_is_offered_and_listed_no_more_and_kept(admin):
    old, new = MechanismFactory(), MechanismFactory()
    old.merge_into(new, by=admin)
    assert old not in Mechanism.objects.all()
    assert Mechanism.ever.get(pk=old.pk).merged_into == new
    assert old.versions.count() == 2


def test_chains_of_renames_and_merges_lead_to_the_word_that_stands(admin):
    first, second, third = (MechanismFactory(name=name, slug=name) for name in ("alpha", "beta", "gamma"))
    first.rename("Aleph", by=admin)
    first.merge_into(second, by=admin)
    second.rename("Bet", by=admin)
    second.merge_into(third, by=admin)
    third.rename("Gimel", by=admin)
    values = ["alpha", "aleph", "Aleph", "beta", "bet", "BET", "gamma", "gimel", "Gimel"]
    assert Mechanism.objects.called(values) == dict.fromkeys(values, third)
    assert Mechanism.ever.get(pk=first.pk).merged_into == third
    slugs = ["alpha", "aleph", "beta", "bet", "gamma", "gimel"]
    assert Mechanism.objects.at(slugs) == dict.fromkeys(slugs, third)


def test_a_row_that_is_written_with_a_merged_word_names_the_one_that_stands(admin, shop):
    first, second, third = (MechanismFactory() for _ in range(3))
    first.merge_into(second, by=admin)
    second.merge_into(third, by=admin)
    assert ContributingFactorFactory(mechanism=first).versions.get().mechanism_id == third.pk
    old, new = (ComponentFactory(organisation=shop) for _ in range(2))
    old.merge_into(new, by=admin)
    made = ImpactWindow.objects.bulk_create(
        [ImpactWindowFactory.build(incident=IncidentFactory(), component=old)]
    )
    made[0].refresh_from_db()
    assert made[0].component == new


def test_a_tag_that_was_merged_or_renamed_is_written_as_the_one_that_stands(admin):
    TagFactory(name="k8s").merge_into(TagFactory(name="kube"), by=admin)
    Tag.objects.get(name="kube").rename("kubernetes", by=admin)
    incident = IncidentFactory(tags=["k8s", "dns", "kube", "kubernetes"])
    incident.refresh_from_db()
    assert incident.tags == ["kubernetes", "dns"]


def test_a_former_name_of_a_component_means_the_one_that_stands_in_its_organisation(admin, shop):
    old, new = (ComponentFactory(organisation=shop, name=name) for name in ("API EU", "API"))
    elsewhere = ComponentFactory(name="API EU")
    old.merge_into(new, by=admin)
    assert shop.components.named("api eu") == new
    assert shop.components.by_name()["api eu"] == new
    assert Component.objects.called(["API eu"]) == {"API eu": [elsewhere]}
    assert elsewhere.organisation.components.named("API EU") == elsewhere


def test_a_word_does_not_go_into_itself_a_retired_one_or_another_organisations(admin, shop):
    word, retired = MechanismFactory(), MechanismFactory(is_retired=True)
    for one, other in (
        (word, word),
        (word, retired),
        (word, TagFactory()),
        (ComponentFactory(organisation=shop), ComponentFactory()),
    ):
        with pytest.raises(NoWordToMerge):
            one.merge_into(other, by=admin)
    assert Mechanism.objects.filter(pk=word.pk).exists()


def test_merging_twice_is_refused_and_says_where_the_word_is(admin):
    word, other, third = (MechanismFactory(name=name) for name in ("One", "Other", "Third"))
    again = Mechanism.objects.get(pk=word.pk)
    word.merge_into(other, by=admin)
    with pytest.raises(WordChanged, match="merged into “Other”"):
        again.merge_into(third, by=admin)
    assert Mechanism.ever.get(pk=word.pk).merged_into == other


def test_nothing_is_merged_into_what_was_merged_renamed_or_retired_meanwhile(admin):
    word, other, third = (MechanismFactory() for _ in range(3))
    read = Mechanism.objects.get(pk=other.pk)
    factor = ContributingFactorFactory(mechanism=word)
    other.rename("Quite another", by=admin)
    with pytest.raises(WordChanged):
        word.merge_into(read, by=admin)
    read = Mechanism.objects.get(pk=other.pk)
    other.merge_into(third, by=admin)
    with pytest.raises(WordChanged):
        word.merge_into(read, by=admin)
    factor.refresh_from_db()
    assert factor.mechanism == word


def test_a_word_that_others_begin_to_use_all_the_time_is_left_as_it_is(admin, monkeypatch):
    word, other = MechanismFactory(), MechanismFactory()
    factor = ContributingFactorFactory(mechanism=word)
    more = count(factor.incident_id)
    monkeypatch.setattr(places, "users", lambda words: {next(more)})
    with pytest.raises(WordBusy, match="try again"):
        word.merge_into(other, by=admin)
    factor.refresh_from_db()
    assert factor.mechanism == word


def test_who_is_stopped_for_waiting_in_a_circle_is_told_to_try_again(admin, monkeypatch):
    word, other = MechanismFactory(), MechanismFactory()

    def in_a_circle(word, other):
        raise OperationalError from DeadlockDetected()

    monkeypatch.setattr(places, "move", in_a_circle)
    with pytest.raises(WordBusy, match="Nothing was changed"):
        word.merge_into(other, by=admin)
    assert Mechanism.objects.get(pk=word.pk).merged_into is None


@pytest.mark.parametrize("model", [Mechanism, Tag, Component])
def test_every_table_that_names_a_word_has_a_place(model):
    """A new foreign key to a word must say what follows when that word is merged."""
    own = {model, model.former_model()}
    naming = {
        relation.related_model._meta.label
        for relation in model._meta.related_objects
        if relation.related_model not in own and not hasattr(relation.related_model, "pgh_tracked_model")
    }
    looked_after = {name for place in places.places_of(model._meta.model_name) for name in place.models}
    assert naming <= looked_after


def test_places_are_counted_over_everything(admin):
    word = MechanismFactory()
    ContributingFactorFactory(mechanism=word, incident__visibility="restricted")
    ContributingFactorFactory(mechanism=word)
    assert places.numbers_of([word, MechanismFactory()])[word.pk] == ["2 contributing factors"]
    tag = TagFactory(name="ci")
    IncidentFactory(tags=["ci", "dns"], visibility="restricted")
    assert places.numbers_of([tag]) == {tag.pk: ["1 incident"]}

"""Words that editors propose: used at once, marked, and waiting in one place for administrators."""

import pytest

from accounts.factories import AdministratorFactory, EditorFactory
from incidents.factories import (
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.models import Component, Mechanism, Tag
from incidents.tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PROPOSE = "/vocabulary/mechanism/propose/"


@pytest.fixture
def as_admin():
    return signed_in(AdministratorFactory(username="ada", first_name="Ada", last_name="Byron"))


def mechanism(**changed):
    return {
        "name": "Split brain",
        "group": "Change",
        "definition": "Two parts think that they lead.",
    } | changed


def test_an_editor_proposes_a_mechanism_that_can_be_chosen_at_once(as_editor, editor):
    answer = as_editor.post(PROPOSE, mechanism(), follow=True)
    assert answer.redirect_chain[-1][0] == "/mechanisms/split-brain/"
    assert "proposed; it can be used at once" in answer.text
    word = Mechanism.objects.get(slug="split-brain")
    assert word.is_proposed
    assert word.versions.get().pgh_context.metadata["user"] == editor.pk
    incident = IncidentFactory()
    page = as_editor.get(f"{incident.get_absolute_url()}factors/add/").text
    assert "Split brain (proposed)" in page
    as_editor.post(
        f"{incident.get_absolute_url()}factors/add/",
        {"statement": "Two leaders", "role": "trigger", "mechanism": word.pk},
    )
    assert incident.factors.get().mechanism == word
    assert '<span class="prop">proposed</span>' in as_editor.get(incident.get_absolute_url()).text


def test_what_an_administrator_adds_needs_nobodys_approval(as_admin):
    as_admin.post(PROPOSE, mechanism())
    assert Mechanism.objects.get(slug="split-brain").state == "approved"


def test_a_mechanism_is_proposed_with_the_factor_that_needs_it(as_editor):
    incident = IncidentFactory()
    address = f"{incident.get_absolute_url()}factors/add/"
    told = {"statement": "Two leaders", "role": "trigger", "proposed": "Split brain"}
    refused = as_editor.post(address, told)
    assert refused.status_code == 422
    assert "Say in a sentence what it is" in refused.text
    assert not incident.factors.exists()
    as_editor.post(address, told | {"definition": "Two parts think that they lead."})
    word = incident.factors.get().mechanism
    assert (word.name, word.is_proposed, word.group) == ("Split brain", True, "Proposed")
    as_editor.post(address, told | {"proposed": "split BRAIN"})  # now everybody's
    assert {factor.mechanism for factor in incident.factors.select_related("mechanism")} == {word}


def test_a_factor_has_one_mechanism(as_editor):
    incident, word = IncidentFactory(), MechanismFactory()
    told = {"statement": "Two leaders", "role": "trigger", "mechanism": word.pk, "proposed": word.name}
    refused = as_editor.post(f"{incident.get_absolute_url()}factors/add/", told)
    assert refused.status_code == 422
    assert "not both" in refused.text


def test_a_factor_form_that_was_open_during_a_merge_names_the_word_that_stands(as_editor):
    incident, old, new = IncidentFactory(), MechanismFactory(), MechanismFactory()
    old.merge_into(new, by=None)
    told = {"statement": "Two leaders", "role": "trigger", "mechanism": old.pk}
    assert as_editor.post(f"{incident.get_absolute_url()}factors/add/", told).status_code == 302
    assert incident.factors.get().mechanism == new


def test_using_a_tag_or_naming_a_component_proposes_it(as_editor, editor):
    incident = IncidentFactory(organisation=OrganisationFactory())
    window = {"component": "Checkout", "level": "degraded", "began": "14 March 2023 12:00 UTC"}
    as_editor.post(f"{incident.get_absolute_url()}impact/add/", window)
    component = Component.objects.get(name="Checkout")
    assert component.is_proposed
    assert component.versions.get().pgh_context.metadata["user"] == editor.pk
    incident.tags = ["dns"]
    incident.save()
    assert Tag.objects.get(name="dns").is_proposed


def test_the_queue_says_who_proposed_what_and_where_it_stands(as_admin):
    mira = EditorFactory(username="mira", first_name="Mira", last_name="Oduya")
    word = Mechanism.objects.propose("Version skews", by=mira, definition="As it says.", group="Change")
    ContributingFactorFactory(mechanism=word, incident__visibility="restricted")
    TagFactory(name="dns")
    IncidentFactory(tags=["dnss"])
    page = as_admin.get("/vocabulary/").text
    for part in (
        "Version skews",
        "Mira Oduya",
        "1 contributing factor",
        "dnss",
        "1 incident",
        "look at merging",
    ):
        assert part in page
    like = Mechanism.objects.get(slug="version-skew")
    assert f"/vocabulary/mechanism/{word.pk}/merge/?into={like.pk}" in page


def test_an_administrator_approves_one_word_and_all_that_are_shown(as_admin):
    words = [MechanismFactory(is_proposed=True) for _ in range(3)]
    later = MechanismFactory(is_proposed=True)
    as_admin.post(f"/vocabulary/mechanism/{words[0].pk}/approve/", {"then": "queue"})
    answer = as_admin.post(
        "/vocabulary/mechanism/approve/", {"word": [word.pk for word in words] + ["x", "9" * 40]}, follow=True
    )
    assert "2 mechanisms approved." in answer.text
    assert list(Mechanism.objects.proposed()) == [later]


def test_approving_twice_says_that_somebody_was_faster(as_admin):
    word = MechanismFactory(is_proposed=True, name="Split brain")
    address = f"/vocabulary/mechanism/{word.pk}/approve/"
    as_admin.post(address)
    assert "is approved by now: somebody changed it meanwhile" in as_admin.post(address, follow=True).text


def test_the_queue_costs_the_same_for_few_proposals_and_for_many(as_admin, django_assert_num_queries):
    numbers = []
    for total in (1, 12):
        for _ in range(total):
            ContributingFactorFactory(mechanism=MechanismFactory(is_proposed=True))
            ImpactWindowFactory(component=ComponentFactory(state="proposed"))
            IncidentFactory(tags=[f"tag-{IncidentFactory().pk}"])
        with django_assert_num_queries(numbers[0] if numbers else 30, exact=False) as queries:
            as_admin.get("/vocabulary/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("who", ["stranger", "viewer", "editor"])
def test_a_proposed_mechanism_is_for_those_who_may_use_it_and_see_it_used(client, as_viewer, as_editor, who):
    asking = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[who]
    word = MechanismFactory(is_proposed=True, slug="hush", name="Hush hush")
    ContributingFactorFactory(mechanism=word, incident__visibility="restricted")
    seen = who == "editor"
    assert asking.get("/mechanisms/hush/").status_code == (200 if seen else 404)
    assert ("Hush hush" in asking.get("/mechanisms/").text) is seen
    ContributingFactorFactory(mechanism=word)
    assert asking.get("/mechanisms/hush/").status_code == 200
    assert "Hush hush" in asking.get("/mechanisms/").text


def test_proposing_what_only_hidden_incidents_have_tells_nothing_of_it(as_editor):
    IncidentFactory(visibility="restricted", tags=["hush"])
    answer = as_editor.post("/vocabulary/tag/propose/", {"name": "hush"}, follow=True)
    assert answer.redirect_chain == [("/tags/", 302)]
    assert "The tag “hush” is proposed" in answer.text
    assert 'href="/tags/hush/"' not in answer.text


@pytest.mark.parametrize("kind", ["mechanism", "tag", "component"])
def test_viewers_propose_nothing_and_editors_administer_nothing(client, as_viewer, as_editor, kind):
    factory = {"mechanism": MechanismFactory, "tag": TagFactory, "component": ComponentFactory}[kind]
    word = factory(state="proposed")
    assert client.get(f"/vocabulary/{kind}/propose/").status_code == 302
    assert as_viewer.get(f"/vocabulary/{kind}/propose/").status_code == 403
    assert as_editor.get(f"/vocabulary/{kind}/propose/").status_code == 200
    assert as_editor.get("/vocabulary/").status_code == 403
    for verb in ("edit", "merge", "approve", "retire", "restore"):
        assert as_editor.post(f"/vocabulary/{kind}/{word.pk}/{verb}/").status_code == 403
    assert as_editor.post(f"/vocabulary/{kind}/approve/", {"word": word.pk}).status_code == 403
    word.refresh_from_db()
    assert word.is_proposed


def test_wrong_methods_and_unknown_words_are_refused(as_admin):
    word = MechanismFactory()
    for address in (f"/vocabulary/mechanism/{word.pk}/approve/", "/vocabulary/mechanism/approve/"):
        assert as_admin.get(address).status_code == 405
    assert as_admin.post("/vocabulary/").status_code == 405
    assert as_admin.put(f"/vocabulary/mechanism/{word.pk}/edit/").status_code == 405
    assert as_admin.post("/vocabulary/mechanism/999999/approve/").status_code == 404
    assert as_admin.post(f"/vocabulary/mechanism/{word.pk}/destroy/").status_code == 404
    assert as_admin.get("/vocabulary/organisation/propose/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "required"),
        ({"definition": ""}, "required"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "version SKEW"}, "There is a mechanism “Version skew” already"),
    ],
)
def test_what_is_not_told_or_taken_is_refused_and_writes_nothing(as_editor, changed, said):
    before = Mechanism.objects.count()
    answer = as_editor.post(PROPOSE, mechanism(**changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert Mechanism.objects.count() == before

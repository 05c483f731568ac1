"""The vocabulary by API: read, proposed, renamed, merged, and by whom."""

import pytest

from accounts.factories import AdministratorFactory
from incidents.factories import (
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.models import Mechanism, Tag
from incidents.tests.api.conftest import problem_of, signed_in

pytestmark = pytest.mark.django_db

API = "/api/v1"
NEW = {"name": "Split brain", "group": "Change", "definition": "Two parts think that they lead."}


@pytest.fixture
def administrator():
    return signed_in(AdministratorFactory(username="ada"))


def test_an_editor_proposes_a_mechanism(editor):
    answer = editor.post(f"{API}/mechanisms/", NEW, format="json")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["slug"], told["state"]) == ("split-brain", "proposed")
    again = problem_of(editor.post(f"{API}/mechanisms/", NEW, format="json"), 422)
    assert again["errors"][0]["field"] == "name"
    assert [word["slug"] for word in editor.get(f"{API}/mechanisms/?proposed=true").json()["results"]] == [
        "split-brain"
    ]


def test_a_mechanism_answers_at_its_old_addresses_and_takes_them_in_factors(administrator, editor):
    word, other = (
        MechanismFactory(name="Race", slug="race"),
        MechanismFactory(name="Ordering", slug="ordering"),
    )
    where = f"{API}/mechanisms/race/"
    assert administrator.patch(where, {"name": "Data race"}, format="json").json()["slug"] == "data-race"
    merged = administrator.post(f"{where}merge/", {"into": "ordering"}, format="json").json()
    assert merged == {"moves": [], "into": f"http://testserver/mechanisms/{other.slug}/"}
    for slug in ("race", "data-race", "ordering"):
        assert editor.get(f"{API}/mechanisms/{slug}/").json()["slug"] == "ordering"
    incident = IncidentFactory()
    factor = {"statement": "It raced", "mechanism": "race"}
    told = editor.post(f"{API}/incidents/{incident.number}/factors/", factor, format="json").json()
    assert told["mechanism"] == "ordering"
    assert Mechanism.ever.get(pk=word.pk).merged_into == other


def test_lists_are_narrowed_by_words_of_once(stranger):
    word, tag = MechanismFactory(name="Race", slug="race"), TagFactory(name="k8s")
    incident = ContributingFactorFactory(mechanism=word, incident__tags=["k8s"]).incident
    IncidentFactory()
    word.rename("Data race", by=None)
    tag.rename("kubernetes", by=None)
    for asked in ("mechanism=race", "mechanism=data-race,race", "tag=k8s", "tag=kubernetes"):
        rows = stranger.get(f"{API}/incidents/?{asked}").json()["results"]
        assert [row["number"] for row in rows] == [incident.number]


def test_a_preview_says_what_would_move_and_writes_nothing(administrator):
    tag, other = TagFactory(name="k8s"), TagFactory(name="kubernetes")
    IncidentFactory(tags=["k8s"], visibility="restricted")
    body = {"into": other.pk, "preview": True}
    told = administrator.post(f"{API}/tags/{tag.pk}/merge/", body, format="json").json()
    assert told["moves"] == ["1 incident"]
    assert Tag.objects.filter(pk=tag.pk).exists()
    del body["preview"]
    administrator.post(f"{API}/tags/{tag.pk}/merge/", body, format="json")
    assert administrator.get(f"{API}/tags/{tag.pk}/").json()["name"] == "kubernetes"


def test_words_are_approved_retired_and_offered_again(administrator):
    word = ComponentFactory(state="proposed")
    where = f"{API}/components/{word.pk}/"
    for verb, state in (("approve", "approved"), ("retire", "retired"), ("restore", "approved")):
        assert administrator.post(f"{where}{verb}/").json()["state"] == state
    problem_of(administrator.post(f"{where}approve/"), 409)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("mechanisms/one/merge/", {"into": "one"}, "into"),
        ("mechanisms/one/merge/", {"into": "no-such"}, "into"),
        ("mechanisms/one/merge/", {"into": "retired"}, "into"),
        ("mechanisms/one/merge/", {}, "into"),
    ],
)
def test_what_cannot_be_merged_is_refused(administrator, path, body, field):
    MechanismFactory(slug="one"), MechanismFactory(slug="retired", is_retired=True)
    told = problem_of(administrator.post(f"{API}/{path}", body, format="json"), 422)
    assert told["errors"][0]["field"] == field


def test_components_of_two_organisations_stay_two(administrator):
    one, other = ComponentFactory(), ComponentFactory()
    where = f"{API}/components/{one.pk}/merge/"
    told = problem_of(administrator.post(where, {"into": other.pk}, format="json"), 422)
    assert "two organisations" in told["errors"][0]["message"]


@pytest.mark.parametrize(
    ("where", "body", "field"),
    [
        ("tags", {"name": "a, b"}, "name"),
        ("tags", {"name": "taken"}, "name"),
        ("tags", {"definition": "x" * 2_001}, "definition"),
        ("tags", {"colour": "red"}, "colour"),
    ],
)
def test_changes_that_cannot_be_taken_write_nothing(administrator, where, body, field):
    word = TagFactory(name="one")
    TagFactory(name="taken")
    told = problem_of(administrator.patch(f"{API}/{where}/{word.pk}/", body, format="json"), 422)
    assert told["errors"][0]["field"] == field
    word.refresh_from_db()
    assert (word.name, word.definition) == ("one", "")


def test_only_administrators_change_words(editor, reader, stranger):
    tag, other = TagFactory(), TagFactory()
    where = f"{API}/tags/{tag.pk}/"
    for client in (editor, reader, stranger):
        for method, path, body in (
            ("patch", "", {"name": "x"}),
            ("post", "merge/", {"into": other.pk}),
            ("post", "approve/", None),
        ):
            answer = getattr(client, method)(f"{where}{path}", body, format="json")
            assert answer.status_code in (401, 403)
    assert reader.post(f"{API}/mechanisms/", NEW, format="json").status_code == 403
    tag.refresh_from_db()
    assert tag.merged_into is None


def test_words_that_only_hidden_incidents_have_are_not_there(stranger, editor, administrator):
    IncidentFactory(visibility="restricted", tags=["hush"])
    tag = Tag.objects.get(name="hush")
    component = ImpactWindowFactory(incident__visibility="restricted").component
    shown = ImpactWindowFactory(component__organisation=OrganisationFactory(slug="shop")).component
    for client in (stranger, editor):
        problem_of(client.get(f"{API}/tags/{tag.pk}/"), 404)
        problem_of(client.get(f"{API}/components/{component.pk}/"), 404)
        assert client.get(f"{API}/tags/").json()["results"] == []
        told = client.get(f"{API}/components/").json()["results"]
        assert [word["id"] for word in told] == [shown.pk]
    assert administrator.get(f"{API}/tags/{tag.pk}/").json()["name"] == "hush"
    told = stranger.get(f"{API}/components/?organisation=shop&name={shown.name[:4]}").json()["results"]
    assert [word["id"] for word in told] == [shown.pk]


def test_a_proposed_mechanism_is_told_to_others_once_they_may_read_of_it(stranger):
    word = MechanismFactory(slug="hush", is_proposed=True)
    problem_of(stranger.get(f"{API}/mechanisms/hush/"), 404)
    ContributingFactorFactory(mechanism=word)
    assert stranger.get(f"{API}/mechanisms/hush/").json()["state"] == "proposed"

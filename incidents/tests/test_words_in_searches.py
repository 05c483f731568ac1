"""Saved searches say words by their present names, and go on finding what they found."""

import pytest

from accounts.factories import AdministratorFactory, EditorFactory
from incidents.factories import ComponentFactory, MechanismFactory, OrganisationFactory, TagFactory
from incidents.models import SavedSearch, Tag
from incidents.vocabulary.places import numbers_of
from incidents.vocabulary.searches import renamed

OLD = {"old", "old word"}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("mechanism:old", "mechanism:new-word"),
        ("etcd  mechanism:OLD tag:old", "etcd  mechanism:new-word tag:old"),
        ('-mechanism:a,"Old word",b raft', "-mechanism:a,new-word,b raft"),
        ("mechanism:old,new-word", "mechanism:new-word"),
        ("mechanism:trigger/old", "mechanism:trigger/new-word"),
        ("mechanism:old OR tag:x", "mechanism:new-word OR tag:x"),
        ("mechanism:older old", "mechanism:older old"),
        ('"mechanism:old" x', '"mechanism:old" x'),
        ('mechanism:"old', "mechanism:new-word"),
        ("", ""),
    ],
)
def test_only_the_values_of_the_field_are_renamed(text, after):
    assert renamed(text, "mechanism", OLD, "new-word") == after


def test_a_name_with_commas_is_quoted_and_one_that_others_have_stays_beside():
    text = renamed("component:api", "component", {"api"}, "Web, API", keep={"api"})
    assert text == 'component:api,"Web, API"'


@pytest.fixture
def admin(db):
    return AdministratorFactory(username="ada")


def saved(query: str) -> SavedSearch:
    return SavedSearch.objects.create(owner=EditorFactory(), name="Mine", query=query)


def now(search: SavedSearch) -> str:
    search.refresh_from_db()
    return search.query


def test_searches_follow_a_mechanism_that_is_renamed_and_merged(admin):
    word, other = MechanismFactory(name="Old", slug="old"), MechanismFactory(name="Other", slug="other")
    search, untouched = saved("mechanism:old etcd"), saved("old mechanism:other")
    word.rename("Older still", by=admin)
    assert now(search) == "mechanism:older-still etcd"
    word.merge_into(other, by=admin)
    assert now(search) == "mechanism:other etcd"
    assert now(untouched) == "old mechanism:other"


def test_a_name_taken_anew_changes_no_saved_search(admin):
    first = TagFactory(name="edge")
    first.rename("cdn", by=admin)
    search = saved("tag:edge")  # saved later, with the old name
    Tag.objects.propose("edge", by=admin, anew=True)
    assert now(search) == "tag:cdn"
    late = saved("tag:edge")
    first.rename("delivery", by=admin)
    assert (now(search), now(late)) == ("tag:delivery", "tag:edge")


def test_a_component_of_another_organisation_keeps_its_place_in_the_search(admin):
    shop = OrganisationFactory()
    old, new = (ComponentFactory(organisation=shop, name=name) for name in ("API", "Gateway"))
    ComponentFactory(name="API")
    search = saved("component:API")
    old.merge_into(new, by=admin)
    assert now(search) == "component:API,Gateway"


def test_whoever_is_told_of_a_search_is_not_told_all_anew(admin):
    word, search = TagFactory(name="k8s"), saved("tag:k8s")
    SavedSearch.objects.update(known_at="2023-03-14T12:00:00Z")
    word.rename("kubernetes", by=admin)
    search.refresh_from_db()
    assert search.known_at is None  # the next look takes what it finds for known


def test_a_search_for_the_word_that_stands_does_not_tell_what_a_merge_brings(admin):
    word, other, search, untouched = TagFactory(name="a"), TagFactory(name="b"), saved("tag:b"), saved("b")
    SavedSearch.objects.update(known_at="2023-03-14T12:00:00Z")
    word.merge_into(other, by=admin)
    search.refresh_from_db()
    untouched.refresh_from_db()
    assert (search.query, search.known_at) == ("tag:b", None)
    assert untouched.known_at is not None


def test_saved_searches_are_counted_by_what_they_say(admin):
    word = MechanismFactory(name="Old", slug="old")
    saved("mechanism:old mechanism:old"), saved("old"), saved("mechanism:older")
    assert numbers_of([word])[word.pk] == ["1 saved search"]

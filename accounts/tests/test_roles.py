"""What a person may do, and how roles are given."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from accounts.models import User
from accounts.roles import Role, may_administer, may_edit, require_editor, role_of

pytestmark = pytest.mark.django_db


def again(user):
    """The same person as the next request will know them."""
    return User.objects.get(pk=user.pk)


def test_a_stranger_has_no_role_and_may_nothing():
    stranger = AnonymousUser()
    assert role_of(stranger) is None
    assert not may_edit(stranger)
    assert not may_administer(stranger)


def test_whoever_is_in_no_group_is_a_viewer():
    assert role_of(UserFactory()) == Role.VIEWER


@pytest.mark.parametrize(
    ("role", "edits", "administers"),
    [(Role.VIEWER, False, False), (Role.EDITOR, True, False), (Role.ADMINISTRATOR, True, True)],
)
def test_each_role_may_do_what_it_says(role, edits, administers):
    user = UserFactory()
    user.give_role(role)
    for person in (user, again(user)):
        assert (role_of(person), may_edit(person), may_administer(person)) == (role, edits, administers)


def test_the_roles_are_groups_that_migrations_made():
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)


def test_of_several_groups_the_highest_counts_and_others_count_nothing():
    user = UserFactory()
    user.groups.set(Group.objects.filter(name__in=["viewer", "editor"]))
    user.groups.add(Group.objects.create(name="administrators of something else"))
    assert role_of(user) == Role.EDITOR


def test_a_role_given_takes_the_place_of_the_one_before():
    user = AdministratorFactory()
    assert again(user).is_staff
    user.give_role(Role.VIEWER)
    for person in (user, again(user)):
        assert role_of(person) == Role.VIEWER
        assert not person.is_staff
        assert not person.is_superuser


def test_giving_a_role_leaves_other_groups_alone():
    user, other = UserFactory(), Group.objects.create(name="storage team")
    user.groups.add(other)
    user.give_role(Role.EDITOR)
    assert set(user.groups.values_list("name", flat=True)) == {"storage team", "editor"}


def test_a_role_nobody_knows_is_refused_and_changes_nothing():
    user = EditorFactory()
    with pytest.raises(ValueError, match="owner"):
        user.give_role("owner")
    assert role_of(again(user)) == Role.EDITOR


def test_a_superuser_administers_without_a_group():
    assert may_administer(UserFactory(is_superuser=True))


def test_a_refusal_says_what_to_do():
    with pytest.raises(PermissionDenied, match="Ask an administrator for the editor role"):
        require_editor(UserFactory())
    require_editor(EditorFactory())


def test_the_role_is_asked_for_once(django_assert_num_queries):
    user = again(EditorFactory())
    with django_assert_num_queries(1):
        assert may_edit(user)
        assert may_edit(user)
        assert not may_administer(user)


def test_a_viewer_reads_why_they_may_not(client):
    client.force_login(UserFactory())
    response = client.get("/incidents/new/")
    assert response.status_code == 403
    assert "Only editors may change this" in response.text


def test_only_administrators_enter_the_admin(client):
    client.force_login(EditorFactory())
    assert client.get("/admin/").status_code == 302
    client.force_login(AdministratorFactory())
    assert client.get("/admin/").status_code == 200

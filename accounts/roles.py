"""What a person may do: read, edit or administer.

A role is a Django group, so that sign-in providers can set it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models


class Role(models.TextChoices):
    """Each role may do all that the one before may. The values are names of groups."""

    VIEWER = "viewer", "viewer"
    EDITOR = "editor", "editor"
    ADMINISTRATOR = "administrator", "administrator"


def role_of(user) -> Role | None:
    """The person's highest role; None for somebody who has not signed in.

    A signed-in person in no group is a viewer. Asks the database once for each user object.
    """
    if not user.is_authenticated:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    if not hasattr(user, "_role"):
        groups = set(user.groups.values_list("name", flat=True))
        user._role = next((role for role in reversed(Role) if role in groups), Role.VIEWER)
    return user._role


def may_edit(user) -> bool:
    """Whether this person may change what they can see."""
    return role_of(user) in (Role.EDITOR, Role.ADMINISTRATOR)


def may_administer(user) -> bool:
    """Whether this person sees everything and may change the vocabulary, severities and people."""
    return role_of(user) == Role.ADMINISTRATOR


def require_editor(user) -> None:
    """Raise PermissionDenied (answered as 403) unless this person may edit."""
    if not may_edit(user):
        raise PermissionDenied("Only editors may change this. Ask an administrator for the editor role.")


def require_administrator(user) -> None:
    """Raise PermissionDenied (answered as 403) unless this person administers."""
    if not may_administer(user):
        raise PermissionDenied("Only administrators may change this. Ask one of them.")

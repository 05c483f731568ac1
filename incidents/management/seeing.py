"""With whose eyes a command sees: `--as USERNAME`."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db.models import QuerySet

from accounts.models import User
from incidents.models import Incident


def incidents_seen_by(username: str | None) -> QuerySet:
    """The incidents that this person may see; all of them without one.

    Whoever can run a command can read the database. Raises CommandError for a name that nobody has.
    """
    return Incident.objects.visible_to(person_named(username))


def person_named(username: str | None) -> User:
    """The person; without a name somebody who is not kept anywhere and may see everything.

    Raises CommandError for a name that nobody has.
    """
    if username is None:
        return User(is_superuser=True)
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no user {username}. Say a user name as it stands on the account page.")
    return person

"""People in the API: given as an object, named by their user name."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.serializers import json_name, shortened
from accounts.models import User


class PersonField(serializers.Field):
    """Given as {"username", "name"}; taken as a user name of somebody who can sign in, or null.

    A user name is half of what one signs in with: those who have not signed in are not told it.
    """

    default_error_messages = {
        "wrong_type": "This is {given}. Send a user name, in quotes.",
        "unknown": "“{name}” is nobody who can sign in. Send the user name of somebody who can.",
    }

    def to_internal_value(self, data) -> User:
        if not isinstance(data, str):
            self.fail("wrong_type", given=json_name(data))
        return people_named([data])[0] or self.fail("unknown", name=shortened(data))

    def to_representation(self, value: User) -> dict:
        request = self.context.get("request")
        knows = request is not None and request.user.is_authenticated
        return {"username": value.username if knows else None, "name": _name(value, knows)}


class PeopleField(serializers.ListField):
    """Several people, as PersonField."""

    child = PersonField()

    def __init__(self, **options):
        super().__init__(max_length=500, **options)

    def to_internal_value(self, data) -> list[User]:
        names = serializers.ListField(child=serializers.CharField(), max_length=500).run_validation(data)
        found = people_named(names)
        if None in found:
            self.child.fail("unknown", name=shortened(names[found.index(None)]))
        return found

    def to_representation(self, value) -> list[dict]:
        people = value.all() if hasattr(value, "all") else value
        self.child.parent = self
        return [self.child.to_representation(person) for person in people]


def people_named(names: list[str]) -> list[User | None]:
    """Who has these user names and can sign in, in one query; None for nobody."""
    asked = [name for name in names if "\x00" not in name and name == shortened(name)]
    found = {user.username: user for user in User.objects.filter(username__in=asked, is_active=True)}
    return [found.get(name) for name in names]


def _name(person: User, knows: bool) -> str:
    return person.get_full_name() or (person.username if knows else "somebody")

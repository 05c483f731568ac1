"""A person's e-mail address. allauth keeps a list of its own, by which it signs in and resets passwords."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.models import User


def is_taken(address: str, *, by_other_than: User) -> bool:
    """Whether somebody else has this address, however it is capitalised."""
    others = User.objects.exclude(pk=by_other_than.pk)
    return others.filter(email__iexact=address).exists()


def forget_former_addresses(person: User) -> None:
    """Make `person.email` the only address that leads to this account.

    Otherwise whoever has the former one could still ask for a new password with it.
    """
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()

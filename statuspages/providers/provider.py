"""What a provider's module declares: how it knows its pages, what it asks for, how it reads the answers.

All of it is pure: nothing here or there opens a connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from statuspages.providers.reading import Account, Level, State

Facts = dict[str, str]
"""What a provider must remember of a page to ask for it, such as its id at the provider's API."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood at the address that somebody gave.

    `address`: as given, cleaned. `url`: the address that answered, "" where none did; then `body` is empty.
    """

    address: str
    url: str = ""
    body: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page of a provider. `url`: the one address it is kept under, no slash at the end."""

    url: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A document to ask for. `url`: an address, or a path below the page's own.

    The first of a page's asks says whether anything is new: where it is as it was, no other is asked.
    `is_needed`: without it the page is not readable; else only what it would have told is missing.
    """

    name: str
    url: str
    accept: str = "application/json"
    is_needed: bool = True


class Provider(Protocol):
    """A module of this package."""

    NAME: str  # kept in the database, at most 20 characters
    LABEL: str  # for people: “Statuspage”
    STATES: Mapping[str, State]  # by status as served, of incidents and updates
    LEVELS: Mapping[str, Level]  # by status as served, of components

    def recognise(self, seen: Seen) -> Recognised | None:
        """The page that this is, if it is this provider's. Never raises."""

    def guess(self, address: str) -> Recognised | None:
        """What the page would be if it were this provider's and nothing showed it; None: not worth asking."""

    def asks(self, facts: Facts) -> tuple[Ask, ...]:
        """What to ask for, the most telling first."""

    def read(self, bodies: Mapping[str, bytes], facts: Facts) -> Account:
        """What the answers say, by the name of their Ask; what is missing is as it was, or could not be had.

        Raises PageUnreadable (NotJson, NotAFeed, Unexpected) and nothing else, whatever the bytes.
        """

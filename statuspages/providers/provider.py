"""What a provider's module declares: how it knows its pages, what it asks for, how it reads the answers.

All of it is pure: nothing here or there opens a connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from statuspages.providers.reading import Account, Level, State

Facts = dict[str, str]
"""What a provider must remember of a page to ask for it, such as its id at the provider's API."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood at the address that somebody gave.

    `address`: as given, cleaned: with a scheme, without a fragment. `url`: the address that answered, after
    all redirects, "" where none did; then `body` is empty.
    """

    address: str
    url: str = ""
    body: bytes = b""
    content_type: str = ""

    @property
    def at(self) -> str:
        """The address that answered, else the one that was given; without its query."""
        return (self.url or self.address).partition("?")[0]

    @property
    def site(self) -> str:
        """The root of its site, no slash at the end."""
        parts = urlsplit(self.at)
        return f"{parts.scheme}://{parts.netloc}"

    def before(self, *paths: str) -> str | None:
        """What stands in its address before the first of these paths: of "/api/v2/" in
        "https://example.com/status/api/v2/summary.json" it is "https://example.com/status". None: no such.
        """
        path = f"{urlsplit(self.at).path.rstrip('/')}/"
        places = [path.find(f"{each.rstrip('/')}/") for each in paths]
        found = [place for place in places if place >= 0]
        return f"{self.site}{path[: min(found)]}" if found else None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page of a provider. `url`: the one address it is kept under, no slash at the end.

    `otherwise`: other facts to read it by, in this order, where it cannot be read by `facts`: it may have
    switched off, or never had, what those ask for.
    """

    url: str
    facts: Facts = field(default_factory=dict)
    otherwise: tuple[Facts, ...] = ()

    @property
    def ways(self) -> tuple[Facts, ...]:
        return (self.facts, *self.otherwise)


@dataclass(frozen=True, slots=True)
class Ask:
    """A document to ask for. `url`: an address, or a path below the page's own.

    The first of a page's asks says whether anything is new: where it is as it was, no other is asked.
    `is_needed`: without it the page is not readable; else what it would have told is missing, which is said.
    `may_lack`, of what is not needed: many pages do not have it at all; where one does not, nothing is said.
    `once`: for what lies further back; asked for until an answer was stored, and then never again.
    `completes`: what it tells belongs to what the others list, and says nothing alone: where it is new, they
    are asked for in full.
    """

    name: str
    url: str
    accept: str = "application/json"
    is_needed: bool = True
    may_lack: bool = False
    once: bool = False
    completes: bool = False

    def below(self, page_url: str) -> str:
        """The whole address, for the page at `page_url`."""
        return self.url if "://" in self.url else f"{page_url}{self.url}"


class Provider(Protocol):
    """A module of this package."""

    NAME: str  # kept in the database, at most 20 characters
    LABEL: str  # for people: “Statuspage”
    STATES: Mapping[str, State]  # by status as served, of incidents and updates
    LEVELS: Mapping[str, Level]  # by status as served, of components
    # IS_PLATFORM = False, where everybody serves such pages himself: they do not fail together. Optional.

    def recognise(self, seen: Seen) -> Recognised | None:
        """The page that this is, if it is this provider's. Never raises."""

    def guess(self, address: str) -> Recognised | None:
        """What the page would be if it were this provider's and nothing showed it; None: not worth asking.

        `address`: the root of its site, no slash at the end.
        """

    def asks(self, facts: Facts) -> tuple[Ask, ...]:
        """What to ask for, the most telling first."""

    def read(self, bodies: Mapping[str, bytes], facts: Facts) -> Account:
        """What the answers say, by the name of their Ask; what is missing is as it was, or could not be had.

        An answer to what a page `may_lack` that cannot be read is passed over: it is as if there were none.

        Raises PageUnreadable (NotJson, NotAFeed, Unexpected) and nothing else, whatever the bytes.
        """

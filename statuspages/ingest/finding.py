"""Which page stands at an address that somebody gives, and how it can be read. Nothing is stored here.

The address is asked once, and the root of its site where that shows nothing. What stands there is shown to
every provider; the first that knows it and can read it has it. Where none does, each says what the page would
be if it were its own, and that is tried. No document is asked for twice, and no more than MOST_REQUESTS are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings

from incidents.fetching import client
from incidents.fetching.addresses import Allowed
from incidents.fetching.exceptions import FetchError
from statuspages import providers
from statuspages.exceptions import (
    Moved,
    NoConnection,
    NoStatusPage,
    NotAFeed,
    NotAnAddress,
    NotJson,
    OtherFormat,
    PageUnreadable,
    RefusedAddress,
    TimedOut,
    TooLarge,
)
from statuspages.ingest.fetch import clean_address, in_words_of_pages
from statuspages.providers import Facts, Provider, Recognised, Seen
from statuspages.providers.feeds import is_feed
from statuspages.providers.reading import Account

MOST_REQUESTS = 24
MOST_SECONDS = 25  # in all; a person waits
ADDRESS_LENGTH = 500
_GONE = (404, 410)
ACCEPTED = "text/html, application/json;q=0.9, */*;q=0.8"


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that could be read, how, and what it said.

    `led_from`: the site that was asked, where that led to another one; else "".
    """

    url: str
    provider: str
    facts: Facts
    account: Account
    led_from: str = ""


def find(given: str) -> Standing:
    """The page at an address from `cleaned`. Raises PageUnreadable: NoStatusPage where no format fits."""
    return client.run_apart(_find(given))


def cleaned(said: str) -> str:
    """An address as somebody gave it, with a scheme, without a fragment. Raises NotAnAddress."""
    site = _site(clean_address(said))
    text = said.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    address = f"{site}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    if len(address) > ADDRESS_LENGTH or not address.isprintable() or any(map(str.isspace, address)):
        raise NotAnAddress(said)
    return address


async def _find(given: str) -> Standing:
    try:
        async with asyncio.timeout(MOST_SECONDS), client.Reader(Allowed.read(settings.FETCH_ALLOW)) as reader:
            return await _Search(reader).run(given)
    except TimeoutError as error:
        raise TimedOut(MOST_SECONDS) from error


class _Search:
    """One search. `troubles`: what went wrong on the way, in order."""

    def __init__(self, reader: client.Reader):
        self._reader = reader
        self._held: dict[str, client.Answer | PageUnreadable] = {}
        self._led_to: dict[str, str] = {}  # by address: the one that answered with an error in its stead
        self._tried: list[tuple[str, str, Facts]] = []
        self.troubles: list[PageUnreadable] = []

    async def run(self, given: str) -> Standing:
        first = shown = await self._see(given)
        root, kept = clean_address(shown.at), clean_address(given)
        found = None
        if kept != _site(kept) and root != kept:  # it stands below its site, whose front page we were led to
            found = await self._first(_guessed_at(kept), is_guess=True)
        found = found or await self._first(_recognised(shown))
        if not found and shown.at.rstrip("/") != root:
            shown = await self._see(root)
            found = await self._first(_recognised(shown))
        before_guessing = list(self.troubles)
        found = found or await self._first(_guessed(clean_address(shown.at)), is_guess=True)
        if not found:
            guesses = self.troubles[len(before_guessing) :]
            error = _most_telling(before_guessing, guesses) or _of_what_is_broken(first, before_guessing)
            raise error or self._nothing(first if first.body else shown)
        is_led = _host(given) != _host(shown.at)
        return replace(found, led_from=_site(given)) if is_led else found

    async def _see(self, address: str) -> Seen:
        """What stands there; without a body where nothing does. Raises where nobody is there at all."""
        try:
            answer = await self._get(address, ACCEPTED)
        except (TimedOut, NoConnection, RefusedAddress):
            raise
        except PageUnreadable as error:
            self.troubles.append(error)
            return Seen(address, self._led_to.get(address.rstrip("/"), ""))
        return Seen(address, answer.url, answer.body, answer.content_type)

    async def _first(
        self, candidates: Iterable[tuple[Provider, Recognised]], *, is_guess=False
    ) -> Standing | None:
        """The first of these that can be read, in the first way in which it can.

        `is_guess`: something must bear it out, for an empty list is an answer in more formats than one.
        """
        for provider, page in candidates:
            for facts in page.ways:
                tried = (provider.NAME, page.url, facts)
                if tried in self._tried or len(page.url) > ADDRESS_LENGTH:
                    continue
                self._tried.append(tried)
                try:
                    account = await self._account(*tried)
                    if not is_guess or _tells(account):
                        return Standing(page.url, provider.NAME, facts, account)
                except TimedOut:
                    raise
                except PageUnreadable as error:
                    self.troubles.append(error)
        return None

    async def _account(self, name: str, url: str, facts: Facts) -> Account:
        """What the page says; all that it may not lack must be there and readable."""
        provider = providers.BY_NAME[name]
        bodies = {}
        for ask in provider.asks(facts):
            if not ask.may_lack:
                bodies[ask.name] = (await self._get(ask.below(url), ask.accept)).body
        return provider.read(bodies, facts)

    async def _get(self, address: str, accept: str) -> client.Answer:
        address = address.removesuffix("/") if address.count("/") == 3 else address  # a site's front page
        if address not in self._held:
            if len(self._held) >= MOST_REQUESTS:
                raise NoStatusPage(address, "nothing that says what it is")
            try:
                self._held[address] = await self._reader.get(address, accept=accept)
            except FetchError as error:
                self._held[address] = in_words_of_pages(error)
                self._led_to[address.rstrip("/")] = getattr(error, "url", "")
        held = self._held[address]
        if isinstance(held, PageUnreadable):
            raise held
        return held

    def _nothing(self, shown: Seen) -> NoStatusPage:
        held = self._held.get(shown.address) or self._held.get(shown.address.rstrip("/"))
        if isinstance(held, PageUnreadable):
            what = f"nothing (it answered {held.http_status})" if held.http_status else "nothing readable"
        else:
            what = (
                "JSON" if _is_json(shown.body) else "a web page" if b"<" in shown.body[:1000] else "something"
            )
        return NoStatusPage(shown.at, what)


def _recognised(seen: Seen) -> Iterable[tuple[Provider, Recognised]]:
    return ((each, page) for each in providers.IN_ORDER if (page := each.recognise(seen)))


def _guessed(root: str) -> Iterable[tuple[Provider, Recognised]]:
    """What the page would be; Throughline's own stand below /status, and others may as well stand above."""
    for base in dict.fromkeys((root, _site(root))):
        yield from _guessed_at(base)


def _guessed_at(base: str) -> Iterable[tuple[Provider, Recognised]]:
    return ((each, page) for each in providers.IN_ORDER if (page := each.guess(base)))


def _tells(account: Account) -> bool:
    """Whether there is anything in it, be it only when it changed last."""
    listed = any(listing.incidents for listing in account.listings)
    return bool(listed or account.components or account.page.updated_at)


def _most_telling(shown: list[PageUnreadable], guesses: list[PageUnreadable]) -> PageUnreadable | None:
    """The error that says most about a page; None where all say that there is nothing, or a web page.

    `shown`: of what was shown there, and of providers that knew it. `guesses`: of those that did not, and
    whose errors may only say that it is not theirs.
    """
    every = [*shown, *guesses]
    passing = [error for error in every if error.may_pass]
    elsewhere = [error for error in every if isinstance(error, (RefusedAddress, Moved, TooLarge))]
    other = (NotJson, NotAFeed, OtherFormat)
    known = [error for error in shown if not isinstance(error, other) and error.http_status not in _GONE]
    return next(iter((*passing, *elsewhere, *known)), None)


def _of_what_is_broken(first: Seen, shown: Iterable[PageUnreadable]) -> PageUnreadable | None:
    """Why the feed or the JSON that stood at the given address could not be read."""
    kind = NotAFeed if is_feed(first.body) else NotJson if _is_json(first.body) else None
    return next((error for error in shown if kind and isinstance(error, kind)), None)


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"{", b"[")


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")

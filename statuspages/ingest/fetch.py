"""One document of a status page: what the guarded client reads, and its errors in the words of a page that is
watched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from incidents.fetching import client, exceptions
from statuspages.exceptions import (
    AnsweredWithError,
    Moved,
    NoConnection,
    NotAnAddress,
    NotJson,
    PageUnreadable,
    RefusedAddress,
    TimedOut,
    TooLarge,
)
from statuspages.providers import Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answered. Not `is_new`: the same as when `validators` were kept, and without a body."""

    path: str
    status: int
    is_new: bool
    body: bytes = b""
    validators: dict[str, str] = field(default_factory=dict)  # "etag", "last_modified", "sha256"

    @property
    def sha256(self) -> str:
        return self.validators["sha256"]


class Reader(client.Reader):
    """Reads one page's documents, one after the other: `async with Reader(allowed) as reader`."""

    async def read(self, ask: Ask, page_url: str, *, known: dict | None = None) -> Answer:
        """The Answer to what is asked of the page at `page_url`.

        `known`: the validators of the answer that is stored already. Raises PageUnreadable.
        """
        try:
            found = await self.get(ask.below(page_url), known=known, accept=ask.accept)
        except exceptions.FetchError as error:
            raise in_words_of_pages(error) from error
        return Answer(ask.url, found.status, found.is_new, found.body, found.validators)


def clean_address(said: str) -> str:
    """The root of the site that any address of it names: "https://status.example.com", no slash at the end.

    Throughline's own pages stand below /status of their site, and keep that. Raises NotAnAddress.
    """
    try:
        site = client.site_of(said)
    except exceptions.NotAnAddress as error:
        raise NotAnAddress(said) from error
    text = said.strip()
    path = urlsplit(text if "://" in text else f"https://{text}").path
    below = "/status" if path.rstrip("/") == "/status" or path.startswith("/status/") else ""
    return f"{site}{below}"


def in_words_of_pages(error: exceptions.FetchError) -> PageUnreadable:
    """The same error for somebody who watches a page."""
    return _WORDS[type(error)](error)


def _moved(error: exceptions.Moved) -> Moved:
    advice = (
        "If that is the same vendor's, watch that address instead."
        if error.is_elsewhere
        else "Open it in a browser and see where it is now."
    )
    return Moved(f"{error} {advice}", to=error.to, http_status=error.http_status)


_WORDS: dict[type[exceptions.FetchError], Callable] = {
    exceptions.TimedOut: lambda error: TimedOut(error.seconds),
    exceptions.NoConnection: lambda error: NoConnection(f"{error} A watched page is tried again by itself."),
    exceptions.RefusedAddress: lambda error: RefusedAddress(error.host, error.address),
    exceptions.Moved: _moved,
    exceptions.AnsweredWithError: lambda error: AnsweredWithError(
        error.http_status, retry_after=error.retry_after
    ),
    exceptions.TooLarge: lambda error: TooLarge(error.limit_bytes),
    exceptions.Garbled: lambda error: NotJson(error.what),
}

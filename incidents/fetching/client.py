"""A document over HTTP: bounded in time and size, from addresses that may be read, and only once while it
does not change.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from incidents.fetching.addresses import Allowed, is_public
from incidents.fetching.exceptions import (
    AnsweredWithError,
    FetchError,
    Moved,
    NoConnection,
    NotAnAddress,
    RefusedAddress,
    TimedOut,
)
from incidents.fetching.unpacking import ACCEPT_ENCODING, read_body

TIMEOUT_SECONDS = 10  # for one answer in all: name, connection, redirects, every byte
MAX_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_WAIT = timedelta(days=1)  # however long a page asks to be left alone
USER_AGENT = "Throughline/0.1 (reads status pages and write-ups; one request at a time)"
VALIDATOR_LENGTH = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. Not `is_new`: the same as when `validators` were kept, and without a body.

    `url`: the address that answered, after all redirects. `content_type`: as declared, or "".
    """

    url: str
    status: int
    is_new: bool
    body: bytes = b""
    validators: dict[str, str] = field(default_factory=dict)  # "etag", "last_modified", "sha256"
    content_type: str = ""


def run_apart(coroutine):
    """What the coroutine returns, run in a loop and a thread of its own: the caller may have a loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


@dataclass(slots=True)
class _Visit:
    """A request under way: the host it names, and the last address of that host that was refused."""

    host: str = ""
    refused: str = ""


# Of the task that asks: whoever makes a socket is told an address, and not whose it is.
_VISIT: ContextVar[_Visit] = ContextVar("visit")


class Reader:
    """Reads documents, of one site or of many at once, over one connection a site where that works.

    `async with Reader(allowed) as reader`. It keeps no cookies, and knows no passwords and no proxies. Each
    request that runs beside others must be a task of its own. `connections`: at a time, all told.
    """

    def __init__(
        self,
        allowed: Allowed,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        max_redirects: int = MAX_REDIRECTS,
        connections: int = 1,
    ):
        self._allowed = allowed
        self._timeout_seconds = timeout_seconds
        self._max_redirects = max_redirects
        self._connections = connections

    async def __aenter__(self):
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                socket_factory=self._socket,
                use_dns_cache=False,
                limit=self._connections,
                limit_per_host=1,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=aiohttp.ClientTimeout(total=None),  # ours covers redirects too
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *problem):
        await self._session.close()

    async def get(self, url: str, *, known: dict | None = None, accept: str = "*/*") -> Answer:
        """The Answer of an address.

        `known`: the validators of the answer that is stored already. Raises FetchError.
        """
        headers = {"Accept": accept} | _conditions(known or {})
        visit = _Visit()
        _VISIT.set(visit)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await self._follow(url, headers, known or {}, visit)
        except TimeoutError as error:
            raise TimedOut(self._timeout_seconds) from error
        except aiohttp.ClientError as error:
            raise _told(error, visit) from error
        except UnicodeError as error:  # of asyncio, for names with empty or endless parts
            raise NoConnection(f"“{visit.host[:100]}” is no name of a host.") from error

    async def _follow(self, url: str, headers: dict, known: dict, visit: _Visit) -> Answer:
        for _ in range(self._max_redirects + 1):
            parsed = _parsed(url)
            visit.host, visit.refused = parsed.raw_host or "", ""
            async with self._session.get(parsed, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    return await self._read(response, url, known)
                url = _next_address(url, response)
        raise Moved(
            f"The page sent us on more than {self._max_redirects} times.", http_status=response.status
        )

    async def _read(self, response: aiohttp.ClientResponse, url: str, known: dict) -> Answer:
        if response.status == 304 and known:
            return Answer(url, 304, is_new=False, validators=known)
        if response.status != 200:
            raise AnsweredWithError(
                response.status, retry_after=wait_asked(response.headers.get("Retry-After", "")), url=url
            )
        body = await read_body(response)
        validators = {
            "etag": response.headers.get("ETag", ""),
            "last_modified": response.headers.get("Last-Modified", ""),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        validators = {name: value for name, value in validators.items() if _may_be_sent_back(value)}
        if validators["sha256"] == known.get("sha256"):
            return Answer(url, 200, is_new=False, validators=validators)
        content_type = response.headers.get("Content-Type", "")
        return Answer(url, 200, is_new=True, body=body, validators=validators, content_type=content_type)

    def _socket(self, info) -> socket.socket:
        """A socket for the very address that is connected to next. OSError if it may not be.

        This is the one place where names, literal addresses and redirects all come by, after resolving, so
        that a name which resolves differently the second time cannot slip through.
        """
        family, kind, protocol, _, (address, port, *_) = info
        visit = _VISIT.get()
        if not is_public(address) and not self._allowed.permits(visit.host, port, address):
            visit.refused = address
            raise OSError(f"{address} is not a public address")
        return socket.socket(family, kind, protocol)


@lru_cache(maxsize=10_000)
def _parsed(url: str) -> URL:
    """The same addresses are asked again and again, and taking one apart costs as much as asking it.

    Raises aiohttp.InvalidURL.
    """
    try:
        return URL(url)
    except ValueError as error:
        raise aiohttp.InvalidURL(url) from error


def site_of(said: str) -> str:
    """The root of the site that any address of it names: "https://example.com", no slash at the end.

    Raises NotAnAddress.
    """
    text = said.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        if host.replace(".", "").isdigit():
            ip_address(host)  # and not 2130706433, or 127.1, which some take for one
    except ValueError as error:
        raise NotAnAddress(said) from error
    is_plain = host.isprintable() and not set(host) & set(" %\\\"'<>`{}|^")
    is_plain = is_plain and host and not parts.username and not parts.password
    if parts.scheme not in ("http", "https") or not is_plain or len(host) > 253:
        raise NotAnAddress(said)
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def wait_asked(retry_after: str, *, now: datetime | None = None) -> timedelta | None:
    """How long a Retry-After header (RFC 9110: seconds or an HTTP date) asks to wait; None if it does not."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(text)
            wait = until.replace(tzinfo=until.tzinfo or UTC) - (now or datetime.now(UTC))
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def _conditions(known: dict) -> dict[str, str]:
    names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    return {header: known[name] for name, header in names.items() if known.get(name)}


def _may_be_sent_back(value: str) -> bool:
    """Whether a header can be kept and sent again: some servers send bytes that none may hold."""
    return bool(value) and len(value) <= VALIDATOR_LENGTH and value.isascii() and value.isprintable()


def _next_address(url: str, response: aiohttp.ClientResponse) -> str:
    """Where a redirect leads. Raises Moved where it must not be followed."""
    status = response.status
    try:
        target = urljoin(url, response.headers.get("Location", ""))
        there, here = urlsplit(target), urlsplit(url)
        host = there.hostname or ""
        site = site_of(f"{there.scheme}://{there.netloc}")
    except (ValueError, NotAnAddress) as error:
        raise Moved("The page sent us on to what is no address of a web page.", http_status=status) from error
    if (here.scheme, there.scheme) == ("https", "http"):
        raise Moved(
            f"The page sent us on to {site}, without encryption. That is not followed.",
            to=site,
            http_status=status,
        )
    is_root = there.path in ("", "/") and here.path not in ("", "/")
    if host != here.hostname and is_root:
        raise Moved(f"The page has moved to {site}.", to=site, http_status=status, is_elsewhere=True)
    return target


def _told(error: aiohttp.ClientError, visit: _Visit) -> FetchError:
    if visit.refused:
        log.info("Not connected to %s: it leads to %s, which is not public", visit.host, visit.refused)
        return RefusedAddress(visit.host, visit.refused)
    if isinstance(error, aiohttp.InvalidURL):
        return Moved("The page sent us on to something that is no address.")
    return NoConnection(_reason(error, visit.host))


def _reason(error: aiohttp.ClientError, host: str) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"The name {host} does not exist, or could not be looked up."
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return f"The certificate of {host} is not one we trust."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{host} does not take connections."
    return f"{host} broke off before its answer was complete."

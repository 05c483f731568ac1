"""A document over HTTP: bounded in time and size, from addresses that may be read, and only once while it
does not change.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import aiohttp

from incidents.fetching.addresses import Allowed, is_public
from incidents.fetching.exceptions import (
    AnsweredWithError,
    FetchError,
    Garbled,
    Moved,
    NoConnection,
    NotAnAddress,
    RefusedAddress,
    TimedOut,
    TooLarge,
)

TIMEOUT_SECONDS = 10  # for one answer in all: name, connection, redirects, every byte
LIMIT_BYTES = 8_000_000  # after decompression
MAX_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_WAIT = timedelta(days=1)  # however long a page asks to be left alone
USER_AGENT = "Throughline/0.1 (reads status pages and write-ups; one request at a time)"
CHUNK_BYTES = 65_536
VALIDATOR_LENGTH = 500


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


class Reader:
    """Reads the documents of a site, one after the other, over one connection where that works.

    `async with Reader(allowed) as reader`. It keeps no cookies, and knows no passwords and no proxies.
    """

    def __init__(
        self,
        allowed: Allowed,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        max_redirects: int = MAX_REDIRECTS,
    ):
        self._allowed = allowed
        self._timeout_seconds = timeout_seconds
        self._max_redirects = max_redirects
        self._host = ""
        self._refused = ""  # the last address of this host that we did not connect to

    async def __aenter__(self):
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._socket, use_dns_cache=False, limit=1),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
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
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await self._follow(url, headers, known or {})
        except TimeoutError as error:
            raise TimedOut(self._timeout_seconds) from error
        except aiohttp.ClientError as error:
            raise self._told(error) from error

    async def _follow(self, url: str, headers: dict, known: dict) -> Answer:
        for _ in range(self._max_redirects + 1):
            self._host, self._refused = urlsplit(url).hostname or "", ""
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
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
                response.status, retry_after=wait_asked(response.headers.get("Retry-After", ""))
            )
        body = await _body(response)
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
        if not is_public(address) and not self._allowed.permits(self._host, port, address):
            self._refused = address
            raise OSError(f"{address} is not a public address")
        return socket.socket(family, kind, protocol)

    def _told(self, error: aiohttp.ClientError) -> FetchError:
        if self._refused:
            return RefusedAddress(self._host, self._refused)
        if isinstance(error, aiohttp.InvalidURL):
            return Moved("The page sent us on to something that is no address.")
        return NoConnection(_reason(error, self._host))


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


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The whole body, decompressed. Raises TooLarge before more than the limit is held, and Garbled."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        said = encoding.encode("ascii", "replace").decode()  # half characters cannot be kept
        raise Garbled(f"compressed as “{said[:40]}”, which we did not ask for")
    if not encoding and (response.content_length or 0) > LIMIT_BYTES:
        raise TooLarge(LIMIT_BYTES)
    unpack = _Unpacked() if encoding not in ("", "identity") else None
    held, received = bytearray(), 0
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        received += len(chunk)
        if received > LIMIT_BYTES:  # what unpacks to nothing comes to no end either
            raise TooLarge(LIMIT_BYTES)
        for piece in unpack.pieces(chunk) if unpack else (chunk,):
            held += piece
            if len(held) > LIMIT_BYTES:
                raise TooLarge(LIMIT_BYTES)
    if unpack and not unpack.is_complete:
        raise Garbled("compressed, and breaks off in the middle")
    return bytes(held)


class _Unpacked:
    """gzip, zlib or bare deflate, a bounded piece at a time: a bomb costs no more than its limit."""

    def __init__(self):
        self._unpack = None

    @property
    def is_complete(self) -> bool:
        return self._unpack is None or self._unpack.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        if self._unpack is None:
            has_header = chunk[:1] in (b"\x1f", b"\x78")  # else bare deflate, as some servers send it
            self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32 if has_header else -zlib.MAX_WBITS)
        try:
            while chunk:
                yield self._unpack.decompress(chunk, CHUNK_BYTES)
                chunk = self._unpack.unconsumed_tail
        except zlib.error as error:
            raise Garbled("said to be compressed, and is not") from error


def _reason(error: aiohttp.ClientError, host: str) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"The name {host} does not exist, or could not be looked up."
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return f"The certificate of {host} is not one we trust."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{host} does not take connections."
    return f"{host} broke off before its answer was complete."

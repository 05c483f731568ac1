"""A document at an address, fetched through the guarded client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urldefrag

from django.conf import settings

from incidents.fetching.addresses import Allowed
from incidents.fetching.client import Answer, Reader, run_apart, site_of
from incidents.fetching.exceptions import FetchError, Moved, NotAnAddress, RefusedAddress, TooLarge
from incidents.importing.document import DocumentError

ACCEPT = "text/html, text/markdown, text/plain, application/json, application/pdf, */*;q=0.5"
MAX_REDIRECTS = 6  # to https, to www, to the new place, to its language, …
MAX_ADDRESS = 2_000

# Pages that show a file among buttons, and where the file itself is: (the page, the file).
SHOWN_FILES = (
    (
        re.compile(r"https?://github\.com/([^/?]{1,100}/[^/?]{1,100})/(?:blob|raw)/([^?]{1,1500})(?:\?.*)?"),
        r"https://raw.githubusercontent.com/\1/\2",
    ),
    (
        re.compile(r"(https?://[^/?]{1,253}/[^?]{1,500})/-/blob/([^?]{1,1000})(?:\?.*)?"),  # GitLab
        r"\1/-/raw/\2",
    ),
    (
        re.compile(r"(https?://gist\.github\.com/[^/?]{1,100}/[0-9a-f]{16,64})/?(?:\?.*)?"),
        r"\1/raw",
    ),
    (
        re.compile(r"(https?://bitbucket\.org/[^/?]{1,100}/[^/?]{1,100})/src/([^?]{1,1500})(?:\?.*)?"),
        r"\1/raw/\2",
    ),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as an address gave it. address: where people find it, after redirects; fetched_at: aware."""

    data: bytes
    content_type: str
    address: str
    fetched_at: datetime

    @property
    def name(self) -> str:
        """The last part of the address: "report.pdf", or ""."""
        return self.address.partition("?")[0].rpartition("/")[2]


def fetch_document(said: str) -> Fetched:
    """The document at an address: at most 8 MB, within 10 seconds, nothing in it executed or loaded.

    Addresses that are not public are refused unless THROUGHLINE_FETCH_ALLOW names them, redirects too. Raises
    DocumentError with a sentence for whoever gave the address. Callers may run in an event loop, and wait.
    """
    address = clean_address(said)
    file = file_address(address)
    try:
        answer = run_apart(_get(file))
    except FetchError as error:
        raise DocumentError(f"{error} {_advice(error)}") from error
    if not answer.body.strip():
        raise DocumentError(
            f"What {address} answered is empty. Open it in a browser, and paste what it shows."
        )
    return Fetched(
        answer.body,
        answer.content_type,
        answer.url if file == address else address,
        datetime.now(UTC),
    )


def clean_address(said: str) -> str:
    """An address of the web without its fragment; https where nobody says. Raises DocumentError."""
    text = said.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        site_of(text)
    except NotAnAddress as error:
        raise DocumentError(str(error)) from error
    if len(text) > MAX_ADDRESS or any(mark.isspace() or mark in '<>"' for mark in text):
        raise DocumentError(str(NotAnAddress(said)))
    return urldefrag(text).url


def file_address(address: str) -> str:
    """Where the file itself is, for the page of a repository that shows one; else the address."""
    for page, file in SHOWN_FILES:
        if found := page.fullmatch(address):
            return found.expand(file)
    return address


async def _get(address: str) -> Answer:
    allowed = Allowed.read(settings.FETCH_ALLOW)
    async with Reader(allowed, max_redirects=MAX_REDIRECTS) as reader:
        return await reader.get(address, accept=ACCEPT)


def _advice(error: FetchError) -> str:
    if isinstance(error, RefusedAddress):
        return "If it is a page of your own, name it in THROUGHLINE_FETCH_ALLOW and restart."
    if isinstance(error, TooLarge):
        return "Save the part that tells of the incident, and import that."
    if isinstance(error, Moved) and error.to:
        return "Open it in a browser, and give the address where the document is now."
    if error.may_pass:
        return "Try again later, or open it in a browser and paste its text."
    return "Check the address, or open it in a browser and paste its text."

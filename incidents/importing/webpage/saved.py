"""A page that a browser saved into one file together with its images: MHTML (RFC 2557)."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message

from incidents.importing.document import DocumentError
from incidents.importing.format import Given

BEGINS = re.compile(rb"(?:[\w-]{1,60}:[^\n]{0,500}\n(?:[ \t][^\n]{0,500}\n){0,9}){1,30}", re.ASCII)
LOCATIONS = ("Snapshot-Content-Location", "Content-Location")


def is_saved(given: Given) -> bool:
    """Whether it begins with the head of such a file."""
    head = BEGINS.match(given.data[:8_000].replace(b"\r\n", b"\n"))
    return head is not None and b"multipart/related" in head.group().lower()


def page_within(given: Given) -> Given:
    """The page itself. Raises DocumentError where the file holds none."""
    try:
        message = email.message_from_bytes(given.data, policy=email.policy.compat32)
        parts = list(message.walk())
    except RecursionError as error:
        raise DocumentError("This saved page (MHTML) is nested without end and is not read.") from error
    for part in parts:
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            data = part.get_payload(decode=True) or b""
            address = given.address or _location(message) or _location(part)
            return Given(data, given.name, str(part.get("Content-Type", "")), address)
    raise DocumentError("This is a saved page (MHTML) without a page in it. Save it again as HTML.")


def _location(message: Message) -> str:
    said = next((str(message[name]).strip() for name in LOCATIONS if message[name]), "")
    return said if said.startswith(("https://", "http://")) and len(said) <= 2_000 else ""

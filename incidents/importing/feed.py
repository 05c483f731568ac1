"""Feeds and other XML: said so, rather than read as if the tags were words."""

from __future__ import annotations

import re

from incidents.importing.document import DocumentError, Opened, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given

BEGINS = re.compile(r"\s{0,200}(?:<\?xml\b[^>]{0,300}>|<(?:rss|feed|rdf:RDF)\b)", re.IGNORECASE)
IS_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def refuse(given: Given) -> list[Opened]:
    if IS_FEED.search(given.text[:4_000]):
        raise DocumentError(
            "This is a feed of several posts. Import the page of one incident, or watch the status page."
        )
    raise DocumentError("This is XML of a form that is not known. Save its words as plain text.")


def refuse_opened(opened: Opened, settings: ReadSettings) -> ReadDocument:
    raise DocumentError("XML is of no form that is known.")


FORMAT = Format("xml", "XML", lambda given: bool(BEGINS.match(given.text)), refuse, refuse_opened)

"""From a file, a paste or an address to documents, and from a document to what it says.

Two steps, so that a document that was opened once is read again at once when somebody decides otherwise about
its zone or day: what `open_document` gives can be stored, and `read_opened` needs nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from incidents.importing import (
    feed,
    json_incident,
    json_other,
    json_record,
    plain,
    portable_file,
    statuspage_report,
)
from incidents.importing.chat import pasted, slack
from incidents.importing.decoding import MAX_FILE_BYTES, check_length
from incidents.importing.document import DocumentError, Opened, ReadDocument, ReadSettings
from incidents.importing.extracting import formats as extracted
from incidents.importing.format import Format, Given
from incidents.importing.sheet import table
from incidents.importing.webpage import page

# Asked in this order: the binary ones first, and the ones that take any text last.
FORMATS: tuple[Format, ...] = (
    extracted.PDF,
    extracted.DOCX,
    page.FORMAT,
    feed.FORMAT,
    slack.FORMAT,
    json_record.FORMAT,
    json_incident.FORMAT,
    json_other.FORMAT,
    portable_file.FORMAT,
    statuspage_report.FORMAT,
    pasted.FORMAT,
    table.FORMAT,
    plain.MARKDOWN,
    plain.PLAIN,
)


def open_document(data: bytes, *, name: str = "", content_type: str = "", address: str = "") -> list[Opened]:
    """The documents that these bytes hold: one, or several where they are a list of records.

    `name`, `content_type`, `address`: as declared, or "". Raises DocumentError, with a sentence for people.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError(
            f"The document has more than {MAX_FILE_BYTES:,} bytes, which is as much as is read. Divide it."
        )
    given = Given(data, name, content_type, address)
    chosen = next(each for each in FORMATS if each.recognises(given))
    opened = chosen.open(given)
    for each in opened:
        check_length(each.text)
    return opened


def read_opened(opened: Opened, settings: ReadSettings | None = None) -> ReadDocument:
    """What a document says, read with what a person decided. Raises DocumentError.

    It depends on nothing but its arguments: not on time, database or network.
    """
    settings = settings or ReadSettings()
    read = format_named(opened.format).read(opened, settings)
    return replace(
        read,
        format=opened.format,
        organisation=read.organisation or settings.organisation,
        address=read.address or opened.address,
        problems=(*opened.hints.get("problems", ()), *read.problems),
    )


def format_named(name: str) -> Format:
    """Raises DocumentError for the name of none: one of a newer version, say."""
    found = next((each for each in FORMATS if each.name == name), None)
    if found is None:
        raise DocumentError(f"“{name}” is no format that this version can read.")
    return found

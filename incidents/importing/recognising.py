"""Which kind of document a file is, and what it says. A further kind is one more line in READERS."""

from __future__ import annotations

from incidents.importing import json_record, statuspage_report
from incidents.importing.decoding import text_of
from incidents.importing.document import DocumentError, ReadDocument

# Asked in this order: (whether a text looks like one, the reader, what it looks for).
READERS = (
    (json_record.is_record, json_record.read_record, json_record.LOOKED_FOR),
    (statuspage_report.is_report, statuspage_report.read_report, statuspage_report.LOOKED_FOR),
)


def read_document(data: bytes, *, zone: str = "") -> ReadDocument:
    """What the document in a file says. `zone`: an IANA name, where the document leaves its own open.

    Raises DocumentError, with a sentence for the person who gave the file.
    """
    text = text_of(data)
    for looks_like, read, _ in READERS:
        if looks_like(text):
            return read(text, zone=zone)
    looked_for = " nor ".join(what for _, _, what in READERS)
    raise DocumentError(f"This is neither {looked_for}.")

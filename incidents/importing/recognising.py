"""The short way: what a file that holds one document says."""

from __future__ import annotations

from incidents.importing.document import DocumentError, ReadDocument, ReadSettings
from incidents.importing.opening import open_document, read_opened


def read_document(data: bytes, *, zone: str = "", name: str = "") -> ReadDocument:
    """What the document in a file says. `zone`: an IANA name, where the document leaves its own open.

    Raises DocumentError, with a sentence for the person who gave the file.
    """
    opened = open_document(data, name=name)
    if len(opened) > 1:
        raise DocumentError(f"This holds {len(opened):,} documents, and one was expected. Import them all.")
    return read_opened(opened[0], ReadSettings(zone=zone))

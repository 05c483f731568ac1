"""What a command was given: files, addresses or standard input, opened and read. No database is needed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from incidents.importing.decoding import MAX_FILE_BYTES
from incidents.importing.document import DocumentError, Opened, ReadDocument, ReadSettings
from incidents.importing.fetching import fetch_document
from incidents.importing.opening import open_document, read_opened
from timelines.reading.model import ZoneFrom

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """A document that was opened. name: what to call it; fetched: when it was fetched, None for a file."""

    name: str
    opened: Opened
    fetched: datetime | None = None

    def read(self, settings: ReadSettings, zones: Mapping[str, str] | None = None) -> ReadDocument:
        """What it says. Raises DocumentError.

        `zones`: the usual zone of organisations, by their names in small letters; used where neither the
        document nor `settings` says which zone is meant.
        """
        read = read_opened(self.opened, settings)
        usual = (zones or {}).get(read.organisation.casefold())
        if usual and not settings.usual_zone and read.zone.source == ZoneFrom.ASSUMED:
            read = read_opened(self.opened, replace(settings, usual_zone=usual))
        return replace(read, fetched=read.fetched or self.fetched)


def documents_in(said: str) -> list[Given]:
    """The documents in a file, at an address or, for “-”, in standard input.

    Raises DocumentError, with a sentence that does not name what was given.
    """
    if "://" in said:
        fetched = fetch_document(said)
        opened = open_document(
            fetched.data, name=fetched.name, content_type=fetched.content_type, address=fetched.address
        )
        return _named(said, opened, fetched.fetched_at)
    name = "" if said == STANDARD_INPUT else Path(said).name
    return _named(said, open_document(_contents(said), name=name))


def _named(said: str, opened: list[Opened], fetched: datetime | None = None) -> list[Given]:
    if len(opened) == 1:
        return [Given(said, opened[0], fetched)]
    return [
        Given(f"{said} ({number} of {len(opened)})", one, fetched) for number, one in enumerate(opened, 1)
    ]


def _contents(path: str) -> bytes:
    """A file's bytes, no more of them than show that they are too many."""
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        with Path(path).open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except IsADirectoryError as error:
        raise DocumentError(
            "is a folder. Import all that is in it with manage.py import_library, or name a file."
        ) from error
    except OSError as error:
        raise DocumentError(f"cannot be opened ({error.strerror}).") from error
    except ValueError as error:  # a NUL in the path
        raise DocumentError("cannot be opened (that is no path).") from error

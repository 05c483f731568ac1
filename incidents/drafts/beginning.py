"""From what somebody gave to drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from incidents.drafts.reading import read_draft
from incidents.importing.decoding import MAX_FILE_BYTES
from incidents.importing.document import DocumentError, Opened
from incidents.importing.fetching import fetch_document
from incidents.importing.opening import open_document
from incidents.models import ImportDraft

MAX_DRAFTS = 50
"""How many documents one person may have waiting."""


def begin_from_text(text: str, *, by, into=None) -> list[ImportDraft]:
    """Drafts of what was pasted. Raises DocumentError."""
    return _begin(open_document(text.encode("utf-8", "surrogatepass")), by=by, into=into)


def begin_from_files(files: Iterable, *, by, into=None) -> list[ImportDraft]:
    """Drafts of uploaded files, all or none. Raises DocumentError, which names the files in question."""
    opened, wrong = [], []
    files = list(files)
    for file in files:
        try:
            opened += _opened(file)
        except DocumentError as error:
            wrong.append(f"{file.name}: {error}" if len(files) > 1 else str(error))
    if wrong:
        raise DocumentError(" ".join([*wrong, "Nothing was kept." if len(files) > 1 else ""]).strip())
    return _begin(opened, by=by, into=into)


def _opened(file) -> list[Opened]:
    """The documents in one uploaded file; a file that is too large is not even looked at."""
    if file.size > MAX_FILE_BYTES:
        raise DocumentError(
            f"The file has {file.size:,} bytes; at most {MAX_FILE_BYTES:,} are read. Give only the part that "
            "tells of the incident."
        )
    return open_document(file.read(), name=file.name, content_type=file.content_type or "")


def begin_from_address(address: str, *, by, into=None) -> list[ImportDraft]:
    """Drafts of what is at an address; waits up to ten seconds for it. Raises DocumentError."""
    fetched = fetch_document(address)
    opened = open_document(
        fetched.data, name=fetched.name, content_type=fetched.content_type, address=fetched.address
    )
    return _begin(opened, by=by, into=into, fetched_at=fetched.fetched_at)


def begin_from_source(source, *, by) -> ImportDraft:
    """A draft of a document that an incident keeps already, to be read for that incident."""
    opened = open_document(source.text.encode(), name=source.title, address=source.url)
    return _begin(opened[:1], by=by, into=source.incident, fetched_at=source.fetched_at)[0]


def _begin(opened: Sequence[Opened], *, by, into=None, fetched_at=None) -> list[ImportDraft]:
    with transaction.atomic():
        room = MAX_DRAFTS - ImportDraft.objects.of(by).waiting().count()
        if len(opened) > room:
            raise DocumentError(
                f"These are {len(opened)} documents, and there is room for {max(room, 0)}: store or discard "
                "some of those below first. The command import_library takes whole folders."
            )
        drafts = [ImportDraft.objects.begin(one, by=by, into=into, fetched_at=fetched_at) for one in opened]
        for draft in drafts:
            # Read now, so that what cannot be read is refused here, and its title is known in lists.
            draft.set_up(chosen={}, into=into, title=read_draft(draft).read.title)
        return drafts

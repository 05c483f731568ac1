"""From what somebody gave to drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from incidents.drafts import request_time
from incidents.drafts.reading import read_draft
from incidents.importing.allowance import seconds_left
from incidents.importing.decoding import MAX_FILE_BYTES
from incidents.importing.document import DocumentError, Opened, OutOfTime
from incidents.importing.fetching import fetch_document
from incidents.importing.opening import open_document
from incidents.models import ImportDraft

MAX_DRAFTS = 50
"""How many documents one person may have waiting."""


MAX_NAMED = 10  # files, in a sentence


@request_time.one_request()
def begin_from_text(text: str, *, by, into=None) -> list[ImportDraft]:
    """Drafts of what was pasted. Raises DocumentError."""
    return _begin(open_document(text.encode("utf-8", "surrogatepass")), by=by, into=into)


@request_time.one_request()
def begin_from_files(files: Iterable, *, by, into=None) -> list[ImportDraft]:
    """Drafts of uploaded files, all or none. Raises DocumentError, which names the files in question.

    All of them together get the time of one request.
    """
    files = list(files)
    opened = _all_opened(files)
    try:
        return _begin(opened, by=by, into=into)
    except _Unread as error:
        if len(files) == 1:
            raise
        names = [one.name for one in opened]
        raise _too_slow(names[: error.number], names[error.number :], request_time.READING_SECONDS) from error


def _all_opened(files: list) -> list[Opened]:
    opened, wrong = [], []
    for number, file in enumerate(files):
        try:
            seconds_left()
            opened += _opened(file)
        except OutOfTime as error:
            if len(files) == 1:
                raise
            names = [one.name for one in files]
            raise _too_slow(names[:number], names[number:], request_time.OPENING_SECONDS) from error
        except DocumentError as error:
            wrong.append(f"{file.name}: {error}" if len(files) > 1 else str(error))
    if wrong:
        raise DocumentError(" ".join([*wrong, "Nothing was kept." if len(files) > 1 else ""]).strip())
    return opened


def _too_slow(read: list[str], unread: list[str], seconds: float) -> OutOfTime:
    """What to say where the time was over before all files were read."""
    unread = list(dict.fromkeys(unread))
    read = [name for name in dict.fromkeys(read) if name not in unread]
    within = f"read within the {seconds:g} seconds that a page has for all files together"
    if read:
        told = f"{_named(read)} {_was(read)} {within}, {_named(unread)} {_was(unread)} not"
    else:
        told = f"{_named(unread)} {_was(unread)} not {within}"
    return OutOfTime(
        f"{told}, so nothing was kept: give fewer at a time, or import them on the server with manage.py "
        "import_postmortem, which takes its time."
    )


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _named(names: list[str]) -> str:
    shown = [f"“{name}”" for name in names[:MAX_NAMED]]
    if len(names) > MAX_NAMED:
        shown.append(f"{len(names) - MAX_NAMED} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _opened(file) -> list[Opened]:
    """The documents in one uploaded file; a file that is too large is not even looked at."""
    if file.size > MAX_FILE_BYTES:
        raise DocumentError(
            f"The file has {file.size:,} bytes; at most {MAX_FILE_BYTES:,} are read. Give only the part that "
            "tells of the incident."
        )
    return open_document(file.read(), name=file.name, content_type=file.content_type or "")


@request_time.one_request()
def begin_from_address(address: str, *, by, into=None) -> list[ImportDraft]:
    """Drafts of what is at an address; waits up to ten seconds for it. Raises DocumentError."""
    fetched = fetch_document(address)
    opened = open_document(
        fetched.data, name=fetched.name, content_type=fetched.content_type, address=fetched.address
    )
    return _begin(opened, by=by, into=into, fetched_at=fetched.fetched_at)


@request_time.one_request()
def begin_from_source(source, *, by) -> ImportDraft:
    """A draft of a document that an incident keeps already, to be read for that incident."""
    opened = open_document(source.text.encode(), name=source.title, address=source.url)
    known = {"into": source.incident, "came_from": source.incident, "fetched_at": source.fetched_at}
    return _begin(opened[:1], by=by, **known)[0]


def _begin(opened: Sequence[Opened], *, by, into=None, **known) -> list[ImportDraft]:
    """`known`: further fields of the drafts, as `ImportDraftQuerySet.begin` takes them."""
    with transaction.atomic():
        room = MAX_DRAFTS - ImportDraft.objects.of(by).waiting().count()
        if len(opened) > room:
            raise DocumentError(
                f"These are {len(opened)} documents, and there is room for {max(room, 0)}: store or discard "
                "some of those below first. The command import_library takes whole folders."
            )
        drafts = [ImportDraft.objects.begin(one, by=by, into=into, **known) for one in opened]
        for number, draft in enumerate(drafts):
            # Read now, so that what cannot be read is refused here, and its title is known in lists.
            try:
                title = read_draft(draft).read.title
            except OutOfTime as error:
                raise _Unread(str(error), number) from error
            draft.set_up(chosen={}, into=into, title=title)
        return drafts


class _Unread(OutOfTime):
    """`number`: how many of the documents were read before the time was over."""

    def __init__(self, says: str, number: int):
        self.number = number
        super().__init__(says)

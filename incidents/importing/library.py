"""A folder of documents, each joined to the incident it is about in a transaction of its own.

What is here already is known by its text before it is read, so that a second run, or one after an
interruption, is quick over what is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from incidents.exceptions import IncidentError
from incidents.importing.document import DocumentError, ReadDocument, ReadSettings
from incidents.importing.given import Given, documents_in
from incidents.importing.joining import kept_digests
from incidents.importing.storing import Stored, store_document
from incidents.portable import PortableError
from timelines.exceptions import TimelineError
from timelines.models.source import digest_of

ABOUT_THE_FOLDER = frozenset(
    """
    readme license licence copying notice index _index contents toc changelog contributing contributors
    authors codeowners code_of_conduct provenance summary template 404
    """.split()  # noqa: SIM905 (easier to read so)
)
MAY_BE_THE_DOCUMENT = frozenset({"readme", "index"})  # of a folder that holds nothing else
NO_DOCUMENTS = frozenset(
    """
    png jpg jpeg gif svg webp avif bmp ico tif tiff mp3 mp4 m4a mov avi webm ogg wav woff woff2 ttf otf
    eot css js mjs ts map py rb go rs java c h cpp sh bat exe dll so dylib class jar pyc lock toml yml
    yaml ini cfg conf sql db sqlite sqlite3 zip gz bz2 xz 7z tar tgz rar iso bin dat gitignore
    gitattributes gitkeep editorconfig
    """.split()  # noqa: SIM905
)
REFUSALS = (DocumentError, IncidentError, PortableError, TimelineError)
"""What storing a document may raise, with a sentence for people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, or of a file that holds none.

    - name: the path within the folder. Exactly one of the others is set. skipped: why it was passed over.
      failed: why it could not be imported. is_here: it is here already, and nothing was read.
    """

    name: str
    stored: Stored | None = None
    read: ReadDocument | None = None  # a dry run
    skipped: str = ""
    failed: str = ""
    is_here: bool = False


def files_in(folder: Path) -> list[Path]:
    """Every file of a folder and those within, by name; nothing hidden, and no link to elsewhere."""
    found = []
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if any(part.startswith(".") for part in within.parts) or path.is_symlink() or not path.is_file():
            continue
        found.append(path)
    return found


def reasons_to_skip(folder: Path, files: list[Path]) -> dict[Path, str]:
    """Which files are no documents of an incident, and why, judged by their names."""
    documents = [path for path in files if not _reason(path)]
    beside = Counter(path.parent for path in documents)
    reasons = {}
    for path in files:
        reason = _reason(path)
        is_alone = path.parent != folder and not beside[path.parent]
        if reason and not (is_alone and path.stem.lower() in MAY_BE_THE_DOCUMENT):
            reasons[path] = reason
    return reasons


def _reason(path: Path) -> str:
    if path.suffix.lower().lstrip(".") in NO_DOCUMENTS:
        return "no document"
    if path.stem.lower().replace("-", "_") in ABOUT_THE_FOLDER:
        return "about the folder"
    return ""


def import_files(
    folder: Path, files: list[Path], settings: ReadSettings, *, zones: dict[str, str] | None, by=None
) -> Iterator[list[Outcome]]:
    """Import each file in turn; what became of the documents in it. `zones`: None for a dry run."""
    here = set() if zones is None else kept_digests()
    reasons = reasons_to_skip(folder, files)
    for path in files:
        name = str(path.relative_to(folder))
        if path in reasons:
            yield [Outcome(name, skipped=reasons[path])]
            continue
        try:
            documents = documents_in(str(path))
        except DocumentError as error:
            yield [Outcome(name, failed=str(error))]
            continue
        yield [
            _import(given, given.name.replace(str(path), name, 1), settings, zones, here, by)
            for given in documents
        ]


def _import(
    given: Given, name: str, settings: ReadSettings, zones: dict[str, str] | None, here: set[str], by
) -> Outcome:
    digest = digest_of(given.opened.text)
    if digest in here:
        return Outcome(name, is_here=True)
    try:
        read = given.read(settings, zones)
        if zones is None:
            return Outcome(name, read=read)
        with transaction.atomic():
            stored = store_document(read, by=by)
    except REFUSALS as error:
        return Outcome(name, failed=str(error))
    except (DataError, IntegrityError) as error:
        # One document that the database refuses must not end a long run.
        return Outcome(name, failed=f"the database refused it ({' '.join(str(error).split())[:200]}).")
    here.add(digest)
    return Outcome(name, stored=stored)

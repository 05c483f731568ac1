"""Import documents that others wrote about incidents: status reports, records."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import validate_time_zone
from incidents.importing.decoding import MAX_BYTES
from incidents.importing.document import DocumentError, ReadDocument
from incidents.importing.recognising import read_document
from incidents.importing.storing import Stored, store_document
from incidents.models import Incident
from incidents.portable.problems import shown
from timelines.models import Milestone
from timelines.when import When


class Command(BaseCommand):
    help = (
        "Import Statuspage incident reports and JSON records (docs/importing.md): all of these files, or "
        "none. Each is joined to the incident it is about, if that is here already."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="“-” for standard input")
        parser.add_argument("--json", action="store_true", help="One JSON object a file, each on its line.")
        parser.add_argument("--dry-run", action="store_true", help="Say the same, and store nothing.")
        parser.add_argument("--zone", default="", help="IANA zone of times whose own zone is left open.")
        parser.add_argument(
            "--organisation", default="", help="Whose incident it is, where a file is silent."
        )
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--into", metavar="INC-3", help="The incident that the files are about.")
        target.add_argument("--new", action="store_true", help="Open a new incident for each file.")

    def handle(self, *, paths, json: bool, dry_run: bool, zone, organisation, into, new, **options):
        incident = incident_named(into) if into else None
        read = [replace_silence(one, organisation) for one in read_files(paths, checked_zone(zone))]
        say = as_json if json else in_words
        with transaction.atomic():
            told = [
                say(path, store_document(document, into=incident, always_new=new))
                for path, document in zip(paths, read, strict=True)
            ]
            transaction.set_rollback(dry_run)
        self.stdout.write("\n".join(told))
        if dry_run and not json:
            self.stdout.write("Dry run: nothing was stored.")


def incident_named(said: str) -> Incident:
    """The incident of a reference such as INC-3. Raises CommandError."""
    number = said.strip().upper().removeprefix("INC-")
    found = (
        Incident.objects.filter(number=int(number)).first()
        if number.isdecimal() and len(number) < 10
        else None
    )
    if found is None:
        raise CommandError(f"There is no incident {shown(said)} to import into. Nothing was imported.")
    return found


def checked_zone(zone: str) -> str:
    """An IANA name, or "". Raises CommandError."""
    try:
        validate_time_zone(zone or "UTC")
    except ValidationError as error:
        raise CommandError(f"--zone: {' '.join(error.messages)} Nothing was imported.") from error
    return zone


def replace_silence(read: ReadDocument, organisation: str) -> ReadDocument:
    """The document as its organisation's, where it does not say whose it is."""
    return replace(read, organisation=organisation) if organisation and not read.organisation else read


def read_files(paths: list[str], zone: str) -> list[ReadDocument]:
    """What these files say. Raises CommandError with what is wrong with any of them."""
    read, problems = [], []
    for path in paths:
        try:
            read.append(read_document(contents(path), zone=zone))
        except OSError as error:
            problems.append(f"{path}: cannot be opened ({error.strerror}).")
        except DocumentError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise CommandError("\n".join([*problems, "Nothing was imported."]))
    return read


def contents(path: str) -> bytes:
    """A file's bytes, no more of them than show that they are too many."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(path).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def as_json(path: str, stored: Stored) -> str:
    """What became of a file, for programs."""
    told = {
        "path": path,
        "incident": stored.incident.reference,
        "title": stored.incident.title,
        "is_new": stored.joined.is_new,
        "why": stored.joined.why,
        "source": {
            "kind": stored.source.kind,
            "title": stored.source.title,
            "url": stored.source.url,
            "sha256": stored.source.sha256,
            "is_new": stored.source_is_new,
        },
        "events": {
            "new": stored.events_new,
            "joined": stored.events_joined,
            "known": stored.events_known,
        },
        "milestones": {name: when.as_dict() for name, when in in_order(stored)},
        "components": stored.components,
        "added": stored.added,
        "problems": stored.problems,
    }
    return json.dumps(told, ensure_ascii=False)


def in_order(stored: Stored) -> list[tuple[str, When]]:
    """The milestones of the incident as they are now, the first public post behind the start."""
    order = [Milestone.Kind.STARTED.value, "first-post", *Milestone.Kind.values[1:]]
    return sorted(stored.milestones.items(), key=lambda told: order.index(told[0]))


def in_words(path: str, stored: Stored) -> str:
    """What became of a file, for people."""
    read = stored.document
    whose = f" of {read.organisation}" if read.organisation else ""
    lines = [f"{path}: {read.kind} “{read.title}”{whose}", f"  {in_figures(read)}"]
    outcome = "opened" if stored.joined.is_new else "joined"
    lines.append(f"  {outcome} {stored.incident}: {stored.joined.why}")
    lines.append(f"  {what_changed(stored)}")
    if not stored.is_unchanged:
        lines += [f"  {name.replace('-', ' ')}: {when}" for name, when in in_order(stored)]
    lines += [f"  {problem}" for problem in stored.problems]
    return "\n".join(lines)


def in_figures(read: ReadDocument) -> str:
    """What a document tells: “17 posts, 14 Mar 2023, 18:19 UTC to 15 Mar 2023, 01:59 UTC, a postmortem”."""
    parts = []
    if read.posts:
        parts.append(f"{len(read.posts)} post{'s' if len(read.posts) > 1 else ''}")
    if read.first:
        parts.append(
            f"{read.first} to {read.last}" if read.last and read.last != read.first else str(read.first)
        )
    if read.write_up:
        parts.append("a postmortem")
    if read.affected.names:
        count = len(read.affected.names)
        parts.append(f"{count} component{'s' if count > 1 else ''} affected")
    return ", ".join(parts) or "no times"


def what_changed(stored: Stored) -> str:
    """What is new by this document: “18 events new, 2 told by it as well, impact, postmortem draft”."""
    if stored.is_unchanged:
        return "Nothing new: all that it says is here already."
    parts = [f"{stored.events_new} event{'' if stored.events_new == 1 else 's'} new"]
    if stored.events_joined:
        parts.append(f"{stored.events_joined} now told by it as well")
    if stored.events_known:
        parts.append(f"{stored.events_known} told by it before")
    return ", ".join([*parts, *stored.added])

"""Import documents that others wrote about incidents: write-ups, status reports, records and more."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from incidents.importing.document import DocumentError, ReadDocument, ReadSettings
from incidents.importing.given import STANDARD_INPUT, documents_in
from incidents.importing.library import REFUSALS
from incidents.importing.storing import Stored, store_document
from incidents.management.importing import (
    add_reading_options,
    as_data,
    refuse,
    settings_from,
    usual_zones,
    what_became,
    what_was_read,
    what_would,
)
from incidents.models import Incident
from incidents.portable.problems import shown

NOT_STORED = "Dry run: nothing was stored."
NOT_LOOKED = f"{NOT_STORED} Which incident it is about was not looked up; --into INC-3 asks that."


class Command(BaseCommand):
    help = (
        "Import write-ups, status reports, records and other documents (docs/importing.md): all of these, or "
        "none. Each is joined to the incident it is about, if that is here already."
    )
    requires_system_checks = ()  # a dry run does without a database

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH|URL", help="files or addresses; “-” for standard input"
        )
        parser.add_argument(
            "--json", action="store_true", help="What was read: one JSON object a document, each on its line."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what is read, and store nothing. Needs no database."
        )
        add_reading_options(parser)
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--into", metavar="INC-3", help="The incident that the documents are about.")
        target.add_argument("--new", action="store_true", help="Open a new incident for each document.")

    def handle(self, *, paths: list[str], dry_run: bool, into: str | None, new: bool, **options):
        settings = settings_from(options)
        if dry_run and not into:
            self._say([(path, read, None) for path, read in read_all(paths, settings, {})], options["json"])
            if not options["json"]:
                self.stdout.write(NOT_LOOKED)
            return
        incident = incident_named(into) if into else None
        read = read_all(paths, settings, usual_zones())
        with transaction.atomic():
            told = [(path, one, _store(path, one, into=incident, always_new=new)) for path, one in read]
            self._say(told, options["json"])
            transaction.set_rollback(dry_run)
        if dry_run and not options["json"]:
            self.stdout.write(NOT_STORED)

    def _say(self, told: list[tuple[str, ReadDocument, Stored | None]], as_json: bool) -> None:
        for path, read, stored in told:
            if as_json:
                self.stdout.write(json.dumps(as_data(path, read, stored), ensure_ascii=False))
            else:
                further = what_became(stored) if stored else what_would(read)
                self.stdout.write("\n".join([*what_was_read(path, read), *further]))


def _store(path: str, read: ReadDocument, **options) -> Stored:
    """`store_document`. Raises CommandError with what was refused."""
    try:
        return store_document(read, **options)
    except REFUSALS as error:
        raise CommandError(f"{path}: {error}\nNothing was imported.") from error


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


def read_all(
    paths: list[str], settings: ReadSettings, zones: dict[str, str]
) -> list[tuple[str, ReadDocument]]:
    """What each document in these files and at these addresses says, by what to call it.

    Raises CommandError with what is wrong with any of them.
    """
    if paths.count(STANDARD_INPUT) > 1:
        raise CommandError("“-” was given twice, and there is one standard input. Nothing was imported.")
    read, problems = [], []
    for path in paths:
        try:
            read += [(given.name, given.read(settings, zones)) for given in documents_in(path)]
        except DocumentError as error:
            problems.append(f"{path}: {error}")
    refuse(problems)
    return read

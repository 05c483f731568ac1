"""Import incidents from files in the portable format."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from incidents.portable import PortableError, PortableIncident, read_incident, store_incident, words_here


class Command(BaseCommand):
    help = (
        "Import incidents from files in the portable format (docs/portable-format.md): all of them, or none."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be imported.")

    def handle(self, *, paths: list[Path], dry_run: bool, **options):
        told = read_files(paths)
        if dry_run:
            for path, incident in zip(paths, told, strict=True):
                self.stdout.write(f"{path}: “{incident.title}”, {in_figures(incident)}. Not imported.")
            return
        with transaction.atomic():
            stored = [store_incident(incident) for incident in told]
        for path, incident in zip(paths, stored, strict=True):
            self.stdout.write(f"{path}: {incident}")


def read_files(paths: list[Path]) -> list[PortableIncident]:
    """The incidents of these files. Raises CommandError with the problems of all of them."""
    words, told, problems = words_here(), [], []
    for path in paths:
        try:
            told.append(read_incident(path.read_bytes(), words))
        except OSError as error:
            problems.append(f"{path}: cannot be opened ({error.strerror}).")
        except PortableError as error:
            problems += [f"{path}: {problem}" for problem in error.problems]
    if problems:
        raise CommandError("\n".join([*problems, "Nothing was imported."]))
    return told


def in_figures(told: PortableIncident) -> str:
    """How much a file tells: “23 events, 4 factors, 1 action item”."""
    counts = ((told.events, "event"), (told.factors, "factor"), (told.actions, "action item"))
    return ", ".join(f"{len(rows)} {name}{'' if len(rows) == 1 else 's'}" for rows, name in counts)

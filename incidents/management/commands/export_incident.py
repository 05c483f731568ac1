"""Write an incident in the portable format."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from incidents.models import Incident
from incidents.portable import gather_incident, write_incident


class Command(BaseCommand):
    help = "Write incidents in the portable format (docs/portable-format.md), with drafts of postmortems."

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="+", metavar="NUMBER", help="42 or INC-42")
        parser.add_argument(
            "--to",
            type=Path,
            metavar="DIRECTORY",
            help="Write files there; without it, print.",
        )

    def handle(self, *, numbers: list[str], to: Path | None, **options):
        if to is None and len(numbers) > 1:
            raise CommandError("Several incidents need a place: say --to DIRECTORY.")
        for incident in [_incident(number) for number in numbers]:
            text = write_incident(gather_incident(incident, drafts=True))
            if to is None:
                self.stdout.write(text, ending="")
            else:
                self._write(to / f"{incident.reference}.md", text)

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
        self.stdout.write(str(path))


def _incident(said: str) -> Incident:
    digits = re.fullmatch(r"(?:INC-)?([0-9]{1,9})", said.upper())
    found = digits and Incident.objects.for_page().filter(number=int(digits[1])).first()
    if not found:
        raise CommandError(f"There is no incident {said}. Say a number such as 42 or INC-42.")
    return found

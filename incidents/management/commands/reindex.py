"""Build the search index anew from what is in the database."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from incidents.indexing import forget_the_missing, reindex
from incidents.models import Incident
from search.statistics import repair


class Command(BaseCommand):
    help = (
        "Index incidents anew for search. What is right already is left as it is. Nothing has to stop for "
        "it. Needed only after the database was changed past the application."
    )

    def add_arguments(self, parser):
        parser.add_argument("--incident", metavar="INC-3", help="only this one")

    def handle(self, *, incident: str | None, **options):
        incidents = Incident.objects.all()
        if incident:
            incidents = incidents.filter(number=_number_of(incident))
            if not incidents:
                raise CommandError(f"There is no incident {incident}.")
        done = reindex(incidents.values_list("pk", flat=True))
        if not incident:
            forget_the_missing()
            repair()
        self.stdout.write(f"{done} incident{pluralize(done)} indexed.")


def _number_of(reference: str) -> int:
    digits = reference.upper().removeprefix("INC-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise CommandError(f"“{reference}” names no incident. Write it as INC-3.")
    return int(digits)

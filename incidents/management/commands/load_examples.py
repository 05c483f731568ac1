"""Load the example incidents that a first visitor sees."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from incidents.management.commands.import_incident import read_files
from incidents.models import Component, Incident, Tag
from incidents.models.word import State
from incidents.portable import store_incident

EXAMPLES = settings.PROJECT_DIR / "examples"
LOCK = 20_230_409  # any number of our own: two first starts at once load the examples once


class Command(BaseCommand):
    help = "Load the incidents in examples/ into a database that has none. Does nothing otherwise."

    def handle(self, *, verbosity: int, **options):
        loaded = load_examples()
        if verbosity:
            self.stdout.write(f"{loaded} examples loaded." if loaded else "There are incidents already.")


def load_examples() -> int:
    """Load every example in one transaction and return how many; none, if there is any incident."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if Incident.objects.exists():
            return 0
        told = read_files(example_files())
        for incident in told:
            store_incident(incident, why="example")
        for words in (Tag, Component):  # nobody proposed them, so nobody has to look at them
            words.objects.proposed().update(state=State.APPROVED)
    return len(told)


def example_files() -> list[Path]:
    """The files in examples/ that are incidents, by name: that is the order of their numbers."""
    return sorted(path for path in EXAMPLES.glob("*.md") if path.name != "README.md")

"""Watch a status page."""

from __future__ import annotations

from collections.abc import Sized

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from statuspages import watching
from statuspages.exceptions import AlreadyWatched, LeaseLost, StatusPageError


class Command(BaseCommand):
    help = "Look at a status page, say what is found, and watch it from now on."

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="URL", help="any address of the page")
        parser.add_argument("--name", default="", help="what it is called here; else as it calls itself")

    def handle(self, *, url: str, name: str, **options):
        try:
            found = watching.look_at(url)
            page = watching.watch(found, name=name)
        except AlreadyWatched as error:
            self.stdout.write(str(error))
            return
        except StatusPageError as error:
            raise CommandError(f"{error}\nNothing was stored.") from error
        self.stdout.write(f"{page.name} at {page.url}, {page.format_name}. {found.says}".rstrip())
        self.stdout.write(
            f"{_counted(found.components, 'component')}, {_counted(found.incidents, 'incident')}"
        )
        for incident in found.incidents[:5]:
            self.stdout.write(f"  {incident.status}: {incident.name}")
        self._read(page)

    def _read(self, page) -> None:
        try:
            polled = watching.poll(page.pk)
        except LeaseLost:
            polled = None
        if polled is None:
            self.stdout.write("It is watched; a worker is reading it already.")
        elif polled.error:
            self.stdout.write(f"It is watched, but could not be read just now. {polled.error}")
        else:
            self.stdout.write(f"It is watched. Stored: {_counted(polled.stored.lines, 'incident')}.")


def _counted(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{pluralize(things)}"

"""Watch a status page."""

from __future__ import annotations

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

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
        self._say(found, page)
        self._read(page)

    def _say(self, found, page) -> None:
        if found.led_from:
            self.stdout.write(f"{found.led_from} leads to {found.url}, and that is the page.")
        self.stdout.write(f"{page.name} at {page.url}, {found.format_name}. {found.says}".rstrip())
        counts = [_counted(len(found.components), "component"), _counted(len(found.incidents), "incident")]
        if found.maintenances:
            counts.append(_counted(len(found.maintenances), "maintenance"))
        self.stdout.write(", ".join(counts))
        for incident in found.incidents[:5]:
            self.stdout.write(f"  {incident.status}: {incident.name}")
        if found.is_quiet(timezone.now()):
            self.stdout.write(f"It has said nothing since {found.last_said_at:%Y-%m-%d}: is it still in use?")

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
            self.stdout.write(f"It is watched as page {page.pk}. Stored: {_kept(page)}.")


def _kept(page) -> str:
    kept = Counter(page.reported_incidents.values_list("kind", flat=True))
    incidents, maintenances = kept["incident"], kept["maintenance"]
    said = _counted(incidents, "incident")
    return f"{said}, {_counted(maintenances, 'maintenance')}" if maintenances else said


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{pluralize(number)}"

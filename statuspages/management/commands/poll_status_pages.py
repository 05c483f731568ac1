"""Read status pages in the foreground."""

from __future__ import annotations

from math import inf

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from statuspages import watching
from statuspages.exceptions import LeaseLost
from statuspages.models import StatusPage

BUSY = "Page {} is being read by somebody else."


class Command(BaseCommand):
    help = "Read every status page that is due, once, and say what changed. Fails if a page cannot be read."

    def add_arguments(self, parser):
        parser.add_argument("--page", type=int, metavar="ID", help="read this page now, due or not")

    def handle(self, *, page: int | None, **options):
        self._read = self._failed = 0
        if page is None:
            now = timezone.now()
            watching.read_due_pages(seconds=inf, due_by=now, is_thorough=True, tell=self._tell)
        else:
            self._poll(_watched(page))
        if not self._read:
            self.stdout.write("No page is due." if page is None else BUSY.format(page))
        if self._failed:
            raise CommandError(f"{self._failed} of {self._read} could not be read.")

    def _poll(self, page_id: int) -> None:
        try:
            polled = watching.poll(page_id, even_if_not_due=True)
        except LeaseLost:
            polled = None
        if polled:
            self._tell(polled)

    def _tell(self, polled: watching.Polled) -> None:
        self._read += 1
        self._failed += polled.error is not None
        stored = polled.stored
        changed = list(stored.lines)
        if stored.components:
            changed.append(f"{stored.components} component{pluralize(stored.components)}")
        if polled.error:
            changed.append(f"not readable: {polled.error}")
        self.stdout.write("\n  ".join([f"{polled.page.name}:", *(changed or ["nothing new"])]))


def _watched(page_id: int) -> int:
    if not StatusPage.objects.watched().filter(pk=page_id).exists():
        raise CommandError(f"There is no watched page {page_id}. The list of pages shows their numbers.")
    return page_id

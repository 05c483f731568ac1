"""Read status pages in the foreground."""

from __future__ import annotations

from math import inf

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Value
from django.db.models.functions import Least
from django.template.defaultfilters import pluralize
from django.utils import timezone

from statuspages import watching
from statuspages.exceptions import LeaseLost
from statuspages.models import StatusPage

NOTHING = "No page is due. Read one now with --page, or all with --all."
BUSY = "It is being read by somebody else."


class Command(BaseCommand):
    help = "Read every status page that is due, once, and say what changed. Fails if a page cannot be read."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--page", metavar="ID|URL", help="read this page now, due or not")
        which.add_argument("--all", action="store_true", help="read every watched page now, due or not")

    def handle(self, *, page: str | None, **options):
        self._read = self._failed = 0
        if page is None:
            self._read_due(options["all"])
        else:
            self._poll(_watched(page))
        if not self._read:
            self.stdout.write(NOTHING if page is None else BUSY)
        if self._failed:
            raise CommandError(f"{self._failed} of {self._read} could not be read.")

    def _read_due(self, all_pages: bool) -> None:
        now = timezone.now()
        if all_pages:
            StatusPage.objects.watched().update(next_due_at=Least("next_due_at", Value(now)))
        watching.read_due_pages(seconds=inf, due_by=now, is_thorough=True, tell=self._tell)

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


def _watched(said: str) -> int:
    """The id of the page with this number or address. Raises CommandError."""
    key = {"pk": int(said)} if said.isascii() and said.isdigit() else {"url": said.rstrip("/")}
    page = StatusPage.objects.watched().filter(**key).first()
    if page is None:
        raise CommandError(f"There is no watched page {said}. The list of pages shows their numbers.")
    return page.pk

"""Read status pages in the foreground."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from statuspages import watching
from statuspages.exceptions import LeaseLost
from statuspages.models import StatusPage


class Command(BaseCommand):
    help = "Read every status page that is due, once, and say what changed. Fails if a page cannot be read."

    def add_arguments(self, parser):
        parser.add_argument("--page", type=int, metavar="ID", help="read this page now, due or not")

    def handle(self, *, page: int | None, **options):
        ids = watching.due_pages(timezone.now()) if page is None else [_watched(page)]
        if not ids:
            self.stdout.write("No page is due.")
        failed = [page_id for page_id in ids if not self._poll(page_id, now=page is not None)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(ids)} could not be read.")

    def _poll(self, page_id: int, *, now: bool) -> bool:
        """Whether the page could be read, or somebody else is doing that."""
        try:
            polled = watching.poll(page_id, even_if_not_due=now)
        except LeaseLost:
            polled = None
        if polled is None:
            self.stdout.write(f"Page {page_id} is being read by somebody else.")
            return True
        stored = polled.stored
        changed = list(stored.lines)
        if stored.components:
            changed.append(f"{stored.components} component{pluralize(stored.components)}")
        if polled.error:
            changed.append(f"not readable: {polled.error}")
        self.stdout.write("\n  ".join([f"{polled.page.name}:", *(changed or ["nothing new"])]))
        return polled.error is None


def _watched(page_id: int) -> int:
    if not StatusPage.objects.watched().filter(pk=page_id).exists():
        raise CommandError(f"There is no watched page {page_id}. The list of pages shows their numbers.")
    return page_id

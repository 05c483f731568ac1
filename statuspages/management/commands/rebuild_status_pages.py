"""Go through all kept answers of status pages again."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from statuspages.ingest.rebuild import Rebuilt, rebuild
from statuspages.models import StatusPage


class Command(BaseCommand):
    help = "Read every kept answer of status pages again, and put right what is stored where it differs."

    def add_arguments(self, parser):
        parser.add_argument("--page", type=int, metavar="ID", help="this page only")
        parser.add_argument("--check", action="store_true", help="write nothing; fail where anything differs")

    def handle(self, *, page: int | None, check: bool, **options):
        pages = StatusPage.objects.order_by("pk")
        if page is not None and not (pages := pages.filter(pk=page)):
            raise CommandError(f"There is no page {page}. The list of pages shows their numbers.")
        differing = 0
        for page_id in pages.values_list("pk", flat=True):
            rebuilt = rebuild(page_id, only_check=check)
            differing += bool(rebuilt.differed)
            self._tell(rebuilt, check)
        if check and differing:
            raise CommandError(
                f"{differing} page{pluralize(differing)} not as told. Without --check, all is."
            )

    def _tell(self, rebuilt: Rebuilt, check: bool) -> None:
        found = ", ".join(f"{number} {what}" for what, number in sorted(rebuilt.differed.items()))
        told = f"{found} {'differ' if check else 'put right'}" if found else "all as told"
        again = f"{rebuilt.answers} answer{pluralize(rebuilt.answers)} read again"
        self.stdout.write(f"{rebuilt.page.name}: {again}, {told}")
        for says in rebuilt.unreadable:
            self.stdout.write(f"  not readable any more: {says}")

"""Search incidents from the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from html import unescape

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.html import strip_tags

from incidents.asking import Asked
from incidents.finding import FoundIncident, FoundIncidents, as_data, found_by
from incidents.management.seeing import person_named
from incidents.models import Incident

MOST = 100  # incidents


class Command(BaseCommand):
    help = (
        "Search incidents by what is told of them (docs/search.md). Whoever can run this can read the "
        "database, so restricted incidents are searched too; --as USERNAME searches what that person may see."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "query",
            nargs="+",
            help="Words and fields; in shell quotes where they have quotes or < and >: "
            "'\"sync failed\" -dns org:fyra took:>4h'",
        )
        parser.add_argument(
            "--limit",
            type=_limit,
            default=20,
            metavar="N",
            help=f"incidents at most, 1 to {MOST} (default: 20)",
        )
        parser.add_argument(
            "--exact",
            action="store_true",
            help="Look for words as they are written; spelling is not corrected.",
        )
        parser.add_argument("--json", action="store_true", help="Print JSON.")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="See with this person's eyes.")

    def handle(self, *, query: list[str], limit: int, exact: bool, username: str | None, **options):
        text = " ".join(query)
        person = person_named(username)
        asked = Asked.read(text, user=person)
        found = found_by(asked, Incident.objects.visible_to(person), limit=limit, is_exact=exact)
        for note in (*asked.notes, *_read_otherwise(found)):
            self.stderr.write(note)
        if options["json"]:
            self.stdout.write(json.dumps(as_data(text, asked, found, _address), ensure_ascii=False, indent=2))
            return
        for hit in found.hits:
            self._tell(hit)
        if asked:
            incidents = f"{found.total} incident{'' if found.total == 1 else 's'}"
            passages = f", {found.passages} passage{'' if found.passages == 1 else 's'}"
            self.stdout.write(f"{incidents}{passages if asked.query else ''}")

    def _tell(self, hit: FoundIncident) -> None:
        incident = hit.incident
        facts = (incident.reference, incident.severity and incident.severity.name, incident.title)
        self.stdout.write("  ".join(fact for fact in facts if fact))
        for passage in hit.passages:
            self.stdout.write(f"    {passage.place}: {unescape(strip_tags(passage.snippet))}")
            self.stdout.write(f"        {_address(passage.url)}")
        if hit.more:
            self.stdout.write(f"    {hit.more} more passage{'' if hit.more == 1 else 's'}")
        self.stdout.write("")


def _read_otherwise(found: FoundIncidents) -> Iterator[str]:
    """What was looked for besides, or instead of, what was written."""
    for one in found.corrections:
        yield f"Showing results for “{one.read}” in place of “{one.typed}”; --exact takes that back."
    for one in found.also:
        yield f"Also looked for “{one.typed}” as {', '.join(f'“{form}”' for form in one.forms)}."


def _limit(said: str) -> int:
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= MOST):
        raise argparse.ArgumentTypeError(f"“{said[:20]}” is no number from 1 to {MOST}.")
    return int(said)


def _address(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"

"""Write the review of a week as a document."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.management.seeing import incidents_seen_by
from reviews.exceptions import UnreadableWeek
from reviews.exports import FORMATS, written
from reviews.report import review
from reviews.week import Week, past_week

READABLE_BY_ALL = 0o666


class Command(BaseCommand):
    help = (
        "Write the review of an ISO week (docs/weekly-review.md): of everything that is kept here, "
        "restricted incidents too, unless --as names a person."
    )

    def add_arguments(self, parser):
        parser.add_argument("week", nargs="?", metavar="WEEK", help="2023-W11; without one, the past week")
        parser.add_argument(
            "--zone", default="", help="where the week begins (default: THROUGHLINE_REVIEW_ZONE)"
        )
        parser.add_argument("--format", default="md", choices=tuple(FORMATS), dest="form")
        parser.add_argument("--output", required=True, metavar="PATH", help="a file, or - to print")
        parser.add_argument("--as", metavar="USERNAME", dest="reader", help="only what this person may see")

    def handle(self, *, week: str | None, zone: str, form: str, output: str, reader: str | None, **options):
        now = timezone.now()
        zone = zone or settings.REVIEW_ZONE
        try:
            asked = Week.read(week, zone=zone) if week else past_week(now, zone)
        except UnreadableWeek as error:
            raise CommandError(str(error)) from error
        document = written(review(asked, as_of=now, visible=incidents_seen_by(reader)), form)
        if output == "-":
            self._print(document)
            return
        path = Path(output)
        try:
            write_whole(path, document)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{asked}, {asked.zone}: {path}")

    def _print(self, document: bytes) -> None:
        """Byte for byte; as text where the output takes nothing else."""
        if not hasattr(self.stdout, "buffer"):
            self.stdout.write(document.decode(), ending="")
            return
        self.stdout.flush()
        self.stdout.buffer.write(document)
        self.stdout.buffer.flush()


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, or where that points to: all of it or nothing. Raises OSError."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise OSError(None, "it is not a file")  # a device would be replaced by one
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), READABLE_BY_ALL & ~_umask())
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise


def _umask() -> int:
    """What this process leaves out of the modes of new files. It can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

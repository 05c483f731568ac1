"""Import a folder of documents: write-ups, status reports, records, of any format that can be read."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from incidents.importing.library import Outcome, files_in, import_files
from incidents.management.importing import add_reading_options, as_data, settings_from, usual_zones

NARROW = 60  # columns: then there is a figure, and no bar
EVERY = 50  # files, where nobody looks at a bar
INTERRUPTED = 130  # what shells give for Ctrl-C


class Command(BaseCommand):
    help = (
        "Import every document of a folder and those within (docs/importing.md). What is here already is "
        "passed over, so that it can be run again at any time; a file that cannot be read stops no other."
    )
    requires_system_checks = ()  # a dry run does without a database

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--json", action="store_true", help="One JSON object a document, each on its line."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Read everything, and store nothing. Needs no database."
        )
        add_reading_options(parser)

    def handle(self, *, folder: Path, dry_run: bool, **options):
        settings = settings_from(options)
        try:
            files = files_in(folder) if folder.is_dir() else None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: cannot be opened ({error.strerror}).") from error
        if files is None:
            raise CommandError(f"{folder} is no folder. Name one, or use import_postmortem for a file.")
        if not files:
            raise CommandError(f"{folder} holds no files. Nothing was imported.")
        outcomes = import_files(folder, files, settings, zones=None if dry_run else usual_zones())
        self._go_through(outcomes, len(files), is_dry=dry_run, as_json=options["json"])

    def _go_through(
        self, outcomes: Iterator[list[Outcome]], total: int, *, is_dry: bool, as_json: bool
    ) -> None:
        """Say what becomes of each, and all of it in the end. Raises CommandError where something failed."""
        sums: Counter[str] = Counter()
        progress = _Progress(self.stderr, total)
        try:
            for each in outcomes:
                for outcome in each:
                    _count(sums, outcome)
                    progress.clear()
                    self._tell(outcome, as_json)
                progress.step(each[-1].name if each else "", sums["failed"])
        except KeyboardInterrupt as interrupt:
            progress.clear()
            raise CommandError(
                f"Interrupted after {progress.done} of {total} files. Every document is here whole or not at "
                "all; run it again to go on.",
                returncode=INTERRUPTED,
            ) from interrupt
        progress.clear()
        (self.stderr if as_json else self.stdout).write(_summary(sums, is_dry), str)
        if sums["failed"]:
            raise CommandError(_failed(sums["failed"]))

    def _tell(self, outcome: Outcome, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_data(outcome), ensure_ascii=False))
        elif outcome.failed:
            self.stderr.write(f"{outcome.name}: {outcome.failed}")
        elif outcome.skipped:
            self.stdout.write(f"{outcome.name}: passed over ({outcome.skipped})")


class _Progress:
    """How far it is: a bar on a terminal, else a line now and then."""

    def __init__(self, out, total: int):
        self.out, self.total, self.done = out, total, 0
        self.is_terminal = bool(getattr(out, "isatty", lambda: False)())
        self.is_shown = False

    def step(self, name: str, failed: int) -> None:
        self.done += 1
        if self.is_terminal:
            self._draw(name, failed)
        elif self.done % EVERY == 0 and self.done < self.total:
            self.out.write(f"{self.done} of {self.total} files", str)

    def clear(self) -> None:
        if self.is_shown:
            self.out.write("\r\x1b[K", str, ending="")
            self.is_shown = False

    def _draw(self, name: str, failed: int) -> None:
        columns = shutil.get_terminal_size().columns
        figures = f"{self.done}/{self.total}" + (f", {failed} failed" if failed else "")
        if columns < NARROW:
            line = figures
        else:
            width = columns // 3
            full = width * self.done // self.total
            line = f"[{'#' * full}{'.' * (width - full)}] {figures}  {name}"
        self.out.write(f"\r{line[: columns - 1]}\x1b[K", str, ending="")
        self.out.flush()
        self.is_shown = True


def _count(sums: Counter[str], outcome: Outcome) -> None:
    if outcome.stored and outcome.stored.is_unchanged:
        sums["here"] += 1
    elif outcome.stored:
        sums["imported"] += 1
        sums["opened"] += outcome.stored.joined.is_new
        sums["events"] += outcome.stored.events_new
        sums["factors"] += outcome.stored.factors.new
        sums["actions"] += outcome.stored.actions.new
    sums["read"] += outcome.read is not None
    sums["here"] += outcome.is_here
    sums["failed"] += bool(outcome.failed)
    sums["skipped"] += bool(outcome.skipped)


def _summary(sums: Counter[str], is_dry: bool) -> str:
    """All of it in a sentence or two."""
    if is_dry:
        parts = [f"{sums['read']} documents read"]
    else:
        joined = sums["imported"] - sums["opened"]
        parts = [f"{sums['imported']} documents imported"]
        parts += [f"{sums['opened']} new incidents"] if sums["opened"] else []
        parts += [f"{joined} joined to incidents that were here"] if joined else []
        parts += [f"{sums[name]} {name}" for name in ("events", "factors", "actions") if sums[name]]
    parts += [f"{sums['here']} here already"] if sums["here"] else []
    parts += [f"{sums['skipped']} passed over"] if sums["skipped"] else []
    parts += [f"{sums['failed']} failed"] if sums["failed"] else []
    return ", ".join(parts) + "." + (" Dry run: nothing was stored." if is_dry else "")


def _failed(number: int) -> str:
    said = "1 document was" if number == 1 else f"{number} documents were"
    return f"{said} not imported; the reasons are above. Mend them and run it again: the rest is here."


def _data(outcome: Outcome) -> dict:
    """One document, for programs: what was read, or why not."""
    if outcome.stored:
        return as_data(outcome.name, outcome.stored.document, outcome.stored)
    if outcome.read:
        return as_data(outcome.name, outcome.read, None)
    if outcome.is_here:
        return {"path": outcome.name, "is_here": True}
    reason = {"failed": outcome.failed} if outcome.failed else {"skipped": outcome.skipped}
    return {"path": outcome.name, **reason}

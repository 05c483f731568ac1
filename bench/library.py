"""`python -m bench.library [DIR]`: what importing a collection of write-ups costs, in a database of its own.

Without a folder it is the public collection beside the repository, `../shared/data/postmortems/icco/md`.
Prints the time of the first import, of a second one that finds everything here, and of reading alone; CPU is
that of this process and its database connection together.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

COLLECTION = Path(__file__).resolve().parents[2] / "shared" / "data" / "postmortems" / "icco" / "md"
LIMIT_SECONDS = 60  # of the first import, on two cores
SOUGHT = "database failover"


def main() -> int:
    from bench.__main__ import DATA

    parser = argparse.ArgumentParser(prog="python -m bench.library", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=COLLECTION)
    folder = parser.parse_args().folder
    if not folder.is_dir():
        print(f"{folder} is no folder. Name one with write-ups.")
        return 1
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    data = DATA.with_name("bench-library")
    shutil.rmtree(data, ignore_errors=True)
    os.environ["THROUGHLINE_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from throughline import first_run

    first_run.bring_tables_up_to_date()
    return report(folder)


def report(folder: Path) -> int:
    from incidents.finding import find_incidents
    from incidents.models import Incident
    from search.models import Passage
    from search.query import read_query

    files, size = _files(folder)
    print(f"{len(files)} files, {size / 1000:,.0f} KB")
    _timed("read alone", lambda: _import(folder, files, is_dry=True))
    seconds = _timed("imported", lambda: _import(folder, files))
    _timed("a second time", lambda: _import(folder, files))
    print(f"{Incident.objects.count()} incidents, {Passage.objects.count()} passages in the index, ", end="")
    print(
        f"“{SOUGHT}” is found in {find_incidents(Incident.objects.all(), read_query(SOUGHT), limit=1).total}"
    )
    return 1 if seconds > LIMIT_SECONDS else 0


def _files(folder: Path) -> tuple[list[Path], int]:
    from incidents.importing.library import files_in

    files = files_in(folder)
    return files, sum(path.stat().st_size for path in files)


def _import(folder: Path, files: list[Path], *, is_dry: bool = False) -> Counter[str]:
    from incidents.importing.document import ReadSettings
    from incidents.importing.library import import_files
    from incidents.management.importing import usual_zones

    zones = None if is_dry else usual_zones()
    sums: Counter[str] = Counter()
    for outcomes in import_files(folder, files, ReadSettings(), zones=zones):
        for one in outcomes:
            sums["imported"] += one.stored is not None
            sums["events"] += one.stored.events_new if one.stored else 0
            sums["read"] += one.read is not None
            sums["here already"] += one.is_here
            sums["passed over"] += bool(one.skipped)
            sums["failed"] += bool(one.failed)
    return sums


def _timed(what: str, call: Callable[[], Counter[str]]) -> float:
    from django.db import connection

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    cpu_begun, begun = _cpu_seconds(backend), time.perf_counter()
    sums = call()
    seconds = time.perf_counter() - begun
    told = ", ".join(f"{number} {name}" for name, number in sums.items() if number)
    print(f"{what}: {seconds:.1f} s, {_cpu_seconds(backend) - cpu_begun:.1f} s of CPU ({told})")
    return seconds


def _cpu_seconds(backend: psutil.Process) -> float:
    times = backend.cpu_times()
    return time.process_time() + times.user + times.system


if __name__ == "__main__":
    raise SystemExit(main())

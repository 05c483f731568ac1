"""What watching status pages costs: 2,000 of them, served on loopback by a process of its own.

`python -m bench.status_pages` measures one worker's round over pages that are as they were (304) and over
pages with one post more among 50 incidents, with all that it writes; beside it, in the same run, the `reader`
library's update of the same pages' feeds, where a Python that has `reader` is found (`--reader PYTHON`).

CPU is that of this process and of its database connection together: on a busy machine it says more than the
clock. Every page has an address of its own, so that each costs a connection, as the pages of vendors do.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path

import psutil

from bench.vendor_bodies import INCIDENTS, UPDATES
from bench.vendor_server import address

HERE = Path(__file__).resolve().parent
ROUNDS = 3
TIMES = {"unchanged": 3, "changed": 2}  # as fast as `reader`, at least
QUERIES_LIMIT = 60  # of a page with one post more
A_WHILE = timedelta(seconds=10)
# What reading leaves on a page, and is the same for all here.
COPIED = ("read_at", "answered_at", "changed_at", "indicator", "says", "vendor_updated_at")


@dataclass(frozen=True, slots=True)
class Measured:
    """One round. `database_seconds`: CPU of the database's process behind our connection."""

    pages: int
    seconds: float
    cpu_seconds: float
    database_seconds: float
    queries: int

    @property
    def per_second(self) -> float:
        return self.pages / self.seconds

    def __str__(self) -> str:
        python_ms, database_ms = (
            each / self.pages * 1000 for each in (self.cpu_seconds, self.database_seconds)
        )
        return (
            f"{self.per_second:6,.0f} pages a second, {python_ms:.2f} + {database_ms:.2f} ms of CPU a page "
            f"(Python + database), {self.queries / self.pages:.2f} queries a page"
        )


class Server:
    """The vendors' pages, in a process of their own."""

    def __init__(self, process: subprocess.Popen):
        self._process = process
        self.port = int(process.stdout.readline())
        self.version = 0

    def change(self, pages: int) -> None:
        """Give the first `pages` pages one post more."""
        self.version += 1
        self._process.stdin.write(f"{self.version} 0 {pages}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


def main() -> int:
    asked = _arguments()
    _set_up()
    from throughline import first_run

    first_run.bring_tables_up_to_date()
    print(f"{asked.pages} pages, load {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores")
    with _served() as server:
        _watch(asked.pages, server.port)
        _make_due(asked.changed)
        first = _round(asked.changed)
        print(f"first reading, {INCIDENTS} incidents with {INCIDENTS * UPDATES} posts a page: {first}")
        _copy_to_the_rest(asked.changed)
        unchanged, changed = [], []
        for _ in range(ROUNDS):
            _make_due(asked.pages)
            unchanged.append(_round(asked.pages))
            server.change(asked.changed)
            _make_due(asked.changed)
            changed.append(_round(asked.changed))
        ours = {"unchanged": _median(unchanged), "changed": _median(changed)}
        for what, measured in ours.items():
            print(f"{what + ':':10} {measured}")
        print(f"memory: {psutil.Process().memory_info().rss / 2**20:.0f} MB at the end, ", end="")
        print(f"load {os.getloadavg()[0]:.1f}")
        theirs = _beside(asked, server)
    return _verdict(ours, theirs)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.status_pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=2_000, help="how many are watched (default: 2000)")
    parser.add_argument("--changed", type=int, default=100, help="how many of them change (default: 100)")
    parser.add_argument("--reader", metavar="PYTHON", help="one that has the library `reader`")
    return parser.parse_args()


def _set_up() -> None:
    """A database of our own, empty: never the user's."""
    from bench.__main__ import DATA

    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    data = DATA.with_name("bench-status-pages")
    shutil.rmtree(data, ignore_errors=True)
    os.environ["THROUGHLINE_DATA"] = str(data)
    os.environ["THROUGHLINE_FETCH_ALLOW"] = "127.0.0.0/8"
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()


@contextmanager
def _served():
    command = [sys.executable, str(HERE / "vendor_server.py")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Server(process)
    finally:
        process.kill()
        process.wait()


def _watch(pages: int, port: int) -> None:
    from django.utils import timezone

    from incidents.models import Organisation
    from statuspages.models import StatusPage

    organisations = [
        Organisation(name=f"Vendor {page:05}", slug=f"vendor-{page:05}") for page in range(pages)
    ]
    Organisation.objects.bulk_create(organisations)
    StatusPage.objects.bulk_create(
        StatusPage(
            url=f"http://{address(page)}:{port}",
            host=f"{address(page)}:{port}",
            name=organisation.name,
            provider="statuspage",
            organisation=organisation,
            next_due_at=timezone.now() + timedelta(days=1),
        )
        for page, organisation in enumerate(organisations)
    )


def _copy_to_the_rest(read: int) -> None:
    """Let the pages that were not read be as reading would have left them: validators, incidents, times."""
    from django.db import connection

    from statuspages.models import ReportedIncident, StatusPage

    model, *rest = StatusPage.objects.order_by("pk")
    rest = rest[read - 1 :]
    for number, page in enumerate(rest, read):
        for name in COPIED:
            setattr(page, name, getattr(model, name))
        page.uid = f"page{number:05}"
        page.validators = json.loads(json.dumps(model.validators).replace('"0-0', f'"{number}-0'))
    StatusPage.objects.bulk_update(rest, [*COPIED, "uid", "validators"], batch_size=500)
    for page in rest:
        reported = list(model.reported_incidents.all())
        for row in reported:
            row.pk, row.page = None, page
        ReportedIncident.objects.bulk_create(reported)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_due(pages: int) -> None:
    from django.utils import timezone

    from statuspages.models import StatusPage

    now = timezone.now()
    first = StatusPage.objects.order_by("pk")[:pages].values("pk")
    # As if it had been read a while ago, in this hour.
    StatusPage.objects.filter(pk__in=first).update(next_due_at=now, read_at=now - A_WHILE)


def _round(pages: int) -> Measured:
    """Read what is due, all of `pages`, in one round."""
    from django.db import connection
    from django.utils import timezone

    from statuspages import watching

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    told, queries = [], []

    def count(execute, sql, parameters, many, context):
        queries.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        database_begun, cpu_begun, begun = _cpu_seconds(backend), time.process_time(), time.perf_counter()
        watching.read_due_pages(seconds=inf, due_by=timezone.now(), tell=told.append)
        seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_begun
    assert len(told) == pages, (len(told), pages)
    assert not [polled for polled in told if polled.error], told[0].error
    return Measured(pages, seconds, cpu_seconds, _cpu_seconds(backend) - database_begun, len(queries))


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _median(rounds: list[Measured]) -> Measured:
    """The one of median speed."""
    return sorted(rounds, key=lambda each: each.per_second)[len(rounds) // 2]


def _beside(asked: argparse.Namespace, server: Server) -> dict[str, float]:
    """What `reader` does a second, by "unchanged" and "changed"; {} where there is none."""
    python = asked.reader or sys.executable
    if subprocess.run([python, "-c", "import reader"], capture_output=True, check=False).returncode:
        print("reader: not compared, it is not installed; name a Python that has it with --reader")
        return {}
    command = [python, str(HERE / "reader_beside.py"), str(server.port), str(asked.pages), str(asked.changed)]
    rounds = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line == "change\n":
                server.change(asked.changed)
                process.stdin.write("go\n")
                process.stdin.flush()
            else:
                rounds.append(json.loads(line))
    assert process.returncode == 0
    best = {}
    for what in ("unchanged", "changed"):
        for workers in sorted({told["workers"] for told in rounds}):
            of_these = [told for told in rounds if (told["what"], told["workers"]) == (what, workers)]
            told = sorted(of_these, key=lambda each: each["seconds"])[len(of_these) // 2]
            per_second, cpu_ms = told["feeds"] / told["seconds"], told["cpu_seconds"] / told["feeds"] * 1000
            best[what] = max(best.get(what, 0), per_second)
            print(f"reader, {what}, {workers} workers: {per_second:6,.0f} feeds a second, ", end="")
            print(f"{cpu_ms:.2f} ms of CPU a feed, {told['memory_mb']:.0f} MB")
    return best


def _verdict(ours: dict[str, Measured], theirs: dict[str, float]) -> int:
    """1 where a limit is not kept."""
    is_kept = ours["changed"].queries / ours["changed"].pages <= QUERIES_LIMIT
    for what, times in TIMES.items():
        if what in theirs:
            faster = ours[what].per_second / theirs[what]
            print(f"{what}: {faster:.1f} times `reader` (aim: {times})")
            is_kept = is_kept and faster >= times
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())

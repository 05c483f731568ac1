"""What reading a status page costs: a page served on loopback, in the test suite's small server.

`python -m bench.status_pages` prints time and queries of the first store of 50 incidents with 300 updates, of
a poll that finds nothing new, and of a poll that brings one update. CPU is that of this process and of its
database connection together: on a busy machine it says more than the clock.
"""

from __future__ import annotations

import logging
import os
import shutil
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

import psutil

INCIDENTS, UPDATES, COMPONENTS = 50, 6, 12
FIRST_STORE_LIMIT_SECONDS = 1.5
UNCHANGED_QUERY_LIMIT = 3
ROUNDS = 5
UNCHANGED_POLLS = 200


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    cpu_seconds: float
    queries: int
    result: object


def main() -> int:
    from bench.__main__ import DATA

    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    data = DATA.with_name("bench-status-pages")
    shutil.rmtree(data, ignore_errors=True)
    os.environ["THROUGHLINE_DATA"] = str(data)
    os.environ["THROUGHLINE_FETCH_ALLOW"] = "127.0.0.1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from statuspages.tests.served import Served
    from throughline import first_run

    first_run.bring_tables_up_to_date()
    with ExitStack() as opened:
        return _report([opened.enter_context(Served()) for _ in range(ROUNDS)])


def _report(sites) -> int:
    firsts = [_first_store(site, number) for number, site in enumerate(sites)]
    median_seconds = statistics.median(first.seconds for _, first in firsts)
    print(
        f"first store, {INCIDENTS} incidents with {INCIDENTS * UPDATES} updates: {median_seconds:.2f} s, ",
        end="",
    )
    cpu_seconds = statistics.median(first.cpu_seconds for _, first in firsts)
    print(f"{cpu_seconds:.2f} s of CPU (medians of {ROUNDS}), {firsts[-1][1].queries} queries")
    site, page = sites[0], firsts[0][0]
    unchanged = _unchanged(site, page)
    _one_more(site, page)
    is_slow = median_seconds > FIRST_STORE_LIMIT_SECONDS or unchanged.queries > UNCHANGED_QUERY_LIMIT
    return 1 if is_slow else 0


def _first_store(site, number: int):
    """A page of its own, and how its first reading went."""
    from statuspages import watching

    _serve(site, f"{number}-{os.getpid()}", _incidents(number))
    page = watching.watch(watching.look_at(site.url))
    return page, _timed(lambda: watching.poll(page.pk))


def _serve(site, called: str, incidents: list[dict]) -> None:
    """Be the page of this name, which no other run has: its incidents are nobody else's."""
    said = {"id": called, "name": f"Vendor {called}", "url": f"https://status-{called}.vendor.example"}
    site.statuspage(*incidents, components=_components(), **said)


def _unchanged(site, page) -> Measured:
    from statuspages import watching

    site.asked.clear()
    polls = [_timed(lambda: watching.poll(page.pk, even_if_not_due=True)) for _ in range(UNCHANGED_POLLS)]
    median_ms = statistics.median(poll.seconds for poll in polls) * 1000
    cpu_ms = sum(poll.cpu_seconds for poll in polls) / UNCHANGED_POLLS * 1000
    statuses = sorted({asked.status for asked in site.asked})
    print(f"nothing new: {median_ms:.1f} ms, {cpu_ms:.1f} ms of CPU, {polls[-1].queries} queries, ", end="")
    print(f"{len(site.asked) / UNCHANGED_POLLS:g} request answered {statuses}")
    return polls[-1]


def _one_more(site, page) -> None:
    from statuspages import watching
    from statuspages.tests import vendor

    incidents = _incidents(0)
    newest = incidents[0]
    one = vendor.update("upd-more", "monitoring", "2024-06-01T10:00:00.000Z", "One more word on this.")
    newest["incident_updates"].insert(0, one)
    newest["updated_at"] = one["updated_at"]
    _serve(site, page.uid, incidents)
    poll = _timed(lambda: watching.poll(page.pk, even_if_not_due=True))
    assert len(poll.result.stored.lines) == 1, poll.result.stored
    print(f"one update more: {poll.seconds * 1000:.0f} ms, {poll.cpu_seconds * 1000:.0f} ms of CPU, ", end="")
    print(f"{poll.queries} queries")


def _timed(call) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    with CaptureQueriesContext(connection) as queries:
        cpu_begun, begun = _cpu_seconds(backend), time.perf_counter()
        result = call()
        seconds = time.perf_counter() - begun
    return Measured(seconds, _cpu_seconds(backend) - cpu_begun, len(queries), result)


def _cpu_seconds(backend: psutil.Process) -> float:
    times = backend.cpu_times()
    return time.process_time() + times.user + times.system


def _components():
    from statuspages.tests import vendor

    return [
        vendor.component(f"component{number:03}", f"Component {number}", position=number)
        for number in range(1, COMPONENTS + 1)
    ]


def _incidents(page: int) -> list[dict]:
    """Fifty incidents of six posts each, a day apart, the newest first; each worsens, eases and ends."""
    return [_incident(page, number) for number in reversed(range(INCIDENTS))]


def _incident(page: int, number: int) -> dict:
    from statuspages.tests import vendor

    steps = [
        ("investigating", "operational", "degraded_performance"),
        ("investigating", "degraded_performance", "partial_outage"),
        ("identified", "partial_outage", "major_outage"),
        ("identified", "major_outage", "partial_outage"),
        ("monitoring", "partial_outage", "operational"),
        ("resolved", "operational", "operational"),
    ]
    month, day = 4 + number // 28, 1 + number % 28
    uid = f"p{page}incident{number:02}"
    hit = [f"component{1 + (number + shift) % COMPONENTS:03}" for shift in range(3)]
    updates = [
        vendor.update(
            f"{uid}u{step}",
            status,
            f"2024-{month:02}-{day:02}T{9 + step:02}:15:{number:02}.{step}00Z",
            f"{status.capitalize()} {uid}, step {step}: jobs of some customers wait for a runner longer "
            f"than they should: the scheduler at stage {step * number} answers late. We will say more.",
            *(vendor.affected(old, new, code, f"Component {int(code[-3:])}") for code in hit),
        )
        for step, (status, old, new) in enumerate(steps)
    ]
    return vendor.incident(uid, *updates, name=f"Jobs wait for runners of pool {uid}")


if __name__ == "__main__":
    sys.exit(main())

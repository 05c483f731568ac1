"""`python -m bench.similar`: how long it takes to find and explain similar incidents, at growing sizes.

Made-up incidents in a database of its own (`bench.generate`), or with `--data DIR` in one that is kept and
used again. For each size: milliseconds of all that `similar_to` does for one incident, how much of that this
process works, and the number of queries; then the same for a form being filled in, and what the section's
place on the incident's page costs. Exit code 1 where the median of our own time is above 100 ms, or where
there are more queries at a larger size.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LIMIT_MS = 100  # median of our own time: without waiting for the database
SIZES = (1_000, 10_000)
ASKED = 25  # incidents
TYPED = {
    "title": "Queues stand still after the upgrade",
    "summary": "The connection pool of the database was exhausted; resolved by restarting every worker.",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one kind of look: in all, and of our own."""

    what: str
    median_ms: float
    p95_ms: float
    own_ms: float
    queries: int


def main() -> int:
    from bench.__main__ import DATA

    parser = argparse.ArgumentParser(prog="python -m bench.similar", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--data", type=Path, help="Keep the database here, and go on with what is in it.")
    options = parser.parse_args()
    data = options.data or DATA.with_name("bench-similar")
    if not options.data:
        shutil.rmtree(data, ignore_errors=True)
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    os.environ |= {"THROUGHLINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "throughline.settings"}
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from throughline import first_run

    first_run.bring_tables_up_to_date()
    return report(sorted(options.sizes), seed=options.seed)


def report(sizes: list[int], *, seed: int) -> int:
    """Measure at each size and print; 1 where it is slow or asks more than before."""
    from bench.generate import generate

    rows: list[list[Taken]] = []
    for size in sizes:
        generate(size, seed=seed)
        rows.append(measure())
        print(f"\n{size:,} incidents\n{'':34} {'median ms':>9} {'p95 ms':>8} {'own ms':>8} {'queries':>8}")
        for one in rows[-1]:
            print(f"{one.what:34} {one.median_ms:9.1f} {one.p95_ms:8.1f} {one.own_ms:8.1f} {one.queries:8}")
    slow = [one.what for one in rows[-1] if one.own_ms > LIMIT_MS]
    grown = [
        after.what for before, after in zip(rows[0], rows[-1], strict=True) if after.queries > before.queries
    ]
    if slow:
        print(f"Slow: {', '.join(slow)}.")
    if grown:
        print(f"More queries than at first: {', '.join(grown)}.")
    return 1 if slow or grown else 0


def measure() -> list[Taken]:
    """Of incidents spread over all there are, as an editor sees them."""
    from accounts.models import User
    from incidents.models import Incident
    from incidents.similar.finding import similar_to
    from incidents.similar.said import related_to
    from incidents.similar.typed import similar_to_typed

    user = User.objects.get(username="person0")
    incidents = list(Incident.objects.select_related("organisation").order_by("pk"))
    asked = incidents[:: max(len(incidents) // ASKED, 1)][:ASKED]
    return [
        _taken("found and explained", [lambda one=one: similar_to(one, user) for one in asked]),
        _taken("while typing", [lambda: similar_to_typed(TYPED, user)] * ASKED),
        _taken("on the incident's page, before", [lambda one=one: related_to(one, user) for one in asked]),
    ]


def _taken(what: str, looks: list[Callable]) -> Taken:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    looks[0]()  # the word vectors are read by the first
    times, own, queries = [], [], 0
    for look in looks:
        begun, cpu_begun = time.perf_counter(), time.process_time()
        look()
        times.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - cpu_begun) * 1000)
    for look in looks[:5]:
        with CaptureQueriesContext(connection) as captured:
            look()
        queries = max(queries, len(captured))
    times.sort()
    p95 = times[math.ceil(0.95 * len(times)) - 1]
    return Taken(what, statistics.median(times), p95, statistics.median(own), queries)


if __name__ == "__main__":
    sys.exit(main())

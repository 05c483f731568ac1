"""How long a weekly review takes among 10,000 incidents.

`python -m bench.reviews` prints, for a usual week, the busiest, the present and an empty one: milliseconds of
the figures alone, of each document, and of the page as an editor gets it, with the number of queries.
The same of the list of weeks. It measures at a tenth of the incidents first, to see queries that grow.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

LIMIT_SECONDS = 1  # a review, worked out and written
PAGE_LIMIT_MS = 100  # of our own time
FIGURES_QUERIES, PAGE_QUERIES = 10, 14  # at most, at any size; fewer where there is nothing to read


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    median_ms: float
    worst_ms: float
    cpu_ms: float  # of this process, without the database's; median
    queries: int


def main() -> int:
    asked = _arguments()
    from bench.__main__ import DATA

    data = DATA.with_name("bench-reviews")
    if not asked.reuse:
        shutil.rmtree(data, ignore_errors=True)
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    os.environ["THROUGHLINE_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from throughline import first_run

    first_run.bring_tables_up_to_date()
    first_run.collect_static_files()
    taken = [_report(size, asked) for size in _sizes(asked)]
    return _judge(taken)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reviews", description=__doc__)
    parser.add_argument("--incidents", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--repeat", type=int, default=15, help="times each is done (default: 15)")
    parser.add_argument("--seed", type=int, default=14, help="the same seed gives the same data")
    parser.add_argument("--reuse", action="store_true", help="measure what the last run generated")
    return parser.parse_args()


def _sizes(asked: argparse.Namespace) -> list[int]:
    return [asked.incidents] if asked.reuse else [max(10, asked.incidents // 10), asked.incidents]


def _report(size: int, asked: argparse.Namespace) -> list[Measured]:
    """Generate up to `size` incidents, measure, print."""
    from django.utils import timezone

    from bench.generate import generate
    from bench.pages import editor
    from incidents.models import ActionItem, Incident
    from reviews.exports import FORMATS, written
    from reviews.report import review

    generate(size, seed=asked.seed)
    now, everything = timezone.now(), Incident.objects.all()
    print(f"\n{everything.count():,} incidents, {ActionItem.objects.count():,} action items\n")
    client, taken = editor(), []
    for name, week in _weeks(now):
        report = review(week, as_of=now, visible=everything)
        print(f"{name}, {week}: {report.figures.new} new, {report.figures.from_before} from before,", end=" ")
        print(f"{report.actions.carried_over:,} action items carried over")

        def figures(week=week):
            return review(week, as_of=now, visible=everything)

        taken.append(_measure(f"{name}: figures", figures, asked.repeat))
        for form in FORMATS:
            taken.append(
                _measure(f"{name}: figures, {form}", lambda form=form: written(figures(), form), asked.repeat)
            )
        taken.append(
            _measure(f"{name}: page", lambda week=week: client.get(f"/reviews/{week}/"), asked.repeat)
        )
    taken.append(_measure("list of weeks: page", lambda: client.get("/reviews/"), asked.repeat))
    _print(taken)
    return taken


def _weeks(now):
    """A usual week, the one in which most began, the present one, and one before everything."""
    from incidents.models import Incident
    from reviews.index import weeks_with_something
    from reviews.week import Week

    rows = weeks_with_something(Incident.objects.all(), "UTC", with_prepared=False)
    by_number = sorted(rows, key=lambda row: row.ours)
    return [
        ("usual week", by_number[len(by_number) // 2].week),
        ("busiest week", by_number[-1].week),
        ("present week", Week.of(now)),
        ("empty week", Week.of(now - timedelta(weeks=900))),
    ]


def _measure(what: str, work: Callable, repeat: int) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    asked = len(queries)  # now: the next request clears the log
    times, cpu_times = [], []
    for _ in range(repeat):
        begun, cpu_begun = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - begun) * 1000)
        cpu_times.append((time.process_time() - cpu_begun) * 1000)
    return Measured(what, statistics.median(times), max(times), statistics.median(cpu_times), asked)


def _print(taken: list[Measured]) -> None:
    print(f"\n{'what':28} {'median ms':>9} {'worst ms':>9} {'cpu ms':>8} {'queries':>8}")
    for one in taken:
        print(f"{one.what:28} {one.median_ms:9.1f} {one.worst_ms:9.1f} {one.cpu_ms:8.1f} {one.queries:8}")


def _judge(taken: list[list[Measured]]) -> int:
    last = taken[-1]
    found = [
        f"{one.what} takes more than {LIMIT_SECONDS} s."
        for one in last
        if one.median_ms > LIMIT_SECONDS * 1000
    ]
    found += [
        f"{one.what} takes more than {PAGE_LIMIT_MS} ms of our own."
        for one in last
        if one.what.endswith("page") and one.cpu_ms > PAGE_LIMIT_MS
    ]
    for one in (one for size in taken for one in size):
        most = PAGE_QUERIES if one.what.endswith("page") else FIGURES_QUERIES
        if one.queries > most:
            found.append(f"{one.what} asks {one.queries} queries, more than {most}.")
    print("\n" + ("\n".join(found) if found else f"Every review is written within {LIMIT_SECONDS} s."))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

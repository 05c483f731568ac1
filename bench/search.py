"""How well and how fast incidents are found, in a database of its own.

    python -m bench.search --quality            known items of a collection, beside ts_rank and tantivy
    python -m bench.search --speed 10000 100000 made-up passages, beside ts_rank
    python -m bench.search                      both, with 100,000 passages

What is measured and how says `bench.finding_quality` and `bench.finding_speed`.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path

PASSAGES = 100_000


def main() -> int:
    asked = _arguments()
    from bench.__main__ import DATA

    # Before settings are read: never the user's database, queue or cache.
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    data = asked.data or DATA.with_name(f"bench-search-{os.getpid()}")
    os.environ["THROUGHLINE_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from throughline import first_run
    from throughline.postgres import embedded_postgres

    try:
        first_run.bring_tables_up_to_date()
        return _measure(asked)
    finally:
        embedded_postgres().stop()
        if not asked.data:
            shutil.rmtree(data, ignore_errors=True)


def _measure(asked: argparse.Namespace) -> int:
    """0 where all that was measured keeps its promise."""
    from bench import finding_quality, finding_speed

    is_all = not asked.quality and asked.speed is None
    failed = 0
    if asked.quality or is_all:
        failed |= finding_quality.report(asked.collection, asked.each, asked.seed, is_talkative=asked.verbose)
    for passages in asked.speed or ([PASSAGES] if is_all or asked.speed is not None else []):
        failed |= finding_speed.report(passages, asked.seed, asked.explain)
    return failed


def _arguments() -> argparse.Namespace:
    from bench.known_items import COLLECTION, EACH

    parser = argparse.ArgumentParser(
        prog="python -m bench.search",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quality", action="store_true", help="measure how well known items are found")
    parser.add_argument("--speed", type=int, nargs="*", metavar="PASSAGES", help="measure how fast")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same texts and queries")
    parser.add_argument("--each", type=int, default=EACH, help=f"queries of each class (default: {EACH})")
    parser.add_argument("--collection", type=Path, default=COLLECTION, help="folder of write-ups")
    parser.add_argument("--verbose", action="store_true", help="also print the queries that are found worse")
    parser.add_argument("--explain", action="store_true", help="also print the plan of the slowest query")
    parser.add_argument("--data", type=Path, help="keep the database here, and use what is there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

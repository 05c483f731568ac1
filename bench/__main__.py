"""`python -m bench`: generate incidents in a PostgreSQL of our own and time the pages on it."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import shutil
import sys
import time
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "var" / "bench"


def main() -> int:
    asked = _arguments()
    if not _only_one():
        print("Another bench is running here. Wait for it, or stop it.")
        return 1
    if not asked.reuse:
        shutil.rmtree(DATA, ignore_errors=True)
    # Before settings are read: never the user's database, queue or cache.
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        os.environ.pop(name, None)
    os.environ["THROUGHLINE_DATA"] = str(DATA)
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.settings"
    logging.disable(logging.WARNING)

    import django

    django.setup()

    from bench import pages
    from throughline import first_run

    first_run.bring_tables_up_to_date()
    first_run.collect_static_files()
    return pages.report(_sizes(asked), repeat=asked.repeat, seed=asked.seed)


def _only_one() -> bool:
    """Whether no other bench uses the data; then none can until this process ends."""
    DATA.parent.mkdir(exist_ok=True)
    lock = os.open(DATA.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)  # open until we end
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--incidents", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--repeat", type=int, default=60, help="requests to each page (default: 60)")
    parser.add_argument("--seed", type=int, default=14, help="the same seed gives the same data")
    parser.add_argument("--reuse", action="store_true", help="measure what the last run generated")
    return parser.parse_args()


def _sizes(asked: argparse.Namespace) -> list[int]:
    """A tenth first, so that a query count that grows with the data is seen."""
    return [asked.incidents] if asked.reuse else [max(10, asked.incidents // 10), asked.incidents]


if __name__ == "__main__":
    begun = time.monotonic()
    status = main()
    print(f"\n{time.monotonic() - begun:.0f} s in all.")
    sys.exit(status)

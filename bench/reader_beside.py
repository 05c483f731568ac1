"""The `reader` library (https://github.com/lemon24/reader) on the same pages' feeds, for comparison.

`PYTHON bench/reader_beside.py PORT PAGES CHANGED`, where PYTHON has `reader`. Prints JSON lines; before the
changed feeds it prints "change" and waits for a line on its standard input.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from reader import make_reader

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.vendor_server import address

WORKERS = (1, 8)
ROUNDS = 3


def main() -> None:
    port, pages, changed = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as directory:
        _unchanged(_followed(f"{directory}/all", port, pages), pages)
        followed = _followed(f"{directory}/changed", port, changed)
        for number in range(ROUNDS):
            for workers in WORKERS:
                print("change", flush=True)
                sys.stdin.readline()
                _say("changed", workers, number, *_timed(followed, workers), changed)


def _followed(path: str, port: int, pages: int):
    """A reader that follows these pages' feeds, and has read them once."""
    reader = make_reader(path, feed_root=None)
    for page in range(pages):
        reader.add_feed(f"http://{address(page)}:{port}/feed.atom")
    reader.update_feeds(workers=max(WORKERS), scheduled=False)
    assert not list(reader.get_feeds(broken=True))
    return reader


def _unchanged(reader, pages: int) -> None:
    for number in range(ROUNDS):
        for workers in WORKERS:
            _say("unchanged", workers, number, *_timed(reader, workers), pages)


def _timed(reader, workers: int) -> tuple[float, float]:
    cpu_begun, begun = time.process_time(), time.perf_counter()
    reader.update_feeds(workers=workers, scheduled=False)
    return time.perf_counter() - begun, time.process_time() - cpu_begun


def _say(what: str, workers: int, number: int, seconds: float, cpu_seconds: float, feeds: int) -> None:
    told = {"what": what, "workers": workers, "round": number, "seconds": seconds, "cpu_seconds": cpu_seconds}
    status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of whoever started us
    memory_mb = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps(told | {"feeds": feeds, "memory_mb": memory_mb, "pid": os.getpid()}), flush=True)


if __name__ == "__main__":
    main()

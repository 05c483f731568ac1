"""Runs an extractor in a process of its own, so that a hostile file can cost no more than it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from incidents.importing.allowance import seconds_left
from incidents.importing.document import DocumentError

WALL_SECONDS = 40  # `answering.SECONDS` of work on a machine that is busy with something else as well
AT_ONCE = 3
"""How many extractors run at a time: each may take a processor and more than a gigabyte."""
WAIT_SECONDS = 10
ROOT = Path(__file__).resolve().parents[3]


def extract_apart(module: str, data: bytes, *, called: str) -> dict[str, Any]:
    """What the extractor `module` prints of a file: an object with "text" and what else it knows.

    `called`: what people call such a file. Raises DocumentError where the extractor does, or takes too much
    time or memory, and OutOfTime where less time was left.
    """
    too_much = (
        f"This {called} takes too much time or memory to read. Save its text as a text file and give that."
    )
    try:
        with _turn():
            done = subprocess.run(
                [sys.executable, "-I", "-c", _START, str(ROOT), module],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=min(WALL_SECONDS, seconds_left()),
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        seconds_left()
        raise DocumentError(too_much) from error
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise DocumentError(too_much) from error
    if problem := told.get("error"):
        raise DocumentError(problem)
    return told


_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until fewer than AT_ONCE are running. Raises DocumentError where that takes too long."""
    if not _turns.acquire(timeout=min(WAIT_SECONDS, seconds_left())):
        seconds_left()
        raise DocumentError("Many documents are being opened at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _turns.release()


# Isolated (-I): neither the environment nor the current directory decides what is imported.
_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
)

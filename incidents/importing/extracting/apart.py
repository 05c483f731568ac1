"""Runs an extractor in a process of its own, so that a hostile file can cost no more than it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from incidents.importing.document import DocumentError

WALL_SECONDS = 40  # `answering.SECONDS` of work on a machine that is busy with something else as well
ROOT = Path(__file__).resolve().parents[3]


def extract_apart(module: str, data: bytes, *, called: str) -> dict[str, Any]:
    """What the extractor `module` prints of a file: an object with "text" and what else it knows.

    `called`: what people call such a file. Raises DocumentError where the extractor does, or takes too much
    time or memory.
    """
    too_much = (
        f"This {called} takes too much time or memory to read. Save its text as a text file and give that."
    )
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(ROOT), module],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(too_much) from error
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise DocumentError(too_much) from error
    if problem := told.get("error"):
        raise DocumentError(problem)
    return told


# Isolated (-I): neither the environment nor the current directory decides what is imported.
_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
)

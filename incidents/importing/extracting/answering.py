"""What an extractor does in its process: file in, one JSON object out. Imports nothing of the application."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

SECONDS = 20  # of processor time; a report of 100 pages takes 2
MEMORY_BYTES = 1_500_000_000  # of address space, most of it never touched


class Refused(ValueError):
    """A file that is not read, with a sentence for people; libraries raise ValueError with other words."""


def answer(extract: Callable[[bytes], dict[str, Any]], *, seconds: int = SECONDS) -> None:
    """Run `extract` on what comes in. What it raises as Refused is told."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = extract(sys.stdin.buffer.read())
    except Refused as error:
        told = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(told).encode())

"""What an extractor does in its process: file in, one JSON object out. Imports nothing of the application."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

SECONDS = 20  # of processor time; a report of 100 pages takes 2
MEMORY_BYTES = 1_500_000_000  # of address space, most of it never touched


def answer(extract: Callable[[bytes], dict[str, Any]]) -> None:
    """Run `extract` on what comes in. What it raises as ValueError, a sentence for people, is told."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = extract(sys.stdin.buffer.read())
    except ValueError as error:
        told = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(told).encode())

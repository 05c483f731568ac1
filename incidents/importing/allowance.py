"""How long opening documents may take in all. A page holds a thread of the server meanwhile; a command does
not, and may take any time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

from incidents.importing.document import OutOfTime

_allowed: ContextVar[tuple[float, float]] = ContextVar("allowed", default=(inf, inf))  # until when, seconds


@contextmanager
def time_allowed(seconds: float) -> Iterator[None]:
    """Within this, opening documents takes no longer than so many seconds by the clock, waiting included.

    One within another never makes it longer.
    """
    token = _allowed.set(min(_allowed.get(), (time.monotonic() + seconds, seconds)))
    try:
        yield
    finally:
        _allowed.reset(token)


def seconds_left() -> float:
    """How long what is begun now may take; infinite outside `time_allowed`. Raises OutOfTime for none."""
    until, seconds = _allowed.get()
    left = until - time.monotonic()
    if left <= 0:
        raise OutOfTime(
            f"Opening this takes longer than the {seconds:g} seconds that a page has for it. Import it on "
            "the server with manage.py import_postmortem, which takes its time."
        )
    return left

"""How much the reader takes on, and how it gives up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_CHARACTERS = 2_000_000
"""Of one write-up: what an imported source may hold. The longest public one we know of has about 100,000."""

MAX_SECONDS = 30.0
"""Of the processor, for one write-up: about ten times what the longest one allowed takes."""


class ReadingError(Exception):
    """A write-up could not be read. Every message can be shown to the person who gave it."""


class TooLong(ReadingError):
    """The text is longer than MAX_CHARACTERS."""

    def __init__(self, characters: int):
        self.characters = characters
        super().__init__(
            f"This text has {characters:,} characters; at most {MAX_CHARACTERS:,} can be read. "
            "Give only the part that tells of the incident."
        )


class TooSlow(ReadingError):
    """Reading took longer than MAX_SECONDS and was given up."""

    def __init__(self, seconds: float):
        super().__init__(
            f"Reading this text was given up after {seconds:.0f} seconds. "
            "Give only the part that tells of the incident."
        )


_EVERY = 32
"""Calls of `check_time` of which one looks at the clock."""


class _Limit:
    __slots__ = ("calls", "deadline", "seconds")

    def __init__(self, seconds: float):
        self.deadline = time.thread_time() + seconds
        self.seconds = seconds
        self.calls = -1


_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Within this, `check_time` raises TooSlow once so many seconds (MAX_SECONDS) have gone.

    One within another never makes it longer: whoever reads several texts may bound them together.
    """
    limit, outer = _Limit(MAX_SECONDS if seconds is None else seconds), _limit.get()
    token = _limit.set(outer if outer is not None and outer.deadline < limit.deadline else limit)
    try:
        yield
    finally:
        _limit.reset(token)


def check_time() -> None:
    """Raise TooSlow where the time allowed is over. Called between stages, and now and then in loops.

    Cheap: the first call looks at the clock, and then every 32nd. Does nothing outside `time_limit`.
    """
    limit = _limit.get()
    if limit is None:
        return
    limit.calls += 1
    if not limit.calls % _EVERY and time.thread_time() > limit.deadline:
        raise TooSlow(limit.seconds)

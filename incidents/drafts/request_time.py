"""How long one request may take over the documents that came with it: it holds a thread of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from incidents.importing.allowance import time_allowed
from timelines.reading.limits import time_limit

OPENING_SECONDS = 30.0
"""By the clock, for opening all: the text of a PDF is taken out in a process that may have to wait."""

READING_SECONDS = 10.0
"""Of the processor, for reading all: many times what the longest write-up that we know of takes."""

TOO_SLOW = (
    "Reading this document takes longer than the {seconds:g} seconds that a page has for it. Give only the "
    "part that tells of the incident, or import it on the server with manage.py import_postmortem, which "
    "takes its time."
)


@contextmanager
def one_request() -> Iterator[None]:
    """Within this, opening and reading raise OutOfTime when the time of one request is over.

    One within another is part of it. Also a decorator, of a view.
    """
    with time_allowed(OPENING_SECONDS), time_limit(READING_SECONDS):
        yield


def too_slow() -> str:
    """What to say of a document that cannot be read in the time of one request."""
    return TOO_SLOW.format(seconds=READING_SECONDS)

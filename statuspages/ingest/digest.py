"""A digest of what an answer says of one incident, so that what is as it was need not be compared."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from statuspages.providers.reading import ReadIncident, ReadUpdate

RULES = "1"  # counted up where the same account is to be compared again: what is made of it has changed


def digest_of(read: ReadIncident) -> str:
    """SHA-256, hexadecimal, of everything that is kept of it."""
    words = "\x1f".join(_words(read))
    return sha256(words.encode(errors="surrogatepass")).hexdigest()


def _words(read: ReadIncident) -> Iterator[str]:
    yield RULES
    yield from (read.uid, read.name, read.status, read.state, read.impact, read.url, read.shortlink)
    yield f"{read.kind} {read.ids_are_made} {read.has_all_updates}"
    times = (read.created_at, read.started_at, read.updated_at, read.resolved_at, read.scheduled_for)
    yield from (str(at) for at in (*times, read.scheduled_until))
    for update in read.updates:
        yield from _words_of_update(update)


def _words_of_update(update: ReadUpdate) -> Iterator[str]:
    yield from ("\x1e", update.uid, update.status, update.state)
    yield "\x1d" if update.body is None else update.body
    yield from (str(at) for at in (update.display_at, update.created_at, update.updated_at))
    for each in update.affected:
        yield from (each.uid, each.name, each.old, each.new)

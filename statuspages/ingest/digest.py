"""A digest of what an answer says of one incident, so that what is as it was need not be compared."""

from __future__ import annotations

from hashlib import sha256

from statuspages.providers.reading import ReadIncident

RULES = "1"  # counted up where the same account is to be compared again: what is made of it has changed


def digest_of(read: ReadIncident) -> str:
    """SHA-256, hexadecimal, of everything that is kept of it."""
    words = "\x1f".join(map(str, _words(read)))
    return sha256(words.encode(errors="surrogatepass")).hexdigest()


def _words(read: ReadIncident) -> list[object]:
    words = [RULES, read.uid, read.name, read.status, read.state, read.impact, read.url, read.shortlink]
    words += [read.kind, read.ids_are_made, read.has_all_updates, read.created_at, read.started_at]
    words += [read.updated_at, read.resolved_at, read.scheduled_for, read.scheduled_until]
    words += [read.is_told_by_posts]
    for update in read.updates:
        told = "\x1d" if update.body is None else update.body
        words += ["\x1e", update.uid, update.status, update.state, update.precision, told]
        words += [update.display_at, update.created_at, update.updated_at, update.is_status_told]
        for each in update.affected:
            words += [each.uid, each.name, each.old, each.new]
    return words

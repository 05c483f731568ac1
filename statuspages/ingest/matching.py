"""Updates of which one account has the vendor's ids and another has none: known by what they said and when.

Pure. Where both accounts have the vendor's ids, nothing is matched: an update of another id is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from statuspages.ingest.stored import KnownIncident, KnownUpdate
from statuspages.ingest.words import plain
from statuspages.providers.reading import ReadIncident, ReadUpdate

LEAST_ALIKE = 0.3  # of the words of both that both have, for two posts of one minute to be the same


def known_uids(known: KnownIncident, read: ReadIncident) -> Mapping[str, str]:
    """For each update of `read` that is stored already, by its id: the id under which it is.

    The vendor's own id first; then, where ids were made, the same minute and much the same words, or the only
    one of that minute; then the same words at another time. Of an account that has not all updates, one that
    it lacks still stands: it is no other's earlier form, unless both are of one minute and much alike.
    """
    found = {update.uid: update.uid for update in read.updates if update.uid in known.updates}
    if not (known.ids_are_made or read.ids_are_made):
        return found
    new = [update for update in read.updates if update.uid not in found]
    left = [held for held in known.updates.values() if held.uid not in found and not held.is_gone]
    if not read.has_all_updates:
        _pair(new, left, _of_one_minute, found, may_be_unlike=False)
        return found
    for likeness in (_of_one_minute, _of_the_same_words):
        _pair(new, left, likeness, found)
    return found


def _pair(
    new: list[ReadUpdate],
    left: list[KnownUpdate],
    likeness: Callable[[ReadUpdate, KnownUpdate], float],
    found: dict[str, str],
    *,
    may_be_unlike: bool = True,
) -> None:
    """Move those that are alike, the most alike first, from `new` and `left` to `found`.

    `may_be_unlike`: where there is one of either, they are the same.
    """
    pairs = [(likeness(update, held), update, held) for update in new for held in left]
    for score, update, held in sorted(pairs, key=lambda pair: -pair[0]):
        is_only = may_be_unlike and len(new) == len(left) == 1 and score > 0
        if (score >= LEAST_ALIKE or is_only) and update in new and held in left:
            found[update.uid] = held.uid
            new.remove(update)
            left.remove(held)


def _of_one_minute(update: ReadUpdate, held: KnownUpdate) -> float:
    """How much of the words is the same, a little at least; 0 at different times."""
    if _minute(update.at) != _minute(held.at):
        return 0
    if update.body is None or held.body is None:
        return 1 if update.status == held.status else 0.01
    ours, theirs = set(plain(held.body).split()), set(plain(update.body).split())
    return len(ours & theirs) / len(ours | theirs) if ours & theirs else 0.01


def _of_the_same_words(update: ReadUpdate, held: KnownUpdate) -> float:
    words = plain(update.body or "")
    return float(bool(words) and words == plain(held.body or ""))


def _minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)

"""Words of a page that no list of its provider has: counted, so that somebody may teach us what they mean."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from statuspages.models import StatusPage, StrangeWord
from statuspages.providers.reading import Strange

log = logging.getLogger(__name__)

MOST = 200  # of one page: who makes words up has shown by then that they mean nothing
WHAT_LENGTH, WORD_LENGTH = 40, 200


def count_strange_words(page: StatusPage, strange: Iterable[Strange], now: datetime) -> None:
    """Count one more answer in which each of these words stood. Three queries at most."""
    said = {(one.what[:WHAT_LENGTH], one.word[:WORD_LENGTH]): one for one in strange}
    if not said:
        return
    held = {(row.what, row.word): row for row in page.strange_words.all()}
    again = [held[key] for key in said.keys() & held.keys()]
    for row in again:
        row.times, row.last_seen_at = row.times + 1, now
    StrangeWord.objects.bulk_update(again, ["times", "last_seen_at"])
    new = sorted(said.keys() - held.keys())[: max(0, MOST - len(held))]
    for what, word in new:
        log.warning("page %s: unknown %s %r", page.pk, what, word)
    StrangeWord.objects.bulk_create(
        StrangeWord(page=page, what=what, word=word, times=1, first_seen_at=now, last_seen_at=now)
        for what, word in new
    )

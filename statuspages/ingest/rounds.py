"""One round: read every page that is due, many at a time, until none is or the time is up.

Pages are leased in batches and looked at all at once. Those that say what they said before, and those that
cannot be read, are written down together; each that says something new is stored in a transaction of its own,
while the others go on answering.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from django.utils import timezone

from statuspages.exceptions import LeaseLost, NotStored, PageUnreadable
from statuspages.ingest.leasing import HOST_GAP, LEASE, give_back, is_any_due, lease_due, renew
from statuspages.ingest.look import target_of
from statuspages.ingest.lookout import Lookout, Sight
from statuspages.ingest.results import Result, write_results
from statuspages.ingest.storing import Polled, plain_result, store_answer

log = logging.getLogger(__name__)

IN_HAND = 128  # pages that a round has leased at a time, and so its connections
WAITING = 16  # answers that wait to be stored before no more pages are leased: each may be of 8 MB
RENEW_SECONDS = LEASE.total_seconds() / 4
PAUSE_SECONDS = 0.5  # before asking again whether anything is due, while pages are still answering


@dataclass
class Round:
    """`tell` is called with how each page's reading went, as it is written.

    `due_by`: pages that fall due later are left alone; None: until the time is up, all are read. Once nothing
    is left but pages whose hosts rest, it ends after `hosts_seconds` at the latest.
    """

    seconds: float
    due_by: datetime | None = None
    is_thorough: bool = False
    tell: Callable[[Polled], None] = lambda polled: None
    hosts_seconds: float = inf
    holder: uuid.UUID = field(default_factory=uuid.uuid4)

    def run(self) -> int:
        """How many pages were read, or could not be."""
        self._ends = time.monotonic() + self.seconds
        self._renew_at = time.monotonic() + RENEW_SECONDS
        self._lease_again = 0.0
        self._answering = self._done = 0
        self._waiting: deque[Sight] = deque()
        try:
            with Lookout(IN_HAND) as lookout:
                while self._lease(lookout) or self._answering or self._waiting or self._is_host_resting():
                    self._renew()
                    self._take(lookout)
                    if self._waiting:
                        self._store(self._waiting.popleft())
        finally:
            if self._answering or self._waiting:
                give_back(self.holder)
        return self._done

    def _lease(self, lookout: Lookout) -> bool:
        """Have more pages looked at, as many as there is room for. Whether there were any."""
        now = time.monotonic()
        room = IN_HAND - self._answering - len(self._waiting)
        is_worth_it = room >= IN_HAND // 2 and len(self._waiting) < WAITING
        if not is_worth_it or now < self._lease_again or now > self._ends:
            return False
        pages = lease_due(self.holder, timezone.now(), room, due_by=self.due_by)
        if len(pages) < room:
            self._lease_again = now + PAUSE_SECONDS
        lookout.look_at([(page, target_of(page, is_thorough=self.is_thorough)) for page in pages])
        self._answering += len(pages)
        return bool(pages)

    def _is_host_resting(self) -> bool:
        """Wait for a host that rests, where pages of it are due: then True."""
        now = timezone.now()
        self._ends = min(self._ends, time.monotonic() + self.hosts_seconds)
        if time.monotonic() > self._ends or not is_any_due(self.due_by or now, now):
            return False
        time.sleep(HOST_GAP.total_seconds() / 2)
        self._lease_again = 0.0
        return True

    def _renew(self) -> None:
        if time.monotonic() > self._renew_at:
            self._renew_at = time.monotonic() + RENEW_SECONDS
            renew(self.holder, timezone.now())

    def _take(self, lookout: Lookout) -> None:
        """Write what needs no storing, and put aside what does."""
        if not self._answering:
            return
        sights = lookout.take(0 if self._waiting else PAUSE_SECONDS)
        self._answering -= len(sights)
        now = timezone.now()
        self._write([plain_result(sight.page, sight.heard, now) for sight in sights if not sight.is_news])
        self._waiting += [sight for sight in sights if sight.is_news]

    def _write(self, results: list[Result]) -> None:
        written = write_results(results) if results else set()
        for result in results:
            if result.page.pk in written:
                self._told(Polled(result.page, error=result.error))
            else:
                log.warning("page %s: its lease was lost", result.page.pk)

    def _store(self, sight: Sight) -> None:
        page, heard = sight.page, sight.heard
        try:
            polled = store_answer(page, sight.target, heard)
        except LeaseLost:
            log.warning("page %s: its lease was lost", page.pk)
        except PageUnreadable as error:
            self._write([plain_result(page, heard, timezone.now(), error)])
        except Exception as error:  # one page's defect must not stop the others
            log.exception("page %s: its answer could not be stored", page.pk)
            self._write([plain_result(page, heard, timezone.now(), NotStored(error))])
        else:
            self._told(polled)

    def _told(self, polled: Polled) -> None:
        self._done += 1
        self.tell(polled)

"""Looks at many pages at once: in a thread of its own, over one guarded session.

So the thread that stores what was answered never waits for the network, nor the network for it.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from statuspages.exceptions import NotStored
from statuspages.ingest.fetch import Reader
from statuspages.ingest.look import Heard, Target, guarded_reader, hear
from statuspages.models import StatusPage

log = logging.getLogger(__name__)

TOGETHER = 50  # answers that are handed over together
NOT_LATER_THAN_SECONDS = 0.1  # though they be fewer
LOOKUPS_AT_ONCE = 16  # of names: the resolver waits in a thread


@dataclass(frozen=True, slots=True)
class Sight:
    """A page that was looked at, and what it answered."""

    page: StatusPage
    target: Target
    heard: Heard

    @property
    def is_news(self) -> bool:
        """Whether something came that may be new. All else can be written down for many pages together."""
        return self.heard.error is None and self.heard.is_new


class Lookout:
    """`with Lookout(connections) as lookout`: give it pages to look at, and take what they answered.

    Leaving it drops what is under way.
    """

    def __init__(self, connections: int):
        self._connections = connections
        self._sights: queue.SimpleQueue[list[Sight]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True, name="lookout")
        self._is_ready = threading.Event()

    def __enter__(self):
        self._thread.start()
        self._is_ready.wait()
        return self

    def __exit__(self, *problem):
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join()

    def look_at(self, targets: Iterable[tuple[StatusPage, Target]]) -> None:
        """Begin with these. Each will come out of `take` once."""
        self._loop.call_soon_threadsafe(self._begin, list(targets))

    def take(self, wait_seconds: float) -> list[Sight]:
        """What has been answered since; [] where nothing is within `wait_seconds`."""
        if not self._thread.is_alive():
            raise RuntimeError("The thread that asks pages has ended.")
        try:
            return self._sights.get(timeout=wait_seconds) if wait_seconds else self._sights.get_nowait()
        except queue.Empty:
            return []

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        finally:
            self._is_ready.set()

    async def _work(self) -> None:
        self._loop, self._is_over = asyncio.get_running_loop(), asyncio.Event()
        self._under_way: set[asyncio.Task] = set()
        self._seen: list[Sight] = []
        self._hand_over_later: asyncio.TimerHandle | None = None
        with ThreadPoolExecutor(LOOKUPS_AT_ONCE) as lookups:
            self._loop.set_default_executor(lookups)
            async with guarded_reader(self._connections) as self._reader:
                self._is_ready.set()
                await self._is_over.wait()
                for task in self._under_way:
                    task.cancel()
                await asyncio.gather(*self._under_way, return_exceptions=True)

    def _begin(self, targets: list[tuple[StatusPage, Target]]) -> None:
        for page, target in targets:
            task = self._loop.create_task(self._look(self._reader, page, target))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _look(self, reader: Reader, page: StatusPage, target: Target) -> None:
        try:
            heard = await hear(reader, target)
        except Exception as error:  # one page's defect must not stop the others
            log.exception("page %s could not be looked at", page.pk)
            heard = Heard(datetime.now(UTC), error=NotStored(error))
        self._seen.append(Sight(page, target, heard))
        if len(self._seen) >= TOGETHER or len(self._under_way) <= 1:
            self._hand_over()
        elif self._hand_over_later is None:
            self._hand_over_later = self._loop.call_later(NOT_LATER_THAN_SECONDS, self._hand_over)

    def _hand_over(self) -> None:
        if self._hand_over_later:
            self._hand_over_later.cancel()
            self._hand_over_later = None
        if self._seen:
            self._sights.put(self._seen)
            self._seen = []

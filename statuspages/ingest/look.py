"""One look at a page: what it answered, read. Nothing is stored here."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from incidents.fetching.addresses import Allowed
from incidents.fetching.client import run_apart
from statuspages import providers
from statuspages.exceptions import PageUnreadable
from statuspages.ingest.fetch import Answer, Reader
from statuspages.providers.reading import ReadIncidents, ReadSummary, Strange


@dataclass(frozen=True, slots=True)
class Look:
    """What a page answered.

    `incidents`: None where they are as they were, and then nothing else was asked. `summary`: None where it
    is as it was, or could not be read; then `trouble` says why.
    """

    incidents: ReadIncidents | None
    summary: ReadSummary | None
    answers: tuple[Answer, ...]
    took_ms: int
    trouble: PageUnreadable | None = None

    @property
    def http_status(self) -> int:
        return self.answers[0].status

    @property
    def size_bytes(self) -> int:
        return sum(len(answer.body) for answer in self.answers)

    @property
    def strange(self) -> tuple[Strange, ...]:
        return sum((read.strange for read in (self.incidents, self.summary) if read), ())


def look(url: str, provider: str, validators: dict[str, dict]) -> Look:
    """Look at the page at `url`. `validators`, by path: those of the answers that are stored.

    Raises PageUnreadable where the incidents could not be read.
    """
    return run_apart(_look(url, provider, validators))


async def _look(url: str, name: str, validators: dict[str, dict]) -> Look:
    provider = providers.BY_NAME[name]
    begun = time.monotonic()
    async with Reader(Allowed.read(settings.FETCH_ALLOW)) as reader:
        listed = await reader.get(url, provider.INCIDENTS_PATH, known=validators.get(provider.INCIDENTS_PATH))
        if not listed.is_new:
            return Look(None, None, (listed,), _since(begun))
        incidents = provider.parse_incidents(listed.body)
        try:
            summed_up = await reader.get(
                url, provider.SUMMARY_PATH, known=validators.get(provider.SUMMARY_PATH)
            )
            summary = provider.parse_summary(summed_up.body) if summed_up.is_new else None
        except PageUnreadable as trouble:
            return Look(incidents, None, (listed,), _since(begun), trouble)
    return Look(incidents, summary, (listed, summed_up), _since(begun))


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)

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
from statuspages.providers.reading import Account, Strange


@dataclass(frozen=True, slots=True)
class Look:
    """What a page answered.

    `account`: None where it says what it said before, and then nothing else was asked. `trouble` says why
    part of it could not be read. `answers`, by the name of their Ask.
    """

    account: Account | None
    answers: dict[str, Answer]
    took_ms: int
    trouble: PageUnreadable | None = None

    @property
    def http_status(self) -> int:
        return next(iter(self.answers.values())).status

    @property
    def size_bytes(self) -> int:
        return sum(len(answer.body) for answer in self.answers.values())

    @property
    def strange(self) -> tuple[Strange, ...]:
        return self.account.strange if self.account else ()


def look(url: str, provider: str, facts: dict, validators: dict[str, dict]) -> Look:
    """Look at the page at `url`. `validators`, by the name of the Ask: those of the answers that are stored.

    Raises PageUnreadable where what is needed could not be read.
    """
    return run_apart(_look(url, provider, facts, validators))


async def _look(url: str, name: str, facts: dict, validators: dict[str, dict]) -> Look:
    provider = providers.BY_NAME[name]
    begun = time.monotonic()
    answers, trouble = {}, None
    async with Reader(Allowed.read(settings.FETCH_ALLOW)) as reader:
        for number, ask in enumerate(provider.asks(facts)):
            if ask.once and ask.name in validators:
                continue
            try:
                answer = await reader.read(ask, url, known=validators.get(ask.name))
            except PageUnreadable as error:
                if ask.is_needed:
                    raise
                trouble = trouble if ask.may_lack else error
                continue
            answers[ask.name] = answer
            if number == 0 and not answer.is_new:
                return Look(None, answers, _since(begun))
    return _read(provider, facts, answers, trouble, begun)


def _read(provider, facts, answers, trouble, begun) -> Look:
    """The Look at these answers; without those that are not needed where they cannot be read."""
    bodies = {name: answer.body for name, answer in answers.items() if answer.is_new}
    needed = {ask.name for ask in provider.asks(facts) if ask.is_needed}
    try:
        account = provider.read(bodies, facts)
    except PageUnreadable as error:
        if not bodies.keys() - needed:
            raise
        account, trouble = (
            provider.read({name: bodies[name] for name in bodies.keys() & needed}, facts),
            error,
        )
        answers = {name: answers[name] for name in answers.keys() & needed}
    return Look(account, answers, _since(begun), trouble)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)

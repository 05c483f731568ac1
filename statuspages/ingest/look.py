"""One look at a page: what it answered, read. Nothing is stored here.

A look has two halves: hearing what the page answers, which waits for the network and may go on for many pages
at once, and reading what was heard, which takes a processor's time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings

from incidents.fetching.addresses import Allowed
from incidents.fetching.client import run_apart
from statuspages import providers
from statuspages.exceptions import PageUnreadable
from statuspages.ingest.fetch import Answer, Reader
from statuspages.models import StatusPage
from statuspages.providers import Ask
from statuspages.providers.reading import Account, Strange


@dataclass(frozen=True, slots=True)
class Target:
    """A page to look at. `validators`, by the name of the Ask: those of the answers that are stored.

    `is_thorough`: ask for everything, even if the most telling of its documents is as it was.
    """

    url: str
    provider: str
    facts: dict
    validators: dict[str, dict]
    is_thorough: bool = False


def target_of(page: StatusPage, *, is_thorough: bool = False) -> Target:
    """The page as it is to be looked at now: thoroughly at least at the first reading of each hour."""
    now = datetime.now(UTC)
    is_first = page.read_at is None or page.read_at < now.replace(minute=0, second=0, microsecond=0)
    return Target(page.url, page.provider, page.facts, page.validators, is_thorough or is_first)


@dataclass(slots=True)
class Heard:
    """What a page answered, not read yet. `answers`, by the name of their Ask; `begun_at`: aware.

    `error`: what is needed could not be had, and why. `trouble`: the same of what is not needed.
    """

    begun_at: datetime
    took_ms: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    trouble: PageUnreadable | None = None
    error: PageUnreadable | None = None

    @property
    def is_new(self) -> bool:
        """Whether anything but what was stored before was answered."""
        return any(answer.is_new for answer in self.answers.values())

    @property
    def http_status(self) -> int | None:
        if self.error:
            return self.error.http_status
        return next((answer.status for answer in self.answers.values()), None)

    @property
    def size_bytes(self) -> int:
        return sum(len(answer.body) for answer in self.answers.values())

    @property
    def validators(self) -> dict[str, dict]:
        return {name: answer.validators for name, answer in self.answers.items()}


@dataclass(frozen=True, slots=True)
class Look:
    """What a page says.

    `account`: None where it says what it said before. `trouble` says why part of it could not be read.
    `answers`, by the name of their Ask: those that the account was read from.
    """

    account: Account | None
    answers: dict[str, Answer]
    took_ms: int
    trouble: PageUnreadable | None = None

    @property
    def strange(self) -> tuple[Strange, ...]:
        return self.account.strange if self.account else ()


def hear_alone(target: Target) -> Heard:
    """What a page answers, asked over a connection of its own. The caller may run in an event loop."""

    async def alone() -> Heard:
        async with guarded_reader() as reader:
            return await hear(reader, target)

    return run_apart(alone())


def guarded_reader(connections: int = 1) -> Reader:
    """Whatever reads pages: it keeps to the addresses that may be read."""
    return Reader(Allowed.read(settings.FETCH_ALLOW), connections=connections)


async def hear(reader: Reader, target: Target) -> Heard:
    """What the page answers now: all of its documents, unless the most telling one is as it was."""
    begun, heard = time.monotonic(), Heard(datetime.now(UTC))
    try:
        await _ask_all(reader, target, heard)
    except PageUnreadable as error:
        heard.error = error
    heard.took_ms = round((time.monotonic() - begun) * 1000)
    return heard


async def _ask_all(reader: Reader, target: Target, heard: Heard) -> None:
    """Let `heard` have the answers. Raises PageUnreadable where what is needed could not be had."""
    asks = providers.BY_NAME[target.provider].asks(target.facts)
    for number, ask in enumerate(asks):
        if ask.once and ask.name in target.validators:
            continue
        await _ask(reader, target, heard, ask, target.validators.get(ask.name))
        answer = heard.answers.get(ask.name)
        if number == 0 and answer and not answer.is_new and not target.is_thorough:
            return
    new = {name for name, answer in heard.answers.items() if answer.is_new}
    if any(ask.completes for ask in asks if ask.name in new):
        for ask in asks:
            if ask.name in heard.answers and ask.name not in new and not ask.completes:
                await _ask(reader, target, heard, ask, None)


async def _ask(reader: Reader, target: Target, heard: Heard, ask: Ask, known: dict | None) -> None:
    """Let `heard` have one answer. Raises PageUnreadable where it is needed and could not be had."""
    try:
        heard.answers[ask.name] = await reader.read(ask, target.url, known=known)
    except PageUnreadable as error:
        if ask.is_needed and not ask.may_lack:
            raise
        heard.trouble = heard.trouble if ask.may_lack else error


def read(target: Target, heard: Heard) -> Look:
    """What the answers say; without those that are not needed where they cannot be read.

    Raises PageUnreadable where what is needed could not be read.
    """
    answers, trouble = heard.answers, heard.trouble
    if not heard.is_new:
        return Look(None, answers, heard.took_ms, trouble)
    asks = {ask.name: ask for ask in providers.BY_NAME[target.provider].asks(target.facts)}
    bodies = {name: answer.body for name, answer in answers.items() if answer.is_new}
    needed = {name for name, ask in asks.items() if ask.is_needed and not ask.may_lack}
    try:
        account = _account(target, bodies)
    except PageUnreadable as error:
        if bodies.keys() <= needed:
            raise
        told = {name: body for name, body in bodies.items() if name in needed}
        account = _account(target, told) if told else None
        trouble = trouble if all(asks[name].may_lack for name in bodies.keys() - needed) else error
        answers = {name: answer for name, answer in answers.items() if name in needed}
    return Look(account, answers, heard.took_ms, trouble)


def _account(target: Target, bodies: dict[str, bytes]) -> Account:
    return providers.BY_NAME[target.provider].read(bodies, target.facts)

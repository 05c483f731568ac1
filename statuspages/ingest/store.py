"""Writes what a look at a page brought: everything of one look in one transaction, known by the vendor's ids.

Doing it again changes nothing. What people have changed here since is left alone.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from incidents.importing.joining import hold_joining, importing
from incidents.indexing import indexed_once
from statuspages.ingest.components import store_components
from statuspages.ingest.fetch import Answer
from statuspages.ingest.incidents import store_incidents
from statuspages.ingest.known import known_of
from statuspages.ingest.look import Look
from statuspages.ingest.reconcile import What, reconcile
from statuspages.models import Payload, StatusPage
from statuspages.providers.reading import Account, Kind, ReadPage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a look changed: a line an incident, how many components, whether the page sums up differently."""

    lines: tuple[str, ...] = ()
    components: int = 0
    says_otherwise: bool = False

    @property
    def is_change(self) -> bool:
        return bool(self.lines or self.components or self.says_otherwise)


def store(page: StatusPage, look: Look, now: datetime) -> Stored:
    """Write what `look` brought, inside the caller's transaction, which holds the page's row.

    The page itself is changed too, and left for the caller to save.
    """
    importing()  # where a request is behind this, its person is not the author of what the page says
    hold_joining(page.organisation)
    account = look.account
    is_news = account.components is not None and not _is_older(page, account.page)
    components = store_components(page, account.components, now) if is_news else 0
    changes = [
        change
        for listing in account.listings
        if listing.kind is Kind.INCIDENT
        for change in reconcile(known_of(page, listing), account.page, listing)
    ]
    with indexed_once():
        tellings = store_incidents(page, changes, now)
    before = (page.indicator, page.says)
    _take_over(page, account)
    says_otherwise = (page.indicator, page.says) != before
    if tellings or components or says_otherwise:
        _keep_payloads(page, [answer for answer in look.answers.values() if answer.is_new], now)
    for strange in look.strange:
        log.warning("page %s: unknown %s %r, %s times", page.pk, strange.what, strange.word, strange.times)
    return Stored(tuple(_line(telling) for telling in tellings), components, says_otherwise)


def _is_older(page: StatusPage, said: ReadPage) -> bool:
    """Whether an answer is older than the newest that was stored: caches serve such."""
    return bool(page.vendor_updated_at and said.updated_at and said.updated_at < page.vendor_updated_at)


def _take_over(page: StatusPage, account: Account) -> None:
    """What the page says of itself, from answers no older than the one that was stored."""
    said = account.page
    if _is_older(page, said):
        return
    page.uid = said.uid
    page.time_zone = said.time_zone
    page.vendor_updated_at = said.updated_at or page.vendor_updated_at
    if account.indicator is not None:
        page.indicator, page.says = account.indicator, account.says or ""


def _keep_payloads(page: StatusPage, answers: Iterable[Answer], now: datetime) -> None:
    Payload.objects.bulk_create(
        Payload(
            page=page,
            path=answer.path,
            fetched_at=now,
            sha256=answer.sha256,
            size_bytes=len(answer.body),
            body=zlib.compress(answer.body),
        )
        for answer in answers
    )


def _line(telling) -> str:
    """ "INC-7 “Builds wait”: 2 updates new, 1 edited"."""
    change = telling.change
    counts = {
        "new": sum(each.what is What.NEW for each in change.updates),
        "edited": sum(each.is_edited and each.what is not What.NEW for each in change.updates),
        "listed again": sum(each.what is What.RETURNED for each in change.updates),
        "withdrawn": sum(each.what is What.WITHDRAWN for each in change.updates),
    }
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    what = "" if change.what is What.CHANGED else f", {change.what}"
    return f"{telling.incident.reference} “{telling.row.name}”{what}" + (f": updates {told}" if told else "")

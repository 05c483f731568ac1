"""Reads everything that a page has answered once more, and puts right what is stored of it.

The answers are gone through in a page that nobody sees and that is forgotten again. So what they come to is
what it came to when they were new, and where the rules have changed since, what it would have come to. What
people have done to incidents of ours is theirs and stays.
"""

from __future__ import annotations

import uuid
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from incidents.importing.joining import hold_joining, importing
from incidents.indexing import indexed_once
from incidents.models import Organisation
from statuspages.exceptions import PageUnreadable
from statuspages.ingest.incidents import store_incidents
from statuspages.ingest.known import Loaded, load
from statuspages.ingest.put_right import put_right
from statuspages.ingest.reconcile import IncidentChange, What, reconcile
from statuspages.ingest.rows import Rows, accounts, differences, rows_of
from statuspages.ingest.store import store_account
from statuspages.ingest.stored import Known
from statuspages.models import Payload, StatusPage
from statuspages.providers.reading import Extent, Listing, ReadPage


@dataclass
class Rebuilt:
    """How the rebuilding of a page went. `differed`: how many rows, by what they are called in the plural.

    `unreadable`: which answers can no longer be read, and why.
    """

    page: StatusPage
    answers: int = 0
    unreadable: list[str] = field(default_factory=list)
    differed: Counter[str] = field(default_factory=Counter)


def rebuild(page_id: int, *, only_check: bool = False) -> Rebuilt:
    """Go through the kept answers of a page, and let what is stored be what they say: all of it or nothing.

    `only_check`: write nothing. What no kept answer tells of is left as it is, and so is what happened.
    """
    with transaction.atomic():
        page = StatusPage.objects.select_for_update(no_key=True).get(pk=page_id)
        importing()
        hold_joining(page.organisation)
        rebuilt = Rebuilt(page)
        told = _replayed(rebuilt)
        held = rows_of(page)
        rebuilt.differed = differences(held, told)
        if rebuilt.differed and not only_check:
            now = timezone.now()
            _tell(page, held, told, now)
            put_right(page, told, now)
    return rebuilt


def _replayed(rebuilt: Rebuilt) -> Rows:
    """What the kept answers come to. Nothing of it stays in the database."""
    with transaction.atomic():
        page = _page_of_nobody(rebuilt.page)
        for payloads in _looks(rebuilt.page):
            rebuilt.answers += len(payloads)
            try:
                _replay(page, payloads)
            except PageUnreadable as error:
                rebuilt.unreadable.append(f"{payloads[0].fetched_at:%Y-%m-%d %H:%M:%S} UTC: {error}")
        rows = rows_of(page)
        transaction.set_rollback(True)
    return rows


def _page_of_nobody(page: StatusPage) -> StatusPage:
    slug = f"rebuild-{uuid.uuid4()}"
    return StatusPage.objects.create(
        url=f"https://{slug}.invalid",
        name=page.name,
        provider=page.provider,
        time_zone=page.time_zone,
        organisation=Organisation.objects.create(name=slug, slug=slug),
        next_due_at=page.added_at,
        is_watched=False,
    )


def _looks(page: StatusPage) -> Iterator[list[Payload]]:
    """The answers that came together, the oldest first."""
    payloads = page.payloads.exclude(provider="").order_by("fetched_at", "pk").iterator(chunk_size=20)
    for _, together in groupby(payloads, key=lambda payload: payload.fetched_at):
        yield list(together)


def _replay(page: StatusPage, payloads: list[Payload]) -> None:
    """Store, with nobody told, what these answers said when they came. Raises PageUnreadable."""
    first = payloads[0]
    page.provider, page.facts = first.provider, first.facts
    page.answered_at, page.vendor_updated_at = first.read_before_at, first.as_of_before
    bodies = {payload.name: zlib.decompress(bytes(payload.body)) for payload in payloads}
    account = page.reads.read(bodies, page.facts)
    store_account(page, account, first.fetched_at, ties=False)


def _tell(page: StatusPage, held: Rows, told: Rows, now: datetime) -> None:
    """Let incidents of ours have what they lack, as if the page had just said so."""
    stored = held.incidents
    page.reported_incidents.update(digest="")  # so that everything is compared
    reads = [read for row, read in accounts(told) if row.gone_at is None or (row.uid,) not in stored]
    listing = Listing(tuple(reads), Extent.LATEST_CHANGES)
    loaded = load(page, listing, now=now)
    known = loaded.known
    fresh = {uid: replace(one, as_of=None) for uid, one in known.incidents.items()}
    said = ReadPage(page.uid, page.name, page.url, page.time_zone, None)
    gone = [
        IncidentChange(What.WITHDRAWN, row.uid, None)
        for key, row in told.incidents.items()
        if row.gone_at and (key not in stored or stored[key].gone_at is None)
    ]
    with indexed_once():
        store_incidents(page, reconcile(replace(known, incidents=fresh), said, listing), loaded, now)
        rows = page.reported_incidents.filter(uid__in=[change.uid for change in gone])
        store_incidents(page, gone, Loaded(Known(None, {}), {row.uid: row for row in rows}, {}), now)

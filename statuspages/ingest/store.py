"""Writes what a look at a page brought: everything of one look in one transaction, known by the vendor's ids.

Doing it again changes nothing. What people have changed here since is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidents.importing.joining import importing
from incidents.indexing import indexed_once
from incidents.models import Organisation
from statuspages.ingest.components import store_components
from statuspages.ingest.happenings import note_happenings
from statuspages.ingest.incidents import store_incidents
from statuspages.ingest.known import leave_behind, load, remember_digests
from statuspages.ingest.look import Look
from statuspages.ingest.payloads import Before, keep_payloads
from statuspages.ingest.reconcile import What, reconcile
from statuspages.ingest.strange_words import count_strange_words
from statuspages.models import StatusPage
from statuspages.providers.reading import Account, ReadPage


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
    before = Before.of(page)
    stored = store_account(page, look.account, now)
    if stored.is_change:
        keep_payloads(page, before, look.answers, now)
    return stored


def store_account(page: StatusPage, account: Account, now: datetime, *, ties: bool = True) -> Stored:
    """Write what an answer that came at `now` says, without the answer itself; as `store` does.

    Without `ties`, nothing is told to incidents of ours.
    """
    importing()  # where a request is behind this, its person is not the author of what the page says
    # What hold_joining does, and the row for what follows: one query.
    page.organisation = Organisation.objects.select_for_update(no_key=True).get(pk=page.organisation_id)
    said = (page.indicator, page.says)
    components = 0
    is_another = _is_another(page, account)
    if is_another:
        leave_behind(page, now)
        page.vendor_updated_at = None  # that was the former one's clock
    if not _is_older(page, account.page):
        page.time_zone = account.page.time_zone or page.time_zone
        if account.components is not None:
            components = store_components(page, account.components, now)
    loaded = load(page, *account.listings, now=now)
    changes = reconcile(loaded.known, account.page, *account.listings, tracks_edits=account.tracks_edits)
    with indexed_once():
        tellings = store_incidents(page, changes, loaded, now, ties=ties)
    remember_digests(page, loaded.known, changes)
    note_happenings(tellings)
    _take_over(page, account)
    stored = Stored(
        tuple(_line(telling) for telling in tellings),
        components,
        is_another or (page.indicator, page.says) != said,
    )
    if stored.is_change:
        count_strange_words(page, account.strange, now)
    return stored


def _is_another(page: StatusPage, account: Account) -> bool:
    """Whether another page of the same provider answers at its address now: the vendor has a new account.

    One that lists what is stored is the same, under another id: feeds change theirs with their address.
    """
    if not (page.uid and account.page.uid) or account.page.uid == page.uid:
        return False
    listed = [incident.uid for listing in account.listings for incident in listing.incidents]
    return not page.reported_incidents.filter(uid__in=listed).exists()


def _is_older(page: StatusPage, said: ReadPage) -> bool:
    """Whether an answer is older than the newest that was stored: caches serve such."""
    return bool(page.vendor_updated_at and said.updated_at and said.updated_at < page.vendor_updated_at)


def _take_over(page: StatusPage, account: Account) -> None:
    """What the page says of itself, from answers no older than the one that was stored."""
    said = account.page
    if _is_older(page, said):
        return
    page.uid = said.uid or page.uid
    page.vendor_updated_at = said.updated_at or page.vendor_updated_at
    if account.indicator is not None:
        page.indicator, page.says = account.indicator, account.says or ""


def _line(telling) -> str:
    """ "INC-7 “Builds wait”: updates 2 new, 1 edited"; a maintenance is named as one."""
    change = telling.change
    counts = {
        "new": sum(each.what is What.NEW for each in change.updates),
        "told for the first time": sum(each.is_told for each in change.updates),
        "edited": sum(each.is_edited and each.what is not What.NEW for each in change.updates),
        "listed again": sum(each.what is What.RETURNED for each in change.updates),
        "withdrawn": sum(each.what is What.WITHDRAWN for each in change.updates),
    }
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    what = "" if change.what is What.CHANGED else f", {change.what}"
    if change.is_reentry:
        what = ", listed for the first time"
    name = telling.incident.reference if telling.incident else "maintenance"
    return f"{name} “{telling.row.name}”{what}" + (f": updates {told}" if told else "")

"""Looking at a page before it is watched, and watching it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.history import acting
from incidents.models import Organisation
from statuspages import providers
from statuspages.exceptions import AlreadyWatched, PageUnreadable
from statuspages.ingest.finding import Standing, cleaned, find
from statuspages.ingest.hosts import host_of
from statuspages.models import StatusPage
from statuspages.providers import Facts
from statuspages.providers.reading import Kind, ReadComponent, ReadIncident, ReadPage

QUIET_AFTER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an address, read and not stored. Incidents and maintenances: the newest first.

    `led_from`: the site that was asked, where that led to another one; else "".
    """

    url: str
    provider: str
    page: ReadPage
    components: tuple[ReadComponent, ...]
    incidents: tuple[ReadIncident, ...]
    says: str
    facts: Facts = field(default_factory=dict)
    maintenances: tuple[ReadIncident, ...] = ()
    led_from: str = ""
    moved: StatusPage | None = None  # the page here that this is, where it can no longer be read as it was

    @property
    def name(self) -> str:
        return self.page.name or self.url.partition("//")[2]

    @property
    def last_said_at(self) -> datetime | None:
        """When it last said something, as far as it tells: a page may answer, and have been left long ago."""
        reports = [one.as_of for one in (*self.incidents, *self.maintenances)]
        components = [component.updated_at for component in self.components]
        said = [time for time in (self.page.updated_at, *reports, *components) if time]
        return max(said, default=None)

    def is_quiet(self, now: datetime) -> bool:
        """Whether it has said nothing for so long that nobody may look after it any more."""
        return bool(self.last_said_at and now - self.last_said_at > QUIET_AFTER)

    @property
    def format_name(self) -> str:
        """“Statuspage”."""
        return providers.BY_NAME[self.provider].LABEL


def look_at(address: str) -> Found:
    """What the page at any address of it shows. Writes nothing.

    Raises NotAnAddress, AlreadyWatched and PageUnreadable.
    """
    given = cleaned(address)
    held = StatusPage.objects.filter(url=given.rstrip("/")).first()
    if held and (held.is_readable or not held.is_watched):
        raise AlreadyWatched(held)
    try:
        standing = find(given)
    except PageUnreadable as error:
        if held:
            raise AlreadyWatched(held) from error
        raise
    return _found(standing, moved=_moved(standing))


def watch(found: Found, *, name: str = "", by=None) -> StatusPage:
    """Watch a page from now on: it is due at once. `name`: what it is called here, without one as it says.

    One that has moved is the page that it was, read as it is now. Raises AlreadyWatched, writing nothing.
    """
    if found.moved:
        return _read_elsewhere(found.moved, found, by)
    with transaction.atomic(), acting(by):
        organisation = Organisation.objects.named(found.name)
        try:
            with transaction.atomic():
                return StatusPage.objects.create(
                    url=found.url,
                    name=(name.strip() or found.name)[:200],
                    provider=found.provider,
                    facts=found.facts,
                    host=host_of(found.url, found.provider, found.facts),
                    organisation=organisation,
                    uid=found.page.uid,
                    time_zone=found.page.time_zone,
                    added_by=by,
                    next_due_at=timezone.now(),
                )
        except IntegrityError:
            if page := StatusPage.objects.filter(url=found.url).first():
                raise AlreadyWatched(page) from None
            raise


def _read_elsewhere(page: StatusPage, found: Found, by) -> StatusPage:
    """The page, read from now on where and as it was found; what another format said of it counts no more."""
    with transaction.atomic(), acting(by):
        if page.provider != found.provider:
            page.vendor_updated_at, page.indicator, page.says = None, "", ""
        # Its id stays until it answers: by the other one it is known that what it told goes on no longer.
        page.provider, page.facts = found.provider, found.facts
        page.host = host_of(found.url, found.provider, found.facts)
        said = ["vendor_updated_at", "indicator", "says"]
        page.save(update_fields=["provider", "facts", "host", *said])
        page.move_to(found.url, by=by, now=timezone.now())
    return page


def _moved(standing: Standing) -> StatusPage | None:
    """The page here that this is, and that can no longer be read as it was. Raises AlreadyWatched."""
    same_id = Q(uid=standing.account.page.uid, provider=standing.provider) & ~Q(uid="")
    pages = list(StatusPage.objects.filter(Q(url=standing.url) | same_id).order_by("pk"))
    here = next((page for page in pages if page.url == standing.url), None)
    page = here or next(iter(pages), None)
    is_as_it_was = here and (here.provider, here.facts) == (standing.provider, standing.facts)
    if page and (page.is_readable or not page.is_watched or is_as_it_was):
        raise AlreadyWatched(page)
    return page


def _found(standing: Standing, *, moved: StatusPage | None) -> Found:
    account = standing.account
    listed = {kind: [] for kind in Kind}
    for listing in account.listings:
        listed[listing.kind] += [one for one in listing.incidents if one.tells_something]
    return Found(
        url=standing.url,
        provider=standing.provider,
        facts=standing.facts,
        page=account.page,
        components=account.components or (),
        incidents=tuple(listed[Kind.INCIDENT]),
        maintenances=tuple(listed[Kind.MAINTENANCE]),
        says=account.says or "",
        led_from=standing.led_from,
        moved=moved,
    )

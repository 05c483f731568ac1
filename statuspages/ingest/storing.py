"""What becomes of one page's answer: what is new is stored as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from statuspages.exceptions import LeaseLost, PageUnreadable
from statuspages.ingest.hosts import host_of
from statuspages.ingest.intervals import FORGOTTEN_AFTER
from statuspages.ingest.look import Heard, Look, Target, read
from statuspages.ingest.results import Result, write_results
from statuspages.ingest.store import Stored, store
from statuspages.models import StatusPage

# What `store` leaves to be saved: the page's word on itself.
SAID = ("uid", "time_zone", "vendor_updated_at", "indicator", "says")


@dataclass(frozen=True, slots=True)
class Polled:
    """How one reading of a page went. `error`: why it, or part of it, could not be read; None: it could."""

    page: StatusPage
    stored: Stored = field(default_factory=Stored)
    error: PageUnreadable | None = None


def plain_result(
    page: StatusPage, heard: Heard, now: datetime, error: PageUnreadable | None = None
) -> Result:
    """Of a page of which nothing is stored: it cannot be read, or says what it said before.

    `error`: that its answer met afterwards.
    """
    error = error or heard.error or heard.trouble
    validators = page.validators | heard.validators
    is_same = error or validators == page.validators
    return Result.of(page, heard, now, error=error, validators=None if is_same else validators)


def store_answer(page: StatusPage, target: Target, heard: Heard) -> Polled:
    """Read what a leased page answered, store it, and give the lease back: all of that, or nothing.

    Raises PageUnreadable where it cannot be read, and LeaseLost where the page is somebody else's by now.
    """
    look = read(target, heard)
    with transaction.atomic():
        held = StatusPage.objects.watched().filter(pk=page.pk, lease=page.lease)
        leased, page = page, held.select_for_update(no_key=True).first()
        if page is None:
            raise LeaseLost
        page.is_probe, now = leased.is_probe, timezone.now()
        stored = Stored() if look.account is None else store(page, look, now)
        if stored.is_change:
            page.changed_at = now
        page.has_open = has_open(page, now)
        said = {name: getattr(page, name) for name in SAID}
        held.update(**said, host=host_of(page.url, page.provider, page.facts))
        # Where part of it could not be read, all of it is asked for again.
        validators = None if look.trouble else page.validators | _validators(look)
        error, is_change = look.trouble, stored.is_change
        write_results([Result.of(page, heard, now, error=error, validators=validators, is_change=is_change)])
    return Polled(page, stored, look.trouble)


def has_open(page: StatusPage, now: datetime) -> bool:
    """What leasing asks as well: whether something goes on of which the page has spoken lately."""
    spoken = page.reported_incidents.unresolved().annotate(
        spoken=Coalesce("vendor_updated_at", "first_seen_at")
    )
    return spoken.filter(spoken__gt=now - FORGOTTEN_AFTER).exists()


def _validators(look: Look) -> dict[str, dict]:
    return {name: answer.validators for name, answer in look.answers.items()}

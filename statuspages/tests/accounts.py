"""What any page says, read: for tests of what becomes of it, whatever its format."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from statuspages.ingest.fetch import Answer
from statuspages.ingest.look import Look
from statuspages.ingest.store import Stored, store, store_account
from statuspages.models import StatusPage
from statuspages.providers.reading import (
    Account,
    Affected,
    Extent,
    Kind,
    Listing,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
)

DAY = datetime(2024, 5, 6, tzinfo=UTC)


def at(clock: str) -> datetime:
    """ "09:15" of 6 May 2024, UTC; or of a later day: "1 09:15" is of 7 May."""
    days, _, clock = clock.rpartition(" ")
    hours, minutes = clock.split(":")
    return DAY + timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))


def post(
    uid: str, state: str, clock: str, body: str | None = "", *affected: Affected, **changed
) -> ReadUpdate:
    """A post whose status is the name of its state."""
    moment = at(clock)
    return ReadUpdate(
        **{
            "uid": uid,
            "status": state,
            "state": State(state),
            "body": f"We are {state}." if body == "" else body,
            "display_at": moment,
            "created_at": moment,
            "updated_at": moment,
            "affected": affected,
        }
        | changed
    )


def told(uid: str, *posts: ReadUpdate, **changed) -> ReadIncident:
    """An incident of which these posts are told, oldest first; with their times and the state of the last."""
    state = posts[-1].state if posts else State.INVESTIGATING
    return ReadIncident(
        **{
            "uid": uid,
            "name": f"Builds wait, {uid}",
            "status": str(state),
            "state": state,
            "impact": "minor",
            "url": f"https://status.vendor.example/incidents/{uid}",
            "shortlink": "",
            "created_at": posts[0].at if posts else None,
            "started_at": None,
            "updated_at": max((it.updated_at for it in posts if it.updated_at), default=None),
            "resolved_at": posts[-1].at if posts and state.is_over else None,
            "updates": posts,
        }
        | changed
    )


def maintenance(uid: str, *posts: ReadUpdate, window=("10:00", "12:00"), **changed) -> ReadIncident:
    begin, end = (at(clock) for clock in window)
    facts = {
        "kind": Kind.MAINTENANCE,
        "impact": "maintenance",
        "scheduled_for": begin,
        "scheduled_until": end,
    }
    return told(uid, *posts, **(facts | changed))


def listing(*incidents: ReadIncident, extent=Extent.NEWEST, **changed) -> Listing:
    return Listing(incidents, extent, **changed)


def account(*listings: Listing, said_at: str | None = "12:00", **changed) -> Account:
    """What these lists say; `said_at`: the page's own time, None where it gives none."""
    page = ReadPage("pg1", "Vendor", "https://status.vendor.example", "UTC", said_at and at(said_at))
    return Account(page, listings, **changed)


def answer(page: StatusPage, bodies: dict[str, bytes], now: datetime) -> Stored:
    """Store these documents, by the names that the page's provider has for them, as they came at `now`."""
    answers = {
        name: Answer(f"/{name}", 200, True, body, {"sha256": sha256(body).hexdigest()})
        for name, body in bodies.items()
    }
    with transaction.atomic():
        look = Look(page.reads.read(bodies, page.facts), answers, took_ms=1)
        stored = store(page, look, now)
        page.answered_at = page.read_at = now
        page.save()
    return stored


def take(page: StatusPage, said: Account, clock: str) -> Stored:
    """Store it as an answer that came at this time."""
    now = at(clock)
    with transaction.atomic():
        stored = store_account(page, said, now)
        page.answered_at = page.read_at = now
        page.save()
    return stored

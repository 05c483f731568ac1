"""incident.io: JSON alike to Statuspage's, and the texts, which that lacks, from the front page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import incidentio_page, v2
from statuspages.providers.gathered import gathered, worst
from statuspages.providers.incidentio_page import FrontPage, read_page
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import Account, Extent, Kind, Listing, ReadIncident, ReadUpdate

NAME = "incidentio"
LABEL = "incident.io"
STATES = v2.STATES | incidentio_page.STATES
LEVELS = v2.LEVELS | incidentio_page.LEVELS

ALL: Facts = {}
SUMMARY_ALONE: Facts = {"by": "summary"}
PAGE_ALONE: Facts = {"by": "page"}

PATHS = ("/api/v2", "/api/v1", "/feed.atom", "/feed.rss", "/history", "/incidents", "/proxy")
MARKS = (b"statuspage.incident.io", b"incident-io-status-page", b"<generator>incident.io<")


def recognise(seen: Seen) -> Recognised | None:
    """A page that names incident.io, or any address that its pages have."""
    if "/api/v2/status_pages/" in seen.at:  # Statuspal's
        return None
    base = seen.before(*PATHS)
    if base is None and not any(mark in seen.body for mark in MARKS):
        return None
    return guess(base or seen.at.rstrip("/"))


def guess(address: str) -> Recognised | None:
    return Recognised(address, ALL, (SUMMARY_ALONE, PAGE_ALONE))


def asks(facts: Facts) -> tuple[Ask, ...]:
    page = Ask("page", "", accept="text/html", is_needed=False, may_lack=True)
    by = facts.get("by")
    if by == "page":
        return (Ask("page", "", accept="text/html"),)
    if by == "summary":
        incidents = Ask("incidents", v2.INCIDENTS_PATH, is_needed=False, may_lack=True)
        return (Ask("summary", v2.SUMMARY_PATH), incidents, page)
    return (Ask("incidents", v2.INCIDENTS_PATH), Ask("summary", v2.SUMMARY_PATH, is_needed=False), page)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    may_lack = {ask.name for ask in asks(facts) if ask.may_lack}
    front = _front(bodies, may_lack)
    if facts.get("by") == "page":
        if front is None:
            raise Unexpected("it says nothing")
        return _account_of_page(front)
    read = v2.documents(bodies, may_lack)  # where they are as they were, the front page tells no more
    if not all(v2.is_alike(each.page) for each in read.values()):
        raise Unexpected("its ids are not those of incident.io")
    found = v2.account(read)
    return replace(found, listings=tuple(_completed(listing, front) for listing in found.listings))


def _front(bodies: Mapping[str, bytes], may_lack: Iterable[str]) -> FrontPage | None:
    try:
        return read_page(bodies["page"]) if "page" in bodies else None
    except PageUnreadable:
        if "page" not in may_lack:
            raise
        return None


def _account_of_page(front: FrontPage) -> Account:
    """Of a page that has no JSON. What it only links to has no texts: by that is known how others ended."""
    listings = []
    for kind in Kind:
        going_on = tuple(each for each in front.going_on if each.kind is kind)
        past = tuple(each for each in front.past if each.kind is kind)
        listings.append(Listing(going_on, Extent.OPEN, kind))
        listings += [Listing(past, Extent.LATEST_CHANGES, kind)] if past else []
    return gathered(
        front.page,
        listings,
        front.components,
        states=STATES,
        levels=LEVELS,
        indicator=worst(LEVELS.get(component.status) for component in front.components),
    )


def _completed(listing: Listing, front: FrontPage | None) -> Listing:
    """With the texts, and the components, that the front page tells of updates with the same ids."""
    if front is None:
        return listing
    told = {update.uid: update for incident in front.going_on for update in incident.updates}
    return replace(listing, incidents=tuple(_with_texts(each, told) for each in listing.incidents))


def _with_texts(incident: ReadIncident, told: Mapping[str, ReadUpdate]) -> ReadIncident:
    updates = tuple(
        replace(update, body=told[update.uid].body, affected=update.affected or told[update.uid].affected)
        if update.body is None and update.uid in told
        else update
        for update in incident.updates
    )
    return replace(incident, updates=updates)

"""incident.io: JSON alike to Statuspage's, which has no texts; those come from the front page and the feed.

The front page has all that goes on, with its texts. The feed has the newest text of each of the newest
incidents. An update whose text neither has is kept without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from statuspages.exceptions import OtherFormat, PageUnreadable, Unexpected
from statuspages.providers import incidentio_page, v2
from statuspages.providers.feeds import read_feed
from statuspages.providers.feeds.profiles import INCIDENT_IO
from statuspages.providers.gathered import gathered, worst
from statuspages.providers.incidentio_page import FrontPage, read_page
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import Account, Extent, Kind, Listing, ReadIncident, ReadUpdate

NAME = "incidentio"
LABEL = "incident.io"
STATES = v2.STATES | incidentio_page.STATES
LEVELS = v2.LEVELS | incidentio_page.LEVELS

# What a page is read by: by all that it has, or by one document where it has no other.
ALL: Facts = {}
SUMMARY_ALONE: Facts = {"by": "summary"}
PAGE_ALONE: Facts = {"by": "page"}

FEED = "/feed.atom"
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
    by = facts.get("by")
    page = Ask("page", "", accept="text/html", is_needed=False, may_lack=True, completes=True)
    atom = "application/atom+xml, */*;q=0.5"
    feed = Ask("feed", FEED, accept=atom, is_needed=False, may_lack=True, completes=True)
    if by == "page":
        return (Ask("page", "", accept="text/html"),)
    if by == "summary":
        incidents = Ask("incidents", v2.INCIDENTS_PATH, is_needed=False, may_lack=True)
        return (Ask("summary", v2.SUMMARY_PATH), incidents, page, feed)
    summary = Ask("summary", v2.SUMMARY_PATH, is_needed=False)
    return (Ask("incidents", v2.INCIDENTS_PATH), summary, page, feed)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if facts.get("by") == "page":
        if "page" not in bodies:
            raise Unexpected("it says nothing")
        return _account_of_page(read_page(bodies["page"]))
    read = v2.documents(bodies, [ask.name for ask in asks(facts) if ask.may_lack])
    if not all(v2.is_alike(each.page) for each in read.values()):
        raise OtherFormat("Statuspage")
    found = v2.account(read)
    posts = _posts_of_feed(bodies.get("feed"), found) | _posts_of_page(bodies.get("page"))
    return replace(found, listings=tuple(_completed(listing, posts) for listing in found.listings))


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


def _posts_of_page(body: bytes | None) -> dict[str, ReadUpdate]:
    """What the front page tells of updates, by their ids."""
    try:
        front = read_page(body) if body else None
    except PageUnreadable:
        return {}
    going_on = front.going_on if front else ()
    return {update.uid: update for incident in going_on for update in incident.updates}


def _posts_of_feed(body: bytes | None, found: Account) -> dict[str, ReadUpdate]:
    """What the feed tells of the newest update of each of the incidents, by the ids of those updates."""
    try:
        feed = read_feed(body, INCIDENT_IO, FEED) if body else None
    except PageUnreadable:
        return {}
    told = {each.uid: each for each in (*feed.incidents, *feed.maintenances)} if feed else {}
    newest = {}
    for incident in (incident for listing in found.listings for incident in listing.incidents):
        entry = told.get(incident.uid)
        if entry and entry.updates and incident.updates:
            update, post = incident.updates[-1], entry.updates[-1]
            if update.state is post.state:
                newest[update.uid] = replace(update, body=post.body)
    return newest


def _completed(listing: Listing, posts: Mapping[str, ReadUpdate]) -> Listing:
    """With the texts of these posts, and the components that they name."""
    return replace(listing, incidents=tuple(_with_texts(each, posts) for each in listing.incidents))


def _with_texts(incident: ReadIncident, posts: Mapping[str, ReadUpdate]) -> ReadIncident:
    updates = tuple(
        replace(update, body=posts[update.uid].body, affected=update.affected or posts[update.uid].affected)
        if update.body is None and update.uid in posts
        else update
        for update in incident.updates
    )
    return replace(incident, updates=updates)

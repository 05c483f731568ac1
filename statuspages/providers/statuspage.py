"""Atlassian Statuspage, by its public API, and by its feed what that does not list.

What the documents look like is in v2.py. The feed has the 25 incidents and maintenances that were last posted
on, of whatever age: asked for once, it tells of old ones. Where the API has only a summary, which has nothing
that is over, the feed is where the ends are told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from statuspages.exceptions import OtherFormat, PageUnreadable
from statuspages.providers import v2
from statuspages.providers.feeds import read_feed
from statuspages.providers.feeds.profiles import STATUSPAGE
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import Account, Extent, Kind, Listing

NAME = "statuspage"
LABEL = "Statuspage"
STATES = v2.STATES
LEVELS = v2.LEVELS

# What a page is read by: by all of its documents, or by one where it does not have the other.
ALL: Facts = {}
SUMMARY_ALONE: Facts = {"by": "summary"}
INCIDENTS_ALONE: Facts = {"by": "incidents"}

HISTORY = "/history.atom"
FEED = "application/atom+xml, application/xml;q=0.9, */*;q=0.5"
PATHS = ("/api/v2", "/history", "/history.atom", "/history.rss", "/incidents", "/uptime")


def recognise(seen: Seen) -> Recognised | None:
    """A page that loads Statuspage's own assets, or any address that its pages have."""
    if "/api/v2/status_pages/" in seen.at:  # Statuspal's
        return None
    base = seen.before(*PATHS)
    is_marked = b"statuspage.io" in seen.body or b'data-react-class="HistoryIndex"' in seen.body
    if base is None and not is_marked:
        return None
    return guess(base or seen.at.rstrip("/"))


def guess(address: str) -> Recognised | None:
    """Any site may be a Statuspage behind a front of its own."""
    return Recognised(address, ALL, (SUMMARY_ALONE, INCIDENTS_ALONE))


def asks(facts: Facts) -> tuple[Ask, ...]:
    """A page that is read by one document is asked for the other all the same: it may come to have it."""
    by = facts.get("by")
    incidents = Ask("incidents", v2.INCIDENTS_PATH)
    summary = Ask("summary", v2.SUMMARY_PATH, is_needed=False)
    maintenances = Ask("maintenances", v2.MAINTENANCES_PATH, is_needed=False, may_lack=True)
    history = Ask("history", HISTORY, FEED, is_needed=False, may_lack=True, once=by != "summary")
    if by == "summary":
        incidents = Ask("incidents", v2.INCIDENTS_PATH, is_needed=False, may_lack=True)
        return (Ask("summary", v2.SUMMARY_PATH), incidents, maintenances, history)
    if by == "incidents":
        summary = Ask("summary", v2.SUMMARY_PATH, is_needed=False, may_lack=True)
    return (incidents, summary, maintenances, history)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    read = v2.documents(bodies, [ask.name for ask in asks(facts) if ask.may_lack])
    if any(v2.is_alike(each.page) for each in read.values()):
        raise OtherFormat("incident.io")
    listed = {incident.uid for listing in v2.listings(read) for incident in listing.incidents}
    return v2.account(read, _of_feed(bodies.get("history"), listed))


def _of_feed(body: bytes | None, listed: Collection[str]) -> list[Listing]:
    """What the feed tells of others than these."""
    try:
        feed = read_feed(body, STATUSPAGE, HISTORY) if body else None
    except PageUnreadable:
        return []
    told = {Kind.INCIDENT: feed.incidents, Kind.MAINTENANCE: feed.maintenances} if feed else {}
    others = {kind: tuple(each for each in told[kind] if each.uid not in listed) for kind in told}
    return [Listing(others[kind], Extent.LATEST_CHANGES, kind) for kind in others if others[kind]]

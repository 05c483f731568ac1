"""Atlassian Statuspage, by its public API. What the documents look like is in v2.py."""

from __future__ import annotations

from collections.abc import Mapping

from statuspages.providers import v2
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import Account, ReadIncidents, ReadSummary

NAME = "statuspage"
LABEL = "Statuspage"
STATES = v2.STATES
LEVELS = v2.LEVELS

# What a page is read by: by all of its documents, or by one where it does not have the other.
ALL: Facts = {}
SUMMARY_ALONE: Facts = {"by": "summary"}
INCIDENTS_ALONE: Facts = {"by": "incidents"}

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
    if by == "summary":
        incidents = Ask("incidents", v2.INCIDENTS_PATH, is_needed=False, may_lack=True)
        return (Ask("summary", v2.SUMMARY_PATH), incidents, maintenances)
    if by == "incidents":
        summary = Ask("summary", v2.SUMMARY_PATH, is_needed=False, may_lack=True)
    return (incidents, summary, maintenances)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    return v2.account(v2.documents(bodies, [ask.name for ask in asks(facts) if ask.may_lack]))


def parse_incidents(body: bytes) -> ReadIncidents:
    """What /api/v2/incidents.json says. Raises NotJson and Unexpected."""
    found = read({"incidents": body}, INCIDENTS_ALONE)
    return ReadIncidents(found.page, found.listings[0].incidents, found.strange)


def parse_summary(body: bytes) -> ReadSummary:
    """What /api/v2/summary.json says of the page and its components. Raises NotJson and Unexpected."""
    found = read({"summary": body}, SUMMARY_ALONE)
    return ReadSummary(found.page, found.components, found.indicator, found.says, found.strange)

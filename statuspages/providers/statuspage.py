"""Atlassian Statuspage, the public v2 API.

Written against real answers of six pages (2023 to 2026) and the vendor's documentation,
https://metastatuspage.com/api/v2. No pages of pages: the 50 newest incidents are all there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from statuspages.exceptions import Unexpected
from statuspages.providers.fields import Fields, json_object, time_zone
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import (
    Account,
    Affected,
    Extent,
    Level,
    Listing,
    ReadComponent,
    ReadIncident,
    ReadIncidents,
    ReadPage,
    ReadSummary,
    ReadUpdate,
    State,
    Strange,
)

NAME = "statuspage"
LABEL = "Statuspage"
INCIDENTS_PATH = "/api/v2/incidents.json"
SUMMARY_PATH = "/api/v2/summary.json"

STATES = {
    "investigating": State.INVESTIGATING,
    "identified": State.IDENTIFIED,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "postmortem": State.POSTMORTEM,
    "scheduled": State.SCHEDULED,
    "in_progress": State.IN_PROGRESS,
    "verifying": State.IN_PROGRESS,
    "completed": State.DONE,
}
LEVELS = {
    "operational": Level.WORKS,
    "degraded_performance": Level.DEGRADED,
    "partial_outage": Level.PARTIAL_OUTAGE,
    "major_outage": Level.MAJOR_OUTAGE,
    "under_maintenance": Level.MAINTENANCE,
}
IMPACTS = frozenset({"none", "minor", "major", "critical", "maintenance"})
INDICATORS = IMPACTS
STATUS_LENGTH = 100
NAME_LENGTH = 300
ADDRESS_LENGTH = 2000
BODY_LENGTH = 500_000  # characters: what a source of ours may hold, and far more than a post has
# Pages list 50 incidents of a few updates and some hundred components. What says far more than that could not
# be stored before its lease runs out, and would be tried again for ever.
MOST_INCIDENTS = 500
MOST_UPDATES = 5_000
MOST_AFFECTED = 20_000
MOST_COMPONENTS = 5_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def recognise(seen: Seen) -> Recognised | None:
    """A page whose HTML loads Statuspage's own assets."""
    is_ours = b"statuspage.io" in seen.body or b'data-react-class="HistoryIndex"' in seen.body
    return guess(seen.address) if is_ours else None


def guess(address: str) -> Recognised | None:
    """Any site may be a Statuspage behind a front of its own."""
    return Recognised(address)


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("incidents", INCIDENTS_PATH), Ask("summary", SUMMARY_PATH, is_needed=False))


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    listed = parse_incidents(bodies["incidents"]) if "incidents" in bodies else None
    summary = parse_summary(bodies["summary"]) if "summary" in bodies else None
    newest = summary or listed
    return Account(
        page=newest.page,
        listings=(Listing(listed.incidents, Extent.NEWEST),) if listed else (),
        components=summary.components if summary else None,
        indicator=summary.indicator if summary else None,
        says=summary.says if summary else None,
        strange=sum((one.strange for one in (listed, summary) if one), ()),
    )


def parse_incidents(body: bytes) -> ReadIncidents:
    """What /api/v2/incidents.json says. Raises NotJson and Unexpected."""
    answer = Fields(json_object(body), "the answer")
    page = _page(answer)
    answer.required("incidents", list)
    answer.zone = page.time_zone
    listed = answer.objects("incidents", "incident", MOST_INCIDENTS)
    incidents = _newest_of_each([_incident(each, page) for each in listed], lambda incident: incident.as_of)
    words = [("incident status", incident.status, STATES) for incident in incidents]
    words += [("incident impact", incident.impact, IMPACTS) for incident in incidents]
    updates = [update for incident in incidents for update in incident.updates]
    words += [("update status", update.status, STATES) for update in updates]
    affected = [each for update in updates for each in update.affected]
    if len(updates) > MOST_UPDATES or len(affected) > MOST_AFFECTED:
        raise Unexpected(
            f"it holds {len(updates):,} updates on {len(affected):,} components, which no page has"
        )
    words += [("component status", word, LEVELS) for each in affected for word in (each.old, each.new)]
    return ReadIncidents(page, tuple(incidents), _strange(words))


def parse_summary(body: bytes) -> ReadSummary:
    """What /api/v2/summary.json says of the page and its components. Raises NotJson and Unexpected."""
    answer = Fields(json_object(body), "the answer")
    page = _page(answer)
    answer.required("components", list)
    answer.zone = page.time_zone
    status = Fields(answer.held.get("status") or {}, "“status”")
    indicator = status.text("indicator", 50)
    components = _components(answer.objects("components", "component", MOST_COMPONENTS))
    words = [("component status", component.status, LEVELS) for component in components]
    words.append(("indicator", indicator, INDICATORS))
    return ReadSummary(page, components, indicator, status.text("description", 300), _strange(words))


def _page(answer: Fields) -> ReadPage:
    page = Fields(answer.required("page", dict), "“page”")
    page.zone = time_zone(page.text("time_zone"))
    return ReadPage(
        uid=page.uid(),
        name=page.text("name", 200),
        url=_address(page.text("url", 500)).rstrip("/"),
        time_zone=page.zone,
        updated_at=page.time("updated_at"),
    )


def _incident(fields: Fields, page: ReadPage) -> ReadIncident:
    uid = fields.uid()
    read = [
        _update(each)
        for each in reversed(fields.objects("incident_updates", f"update of {uid[:40]}", MOST_UPDATES))
    ]
    updates = _newest_of_each(read, lambda update: update.updated_at or update.created_at)
    status = fields.text("status", STATUS_LENGTH)
    return ReadIncident(
        uid=uid,
        name=fields.text("name", NAME_LENGTH) or f"Incident {uid[:40]}",
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        impact=fields.text("impact", STATUS_LENGTH),
        url=_incident_address(page, uid),
        shortlink=_address(fields.text("shortlink", 500)),
        created_at=fields.time("created_at"),
        started_at=fields.time("started_at"),
        updated_at=fields.time("updated_at"),
        resolved_at=fields.time("resolved_at"),
        updates=tuple(sorted(updates, key=lambda update: update.at or _LONG_AGO)),
    )


def _incident_address(page: ReadPage, uid: str) -> str:
    address = f"{page.url}/incidents/{quote(uid, safe='')}"
    return address if page.url and len(address) <= ADDRESS_LENGTH else ""


def _update(fields: Fields) -> ReadUpdate:
    uid = fields.uid()
    status = fields.text("status", STATUS_LENGTH)
    return ReadUpdate(
        uid=uid,
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=fields.text("body", BODY_LENGTH),
        display_at=fields.time("display_at"),
        created_at=fields.time("created_at"),
        updated_at=fields.time("updated_at"),
        affected=_affected(fields.objects("affected_components", "affected component", MOST_AFFECTED)),
    )


def _affected(entries: Iterable[Fields]) -> tuple[Affected, ...]:
    """Without the placeholder of old answers: a name that says that nothing was affected, and no code."""
    return tuple(
        Affected(
            uid=entry.uid("code"),
            name=entry.text("name", NAME_LENGTH),
            old=entry.text("old_status", STATUS_LENGTH),
            new=entry.text("new_status", STATUS_LENGTH),
        )
        for entry in entries
        if entry.held.get("code")
    )


def _components(entries: list[Fields]) -> tuple[ReadComponent, ...]:
    """The components that are no groups, with the names of theirs."""
    groups = {entry.uid(): entry.text("name", NAME_LENGTH) for entry in entries if entry.claim("group")}
    read = [
        ReadComponent(
            uid=entry.uid(),
            name=entry.text("name", NAME_LENGTH) or entry.uid(),
            group_name=groups.get(entry.uid("group_id"), "") if entry.held.get("group_id") else "",
            position=entry.whole("position"),
            status=entry.text("status", STATUS_LENGTH),
            updated_at=entry.time("updated_at"),
        )
        for entry in entries
        if not entry.claim("group")
    ]
    return tuple(_newest_of_each(read, lambda component: component.updated_at))


def _newest_of_each(items: list, as_of) -> list:
    """Each id once, in the order of their first appearance: of two accounts the newer, else the first."""
    kept: dict = {}
    for item in items:
        held = kept.get(item.uid)
        if held is None or (as_of(item) or _LONG_AGO) > (as_of(held) or _LONG_AGO):
            kept[item.uid] = item
    return list(kept.values())


def _address(said: str) -> str:
    """An address of the web, or ""."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and parts.netloc and not any(map(str.isspace, said))
    return said if is_web else ""


def _strange(words: Iterable[tuple[str, str, Iterable[str]]]) -> tuple[Strange, ...]:
    counted = Counter((what, word) for what, word, known in words if word and word not in known)
    return tuple(Strange(what, word, times) for (what, word), times in sorted(counted.items()))

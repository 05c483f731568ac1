"""The documents below /api/v2, as Statuspage serves them and incident.io serves them alike.

Written against real answers of seven pages of Statuspage and two of incident.io (2023 to 2026), and against
Statuspage's documentation, https://metastatuspage.com/api/v2. incident.io has fewer fields, no texts, and no
list of incidents where there are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_object, time_zone, web_address
from statuspages.providers.gathered import LONG_AGO, gathered, newest_of_each
from statuspages.providers.reading import (
    Account,
    Affected,
    Extent,
    Kind,
    Level,
    Listing,
    ReadComponent,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
)

INCIDENTS_PATH = "/api/v2/incidents.json"
SUMMARY_PATH = "/api/v2/summary.json"
MAINTENANCES_PATH = "/api/v2/scheduled-maintenances.json"

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
    "full_outage": Level.MAJOR_OUTAGE,
    "under_maintenance": Level.MAINTENANCE,
}
IMPACTS = frozenset({"none", "minor", "major", "critical", "maintenance"})
LISTED_AT_MOST = 50  # incidents, and as many maintenances: of so many there may be more
ULID = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")  # incident.io's ids; Statuspage's have 12 characters

NOT_SAID = ReadPage("", "", "", "", None)
_KEYS = {"incidents": "incidents", "summary": "components", "maintenances": "scheduled_maintenances"}


@dataclass(frozen=True, slots=True)
class Document:
    """One of them, read. None: it does not have that list."""

    page: ReadPage
    incidents: tuple[ReadIncident, ...] | None = None
    maintenances: tuple[ReadIncident, ...] | None = None
    components: tuple[ReadComponent, ...] | None = None
    indicator: str = ""
    says: str = ""


def documents(bodies: Mapping[str, bytes], may_lack: Collection[str] = ()) -> dict[str, Document]:
    """By name, without those of `may_lack` that cannot be read. Raises NotJson and Unexpected."""
    if not bodies:
        raise Unexpected("it says nothing")
    read = {}
    for name, key in _KEYS.items():
        if name in bodies:
            try:
                read[name] = document(bodies[name], key)
            except PageUnreadable:
                if name not in may_lack:
                    raise
    return read


def document(body: bytes, key: str) -> Document:
    """One document; `key`: of the list that it must have. Raises NotJson and Unexpected."""
    answer = Fields(json_object(body), "the answer")
    page = _page(answer)
    answer.zone = page.time_zone
    if not (is_alike(page) and key == "incidents" and key not in answer.held):
        answer.required(key, list)
    status = Fields(answer.held.get("status") or {}, "“status”")
    components = answer.held.get("components")
    return Document(
        page,
        incidents=_incidents(answer, page, Kind.INCIDENT),
        maintenances=_incidents(answer, page, Kind.MAINTENANCE),
        components=None if components is None else _components(answer),
        indicator=status.text("indicator", 50),
        says=status.text("description", limits.SAYS_LENGTH),
    )


def is_alike(page: ReadPage) -> bool:
    """Whether a page only looks like a Statuspage, and is one of incident.io."""
    return bool(ULID.fullmatch(page.uid))


def account(read: Mapping[str, Document], further: Iterable[Listing] = ()) -> Account:
    """What these documents say together, of which there may be none, and what `further` lists.

    Raises Unexpected where that is more than a page can have.
    """
    summary = read.get("summary")
    newest = max(
        read.values(), key=lambda each: (each.page.updated_at or LONG_AGO, each is summary), default=None
    )
    return gathered(
        newest.page if newest else NOT_SAID,
        [*listings(read), *further],
        summary.components if summary else None,
        states=STATES,
        levels=LEVELS,
        impacts=IMPACTS,
        indicator=summary.indicator if summary else None,
        says=summary.says if summary else None,
        strange=_strange_indicator(summary),
    )


def listings(read: Mapping[str, Document]) -> list[Listing]:
    """What these documents list: the newest, and what goes on beside those."""
    summary = read.get("summary")
    found = []
    for kind, name in ((Kind.INCIDENT, "incidents"), (Kind.MAINTENANCE, "maintenances")):
        listed = read.get(name)
        going_on = getattr(summary, name) if summary else None
        if listed:
            newest = getattr(listed, name) or ()
            found.append(Listing(newest, _extent(listed, read, kind, len(newest)), kind))
            uids = {each.uid for each in newest}
            older = tuple(each for each in going_on or () if each.uid not in uids)
            found += [Listing(older, Extent.LATEST_CHANGES, kind)] if older else []
        elif going_on is not None:
            is_behind = _is_behind(summary, read)
            found.append(Listing(going_on, Extent.LATEST_CHANGES if is_behind else Extent.OPEN, kind))
    return found


def _extent(listed: Document, read: Mapping[str, Document], kind: Kind, length: int) -> Extent:
    """What is missing from a list may be withdrawn; not where the list is known to be behind, or cut."""
    is_cut = kind is Kind.MAINTENANCE and length >= LISTED_AT_MOST  # nobody says by which of their times
    return Extent.LATEST_CHANGES if is_cut or _is_behind(listed, read) else Extent.NEWEST


def _is_behind(document: Document, read: Mapping[str, Document]) -> bool:
    """Whether another document of the same answer is newer: each comes from a cache of its own."""
    times = [each.page.updated_at for each in read.values() if each.page.updated_at]
    at = document.page.updated_at
    return bool(at and times and at < max(times))


def _strange_indicator(summary: Document | None) -> list[tuple[str, str]]:
    word = summary.indicator if summary else ""
    return [("indicator", word)] if word and word not in IMPACTS else []


def _page(answer: Fields) -> ReadPage:
    page = Fields(answer.required("page", dict), "“page”")
    page.zone = time_zone(page.text("time_zone"))
    return ReadPage(
        uid=page.uid(),
        name=page.text("name", limits.PAGE_NAME_LENGTH),
        url=page.address("url").rstrip("/")[:500],
        time_zone=page.zone,
        updated_at=page.time("updated_at"),
    )


def _incidents(answer: Fields, page: ReadPage, kind: Kind) -> tuple[ReadIncident, ...] | None:
    """None where the document has no such list; an empty one for incident.io, which leaves it out then."""
    key = "incidents" if kind is Kind.INCIDENT else "scheduled_maintenances"
    if answer.held.get(key) is None:
        return () if is_alike(page) else None
    called = "incident" if kind is Kind.INCIDENT else "maintenance"
    listed = answer.objects(key, called, limits.MOST_INCIDENTS)
    return tuple(newest_of_each([_incident(each, page, kind) for each in listed], lambda one: one.as_of))


def _incident(fields: Fields, page: ReadPage, kind: Kind) -> ReadIncident:
    uid = fields.uid()
    told = fields.objects("incident_updates", f"update of {uid[:40]}", limits.MOST_UPDATES)
    unknown = State.INVESTIGATING if kind is Kind.INCIDENT else State.IN_PROGRESS
    read = [_update(each, unknown, is_alike(page)) for each in reversed(told)]
    updates = newest_of_each(read, lambda update: update.updated_at or update.created_at)
    status = fields.text("status", limits.STATUS_LENGTH)
    return ReadIncident(
        uid=uid,
        name=fields.text("name", limits.NAME_LENGTH) or f"{kind.capitalize()} {uid[:40]}",
        status=status,
        state=STATES.get(status, unknown),
        impact=fields.text("impact", limits.STATUS_LENGTH),
        url=_incident_address(page, uid),
        shortlink=fields.address("shortlink")[:500],
        created_at=fields.time("created_at"),
        started_at=fields.time("started_at"),
        updated_at=fields.time("updated_at"),
        resolved_at=fields.time("resolved_at"),
        updates=tuple(sorted(updates, key=lambda update: update.at or LONG_AGO)),
        kind=kind,
        scheduled_for=fields.time("scheduled_for"),
        scheduled_until=fields.time("scheduled_until"),
    )


def _incident_address(page: ReadPage, uid: str) -> str:
    address = f"{page.url}/incidents/{quote(uid, safe='')}"
    return address if page.url and web_address(address) else ""


def _update(fields: Fields, unknown: State, is_alike: bool) -> ReadUpdate:
    status = fields.text("status", limits.STATUS_LENGTH)
    body = fields.text("body", limits.BODY_LENGTH)
    return ReadUpdate(
        uid=fields.uid(),
        status=status,
        state=STATES.get(status, unknown),
        body=None if is_alike and not body else body,
        display_at=fields.time("display_at"),
        created_at=fields.time("created_at"),
        updated_at=fields.time("updated_at"),
        affected=_affected(fields.objects("affected_components", "affected component", limits.MOST_AFFECTED)),
    )


def _affected(entries: Iterable[Fields]) -> tuple[Affected, ...]:
    """Without the placeholder of old answers: a name that says that nothing was affected, and no code."""
    return tuple(
        Affected(
            uid=entry.uid("code"),
            name=entry.text("name", limits.NAME_LENGTH),
            old=entry.text("old_status", limits.STATUS_LENGTH),
            new=entry.text("new_status", limits.STATUS_LENGTH),
        )
        for entry in entries
        if entry.held.get("code")
    )


def _components(answer: Fields) -> tuple[ReadComponent, ...]:
    """The components that are no groups, with the names of theirs."""
    entries = answer.objects("components", "component", limits.MOST_COMPONENTS)
    groups = {
        entry.uid(): entry.text("name", limits.NAME_LENGTH) for entry in entries if entry.claim("group")
    }
    read = [
        ReadComponent(
            uid=entry.uid(),
            name=entry.text("name", limits.NAME_LENGTH) or entry.uid(),
            group_name=groups.get(entry.uid("group_id"), "") if entry.held.get("group_id") else "",
            position=entry.whole("position"),
            status=entry.text("status", limits.STATUS_LENGTH),
            updated_at=entry.time("updated_at"),
        )
        for entry in entries
        if not entry.claim("group")
    ]
    return tuple(newest_of_each(read, lambda component: component.updated_at))

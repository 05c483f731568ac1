"""Status.io, the public status API: what goes on now, and nothing of what is over.

Written against the documentation (https://kb.status.io/developers/public-status-api) and the shapes that
public clients read; there was no real answer to check it with. Codes and not words say what is meant: the
words may be in the page's own language. The regions of a component (“containers”) are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urlsplit

from statuspages.exceptions import Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_object
from statuspages.providers.gathered import (
    by_time,
    gathered,
    newest_first,
    with_made_ids,
    with_old_statuses,
    worst,
)
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
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

NAME = "statusio"
LABEL = "Status.io"
API = "https://api.status.io/1.0/status/"
STATES = {
    "Investigating": State.INVESTIGATING,
    "Identified": State.IDENTIFIED,
    "Monitoring": State.MONITORING,
    "Resolved": State.RESOLVED,
    "Scheduled": State.SCHEDULED,
    "Active": State.IN_PROGRESS,
    "Completed": State.DONE,
}
LEVELS = {
    "Operational": Level.WORKS,
    "Planned Maintenance": Level.MAINTENANCE,
    "Degraded Performance": Level.DEGRADED,
    "Partial Service Disruption": Level.PARTIAL_OUTAGE,
    "Service Disruption": Level.MAJOR_OUTAGE,
    "Security Event": Level.MAJOR_OUTAGE,
}
STATUS_WORDS = dict(zip(("100", "200", "300", "400", "500", "600"), LEVELS, strict=True))
INCIDENT_WORDS = {"100": "Investigating", "200": "Identified", "300": "Monitoring", "400": "Resolved"}
MAINTENANCE_WORDS = {"100": "Scheduled", "200": "Active", "300": "Completed"}

_ID = re.compile(r"/(?:1\.0/status|pages)/([0-9a-f]{24})(?:/|$)")
_ID_IN_PAGE = re.compile(rb"statuspageId\W{1,20}([0-9a-f]{24})")
_TITLE = re.compile(rb"<title>([^<]{1,400})</title>", re.IGNORECASE)


def recognise(seen: Seen) -> Recognised | None:
    """A page that names its id, or an address at the API that has it."""
    parts = urlsplit(seen.at)
    at_api = _ID.search(parts.path)
    if at_api and "/1.0/status/" in parts.path:
        url = f"{seen.site}/1.0/status/{at_api[1]}"
        return Recognised(url, {"page": at_api[1], "api": url})
    named = _ID_IN_PAGE.search(seen.body)
    uid = named[1].decode() if named else at_api[1] if at_api and parts.hostname == "status.io" else ""
    if not uid:
        return None
    title = _TITLE.search(seen.body)
    name = unescape(title[1].decode(errors="replace")).strip()[: limits.PAGE_NAME_LENGTH] if title else ""
    url = f"{seen.site}/pages/{uid}" if at_api else seen.site
    return Recognised(url, {"page": uid, "api": f"{API}{uid}", "name": name})


def guess(address: str) -> Recognised | None:
    """Without the page's id there is nothing to ask for."""
    return None


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("status", facts.get("api", API)),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "status" not in bodies:
        raise Unexpected("its status is missing")
    result = Fields(Fields(json_object(bodies["status"]), "the answer").required("result", dict), "“result”")
    overall = Fields(result.required("status_overall", dict), "“status_overall”")
    result.required("status", list)
    maintenance = result.object("maintenance")
    components = [
        _component(one, number)
        for number, one in enumerate(result.objects("status", "component", limits.MOST_COMPONENTS))
    ]
    incidents = [_incident(one) for one in result.objects("incidents", "incident", limits.MOST_INCIDENTS)]
    maintenances = [
        _maintenance(one, word)
        for name, word in (("active", "Active"), ("upcoming", "Scheduled"))
        for one in maintenance.objects(name, "maintenance", limits.MOST_INCIDENTS)
    ]
    page = ReadPage(
        uid=facts.get("page", ""),
        name=facts.get("name", ""),
        url="",
        time_zone="UTC",
        updated_at=overall.moment("updated"),
    )
    return gathered(
        page,
        (
            Listing(newest_first(incidents), Extent.OPEN),
            Listing(newest_first(maintenances), Extent.OPEN, Kind.MAINTENANCE),
        ),
        components,
        states=STATES,
        levels=LEVELS,
        indicator=worst([LEVELS.get(_status(overall)), *(LEVELS.get(one.status) for one in components)]),
        says=overall.text("status", limits.SAYS_LENGTH),
    )


def _status(fields: Fields) -> str:
    """A component's status: by its code, else as it is worded."""
    code = fields.word("status_code", limits.STATUS_LENGTH)
    return STATUS_WORDS.get(code) or fields.text("status", limits.STATUS_LENGTH) or code


def _component(fields: Fields, position: int) -> ReadComponent:
    return ReadComponent(
        uid=fields.uid(),
        name=fields.text("name", limits.NAME_LENGTH) or fields.uid(),
        group_name="",
        position=position,
        status=_status(fields),
        updated_at=fields.moment("updated"),
    )


def _incident(fields: Fields) -> ReadIncident:
    updates, are_made = _updates(fields, INCIDENT_WORDS, State.INVESTIGATING)
    status = updates[-1].status if updates else ""
    impact = next((each.new for update in reversed(updates) for each in update.affected), "")
    return ReadIncident(
        uid=fields.uid("_id"),
        name=fields.text("name", limits.NAME_LENGTH) or "Incident without a name",
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        impact=impact,
        url="",
        shortlink="",
        created_at=fields.moment("datetime_open"),
        started_at=None,
        updated_at=None,
        resolved_at=fields.moment("datetime_resolved"),
        updates=updates,
        ids_are_made=are_made,
    )


def _maintenance(fields: Fields, word: str) -> ReadIncident:
    updates, are_made = _updates(fields, MAINTENANCE_WORDS, State.SCHEDULED)
    return ReadIncident(
        uid=fields.uid("_id"),
        name=fields.text("name", limits.NAME_LENGTH) or "Maintenance without a name",
        status=word,
        state=STATES[word],
        impact="",
        url="",
        shortlink="",
        created_at=fields.moment("datetime_open"),
        started_at=None,
        updated_at=None,
        resolved_at=None,
        updates=updates,
        kind=Kind.MAINTENANCE,
        scheduled_for=fields.moment("datetime_planned_start"),
        scheduled_until=fields.moment("datetime_planned_end"),
        ids_are_made=are_made,
    )


def _updates(
    fields: Fields, words: Mapping[str, str], otherwise: State
) -> tuple[tuple[ReadUpdate, ...], bool]:
    """The messages of an incident, oldest first, and whether their ids are made by us."""
    messages = fields.objects("messages", "message", limits.MOST_UPDATES)
    affected = _affected(fields)
    are_made = not all(one.held.get("_id") for one in messages)
    read = [_update(one, words, otherwise, affected) for one in messages]
    updates = with_made_ids(read) if are_made else by_time(read)
    return with_old_statuses(updates), are_made


def _update(fields: Fields, words: Mapping[str, str], otherwise: State, affected) -> ReadUpdate:
    code = fields.word("state", limits.STATUS_LENGTH)
    status = words.get(code, code)
    level = fields.word("status", limits.STATUS_LENGTH)
    posted = fields.moment("datetime")
    new = STATUS_WORDS.get(level, level)
    return ReadUpdate(
        uid=fields.uid("_id") if fields.held.get("_id") else "",
        status=status,
        state=STATES.get(status, otherwise),
        body=fields.text("details", limits.BODY_LENGTH),
        display_at=posted,
        created_at=posted,
        updated_at=None,
        affected=tuple(Affected(uid, name, "", new) for uid, name in affected) if new else (),
    )


def _affected(fields: Fields) -> list[tuple[str, str]]:
    """The components that an incident names, as (id, name): objects, or ids alone."""
    held = fields.values("components_affected", limits.MOST_AFFECTED)
    objects = [one if isinstance(one, dict) else {"_id": one} for one in held]
    named = [Fields(one, "affected component") for one in objects]
    uids = [one.uid("_id" if one.held.get("_id") else "id") for one in named]
    return [(uid, one.text("name", limits.NAME_LENGTH)) for uid, one in zip(uids, named, strict=True)]

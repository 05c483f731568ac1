"""Heroku: /api/v4/current-status, its systems and what goes on; /api/v4/incidents, what changed last.

Written against the documentation (https://devcenter.heroku.com/articles/heroku-status) and what public
clients saw of real answers in 2026; there was no real answer to check it with. “resolved” is false on
incidents that are over, and maintenances stay “upcoming” long after they were: an incident's state says how
far it is, and maintenances are kept as they are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_list, json_object
from statuspages.providers.gathered import affecting, by_time, gathered, newest_first, with_made_ids, worst
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

NAME = "heroku"
LABEL = "Heroku"
HOST = "status.heroku.com"
CURRENT = "/api/v4/current-status"
HISTORY = "/api/v4/incidents"
STATES = {
    "open": State.INVESTIGATING,
    "issue": State.INVESTIGATING,
    "investigating": State.INVESTIGATING,
    "update": State.INVESTIGATING,
    "identified": State.IDENTIFIED,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "closed": State.RESOLVED,
    "followup": State.POSTMORTEM,
    "upcoming": State.SCHEDULED,
    "scheduled": State.SCHEDULED,
    "in_progress": State.IN_PROGRESS,
    "complete": State.DONE,
    "completed": State.DONE,
}
LEVELS = {
    "green": Level.WORKS,
    "blue": Level.MAINTENANCE,
    "yellow": Level.DEGRADED,
    "red": Level.MAJOR_OUTAGE,
}
PLANNED = {"resolved": State.DONE, "closed": State.DONE}


def recognise(seen: Seen) -> Recognised | None:
    """Heroku's page by its address, or its API wherever it is and answers like it."""
    if urlsplit(seen.at).hostname == HOST:
        return Recognised(f"https://{HOST}")
    base = seen.before(CURRENT)
    try:
        return Recognised(base) if base is not None and read({"current": seen.body}, {}) else None
    except PageUnreadable:
        return None


def guess(address: str) -> Recognised | None:
    """A mirror of it may stand anywhere."""
    return Recognised(address)


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("current", CURRENT), Ask("history", HISTORY, is_needed=False, may_lack=True))


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    listings, components = [], None
    if "current" in bodies:
        answer = Fields(json_object(bodies["current"]), "the answer")
        answer.required("status", list)
        answer.required("incidents", list)
        components = _components(answer)
        going_on = [_incident(one) for one in answer.objects("incidents", "incident", limits.MOST_INCIDENTS)]
        planned = [_planned(one) for one in answer.objects("scheduled", "maintenance", limits.MOST_INCIDENTS)]
        listings.append(Listing(newest_first(going_on), Extent.OPEN))
        listings.append(Listing(newest_first(planned), Extent.OPEN, Kind.MAINTENANCE))
    if "history" in bodies:
        listings += _history(bodies["history"], is_all="current" not in bodies)
    if not listings:
        raise Unexpected("there is no answer to read")
    return gathered(
        ReadPage(uid=NAME, name="Heroku", url="", time_zone="UTC", updated_at=None),
        listings,
        components,
        states=STATES,
        levels=LEVELS,
        indicator=None if components is None else worst(LEVELS.get(one.status) for one in components),
        says=None if components is None else "",
    )


def _history(body: bytes, *, is_all: bool) -> list[Listing]:
    """What changed last; nothing where it cannot be read and there is another answer."""
    try:
        incidents = [_incident(one) for one in json_list(body, "incident", limits.MOST_INCIDENTS)]
    except PageUnreadable:
        if is_all:
            raise
        return []
    return [Listing(newest_first(incidents), Extent.LATEST_CHANGES)]


def _components(answer: Fields) -> list[ReadComponent]:
    """Systems, which have no ids but their names."""
    systems = answer.objects("status", "system", limits.MOST_COMPONENTS)
    return [
        ReadComponent(
            uid=system.uid("system"),
            name=system.word("system", limits.NAME_LENGTH) or "A system",
            group_name="",
            position=position,
            status=system.text("status", limits.STATUS_LENGTH),
            updated_at=None,
        )
        for position, system in enumerate(systems, 1)
    ]


def _incident(fields: Fields) -> ReadIncident:
    status = fields.text("state", limits.STATUS_LENGTH)
    updates, are_made = _updates(fields)
    affected = _affected(fields)
    over = [update for update in updates if update.state is State.RESOLVED]
    state = STATES.get(status, State.INVESTIGATING)
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Incident {fields.uid()[:40]}",
        status=status,
        state=state,
        impact=next((word for word in ("red", "yellow") if word in [each.new for each in affected]), ""),
        url=fields.address("full_url"),
        shortlink="",
        created_at=fields.moment("created_at"),
        started_at=None,
        updated_at=fields.moment("updated_at"),
        resolved_at=over[-1].at if over and state.is_over else None,
        updates=affecting(updates, affected),
        ids_are_made=are_made,
    )


def _planned(fields: Fields) -> ReadIncident:
    status = fields.text("state", limits.STATUS_LENGTH)
    updates, are_made = _updates(fields)
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Maintenance {fields.uid()[:40]}",
        status=status,
        state=PLANNED.get(status) or STATES.get(status, State.SCHEDULED),
        impact="",
        url=fields.address("full_url"),
        shortlink="",
        created_at=fields.moment("created_at"),
        started_at=None,
        updated_at=fields.moment("updated_at"),
        resolved_at=None,
        updates=updates,
        kind=Kind.MAINTENANCE,
        ids_are_made=are_made,
    )


def _updates(fields: Fields) -> tuple[tuple[ReadUpdate, ...], bool]:
    """The updates, oldest first, and whether their ids are made by us: not all answers have them."""
    entries = fields.objects("updates", "update", limits.MOST_UPDATES)
    are_made = not all(entry.held.get("id") for entry in entries)
    read = [_update(entry) for entry in entries]
    return (with_made_ids(read) if are_made else by_time(read)), are_made


def _update(fields: Fields) -> ReadUpdate:
    status = fields.text("update_type", limits.STATUS_LENGTH)
    created = fields.moment("created_at")
    return ReadUpdate(
        uid=fields.uid() if fields.held.get("id") else "",
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=fields.text("contents", limits.BODY_LENGTH),
        display_at=created,
        created_at=created,
        updated_at=fields.moment("updated_at"),
        affected=(),
    )


def _affected(fields: Fields) -> list[Affected]:
    """The systems that an incident names with what they are through it."""
    systems = fields.objects("systems", "system", limits.MOST_AFFECTED)
    return [
        Affected(one.uid("name"), one.text("name", limits.NAME_LENGTH), "", status)
        for one in systems
        if (status := one.text("status", limits.STATUS_LENGTH)) and status != "green"
    ]

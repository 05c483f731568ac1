"""Slack: /api/v2.0.0/current, what goes on; /api/v2.0.0/history, what changed last (https://docs.slack.dev).

Written against real answers of 2020 to 2022. Notes have no ids and no status, and the first is rewritten now
and then. Slack does not say which note told of the end: it is taken to be the last before the summary that
follows days later, “Issue Summary: …”, which is its postmortem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from statuspages.exceptions import Unexpected
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

NAME = "slack"
LABEL = "Slack"
HOSTS = ("slack-status.com", "www.slack-status.com", "status.slack.com")
PAGE = "https://slack-status.com"
API = "/api/v2.0.0/"
STATES = {
    "active": State.INVESTIGATING,
    "resolved": State.RESOLVED,
    "scheduled": State.SCHEDULED,
    "completed": State.DONE,
    "cancelled": State.DONE,
    "summary": State.POSTMORTEM,  # our word for notes that are one
}
LEVELS = {
    "ok": Level.WORKS,
    "notice": Level.DEGRADED,
    "incident": Level.PARTIAL_OUTAGE,
    "outage": Level.MAJOR_OUTAGE,
    "maintenance": Level.MAINTENANCE,
}
SAYS = {"ok": "Slack is up and running", "active": "Slack has active issues"}
GRAVITY = ("outage", "incident", "notice", "maintenance")  # the gravest first
# Those that its page lists; further ones are listed while something is wrong with them.
SERVICES = (
    "Login/SSO",
    "Connectivity",
    "Messaging",
    "Files",
    "Huddles",
    "Search",
    "Notifications",
    "Canvases",
    "Workflows",
    "Apps/Integrations/APIs",
    "Workspace/Org Administration",
)
# What it is read by where it has only one of the two.
CURRENT_ALONE: Facts = {"by": "current"}
HISTORY_ALONE: Facts = {"by": "history"}
_SUMMARY = re.compile(r"\s*(?:<p>\s*)?(?:issue|incident) summary\b", re.IGNORECASE)


def recognise(seen: Seen) -> Recognised | None:
    """Slack's own page by its address, or its API wherever it is."""
    if urlsplit(seen.at).hostname in HOSTS:
        return Recognised(PAGE)
    base = seen.before(f"{API}current", f"{API}history")
    return guess(base) if base is not None else None


def guess(address: str) -> Recognised | None:
    """A mirror of it may stand anywhere."""
    return Recognised(address, otherwise=(CURRENT_ALONE, HISTORY_ALONE))


def asks(facts: Facts) -> tuple[Ask, ...]:
    by = facts.get("by")
    history = Ask("history", f"{API}history", is_needed=by == "history", may_lack=by == "current")
    return (history,) if by == "history" else (Ask("current", f"{API}current"), history)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    listings, components, status = [], None, None
    if "current" in bodies:
        answer = Fields(json_object(bodies["current"]), "the answer")
        answer.required("active_incidents", list)
        status = answer.text("status", limits.STATUS_LENGTH)
        if not status:
            raise Unexpected("it has no “status”")
        entries = answer.objects("active_incidents", "incident", limits.MOST_INCIDENTS)
        active = [_incident(one) for one in entries]
        components = _components(active)
        listings += _by_kind(active, Extent.OPEN)
    if "history" in bodies:
        entries = json_list(bodies["history"], "incident", limits.MOST_INCIDENTS)
        listings += _by_kind([_incident(one) for one in entries], Extent.LATEST_CHANGES)
    if not listings:
        raise Unexpected("there is no answer to read")
    return gathered(
        ReadPage(uid=NAME, name="Slack", url="", time_zone="America/Los_Angeles", updated_at=None),
        listings,
        components,
        states=STATES,
        levels=LEVELS,
        impacts=LEVELS,
        indicator=None if components is None else worst(LEVELS.get(one.status) for one in components),
        says=None if status is None else SAYS.get(status, status),
        strange=[("page status", status)] if status and status not in SAYS else [],
    )


def _by_kind(incidents: list[ReadIncident], extent: Extent) -> list[Listing]:
    return [
        Listing(newest_first(one for one in incidents if one.kind is kind), extent, kind) for kind in Kind
    ]


def _incident(fields: Fields) -> ReadIncident:
    kind = fields.text("type", limits.STATUS_LENGTH)
    is_planned = kind == "maintenance"
    status = fields.text("status", limits.STATUS_LENGTH)
    state = STATES.get(status, State.SCHEDULED if is_planned else State.INVESTIGATING)
    fields.required("notes", list)
    notes = _notes(fields.objects("notes", "note", limits.MOST_UPDATES), status, state)
    affected = [Affected(uid, name, "", kind) for uid, name in _services(fields)]
    updates = affecting(notes, affected)
    over = [update for update in updates if update.state is State.RESOLVED]
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Incident {fields.uid()[:40]}",
        status=status,
        state=state,
        impact=kind,
        url=fields.address("url"),
        shortlink="",
        created_at=fields.moment("date_created"),
        started_at=None,
        updated_at=fields.moment("date_updated"),
        resolved_at=over[-1].at if over else None,
        updates=updates,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        scheduled_for=fields.moment("date_created") if is_planned else None,
        ids_are_made=True,
    )


def _notes(entries: Iterable[Fields], status: str, state: State) -> tuple[ReadUpdate, ...]:
    """Notes, oldest first: active until the last, which is as the incident is; a summary after that."""
    notes = with_made_ids(_note(entry) for entry in entries)
    is_summary = [number > 0 and bool(_SUMMARY.match(note.body)) for number, note in enumerate(notes)]
    last = max((number for number, so in enumerate(is_summary) if not so), default=-1)
    read = []
    for number, (note, so) in enumerate(zip(notes, is_summary, strict=True)):
        if so and state.is_over:
            note = replace(note, state=State.POSTMORTEM, status="summary", display_at=None)
        elif number == last:
            note = replace(note, state=state, status=status)
        read.append(note)
    return by_time(read)


def _note(fields: Fields) -> ReadUpdate:
    created = fields.moment("date_created")
    return ReadUpdate(
        uid="",
        status="active",
        state=State.INVESTIGATING,
        body=fields.text("body", limits.BODY_LENGTH),
        display_at=created,
        created_at=created,
        updated_at=None,
        affected=(),
        is_status_told=False,
    )


def _services(fields: Fields) -> list[tuple[str, str]]:
    """The services that an incident names, as (id, name): they have no ids but their names."""
    entries = [Fields({"id": name}, "a service") for name in fields.values("services", limits.MOST_AFFECTED)]
    return [(entry.uid(), entry.word("id", limits.NAME_LENGTH)) for entry in entries]


def _components(active: list[ReadIncident]) -> list[ReadComponent]:
    said: dict[str, set[str]] = {name: set() for name in SERVICES}
    for incident in active:
        for each in (each for update in incident.updates for each in update.affected):
            said.setdefault(each.uid, set()).add(each.new)
    return [
        ReadComponent(
            uid=uid,
            name=uid[: limits.NAME_LENGTH],
            group_name="",
            position=position,
            status=next((word for word in GRAVITY if word in words), "ok"),
            updated_at=None,
        )
        for position, (uid, words) in enumerate(said.items(), 1)
    ]

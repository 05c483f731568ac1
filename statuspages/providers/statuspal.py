"""Statuspal: /api/v2/status_pages/<subdomain>/summary, what goes on, is planned, or was over lately.

Written against five real answers of two pages of 2023 to 2025. Times have no zone and are UTC. An incident
may begin before it was entered. Its type is what the services that it names are through it. Notices that are
no incidents (“info_notices”) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from statuspages.exceptions import Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_object, time_zone
from statuspages.providers.gathered import affecting, by_time, gathered, newest_first, worst
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

NAME = "statuspal"
LABEL = "Statuspal"
API = "https://statuspal.io/api/v2/status_pages/"
STATES = {
    "issue": State.INVESTIGATING,
    "essential": State.INVESTIGATING,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "postmortem": State.POSTMORTEM,
    "scheduled": State.SCHEDULED,
    "in-progress": State.IN_PROGRESS,
    "completed": State.DONE,
}
LEVELS = {
    "operational": Level.WORKS,  # our word: a service without an incident has none
    "info": Level.WORKS,
    "performance": Level.DEGRADED,
    "minor": Level.PARTIAL_OUTAGE,
    "major": Level.MAJOR_OUTAGE,
    "scheduled": Level.MAINTENANCE,
    "emergency-maintenance": Level.MAINTENANCE,
}
PLANNED = {"maintenances": State.IN_PROGRESS, "upcoming_maintenances": State.SCHEDULED}  # by list
DEEPEST = 20  # services below services
_AT_API = re.compile(r"(.*/api/v2/status_pages/)([^/]+)(?:/summary)?/?")
_SUBDOMAIN = re.compile(rb"//([a-z0-9-]{1,63})\.statuspal\.(?:io|eu)\b")
_NO_PAGES = {"www", "app", "docs", "api", "cdn", "assets", "static", "help", "status", "blog"}


def recognise(seen: Seen) -> Recognised | None:
    """The API by its path, a page of statuspal.io by its address, or one that loads from there."""
    parts = urlsplit(seen.at)
    if at_api := _AT_API.fullmatch(parts.path):
        prefix, subdomain = at_api.groups()
        url = f"{seen.site}{prefix}{subdomain}"
        return Recognised(url, {"subdomain": subdomain, "api": f"{url}/summary"})
    host = parts.hostname or ""
    subdomain, _, domain = host.partition(".")
    if domain not in ("statuspal.io", "statuspal.eu") or subdomain in _NO_PAGES:
        if b".statuspal." not in seen.body:
            return None
        named = {name.decode() for name in _SUBDOMAIN.findall(seen.body)} - _NO_PAGES
        if len(named) != 1:
            return None
        subdomain = named.pop()
    return Recognised(seen.site, {"subdomain": subdomain, "api": f"{API}{subdomain}/summary"})


def guess(address: str) -> Recognised | None:
    """Without the page's name at Statuspal there is nothing to ask for."""
    return None


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("summary", facts.get("api", API)),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "summary" not in bodies:
        raise Unexpected("its summary is missing")
    answer = Fields(json_object(bodies["summary"]), "the answer")
    page = Fields(answer.required("status_page", dict), "“status_page”")
    answer.required("services", list)
    answer.required("incidents", list)
    services = list(_services(answer, "", 0))
    components = [_component(service, group, place) for place, (service, group) in enumerate(services, 1)]
    names = {component.uid: component.full_name for component in components}
    above = {service.uid(): service.text("name", limits.NAME_LENGTH) for service in _with_others(answer)}
    incidents = [
        _incident(one, names, above) for one in answer.objects("incidents", "incident", limits.MOST_INCIDENTS)
    ]
    planned = [
        _maintenance(one, state)
        for name, state in PLANNED.items()
        for one in answer.objects(name, "maintenance", limits.MOST_INCIDENTS)
    ]
    kind = page.text("current_incident_type", limits.STATUS_LENGTH)
    return gathered(
        ReadPage(
            uid=facts.get("subdomain") or page.uid("subdomain"),
            name=page.text("name", limits.PAGE_NAME_LENGTH),
            url="",
            time_zone=time_zone(page.text("time_zone")),
            updated_at=None,
        ),
        (
            Listing(newest_first(incidents), Extent.OPEN),
            Listing(newest_first(planned), Extent.OPEN, Kind.MAINTENANCE),
        ),
        components,
        states=STATES,
        levels=LEVELS,
        indicator=worst(LEVELS.get(word) for word in [kind, *(one.status for one in components)]),
        says="",
    )


def _services(holder: Fields, group: str, depth: int) -> Iterable[tuple[Fields, str]]:
    """The services that have none below them, each with the names of those above."""
    if depth > DEEPEST:
        raise Unexpected("its services lie too deep below each other")
    name = "children" if depth else "services"
    for service in holder.objects(name, "service", limits.MOST_COMPONENTS):
        if service.values("children", limits.MOST_COMPONENTS):
            own = service.text("name", limits.NAME_LENGTH)
            path = f"{group} - {own}" if group else own
            yield from _services(service, path[: limits.NAME_LENGTH], depth + 1)
        else:
            yield service, group


def _with_others(answer: Fields) -> list[Fields]:
    """The services at the top that have others below them: an incident names them along with those."""
    top = answer.objects("services", "service", limits.MOST_COMPONENTS)
    return [service for service in top if service.held.get("children")]


def _component(fields: Fields, group: str, position: int) -> ReadComponent:
    return ReadComponent(
        uid=fields.uid(),
        name=fields.text("name", limits.NAME_LENGTH) or fields.uid(),
        group_name=group,
        position=position,
        status=fields.text("current_incident_type", limits.STATUS_LENGTH) or "operational",
        updated_at=None,
    )


def _affected(fields: Fields, names: Mapping[str, str], above: Mapping[str, str]) -> list[Affected]:
    """The services that an incident names; those above others only where it names no others."""
    kind = fields.text("type", limits.STATUS_LENGTH)
    if kind not in LEVELS:
        return []
    listed = fields.values("service_ids", limits.MOST_AFFECTED)
    uids = [Fields({"id": uid}, "a service").uid() for uid in listed]
    own = [uid for uid in uids if uid not in above] or uids
    known = above | names
    return [Affected(uid, known.get(uid, uid)[: limits.NAME_LENGTH], "", kind) for uid in own]


def _incident(fields: Fields, names: Mapping[str, str], above: Mapping[str, str]) -> ReadIncident:
    kind = fields.text("type", limits.STATUS_LENGTH)
    ends = fields.moment("ends_at")
    updates = _updates(fields)
    status = updates[-1].status if updates else ""
    state = State.RESOLVED if ends else STATES.get(status, State.INVESTIGATING)
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Incident {fields.uid()[:40]}",
        status="resolved" if ends else status,
        state=state,
        impact=kind,
        url=fields.address("url"),
        shortlink="",
        created_at=fields.moment("starts_at") or fields.moment("inserted_at"),
        started_at=fields.moment("inserted_at"),
        updated_at=fields.moment("updated_at"),
        resolved_at=ends,
        updates=affecting(updates, _affected(fields, names, above)),
    )


def _maintenance(fields: Fields, state: State) -> ReadIncident:
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Maintenance {fields.uid()[:40]}",
        status=str(state),  # no more is said than in which list it stands
        state=state,
        impact=fields.text("type", limits.STATUS_LENGTH),
        url=fields.address("url"),
        shortlink="",
        created_at=fields.moment("inserted_at"),
        started_at=None,
        updated_at=fields.moment("updated_at"),
        resolved_at=None,
        updates=_updates(fields),
        kind=Kind.MAINTENANCE,
        scheduled_for=fields.moment("starts_at"),
        scheduled_until=fields.moment("ends_at"),
    )


def _updates(fields: Fields) -> tuple[ReadUpdate, ...]:
    return by_time(_update(one) for one in fields.objects("updates", "update", limits.MOST_UPDATES))


def _update(fields: Fields) -> ReadUpdate:
    status = fields.text("type", limits.STATUS_LENGTH)
    return ReadUpdate(
        uid=fields.uid(),
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=fields.text("description", limits.BODY_LENGTH),
        display_at=fields.moment("posted_at"),
        created_at=fields.moment("inserted_at"),
        updated_at=fields.moment("updated_at"),
        affected=(),
    )

"""What the front page of an incident.io status page carries for its own scripts.

Written against two captured pages (March 2026). Undocumented, so whatever is not as it was there is refused:
a page that cannot be read says nothing, and above all not that all is well. Ids are ULIDs, whose first ten
characters are the time at which each was made: of an update that is when it was written, whenever it is said
to have been published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from statuspages.exceptions import NotJson, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields
from statuspages.providers.flight import flight_text, value_after
from statuspages.providers.gathered import by_time, newest_first, with_old_statuses
from statuspages.providers.reading import (
    Affected,
    Kind,
    Level,
    ReadComponent,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
)

STATES = {
    "investigating": State.INVESTIGATING,
    "identified": State.IDENTIFIED,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "maintenance_scheduled": State.SCHEDULED,
    "maintenance_in_progress": State.IN_PROGRESS,
    "maintenance_complete": State.DONE,
}
LEVELS = {
    "operational": Level.WORKS,
    "degraded_performance": Level.DEGRADED,
    "partial_outage": Level.PARTIAL_OUTAGE,
    "full_outage": Level.MAJOR_OUTAGE,
    "under_maintenance": Level.MAINTENANCE,
}
# As the vendor's own JSON words the worst that an incident did to a component.
IMPACTS = {"degraded_performance": "minor", "partial_outage": "major", "full_outage": "critical"}

_ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GOING_ON = ("ongoing_incidents", "in_progress_maintenances", "scheduled_maintenances")
_CALENDAR = '"data":{"component_impacts"'
_DEEPEST = 20  # lists within lists of a text


@dataclass(frozen=True, slots=True)
class FrontPage:
    """`going_on`: with all their updates. `past`: of which only name, status and time are told."""

    page: ReadPage
    components: tuple[ReadComponent, ...]
    going_on: tuple[ReadIncident, ...]
    past: tuple[ReadIncident, ...]


def read_page(body: bytes) -> FrontPage:
    """What the HTML of a front page carries. Raises NotJson and Unexpected."""
    text = flight_text(body.decode(errors="replace"))
    if not text:
        raise NotJson("a web page without the data of one of incident.io")
    held = value_after(text, "summary", dict)
    if held is None:
        raise Unexpected("it has no “summary” that is an object")
    summary = Fields(held, "the page")
    summary.required("components", list)
    summary.required("ongoing_incidents", list)
    page = ReadPage(
        uid=summary.uid(),
        name=summary.text("name", limits.PAGE_NAME_LENGTH),
        url=summary.address("public_url").rstrip("/"),
        time_zone="UTC",
        updated_at=None,
    )
    components = _components(summary)
    names = {component.uid: component.full_name for component in components}
    listed = [
        _incident(each, page, names)
        for key in _GOING_ON
        for each in summary.objects(key, "incident", limits.MOST_INCIDENTS)
    ]
    going_on = {incident.uid: incident for incident in listed}
    past = [incident for incident in _past(text, page) if incident.uid not in going_on]
    return FrontPage(page, components, newest_first(going_on.values()), newest_first(past))


def made_at(ulid: str) -> datetime | None:
    """When an id was made, to the second, as the vendor's JSON gives it; None where it is no ULID."""
    if len(ulid) != 26 or not set(ulid) <= set(_ULID_DIGITS):
        return None
    milliseconds = 0
    for digit in ulid[:10]:
        milliseconds = milliseconds * 32 + _ULID_DIGITS.index(digit)
    try:
        return datetime.fromtimestamp(milliseconds // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _components(summary: Fields) -> tuple[ReadComponent, ...]:
    """In the order of the page, with the names of their groups."""
    places = _places(summary.object("structure"))
    told = summary.objects("affected_components", "affected component", limits.MOST_COMPONENTS)
    statuses = {each.uid("component_id"): each.text("status", limits.STATUS_LENGTH) for each in told}
    found = []
    for each in summary.objects("components", "component", limits.MOST_COMPONENTS):
        uid = each.uid()
        position, group = places.get(uid, (len(places), ""))
        found.append(
            ReadComponent(
                uid=uid,
                name=each.text("name", limits.NAME_LENGTH) or uid,
                group_name=group,
                position=position,
                status=statuses.get(uid) or "operational",
                updated_at=None,
            )
        )
    return tuple(sorted(found, key=lambda component: component.position))


def _places(structure: Fields) -> dict[str, tuple[int, str]]:
    """By component: where it stands on the page, and in which group."""
    places: dict[str, tuple[int, str]] = {}
    for item in structure.objects("items", "item", limits.MOST_COMPONENTS):
        group = item.object("group")
        alone = item.object("component")
        grouped = group.objects("components", "component", limits.MOST_COMPONENTS)
        for each in [alone] if alone.held else grouped:
            places[each.uid("component_id")] = (len(places), group.text("name", limits.NAME_LENGTH))
    return places


def _incident(fields: Fields, page: ReadPage, names: Mapping[str, str]) -> ReadIncident:
    incident = _bare_incident(fields, page)
    told = fields.objects("updates", f"update of {incident.uid[:40]}", limits.MOST_UPDATES)
    updates = with_old_statuses(by_time(_update(each, names) for each in told))
    impacts = fields.objects("component_impacts", "impact", limits.MOST_AFFECTED)
    ended = [update.at for update in updates if update.state.is_over]
    return replace(
        incident,
        impact=_worst(incident.kind, impacts),
        updates=updates,
        resolved_at=ended[-1] if ended and incident.state.is_over else None,
        scheduled_for=fields.moment("starts_at") or fields.moment("started_at"),
        scheduled_until=fields.moment("ends_at") or fields.moment("scheduled_end_at"),
        has_all_updates=True,
    )


def _bare_incident(fields: Fields, page: ReadPage) -> ReadIncident:
    uid = fields.uid()
    status = fields.text("status", limits.STATUS_LENGTH)
    is_maintenance = fields.text("type") == "maintenance" or status.startswith("maintenance")
    kind = Kind.MAINTENANCE if is_maintenance else Kind.INCIDENT
    unknown = State.IN_PROGRESS if is_maintenance else State.INVESTIGATING
    address = f"{page.url}/incidents/{uid}" if page.url and made_at(uid) else ""
    return ReadIncident(
        uid=uid,
        name=fields.text("name", limits.NAME_LENGTH) or f"{kind.capitalize()} {uid[:40]}",
        status=status,
        state=STATES.get(status, unknown),
        impact="",
        url=address,
        shortlink="",
        created_at=fields.moment("published_at"),
        started_at=made_at(uid),
        updated_at=None,
        resolved_at=None,
        updates=(),
        kind=kind,
        has_all_updates=False,
    )


def _update(fields: Fields, names: Mapping[str, str]) -> ReadUpdate:
    uid = fields.uid()
    status = fields.text("to_status", limits.STATUS_LENGTH)
    published = fields.moment("published_at")
    told = fields.objects("component_statuses", "component status", limits.MOST_AFFECTED)
    return ReadUpdate(
        uid=uid,
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=fields.text("message_string", limits.BODY_LENGTH) or _text_of(fields.object("message")),
        display_at=published,
        created_at=made_at(uid) or published,
        updated_at=None,
        affected=tuple(_affected(told, names)),
    )


def _affected(told: Iterable[Fields], names: Mapping[str, str]) -> Iterable[Affected]:
    for each in told:
        uid = each.uid("component_id")
        yield Affected(uid, names.get(uid, ""), "", each.text("status", limits.STATUS_LENGTH))


def _text_of(node: Fields, depth: int = 0) -> str:
    """The words of a text that is given as nodes within nodes; paragraphs apart."""
    if depth > _DEEPEST:
        return ""
    if node.text("type") == "lineBreak":
        return "\n"
    words = node.text("text", limits.BODY_LENGTH)
    parts = node.objects("content", "part of a text", limits.MOST_UPDATES)
    inner = [_text_of(each, depth + 1) for each in parts]
    if node.text("type") in ("doc", "bulletList", "orderedList"):
        return "\n\n".join(part for part in inner if part)
    return (words + "".join(inner))[: limits.BODY_LENGTH]


def _past(text: str, page: ReadPage) -> list[ReadIncident]:
    """Incidents that the page's calendar links to, with their name, status and times, and without updates."""
    at = text.find(_CALENDAR)
    calendar = Fields(value_after(text[at:], "data", dict) or {} if at >= 0 else {}, "the calendar")
    impacts = defaultdict(list)
    for impact in calendar.objects("component_impacts", "impact", limits.MOST_AFFECTED):
        impacts[impact.text("status_page_incident_id")].append(impact)
    links = calendar.objects("incident_links", "linked incident", limits.MOST_INCIDENTS)
    return [_linked(_bare_incident(link, page), impacts[link.uid()]) for link in links]


def _linked(incident: ReadIncident, impacts: list[Fields]) -> ReadIncident:
    ends = [impact.moment("end_at") for impact in impacts]
    is_over = incident.state.is_over and ends and all(ends)
    resolved_at = max(ends) if is_over else None
    impact = _worst(incident.kind, impacts) if impacts else ""  # the calendar need not have all
    return replace(incident, impact=impact, resolved_at=resolved_at)


def _worst(kind: Kind, impacts: list[Fields]) -> str:
    """The impact of an incident, by what it did to components, in the words of the vendor's own JSON."""
    words = {impact.text("status", limits.STATUS_LENGTH) for impact in impacts}
    worst = next((IMPACTS[word] for word in reversed(IMPACTS) if word in words), "none")
    return "maintenance" if kind is Kind.MAINTENANCE else worst

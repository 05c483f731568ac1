"""Google's status dashboards (Cloud, Workspace, Firebase, Play): incidents.json, about a year of incidents.

Written against a real answer of Google Cloud of July 2022, and its schema beside it. An incident begins when
Google says it did, which is mostly before it was entered. Updates have no ids. Products are well where no
incident that is open names them: there is no other word on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_list
from statuspages.providers.gathered import gathered, newest_first, with_made_ids, worst
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import (
    Account,
    Affected,
    Extent,
    Level,
    Listing,
    ReadComponent,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
)

NAME = "google"
LABEL = "Google"
PATH = "/incidents.json"
STATES = {
    "SERVICE_INFORMATION": State.INVESTIGATING,
    "SERVICE_DISRUPTION": State.INVESTIGATING,
    "SERVICE_OUTAGE": State.INVESTIGATING,
    "AVAILABLE": State.RESOLVED,
}
LEVELS = {
    "AVAILABLE": Level.WORKS,
    "SERVICE_INFORMATION": Level.DEGRADED,
    "SERVICE_DISRUPTION": Level.PARTIAL_OUTAGE,
    "SERVICE_OUTAGE": Level.MAJOR_OUTAGE,
}
GRAVITY = ("SERVICE_OUTAGE", "SERVICE_DISRUPTION", "SERVICE_INFORMATION")  # the gravest first
IMPACTS = frozenset({"low", "medium", "high"})
DASHBOARDS = {
    "status.cloud.google.com": "Google Cloud",
    "status.firebase.google.com": "Firebase",
    "status.play.google.com": "Google Play",
    "www.google.com": "Google Workspace",
}
WORKSPACE = "/appsstatus/dashboard"
_TITLE_MARK = re.compile(r"\*\*(?:Title:?)?\*\*:?|\*\*", re.IGNORECASE)


def recognise(seen: Seen) -> Recognised | None:
    """A dashboard by its address, a page that points at the schema, or a list of incidents of this shape."""
    parts = urlsplit(seen.at)
    if parts.hostname == "www.google.com":
        return _page(f"{seen.site}{WORKSPACE}") if parts.path.startswith(WORKSPACE) else None
    if parts.hostname in DASHBOARDS or b"incidents.schema.json" in seen.body:
        return _page(seen.site)
    base = seen.before(PATH)
    if base is None or not seen.body:
        return None
    try:
        read({"incidents": seen.body}, {})
    except PageUnreadable:
        return None
    return _page(base)


def guess(address: str) -> Recognised | None:
    """A mirror of a list of incidents may stand anywhere."""
    return _page(address)


def _page(url: str) -> Recognised:
    return Recognised(url, {"url": url, "name": DASHBOARDS.get(urlsplit(url).hostname or "", "")})


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("incidents", PATH),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "incidents" not in bodies:
        raise Unexpected("its incidents are missing")
    entries = json_list(bodies["incidents"], "incident", limits.MOST_INCIDENTS)
    if not entries and not facts.get("name"):  # Google's own may be empty; elsewhere it may be anything
        raise Unexpected("it lists no incidents, by which it could be known as Google's")
    for entry in entries:
        entry.required("updates", list)
        if "external_desc" not in entry.held:
            raise Unexpected("an incident has no “external_desc”")
    incidents = [_incident(entry, facts.get("url", "")) for entry in entries]
    components = _components(incidents)
    return gathered(
        ReadPage(
            uid=facts.get("url", ""),
            name=facts.get("name", ""),
            url=facts.get("url", ""),
            time_zone="UTC",
            updated_at=None,
        ),
        [Listing(newest_first(incidents), Extent.NEWEST)],
        components,
        states=STATES,
        levels=LEVELS,
        impacts=IMPACTS,
        indicator=worst(LEVELS.get(one.status) for one in components),
        says="",
    )


def _incident(fields: Fields, page_url: str) -> ReadIncident:
    ends = fields.moment("end")
    products = [
        (one.uid(), one.text("title", limits.NAME_LENGTH))
        for one in fields.objects("affected_products", "product", limits.MOST_COMPONENTS)
    ]
    entries = fields.objects("updates", "update", limits.MOST_UPDATES)
    updates = _with_products(with_made_ids(_update(one, is_over=bool(ends)) for one in entries), products)
    status = updates[-1].status if updates else fields.text("status_impact", limits.STATUS_LENGTH)
    uri = fields.text("uri", 500).lstrip("/")
    return ReadIncident(
        uid=fields.uid(),
        name=_title(fields.text("external_desc")) or f"Incident {fields.uid()[:40]}",
        status=status,
        state=State.RESOLVED if ends else _while_open(status),
        impact=fields.text("severity", limits.STATUS_LENGTH),
        url=f"{page_url}/{uri}" if page_url and uri and not any(map(str.isspace, uri)) else "",
        shortlink="",
        created_at=fields.moment("begin"),
        started_at=fields.moment("created"),
        updated_at=fields.moment("modified"),
        resolved_at=ends,
        updates=updates,
        ids_are_made=True,
    )


def _title(said: str) -> str:
    """The first line of a description, without its marks: some begin with “**Title:**”."""
    lines = (" ".join(_TITLE_MARK.sub(" ", line).split()) for line in said[:5000].splitlines())
    title = next((line for line in lines if line), "")
    return limits.cut(title, limits.NAME_LENGTH)


def _while_open(status: str) -> State:
    """What is available again and not over is being watched."""
    state = STATES.get(status, State.INVESTIGATING)
    return State.MONITORING if state is State.RESOLVED else state


def _update(fields: Fields, *, is_over: bool) -> ReadUpdate:
    status = fields.text("status", limits.STATUS_LENGTH)
    created = fields.moment("created")
    return ReadUpdate(
        uid="",
        status=status,
        state=STATES.get(status, State.INVESTIGATING) if is_over else _while_open(status),
        body=fields.text("text", limits.BODY_LENGTH),
        display_at=fields.moment("when") or created,
        created_at=created,
        updated_at=fields.moment("modified"),
        affected=(),
    )


def _with_products(updates, products: list[tuple[str, str]]) -> tuple[ReadUpdate, ...]:
    """With how the products are, where an update says otherwise than the one before."""
    last, told = "", []
    for update in updates:
        is_news = update.status and update.status != last
        affected = [Affected(uid, name, last, update.status) for uid, name in products] if is_news else []
        told.append(replace(update, affected=tuple(affected)))
        last = update.status or last
    return tuple(told)


def _components(incidents: list[ReadIncident]) -> list[ReadComponent]:
    """Every product that an incident names, as the gravest open incident says that it is."""
    names: dict[str, str] = {}
    statuses: dict[str, set[str]] = {}
    for incident in incidents:
        for uid, name in {each.uid: each.name for one in incident.updates for each in one.affected}.items():
            names.setdefault(uid, name)
            if incident.state is not State.RESOLVED:
                statuses.setdefault(uid, set()).add(incident.status)
    in_order = sorted(names.items(), key=lambda each: (each[1].casefold(), each[0]))
    return [
        ReadComponent(
            uid=uid,
            name=name or uid,
            group_name="",
            position=position,
            status=next((word for word in GRAVITY if word in statuses.get(uid, ())), "AVAILABLE"),
            updated_at=None,
        )
        for position, (uid, name) in enumerate(in_order, 1)
    ]

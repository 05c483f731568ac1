"""Instatus: what its pages carry for their own scripts, else the public summary.

The page (flight data of Next.js, undocumented) has every update of what goes on, and was read from a real
capture of January 2026. The summary (https://instatus.com/help/api/public-data) has no texts; it and the
components were read from the documentation. Neither lists what is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers.fields import Fields, json_object
from statuspages.providers.flight import flight_text, value_after
from statuspages.providers.gathered import affecting, by_time, gathered, newest_first, worst
from statuspages.providers.limits import (
    BODY_LENGTH,
    MOST_AFFECTED,
    MOST_COMPONENTS,
    MOST_INCIDENTS,
    MOST_UPDATES,
    NAME_LENGTH,
    PAGE_NAME_LENGTH,
    STATUS_LENGTH,
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

NAME = "instatus"
LABEL = "Instatus"
STATES = {
    "INVESTIGATING": State.INVESTIGATING,
    "IDENTIFIED": State.IDENTIFIED,
    "MONITORING": State.MONITORING,
    "RESOLVED": State.RESOLVED,
    "NOTSTARTEDYET": State.SCHEDULED,
    "INPROGRESS": State.IN_PROGRESS,
    "COMPLETED": State.DONE,
}
LEVELS = {
    "OPERATIONAL": Level.WORKS,
    "DEGRADEDPERFORMANCE": Level.DEGRADED,
    "PARTIALOUTAGE": Level.PARTIAL_OUTAGE,
    "MINOROUTAGE": Level.PARTIAL_OUTAGE,
    "MAJOROUTAGE": Level.MAJOR_OUTAGE,
    "UNDERMAINTENANCE": Level.MAINTENANCE,
}
# A page's status, and what its own pages say then in English.
SAYS = {
    "UP": "All systems operational",
    "HASISSUES": "Experiencing issues",
    "UNDERMAINTENANCE": "Maintenance in progress",
}
BY_PAGE: Facts = {"by": "page"}
BY_SUMMARY: Facts = {"by": "summary"}
LONGEST_MAINTENANCE = 10 * 365 * 24 * 60  # minutes


def recognise(seen: Seen) -> Recognised | None:
    """A page that carries its incidents for Instatus's scripts, or the summary of one."""
    if b"instatus" in seen.body and b"activeIncidents" in seen.body:
        return Recognised(seen.site, BY_PAGE, otherwise=(BY_SUMMARY,))
    base = seen.before("/api/v2/", "/v2/components.json", "/v3/", "/summary.json")
    if base is None:
        return None
    try:
        status = Fields(json_object(seen.body), "the answer").object("page").text("status")
    except PageUnreadable:
        return None
    return Recognised(base, BY_PAGE, otherwise=(BY_SUMMARY,)) if status in SAYS else None


def guess(address: str) -> Recognised | None:
    return Recognised(address, BY_SUMMARY)


def asks(facts: Facts) -> tuple[Ask, ...]:
    if facts.get("by") == "page":
        return (Ask("page", "/", accept="text/html"),)
    return (Ask("summary", "/summary.json"), Ask("components", "/v2/components.json", may_lack=True))


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "page" in bodies:
        return _read_page(bodies["page"])
    return _read_summary(bodies)


def _read_page(body: bytes) -> Account:
    text = flight_text(body.decode(errors="replace"))
    held = value_after(text, "site", dict)
    active = value_after(text, "activeIncidents", list)
    if held is None or active is None:
        raise Unexpected("it does not carry what a page of Instatus carries for its scripts")
    site = Fields(held, "“site”")
    site.required("components", list)
    found = {"incidents": active, "maintenances": value_after(text, "activeMaintenances", list) or []}
    told = Fields(found, "the page")
    status = site.text("status", STATUS_LENGTH)
    page = ReadPage(
        uid=site.uid(),
        name=_words(site, "name", PAGE_NAME_LENGTH),
        url="",
        time_zone="UTC",
        updated_at=None,
    )
    components = _components(site)
    return _account(page, told, ("incidents", "maintenances"), components, status)


def _read_summary(bodies: Mapping[str, bytes]) -> Account:
    components = None
    if "components" in bodies:
        try:
            components = _components(Fields(json_object(bodies["components"]), "the answer"))
        except PageUnreadable:
            components = None  # many pages do not have them
    if "summary" not in bodies:
        raise Unexpected("its summary is missing")
    answer = Fields(json_object(bodies["summary"]), "the answer")
    said = Fields(answer.required("page", dict), "“page”")
    status = said.text("status", STATUS_LENGTH)
    if status not in SAYS:
        raise Unexpected(f"its page is “{status}”, which no page of Instatus is")
    name, url = said.text("name", PAGE_NAME_LENGTH), said.address("url").rstrip("/")
    page = ReadPage(
        uid=said.uid() if said.held.get("id") else urlsplit(url).netloc,
        name=name,
        url=url,
        time_zone="UTC",
        updated_at=None,
    )
    return _account(page, answer, ("activeIncidents", "activeMaintenances"), components, status)


def _account(page: ReadPage, told: Fields, lists: tuple[str, str], components, status: str) -> Account:
    incidents, maintenances = (told.objects(name, name[:-1], MOST_INCIDENTS) for name in lists)
    listings = (
        Listing(newest_first(_incident(one) for one in incidents), Extent.OPEN),
        Listing(newest_first(_maintenance(one) for one in maintenances), Extent.OPEN, Kind.MAINTENANCE),
    )
    by_components = worst(LEVELS.get(one.status) for one in components or ())
    indicator = {"UP": "none", "UNDERMAINTENANCE": "maintenance"}.get(status)
    if indicator is None:
        is_told = not status or by_components in ("minor", "major")
        indicator = by_components if is_told else "minor"
    return gathered(
        page,
        listings,
        components,
        states=STATES,
        levels=LEVELS,
        impacts=LEVELS,
        indicator=indicator,
        says=SAYS.get(status, status),
        strange=() if not status or status in SAYS else (("page status", status),),
    )


def _incident(fields: Fields) -> ReadIncident:
    status = fields.text("status", STATUS_LENGTH)
    started = fields.moment("started")
    affected = [
        Affected(one.uid(), _words(one, "name", NAME_LENGTH), "", one.text("status", STATUS_LENGTH))
        for one in fields.objects("components", "component", MOST_AFFECTED)
    ]
    return ReadIncident(
        uid=_uid(fields),
        name=_words(fields, "name", NAME_LENGTH) or "Incident without a name",
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        impact=fields.text("impact", STATUS_LENGTH),
        url=fields.address("url"),
        shortlink="",
        created_at=started,
        started_at=None,
        updated_at=fields.moment("updatedAt"),
        resolved_at=fields.moment("resolved"),
        updates=affecting(_updates(fields), affected),
    )


def _maintenance(fields: Fields) -> ReadIncident:
    status = fields.text("status", STATUS_LENGTH)
    begins = fields.moment("start") or fields.moment("started")
    return ReadIncident(
        uid=_uid(fields),
        name=_words(fields, "name", NAME_LENGTH) or "Maintenance without a name",
        status=status,
        state=STATES.get(status, State.SCHEDULED),
        impact=fields.text("impact", STATUS_LENGTH),
        url=fields.address("url"),
        shortlink="",
        created_at=None,
        started_at=None,
        updated_at=fields.moment("updatedAt"),
        resolved_at=fields.moment("resolved"),
        updates=_updates(fields),
        kind=Kind.MAINTENANCE,
        scheduled_for=begins,
        scheduled_until=_after(begins, fields.word("duration", 20)),
    )


def _after(begins: datetime | None, minutes: str) -> datetime | None:
    if begins is None or not minutes.isdecimal() or not 0 < int(minutes) <= LONGEST_MAINTENANCE:
        return None
    return begins + timedelta(minutes=int(minutes))


def _updates(fields: Fields) -> tuple[ReadUpdate, ...]:
    return by_time(_update(one) for one in fields.objects("updates", "update", MOST_UPDATES))


def _update(fields: Fields) -> ReadUpdate:
    status = fields.text("status", STATUS_LENGTH)
    posted = fields.moment("started")
    return ReadUpdate(
        uid=fields.uid(),
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=_words(fields, "message", BODY_LENGTH),
        display_at=posted,
        created_at=posted,
        updated_at=None,
        affected=(),
    )


def _uid(fields: Fields) -> str:
    """Its id; in summaries that give none it is the last part of its address."""
    if not fields.held.get("id") and (last := urlsplit(fields.address("url")).path.rpartition("/")[2]):
        return Fields({"id": last}, fields.where).uid()
    return fields.uid()


def _components(site: Fields) -> list[ReadComponent]:
    """The components that have no others below them, with the name of the one that they are below."""
    read = []
    for one in site.objects("components", "component", MOST_COMPONENTS):
        below = one.objects("children", "component", MOST_COMPONENTS)
        group = one.object("group")
        read += [_component(child, _words(one, "name", NAME_LENGTH)) for child in below]
        if not below and not one.held.get("archivedAt"):
            read.append(_component(one, _words(group, "name", NAME_LENGTH)))
    return read


def _component(fields: Fields, group_name: str) -> ReadComponent:
    return ReadComponent(
        uid=fields.uid(),
        name=_words(fields, "name", NAME_LENGTH) or fields.uid(),
        group_name=group_name,
        position=fields.whole("order"),
        status=fields.text("status", STATUS_LENGTH),
        updated_at=None,
    )


def _words(fields: Fields, name: str, longest: int) -> str:
    """A text, or the default of one in several languages: {"default": "…", "fr": "…"}."""
    if not isinstance(fields.held.get(name), dict):
        return fields.text(name, longest)
    languages = fields.object(name)
    return languages.text("default", longest) or languages.text("en", longest)

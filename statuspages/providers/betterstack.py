"""Better Stack (formerly Better Uptime): /index.json, a JSON:API document with everything in it.

Written against the documentation (“JSON API status”, betterstack.com/docs/uptime) and what public clients
saw of real answers; the only real capture is a page in HTML, which carries no data but shows whose it is. A
report that is over may have no end: its state says so. Which reports are left out when is not documented, so
nothing is concluded from one that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_object, time_zone
from statuspages.providers.gathered import (
    affecting,
    by_time,
    gathered,
    newest_first,
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

NAME = "betterstack"
LABEL = "Better Stack"
PATH = "/index.json"
STATES = {
    "degraded": State.INVESTIGATING,
    "downtime": State.INVESTIGATING,
    "operational": State.MONITORING,  # nothing is wrong any more, and the report is not over
    "maintenance": State.IN_PROGRESS,
    "resolved": State.RESOLVED,
}
LEVELS = {
    "operational": Level.WORKS,
    "resolved": Level.WORKS,
    "degraded": Level.DEGRADED,
    "downtime": Level.MAJOR_OUTAGE,
    "maintenance": Level.MAINTENANCE,
}
UNKNOWN_BUT_USUAL = {"not_monitored": None}  # of components: nobody measures them
SAYS = {
    "operational": "All services are online",
    "degraded": "Some services are degraded",
    "downtime": "Some services are down",
    "maintenance": "Ongoing maintenance",
}
GRAVITY = ("downtime", "degraded", "maintenance", "operational", "resolved")  # the gravest first
WELL = ("operational", "resolved")
MOST_INCLUDED = limits.MOST_COMPONENTS + limits.MOST_UPDATES
MARKS = (b"uptime.betterstack.com/", b"betteruptime.com/")


def recognise(seen: Seen) -> Recognised | None:
    """A page that loads Better Stack's own assets, or its document."""
    base = seen.before(PATH)
    if base is not None:
        try:
            _page(seen.body)
        except PageUnreadable:
            base = None
    if base is None and any(b"/status_page" in seen.body and mark in seen.body for mark in MARKS):
        base = seen.site
    return None if base is None else Recognised(base)


def guess(address: str) -> Recognised | None:
    return Recognised(address)


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("index", PATH),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "index" not in bodies:
        raise Unexpected("its document is missing")
    answer, page = _page(bodies["index"])
    attributes = page.object("attributes")
    zone = time_zone(attributes.text("timezone"))
    included: dict[str, list[Fields]] = {}
    for one in answer.objects("included", "entry", MOST_INCLUDED):
        one.zone = zone
        included.setdefault(one.text("type", limits.STATUS_LENGTH), []).append(one)
    components = _components(included)
    reports = _reports(included, {one.uid: one.full_name for one in components})
    state = attributes.text("aggregate_state", limits.STATUS_LENGTH)
    indicator = worst(LEVELS.get(word) for word in [state, *(one.status for one in components)])
    return gathered(
        ReadPage(
            uid=page.uid(),
            name=attributes.text("company_name", limits.PAGE_NAME_LENGTH),
            url="",
            time_zone=zone,
            updated_at=attributes.moment("updated_at"),
        ),
        [
            Listing(newest_first(one for one in reports if one.kind is kind), Extent.LATEST_CHANGES, kind)
            for kind in Kind
        ],
        components,
        states=STATES,
        levels=LEVELS | UNKNOWN_BUT_USUAL,
        indicator=indicator,
        says=SAYS.get(state, state),
    )


def _page(body: bytes) -> tuple[Fields, Fields]:
    """The answer, and the page in it. Raises NotJson and Unexpected."""
    answer = Fields(json_object(body), "the answer")
    page = Fields(answer.required("data", dict), "“data”")
    if page.text("type") != "status_page":
        raise Unexpected("what it tells of is no page of Better Stack")
    answer.required("included", list)
    return answer, page


def _components(included: Mapping[str, list[Fields]]) -> list[ReadComponent]:
    sections = {one.uid(): one.object("attributes") for one in included.get("status_page_section", ())}
    ranks = {uid: section.whole("position") for uid, section in sections.items()}
    read = []
    for one in included.get("status_page_resource", ()):
        resource = one.object("attributes")
        section = resource.word("status_page_section_id", limits.STATUS_LENGTH)
        group = sections.get(section)
        component = ReadComponent(
            uid=one.uid(),
            name=resource.text("public_name", limits.NAME_LENGTH) or one.uid(),
            group_name=group.text("name", limits.NAME_LENGTH) if group else "",
            position=resource.whole("position"),
            status=resource.text("status", limits.STATUS_LENGTH),
            updated_at=None,
        )
        read.append((ranks.get(section, 0), component.position, component))
    return [component for *_, component in sorted(read, key=lambda each: each[:2])]


def _reports(included: Mapping[str, list[Fields]], names: Mapping[str, str]) -> list[ReadIncident]:
    updates: dict[str, list[Fields]] = {}
    by_id = {one.uid(): one for one in included.get("status_update", ())}
    for one in by_id.values():
        report = one.object("attributes").word("status_report_id", limits.STATUS_LENGTH)
        updates.setdefault(report, []).append(one)
    return [
        _report(one, updates.get(one.uid(), []) or _related(one, by_id), names)
        for one in included.get("status_report", ())
    ]


def _related(report: Fields, by_id: Mapping[str, Fields]) -> list[Fields]:
    """The updates that a report names itself, where they do not name it."""
    related = report.object("relationships").object("status_updates")
    links = related.objects("data", "link", limits.MOST_UPDATES)
    return [by_id[link.uid()] for link in links if link.uid() in by_id]


def _report(fields: Fields, updates: list[Fields], names: Mapping[str, str]) -> ReadIncident:
    report = fields.object("attributes")
    is_planned = report.text("report_type") == "maintenance"
    status = report.text("aggregate_state", limits.STATUS_LENGTH)
    starts, ends = report.moment("starts_at"), report.moment("ends_at")
    told = with_old_statuses(by_time(_update(one, names, is_planned=is_planned) for one in updates))
    if not any(update.affected for update in told):
        told = affecting(told, _affected(report, names))
    state = State.RESOLVED if ends and not is_planned else STATES.get(status, State.INVESTIGATING)
    if is_planned:
        state = {"resolved": State.DONE, "maintenance": State.IN_PROGRESS}.get(status, State.SCHEDULED)
    return ReadIncident(
        uid=fields.uid(),
        name=report.text("title", limits.NAME_LENGTH) or "Report without a title",
        status=status,
        state=state,
        impact=_gravest(each.new for update in told for each in update.affected if each.new not in WELL),
        url="",
        shortlink="",
        created_at=starts,
        started_at=None,
        updated_at=None,
        resolved_at=None if is_planned else ends,
        updates=told,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        scheduled_for=starts if is_planned else None,
        scheduled_until=ends if is_planned else None,
    )


def _update(fields: Fields, names: Mapping[str, str], *, is_planned: bool) -> ReadUpdate:
    """An update; what it says of the whole is the gravest that it says of a component."""
    update = fields.object("attributes")
    affected = _affected(update, names)
    status = _gravest(each.new for each in affected)
    state = STATES.get(status, State.INVESTIGATING)
    if is_planned:
        state = {"resolved": State.DONE, "maintenance": State.IN_PROGRESS}.get(status, State.SCHEDULED)
    posted = update.moment("published_at")
    return ReadUpdate(
        uid=fields.uid(),
        status=status,
        state=state,
        body=update.text("message", limits.BODY_LENGTH),
        display_at=posted,
        created_at=posted,
        updated_at=None,
        affected=affected,
    )


def _affected(fields: Fields, names: Mapping[str, str]) -> tuple[Affected, ...]:
    entries = fields.objects("affected_resources", "affected resource", limits.MOST_AFFECTED)
    said = [
        (entry.uid("status_page_resource_id"), entry.text("status", limits.STATUS_LENGTH))
        for entry in entries
    ]
    return tuple(Affected(uid, names.get(uid, uid)[: limits.NAME_LENGTH], "", word) for uid, word in said)


def _gravest(words) -> str:
    """The gravest of statuses; "" where there are none. One that nobody knows comes before all."""
    said = {word for word in words if word}
    unknown = sorted(said - set(GRAVITY))
    return next((word for word in (*unknown, *GRAVITY) if word in said), "")

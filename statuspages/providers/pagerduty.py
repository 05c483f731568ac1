"""PagerDuty's status pages: the JSON that the page carries for its own scripts.

Written against one real page of December 2023 (81 incidents). Undocumented: where it is not found, nothing is
said. A second layout carries a headline and no incidents, and cannot be read. Posts that are no incidents
(“posts”, maintenances among them) were empty there and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_object
from statuspages.providers.gathered import by_time, gathered, newest_first, with_old_statuses, worst
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

NAME = "pagerduty"
LABEL = "PagerDuty"
STATES = {
    "investigating": State.INVESTIGATING,
    "detected": State.INVESTIGATING,
    "identified": State.IDENTIFIED,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "postmortem": State.POSTMORTEM,  # our word: it stands beside the updates
}
LEVELS = {
    "all_good": Level.WORKS,
    "minor": Level.DEGRADED,
    "major": Level.PARTIAL_OUTAGE,
    "outage": Level.MAJOR_OUTAGE,
    "maintenance": Level.MAINTENANCE,
}
GRAVITY = ("outage", "major", "minor", "maintenance")  # the gravest first
MOST_LISTED = 2_000  # incidents that are over, of which the newest are kept
_DATA = re.compile(rb"<script\s[^<>]{0,100}?id=[\"']data[\"'][^<>]{0,100}>")


def recognise(seen: Seen) -> Recognised | None:
    """A page that carries what PagerDuty's do, at whatever path: all answer the same."""
    try:
        _page(seen.body)
    except PageUnreadable:
        return None
    return Recognised(seen.site)


def guess(address: str) -> Recognised | None:
    """Its front page shows what it is, and was seen already."""
    return None


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("page", "/", accept="text/html"),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    answer, summary = _page(bodies.get("page", b""))
    layout = answer.object("layout")
    settings = layout.object("layout_settings")
    incidents = {
        name: [_incident(one) for one in summary.objects(name, "incident", MOST_LISTED)]
        for name in ("open_incidents", "resolved_incidents")
    }
    going_on = incidents["open_incidents"]
    over = newest_first(incidents["resolved_incidents"])[: limits.MOST_INCIDENTS - len(going_on)]
    components = _components(summary, _groups(settings), going_on)
    return gathered(
        ReadPage(
            uid=layout.uid("status_page_id"),
            name=settings.text("name", limits.PAGE_NAME_LENGTH),
            url="",
            time_zone="UTC",
            updated_at=None,
        ),
        (
            Listing(newest_first(going_on), Extent.OPEN),
            Listing(over, Extent.LATEST_CHANGES),
        ),
        components,
        states=STATES,
        levels=LEVELS,
        indicator=worst(LEVELS.get(one.status) for one in components),
        says="",
    )


def _page(body: bytes) -> tuple[Fields, Fields]:
    """What the page carries, and the summary in it. Raises NotJson and Unexpected."""
    found = _DATA.search(body)
    if found is None:
        raise Unexpected("it does not carry what a page of PagerDuty carries for its scripts")
    held, _, rest = body[found.end() :].partition(b"</script>")
    answer = Fields(json_object(held if rest else b""), "the page")
    summary = Fields(answer.required("summary", dict), "“summary”")
    for name in ("open_incidents", "resolved_incidents", "post_status_page_services"):
        summary.required(name, list)
    answer.required("layout", dict)
    return answer, summary


def _groups(settings: Fields) -> dict[str, str]:
    """The name of the group that each service is in, by the service's id."""
    groups: dict[str, str] = {}
    for one in settings.objects("business_services", "service", limits.MOST_COMPONENTS):
        if one.held.get("grouping_element") is True:
            name = one.text("name", limits.NAME_LENGTH)
            below = one.values("child_business_services", limits.MOST_COMPONENTS)
            groups |= {uid: name for uid in below if isinstance(uid, str)}
    return groups


def _components(
    summary: Fields, groups: Mapping[str, str], going_on: list[ReadIncident]
) -> list[ReadComponent]:
    """The services that are shown, each as the gravest open incident last said that it is."""
    said: dict[str, set[str]] = {}
    for incident in going_on:
        for uid, word in {each.uid: each.new for one in incident.updates for each in one.affected}.items():
            said.setdefault(uid, set()).add(word)
    services = summary.objects("post_status_page_services", "service", limits.MOST_COMPONENTS)
    shown = [one for one in services if one.held.get("is_active") is not False]
    return [
        ReadComponent(
            uid=(uid := one.uid("external_business_service_id")),
            name=one.text("name", limits.NAME_LENGTH) or uid,
            group_name=groups.get(uid, ""),
            position=position,
            status=next((word for word in GRAVITY if word in said.get(uid, ())), "all_good"),
            updated_at=None,
        )
        for position, one in enumerate(shown, 1)
    ]


def _incident(fields: Fields) -> ReadIncident:
    updates = with_old_statuses(
        by_time(_update(one) for one in fields.objects("updates", "update", limits.MOST_UPDATES))
    )
    status = updates[-1].status if updates else ""
    over = [update for update in updates if update.state is State.RESOLVED]
    said = {each.new for update in updates for each in update.affected}
    write_up = fields.object("postmortem")
    return ReadIncident(
        uid=fields.uid(),
        name=fields.text("title", limits.NAME_LENGTH) or f"Incident {fields.uid()[:40]}",
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        impact=next((word for word in GRAVITY if word in said), ""),
        url="",
        shortlink="",
        created_at=updates[0].at if updates else None,
        started_at=None,
        updated_at=None,
        resolved_at=over[-1].at if over and status == "resolved" else None,
        updates=by_time([*updates, _postmortem(write_up)]) if write_up.held else updates,
    )


def _update(fields: Fields) -> ReadUpdate:
    status = fields.text("status", limits.STATUS_LENGTH)
    impacted = fields.objects("impacted_business_services", "service", limits.MOST_AFFECTED)
    return ReadUpdate(
        uid=fields.uid(),
        status=status,
        state=STATES.get(status, State.INVESTIGATING),
        body=fields.text("message", limits.BODY_LENGTH),
        display_at=fields.moment("reported_at"),
        created_at=fields.moment("created_at"),
        updated_at=fields.moment("updated_at"),
        affected=tuple(
            Affected(
                uid=one.uid("business_service_id"),
                name=one.text("name", limits.NAME_LENGTH),
                old="",
                new=one.text("severity", limits.STATUS_LENGTH),
            )
            for one in impacted
        ),
    )


def _postmortem(fields: Fields) -> ReadUpdate:
    return ReadUpdate(
        uid=fields.uid(),
        status="postmortem",
        state=State.POSTMORTEM,
        body=fields.text("message", limits.BODY_LENGTH),
        display_at=None,
        created_at=fields.moment("created_at"),
        updated_at=fields.moment("updated_at"),
        affected=(),
    )

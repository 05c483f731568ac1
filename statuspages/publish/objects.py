"""The vendor's objects, key for key in the vendor's order, made of our rows. No queries.

The order of keys, and which are null, is that of captured pages (Statuspage v2, 2023 to 2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from django.conf import settings

from incidents.markdown import plain_text
from incidents.models import Incident, Postmortem
from statuspages.publish.ids import Row, public_id
from statuspages.publish.published import PublishedComponent, PublishedPage
from statuspages.publish.text import for_others
from statuspages.publish.words import (
    OPERATIONAL,
    component_status_at,
    impact_of,
    incident_status,
    status_when_posted,
    worst_of,
)
from timelines.models import TimelineEvent
from timelines.when import When

PAGE_ID_OF = 0  # there is one page, and it is no row


def instant(at: datetime | None) -> str | None:
    """As the vendor writes it on a page in UTC: 2023-03-14T18:02:00.000Z."""
    return at and f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def page_id() -> str:
    return public_id(Row.PAGE, PAGE_ID_OF)


def page_object(page: PublishedPage) -> dict:
    return {
        "id": page_id(),
        "name": page.name,
        "url": page.url,
        "time_zone": "Etc/UTC",
        "updated_at": instant(page.updated_at),
    }


def component_objects(components: Sequence[PublishedComponent]) -> list[dict]:
    """Components; where they are of several organisations, each organisation is a group of its own.

    Ordered by position and then as they come, so that groups and their members interleave as the vendor's do.
    """
    by_organisation = [list(members) for _, members in groupby(components, lambda one: one.organisation)]
    is_grouped = len(by_organisation) > 1
    listed = []
    for place, members in enumerate(by_organisation, start=1):
        group = public_id(Row.GROUP, members[0].organisation) if is_grouped else None
        if is_grouped:
            listed.append(_group(group, place, members))
        listed += [_component(one, number, group) for number, one in enumerate(members, start=1)]
    return sorted(listed, key=lambda one: one["position"])


def _component(component: PublishedComponent, position: int, group: str | None) -> dict:
    return _component_keys(
        public_id(Row.COMPONENT, component.pk), component.name, component.status, [component], position
    ) | {"description": component.description or None, "group_id": group}


def _group(group: str, position: int, members: list[PublishedComponent]) -> dict:
    status = worst_of(member.status for member in members)
    keys = _component_keys(group, members[0].organisation_name, status, members, position)
    children = [public_id(Row.COMPONENT, member.pk) for member in members]
    return keys | {"group": True, "components": children}


def _component_keys(
    uid: str, name: str, status: str, members: list[PublishedComponent], position: int
) -> dict:
    return {
        "id": uid,
        "name": name,
        "status": status,
        "created_at": instant(min(member.created_at for member in members)),
        "updated_at": instant(max(member.updated_at for member in members)),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page_id(),
        "group": False,
        "only_show_if_degraded": False,
    }


def incident_objects(incidents: Iterable[Incident], components: Sequence[dict]) -> list[dict]:
    """`incidents` as published.py reads them, the last begun first; `components` are component_objects()."""
    by_id = {one["id"]: one for one in components}
    names = {one["id"]: _full_name(one, by_id) for one in components}
    objects = [_incident(incident, by_id, names) for incident in incidents]
    return sorted(objects, key=lambda one: (one["created_at"], one["id"]), reverse=True)


def _full_name(component: dict, by_id: dict[str, dict]) -> str:
    """How updates name a component: with its group before it."""
    group = by_id.get(component["group_id"])
    return f"{group['name']} - {component['name']}" if group else component["name"]


def _incident(incident: Incident, by_id: dict[str, dict], names: dict[str, str]) -> dict:
    uid = public_id(Row.INCIDENT, incident.pk)
    postmortem = getattr(incident, "postmortem", None)
    affected = dict.fromkeys(public_id(Row.COMPONENT, window.component_id) for window in incident.windows)
    updates = _updates(incident, uid, names)
    if postmortem:
        updates.insert(0, _postmortem_update(incident, postmortem, uid))
    began_at = instant(_began(incident))
    return {
        "id": uid,
        "name": " ".join(plain_text(incident.title).split()),
        "status": incident_status(incident, has_postmortem=postmortem is not None),
        "created_at": began_at,
        "updated_at": instant(_updated_at(incident, postmortem)),
        "monitoring_at": instant(_noted(incident, (Incident.Status.MONITORING,))),
        "resolved_at": instant(_resolved(incident)),
        "impact": impact_of(incident, incident.windows),
        "shortlink": f"{settings.SITE_ADDRESS}/status/incidents/{uid}",
        "started_at": began_at,
        "page_id": page_id(),
        "incident_updates": updates,
        "components": sorted(
            (by_id[one] for one in affected if one in by_id), key=lambda one: (one["position"], one["name"])
        ),
        "reminder_intervals": None,
    }


def _began(incident: Incident) -> datetime:
    """The start that the timeline states, when it was first posted about or opened here: what came first.

    So do the vendor's back-dated incidents. A start that is only a bound (“by 14:30”) is not before a post.
    """
    told = incident.milestones_told
    return min([incident.opened_at, *(told[name].best for name in ("started", "first-post") if name in told)])


def _resolved(incident: Incident) -> datetime | None:
    """The end that the timeline states, else when the incident got a status that ends it; None while open."""
    if incident.is_open:
        return None
    resolved = incident.milestones_told.get("resolved")
    if resolved:
        return resolved.best
    ended = (Incident.Status.RESOLVED, Incident.Status.CLOSED, Incident.Status.CANCELLED)
    return _noted(incident, ended) or incident.updated_at


def _noted(incident: Incident, statuses: tuple[str, ...]) -> datetime | None:
    """When the incident last got from another status to one of these."""
    noted, before = None, None
    for change in incident.changes:
        if change.status in statuses and before not in statuses:
            noted = change.at
        before = change.status
    return noted


def _updated_at(incident: Incident, postmortem: Postmortem | None) -> datetime:
    published = postmortem and _last_published(postmortem)
    return max(at for at in (incident.updated_at, incident.windows_changed_at, published) if at)


def _last_published(postmortem: Postmortem) -> datetime:
    """The database notes the beginning of the transaction, which lies before the first publication's time."""
    return max(at for at in (postmortem.published_at, postmortem.last_published_at) if at)


def _updates(incident: Incident, uid: str, names: dict[str, str]) -> list[dict]:
    """The incident's status posts, the newest first."""
    told, before, updates = incident.milestones_told, None, []
    for post in sorted(incident.posts, key=lambda one: (one.happened.best, one.pk)):
        status = status_when_posted(post.happened, incident.changes, told)
        affected = _affected(incident, names, before, post.happened)
        updates.insert(0, _update(post, status, affected, uid))
        before = post.happened
    return updates


def _update(post: TimelineEvent, status: str, affected: list[dict] | None, uid: str) -> dict:
    return _update_keys(
        public_id(Row.POST, post.pk), status, post.text, uid, post.recorded_at, post.edited_at
    ) | {"display_at": instant(post.happened.best), "affected_components": affected}


def _postmortem_update(incident: Incident, postmortem: Postmortem, uid: str) -> dict:
    """As the vendor has it: on top, without a display time and without components."""
    return _update_keys(
        public_id(Row.POSTMORTEM, postmortem.pk),
        "postmortem",
        for_others(postmortem.published.body, incident),
        uid,
        postmortem.published_at,
        _last_published(postmortem),
    )


def _update_keys(uid: str, status: str, body: str, incident: str, created_at, updated_at) -> dict:
    """`deliver_notifications` is false: nobody subscribes to this page, so nobody was told by it."""
    return {
        "id": uid,
        "status": status,
        "body": body,
        "incident_id": incident,
        "created_at": instant(created_at),
        "updated_at": instant(max(at for at in (created_at, updated_at) if at)),
        "display_at": None,
        "affected_components": None,
        "deliver_notifications": False,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _affected(incident: Incident, names: dict[str, str], before: When | None, now: When) -> list[dict] | None:
    """What the impact windows say of each component at the post before and at this one.

    None where no component was or is affected. The first post finds everything operational.
    """
    entries = []
    by_component: dict[str, list] = {}
    for window in incident.windows:
        by_component.setdefault(public_id(Row.COMPONENT, window.component_id), []).append(window)
    for code, windows in by_component.items():
        old = component_status_at(windows, before.best) if before else OPERATIONAL
        new = component_status_at(windows, now.best)
        if code in names and (old, new) != (OPERATIONAL, OPERATIONAL):
            entries.append({"code": code, "name": names[code], "old_status": old, "new_status": new})
    return entries or None

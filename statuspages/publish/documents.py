"""The answers themselves: what each address of the vendor's API says of us, as of `now`."""

from __future__ import annotations

from datetime import datetime

from statuspages.publish.objects import component_objects, incident_objects, page_object
from statuspages.publish.published import newest_incidents, published_page, unresolved_incidents
from statuspages.publish.words import rolled_up


def summary(now: datetime) -> dict:
    page, components = _page(now)
    return {
        "page": page_object(page),
        "components": components,
        "incidents": incident_objects(unresolved_incidents(), components),
        "scheduled_maintenances": [],
        "status": rolled_up(component.status for component in page.components),
    }


def status(now: datetime) -> dict:
    page, _ = _page(now)
    return {
        "page": page_object(page),
        "status": rolled_up(component.status for component in page.components),
    }


def components(now: datetime) -> dict:
    page, listed = _page(now)
    return {"page": page_object(page), "components": listed}


def incidents(now: datetime) -> dict:
    page, listed = _page(now)
    return {"page": page_object(page), "incidents": incident_objects(newest_incidents(), listed)}


def unresolved(now: datetime) -> dict:
    page, listed = _page(now)
    return {"page": page_object(page), "incidents": incident_objects(unresolved_incidents(), listed)}


def scheduled_maintenances(now: datetime) -> dict:
    """Always none: Throughline plans no maintenance. Clients ask for it all the same."""
    page, _ = _page(now)
    return {"page": page_object(page), "scheduled_maintenances": []}


def _page(now: datetime):
    page = published_page(now)
    return page, component_objects(page.components)


DOCUMENTS = {
    "summary": summary,
    "status": status,
    "components": components,
    "incidents": incidents,
    "incidents/unresolved": unresolved,
    "scheduled-maintenances": scheduled_maintenances,
    "scheduled-maintenances/upcoming": scheduled_maintenances,
    "scheduled-maintenances/active": scheduled_maintenances,
}

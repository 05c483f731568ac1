"""What the vendors of the bench serve: pages of real shape, each with 50 incidents of six posts."""

from __future__ import annotations

import json
from functools import cache
from html import escape

INCIDENTS, UPDATES, COMPONENTS = 50, 6, 12
PLACE = "#####"  # stands for the number of the page, so that a body is put together once for all
STEPS = (
    ("investigating", "operational", "degraded_performance"),
    ("investigating", "degraded_performance", "partial_outage"),
    ("identified", "partial_outage", "major_outage"),
    ("identified", "major_outage", "partial_outage"),
    ("monitoring", "partial_outage", "operational"),
    ("resolved", "operational", "operational"),
)
Post = tuple[str, str, str, str]  # id, status, time, text


def body(path: str, page: int, version: int) -> bytes | None:
    """What page number `page` answers; each version has one post more on the newest incident. None: 404."""
    make = BODIES.get(path)
    return _template(path, version).replace(PLACE.encode(), b"%05d" % page) if make else None


@cache
def _template(path: str, version: int) -> bytes:
    return BODIES[path](version).encode()


def incidents_json(version: int) -> str:
    listed = [_incident(number, version) for number in reversed(range(INCIDENTS))]
    return json.dumps({"page": _page(version), "incidents": listed})


def summary_json(version: int) -> str:
    status = {"indicator": "none", "description": "All Systems Operational"}
    components = [_component(number) for number in range(1, COMPONENTS + 1)]
    empty = {"incidents": [], "scheduled_maintenances": []}
    return json.dumps({"page": _page(version), "components": components, **empty, "status": status})


def maintenances_json(version: int) -> str:
    return json.dumps({"page": _page(version), "scheduled_maintenances": []})


def feed(version: int) -> str:
    """The same incidents as an Atom feed, as a Statuspage serves its history."""
    entries = "".join(_entry(number, version) for number in reversed(range(INCIDENTS)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:vendor-{PLACE}.example,2005:/history</id><title>Vendor {PLACE} - Incident History</title>"
        f"<updated>{_changed_at(version)}</updated>"
        f'<link rel="alternate" href="https://vendor-{PLACE}.example"/>{entries}</feed>'
    )


BODIES = {
    "/api/v2/incidents.json": incidents_json,
    "/api/v2/summary.json": summary_json,
    "/api/v2/scheduled-maintenances.json": maintenances_json,
    "/feed.atom": feed,
}


def _changed_at(version: int) -> str:
    return f"2024-06-01T10:{version // 60:02}:{version % 60:02}.000Z"


def _page(version: int) -> dict:
    return {
        "id": f"page{PLACE}",
        "name": f"Vendor {PLACE}",
        "url": f"https://vendor-{PLACE}.example",
        "time_zone": "Etc/UTC",
        "updated_at": _changed_at(version),
    }


def _component(number: int) -> dict:
    return {
        "id": f"p{PLACE}component{number:03}",
        "name": f"Component {number}",
        "status": "operational",
        "created_at": "2020-01-01T00:00:00.000Z",
        "updated_at": "2024-05-06T09:00:00.000Z",
        "position": number,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": f"page{PLACE}",
        "group": False,
        "only_show_if_degraded": False,
    }


def _posts(number: int, version: int) -> list[Post]:
    """Oldest first. Incidents are a day apart."""
    day = f"2024-{4 + number // 28:02}-{1 + number % 28:02}"
    posts = [
        (
            f"p{PLACE}i{number:02}u{step}",
            status,
            f"{day}T{9 + step:02}:15:{number:02}.000Z",
            f"{status.capitalize()} {PLACE}/{number}, step {step}: jobs of some customers wait for a runner "
            f"longer than they should: the scheduler at stage {step * number} answers late. More soon.",
        )
        for step, (status, _, _) in enumerate(STEPS)
    ]
    if number == INCIDENTS - 1:
        more = range(1, version + 1)
        posts += [
            (f"p{PLACE}v{each:04}", "monitoring", _changed_at(each), f"Word {each} on this.") for each in more
        ]
    return posts


def _incident(number: int, version: int) -> dict:
    posts = _posts(number, version)
    hit = [1 + (number + shift) % COMPONENTS for shift in range(3)]
    updates = [
        {
            "id": uid,
            "status": status,
            "body": text,
            "incident_id": f"p{PLACE}incident{number:02}",
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": _affected(step, hit),
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }
        for step, (uid, status, at, text) in enumerate(posts)
    ]
    return {
        "id": f"p{PLACE}incident{number:02}",
        "name": f"Jobs wait for runners of pool {PLACE}/{number}",
        "status": posts[-1][1],
        "created_at": posts[0][2],
        "updated_at": posts[-1][2],
        "monitoring_at": None,
        "resolved_at": posts[UPDATES - 1][2],
        "impact": "minor",
        "shortlink": f"https://stspg.io/{PLACE}{number:02}",
        "started_at": posts[0][2],
        "page_id": f"page{PLACE}",
        "incident_updates": updates[::-1],
        "components": [_component(each) for each in hit],
        "reminder_intervals": None,
    }


def _affected(step: int, hit: list[int]) -> list[dict] | None:
    if step >= len(STEPS):
        return None
    _, old, new = STEPS[step]
    return [
        {
            "code": f"p{PLACE}component{each:03}",
            "name": f"Component {each}",
            "old_status": old,
            "new_status": new,
        }
        for each in hit
    ]


def _entry(number: int, version: int) -> str:
    posts = _posts(number, version)
    told = "".join(
        f"<p><small>{at}</small><br><strong>{status.capitalize()}</strong> - {text}</p>"
        for _, status, at, text in reversed(posts)
    )
    return (
        f"<entry><id>tag:vendor-{PLACE}.example,2005:Incident/{number}</id><published>{posts[0][2]}</published>"
        f"<updated>{posts[-1][2]}</updated>"
        f'<link rel="alternate" href="https://vendor-{PLACE}.example/incidents/{number}"/>'
        f"<title>Jobs wait for runners of pool {PLACE}/{number}</title>"
        f'<content type="html">{escape(told)}</content></entry>'
    )

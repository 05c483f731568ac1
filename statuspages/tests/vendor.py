"""What a Statuspage serves, made up by us: dictionaries with the keys of the v2 API, in its order."""

import json

PAGE_ID = "pg7r0kd2mxqz"


def page(name="Vendor", **changed) -> dict:
    return {
        "id": PAGE_ID,
        "name": name,
        "url": "https://status.vendor.example",
        "time_zone": "Etc/UTC",
        "updated_at": "2024-05-06T12:00:00.000Z",
    } | changed


def component(uid="cmp0builds00", name="Builds", **changed) -> dict:
    return {
        "id": uid,
        "name": name,
        "status": "operational",
        "created_at": "2020-01-01T00:00:00.000Z",
        "updated_at": "2024-05-06T09:00:00.000Z",
        "position": 1,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": PAGE_ID,
        "group": False,
        "only_show_if_degraded": False,
    } | changed


def affected(old: str, new: str, uid="cmp0builds00", name="Builds") -> dict:
    return {"code": uid, "name": name, "old_status": old, "new_status": new}


def update(uid: str, status: str, at: str, body: str = "", *affects: dict, **changed) -> dict:
    """A post; `at` is a time of 6 May 2024, UTC, such as "09:15", or a whole one."""
    moment = at if "T" in at else f"2024-05-06T{at}:00.000Z"
    return {
        "id": uid,
        "status": status,
        "body": body or f"We are {status}.",
        "incident_id": "",
        "created_at": moment,
        "updated_at": moment,
        "display_at": moment,
        "affected_components": list(affects) or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    } | changed


def incident(uid: str, *updates: dict, name="Builds wait", **changed) -> dict:
    """An incident with these posts, given oldest first and served newest first."""
    for posted in updates:
        posted["incident_id"] = uid
    first, last = updates[0], updates[-1]
    resolved = [posted for posted in updates if posted["status"] == "resolved"]
    return {
        "id": uid,
        "name": name,
        "status": last["status"],
        "created_at": first["created_at"],
        "updated_at": max(posted["updated_at"] for posted in updates),
        "monitoring_at": None,
        "resolved_at": resolved[-1]["display_at"] if resolved else None,
        "impact": "minor",
        "shortlink": f"https://stspg.io/{uid[::-1]}",
        "started_at": first["created_at"],
        "page_id": PAGE_ID,
        "incident_updates": list(updates[::-1]),
        "components": [],
        "reminder_intervals": None,
    } | changed


def incidents_answer(*incidents: dict, **page_changed) -> dict:
    """incidents.json, the newest incident first."""
    return {"page": page(**page_changed), "incidents": list(incidents)}


def summary_answer(
    *components: dict, indicator="none", says="All Systems Operational", incidents=(), **page_changed
) -> dict:
    return {
        "page": page(**page_changed),
        "components": list(components),
        "incidents": list(incidents),
        "scheduled_maintenances": [],
        "status": {"indicator": indicator, "description": says},
    }


def as_json(answer: object) -> bytes:
    return json.dumps(answer).encode()


def slow_builds() -> dict:
    """An incident of three posts: degraded at 09:00, worse at 09:30, over at 10:15."""
    return incident(
        "inc0slowblds",
        update(
            "upd000000001",
            "investigating",
            "09:00",
            "Builds wait longer than usual. We are looking into it.",
            affected("operational", "degraded_performance"),
        ),
        update(
            "upd000000002",
            "identified",
            "09:30",
            "The scheduler has lost its lease table. We are restoring it.",
            affected("degraded_performance", "partial_outage"),
        ),
        update(
            "upd000000003",
            "resolved",
            "10:15",
            "Builds start as usual again.",
            affected("partial_outage", "operational"),
        ),
    )

"""What an incident.io page serves, made up by us: its JSON, its front page, its feed."""

import json
from datetime import UTC, datetime

PAGE = "01JAGE0000000000000000PAGE"
BUILDS, QUEUE = "01JAGE000000000000000BVDSA", "01JAGE000000000000000QVEVE"
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(at: str, rest: str = "0000000000000000") -> str:
    """An id that was made at a time of 6 May 2024, UTC, such as "09:15"."""
    moment = datetime.fromisoformat(f"2024-05-06T{at}:00+00:00").astimezone(UTC)
    milliseconds, digits = int(moment.timestamp() * 1000), ""
    for _ in range(10):
        milliseconds, place = divmod(milliseconds, 32)
        digits = _DIGITS[place] + digits
    return digits + rest


def iso(at: str) -> str:
    return f"2024-05-06T{at}:00Z"


def update(status: str, at: str, text: str, *statuses: tuple[str, str], said_at: str = "") -> dict:
    """As the front page has it. `said_at`: when it is said to have been published, if not at `at`."""
    return {
        "id": ulid(at),
        "to_status": status,
        "published_at": iso(said_at or at),
        "message_string": text,
        "message": {"type": "doc", "content": "$undefined"},
        "component_statuses": [{"component_id": uid, "status": word} for uid, word in statuses],
    }


def incident(*updates: dict, name="Builds wait", **changed) -> dict:
    first, last = updates[0], updates[-1]
    touched = {uid["component_id"] for each in updates for uid in each["component_statuses"]}
    return {
        "id": ulid("08:59"),
        "name": name,
        "status": last["to_status"],
        "type": "incident",
        "published_at": first["published_at"],
        "component_impacts": [
            {
                "component_id": uid,
                "status": "partial_outage",
                "start_at": iso("09:00"),
                "end_at": "$undefined",
            }
            for uid in sorted(touched)
        ],
        "updates": list(updates),
    } | changed


def slow_builds() -> dict:
    return incident(
        update("investigating", "09:00", "Builds wait. We look into it.", (BUILDS, "degraded_performance")),
        update("identified", "09:30", "The scheduler lost its table.", (BUILDS, "partial_outage")),
    )


def front_page(*going_on: dict, maintenances=(), links=(), impacts=(), **changed) -> bytes:
    """Its HTML, with what it carries for its own scripts cut into two pieces."""
    summary = {
        "id": PAGE,
        "name": "Vendor",
        "public_url": "https://status.vendor.example/",
        "components": [{"id": BUILDS, "name": "Builds"}, {"id": QUEUE, "name": "Queue"}],
        "affected_components": [{"component_id": BUILDS, "status": "partial_outage"}] if going_on else [],
        "ongoing_incidents": list(going_on),
        "scheduled_maintenances": list(maintenances),
        "structure": {
            "items": [
                {"component": {"component_id": QUEUE}, "group": "$undefined"},
                {
                    "component": "$undefined",
                    "group": {"name": "CI", "components": [{"component_id": BUILDS}]},
                },
            ]
        },
    } | changed
    calendar = {"component_impacts": list(impacts), "incident_links": list(links)}
    told = f'1:["$","div",null,{{"summary":{_compact(summary)}}}]\n2:["$",{{"data":{_compact(calendar)}}}]\n'
    pieces = (told[: len(told) // 2], told[len(told) // 2 :])
    scripts = "".join(f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces)
    head = '<!DOCTYPE html><html><head><link href="https://statuspage.incident.io/a.css"></head>'
    return f"{head}<body>{scripts}</body></html>".encode()


def link(at: str, status: str, name="Older trouble", rest="0000000000000000") -> dict:
    return {"id": ulid(at, rest), "name": name, "status": status, "published_at": iso(at)}


def in_json(told: dict) -> dict:
    """The same incident as its JSON has it: without texts and components."""
    updates = [
        {
            "id": each["id"],
            "body": "",
            "status": each["to_status"],
            "created_at": each["published_at"],
            "display_at": each["published_at"],
            "updated_at": each["published_at"],
        }
        for each in reversed(told["updates"])
    ]
    return {
        "id": told["id"],
        "name": told["name"],
        "status": told["status"],
        "impact": "major",
        "created_at": told["published_at"],
        "updated_at": updates[0]["updated_at"],
        "page_id": PAGE,
        "incident_updates": updates,
    }


def answer(*incidents: dict, **changed) -> dict:
    """summary.json, and incidents.json with the same; without a list of incidents where there is none."""
    listed = {"incidents": list(incidents)} if incidents else {}
    page = {"id": PAGE, "name": "Vendor", "url": "https://status.vendor.example/", "updated_at": iso("12:00")}
    components = [
        {"id": uid, "name": name, "status": "operational", "position": place, "page_id": PAGE}
        for place, (uid, name) in enumerate([(BUILDS, "Builds"), (QUEUE, "Queue")])
    ]
    status = {"description": "Partial outage", "indicator": "major"}
    return {"page": page, "status": status, "components": components} | listed | changed


def feed(told: dict, text: str) -> bytes:
    """Its Atom feed, with the newest text of one incident."""
    status = told["status"].capitalize()
    address = f"https://status.vendor.example//incidents/{told['id']}"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://status.vendor.example/</id><title>Vendor status</title>
<updated>2024-05-06T12:00:00.000Z</updated><generator>incident.io</generator>
<entry><title type="html"><![CDATA[{told["name"]}]]></title><id>{address}</id><link href="{address}"/>
<updated>{told["updates"][-1]["published_at"]}</updated>
<content type="html"><![CDATA[<b>Status: {status}</b><br/><br/>{text}]]></content></entry></feed>""".encode()


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))

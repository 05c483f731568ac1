"""A vendor's status page, made up, served on 127.0.0.1 for the pictures: its times lie before now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from statuspages.tests import vendor
from statuspages.tests.served import INCIDENTS, SUMMARY, Served

NAME = "Bauhof"
COMPONENTS = {
    "cmp0builds00": "Builds",
    "cmp1deploy00": "Deploys",
    "cmp2web00000": "Website",
    "cmp3hooks000": "Hooks",
}
CAUSE = (
    "Builds run as they should. From 09:52 on a full disk had kept finished builds from leaving the queue; "
    "the disk is watched now. We are sorry for the wait."
)
SHORT = "Builds run as they should."
# days ago, hours it lasted, component, how bad, name
PAST = (
    (3, 5.5, "cmp0builds00", "major_outage", "Builds do not start"),
    (16, 1.2, "cmp3hooks000", "degraded_performance", "Hooks arrive late"),
    (29, 2.4, "cmp0builds00", "partial_outage", "Some builds wait"),
    (44, 0.7, "cmp2web00000", "degraded_performance", "The website is slow"),
    (61, 3.1, "cmp1deploy00", "partial_outage", "Deploys fail in one site"),
    (77, 1.6, "cmp3hooks000", "degraded_performance", "Hooks arrive twice"),
)
IMPACTS = {"major_outage": "critical", "partial_outage": "major", "degraded_performance": "minor"}


def serve(site: Served, now: datetime, *, is_rewritten: bool) -> None:
    """Let `site` report its incidents as of `now` (aware); later with the last one's end rewritten."""
    told = [_going_on(now), *(_past(now, *facts, body=SHORT) for facts in PAST)]
    changed = _stamp(now)
    if is_rewritten:
        told[1] = _past(now, *PAST[0], body=CAUSE, edited_at=changed)
    components = [vendor.component(uid, name) for uid, name in COMPONENTS.items()]
    components[2] = vendor.component(
        "cmp2web00000", "Website", status="degraded_performance", updated_at=changed
    )
    about = {"name": NAME, "updated_at": changed}
    summary = vendor.summary_answer(
        *components, indicator="minor", says="Partially Degraded Service", **about
    )
    for path, answer in ((INCIDENTS, vendor.incidents_answer(*told, **about)), (SUMMARY, summary)):
        site.answer(path, vendor.as_json(answer), headers={"Content-Type": "application/json"}, has_etag=True)


def _past(now, days, hours, uid, level, name, *, body, edited_at=None) -> dict:
    begun = now - timedelta(days=days)
    ended = begun + timedelta(hours=hours)
    label = COMPONENTS[uid]
    posts = [
        vendor.update(
            f"{uid}-{days}-a",
            "investigating",
            _stamp(begun),
            f"{name}. The cause is being looked for.",
            vendor.affected("operational", level, uid, label),
        ),
        vendor.update(
            f"{uid}-{days}-b",
            "monitoring",
            _stamp(begun + (ended - begun) / 2),
            "More workers have been added, and the queue is getting shorter.",
        ),
        vendor.update(
            f"{uid}-{days}-c",
            "resolved",
            _stamp(ended),
            body,
            vendor.affected(level, "operational", uid, label),
            updated_at=edited_at or _stamp(ended),
        ),
    ]
    facts = {"impact": IMPACTS[level], "created_at": _stamp(begun), "started_at": _stamp(begun)}
    facts |= {"resolved_at": _stamp(ended), "updated_at": edited_at or _stamp(ended), "status": "resolved"}
    return vendor.incident(f"inc{days:09}", *posts, name=name, **facts)


def _going_on(now) -> dict:
    begun = now - timedelta(minutes=38)
    post = vendor.update(
        "now-a",
        "identified",
        _stamp(begun),
        "Pages take up to ten seconds. A cache is being filled again.",
        vendor.affected("operational", "degraded_performance", "cmp2web00000", "Website"),
    )
    facts = {"impact": "minor", "created_at": _stamp(begun), "started_at": _stamp(begun)}
    return vendor.incident(
        "inc000000000",
        post,
        name="The website is slow again",
        updated_at=_stamp(begun),
        status="identified",
        resolved_at=None,
        **facts,
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

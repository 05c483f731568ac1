"""AWS: what goes on now on its public health dashboard, JSON in UTF-16; and the file that it had before.

The current events were written against what public clients document of real answers (2026). The former file,
data.json, was read from a real one of July 2022 (aws_archive.py); it is served no longer, but copies are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import aws_archive, limits
from statuspages.providers.aws_words import LEVELS, STATES, WORDS, is_resolved, named, without_mark
from statuspages.providers.fields import Fields, json_list
from statuspages.providers.gathered import affecting, gathered, newest_first, with_made_ids, worst
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import (
    Account,
    Affected,
    Extent,
    Listing,
    ReadComponent,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
)

NAME = "aws"
LABEL = "AWS"
DASHBOARD = "https://health.aws.amazon.com/health/status"
EVENTS_PATH = "/public/currentevents"
EVENTS = f"https://health.aws.amazon.com{EVENTS_PATH}"
ARCHIVE_PATH = "/data.json"
HOSTS = ("health.aws.amazon.com", "status.aws.amazon.com", "phd.aws.amazon.com")

__all__ = ["LABEL", "LEVELS", "NAME", "STATES", "asks", "guess", "read", "recognise"]


def recognise(seen: Seen) -> Recognised | None:
    """AWS's dashboard by its address, or either document wherever it is. Its feeds are feeds."""
    parts = urlsplit(seen.at)
    if parts.hostname in HOSTS:
        return None if parts.path.startswith("/rss/") else Recognised(DASHBOARD, {"events": EVENTS})
    for path, name in ((EVENTS_PATH, "events"), (ARCHIVE_PATH, "archive")):
        base = seen.before(path)
        if base is not None and seen.body:
            try:
                read({name: seen.body}, {})
            except PageUnreadable:
                continue
            return Recognised(base, {name: f"{base}{path}"})
    return None


def guess(address: str) -> Recognised | None:
    """A mirror of either document may stand anywhere."""
    return Recognised(
        address, {"events": f"{address}{EVENTS_PATH}"}, ({"archive": f"{address}{ARCHIVE_PATH}"},)
    )


def asks(facts: Facts) -> tuple[Ask, ...]:
    if "archive" in facts:
        return (Ask("archive", facts["archive"]),)
    return (Ask("events", facts.get("events", EVENTS)),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if "archive" in bodies:
        incidents, extent = aws_archive.read_events(bodies["archive"]), Extent.NEWEST
        components = None
    elif "events" in bodies:
        events = _events(bodies["events"], is_theirs=facts.get("events", "") == EVENTS)
        incidents, extent = [_incident(event) for event in events], Extent.OPEN
        components = _components(events)
    else:
        raise Unexpected("its events are missing")
    zone = aws_archive.ZONE if extent is Extent.NEWEST else "UTC"
    return gathered(
        ReadPage(uid=NAME, name="Amazon Web Services", url="", time_zone=zone, updated_at=None),
        [Listing(newest_first(incidents), extent)],
        components,
        states=STATES,
        levels=LEVELS,
        impacts=WORDS.values(),
        indicator=None if components is None else worst(LEVELS.get(one.status) for one in components),
        says=None if components is None else "",
    )


def _events(body: bytes, *, is_theirs: bool) -> list[Fields]:
    """The events of an answer in UTF-16, or in UTF-8, as a copy may be. Elsewhere than at AWS's own address
    (`is_theirs`), what is neither in UTF-16 nor tells of anything may be anybody's.
    """
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    if not encoding and b"\x00" in body[:2]:
        encoding = "utf-16-be" if body.startswith(b"\x00") else "utf-16-le"
    events = json_list(body, "event", limits.MOST_INCIDENTS, encoding=encoding)
    if not (events or encoding or is_theirs):
        raise Unexpected("it lists no events, by which it could be known as AWS's")
    for event in events:
        event.required("event_log", list)
        if not event.text("service"):
            raise Unexpected("an event does not say of which service it is")
    return events


def _incident(event: Fields) -> ReadIncident:
    date = event.moment("date")
    summary = event.text("summary", limits.NAME_LENGTH)
    code = event.word("status", limits.STATUS_LENGTH)
    over = is_resolved(summary) or code == "0"
    updates = with_made_ids(_update(one) for one in _log(event))
    return ReadIncident(
        uid=event.uid("arn") if event.held.get("arn") else named_by(event, date),
        name=named(event, summary),
        status="Resolved" if over else WORDS.get(code, code),
        state=State.RESOLVED if over else State.INVESTIGATING,
        impact=_gravest(WORDS.get(code, code), updates),
        url=DASHBOARD,
        shortlink="",
        created_at=date,
        started_at=None,
        updated_at=None,
        resolved_at=updates[-1].at if over and updates else None,
        updates=_with_services(event, updates),
        ids_are_made=True,
    )


def named_by(event: Fields, date: datetime | None) -> str:
    """The id of an event that has none: its service and when it began."""
    began = date.isoformat() if date else without_mark(event.text("summary", limits.NAME_LENGTH))
    return Fields({"id": f"{event.text('service')} {began}"}, event.where).uid()


def _log(event: Fields) -> list[Fields]:
    return event.objects("event_log", "entry", limits.MOST_UPDATES)


def _update(entry: Fields) -> ReadUpdate:
    code = entry.word("status", limits.STATUS_LENGTH)
    over = code == "0" or is_resolved(entry.text("summary"))
    posted = entry.moment("timestamp")
    return ReadUpdate(
        uid="",
        status="Resolved" if over else WORDS.get(code, code),
        state=State.RESOLVED if over else State.INVESTIGATING,
        body=entry.text("message", limits.BODY_LENGTH),
        display_at=posted,
        created_at=posted,
        updated_at=None,
        affected=(),
    )


def _gravest(status: str, updates: tuple[ReadUpdate, ...]) -> str:
    said = {status, *(update.status for update in updates)}
    return next((word for word in reversed(WORDS.values()) if word in said), status)


def _with_services(event: Fields, updates: tuple[ReadUpdate, ...]) -> tuple[ReadUpdate, ...]:
    """With how services changed, at the update that came then or next; else with those that are affected."""
    changes = event.objects("impacted_service_status_changes", "change", limits.MOST_AFFECTED)
    if not changes or not updates:
        return affecting(updates, [_affected(event, *each) for each in _services(event)])
    by_update: dict[int, list[Affected]] = {}
    for change in changes:
        at = change.moment("timestamp")
        later = (number for number, update in enumerate(updates) if at and update.at and update.at >= at)
        old, new = (change.word(name, limits.STATUS_LENGTH) for name in ("previous_status", "current_status"))
        affected = _affected(event, change.text("service"), change.text("service_name"), new, old)
        by_update.setdefault(next(later, len(updates) - 1), []).append(affected)
    return tuple(
        replace(update, affected=tuple(by_update.get(number, ()))) for number, update in enumerate(updates)
    )


def _services(event: Fields) -> list[tuple[str, str, str]]:
    """The services that an event names, as (key, name, status): its own where it names no others."""
    impacted = event.object("impacted_services")
    if len(impacted.held) > limits.MOST_COMPONENTS:
        raise Unexpected(f"an event names {len(impacted.held):,} services, which there are not")
    named_there = [
        (key, service.text("service_name"), service.word("current", limits.STATUS_LENGTH))
        for key in impacted.held
        if (service := impacted.object(key)).held
    ]
    own = (event.text("service"), event.text("service_name"), event.word("status", limits.STATUS_LENGTH))
    return named_there or [own]


def _affected(event: Fields, key: str, name: str, new: str, old: str = "") -> Affected:
    uid, full_name = _component(event, key, name)
    return Affected(uid, full_name, WORDS.get(old, old), WORDS.get(new, new))


def _component(event: Fields, key: str, name: str) -> tuple[str, str]:
    region = event.text("region_name", 100)
    full_name = f"{name or key or 'A service'}{f' ({region})' if region else ''}"[: limits.NAME_LENGTH]
    return Fields({"id": key or full_name}, "a service").uid(), full_name


def _components(events: list[Fields]) -> list[ReadComponent]:
    """The services that current events name, each as the gravest of them says that it is."""
    found: dict[str, tuple[str, str]] = {}
    ranks = {word: rank for rank, word in enumerate(WORDS.values())}
    for event in events:
        for key, name, code in _services(event):
            uid, full_name = _component(event, key, name)
            status = WORDS.get(code, code)
            held = found.get(uid)
            if held is None or ranks.get(status, -1) > ranks.get(held[1], -1):
                found[uid] = (full_name, status)
    in_order = sorted(found.items(), key=lambda each: (each[1][0].casefold(), each[0]))
    return [
        ReadComponent(uid, name, "", position, status, None)
        for position, (uid, (name, status)) in enumerate(in_order, 1)
    ]

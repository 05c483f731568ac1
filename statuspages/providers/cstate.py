"""cState: the files that it makes of a site, /issues/index.json, /index.json and the feed /index.xml.

Written against cState's own templates (https://github.com/cstate/cstate, layouts/); there was no real answer
to check it with. An issue is one text, which is edited as things go on; only the feed has it. Sites without a
list of all issues still list those that are not resolved with their systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.feeds.document import read_document, text_of
from statuspages.providers.fields import Fields, json_object
from statuspages.providers.gathered import affecting, by_time, gathered, newest_first, newest_of_each, worst
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

NAME = "cstate"
LABEL = "cState"
IS_PLATFORM = False
INDEX, ISSUES, FEED = "/index.json", "/issues/index.json", "/index.xml"
STATES = {"open": State.INVESTIGATING, "resolved": State.RESOLVED}  # our words for “resolved”: false, true
LEVELS = {
    "ok": Level.WORKS,
    "notice": Level.DEGRADED,
    "disrupted": Level.PARTIAL_OUTAGE,
    "down": Level.MAJOR_OUTAGE,
}
BY_INDEX: Facts = {"by": "index"}
MOST_LISTED = 10_000  # issues, of which the newest MOST_INCIDENTS are kept


def recognise(seen: Seen) -> Recognised | None:
    """Either of its files, or a page that says what made it."""
    base = seen.before(ISSUES, INDEX)
    if base is not None:
        try:
            answer = Fields(json_object(seen.body), "the answer")
            is_ours = answer.text("is") == "issues" or bool(answer.text("cStateVersion"))
        except PageUnreadable:
            return None
        return _page(base) if is_ours else None
    return _page(seen.site) if b"github.com/cstate/cstate" in seen.body else None


def guess(address: str) -> Recognised | None:
    return Recognised(address)


def _page(url: str) -> Recognised:
    return Recognised(url, otherwise=(BY_INDEX,))


def asks(facts: Facts) -> tuple[Ask, ...]:
    index = Ask("index", INDEX, is_needed=facts.get("by") == "index")
    feed = Ask("feed", FEED, accept="application/rss+xml, text/xml;q=0.9", is_needed=False, may_lack=True)
    return (index, feed) if facts.get("by") == "index" else (Ask("issues", ISSUES), index, feed)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    texts = _texts(bodies["feed"]) if "feed" in bodies else {}
    index = _index(bodies["index"]) if "index" in bodies else None
    if "issues" in bodies:
        answer = Fields(json_object(bodies["issues"]), "the answer")
        if answer.text("is") != "issues":
            raise Unexpected("it is no list of issues of cState")
        answer.required("pages", list)
        issues = [_incident(one, texts) for one in answer.objects("pages", "issue", MOST_LISTED)]
        extent = Extent.COMPLETE if len(issues) <= limits.MOST_INCIDENTS else Extent.NEWEST
    elif index is not None and facts.get("by") == "index":
        answer, extent = index, Extent.OPEN
        unresolved = [_incident(one, texts) for system in _systems(index) for one in _unresolved(system)]
        issues = newest_of_each(unresolved, lambda issue: issue.as_of)
    elif index is not None:
        answer, issues, extent = index, None, Extent.OPEN
    else:
        raise Unexpected("there is no answer to read")
    components = None if index is None else _components(index)
    return _account(index or answer, issues, extent, components)


def _account(answer: Fields, issues: list[ReadIncident] | None, extent: Extent, components) -> Account:
    url = answer.address("baseURL").rstrip("/")
    title = answer.text("title", limits.PAGE_NAME_LENGTH) if components is not None else ""
    listings = []
    if issues is not None:
        listings = [Listing(newest_first(issues)[: limits.MOST_INCIDENTS], extent)]
    return gathered(
        ReadPage(uid=urlsplit(url).netloc, name=title, url=url, time_zone="UTC", updated_at=None),
        listings,
        components,
        states=STATES,
        levels=LEVELS,
        impacts=LEVELS,
        indicator=None if components is None else worst(LEVELS.get(one.status) for one in components),
        says=None if components is None else "",
    )


def _index(body: bytes) -> Fields:
    answer = Fields(json_object(body), "the answer")
    answer.required("systems", list)
    if not answer.text("cStateVersion"):
        raise Unexpected("it does not say which cState made it")
    return answer


def _systems(index: Fields) -> list[Fields]:
    return index.objects("systems", "system", limits.MOST_COMPONENTS)


def _unresolved(system: Fields) -> list[Fields]:
    return system.objects("unresolvedIssues", "issue", limits.MOST_INCIDENTS)


def _components(index: Fields) -> list[ReadComponent]:
    """Systems, which have no ids but their names."""
    return [
        ReadComponent(
            uid=system.uid("name"),
            name=system.text("name", limits.NAME_LENGTH),
            group_name=system.text("category", limits.NAME_LENGTH),
            position=position,
            status=system.text("status", limits.STATUS_LENGTH),
            updated_at=None,
        )
        for position, system in enumerate(_systems(index), 1)
    ]


def _texts(body: bytes) -> dict[str, str]:
    """The texts of issues, in HTML, by their address; nothing where the feed cannot be read."""
    try:
        entries = read_document(text_of(body)).entries
    except PageUnreadable:
        return {}
    return {entry.link: entry.text for entry in entries if entry.link}


def _incident(fields: Fields, texts: Mapping[str, str]) -> ReadIncident:
    over = fields.claim("resolved")
    severity = fields.text("severity", limits.STATUS_LENGTH)
    url = fields.address("permalink")
    created, resolved = fields.moment("createdAt"), fields.moment("resolvedAt") if over else None
    listed = fields.values("affected", limits.MOST_AFFECTED)
    systems = [Fields({"id": name}, "a system") for name in listed]
    named = [(system.uid(), system.word("id", limits.NAME_LENGTH)) for system in systems]
    affected = [Affected(uid, name, "", severity) for uid, name in named] if severity in LEVELS else []
    told = [_update("text", "open", texts.get(url), created)]
    if over:
        told.append(_update("end", "resolved", "", resolved))
    return ReadIncident(
        uid=fields.uid("filename") if fields.held.get("filename") else fields.uid("permalink"),
        name=fields.text("title", limits.NAME_LENGTH) or "Issue without a title",
        status="resolved" if over else "open",
        state=State.RESOLVED if over else State.INVESTIGATING,
        impact=severity,
        url=url,
        shortlink="",
        created_at=created,
        started_at=None,
        updated_at=fields.moment("lastMod"),
        resolved_at=resolved,
        updates=by_time(affecting(told, affected)),
    )


def _update(uid: str, status: str, body: str | None, at) -> ReadUpdate:
    """The text of an issue, or its end, which has none."""
    return ReadUpdate(
        uid=uid,
        status=status,
        state=STATES[status],
        body=body,
        display_at=at,
        created_at=at,
        updated_at=None,
        affected=(),
    )

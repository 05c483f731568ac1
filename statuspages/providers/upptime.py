"""Upptime: a repository at GitHub whose issues are the incidents, and history/summary.json the sites.

Written against Upptime's documentation (https://upptime.js.org/docs), a real summary.json of its repository
and GitHub's REST API (https://docs.github.com/rest/issues); there was no real answer of the API to check it
with. Issues with the label “status” are incidents, with “maintenance” maintenances; further labels are sites.
Comments are updates: the newest hundred of the repository are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.providers import limits
from statuspages.providers.fields import Fields, json_list
from statuspages.providers.gathered import affecting, by_time, gathered, newest_first, worst
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

NAME = "upptime"
LABEL = "Upptime"
IS_PLATFORM = False
API = "https://api.github.com/repos"
RAW = "https://raw.githubusercontent.com"
STATES = {
    "open": State.INVESTIGATING,
    "update": State.INVESTIGATING,
    "closed": State.RESOLVED,
}
PLANNED = {"open": State.SCHEDULED, "closed": State.DONE}
LEVELS = {"up": Level.WORKS, "degraded": Level.DEGRADED, "down": Level.MAJOR_OUTAGE}
AT_THE_END = timedelta(minutes=1)  # Upptime comments, and closes the issue then
NO_SITES = frozenset({"status", "maintenance"})  # labels that say of what kind an issue is

_NAME = r"[A-Za-z0-9_.-]{1,100}"
_ISSUES = re.compile(rf"/repos/({_NAME})/({_NAME})(?:/issues)?/?")
_SUMMARY = re.compile(rf"/({_NAME})/({_NAME})/[^/]+/history/summary\.json")
_REPOSITORY = re.compile(rf"/({_NAME})/({_NAME})(?:/.*)?")
_IN_PAGE = re.compile(
    rb"(?:raw\.githubusercontent\.com|api\.github\.com/repos)/([\w.-]{1,100})/([\w.-]{1,100})"
    rb"(?:/[^/\"' ]{1,50})?/(?:history|api|graphs|issues)"
)
_WINDOW = re.compile(r"\b(start|end):\s*(\S{10,40})")


def recognise(seen: Seen) -> Recognised | None:
    """The repository, its API or its summary by their paths; a page that Upptime made by what it loads."""
    parts = urlsplit(seen.at)
    if parts.hostname == "github.com":
        found = _REPOSITORY.fullmatch(parts.path)
        return _page(*found.groups()) if found and b"upptime" in seen.body.lower() else None
    if found := _ISSUES.fullmatch(parts.path):
        return _page(*found.groups(), site=seen.site)
    if found := _SUMMARY.fullmatch(parts.path):
        try:
            _sites(seen.body)
        except PageUnreadable:
            return None
        return _page(*found.groups(), site=seen.site)
    named = _IN_PAGE.search(seen.body) if b"pptime" in seen.body else None
    return _page(named[1].decode(), named[2].decode(), url=seen.site) if named else None


def guess(address: str) -> Recognised | None:
    """Without the repository there is nothing to ask for."""
    return None


def _page(owner: str, name: str, *, site: str = "", url: str = "") -> Recognised:
    """`site`: where the API or the files were found; GitHub's own where they are at GitHub's."""
    is_elsewhere = site and urlsplit(site).hostname not in ("api.github.com", "raw.githubusercontent.com")
    api, raw = (f"{site}/repos", site) if is_elsewhere else (API, RAW)
    address = f"{site}/repos/{owner}/{name}" if is_elsewhere else f"https://github.com/{owner}/{name}"
    facts = {"repository": f"{owner}/{name}", "api": api, "raw": raw}
    return Recognised(url or address, facts)


def asks(facts: Facts) -> tuple[Ask, ...]:
    name = facts.get("repository", "")
    issues = f"{facts.get('api', API)}/{name}/issues"
    return (
        Ask("issues", f"{issues}?state=all&sort=created&direction=desc&per_page=100"),
        Ask("comments", f"{issues}/comments?sort=created&direction=desc&per_page=100", is_needed=False),
        Ask("sites", f"{facts.get('raw', RAW)}/{name}/HEAD/history/summary.json", is_needed=False),
    )


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    if not bodies.keys() & {"issues", "sites"}:
        raise Unexpected("there is no answer to read")
    components = _sites(bodies["sites"]) if "sites" in bodies else None
    comments = _comments(bodies["comments"]) if "comments" in bodies else {}
    incidents = _incidents(bodies["issues"], comments) if "issues" in bodies else []
    repository = facts.get("repository", "")
    oldest = min((one.created_at for one in incidents if one.created_at), default=None)
    return gathered(
        ReadPage(
            uid=repository.lower(),
            name=repository.rpartition("/")[2][: limits.PAGE_NAME_LENGTH],
            url="",
            time_zone="UTC",
            updated_at=None,
        ),
        [
            Listing(newest_first(one for one in incidents if one.kind is kind), Extent.NEWEST, kind, oldest)
            for kind in Kind
            if "issues" in bodies
        ],
        components,
        states=STATES,
        levels=LEVELS,
        indicator=None if components is None else worst(LEVELS.get(one.status) for one in components),
        says=None if components is None else "",
    )


def _sites(body: bytes) -> list[ReadComponent]:
    read = []
    for position, site in enumerate(json_list(body, "site", limits.MOST_COMPONENTS), 1):
        status = site.text("status", limits.STATUS_LENGTH)
        if not status:
            raise Unexpected("a site has no “status”")
        name = site.text("name", limits.NAME_LENGTH) or site.uid("slug")
        read.append(ReadComponent(site.uid("slug"), name, "", position, status, None))
    return read


def _comments(body: bytes) -> dict[str, list[Fields]]:
    """The comments by the address of their issue at the API."""
    found: dict[str, list[Fields]] = {}
    for comment in json_list(body, "comment", limits.MOST_UPDATES):
        found.setdefault(comment.text("issue_url"), []).append(comment)
    return found


def _incidents(body: bytes, comments: Mapping[str, list[Fields]]) -> list[ReadIncident]:
    read = []
    for issue in json_list(body, "issue", limits.MOST_INCIDENTS):
        issue.required("labels", list)
        labels = [label.text("name") for label in issue.objects("labels", "label", limits.MOST_AFFECTED)]
        if NO_SITES & set(labels) and not issue.held.get("pull_request"):
            read.append(_incident(issue, labels, comments.get(issue.text("url"), [])))
    return read


def _incident(issue: Fields, labels: list[str], comments: list[Fields]) -> ReadIncident:
    is_planned = "maintenance" in labels
    status = issue.text("state", limits.STATUS_LENGTH)
    title = issue.text("title", limits.NAME_LENGTH) or f"Issue {issue.uid('number')[:40]}"
    word = "degraded" if "degraded" in title.lower() else "down"
    closed_at = issue.moment("closed_at")
    updates = _updates(issue, comments, closed_at)
    slugs = [] if is_planned else [slug for slug in labels if slug.strip() and slug not in NO_SITES]
    sites = [Fields({"id": slug}, "a label") for slug in slugs]
    affected = [Affected(one.uid(), one.text("id", limits.NAME_LENGTH), "", word) for one in sites]
    window = dict(_WINDOW.findall(issue.text("body")[:5000])) if is_planned else {}
    return ReadIncident(
        uid=issue.uid("number"),
        name=title,
        status=status,
        state=(PLANNED if is_planned else STATES).get(status, State.INVESTIGATING),
        impact="" if is_planned else word,
        url=issue.address("html_url"),
        shortlink="",
        created_at=issue.moment("created_at"),
        started_at=None,
        updated_at=issue.moment("updated_at"),
        resolved_at=None if is_planned else closed_at,
        updates=affecting(updates, affected),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        scheduled_for=Fields(window, issue.where).moment("start"),
        scheduled_until=Fields(window, issue.where).moment("end"),
        has_all_updates=len(comments) >= issue.whole("comments"),
    )


def _updates(issue: Fields, comments: list[Fields], closed_at: datetime | None) -> tuple[ReadUpdate, ...]:
    """What the issue says, its comments, and that it was closed where no comment came with that."""
    own = Fields({"id": f"issue-{issue.uid('number')}"}, issue.where).uid()
    first = _update(issue, own, "open")
    told = by_time([first, *(_update(comment, comment.uid(), "update") for comment in comments)])
    if closed_at is None:
        return told
    ended = [one for one in told[1:] if one.at and abs(closed_at - one.at) <= AT_THE_END]
    if ended:
        last = ended[-1]
        over = replace(last, status="closed", state=State.RESOLVED)
        return tuple(over if one is last else one for one in told)
    over = replace(
        first,
        uid=f"closed-{closed_at.isoformat()}",
        status="closed",
        state=State.RESOLVED,
        body="",
        display_at=closed_at,
        created_at=closed_at,
        updated_at=None,
    )
    return by_time([*told, over])


def _update(said: Fields, uid: str, status: str) -> ReadUpdate:
    created = said.moment("created_at")
    return ReadUpdate(
        uid=uid,
        status=status,
        state=STATES[status],
        body=said.text("body", limits.BODY_LENGTH),
        display_at=created,
        created_at=created,
        updated_at=None if status == "open" else said.moment("updated_at"),
        affected=(),
        is_status_told=False,  # they have none: the last is “closed” once the issue is
    )

"""An incident as status pages serve it in JSON: an object with a name and a list of dated posts.

Statuspage's own form (one incident of /api/v2, with or without its page, lists of them, webhooks) and those
of other vendors, which differ in the names of their keys only: these are the tables below. Seen: Statuspage
(2012 to 2026), Google Cloud (2022), Slack (2020, 2022), Statuspal (2022 to 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from incidents.importing.decoding import check_printable
from incidents.importing.document import (
    Affected,
    DocumentError,
    Opened,
    Place,
    ReadDocument,
    ReadMilestone,
    ReadPost,
    ReadSettings,
    ReadWriteUp,
)
from incidents.importing.format import Format, Given
from incidents.importing.located_json import Located, Pieces, begins_as_json, read_json
from incidents.importing.moved import moved
from incidents.importing.prose import fields_of, read_words
from incidents.importing.told_once import apart_from_posts, marked, with_story
from timelines.models import Source
from timelines.when import Precision, When

NAME = "json-incident"
TITLES = ("name", "title", "external_desc", "headline", "subject", "summary")
POSTS = ("incident_updates", "updates", "notes", "messages", "posts", "events", "timeline")
BODIES = ("body", "text", "message", "description", "message_string", "content", "body_html", "note")
POSTED = ("display_at", "created_at", "when", "posted_at", "date_created", "published_at", "created",
          "timestamp", "time", "date", "at", "occurred_at")  # fmt: skip
STATUSES = ("status", "to_status", "type", "state")
STARTS = ("begin", "starts_at", "started_at", "start_time", "started", "start")
ENDS = ("end", "ends_at", "ended_at", "resolved_at", "end_time", "finished_at", "resolved")
COMPONENTS = ("components", "affected_components", "affected_products", "affected_services", "services",
              "service_name")  # fmt: skip
LEVELS = ("impact", "severity", "impact_override")
ADDRESSES = ("url", "html_url", "permalink", "link", "shortlink")
PAGES = ("page", "status_page", "site")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1990}")
LOOKS_LIKE = re.compile(rf'"(?:{"|".join(POSTS)})"\s{{0,20}}:\s{{0,20}}\[')
PLANNED = frozenset({"scheduled", "in_progress", "in-progress", "verifying", "completed", "maintenance"})
HTML = re.compile(r"</(?:p|li|ul|ol|strong|b|a|em|h[1-6]|div|span)>|<br ?/?>", re.IGNORECASE)
NOTHING = re.compile(r"No components were affected by this update\.?|Visit .{1,80} for more information")
SITE_WORD = re.compile(r"\s+status(?:\s+page)?$", re.IGNORECASE)
MAX_POSTS = 2_000
MAX_LEVEL = 40


def is_incident(text: str) -> bool:
    """Whether a text may be such an incident, or hold some."""
    return begins_as_json(text) and bool(LOOKS_LIKE.search(text))


def open_incidents(given: Given) -> list[Opened]:
    """The incidents of a file: the whole of it for one, each one's own part for several. DocumentError."""
    whole = read_json(given.text)
    found = list(_incidents(whole))
    if not found:
        raise DocumentError(
            "This is JSON, but holds no incident: an object with a name and dated posts, such as a "
            "Statuspage serves below /api/v2/incidents.json."
        )
    page = _page(whole)
    if len(found) == 1:
        return [given.opened(NAME, **page)]
    problems = {"problems": list(given.decoded.problems)} if given.decoded.problems else {}
    return [
        Opened(NAME, each.place.of(given.text), given.name, _address(each, page), page | problems)
        for each in found
    ]


def read_incident(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What an incident says. Raises DocumentError."""
    incident = next(_incidents(read_json(opened.text)), None)
    if incident is None:
        raise DocumentError("This JSON holds no incident with a name and dated posts.")
    told = list(_posts(incident, settings))
    if len(told) > MAX_POSTS:
        raise DocumentError(f"This has more than {MAX_POSTS:,} posts; no incident has that many. Divide it.")
    posts = tuple(post for post, _ in told if post.status != "postmortem")
    milestones = tuple(_milestones(incident, settings))
    title, write_up = " ".join(_first(incident, TITLES).text.split()), _write_up(told)
    fields = _prose(incident, title, told, settings)
    if write_up:
        fields = with_story(fields, _story(incident, title, told, settings), write_up)
    events, posts = apart_from_posts(fields["events"], posts)
    taken = ("zone", "log_zone", "day", "factors", "actions", "found_affected")
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.STATUS_PAGE,
        text=opened.text,
        title=title,
        organisation=settings.organisation or opened.hints.get("site", ""),
        address=_address(incident, opened.hints),
        posts=posts,
        milestones=milestones,
        write_up=write_up,
        affected=_affected(incident),
        is_maintenance=_is_planned(incident, posts),
        severity=_level(incident),
        published=max((post.at for post, _ in told), key=lambda at: at.key, default=None),
        events=marked(events, milestones),
        problems=tuple(_problems(incident, told)),
        **{name: fields[name] for name in taken},
    )


def _incidents(found: Located, depth: int = 0) -> Iterator[Located]:
    """The objects that are incidents, not deeper than in a list of an answer."""
    if _is_one(found):
        yield found
    elif isinstance(found.value, dict) and depth < 2:
        for each in found.value.values():
            yield from _incidents(each, depth + 1)
    elif depth < 3:
        for each in found.items:
            yield from _incidents(each, depth + 1)


def _is_one(found: Located) -> bool:
    if not isinstance(found.value, dict) or not _first(found, TITLES).text.strip():
        return False
    posts = _list(found, POSTS)
    return any(_first(post, BODIES).text and _moment(post, POSTED) for post in posts)


def _posts(incident: Located, settings: ReadSettings) -> Iterator[tuple[ReadPost, Located]]:
    """The posts that have words, in the order of the file, with their words in it."""
    for post in _list(incident, POSTS):
        body, stated = _first(post, BODIES), _moment(post, POSTED)
        if not body.text.strip() or stated is None:
            continue
        check_printable(body.text)
        status = _first(post, STATUSES).text.strip().lower().replace(" ", "_")[:MAX_LEVEL]
        place = Place(body.place.start + 1, body.place.end - 1)
        yield ReadPost(_when(stated, settings), status, _markdown(body), place), body


def _markdown(body: Located) -> str:
    """The words of a post as Markdown: vendors post in that, or in HTML."""
    if not HTML.search(body.text):
        return body.text.strip()
    pieces = Pieces()
    pieces.add_unmarked(body)
    return re.sub(r"\n{3,}", "\n\n", unescape(pieces.text)).strip()


def _write_up(told: Iterable[tuple[ReadPost, Located]]) -> ReadWriteUp | None:
    return next(
        (ReadWriteUp(post.body, post.place, post.at) for post, _ in told if post.status == "postmortem"), None
    )


def _prose(
    incident: Located, title: str, told: list[tuple[ReadPost, Located]], settings: ReadSettings
) -> dict:
    """What the words of the posts tell, laid out as a report of a Statuspage, at their places in the file."""
    pieces = Pieces()
    pieces.add(_first(incident, TITLES))
    pieces.say("\n\n")
    for post, body in told:
        pieces.say(f"{post.status.replace('_', ' ').capitalize() or 'Update'}\n\n")
        pieces.add_unmarked(body)
        pieces.say(f"\n\nPosted {post.at.earliest:%b %d, %Y - %H:%M} UTC\n\n")
    write_up = read_words(pieces.text, settings, title=title)
    return fields_of(moved(write_up, incident.source, pieces.place))


def _story(incident: Located, title: str, told: list, settings: ReadSettings) -> dict:
    """What the postmortem tells, read by itself."""
    pieces = Pieces()
    body = next(body for post, body in told if post.status == "postmortem")
    pieces.add_unmarked(body)
    day = min((post.at.best.date() for post, _ in told), default=None)
    write_up = read_words(pieces.text, settings, title=title, day=day)
    return fields_of(moved(write_up, incident.source, pieces.place))


def _milestones(incident: Located, settings: ReadSettings) -> Iterator[ReadMilestone]:
    """When it began and ended, where the vendor says that apart from its posts.

    Statuspage does not: its started_at and resolved_at are when somebody posted.
    """
    if incident.get("incident_updates") is not None:
        return
    for kind, names in (("started", STARTS), ("resolved", ENDS)):
        if stated := _moment(incident, names):
            yield ReadMilestone(kind, _when(stated, settings), stated.whole)


def _affected(incident: Located) -> Affected:
    """The components that it names anywhere, in order."""
    found: dict[str, Located] = {}
    for holder in (incident, *_list(incident, POSTS)):
        for key in COMPONENTS:
            said = holder.get(key)
            for each in said.items or [said] if said is not None else ():
                name = each if each.text else _first(each, ("name", "title"))
                if name.text.strip() and not NOTHING.fullmatch(name.text.strip()):
                    found.setdefault(" ".join(name.text.split())[:200], name)
    grouped = [name.rpartition(" - ")[2] for name in found if " - " in name]
    found = {name: place for name, place in found.items() if name not in grouped}
    places = [name.place for name in found.values()]
    place = Place(min(places).start, max(each.end for each in places)) if places else None
    return Affected(names=tuple(found), place=place)


def _problems(incident: Located, told: list) -> Iterator[str]:
    silent = len(_list(incident, POSTS)) - len(told)
    if silent:
        yield f"{silent} post{'s' if silent > 1 else ''} without words or time left out."


def _page(whole: Located) -> dict[str, str]:
    """Whose page it is and where that is, as hints."""
    page = next((found for key in PAGES if (found := whole.get(key)) is not None), whole)
    site, url = _first(page, ("name",)).text if page is not whole else "", _first(page, ("url",)).text
    hints = {"site": SITE_WORD.sub("", " ".join(site.split()))[:200], "page": url.strip().rstrip("/")}
    return {
        key: said for key, said in hints.items() if said and (key != "page" or WEB_ADDRESS.fullmatch(said))
    }


def _address(incident: Located, page: dict[str, str]) -> str:
    """The page of the incident where a Statuspage has it, else the address that it names."""
    key = _first(incident, ("id",)).text
    if page.get("page") and incident.get("incident_updates") is not None and re.fullmatch(r"\w{6,40}", key):
        return f"{page['page']}/incidents/{key}"
    said = (_first(incident, (name,)).text.strip() for name in ADDRESSES)
    return next((each for each in said if WEB_ADDRESS.fullmatch(each)), "")


def _level(incident: Located) -> str:
    said = " ".join(_first(incident, LEVELS).text.split())
    return said if said.lower() not in ("none", "maintenance", "") and len(said) <= MAX_LEVEL else ""


def _is_planned(incident: Located, posts: Iterable[ReadPost]) -> bool:
    said = {_first(incident, (name,)).text.lower() for name in ("impact", "type", "kind")}
    return bool(said & PLANNED) or any(post.status in PLANNED for post in posts)


def _list(found: Located, names: Iterable[str]) -> list[Located]:
    return next((each.items for name in names if (each := found.get(name)) is not None and each.items), [])


def _first(found: Located, names: Iterable[str]) -> Located:
    """The text of the first of these keys that has one; an empty one where none has."""
    said = (each for name in names if (each := found.get(name)) is not None and each.text.strip())
    return next(said, Located("", Place(0, 0), Place(0, 0), ""))


def _moment(found: Located, names: Iterable[str]) -> Located | None:
    """The first of these keys that holds a time."""
    said = (each for name in names if (each := found.get(name)) is not None)
    return next((each for each in said if _instant(each) is not None), None)


def _instant(said: Located) -> datetime | None:
    """A time as ISO 8601, or as seconds or milliseconds since 1970; naive where it has no zone."""
    try:
        if isinstance(said.value, (int, float)) and not isinstance(said.value, bool):
            seconds = said.value / 1000 if said.value > 100_000_000_000 else said.value
            return datetime.fromtimestamp(seconds, UTC) if seconds > 100_000_000 else None
        moment = datetime.fromisoformat(said.text.strip())
        When.at(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.year > 1970 and len(said.text.strip()) > len("2024-05-03") else None


def _when(said: Located, settings: ReadSettings) -> When:
    moment = _instant(said)
    zone = settings.zone or settings.usual_zone or "UTC"
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    when = When.at(moment, Precision.SECOND)
    return replace(when, words=said.place.of(said.source).strip('"')[:100])


FORMAT = Format(
    NAME, "status page incident (JSON)", lambda given: is_incident(given.text), open_incidents, read_incident
)

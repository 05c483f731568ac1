"""What a feed tells, in the form of every provider: the incidents of its entries, or its components."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from statuspages.providers import limits
from statuspages.providers.feeds.document import Document, Entry, read_document, text_of
from statuspages.providers.feeds.posts import Post, Posts, read_posts
from statuspages.providers.feeds.profiles import OF_MAINTENANCE, STATES, Identity, Item, Profile, profile_of
from statuspages.providers.feeds.words import Said, said_by, status_of
from statuspages.providers.fields import UID_LENGTH
from statuspages.providers.gathered import LONG_AGO, newest_of_each, with_made_ids
from statuspages.providers.reading import Kind, ReadComponent, ReadIncident, ReadPage, ReadUpdate, State
from timelines.when import Precision

_INCIDENT_PATH = re.compile(
    r"/(?:incidents?|maintenances?|events?|issues?|notices?|posts?)/(?:details/)?(?P<uid>[^/]{1,200})/?$",
    re.IGNORECASE,
)
_TITLE_ENDS = re.compile(
    r"(?:\s{0,9}[-–—|:]{0,2}\s{0,9}"
    r"(?:incident history|status updates?|status page|status|incidents|history)){1,3}$",
    re.IGNORECASE,
)
_STATUSPAGE_HISTORY = re.compile(r"^tag:[^,]{1,200},2005:/history$")
_COMPONENT = re.compile(r"(?P<name>.{1,300})\s-\s(?P<status>[A-Za-z ]{3,60})$")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says. `components`: None where its entries are about incidents. Incidents and maintenances
    are those last posted on first; `reaches_back_to`: when its oldest entry was published.
    """

    profile: Profile
    page: ReadPage
    incidents: tuple[ReadIncident, ...] = ()
    maintenances: tuple[ReadIncident, ...] = ()
    components: tuple[ReadComponent, ...] | None = None
    reaches_back_to: datetime | None = None


def read_feed(body: bytes, profile: Profile | None = None, address: str = "") -> Feed:
    """What the feed at `address` says, read by `profile`, without one by that which its marks stand for.

    Raises NotAFeed and Unexpected.
    """
    text = text_of(body)
    document = read_document(text)
    profile = profile or profile_of(text)
    page = _page(document, address)
    if profile.item is Item.COMPONENT:
        return Feed(profile, page, components=_components(document.entries))
    told: dict[str, list[Entry]] = {}
    for entry in document.entries:
        told.setdefault(_uid(entry, profile.identity), []).append(entry)
    found = sorted(
        (_incident(uid, entries, profile) for uid, entries in told.items()),
        key=lambda incident: incident.listed_at or LONG_AGO,
        reverse=True,
    )
    published = [entry.published for entry in document.entries if entry.published]
    return Feed(
        profile,
        page,
        incidents=tuple(one for one in found if one.kind is Kind.INCIDENT),
        maintenances=tuple(one for one in found if one.kind is Kind.MAINTENANCE),
        reaches_back_to=min(published, default=None),
    )


def _page(document: Document, address: str) -> ReadPage:
    title = _TITLE_ENDS.sub("", document.title).strip() or document.title
    at = address if "://" in address else f"{document.link or document.title}{address}"
    changes = [time for entry in document.entries for time in (entry.published, entry.updated) if time]
    named = document.author if _STATUSPAGE_HISTORY.match(document.uid) else ""
    return ReadPage(
        uid=_known_by(document.uid or at or document.title or "feed"),
        name=named or title,
        url=document.link.rstrip("/"),
        time_zone="UTC",
        updated_at=document.updated or max(changes, default=None),
    )


def _uid(entry: Entry, identity: Identity) -> str:
    """By what the incident of an entry is known again."""
    try:
        parts = urlsplit(entry.link)
    except ValueError:
        parts = urlsplit("")
    path = parts.path.rstrip("/")
    found = _INCIDENT_PATH.search(path)
    uid = ""
    if identity is Identity.INCIDENT and found:
        uid = unquote(found["uid"])
    elif identity is Identity.LINK or (identity is Identity.DEEP_LINK and path):
        uid = f"{path}?{parts.query}" if parts.query else path
    return _known_by(uid or entry.uid or entry.link or _made_up(entry))


def _made_up(entry: Entry) -> str:
    at = entry.published.isoformat() if entry.published else entry.text
    return hashlib.sha256(f"{entry.title}\n{at}".encode(errors="surrogatepass")).hexdigest()


def _known_by(uid: str) -> str:
    """As much of it as an id may have; of longer ones a digest tells them apart."""
    if len(uid) <= UID_LENGTH:
        return uid
    digest = hashlib.sha256(uid.encode(errors="surrogatepass")).hexdigest()
    return f"{uid[: UID_LENGTH - len(digest) - 1]}#{digest}"


def _incident(uid: str, entries: list[Entry], profile: Profile) -> ReadIncident:
    """The incident of these entries: of one where an entry is an incident, else of its posts."""
    # Stable: of the same time, the first served is the newer.
    entries = sorted(entries, key=lambda entry: _posted_at(entry, profile) or LONG_AGO, reverse=True)
    newest, oldest = entries[0], entries[-1]
    posts = read_posts(newest.text, newest.published, newest.updated) if len(entries) == 1 else None
    said = [said_by(entry, profile) for entry in entries]
    if posts:
        updates = _updates_of_posts(posts)
    else:
        updates = with_made_ids(
            _update(entry, one, _posted_at(entry, profile))
            for entry, one in zip(reversed(entries), reversed(said), strict=True)
        )
    status = updates[-1].status
    name = (said[-1] if profile.item is Item.POST else said[0]).title
    is_planned = any(update.status in OF_MAINTENANCE for update in updates)
    state = STATES.get(status, State.INVESTIGATING)
    return ReadIncident(
        uid=uid,
        name=limits.cut(name, limits.NAME_LENGTH) or f"Incident {uid[:40]}",
        status=status,
        state=state,
        impact="",
        url=newest.link,
        shortlink="",
        created_at=updates[0].created_at if posts else oldest.published,
        started_at=None,
        updated_at=newest.updated,
        resolved_at=_resolved_at(updates) if state.is_over else None,
        updates=updates,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        scheduled_for=posts.scheduled_for if posts else None,
        scheduled_until=posts.scheduled_until if posts else None,
        ids_are_made=True,
        has_all_updates=posts is not None,
        listed_at=newest.published or newest.updated,
        is_told_by_posts=profile.item is Item.POST,
    )


def _posted_at(entry: Entry, profile: Profile) -> datetime | None:
    return next((at for name in profile.times if (at := getattr(entry, name))), None)


def _updates_of_posts(posts: Posts) -> tuple[ReadUpdate, ...]:
    """Oldest first. “Update” is the status of the one before it once more."""
    status, updates = "investigating", []
    for post in reversed(posts.posts):
        label = status_of(post.label)
        status = status if label in ("update", "") else label
        updates.append(_update_of_post(post, status))
    return with_made_ids(updates)


def _update_of_post(post: Post, status: str) -> ReadUpdate:
    state = STATES.get(status, State.INVESTIGATING)
    return ReadUpdate(
        uid="",
        status=status,
        state=state,
        body=post.body,
        display_at=None if state is State.POSTMORTEM else post.at,
        created_at=post.at,
        updated_at=None,
        affected=(),
        precision=Precision.MINUTE,
    )


def _update(entry: Entry, said: Said, at: datetime | None) -> ReadUpdate:
    """An entry as one post, made at this time. Without a text its title has to do."""
    return ReadUpdate(
        uid="",
        status=said.status,
        state=STATES.get(said.status, State.INVESTIGATING),
        body=said.text or entry.title,
        display_at=at,
        created_at=at,
        updated_at=None,
        affected=said.affected,
    )


def _resolved_at(updates: Iterable[ReadUpdate]) -> datetime | None:
    ends = (State.RESOLVED, State.DONE)
    return max((update.at for update in updates if update.state in ends and update.at), default=None)


def _components(entries: Iterable[Entry]) -> tuple[ReadComponent, ...]:
    """How each component is: what was said of it last. Known by name, for that is all that each entry has."""
    read = []
    for entry in entries:
        found = _COMPONENT.match(entry.title)
        if found:
            name = found["name"].strip()
            at = entry.updated or entry.published
            read.append(ReadComponent(name, name, "", 0, status_of(found["status"]), at))
    named = newest_of_each(read, lambda component: component.updated_at)
    return tuple(replace(each, position=place) for place, each in enumerate(named, 1))

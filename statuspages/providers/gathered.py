"""What a provider read, put together: limits held, each id once, words that nobody knows counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from statuspages.exceptions import Unexpected
from statuspages.providers import limits
from statuspages.providers.reading import (
    Account,
    Affected,
    Level,
    Listing,
    ReadComponent,
    ReadIncident,
    ReadPage,
    ReadUpdate,
    State,
    Strange,
)

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def gathered(
    page: ReadPage,
    listings: Iterable[Listing] = (),
    components: Iterable[ReadComponent] | None = None,
    *,
    states: Mapping[str, State],
    levels: Mapping[str, Level],
    impacts: Collection[str] | None = None,
    indicator: str | None = None,
    says: str | None = None,
    strange: Iterable[tuple[str, str]] = (),
    tracks_edits: bool = True,
) -> Account:
    """The Account of these. Raises Unexpected where there is more than a page can have.

    `impacts`: all that the provider knows; None: they are free text. `strange`: further words that nobody
    knows, as (what, word).
    """
    listings = tuple(_once(listing) for listing in listings)
    incidents = [incident for listing in listings for incident in listing.incidents]
    _check(incidents)
    if components is not None:
        components = newest_of_each(components, lambda component: component.updated_at)
        if len(components) > limits.MOST_COMPONENTS:
            raise Unexpected(f"it has {len(components):,} components, which no page has")
    words = [*strange, *_words(incidents, components or (), states, levels, impacts)]
    return Account(
        page=page,
        listings=listings,
        components=None if components is None else tuple(components),
        indicator=indicator,
        says=says,
        strange=counted(words),
        tracks_edits=tracks_edits,
    )


def newest_of_each(items: Iterable, as_of: Callable) -> list:
    """Each uid once, in the order of their first appearance: of two accounts the newer, else the first."""
    kept: dict = {}
    for item in items:
        held = kept.get(item.uid)
        if held is None or (as_of(item) or LONG_AGO) > (as_of(held) or LONG_AGO):
            kept[item.uid] = item
    return list(kept.values())


def by_time(updates: Iterable[ReadUpdate]) -> tuple[ReadUpdate, ...]:
    """Oldest first, each id once. Those without a time come last: they are the newest."""
    once = newest_of_each(updates, lambda update: update.updated_at or update.created_at)
    far = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(once, key=lambda update: update.at or far))


def newest_first(incidents: Iterable[ReadIncident]) -> tuple[ReadIncident, ...]:
    """As a Listing has them: by when they were created, else as they came."""
    return tuple(sorted(incidents, key=lambda one: one.created_at or LONG_AGO, reverse=True))


def affecting(updates: Sequence[ReadUpdate], affected: Iterable[Affected]) -> tuple[ReadUpdate, ...]:
    """Updates, oldest first, of an incident that says what it affects only as a whole: from the first on."""
    return (replace(updates[0], affected=tuple(affected)), *updates[1:]) if updates else ()


def with_old_statuses(updates: Iterable[ReadUpdate]) -> tuple[ReadUpdate, ...]:
    """Updates, oldest first, that tell what each affected component is: before it, as told last."""
    last: dict[str, str] = {}
    told = []
    for update in updates:
        affected = tuple(replace(each, old=last.get(each.uid, "")) for each in update.affected)
        last |= {each.uid: each.new for each in affected}
        told.append(replace(update, affected=affected))
    return tuple(told)


def worst(levels: Iterable[Level | None]) -> str:
    """The indicator of a page that gives none: none, minor, major or maintenance, by its components."""
    told = set(levels)
    if Level.MAJOR_OUTAGE in told:
        return "major"
    if told & {Level.PARTIAL_OUTAGE, Level.DEGRADED}:
        return "minor"
    return "maintenance" if Level.MAINTENANCE in told else "none"


def with_made_ids(updates: Iterable[ReadUpdate]) -> tuple[ReadUpdate, ...]:
    """Updates, oldest first, of a provider that gives them no ids: known by when they were made.

    Of two of the same moment the later-listed is told apart by a number. One without a time is known by its
    words.
    """
    times: Counter[str] = Counter()
    made = []
    for update in sorted(updates, key=lambda update: update.at or LONG_AGO):
        words = sha256((update.body or "").encode(errors="surrogatepass")).hexdigest()[:20]
        uid = update.created_at.isoformat() if update.created_at else words
        times[uid] += 1
        made.append(replace(update, uid=uid if times[uid] == 1 else f"{uid}#{times[uid]}"))
    return by_time(made)


def counted(words: Iterable[tuple[str, str]]) -> tuple[Strange, ...]:
    """Words that nobody knows, as (what, word), with how often they came."""
    return tuple(Strange(what, word, times) for (what, word), times in sorted(Counter(words).items()))


def _once(listing: Listing) -> Listing:
    incidents = newest_of_each(listing.incidents, lambda incident: incident.as_of)
    return replace(listing, incidents=tuple(incidents))


def _check(incidents: Sequence[ReadIncident]) -> None:
    updates = [update for incident in incidents for update in incident.updates]
    affected = sum(len(update.affected) for update in updates)
    for number, most, what in (
        (len(incidents), limits.MOST_INCIDENTS, "incidents"),
        (len(updates), limits.MOST_UPDATES, "updates"),
        (affected, limits.MOST_AFFECTED, "affected components"),
    ):
        if number > most:
            raise Unexpected(f"it holds {number:,} {what}, which no page has")


def _words(incidents, components, states, levels, impacts) -> Iterable[tuple[str, str]]:
    updates = [update for incident in incidents for update in incident.updates]
    statuses = [word for update in updates for each in update.affected for word in (each.old, each.new)]
    statuses += [component.status for component in components]
    said = [("incident status", incident.status, states) for incident in incidents]
    said += [("update status", update.status, states) for update in updates]
    said += [("component status", status, levels) for status in statuses]
    if impacts is not None:
        said += [("incident impact", incident.impact, impacts) for incident in incidents]
    return [(what, word) for what, word, known in said if word and word not in known]

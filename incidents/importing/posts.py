"""Posts of a status page become events; one that is told again becomes better evidenced, not another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from incidents.importing.agreeing import more_precise
from incidents.importing.people import changed_by_people, importing
from incidents.importing.told import ToldPost
from incidents.importing.words import words_of
from incidents.models import Incident
from timelines.models import Kind, Lane, TimelineEvent


def same_post(post: ToldPost, event: TimelineEvent) -> bool:
    """Whether an event tells this post: the same words at a time that may be the same."""
    return post.at.overlaps(event.happened) and words_of(post.text) == words_of(event.text)


def join_posts(incident, posts: Sequence[ToldPost], *, by=None) -> list[TimelineEvent]:
    """The events that tell these posts, in the same order: those that are told already, or new ones.

    An event that is told already gets the further quotes and, unless somebody corrected it, the more precise
    of the two times with the words that came with it. One that somebody withdrew stays withdrawn. The number
    of queries does not grow with the number of posts.
    """
    with transaction.atomic():
        incident.hold()
        return join_each({incident: posts}, by=by)[incident]


def join_each(reports: Mapping[Incident, Sequence[ToldPost]], *, by=None) -> dict[Incident, list]:
    """`join_posts` for several incidents, which are held, in as many queries as for one."""
    told = {incident: list(posts) for incident, posts in reports.items()}
    with transaction.atomic(savepoint=False), importing(by):
        held = _held(told)
        found = {incident: match_posts(posts, held[incident.pk]) for incident, posts in told.items()}
        pairs = {incident: list(zip(told[incident], found[incident], strict=True)) for incident in told}
        _tell_again(told, {event: post for both in pairs.values() for post, event in both if event})
        new = {
            incident: [as_event(post) for post, event in both if event is None]
            for incident, both in pairs.items()
        }
        recorded = TimelineEvent.objects.record_each({it: told for it, told in new.items() if told}, by=by)
    fresh = {incident: iter(recorded.get(incident, ())) for incident in told}
    return {incident: [event or next(fresh[incident]) for event in found[incident]] for incident in told}


def _held(told: Mapping[Incident, Sequence[ToldPost]]) -> dict[int, list[TimelineEvent]]:
    """The posts that may be among these already, by incident: those of their times."""
    held: dict[int, list[TimelineEvent]] = {incident.pk: [] for incident in told}
    times = [post.at for posts in told.values() for post in posts]
    if not times:
        return held
    first = None if any(at.earliest is None for at in times) else min(at.earliest for at in times)
    last = None if any(at.latest is None for at in times) else max(at.latest for at in times)
    events = TimelineEvent.objects.filter(
        incident__in=told, kind=Kind.STATUS_POST, happened_range__overlap=DateTimeTZRange(first, last, "[]")
    )
    for event in events.order_by("withdrawn_at", "pk"):
        held[event.incident_id].append(event)
    return held


def match_posts(posts: Sequence[ToldPost], events: Sequence[TimelineEvent]) -> list[TimelineEvent | None]:
    """For each post the event that tells it, or None. No event serves two posts."""
    left = list(events)
    found: list[TimelineEvent | None] = []
    for post in posts:
        event = next((event for event in left if same_post(post, event)), None)
        found.append(event)
        if event:
            left.remove(event)
    return found


def as_event(post: ToldPost) -> dict:
    """The event that tells a post, as record_all takes it."""
    return {
        "happened": post.at,
        "text": post.text,
        "kind": Kind.STATUS_POST,
        "lane": Lane.STATUS_PAGE,
        "actor": post.actor,
        "quotes": post.quotes,
    }


def _tell_again(incidents: Iterable[Incident], posts: dict[TimelineEvent, ToldPost]) -> None:
    """Add the quotes of posts to the events that tell them, and take over what they say more precisely."""
    if not posts:
        return
    better = {event for event, post in posts.items() if more_precise(post.at, event.happened)}
    better = {event for event in better if event.withdrawn_at is None}
    settled = changed_by_people(better)
    for event in better:
        if event.pk not in settled:
            event.happened, event.text = posts[event].at, posts[event].text
    TimelineEvent.objects.tell_each_again(
        incidents,
        {event: post.quotes for event, post in posts.items()},
        changed=[event for event in better if event.pk not in settled],
    )

"""Posts of a status page become events; one that is told again becomes better evidenced, not another."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from incidents.importing.agreeing import more_precise
from incidents.importing.people import changed_by_people, importing
from incidents.importing.told import ToldPost
from incidents.importing.words import words_of
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
    with transaction.atomic(), importing(by):
        incident.hold()
        held = incident.events.filter(kind=Kind.STATUS_POST).order_by("withdrawn_at", "pk")
        found = match_posts(posts, list(held))
        again = {event: post for post, event in zip(posts, found, strict=True) if event}
        _tell_again(incident, again)
        new = [as_event(post) for post, event in zip(posts, found, strict=True) if event is None]
        recorded = iter(TimelineEvent.objects.record_all(incident, new, by=by) if new else ())
        return [event or next(recorded) for event in found]


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


def _tell_again(incident, posts: dict[TimelineEvent, ToldPost]) -> None:
    """Add the quotes of posts to the events that tell them, and take over what they say more precisely."""
    if not posts:
        return
    better = {event for event, post in posts.items() if more_precise(post.at, event.happened)}
    better = {event for event in better if event.withdrawn_at is None}
    settled = changed_by_people(better)
    for event in better:
        if event.pk not in settled:
            event.happened, event.text = posts[event].at, posts[event].text
    TimelineEvent.objects.tell_again(
        incident,
        {event: post.quotes for event, post in posts.items()},
        changed=[event for event in better if event.pk not in settled],
    )

"""What posts, stated milestones and prose of one document tell, each happening once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from incidents.importing.document import ReadMilestone, ReadPost
from incidents.importing.words import words_of
from timelines.reading.model import FoundEvent, Place

ALIKE = 0.5  # of the shorter one's words that both have: then a story and a post tell the same


def apart_from_posts(
    events: Iterable[FoundEvent], posts: Sequence[ReadPost]
) -> tuple[tuple[FoundEvent, ...], tuple[ReadPost, ...]]:
    """The events that no post is, and the posts with the further places that tell them.

    An event is a post if it stands in one and happened when that was posted, or if it happened then and says
    the same. What a post tells of other times are events of their own.
    """
    kept: list[FoundEvent] = []
    also: dict[int, list[Place]] = {}
    for event in events:
        number = next((n for n, post in enumerate(posts) if _is_post(event, post)), None)
        if number is None:
            kept.append(event)
        else:
            places = [place for place in (event.place, *event.also) if not place.meets(posts[number].place)]
            also.setdefault(number, []).extend(places)
    told = tuple(
        replace(post, also=(*post.also, *dict.fromkeys(also[n]))) if also.get(n) else post
        for n, post in enumerate(posts)
    )
    return tuple(kept), told


def apart_from_milestones(
    events: Iterable[FoundEvent], milestones: Sequence[ReadMilestone]
) -> tuple[FoundEvent, ...]:
    """The events that do not stand where a milestone is stated."""
    return tuple(
        event for event in events if not any(event.place.meets(stated.place) for stated in milestones)
    )


def _is_post(event: FoundEvent, post: ReadPost) -> bool:
    if event.when is None or not event.when.overlaps(post.at):
        return False
    if any(place.meets(post.place) for place in (event.place, *event.also)):
        return event.when.width <= post.at.width or event.place.meets(post.place)
    return event.until is None and not event.when.is_open and _alike(event.text, post.body)


def _alike(text: str, other: str) -> bool:
    words, others = set(words_of(text)), set(words_of(other))
    return len(words & others) >= max(3, ALIKE * min(len(words), len(others)))

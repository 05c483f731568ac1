"""What posts, stated milestones and prose of one document tell, each happening once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from incidents.importing.document import ReadMilestone, ReadPost, ReadWriteUp
from incidents.importing.words import words_of
from timelines.models import Milestone
from timelines.reading.model import FoundEvent, Place

HOUR = timedelta(hours=1)
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
        number = _post_of(event, posts)
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


def with_story(whole: dict[str, Any], story: dict[str, Any], write_up: ReadWriteUp) -> dict[str, Any]:
    """What a report tells together with what its postmortem tells when that is read by itself.

    A postmortem among posts looks like one of them, so that its causes and plans are taken for news. Its
    publication is no event of the incident.
    """

    def is_published(event: FoundEvent) -> bool:
        at = write_up.published
        return bool(at and event.when and event.when.overlaps(at) and event.place.meets(write_up.place))

    whole = whole | {"events": tuple(event for event in whole["events"] if not is_published(event))}
    together = {
        name: (*whole[name], *_further(story[name], whole[name]))
        for name in ("events", "factors", "actions", "found_affected")
    }
    return whole | together


def _further(items: Sequence, known: Sequence) -> Iterator:
    """The items that stand where none of the known ones does."""
    return (item for item in items if not any(item.place.meets(other.place) for other in known))


def marked(events: Iterable[FoundEvent], milestones: Sequence[ReadMilestone]) -> tuple[FoundEvent, ...]:
    """The events, where one that tells what a milestone states carries that milestone.

    That is one at the same time, known to the hour at least. What the words say elsewhere gives way.
    """
    told = list(events)
    for stated in milestones:
        kind = Milestone.Kind(stated.kind)
        same = [n for n, event in enumerate(told) if _says_when(event, stated)]
        best = min(same, key=lambda n: (kind not in told[n].milestones, told[n].when.width), default=None)
        for n, event in enumerate(told):
            others = tuple(each for each in event.milestones if each != kind)
            told[n] = replace(event, milestones=(*others, kind) if n == best else others)
    return tuple(told)


def _says_when(event: FoundEvent, stated: ReadMilestone) -> bool:
    when = event.when
    return when is not None and not when.is_open and when.width <= HOUR and when.overlaps(stated.at)


def _post_of(event: FoundEvent, posts: Sequence[ReadPost]) -> int | None:
    """The number of the post that an event is: the one it stands in, else one that says the same."""
    same_time = [n for n, post in enumerate(posts) if event.when and event.when.overlaps(post.at)]
    holding = [n for n, post in enumerate(posts) if event.place.meets(post.place)]
    if holding:
        return holding[0] if holding[0] in same_time and not event.until else None
    if event.until or event.when is None or event.when.is_open:
        return None
    return next((n for n in same_time if _alike(event.text, posts[n].body)), None)


def _alike(text: str, other: str) -> bool:
    words, others = set(words_of(text)), set(words_of(other))
    return len(words & others) >= max(3, ALIKE * min(len(words), len(others)))

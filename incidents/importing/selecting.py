"""Which of the things that were read of a document are stored, and in which form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from incidents.importing.document import ReadDocument, ReadMilestone, ReadPost
from timelines.models import TimelineEvent
from timelines.reading.model import Confidence, FoundAction, FoundAffected, FoundEvent, FoundFactor

Item = ReadPost | ReadMilestone | FoundEvent | FoundFactor | FoundAction | FoundAffected

# What stands in a ReadDocument under which name, and how its keys begin.
NAMES = {
    "posts": "post",
    "milestones": "milestone",
    "events": "event",
    "factors": "factor",
    "actions": "action",
    "found_affected": "affected",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided about the items of a document, by their keys (`keyed`).

    - taken: those that are stored. edited: items in place of those that were read.
    - further: ids of events of the incident that a found event is further evidence of, None for one that
      is new in any case; a key that is missing is matched by time and words.
    - draft: whether the write-up becomes the first draft of a postmortem, where there is none.
    """

    taken: frozenset[str]
    edited: Mapping[str, Item] = field(default_factory=dict)
    further: Mapping[str, int | None] = field(default_factory=dict)
    draft: bool = True

    @classmethod
    def all_of(
        cls,
        read: ReadDocument,
        events: Mapping[int, TimelineEvent | None] | None = None,
        *,
        draft: bool = True,
    ) -> Choice:
        """All that a document holds, for one from which somebody has taken out already what they do not want.

        `events`: by place in `read.events`, of which event of the incident each is further evidence; those
        without one are new.
        """
        found = keyed(read)
        keys = [key for key, item in found.items() if isinstance(item, FoundEvent)]
        joined = {key: (events or {}).get(number) for number, key in enumerate(keys)}
        further = {key: event and event.pk for key, event in joined.items()}
        return cls(frozenset(found), further=further, draft=draft)


def keyed(read: ReadDocument) -> dict[str, Item]:
    """Every item by a key that stays when the document is read again in another zone or on another day.

    Keys are letters, digits and hyphens: the kind of item and its place in the text.
    """
    seen: Counter[str] = Counter()
    found = {}
    for key, item in _keys(read):
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key}-n{seen[key]}"] = item
    return found


def _keys(read: ReadDocument) -> Iterator[tuple[str, Item]]:
    for name, called in NAMES.items():
        for item in getattr(read, name):
            place = f"{called}-{item.place.start}-{item.place.end}"
            if isinstance(item, ReadMilestone):
                yield f"{place}-{item.kind}", item
            elif isinstance(item, FoundEvent) and item.time_place:
                yield f"{place}-{item.time_place.start}", item
            else:
                yield place, item


def offered(read: ReadDocument) -> frozenset[str]:
    """The keys of what is stored unless somebody decides otherwise: what is not doubtful and has its time."""
    return frozenset(key for key, item in keyed(read).items() if _is_offered(item))


def _is_offered(item: Item) -> bool:
    if isinstance(item, ReadPost | ReadMilestone):
        return True
    if isinstance(item, FoundEvent) and item.when is None:
        return False
    return item.confidence is not Confidence.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document with nothing but what was taken; `further` as in Choice, by place in `read.events`."""

    read: ReadDocument
    further: Mapping[int, int | None]


def chosen(read: ReadDocument, choice: Choice | None) -> Chosen:
    """What is to be stored. An event without a time cannot be, whoever took it."""
    choice = choice or Choice(offered(read))
    kept: dict[str, list[Item]] = {name: [] for name in NAMES}
    called = {prefix: name for name, prefix in NAMES.items()}
    further: dict[int, int | None] = {}
    for key, item in keyed(read).items():
        item = choice.edited.get(key, item)
        if key not in choice.taken or (isinstance(item, FoundEvent) and item.when is None):
            continue
        items = kept[called[key.partition("-")[0]]]
        if isinstance(item, FoundEvent) and key in choice.further:
            further[len(items)] = choice.further[key]
        items.append(item)
    return Chosen(replace(read, **{name: tuple(items) for name, items in kept.items()}), further)

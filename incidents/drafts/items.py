"""What was read of a document, item by item, with what was decided about each.

Every item has a key made of its place in the text (`importing.selecting.keyed`), so that it is the same item
when the document is read again with another zone or day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import blake2s

from incidents.importing.document import Affected, ReadDocument, ReadMilestone, ReadPost
from incidents.importing.selecting import Choice, keyed
from timelines.models import Kind, Milestone
from timelines.reading.model import (
    Confidence,
    FoundAction,
    FoundAffected,
    FoundEvent,
    FoundFactor,
    Place,
)
from timelines.when import When

Found = FoundEvent | ReadPost | ReadMilestone | FoundFactor | FoundAction | FoundAffected
UNITED = (FoundEvent, FoundFactor, FoundAction)
"""What may be made one of two: the others stand for a post, a statement or a name."""


class Group(StrEnum):
    TIMELINE = "timeline"
    FACTORS = "factors"
    ACTIONS = "actions"
    AFFECTED = "affected"


LISTED = "listed"  # how the keys begin of names that a status page lists
GROUPS = {
    "post": Group.TIMELINE,
    "milestone": Group.TIMELINE,
    "event": Group.TIMELINE,
    "factor": Group.FACTORS,
    "action": Group.ACTIONS,
    "affected": Group.AFFECTED,
    LISTED: Group.AFFECTED,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing read.

    - read: as the document says it. found: as it would be stored: edited, united with others, with a time.
    - is_decided: a person took or dropped it. parts: keys of the items that were united with it.
    - is_apart: it shall be an event of its own though the incident has one like it.
    """

    key: str
    group: Group
    read: Found
    found: Found
    is_taken: bool
    is_decided: bool = False
    is_edited: bool = False
    parts: tuple[str, ...] = ()
    is_apart: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it stands, the first first; none for a name that a page lists somewhere."""
        places = (self.found.place, *getattr(self.found, "also", ()))
        return tuple(place for place in places if place is not None)

    @property
    def confidence(self) -> Confidence:
        return getattr(self.read, "confidence", Confidence.SURE)

    @property
    def is_timeless(self) -> bool:
        """An event of which nobody says when it was."""
        return isinstance(self.read, FoundEvent) and self.read.when is None and when_of(self.found) is None

    @property
    def is_open(self) -> bool:
        """The document leaves its time open, and nobody has typed one."""
        if not isinstance(self.read, FoundEvent) or self.read.when is not None:
            return False
        return self.found.when in (None, self.found.possible)

    @property
    def is_doubtful(self) -> bool:
        """Not taken unless somebody does, and nobody has said anything yet."""
        return not self.is_decided and (self.confidence == Confidence.DOUBTFUL or self.is_timeless)


def when_of(found: Found) -> When | None:
    return found.when if isinstance(found, FoundEvent) else getattr(found, "at", None)


def text_of(found: Found) -> str:
    """What it says, in words."""
    for name in ("text", "body", "name"):
        if hasattr(found, name):
            return getattr(found, name)
    return {"started": "It began.", "resolved": "It was over."}.get(found.kind, found.kind)


def milestones_of(found: Found) -> tuple[str, ...]:
    if isinstance(found, ReadMilestone):
        return (found.kind,)
    return getattr(found, "milestones", ())


# From what was read to items


def items_of(read: ReadDocument, decisions: Mapping[str, dict]) -> list[Item]:
    """All items: the timeline in order of time, the rest as the document tells it.

    `decisions`: {key: decision} as ImportDraft keeps them; those about items that are not there are ignored.
    """
    found = _all(read)
    roots = {key: _root(key, found, decisions) for key in found}
    parts: dict[str, list[str]] = {}
    for key, root in roots.items():
        if key != root:
            parts.setdefault(root, []).append(key)
    items = [
        _item(key, found, parts.get(key, ()), decisions.get(key, {})) for key in found if roots[key] == key
    ]
    timeline = [item for item in items if item.group == Group.TIMELINE]
    return [*_in_order(timeline), *(item for item in items if item.group != Group.TIMELINE)]


def keys_of(read: ReadDocument) -> set[str]:
    return set(_all(read))


def _all(read: ReadDocument) -> dict[str, Found]:
    """{key: what was found}: as `selecting.keyed`, and the names that a status page lists."""
    names = {_name_key(name): FoundAffected(name, read.affected.place) for name in read.affected.names}
    return keyed(read) | names


def _name_key(name: str) -> str:
    return f"{LISTED}-{blake2s(name.encode(), digest_size=6).hexdigest()}"


def _root(key: str, found: Mapping[str, Found], decisions: Mapping[str, dict]) -> str:
    """The item that this one was united with, in the end; itself where it was not, or in a circle."""
    at, seen = key, {key}
    while (other := decisions.get(at, {}).get("with")) in found and may_unite(found[at], found[other]):
        if other in seen:
            return key
        at = other
        seen.add(at)
    return at


def may_unite(one: Found, other: Found) -> bool:
    return type(one) is type(other) and isinstance(one, UNITED)


def _item(key: str, all_found: Mapping[str, Found], parts: Iterable[str], decision: dict) -> Item:
    read, group = all_found[key], GROUPS[key.partition("-")[0]]
    found = edited(read, decision.get("edit", {}))
    for part in parts:
        found = _unite(found, all_found[part])
    taken = decision.get("take")
    if taken and isinstance(found, FoundEvent) and found.when is None:
        found = replace(found, when=found.possible)
    has_time = group != Group.TIMELINE or when_of(found) is not None
    if taken is None:
        taken = getattr(read, "confidence", Confidence.SURE) != Confidence.DOUBTFUL
    return Item(
        key=key,
        group=group,
        read=read,
        found=found,
        is_taken=taken and has_time,
        is_decided="take" in decision,
        is_edited=bool(decision.get("edit")),
        parts=tuple(parts),
        is_apart=bool(decision.get("apart")),
    )


def _unite(one: Found, other: Found) -> Found:
    """One item that stands on the words of both, with the milestones of both and whatever time there is."""
    also = tuple(dict.fromkeys((*one.also, other.place, *other.also)))
    if not isinstance(one, FoundEvent):
        return replace(one, also=also)
    milestones = tuple(kind for kind in Milestone.Kind if kind in (*one.milestones, *other.milestones))
    known = (
        {}
        if one.when
        else {"when": other.when, "until": other.until, "possible": one.possible or other.possible}
    )
    return replace(one, also=also, milestones=milestones, actor=one.actor or other.actor, **known)


def _in_order(timeline: Iterable[Item]) -> list[Item]:
    """In order of time; what has none stands where the document tells it."""
    placed, last = [], None
    for item in sorted(timeline, key=lambda item: item.found.place):
        when = when_of(item.found) or getattr(item.found, "possible", None)
        last = when.key if when else last
        placed.append((last, item))
    if last is None:
        return [item for _, item in placed]
    first = min(key for key, _ in placed if key)
    return [item for _, item in sorted(placed, key=lambda pair: (pair[0] or first, pair[1].found.place))]


# What a person changed of an item

OWN_NAMES = {ReadPost: {"when": "at", "text": "body"}, ReadMilestone: {"when": "at"}}


def edited(read: Found, changes: Mapping) -> Found:
    """What was read with the changes that a decision keeps, as JSON, under the names of the forms."""
    names = OWN_NAMES.get(type(read), {})
    held = {name: _told(name, value) for name, value in changes.items()}
    return replace(read, **{names.get(name, name): value for name, value in held.items()})


def changes_of(item: Item, fields: Mapping) -> dict:
    """What of a form's cleaned fields differs from what was read, as JSON; {} where nothing does."""
    names = OWN_NAMES.get(type(item.read), {})
    return {
        name: _kept(value)
        for name, value in fields.items()
        if value != getattr(item.read, names.get(name, name))
    }


def _told(name: str, value):
    if name in ("when", "until"):
        return value and When.from_dict(value)
    if name == "due":
        return value and date.fromisoformat(value)
    if name == "milestones":
        return tuple(Milestone.Kind(kind) for kind in value)
    return Kind(value) if name == "kind" else value


def _kept(value):
    if isinstance(value, When):
        return value.as_dict()
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


# From items to what is stored


def listed(read: ReadDocument, items: Iterable[Item]) -> ReadDocument:
    """The document with those names only of the ones it lists as affected that were taken, as edited."""
    names = [item for item in items if item.key.startswith(LISTED)]
    if all(item.is_taken and not item.is_edited for item in names):
        return read
    taken = tuple(item.found.name for item in names if item.is_taken)
    return replace(read, affected=Affected(taken, "", read.affected.place))


def choice_of(items: Iterable[Item], further: Mapping[str, int | None]) -> Choice:
    """What to store; `further` as in Choice."""
    items = [item for item in items if not item.key.startswith(LISTED)]
    return Choice(
        taken=frozenset(item.key for item in items if item.is_taken),
        edited={item.key: item.found for item in items if item.found is not item.read},
        further=further,
    )

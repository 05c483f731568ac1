"""What waits for an administrator: proposed words, who proposed them, where they stand, what they resemble.

Counts are over everything, so this is for administrators alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from accounts.models import User
from incidents.models import Component, Mechanism, Tag
from incidents.models.word import Word
from incidents.vocabulary.places import numbers_of

KINDS: dict[str, type[Word]] = {"mechanism": Mechanism, "tag": Tag, "component": Component}
MOST = 50  # proposals of a kind that are shown at a time, the oldest first
LIKE = 0.82  # from which likeness (0 to 1) on another name is shown beside a proposed one


@dataclass(frozen=True, slots=True)
class Proposal:
    """One word that waits. `like`: a word that may mean the same, to merge it into."""

    word: Word
    by: str  # "" where nobody is known: a task or an import
    at: datetime | None
    stands_in: list[str]  # “3 contributing factors”
    like: Word | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The proposals of one kind."""

    kind: str
    number: int  # of all
    proposals: list[Proposal]

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()}s"


def queues() -> list[Queue]:
    """The proposals of each kind. A fixed number of queries."""
    return [_queue(kind, model) for kind, model in KINDS.items()]


def waiting() -> int:
    """How many words wait in all."""
    return sum(model.objects.proposed().count() for model in KINDS.values())


def _queue(kind: str, model: type[Word]) -> Queue:
    rows = model.objects.proposed()
    words = list((rows.select_related("organisation") if model is Component else rows).order_by("pk")[:MOST])
    number = rows.count()
    begun, numbers = _begun(model, words), numbers_of(words)
    like = _likes(model, words)
    proposals = [
        Proposal(word, *begun.get(word.pk, ("", None)), numbers[word.pk], like.get(word.pk)) for word in words
    ]
    return Queue(kind, number, proposals)


def _begun(model: type[Word], words: Sequence[Word]) -> dict[int, tuple[str, datetime]]:
    """By word, who made it and when, as its history has it."""
    versions = model.versions.rel.related_model.objects.select_related("pgh_context")
    made = list(versions.filter(pgh_label="insert", pgh_obj__in=[word.pk for word in words]))
    people = User.objects.in_bulk({_person(row) for row in made} - {None})
    return {row.pgh_obj_id: (str(people.get(_person(row), "")), row.pgh_created_at) for row in made}


def _person(version) -> int | None:
    return version.pgh_context.metadata.get("user") if version.pgh_context else None


def _likes(model: type[Word], words: Sequence[Word]) -> dict[int, Word]:
    """By proposed word, the word that is called most like it, where one is."""
    if not words:
        return {}
    others = list(model.objects.in_use().defer("state"))
    return {word.pk: like for word in words if (like := _like(word, others))}


def _like(word: Word, others: Sequence[Word]) -> Word | None:
    beside = [other for other in others if other.pk != word.pk and _may_be_one(word, other)]
    by_name = {other.name.lower(): other for other in beside}
    near = get_close_matches(word.name.lower(), by_name, n=1, cutoff=LIKE)
    return by_name[near[0]] if near else None


def _may_be_one(word: Word, other: Word) -> bool:
    return getattr(word, "organisation_id", None) == getattr(other, "organisation_id", None)

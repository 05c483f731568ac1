"""Where words stand: everything that must follow when one is renamed or merged.

Each app registers the places of its own (`register`), so that imports run downwards only. A test holds every
foreign key to a word to being registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count


def _nothing(*_words) -> None:
    """Nothing follows."""


def _nobody(_words) -> set[int]:
    return set()


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of row that names words. All functions but `numbers` are called while the words are locked.

    - called, called_many: what one and several of them are called. models: the tables it looks after.
    - numbers(words): {key of a word: how many name it}, over everything: for administrators only. One query.
    - move(word, other): let those that name `word` name `other`.
    - rename(word, old): follow a word that is called otherwise from now on.
    - taken(word): another word is about to take one of its former names.
    - users(words): keys of the incidents that must be locked before the words are.
    """

    called: str
    called_many: str
    numbers: Callable[[Sequence], Mapping[int, int]]
    move: Callable
    rename: Callable = _nothing
    taken: Callable = _nothing
    users: Callable[[Sequence], set[int]] = _nobody
    models: tuple[str, ...] = ()

    def said(self, number: int) -> str:
        return f"{number:,} {self.called if number == 1 else self.called_many}"


_places: dict[str, list[Place]] = {}


def register(kind: str, place: Place) -> None:
    """Let `place` follow words of this kind (“mechanism”, “tag”, “component”)."""
    _places.setdefault(kind, []).append(place)


def counted(rows, column: str) -> dict[int, int]:
    """How many of these rows have each value of a foreign key; one query."""
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))


def places_of(kind: str) -> list[Place]:
    return list(_places.get(kind, ()))


def numbers_of(words: Sequence) -> dict[int, list[str]]:
    """{key of a word: what names it, in words: “3 contributing factors”}; words of one kind, places without
    any left out. A query a place. For administrators only."""
    told: dict[int, list[str]] = {word.pk: [] for word in words}
    for place in places_of(words[0].kind) if words else ():
        numbers = place.numbers(words)
        for word in words:
            if number := numbers.get(word.pk):
                told[word.pk].append(place.said(number))
    return told


def move(word, other) -> None:
    for place in places_of(word.kind):
        place.move(word, other)


def rename(word, old: str) -> None:
    for place in places_of(word.kind):
        place.rename(word, old)


def taken(word) -> None:
    for place in places_of(word.kind):
        place.taken(word)


def users(words: Sequence) -> set[int]:
    """Keys of the incidents that use any of these words, which are of one kind."""
    return set().union(*(place.users(words) for place in places_of(words[0].kind)))

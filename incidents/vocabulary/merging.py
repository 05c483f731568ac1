"""What merging two words will move: said before anybody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.models.word import Word
from incidents.vocabulary.places import numbers_of


@dataclass(frozen=True, slots=True)
class Preview:
    """For administrators, who see all: counts are over everything.

    `read` names the forms of both words that this was made of; the merge is refused where either has another
    form by then.
    """

    word: Word
    other: Word
    moves: list[str]  # “3 contributing factors”
    names: list[str]  # that lead to the other afterwards
    read: str


def preview_of(word: Word, other: Word) -> Preview:
    names = [word.name, *word.former_names.order_by("pk").values_list("name", flat=True)]
    return Preview(word, other, numbers_of([word])[word.pk], names, read_of(word, other))


def read_of(word: Word, other: Word) -> str:
    """Which forms of two words somebody reads."""
    return "-".join(str(each.versions.latest("pgh_id").pgh_id) for each in (word, other))

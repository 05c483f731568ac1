"""What the page can be narrowed by: values of the fields that nothing is asked of yet, with their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from incidents.models import Incident
from reviews.patterns import texts
from reviews.patterns.ground import Ground
from reviews.patterns.part import Part

MOST = 20  # values of one field


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    part: Part

    @property
    def query(self) -> str:
        """The query string of the page narrowed to it."""
        return f"?q={quote(self.part.text, safe=':,/.')}"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One field with its most frequent values."""

    title: str
    choices: tuple[Choice, ...]
    more: int  # values that are not shown; they can be typed


def narrowings(ground: Ground, held: Collection[str]) -> list[Narrowing]:
    """Of the fields that are not among `held`; none of a field with one value, which narrows nothing."""
    found = (_narrowing(title, made(ground)) for name, (title, made) in FIELDS.items() if name not in held)
    return [one for one in found if len(one.choices) > 1]


def _narrowing(title: str, choices: Iterable[Choice]) -> Narrowing:
    choices = sorted(choices, key=lambda choice: (-choice.part.number, choice.label))
    return Narrowing(title, tuple(choices[:MOST]), max(0, len(choices) - MOST))


def _organisations(ground: Ground) -> Iterable[Choice]:
    names = ground.told.organisations
    for key, places in ground.by("organisation").items():
        if key is not None:
            slug, name = names[key]
            yield _choice(ground, name, places, texts.of_organisation(slug))


def _severities(ground: Ground) -> Iterable[Choice]:
    for key, places in ground.by("severity").items():
        if key is not None:
            name, _ = ground.told.severities[key]
            yield _choice(ground, name, places, texts.of_severity(name))


def _kinds(ground: Ground) -> Iterable[Choice]:
    for kind, places in ground.by("kind").items():
        yield _choice(ground, Incident.Kind(kind).label, places, texts.of_kind(kind))


def _components(ground: Ground) -> Iterable[Choice]:
    for name, part in ground.components:
        yield Choice(name, ground.asked & part)


def _choice(ground: Ground, label: str, places: list[int], text: str) -> Choice:
    return Choice(label, ground.asked & Part(ground.bits(places), text))


FIELDS = {
    "org": ("organisation", _organisations),
    "component": ("component", _components),
    "severity": ("severity", _severities),
    "kind": ("kind", _kinds),
}

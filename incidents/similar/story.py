"""An incident as it is compared with others: plain data, each piece with the places that say so."""

from __future__ import annotations

from dataclasses import dataclass

from timelines.when import When


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands.

    - name: how a link to it is called: “factor 2”, “event 22:30”. words: as written there.
    - href: a path with an anchor; "" where there is no page of it yet.
    """

    name: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """A contributing factor. mechanism: a slug, or "". places: itself first, then events it stands on."""

    role: str
    statement: str
    mechanism: str
    mechanism_name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done and helped.

    - key: which sort of deed, of `deeds.DEEDS`. things: the words for what it was done to, () for unknown.
    - is_all: it was done to all of these.
    """

    key: str
    things: tuple[str, ...]
    is_all: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Story:
    """All that is compared of one incident.

    - key: of its row; None where it is not stored. name: how a sentence calls it: “INC-3”.
    - organisation: its name, "" where nobody says. kind: a value of Incident.Kind.
    - components: what was affected, names with places.
    - began: when it did, and the place that says so; None where nobody says.
    """

    key: int | None
    name: str
    kind: str
    place: Place
    organisation: str = ""
    factors: tuple[Factor, ...] = ()
    deeds: tuple[Deed, ...] = ()
    components: tuple[tuple[str, Place], ...] = ()
    began: tuple[When, Place] | None = None

    @property
    def mechanisms(self) -> frozenset[str]:
        return frozenset(factor.mechanism for factor in self.factors if factor.mechanism)

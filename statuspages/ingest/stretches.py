"""From the statuses before and after each update to the stretches in which a component was not well. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from statuspages.providers.reading import Affected, Level
from timelines.when import Precision, When


@dataclass(frozen=True, slots=True)
class Told:
    """What one update says of components. `at`: aware UTC, as the page shows it."""

    at: datetime
    affected: tuple[Affected, ...]
    is_over: bool = False  # whether it says that the incident is over
    precision: Precision = Precision.SECOND  # of `at`


@dataclass(frozen=True, slots=True)
class Stretch:
    """A component, by its uid, was at one level from `began` to `ended` (None: it still is)."""

    uid: str
    name: str
    number: int  # counts the component's stretches in this incident, from 1
    level: Level
    began: When
    ended: When | None


def stretches(told: Iterable[Told], level_of: Callable[[str], Level | None], zone: str) -> list[Stretch]:
    """The stretches that updates, oldest first, tell of; times in `zone` (IANA).

    Where an update's status before is not the one after the last update, it changed between the two, and
    nobody knows when. A word that `level_of` does not know says nothing. What is still open when the incident
    is over ended between the last word on that component and that update.
    """
    components: dict[str, _Component] = {}
    for update in told:
        at = When.at(update.at, update.precision, zone)
        for affected in update.affected:
            component = components.setdefault(affected.uid, _Component(affected.uid))
            component.name = affected.name or component.name
            component.hear(at, level_of(affected.old), level_of(affected.new))
        named = {affected.uid for affected in update.affected}
        for uid in components.keys() - named if update.is_over else ():
            components[uid].hear(at, Level.WORKS, Level.WORKS)
    return [stretch for component in components.values() for stretch in component.all()]


class _Component:
    def __init__(self, uid: str):
        self.uid = uid
        self.name = uid
        self.level: Level | None = None  # None: not told of yet
        self.began: When | None = None
        self.heard_at: When | None = None
        self.over: list[Stretch] = []

    def hear(self, at: When, old: Level | None, new: Level | None) -> None:
        """Take one update's word: `old` until `at`, `new` from then on; None says nothing."""
        if old is not None and self.level is not None and old is not self.level:
            self._become(old, self._between(at))
        if new is not None and new is not self.level:
            self._become(new, at)
        self.heard_at = at

    def _between(self, at: When) -> When:
        """Some time after what was heard last and before `at`."""
        if at.latest <= self.heard_at.latest:
            return at
        return When(self.heard_at.earliest, at.latest, Precision.RANGE, at.zone)

    def _become(self, level: Level, at: When) -> None:
        self.over += self._open(until=at)
        self.level, self.began = level, at

    def _open(self, until: When | None) -> list[Stretch]:
        if self.level in (None, Level.WORKS):
            return []
        return [Stretch(self.uid, self.name, len(self.over) + 1, self.level, self.began, until)]

    def all(self) -> list[Stretch]:
        return self.over + self._open(until=None)

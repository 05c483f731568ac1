"""What apps above this one know of an incident, for its page.

They say so when they are loaded (`mentions.add(finder)` in `AppConfig.ready`): nothing here may import them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class Mention:
    """“Reported on: GitHub, critical, resolved”: a title, the words of a link, its address, what is said."""

    title: str
    words: str
    href: str
    said: str = ""


Finder = Callable[[Incident, object], Iterable[Mention]]  # of an incident, for the person who reads

_finders: list[Finder] = []


def add(finder: Finder) -> None:
    """Ask `finder` on every incident's page: at the cost of one query, for what the person may see."""
    if finder not in _finders:
        _finders.append(finder)


def mentions_of(incident: Incident, user) -> list[Mention]:
    return [mention for finder in _finders for mention in finder(incident, user)]

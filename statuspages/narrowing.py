"""Which of the watched pages a list shows: filters that live in the address, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields

LONGEST = 200  # characters of what is asked for


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list, with what there is to choose from."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class PageFilter:
    """What the address asks for; "" is no matter. `says`: a key of listing.STANDINGS."""

    q: str = ""
    says: str = ""
    tag: str = ""
    team: str = ""
    format: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> PageFilter:
        return cls(**{it.name: data.get(it.name, "").strip()[:LONGEST] for it in fields(cls)})

    @property
    def is_empty(self) -> bool:
        return self == PageFilter()

    def takes(self, page, says: str) -> bool:
        """Whether a StatusPage belongs in the list; `says`: the key of how it stands."""
        asked = (
            (self.says, (says,)),
            (self.tag, page.tags),
            (self.team, (page.team,)),
            (self.format, (page.provider,)),
        )
        if any(value and value not in has for value, has in asked):
            return False
        told = " ".join((page.name, page.url, page.organisation.name, page.team, *page.tags)).casefold()
        return all(word in told for word in self.q.casefold().split())


def facet(name: str, label: str, values: Iterable[str], on: str, said: Callable[[str], str] = str) -> Facet:
    """A facet out of every page's values, counted; “” is no value. What is asked for is always a choice."""
    counts = Counter(filter(None, values))
    if on:
        counts.setdefault(on, 0)
    choices = [Choice(value, said(value), count, value == on) for value, count in counts.items()]
    return Facet(name, label, sorted(choices, key=lambda it: it.label.casefold()))

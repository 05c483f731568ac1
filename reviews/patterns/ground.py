"""The sets that every table is made of: by mechanism, role, component and time, of what is asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import attrgetter, or_

from incidents.bits import bits_of, numbers_in
from incidents.columns import Columns, columns_for
from incidents.models import Incident
from incidents.trend import LEAST
from reviews.patterns import texts
from reviews.patterns.part import Part
from reviews.patterns.rows import Told


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One that was met, with the incidents it was met in."""

    pk: int
    slug: str
    name: str
    alone: Part  # the text of which says nothing of what else is asked for
    met: Part  # near misses apart
    near: Part

    @property
    def n(self) -> int:
        return self.met.number

    @property
    def is_enough(self) -> bool:
        """Whether anything is read from it."""
        return self.n >= LEAST


class Ground:
    """Sets of what `told` tells, narrowed by the query text that the page was asked with.

    `text` finds exactly the incidents of `told`. `roles`: those its mechanisms are held to (none: any).
    `role_is_joined`: a role added to it would change what a mechanism in it means, so none is counted alone.
    """

    def __init__(self, told: Told, text: str, roles: Iterable[str] = (), *, role_is_joined: bool = False):
        self.told = told
        self.size = len(told.incidents)
        self.places = {row.pk: place for place, row in enumerate(told.incidents)}
        self.roles = frozenset(roles)
        self.role_is_joined = role_is_joined
        self.asked = Part((1 << self.size) - 1, text)

    def bits(self, places: Iterable[int]) -> int:
        return bits_of(places, self.size)

    def by(self, name: str) -> dict:
        """The places of the incidents by what they have as `name`, a field of Row."""
        found, read = defaultdict(list), attrgetter(name)
        for place, row in enumerate(self.told.incidents):
            found[read(row)].append(place)
        return found

    def these(self, bits: int) -> Part:
        """Some of what is asked for, told by their references."""
        rows = self.told.incidents
        return self.asked & Part(bits, texts.these(rows[place].reference for place in numbers_in(bits)))

    # What is asked for, in itself

    @cached_property
    def near(self) -> Part:
        """Near misses."""
        rows = enumerate(self.told.incidents)
        bits = self.bits(place for place, row in rows if row.kind == texts.NEAR_MISS)
        return self.asked & Part(bits, texts.NEAR_MISSES)

    @cached_property
    def counted(self) -> Part:
        """All but near misses."""
        return self.asked & Part(self.asked.bits & ~self.near.bits, texts.NO_NEAR_MISSES)

    @cached_property
    def _with_factors(self) -> int:
        return self._bits_of_factors(self.factors)

    @cached_property
    def population(self) -> Part:
        """What shares are of: incidents whose factors are told, near misses apart."""
        return self.counted & Part(self._with_factors, texts.WITH_FACTORS)

    @cached_property
    def near_with_factors(self) -> Part:
        return self.near & Part(self._with_factors, texts.WITH_FACTORS)

    @cached_property
    def without_factors(self) -> Part:
        return self.asked & Part(self.asked.bits & ~self._with_factors, texts.WITHOUT_FACTORS)

    @cached_property
    def unnamed(self) -> Part:
        """Incidents with a factor whose mechanism nobody has named yet."""
        keys = (key for key in self.factors if key[0] is None)
        rows = enumerate(self.told.incidents)
        called_off = self.bits(place for place, row in rows if row.status == Incident.Status.CANCELLED)
        return self.asked & Part(self._bits_of_factors(keys) & ~called_off, texts.UNNAMED)

    @cached_property
    def without_start(self) -> Part:
        rows = enumerate(self.told.incidents)
        return Part(self.bits(place for place, row in rows if not row.has_start), texts.WITHOUT_START)

    @cached_property
    def factors(self) -> dict[tuple, int]:
        """The incidents with a factor of each (mechanism, role)."""
        places = self.places
        return {key: self.bits(places[pk] for pk in pks) for key, pks in self.told.factors.items()}

    def _bits_of_factors(self, keys: Iterable[tuple]) -> int:
        return reduce(or_, (self.factors[key] for key in keys), 0)

    # By time

    @cached_property
    def columns(self) -> Columns:
        """Those that hold all the starts of incidents with factors."""
        rows = self.told.incidents
        counted = self.population.bits | self.near_with_factors.bits
        return columns_for(
            row.began for place, row in enumerate(rows) if row.has_start and counted >> place & 1
        )

    @cached_property
    def _by_column(self) -> tuple[list[int], int]:
        """The incidents that may lie in each column, and those that lie in one for sure.

        They stand in the order in which they began, so those of a column stand side by side, but for the few
        that may lie in another one, too.
        """
        rows = [row for row in self.told.incidents if row.has_start]  # the others stand behind them
        keys = [row.earliest or row.latest for row in rows]
        held, sure = [0] * len(self.columns), 0
        for number, column in enumerate(self.columns):
            first, after = bisect_left(keys, column.start), bisect_left(keys, column.end)
            beyond = [
                place
                for place in range(first, after)
                if rows[place].earliest is None
                or rows[place].latest is None
                or rows[place].latest > column.end
            ]
            within = _run(first, after) & ~self.bits(beyond)
            held[number] |= within
            sure |= within
        for place in numbers_in(_run(0, len(rows)) & ~sure):
            for number in self.columns.places(rows[place].began):
                held[number] |= 1 << place
        return held, sure

    @cached_property
    def in_columns(self) -> list[Part]:
        held, _ = self._by_column
        return [
            Part(bits, texts.during(column.during)) for bits, column in zip(held, self.columns, strict=True)
        ]

    @property
    def sure(self) -> int:
        """The incidents that lie in one column and nowhere else."""
        return self._by_column[1]

    @cached_property
    def pale(self) -> Part:
        """Incidents with factors that may lie in more columns than one."""
        held = self.population.bits | self.near_with_factors.bits
        return self.these(held & ~self.sure & ~self.without_start.bits)

    # By mechanism, role and component

    @cached_property
    def mechanisms(self) -> list[Mechanism]:
        """Those that were met, the most frequent first."""
        keys = defaultdict(list)
        for mechanism, role in self.factors:
            if mechanism is not None and (not self.roles or role in self.roles):
                keys[mechanism].append((mechanism, role))
        found = [self._mechanism(pk, held) for pk, held in keys.items()]
        return sorted(found, key=lambda one: (-one.n, -one.near.number, one.name))

    def _mechanism(self, pk: int, keys: list[tuple]) -> Mechanism:
        slug, name = self.told.mechanisms[pk]
        alone = Part(self._bits_of_factors(keys), texts.of_mechanism(slug))
        return Mechanism(pk, slug, name, alone, self.counted & alone, self.near & alone)

    def in_role(self, mechanism: Mechanism, role: str) -> Part:
        """Incidents in which a mechanism played this role, near misses apart."""
        held = self.factors.get((mechanism.pk, role), 0)
        return self.counted & Part(held, texts.as_role(mechanism.slug, role))

    def of_role(self, role: str) -> Part:
        """Incidents in which anything played this role, near misses apart."""
        keys = (key for key in self.factors if key[1] == role)
        return self.counted & Part(self._bits_of_factors(keys), texts.of_role(role))

    def factors_in_role(self, role: str) -> int:
        """How many factors played this role, of incidents that are not near misses."""
        return sum(number for (_, held), number in self._factor_counts.items() if held == role)

    @cached_property
    def _factor_counts(self) -> dict[tuple, int]:
        rows = self.told.incidents
        near = {rows[place].pk for place in self.near}
        return {key: len(pks) - sum(map(near.__contains__, pks)) for key, pks in self.told.factors.items()}

    @cached_property
    def by_component(self) -> dict[int, int]:
        """The incidents that name each component, by its key."""
        places = self.places
        return {key: self.bits(places[pk] for pk in pks) for (key, _), pks in self.told.components.items()}

    @cached_property
    def components(self) -> list[tuple[str, Part]]:
        """By name whatever its case, whoever runs it; the most frequent first, of incidents with factors."""
        spelled: dict[str, str] = {}
        found: dict[str, int] = defaultdict(int)
        for key, name in sorted(self.told.components):
            spelled.setdefault(name.lower(), name)
            found[name.lower()] |= self.by_component[key]
        counted = {name: (bits & self.population.bits).bit_count() for name, bits in found.items()}
        names = sorted((name for name in found if counted[name]), key=lambda name: (-counted[name], name))
        return [(spelled[name], Part(found[name], texts.of_component(spelled[name]))) for name in names]

    @cached_property
    def without_component(self) -> Part:
        named = reduce(or_, self.by_component.values(), 0)
        return Part(self.asked.bits & ~named, texts.WITHOUT_COMPONENT)

    @cached_property
    def factor_count(self) -> int:
        """Factors of incidents that are not near misses."""
        return sum(self._factor_counts.values())


def _run(first: int, after: int) -> int:
    """The places from `first` until before `after`."""
    return (1 << after) - (1 << first)

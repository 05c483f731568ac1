"""What comes together: pairs of mechanisms in one incident, against the base rate.

Of the incidents with the rarer of the two, the share that has the other as well, beside the share of all
incidents with factors that have it. The share has an interval round it that says how far so few incidents let
one see (Wilson's, 95 %: E. B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”,
Journal of the American Statistical Association 22, 1927). Where the base rate lies inside, the two cannot be
told apart, and the page says so. Pairs with a mechanism that was met less than five times are not compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part

Z = 1.959964  # of the normal distribution, for 95 %
BY_CHANCE = 0.025  # share of pairs above their interval if nothing comes together but by chance
TOGETHER = 2  # times a pair comes together at least, to be listed


@dataclass(frozen=True, slots=True)
class Pair:
    """Given the rarer mechanism, also the other."""

    given: Mechanism
    also: Mechanism
    both: Part
    population: Part

    @property
    def is_compared(self) -> bool:
        return self.given.is_enough and self.also.is_enough

    @property
    def share(self) -> float:
        return self.both.number / self.given.n

    @property
    def base_rate(self) -> float:
        return self.also.n / self.population.number

    @property
    def interval(self) -> tuple[float, float]:
        """Between which the share may lie that so many incidents are a sample of."""
        return wilson(self.both.number, self.given.n)

    @property
    def stands_out(self) -> bool:
        """Whether even the low end of the interval is above the base rate."""
        return self.is_compared and self.interval[0] > self.base_rate

    @property
    def is_rarer(self) -> bool:
        """Whether even the high end is below."""
        return self.is_compared and self.interval[1] < self.base_rate


@dataclass(frozen=True, slots=True)
class Pairs:
    """Those that come together, the ones that stand out first, then the most frequent."""

    listed: tuple[Pair, ...]
    compared: int  # pairs of mechanisms that were looked at, together or not
    standing_out: int
    too_few: int  # of those that come together: not compared

    @property
    def by_chance(self) -> int:
        """How many of the compared pairs would stand out if nothing but chance brought them together."""
        return math.ceil(self.compared * BY_CHANCE)


def pairs_of(ground: Ground) -> Pairs:
    """Every pair that comes together at least twice."""
    met = [mechanism for mechanism in ground.mechanisms if mechanism.n]
    enough = sum(mechanism.is_enough for mechanism in met)
    listed = [pair for also, given in combinations(met, 2) if (pair := _pair(given, also, ground))]
    listed.sort(key=_order)
    return Pairs(
        listed=tuple(listed),
        compared=math.comb(enough, 2),
        standing_out=sum(pair.stands_out for pair in listed),
        too_few=sum(not pair.is_compared for pair in listed),
    )


def _pair(given: Mechanism, also: Mechanism, ground: Ground) -> Pair | None:
    """`given` stands later in the list of mechanisms, so it was met no more often than `also`."""
    if (given.met.bits & also.met.bits).bit_count() < TOGETHER:
        return None
    return Pair(given, also, given.met & also.alone, ground.population)


def _order(pair: Pair) -> tuple:
    excess = pair.interval[0] - pair.base_rate if pair.stands_out else 0
    return (not pair.is_compared, -excess, -pair.both.number, pair.given.name, pair.also.name)


def of_base(pair: Pair) -> tuple[Part, Part]:
    """The base rate as two lists: those with the other mechanism, and all with factors."""
    return pair.also.met, pair.population


def wilson(found: int, n: int) -> tuple[float, float]:
    """The interval that a share of `found` in `n` is known within, 95 %. `n` is at least 1."""
    share, square = found / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    # None and all reach to the end exactly, which sums of fractions would miss by a hair.
    return (middle - half if found else 0.0), (middle + half if found < n else 1.0)


def shown(pairs: Pairs, most: int) -> Sequence[Pair]:
    """The first pairs that are compared, and a few that are not, so that they are seen to be there."""
    compared = [pair for pair in pairs.listed if pair.is_compared][:most]
    others = [pair for pair in pairs.listed if not pair.is_compared]
    return [*compared, *others[: max(2, most - len(compared))]]

"""Factors that were dealt with and came back, among what is asked for. `incidents.holding` has the rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from incidents.bits import last_in
from incidents.holding import LIMITED_HARM, Met, Return, came_back
from reviews.patterns.ground import Ground


@dataclass(frozen=True, slots=True)
class DidNotHold:
    """What came back for sure (the latest return first), and what may have; then what nobody can tell.

    The numbers are of factors of incidents that are asked for.
    """

    returns: tuple[Return, ...]
    perhaps: tuple[Return, ...]
    came_back: int
    dealt_with: int  # all of whose action items are done, and that say when and where: n of `came_back`
    undated: int  # dealt with, but do not say when
    unplaced: int  # that name neither an organisation nor a component

    @property
    def from_elsewhere(self) -> int:
        """Returns of factors whose incidents are not asked for, but may be seen."""
        return len(self.returns) - self.came_back


def did_not_hold(ground: Ground) -> DidNotHold:
    """The first incidents may be any that the reader may see; those in which it came back are asked for."""
    found = came_back(ground.told.weakened, _met(ground))
    weakened = [one for one in ground.told.weakened if one.incident in ground.places]
    returns = [one for one in found if one.again]
    returns.sort(key=lambda one: (-last_in(one.again), one.weakened.factor))
    return DidNotHold(
        returns=tuple(returns),
        perhaps=tuple(one for one in found if not one.again),
        came_back=sum(one.weakened.incident in ground.places for one in returns),
        dealt_with=sum(one.is_placed and one.done_on is not None for one in weakened),
        undated=sum(one.done_on is None for one in weakened),
        unplaced=sum(not one.is_placed and one.done_on is not None for one in weakened),
    )


def _met(ground: Ground) -> Met:
    mechanisms: dict[int, int] = defaultdict(int)
    for (mechanism, role), bits in ground.factors.items():
        if mechanism is not None and role != LIMITED_HARM:
            mechanisms[mechanism] |= bits
    return Met(
        [row.began for row in ground.told.incidents],
        ground.places,
        mechanisms=mechanisms,
        organisations={
            key: ground.bits(held) for key, held in ground.by("organisation").items() if key is not None
        },
        components=ground.by_component,
    )

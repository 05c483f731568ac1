"""Factors that were dealt with and came back, among what is asked for. `incidents.holding` has the rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from incidents.bits import last_in
from incidents.holding import LIMITED_HARM, Met, Return, came_back
from reviews.patterns.ground import Ground


@dataclass(frozen=True, slots=True)
class DidNotHold:
    """What came back for sure (the latest return first), and what may have; then what nobody can tell."""

    returns: tuple[Return, ...]
    perhaps: tuple[Return, ...]
    dealt_with: int  # factors all of whose action items are done, that say when and where
    undated: int  # that do not say when
    unplaced: int  # that name neither an organisation nor a component


def did_not_hold(ground: Ground) -> DidNotHold:
    """The first incidents may be any that the reader may see; those in which it came back are asked for."""
    weakened = ground.told.weakened
    found = came_back(weakened, _met(ground))
    returns = [one for one in found if one.again]
    returns.sort(key=lambda one: (-last_in(one.again), one.weakened.factor))
    return DidNotHold(
        returns=tuple(returns),
        perhaps=tuple(one for one in found if not one.again),
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

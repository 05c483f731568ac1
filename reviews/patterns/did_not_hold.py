"""Factors that were dealt with and came back, among what is asked for. `incidents.holding` has the rule."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.holding import Again, Return, came_back
from incidents.models import ContributingFactor
from reviews.patterns.ground import Ground

LIMITED_HARM = ContributingFactor.Role.LIMITED_HARM


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
    met = _met(ground)
    order = {one.incident: place for place, one in enumerate(met)}
    found = came_back(weakened, met)
    returns = [one for one in found if one.again]
    returns.sort(key=lambda one: (-order[one.again[-1]], one.weakened.factor))
    return DidNotHold(
        returns=tuple(returns),
        perhaps=tuple(one for one in found if not one.again),
        dealt_with=sum(one.is_placed and one.done_on is not None for one in weakened),
        undated=sum(one.done_on is None for one in weakened),
        unplaced=sum(not one.is_placed and one.done_on is not None for one in weakened),
    )


def _met(ground: Ground) -> list[Again]:
    """Every mechanism of every incident that is asked for, in the order in which they began."""
    rows, places = ground.told.incidents, ground.places
    components: dict[int, set[int]] = {}
    for (component, _), pks in ground.told.components.items():
        for pk in pks:
            components.setdefault(pk, set()).add(component)
    pairs = {
        (places[pk], mechanism)
        for (mechanism, role), pks in ground.told.factors.items()
        if mechanism is not None and role != LIMITED_HARM
        for pk in pks
        if rows[places[pk]].has_start
    }
    return [
        Again(
            rows[place].pk,
            mechanism,
            rows[place].began,
            rows[place].organisation,
            frozenset(components.get(rows[place].pk, ())),
        )
        for place, mechanism in sorted(pairs)
    ]

"""All the patterns of some incidents as plain data: no HTTP, no markup, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews.patterns.by_component import ByComponent, by_component
from reviews.patterns.by_role import HINDRANCES, ByRole, by_role
from reviews.patterns.did_not_hold import DidNotHold, did_not_hold
from reviews.patterns.ground import Ground
from reviews.patterns.over_time import OverTime, over_time
from reviews.patterns.pairs import Pairs, pairs_of
from reviews.patterns.rows import Told
from reviews.patterns.seen import Seen, seen

MECHANISMS = 8  # that the page shows at first
COMPONENTS = 8
SEEN = 12  # with when they were seen first and last
MOST_COMPONENTS = 60  # that it shows at all; the CSV has all of them


@dataclass(frozen=True, slots=True)
class Patterns:
    """What keeps happening among the incidents of `ground`, with the list behind each number."""

    ground: Ground
    over_time: OverTime
    pairs: Pairs
    roles: tuple[ByRole, ...]
    by_component: ByComponent
    seen: tuple[Seen, ...]
    did_not_hold: DidNotHold

    @property
    def hindrances(self) -> list[ByRole]:
        return [one for one in self.roles if one.role in HINDRANCES]

    @property
    def other_roles(self) -> list[ByRole]:
        return [one for one in self.roles if one.role not in HINDRANCES]


def patterns(
    told: Told,
    text: str,
    *,
    now: datetime,
    roles: Iterable[str] = (),
    role_is_joined: bool = False,
    most: int | None = MECHANISMS,
    most_components: int | None = COMPONENTS,
    most_seen: int | None = SEEN,
) -> Patterns:
    """Of the incidents `told`, which are those that the query text `text` finds.

    `roles` and `role_is_joined`: see Ground. The others say how many are shown (None: all).
    """
    ground = Ground(told, text, roles, role_is_joined=role_is_joined)
    shown = ground.mechanisms[:most]
    return Patterns(
        ground=ground,
        over_time=over_time(ground, shown),
        pairs=pairs_of(ground),
        roles=tuple(by_role(ground)),
        by_component=by_component(ground, shown, most_components),
        seen=tuple(seen(ground, ground.mechanisms[:most_seen], now)),
        did_not_hold=did_not_hold(ground),
    )

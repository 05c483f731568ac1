"""Factors that were dealt with and came back all the same: “did not hold”.

The rule, as docs/patterns.md and the page say it: every action item meant to weaken a factor is done (one at
least is; declined ones do not count), and after the day on which the last was done another incident
began with a factor of the same mechanism, in the same organisation or at a component that both name. What
limited harm is no failing: such factors neither need to hold nor can come back. Who cannot tell whether an
incident began before or after that day cannot tell whether it held: such incidents are kept apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, Q, QuerySet

from incidents.columns import Bounds
from incidents.models import ActionItem, ContributingFactor, ImpactWindow

LIMITED_HARM = ContributingFactor.Role.LIMITED_HARM
EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Weakened:
    """A factor all of whose action items are done."""

    factor: int
    incident: int
    mechanism: int
    organisation: int | None
    components: tuple[int, ...]
    actions: int  # how many are done
    done_on: date | None  # the day of the last; None: one of them does not say when

    @property
    def is_placed(self) -> bool:
        """Whether it says where it was: without, nothing can come back there."""
        return self.organisation is not None or bool(self.components)

    @property
    def until(self) -> datetime:
        """The end of the day on which the last action item was done, in UTC."""
        return datetime.combine(self.done_on + timedelta(days=1), time.min, UTC)


@dataclass(frozen=True, slots=True)
class Again:
    """An incident that a mechanism was met in, as far as it may have come back there."""

    incident: int
    mechanism: int
    began: Bounds
    organisation: int | None
    components: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Return:
    """A factor that did not hold, with the incidents in which it came back, the first one first."""

    weakened: Weakened
    again: tuple[int, ...]
    perhaps: tuple[int, ...] = ()  # of which nobody can tell whether they began before or after


@dataclass
class _Places:
    """What was met at one place: an organisation or a component, with one mechanism."""

    starts: list[datetime] = field(default_factory=list)
    met: list[Again] = field(default_factory=list)

    def may_follow(self, moment: datetime) -> list[Again]:
        """Those that may have begun after `moment`, by the latest they may have begun."""
        return self.met[bisect_right(self.starts, moment) :]


def weakened_factors(visible: QuerySet, mechanisms: Iterable[int] | None = None) -> list[Weakened]:
    """The factors of `visible` incidents all of whose action items are done, in one query."""
    done, status = Q(action_items__status=ActionItem.Status.DONE), "action_items__status"
    factors = ContributingFactor.objects.filter(incident__in=visible.order_by().values("pk"))
    factors = factors.filter(mechanism__isnull=False).exclude(role=LIMITED_HARM)
    if mechanisms is not None:
        factors = factors.filter(mechanism__in=mechanisms)
    windows = ImpactWindow.objects.filter(incident=OuterRef("incident")).order_by()
    rows = factors.order_by().annotate(
        undone=Count("action_items", filter=~Q(**{f"{status}__in": ActionItem.FINISHED})),
        done=Count("action_items", filter=done),
        undated=Count("action_items", filter=done & Q(action_items__done_date=None)),
        last=Max("action_items__done_date", filter=done),
    )
    rows = rows.filter(undone=0, done__gt=0).values_list(
        "pk",
        "incident",
        "mechanism",
        "incident__organisation",
        ArraySubquery(windows.values("component").distinct()),
        "done",
        "undated",
        "last",
    )
    return [
        Weakened(*told, tuple(components), done, None if undated else last)
        for *told, components, done, undated, last in rows
    ]


def came_back(weakened: Iterable[Weakened], met: Iterable[Again]) -> list[Return]:
    """What did not hold: each factor with the incidents of `met` that it came back in, or may have.

    Pure. Factors that do not say when or where are left out; `met` in the order in which they began.
    """
    order, places = _by_place(met)
    found = []
    for factor in weakened:
        if factor.done_on is None or not factor.is_placed:
            continue
        later = _later(factor, places)
        again = sorted((order[pk], pk) for pk, is_sure in later.items() if is_sure)
        perhaps = sorted((order[pk], pk) for pk, is_sure in later.items() if not is_sure)
        if later:
            found.append(Return(factor, tuple(pk for _, pk in again), tuple(pk for _, pk in perhaps)))
    return found


def _by_place(met: Iterable[Again]) -> tuple[dict[int, int], dict[tuple, _Places]]:
    """The order of the incidents, and what was met at each place, by the latest it may have begun."""
    order: dict[int, int] = {}
    places: dict[tuple, _Places] = defaultdict(_Places)
    for one in met:
        order.setdefault(one.incident, len(order))
        for key in _keys(one.mechanism, one.organisation, one.components):
            places[key].met.append(one)
    for held in places.values():
        held.met.sort(key=lambda one: one.began[1] or EVER)
        held.starts = [one.began[1] or EVER for one in held.met]
    return order, places


def _keys(mechanism: int, organisation: int | None, components: Iterable[int]) -> Iterable[tuple]:
    if organisation is not None:
        yield mechanism, "organisation", organisation
    for component in components:
        yield mechanism, "component", component


def _later(factor: Weakened, places: dict[tuple, _Places]) -> dict[int, bool]:
    """The incidents that began after the factor was dealt with (True), or may have (False)."""
    until, found = factor.until, {}
    for key in _keys(factor.mechanism, factor.organisation, factor.components):
        if key not in places:
            continue
        for one in places[key].may_follow(until):
            if one.incident != factor.incident:
                lower = one.began[0]
                found[one.incident] = lower is not None and lower >= until
    return found

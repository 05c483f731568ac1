"""Factors that were dealt with and came back all the same: “did not hold”.

The rule, as docs/patterns.md and the page say it: every action item meant to weaken a factor is done (one at
least is; declined ones do not count), and after the day on which the last was done another incident
began with a factor of the same mechanism, in the same organisation or at a component that both name. What
limited harm is no failing: such factors neither need to hold nor can come back. Who cannot tell whether an
incident began before or after that day cannot tell whether it held: such incidents are kept apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Max, Q, QuerySet

from incidents.bits import bits_of, numbers_in
from incidents.columns import Bounds
from incidents.models import ActionItem, ContributingFactor, ImpactWindow

LIMITED_HARM = ContributingFactor.Role.LIMITED_HARM


@dataclass(frozen=True, slots=True)
class Weakened:
    """A factor all of whose action items are done."""

    factor: int
    incident: int
    mechanism: int
    organisation: int | None
    actions: int  # how many are done
    done_on: date | None  # the day of the last; None: one of them does not say when
    components: tuple[int, ...] = ()

    @property
    def is_placed(self) -> bool:
        """Whether it says where it was: without, nothing can come back there."""
        return self.organisation is not None or bool(self.components)

    @property
    def until(self) -> datetime:
        """The end of the day on which the last action item was done, in UTC."""
        return datetime.combine(self.done_on + timedelta(days=1), time.min, UTC)


@dataclass(frozen=True, slots=True)
class Return:
    """A factor that did not hold, with the places of the incidents in which it came back, as sets."""

    weakened: Weakened
    again: int
    perhaps: int  # of which nobody can tell whether they began before or after


class Met:
    """What was met where and when, of incidents in the order in which they began (`BY_START`).

    Each is known by its place in that order: `began` has its bounds (none for no start), `places` its place
    by its key. The mappings have sets of places: the incidents in which a mechanism was a failing,
    those of an organisation, and those of a component.
    """

    def __init__(
        self,
        began: Sequence[Bounds],
        places: Mapping[int, int],
        *,
        mechanisms: Mapping[int, int],
        organisations: Mapping[int, int],
        components: Mapping[int, int],
    ):
        self.began = began
        self.places = places
        self.mechanisms = mechanisms
        self.organisations = organisations
        self.components = components
        size = len(began)
        started = [place for place, bounds in enumerate(began) if bounds != (None, None)]
        self._keys = [began[place][0] or began[place][1] for place in started]
        self._sure = bits_of((place for place in started if began[place][0]), size)
        self._later: dict[datetime, int] = {}  # those that began from a midnight on, once it was asked for
        self._wide = bits_of((place for place in started if _may_span_days(began[place])), size)

    def returned(self, factor: Weakened) -> Return | None:
        """The factor with the incidents in which it came back; None where it held, as far as is told."""
        if factor.done_on is None or not factor.is_placed or factor.mechanism not in self.mechanisms:
            return None
        here = self.organisations.get(factor.organisation, 0)
        for component in factor.components:
            here |= self.components.get(component, 0)
        here &= self.mechanisms[factor.mechanism]
        if factor.incident in self.places:
            here &= ~(1 << self.places[factor.incident])
        if not here:
            return None
        again, perhaps = self._after(factor.until, here)
        return Return(factor, again, perhaps) if again | perhaps else None

    def _after(self, until: datetime, here: int) -> tuple[int, int]:
        """Those that began from `until` on, a midnight; and those that may have.

        What began within one day lies on one side of midnight: only the others have to be looked at.
        """
        if until not in self._later:
            self._later[until] = self._sure & (-1 << bisect_left(self._keys, until))
        again = here & self._later[until]
        rest = here & self._wide & ~again
        perhaps = (place for place in numbers_in(rest) if self._may_begin_after(place, until))
        return again, sum(1 << place for place in perhaps)

    def _may_begin_after(self, place: int, moment: datetime) -> bool:
        latest = self.began[place][1]
        return latest is None or latest > moment


def _may_span_days(bounds: Bounds) -> bool:
    """Whether a midnight may lie between the bounds, UTC."""
    lower, upper = bounds
    if lower is None or upper is None:
        return True
    if lower.toordinal() == upper.toordinal():  # mostly, and ten times as fast
        return False
    return lower.date() != (upper - timedelta(microseconds=1)).date()


def came_back(weakened: Iterable[Weakened], met: Met) -> list[Return]:
    """What did not hold, or may not have."""
    return [found for factor in weakened if (found := met.returned(factor))]


def weakened_factors(visible: QuerySet, mechanisms: Iterable[int] | None = None) -> list[Weakened]:
    """The factors of `visible` incidents all of whose action items are done, in two queries.

    `mechanisms`: only of these.
    """
    done, status = Q(action_items__status=ActionItem.Status.DONE), "action_items__status"
    factors = ContributingFactor.objects.filter(incident__in=visible.order_by().values("pk"))
    factors = factors.filter(mechanism__isnull=False).exclude(role=LIMITED_HARM)
    if mechanisms is not None:
        factors = factors.filter(mechanism__in=mechanisms)
    rows = factors.order_by().annotate(
        undone=Count("action_items", filter=~Q(**{f"{status}__in": ActionItem.FINISHED})),
        done=Count("action_items", filter=done),
        undated=Count("action_items", filter=done & Q(action_items__done_date=None)),
        last=Max("action_items__done_date", filter=done),
    )
    rows = rows.filter(undone=0, done__gt=0).values_list(
        "pk", "incident", "mechanism", "incident__organisation", "done", "undated", "last"
    )
    rows = list(rows)
    components = _components_of({incident for _, incident, *_ in rows})
    return [
        Weakened(*told, done, None if undated else last, tuple(components.get(told[1], ())))
        for *told, done, undated, last in rows
    ]


def _components_of(incidents: Iterable[int]) -> dict[int, list[int]]:
    """What each of the incidents names in an impact window."""
    windows = ImpactWindow.objects.filter(incident__in=incidents)
    named: dict[int, list[int]] = {}
    for incident, component in windows.order_by("component").values_list("incident", "component").distinct():
        named.setdefault(incident, []).append(component)
    return named

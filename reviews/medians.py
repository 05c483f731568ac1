"""The middle of several durations, each of which may be a range, and what is missing from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from incidents.durations import NamedDuration, State
from timelines.when import Duration

COMPARED_FROM = 5  # fewer say nothing about a trend
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Median:
    """The median of what is known, and out loud how much is not.

    The median of ranges is a range too: from the median of the shortest to the median of the longest.
    """

    middle: Duration | None  # None of nothing
    spread: Duration | None  # from the shortest of all to the longest of all
    n: int
    pending: int  # not yet: the incident is open
    not_stated: int  # one of the two moments is not on the timeline, or they leave everything open
    not_applicable: int
    invalid: int  # ends before it starts

    def compares_with(self, other: Median) -> bool:
        """Whether both have enough in them for a comparison."""
        return min(self.n, other.n) >= COMPARED_FROM

    @property
    def total(self) -> int:
        return self.n + self.pending + self.not_stated + self.not_applicable + self.invalid


def median_of(durations: Iterable[tuple[NamedDuration, bool]]) -> Median:
    """Of pairs of a duration and whether its incident is still open."""
    told, counts = [], Counter()
    for named, is_open in durations:
        if named.is_recorded and named.duration.is_known:
            told.append(named.duration)
        elif named.is_recorded or (named.state == State.PENDING and not is_open):
            counts[NOT_STATED] += 1
        else:
            counts[str(named.state)] += 1
    return Median(
        *_middle_and_spread(told),
        n=len(told),
        pending=counts[State.PENDING],
        not_stated=counts[NOT_STATED],
        not_applicable=counts[State.NOT_APPLICABLE],
        invalid=counts[State.INVALID],
    )


def _middle_and_spread(told: list[Duration]) -> tuple[Duration | None, Duration | None]:
    if not told:
        return None, None
    shortest = sorted(max(duration.shortest, timedelta(0)) for duration in told)
    longest = sorted(
        (duration.longest for duration in told), key=lambda length: (length is None, length or timedelta(0))
    )
    return Duration(_middle(shortest), _middle(longest)), Duration(shortest[0], longest[-1])


def _middle(ordered: list[timedelta | None]) -> timedelta | None:
    """The middle one, or half way between the two; None is longer than anything and stands last."""
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return None if high is None else (low + high) / 2

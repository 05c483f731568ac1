"""Which parts of two sequences are the same, in a time that no input can stretch.

difflib alone takes minutes where the same item comes again and again, so it only gets what is small. Before
that, items that are unique on both sides are matched (patience diff, Bram Cohen, 2010), then unique runs of
two, four and eight. Where nothing is unique, both sides are walked along together, a window at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

RUNS = (1, 2, 4, 8)
MAX_CELLS = 10_000  # pairs of items that difflib compares at once: 10 ms at worst
WINDOW = 100  # items of each side
MAX_WINDOWS = 20
MAX_DEPTH = 12  # how often a stretch between matches is looked at again

Match = tuple[int, int, int]  # start in the first, start in the second, length


def stretches(first: Sequence, second: Sequence) -> Iterator[tuple[bool, int, int, int, int]]:
    """What is the same and what is not, in order, as (is_same, start, end, start in second, end in second).

    Never two alike in a row, never one that is empty on both sides.
    """
    at, other = 0, 0
    for start, start2, length in _joined(_matches(first, second)):
        if start > at or start2 > other:
            yield False, at, start, other, start2
        yield True, start, start + length, start2, start2 + length
        at, other = start + length, start2 + length
    if at < len(first) or other < len(second):
        yield False, at, len(first), other, len(second)


def _joined(matches: list[Match]) -> Iterator[Match]:
    """Matches in order, those that follow each other on both sides as one."""
    begun: Match | None = None
    for match in sorted(matches):
        if begun and (begun[0] + begun[2], begun[1] + begun[2]) == match[:2]:
            begun = (begun[0], begun[1], begun[2] + match[2])
            continue
        if begun:
            yield begun
        begun = match
    if begun:
        yield begun


def _matches(first: Sequence, second: Sequence) -> list[Match]:
    found: list[Match] = []
    windows = MAX_WINDOWS
    left = [(0, len(first), 0, len(second), 0)]
    while left:
        a, a_end, b, b_end, depth = left.pop()
        a, a_end, b, b_end = _trimmed(first, second, (a, a_end, b, b_end), found)
        if a == a_end or b == b_end:
            continue
        if (a_end - a) * (b_end - b) <= MAX_CELLS:
            found += _small(first, second, (a, a_end, b, b_end))
        elif depth < MAX_DEPTH and (anchors := _anchors(first[a:a_end], second[b:b_end])):
            found += [(a + i, b + j, 1) for i, j in anchors]
            left += _between([(a + i, b + j) for i, j in anchors], (a, a_end, b, b_end), depth + 1)
        elif windows:
            windows -= 1
            near = _small(first, second, (a, min(a + WINDOW, a_end), b, min(b + WINDOW, b_end)))
            found += near
            left += [(i + n, a_end, j + n, b_end, MAX_DEPTH) for i, j, n in near[-1:]]
    return found


def _small(first: Sequence, second: Sequence, bounds: tuple[int, int, int, int]) -> list[Match]:
    a, a_end, b, b_end = bounds
    matcher = SequenceMatcher(None, first[a:a_end], second[b:b_end], autojunk=False)
    return [(a + i, b + j, n) for i, j, n in matcher.get_matching_blocks() if n]


def _trimmed(first, second, bounds, found: list[Match]) -> tuple[int, int, int, int]:
    """The bounds without what is the same at their beginning and end, which goes to `found`."""
    a, a_end, b, b_end = bounds
    shorter = min(a_end - a, b_end - b)
    head = next((n for n in range(shorter) if first[a + n] != second[b + n]), shorter)
    tail = next(
        (n for n in range(shorter - head) if first[a_end - 1 - n] != second[b_end - 1 - n]), shorter - head
    )
    found += [(a, b, head)] if head else []
    found += [(a_end - tail, b_end - tail, tail)] if tail else []
    return a + head, a_end - tail, b + head, b_end - tail


def _anchors(first: Sequence, second: Sequence) -> list[tuple[int, int]]:
    """Places that begin a run found once on either side, as many as keep their order."""
    for length in RUNS:
        here, there = _unique_runs(first, length), _unique_runs(second, length)
        pairs = [(at, there[run]) for run, at in here.items() if run in there]
        if pairs:
            return _rising(sorted(pairs))
    return []


def _unique_runs(items: Sequence, length: int) -> dict[tuple, int]:
    """Where runs of this length begin that occur once."""
    runs = list(zip(*(items[shift:] for shift in range(length)), strict=False))
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection of pairs whose second places rise too."""
    ends: list[int] = []  # smallest last place of a selection, by its length
    chosen: list[int] = []  # which pair that is
    before: list[int] = []  # the pair that precedes each pair
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(chosen[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        chosen[length : length + 1] = [number]
    rising, number = [], chosen[-1]
    while number >= 0:
        rising.append(pairs[number])
        number = before[number]
    return rising[::-1]


def _between(
    anchors: list[tuple[int, int]], bounds: tuple[int, int, int, int], depth: int
) -> list[tuple[int, int, int, int, int]]:
    a, a_end, b, b_end = bounds
    left = []
    for i, j in [*anchors, (a_end, b_end)]:
        left.append((a, i, b, j, depth))
        a, b = i + 1, j + 1
    return left

"""How long drawing a timeline takes: `python bench/drawing.py [events ...]`, 20, 100 and 500 by default.

Made by a seeded generator, so that two runs draw the same. The figures are wall-clock milliseconds of `draw`,
sentences included, without reading anything from a database.
"""

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timelines.drawing import LANES, Flag, Mark, Plan, draw
from timelines.drawing.text import when_words
from timelines.when import Precision, When

RUNS = 60
SEED = 20230314
BEGIN = datetime(2023, 3, 14, 18, 0, tzinfo=UTC)
MILESTONES = ("Started", "Detected", "Acknowledged", "Identified", "Mitigated", "Resolved")
ACTORS = ("The scheduler", "On-call", "A customer", "The proxy", "One node", "The database team")
VERBS = ("restarts", "drains", "reports", "rolls back", "compares", "measures", "loses", "scales")
THINGS = ("the queue workers", "a replica in zone b", "the deploy of Friday", "late jobs", "the cache tier")


def a_moment(random_, spread):
    """Three in five known to the minute, the rest in every other way."""
    at = BEGIN + timedelta(minutes=random_.triangular(0, spread, spread / 4))
    kind = random_.random()
    if kind < 0.6:
        return When.at(at)
    if kind < 0.75:
        return When.at(at, Precision.APPROXIMATE)
    if kind < 0.9:
        return When(at, at + timedelta(minutes=random_.randint(5, 180)), Precision.RANGE)
    return When(None, at, Precision.RANGE) if kind < 0.95 else When.at(at, Precision.DAY)


def a_plan(events, hours=36):
    """An incident of so many events; one in ten a status post, one in twenty a stretch."""
    random_ = random.Random(SEED + events)
    marks = []
    for number in range(events):
        is_post = random_.random() < 0.1
        when = a_moment(random_, hours * 60)
        is_stretch = not is_post and random_.random() < 0.05
        end = BEGIN + timedelta(minutes=random_.triangular(0, hours * 60))
        marks.append(
            Mark(
                id=f"e-{number}",
                title=" ".join(random_.choice(words) for words in (ACTORS, VERBS, THINGS))
                + ", and then some",
                lane="status-page" if is_post else random_.choice(list(LANES)[1:]),
                when=when,
                until=When.at(end, Precision.APPROXIMATE) if is_stretch else None,
                level=random_.randint(1, 5) if is_stretch else 0,
                is_post=is_post,
                is_learned_later=random_.random() < 0.05,
            )
        )
    start = marks[0].when
    flags = [
        Flag(name, mark.when, mark.id, None if name == "Started" else mark.when - start)
        for name, mark in zip(MILESTONES, marks, strict=False)
    ]
    return Plan("INC-1", marks, flags)


def milliseconds(plan, runs=RUNS):
    times = []
    for _ in range(runs):
        when_words.cache_clear()  # as on the first visit
        begin = time.perf_counter()
        draw(plan)
        times.append((time.perf_counter() - begin) * 1000)
    return times


def main(counts):
    print(f"drawing a timeline, {RUNS} runs each")
    print(f"{'events':>8} {'median':>9} {'p95':>9} {'worst':>9} {'SVG':>9}")
    for count in counts:
        plan = a_plan(count)
        times = sorted(milliseconds(plan))
        p95 = statistics.quantiles(times, n=20)[-1]
        figures = " ".join(f"{figure:>6.1f} ms" for figure in (statistics.median(times), p95, times[-1]))
        print(f"{count:>8} {figures} {len(draw(plan).svg) / 1000:>6.0f} kB")


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [20, 100, 500])

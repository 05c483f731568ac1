"""Timelines to draw, for the tests of the drawing: real shapes, and any shape at all."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from timelines.drawing import LANES, Flag, Mark, Plan
from timelines.when import Precision, When

BASE = datetime(2024, 2, 28, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MILESTONES = ("Started", "Detected", "Acknowledged", "Identified", "Mitigated", "Resolved")


def at(minutes, precision=Precision.MINUTE):
    """A moment so many minutes after BASE."""
    return When.at(BASE + minutes * MINUTE, precision)


def between(low, high):
    """Between two minutes after BASE; None for an open side."""
    return When(*(None if side is None else BASE + side * MINUTE for side in (low, high)), Precision.RANGE)


def mark(number, when, lane="people", **details):
    details.setdefault("title", f"Event number {number} happens")
    return Mark(id=f"e-{number}", lane=lane, when=when, **details)


def flags_of(marks, numbers):
    """A milestone for each (name, index of the mark), with its time since the start."""
    started = next((marks[index].when for name, index in numbers if name == "Started"), None)
    return [
        Flag(
            name,
            marks[index].when,
            marks[index].id,
            None if started is None or name == "Started" else marks[index].when - started,
        )
        for name, index in numbers
    ]


def an_evening():
    """An incident of an evening, with the week before, the day after and a write-up ten days later."""
    day = 24 * 60
    marks = [
        mark(0, between(-9 * day, -2 * day), title="The cluster is being upgraded a few parts at a time"),
        mark(1, at(-2 * day, Precision.DAY), title="Change taken back after metrics go missing"),
        mark(2, at(0, Precision.APPROXIMATE), "machines", title="Jobs late", until=at(430), level=1),
        mark(3, at(19), "status-page", title="Looking into it", is_post=True),
        mark(4, between(60, 120), title="Caches restarted"),
        mark(5, between(120, 240), title="Every node restarted"),
        mark(6, between(None, 260), "machines", title="Errors gone by then"),
        mark(7, at(430), title="First incident over"),
        mark(8, at(700), "machines", title="Queues stuck", until=between(800, None), level=2),
        mark(9, at(790), title="Queues mended"),
        mark(10, at(10 * day), "write-up", title="Write-up published", is_learned_later=True),
    ]
    return Plan("INC-7", marks, flags_of(marks, [("Started", 2), ("Identified", 4), ("Resolved", 7)]))


def _moments(span_minutes):
    minutes = st.integers(-span_minutes, span_minutes)
    widths = st.sampled_from([1, 10, 60, 1440, 10080, 43200])
    return st.one_of(
        st.builds(at, minutes, st.sampled_from([p for p in Precision if p is not Precision.RANGE])),
        st.builds(lambda low, width: between(low, low + width), minutes, widths),
        st.builds(lambda high: between(None, high), minutes),
        st.builds(lambda low: between(low, None), minutes),
    )


@st.composite
def _marks(draw_, number, span_minutes):
    moments = _moments(span_minutes)
    return mark(
        number,
        draw_(moments),
        draw_(st.sampled_from(list(LANES))),
        title=draw_(st.text(max_size=60)),
        label=draw_(st.sampled_from(["", "", "short", "a label of some length, as people write"])),
        until=draw_(st.none() | moments),
        level=draw_(st.integers(0, 5)),
        is_post=draw_(st.booleans()),
        is_learned_later=draw_(st.booleans()),
    )


@st.composite
def plans(draw_, most=40):
    """Any timeline from minutes to decades, with any milestones, in any order."""
    span_minutes = draw_(st.sampled_from([0, 1, 30, 600, 10_000, 300_000, 20_000_000]))
    count = draw_(st.integers(1, most))
    marks = [draw_(_marks(number, span_minutes)) for number in range(count)]
    names = draw_(st.lists(st.sampled_from(MILESTONES), unique=True))
    indexes = [draw_(st.integers(0, count - 1)) for _ in names]
    return Plan("INC-1", marks, flags_of(marks, list(zip(names, indexes, strict=True))))

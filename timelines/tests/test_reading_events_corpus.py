"""Events of public write-ups, against labels made by hand (the rules are in the labels' README)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from timelines.models import Milestone
from timelines.reading.model import Confidence
from timelines.reading.reader import read_write_up

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GOLD = DATA / "postmortems" / "gold"
TOLERANCE = {
    "exact": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(minutes=30),
    "approximate": timedelta(minutes=5),
    "day": timedelta(hours=26),
}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not GOLD.is_dir(), reason="needs the collection of write-ups beside the repository"),
]


@pytest.fixture(scope="module")
def documents():
    """(labels, what was read) of each document that is text; others have readers of their own."""
    labels = [json.loads(path.read_text()) for path in sorted(GOLD.glob("*.json"))]
    texts = {one["document"]: (DATA / one["document"]).read_text() for one in labels}
    return [
        (one, read_write_up(texts[one["document"]]))
        for one in labels
        if not one["document"].endswith(".html") and not texts[one["document"]].startswith("{")
    ]


def accepted(write_up):
    return [event for event in write_up.events if event.confidence is not Confidence.DOUBTFUL]


def is_near(when, label, others=()):
    allowed = [label["at"], *label.get("at_alternatives", ()), *others]
    moments = [datetime.fromisoformat(at).astimezone(UTC) for at in allowed if at]
    earliest = when.earliest or when.latest - timedelta(minutes=1)
    latest = when.latest or when.earliest + timedelta(minutes=1)
    width = TOLERANCE[label["precision"]]
    return any(earliest - width <= moment <= latest + width for moment in moments)


def tells(event, label):
    start, end = label["span"]
    return event.place.start < end and start < event.place.end


def test_nearly_all_labelled_events_are_found(documents):
    due = [(one, label) for one in documents for label in one[0]["events"] if not label.get("optional")]
    missed = [
        (one[0]["document"], label["quote"][:80])
        for one, label in due
        if not any(is_near(event.when, label) and tells(event, label) for event in accepted(one[1]))
    ]
    assert len(due) > 150
    assert len(missed) / len(due) < 0.05, missed


def test_hardly_anything_else_is_taken_for_an_event(documents):
    found = [(one, event) for one in documents for event in accepted(one[1])]
    wrong = [
        (one[0]["document"], str(event.when), event.text[:80])
        for one, event in found
        if not any(is_near(event.when, label) for label in one[0]["events"])
    ]
    assert len(wrong) / len(found) < 0.05, wrong


@pytest.mark.parametrize(
    ("name", "mark", "most"),
    [("started_at", Milestone.Kind.STARTED, 1), ("resolved_at", Milestone.Kind.RESOLVED, 2)],
)
def test_bounds_are_those_that_people_read(documents, name, mark, most):
    wrong = []
    for labels, write_up in documents:
        label, event = labels[name], write_up.milestone(mark)
        allowed = (label or {}).get("alternatives", ()) if label else labels.get(f"{name}_alternatives") or ()
        label = label or {"at": None, "precision": "approximate"}
        is_right = event is None if label["at"] is None and event is None else event is not None
        if not is_right or (event is not None and not is_near(event.when, label, allowed)):
            wrong.append((labels["document"], event and str(event.when), label["at"]))
    assert len(documents) > 12
    assert len(wrong) <= most, wrong


def test_every_milestone_stands_once_and_in_order(documents):
    for labels, write_up in documents:
        marks = [mark for event in write_up.events for mark in event.milestones]
        assert len(marks) == len(set(marks)), labels["document"]
        start, end = (write_up.milestone(mark) for mark in (Milestone.Kind.STARTED, Milestone.Kind.RESOLVED))
        if start and end:
            assert not end.when.before(start.when), labels["document"]

"""The times of public write-ups, against labels made by hand."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from timelines.reading.model import MentionKind
from timelines.tests.reading_times import TOLD, mentions

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GOLD = DATA / "postmortems" / "gold"
TOLERANCE = {"exact": 1, "minute": 60, "hour": 1800, "approximate": 300}
WIDE = 1800
REACH = 150  # characters from the quote at which its time may stand

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not GOLD.is_dir(), reason="needs the collection of write-ups beside the repository"),
]


def labelled():
    """(name, text, offset, events) of the labelled documents that are prose as they are."""
    for path in sorted(GOLD.glob("*.json")):
        label = json.loads(path.read_text())
        source = DATA / label["document"]
        text = source.read_bytes().decode()
        if source.suffix != ".html" and not text.startswith("{"):
            offset = datetime.strptime(label["utc_offset"] or "+00:00", "%z").utcoffset()
            yield path.stem, text, offset, label["events"]


def fits(when, event, offset):
    """Whether a time is the labelled one, within what the document gives."""
    said = [datetime.fromisoformat(at) for at in (event["at"], *event.get("at_alternatives", ()))]
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if event["precision"] == "day":
        days = {
            (moment + shift).date()
            for moment in (first, last - timedelta(seconds=1))
            for shift in (offset, -offset)
        }
        return bool(days & {at.date() for at in said}) or first.date() in {at.date() for at in said}
    width = timedelta(seconds=WIDE if event.get("derived_from") else TOLERANCE[event["precision"]])
    return any(first - width <= at <= last + width for at in said)


def is_near(mention, event, text):
    spans = [tuple(event["span"])]
    for quote in event.get("alt_quotes", ()):
        if (at := text.find(quote)) >= 0:
            spans.append((at, at + len(quote)))
    return any(start - REACH <= mention.place.start <= end for start, end in spans)


@pytest.mark.parametrize(
    ("name", "text", "offset", "events"), list(labelled()), ids=lambda value: str(value)[:30]
)
def test_every_labelled_time_is_found_and_right(name, text, offset, events):
    found = [one for one in mentions(text, *TOLD, MentionKind.ANCHOR) if one.when and not one.doubts]
    missed = [
        event["quote"]
        for event in events
        if not event.get("optional")
        and not any(is_near(one, event, text) and fits(one.when, event, offset) for one in found)
    ]
    assert missed == []


@pytest.mark.parametrize("path", sorted((DATA / "postmortems").glob("*/md/*.md")), ids=lambda path: path.stem)
def test_no_time_of_the_collection_lies_after_it_was_made(path):
    made = datetime(2026, 6, 1, tzinfo=UTC)
    late = [
        one.when for one in mentions(path.read_text(encoding="utf-8")) if one.when and one.when.best > made
    ]
    assert late == []


@pytest.mark.parametrize("path", sorted((DATA / "postmortems").glob("*/md/*.md")), ids=lambda path: path.stem)
def test_times_of_a_write_up_are_those_of_its_incident(path):
    """The fields of this collection say when it began: sure clock times are within a week of it."""
    text = path.read_text(encoding="utf-8")
    began = next((line[12:22] for line in text.splitlines() if line.startswith("start_time: ")), None)
    if not (began or "")[:4].isdigit() or began < "1990":
        pytest.skip("does not say when it began")
    far = [
        one.place.of(text)
        for one in mentions(text, MentionKind.EVENT)
        if one.sentence >= 0
        and one.when
        and not one.doubts
        and (one.when.width or timedelta(days=1)) < timedelta(hours=12)
        and abs(one.when.best.date() - date.fromisoformat(began)) > timedelta(days=7)
    ]
    assert far == []

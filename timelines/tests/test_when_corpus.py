"""Times in public write-ups, against labels made by hand."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from timelines.when import UnreadableTime
from timelines.when.reading import read_leading

GOLD = Path(__file__).resolve().parents[3] / "shared" / "data" / "postmortems" / "gold"
TOLERANCE = timedelta(minutes=1)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not GOLD.is_dir(), reason="needs the collection of write-ups beside the repository"),
]


def labelled_events():
    for path in sorted(
        set(GOLD.glob("*.json")) - set(GOLD.glob("*-html.json"))
    ):  # lines of HTML are no lines
        document = json.loads(path.read_text())
        for event in document["events"]:
            yield document["utc_offset"] or "+00:00", event


def first_reading(event, zone):
    """The first line of the event's quote that begins with a time, read on the labelled day."""
    at = datetime.fromisoformat(event["at"])
    offset = datetime.strptime(zone, "%z").utcoffset()
    day = at.date() if event["precision"] == "day" else (at + offset).date()
    for line in event["quote"].splitlines():
        if reading := read_leading(line, day=day, zone=zone):
            if reading.is_log_stamp and not reading.zone_stated:  # machines here log in UTC
                return read_leading(line, day=day, zone="UTC")
            return reading
    return None


def test_times_of_write_ups_are_those_that_people_read():
    read, wrong = 0, []
    for zone, event in labelled_events():
        try:
            reading = first_reading(event, zone)
        except UnreadableTime as error:
            wrong.append((event["quote"][:80], str(error)))
            continue
        if reading is None:
            continue
        read += 1
        at = datetime.fromisoformat(event["at"]).astimezone(UTC)
        good = [at, *(datetime.fromisoformat(other) for other in event.get("at_alternatives", ()))]
        if event["precision"] == "day":
            matches = at.date() == (reading.when.best + datetime.strptime(zone, "%z").utcoffset()).date()
        else:
            matches = any(abs(reading.when.best - one) <= TOLERANCE for one in good)
            matches = matches or reading.when.earliest == at  # a range is labelled by its beginning
        if not matches:
            wrong.append((event["at"], event["quote"][:80], str(reading.when)))
    assert wrong == []
    assert read >= 165

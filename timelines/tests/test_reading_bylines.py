"""A write-up that begins with who wrote it and when, and tells of weekdays."""

from timelines.reading.model import MentionKind
from timelines.reading.reader import read_write_up
from timelines.tests.reading_times import told

POST = (
    "# What happened to the bells on Tuesday\n\n*By Mira Oduya, 14 November 2025*\n\n"
    "On Tuesday, November 11, the bells were silent.\n\n"
    "Here is what happened (all times Pacific):\n\n"
    "Tuesday morning, at 8:46am, we began to oil them. At 9:02am the last bell stopped.\n"
)


def test_times_are_on_the_weekday_that_is_named_with_its_date():
    assert [time for time in told(POST) if ":" in time][-2:] == ["2025-11-11 16:46", "2025-11-11 17:02"]


def test_who_wrote_it_and_when_is_no_event():
    read = read_write_up(POST)
    assert [m.kind for m in read.times.mentions if m.place.of(POST) == "14 November 2025"] == [
        MentionKind.PAPER
    ]
    assert (read.facts.author, str(read.facts.published)) == ("Mira Oduya", "14 Nov 2025")
    assert not any("Mira" in event.text for event in read.events)


def test_all_times_pacific_is_a_zone():
    assert read_write_up(POST).times.zone.words == "Pacific"


def test_a_weekday_is_not_after_the_day_of_publication():
    text = "# Bells\n\n*By Mira Oduya, 14 November 2025*\n\nThey fell silent. On {} at 10:00 UTC they rang.\n"
    assert told(text.format("Wednesday"))[-1] == "2025-11-12 10:00"
    assert told(text.format("Sunday"))[-1] == "2025-11-09 10:00"

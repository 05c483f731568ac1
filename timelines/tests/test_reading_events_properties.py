"""What holds for the events of any text."""

from hypothesis import given
from hypothesis import strategies as st

from timelines.models import Milestone
from timelines.reading.model import Confidence
from timelines.reading.reader import read_write_up

TIMES = st.sampled_from(
    ["14:05", "14:05 UTC", "2:30 PM", "at 9:00", "by 23:00 UTC", "from 10:00 to 11:00", "2024-06-01 10:00",
     "10 minutes later", "March 14", "the next day", "[14:02]", "between 8:00 and 9:00", "until 7:15"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["the site went down", "we rolled back", "incident resolved", "paged", "errors began", "(", ")", "- ",
     "| ", "\n", "\n\n", "# ", "### ", "and", ", which", "**", "Start time:", "Posted Jun 3, 2024 - ",
     "mira:", "Later we restarted it.", ". ", "It lasted", "> ", "```\n", "\x00", "\u202e", "…"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(TIMES, WORDS, st.text(max_size=12)), max_size=60).map(" ".join)
DAYS = st.sampled_from(["", "# Outage of 1 June 2024\n\n", "---\ndate: 2024-06-01\nresolved: true\n---\n"])


@given(DAYS, TEXTS)
def test_places_are_in_the_text_and_milestones_stand_once(day, rest):
    text = day + rest
    events = read_write_up(text).events
    for event in events:
        assert 0 <= event.place.start < event.place.end <= len(text)
        assert all(0 <= place.start < place.end <= len(text) for place in event.also)
        assert event.text.strip()
        assert "\n" not in event.text
    marks = [mark for event in events for mark in event.milestones]
    assert len(marks) == len(set(marks))


@given(DAYS, TEXTS)
def test_only_what_has_a_time_is_offered_as_certain(day, rest):
    for event in read_write_up(day + rest).events:
        if event.when is None:
            assert event.confidence is Confidence.DOUBTFUL
            assert not event.milestones
        elif event.until is not None:
            assert not event.until.before(event.when)
        assert event.why or event.confidence is not Confidence.DOUBTFUL


@given(DAYS, TEXTS)
def test_reading_again_finds_the_same_in_order_of_time(day, rest):
    first, again = (read_write_up(day + rest).events for _ in range(2))
    assert first == again
    times = [event.when.key for event in first if event.when is not None]
    assert times == sorted(times)


@given(TEXTS)
def test_the_end_is_never_before_the_start(rest):
    write_up = read_write_up("# Outage of 1 June 2024\n\n" + rest)
    start, end = (write_up.milestone(mark) for mark in (Milestone.Kind.STARTED, Milestone.Kind.RESOLVED))
    assert start is None or end is None or not end.when.before(start.when)

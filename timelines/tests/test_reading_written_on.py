"""Days and times that count from when a write-up was written, midnights, and lines that begin with a day."""

import pytest

from timelines.reading.document import parse
from timelines.reading.model import BlockKind
from timelines.tests.reading_times import told


class TestYesterday:
    TEXT = (
        "# Release of 14 March 2023\n\nYesterday at 9:44 UTC we shipped.\n\n{}"
        "Yesterday at 9:52 UTC it broke.\n"
    )

    @pytest.mark.parametrize("between", ["", "Errors were seen on 14 March.\n\n"])
    def test_counts_from_the_day_of_a_file_named_soon_after_the_incident(self, between):
        times = told(self.TEXT.format(between), name="2023-03-15-release.md")
        assert [time for time in times if ":" in time] == ["2023-03-14 09:44", "2023-03-14 09:52"]

    def test_counts_from_the_time_of_its_own_post(self):
        text = "# Outage\n\n## 14 March 2023\n\nYesterday at 9:44 UTC the shop broke.\n"
        assert told(text, name="2023-03-16-outage.md")[-1] == "2023-03-13 09:44"


class TestMidnight:
    @pytest.mark.parametrize(("words", "end"), [("by", "2023-03-15 00:01"), ("before", "2023-03-15 00:00")])
    def test_up_to_which_something_happened_on_a_day_is_its_end(self, words, end):
        text = (
            "# Outage\n\nIt broke on 14 March 2023 at 16:00 UTC. "
            f"The shop was back {words} midnight on 14 March 2023.\n"
        )
        assert told(text)[1].endswith(end)

    def test_on_a_day_of_which_the_afternoon_was_told_is_its_end(self):
        text = "# Outage\n\nIt broke on 14 March 2023 at 16:39 UTC. All was back at midnight on 14 March.\n"
        assert told(text) == ["2023-03-14 16:39", "2023-03-15 00:00"]

    def test_on_a_day_told_first_is_its_beginning(self):
        assert told("# Outage\n\nAt midnight on 14 March 2023 the key ran out.\n") == ["2023-03-14 00:00"]


def test_the_early_morning_told_after_the_stretch_is_that_of_the_same_day():
    text = (
        "# Outage\n\nThe shop was down on 14 March 2023 from 8:43 UTC until 14:07 UTC.\n\n"
        "In the early morning hours our monitors began to ring.\n"
    )
    assert told(text)[1].startswith("2023-03-14")


def test_a_month_with_its_year_in_the_title_gives_the_year():
    text = "March 2023 network trouble\n\nWhat the team did.\n\nOn Tuesday, March 14, the shop broke.\n"
    assert told(text) == ["2023-03-14"]


def test_lines_that_begin_with_a_day_and_its_time_are_entries_of_their_own():
    text = "Timeline UTC:\n4 Jul 13:39: shop down\n4 Jul 16:34: asked about it\n5 Jul 2023 07:05: restarted\n"
    paragraphs = [block for block in parse(text).blocks if block.kind is BlockKind.PARAGRAPH]
    assert len(paragraphs) >= 3


def test_a_plan_that_somebody_has_makes_no_plan_of_the_time_behind_it():
    text = (
        "# Outage on 14 March 2023\n\nThe cause and plan for repair remained unknown until 3:20 p.m. UTC, "
        "when Mira found it.\n"
    )
    assert "2023-03-14 15:20" in told(text)[-1]

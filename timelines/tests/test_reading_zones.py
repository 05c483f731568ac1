"""In which zone the times of a write-up are."""

import pytest

from timelines.reading.model import MentionKind, ZoneFrom
from timelines.tests.reading_times import mentions, times_of, told

TITLE = "# Outage on 14 July 2023\n\n"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("All times in CEST", "16:00"),
        ("_All times in EEST_", "15:00"),
        ("All times are UTC.", "18:00"),
        ("Times are given in Pacific Time.", "01:00"),
        ("(all times PST)", "02:00"),
        ("All times in PST (UTC-7)", "01:00"),
        ("(all times in PST/PDT)", "01:00"),
        ("All times in UTC+1 (Zurich time)", "17:00"),
        ("All times in US/Pacific", "01:00"),
        ("All times in XX/Pacific", "01:00"),
        ("Timestamps are GMT+02", "16:00"),
        ("Time zone: Europe/Zurich", "16:00"),
        ("All times in Eastern Standard Time", "23:00"),
    ],
)
def test_a_zone_that_is_stated_once_holds_for_the_times_without_one(stated, expected):
    [mention] = mentions(f"{TITLE}## Timeline\n\n{stated}\n\n- 18:00: it broke\n")
    assert f"{mention.when.earliest:%H:%M}" == expected
    assert mention.zone_from is ZoneFrom.STATED


@pytest.mark.parametrize(
    "heading", ["## Timeline (UTC)", "## Timeline [times in UTC]", "## Events (all times UTC)"]
)
def test_a_heading_states_it_for_what_stands_below(heading):
    assert told(f"{TITLE}All times in CEST.\n\n{heading}\n\n- 18:00: it broke\n") == ["2023-07-14 18:00"]


@pytest.mark.parametrize("title", ["Time (UTC)", "UTC", "Date and Time in UTC", "Time [UTC]"])
def test_a_column_title_states_it_for_its_cells(title):
    text = f"{TITLE}All times in CEST.\n\n| {title} | Event |\n|---|---|\n| 18:00 | it broke |\n"
    assert told(text) == ["2023-07-14 18:00"]


def test_a_zone_beside_the_time_wins():
    assert told(f"{TITLE}All times in CEST.\n\n- 18:00 UTC: it broke\n") == ["2023-07-14 18:00"]


def test_midway_the_zone_changes():
    text = f"{TITLE}All times in CEST.\n\n- 18:00: a\n\nFrom here all times are in UTC.\n\n- 18:00: b\n"
    assert told(text) == ["2023-07-14 16:00", "2023-07-14 18:00"]


def test_the_other_times_of_the_document_decide():
    assert told(f"{TITLE}- 18:00 CEST: a\n- 19:00 CEST: b\n- 20:00: c\n")[-1] == "2023-07-14 18:00"


def test_several_zones_around_it_are_a_doubt():
    text = f"{TITLE}- 18:00 CEST: a\n- 17:00 UTC: b\n- 18:30 CEST: c\n- 17:30 UTC: d\n- 18:00: e\n"
    assert told(text)[-1].endswith("!")


def test_the_zone_of_the_reader_comes_last_and_utc_after_it():
    text = f"{TITLE}- 18:00: it broke\n"
    assert told(text, usual_zone="Europe/Zurich") == ["2023-07-14 16:00"]
    assert told(text) == ["2023-07-14 18:00"]
    assert times_of(text).zone.source is ZoneFrom.ASSUMED


def test_a_person_decides_before_everything_but_what_stands_beside():
    text = f"{TITLE}All times in CEST.\n\n- 18:00: a\n- 18:00 UTC: b\n"
    assert told(text, zone="Asia/Tokyo") == ["2023-07-14 09:00", "2023-07-14 18:00"]


def test_a_zone_of_a_screenshot_is_not_that_of_the_text():
    text = f"{TITLE}The screenshot has times in UTC+2.\n\n- 18:00 UTC: a\n- 19:00: b\n"
    assert told(text)[-1] == "2023-07-14 19:00"


def test_a_zone_in_an_address_is_not_that_of_the_text():
    text = f"{TITLE}All times in CET.\n\nSee https://example.org/?time=1&tz=UTC for dates.\n\n- 18:00: a\n"
    assert told(text) == ["2023-07-14 17:00"]


class TestSeveralMeanings:
    """Letters that several parts of the world use."""

    def test_what_nothing_decides_stays_open(self):
        [mention] = mentions(f"{TITLE}All times in IST.\n\n- 18:00: it broke\n")
        assert mention.when is None
        assert "several meanings" in mention.doubts[0]

    def test_words_of_the_document_decide(self):
        assert told(f"{TITLE}The exchange in Mumbai halted at 18:00 IST.\n") == ["2023-07-14 12:30"]

    def test_other_letters_of_the_document_decide(self):
        assert told(f"{TITLE}At 9:00 PDT it broke, at 11:30 CST somebody saw it.\n")[1] == "2023-07-14 17:30"

    def test_the_zone_of_the_reader_decides(self):
        assert told(f"{TITLE}It broke at 18:00 IST.\n", usual_zone="Asia/Jerusalem") == ["2023-07-14 16:00"]


class TestLogs:
    """Machines write UTC where people do not: the order of the story decides."""

    STORY = (
        "# Outage on 9 April 2023\n\nAt 2:30 ICT it broke.\n\n"
        "```\n{stamp} ERROR no route\n```\n\nAt 6:31 ICT it was seen.\n"
    )

    def test_utc_where_only_that_fits(self):
        text = self.STORY.format(stamp="2023-04-08 21:56:16.577")
        assert told(text, MentionKind.LOGGED) == ["2023-04-08 21:56"]
        assert times_of(text).log_zone.name == "UTC"
        assert any("fits between" in note for note in mentions(text, MentionKind.LOGGED)[0].notes)

    def test_the_zone_of_the_story_where_that_fits(self):
        assert told(self.STORY.format(stamp="2023-04-09 04:56:16.577"), MentionKind.LOGGED) == [
            "2023-04-08 21:56"
        ]

    def test_what_fits_neither_is_a_doubt(self):
        assert told(self.STORY.format(stamp="2023-04-19 04:56:16.577"), MentionKind.LOGGED)[0].endswith("!")

    def test_a_person_decides(self):
        text = self.STORY.format(stamp="2023-04-08 21:56:16.577")
        assert told(text, MentionKind.LOGGED, log_zone="+07:00") == ["2023-04-08 14:56"]

    def test_a_person_who_decides_the_zone_of_the_story_leaves_that_of_the_logs_to_its_order(self):
        text = self.STORY.format(stamp="2023-04-08 21:56:16.577")
        assert told(text, MentionKind.LOGGED, zone="Asia/Bangkok") == ["2023-04-08 21:56"]


def test_all_times_approximate_holds_for_all_below():
    text = "# Outage on 14 July 2023\n\n## Timeline (UTC), all times approximate\n\n- 18:00: it broke\n"
    assert told(text) == ["≈2023-07-14 18:00"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("eastern US time", "18:05"),
        ("US eastern time", "18:05"),
        ("eastern time", "18:05"),
        ("eastern standard time", "19:05"),
        ("US Eastern", "18:05"),
        ("East Coast time", "18:05"),
        ("Pacific time", "21:05"),
        ("pacific time", "21:05"),
        ("US west coast time", "21:05"),
        ("Central European time", "12:05"),
        ("central european time", "12:05"),
        ("German time", "12:05"),
    ],
)
def test_the_zone_in_words_beside_a_time(said, expected):
    [mention] = mentions(f"# Outage on 4 July 2024\n\nAt 14:05 {said} the sorter stopped.\n")
    assert f"{mention.when.earliest:%H:%M}" == expected
    assert mention.zone_from is ZoneFrom.BESIDE


def test_it_may_be_stated_for_all_times():
    assert told(f"{TITLE}All times are in eastern US time.\n\n- 18:00: it broke\n") == ["2023-07-14 22:00"]


@pytest.mark.parametrize("behind", ["response time rises", "US Central region fails", "wake time passes"])
def test_words_that_only_look_like_a_zone_are_none(behind):
    [mention] = mentions(f"{TITLE}At 18:00 {behind}.\n")
    assert mention.zone_from is ZoneFrom.ASSUMED


class TestBritishSummer:
    """BST is that of Britain where it has it then and nothing speaks for Bangladesh."""

    @pytest.mark.parametrize(
        "text",
        [
            "# Outage on 14 July 2023\n\n- 18:00 BST it broke\n",
            "# Outage on 14 July 2023\n\nAll times in BST.\n\n- 18:00 it broke\n",
            "# Outage on 14 July 2023\n\n- 18:00 BST - 18:30 BST it was broken\n",
        ],
    )
    def test_in_summer(self, text):
        [mention] = mentions(text)
        assert f"{mention.when.earliest:%H:%M}" == "17:00"
        assert mention.until is None or f"{mention.until.earliest:%H:%M}" == "17:30"

    @pytest.mark.parametrize(
        "text",
        [
            "# Outage on 14 January 2023\n\n- 18:00 BST it broke\n",
            "# Outage on 14 January 2023\n\nAll times in BST.\n\n- 18:00 it broke\n",
        ],
    )
    def test_in_winter_it_stays_open(self, text):
        [mention] = mentions(text)
        assert mention.when is None
        assert "several meanings" in mention.doubts[0]

    def test_where_bangladesh_is_named(self):
        assert told("# Dhaka, 14 January 2023\n\n- 18:00 BST it broke\n") == ["2023-01-14 12:00"]

"""On which day each time of a write-up is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timelines.reading.model import MentionKind
from timelines.tests.reading_times import mentions, times_of, told
from timelines.when import When


def timeline(*entries, heading="## Timeline (UTC)", title="# Outage on 14 March 2023"):
    return f"{title}\n\n{heading}\n\n" + "".join(f"- {entry}\n" for entry in entries)


def table(head, *rows):
    rule = "|".join("---" for _ in head.split("|"))
    return "".join(f"| {row} |\n" for row in (head, rule, *rows))


class TestAnchors:
    """A day that is said once holds for what follows."""

    def test_the_title_gives_the_day(self):
        assert told(timeline("18:00: it broke")) == ["2023-03-14 18:00"]

    def test_the_nearest_dated_heading_wins_over_the_title(self):
        text = (
            "# Outage in March 2023\n\nOn 12 March 2023 it began.\n\n"
            "## March 14\n\n### 10:00\n\nIt broke.\n\n## 16 March\n\n### 11:00\n\nFixed.\n"
        )
        assert told(text) == ["2023-03-12", "2023-03-14 10:00", "2023-03-16 11:00"]

    def test_a_heading_with_a_day_and_nothing_below_that_has_a_time_is_when_it_happened(self):
        assert told("# Story\n\n## Timeline\n\n### 2023-03-14\n\nThe disk was full.\n") == ["2023-03-14"]

    def test_a_list_takes_the_day_of_the_same_time_told_with_its_day(self):
        text = (
            "A deploy on 2 March 2023 had the bug. On 14 March 2023 at 18:05 UTC everything stopped.\n\n"
            "## Timeline\n\n- 18:05 UTC: it stopped\n- 18:30 UTC: it was found\n"
        )
        assert told(text)[2:] == ["2023-03-14 18:05", "2023-03-14 18:30"]

    def test_the_name_of_the_file_gives_a_day_that_the_text_does_not(self):
        assert told("## Timeline\n\n- 18:00 UTC: it broke\n", name="2023-03-14-shop.md") == [
            "2023-03-14 18:00"
        ]

    def test_a_sentence_states_the_day_of_all_times_below_it(self):
        text = (
            "# Outage\n\n## Timeline\n\nUnless noted otherwise all events happened on 2023-03-14.\n\n"
            "- 2023-03-13 22:10: the disk fills up\n- 01:38: pages go out\n- 02:06: all is well\n"
        )
        assert told(text) == ["2023-03-13 22:10", "2023-03-14 01:38", "2023-03-14 02:06"]

    def test_a_sentence_on_single_events_of_a_day_states_no_day(self):
        text = (
            "## Timeline\n\nTwo of the events led to a call on 2023-03-14.\n\n"
            "- 2023-03-12 22:10: the disk fills up\n- 22:38: pages go out\n"
        )
        assert told(text)[-1] == "2023-03-12 22:38"

    def test_a_person_decides_before_everything(self):
        assert told(timeline("18:00: it broke"), day=date(2023, 5, 1)) == ["2023-05-01 18:00"]

    def test_without_any_day_the_time_stays_open(self):
        [mention] = mentions("## Timeline\n\n- 18:00 UTC: it broke\n")
        assert (mention.when, mention.doubts) == (None, ("nobody says which day",))

    def test_when_somebody_fetched_it_gives_no_year(self):
        fields = "---\ntitle: Outage\nfetched_at: 2026-05-04T10:00:00Z\n---\n\n"
        assert told(f"{fields}On June 13, at 9:16 PM PDT, it broke.\n") == ["? !"]

    def test_the_publication_gives_the_year_before_it(self):
        text = "On December 20, at 9:16 PM UTC, it broke.\n"
        assert told(text, published=When.read("2023-01-05")) == ["2022-12-20 21:16"]


class TestTables:
    """Days may stand in a column of their own."""

    def test_a_day_beside_the_time_is_its_day(self):
        text = table("Date (2023) | Time (UTC) | Event", "Mar 14 | 23:50 | broke", "Mar 15 | 00:20 | fixed")
        assert told(text, day=date(2023, 3, 1)) == ["2023-03-14 23:50", "2023-03-15 00:20"]
        assert [mention.kind for mention in times_of(text, day=date(2023, 3, 1)).mentions].count(
            MentionKind.ANCHOR
        ) >= 2

    def test_a_day_in_the_first_of_several_rows_holds_for_the_others(self):
        rows = "2023-03-14 | 10:00 | a", " | 11:00 | b", "2023-03-15 | 09:00 | c"
        text = table("Date | Time (UTC) | Event", *rows)
        assert told(text) == ["2023-03-14 10:00", "2023-03-14 11:00", "2023-03-15 09:00"]

    def test_dashes_for_the_time_leave_the_day(self):
        rows = "2023-03-14 10:00 | a", "2023-03-15 --:-- | b", "2023-03-16 14:?? | c"
        text = table("Time in CET | Event", *rows)
        assert told(text) == ["2023-03-14 09:00", "2023-03-15", "2023-03-16 13:00"]

    def test_a_hedged_day_is_the_day_of_its_times(self):
        rows = "~2026-02-17 06:2xZ | a", "~2026-02-17 06:45Z | b"
        assert told(table("When | Event", *rows)) == [
            "2026-02-17 06:20 … 2026-02-17 06:29",
            "≈2026-02-17 06:45",
        ]

    def test_an_evident_slip_in_the_day_is_put_right_and_told(self):
        text = "## Timeline (UTC)\n\n- 2023-02-02 1906: a\n- 2023-02-20 1930: b\n- 2023-02-02 2021: c\n"
        assert told(text) == ["2023-02-02 19:06", "2023-02-02 19:30", "2023-02-02 20:21"]

    def test_a_year_that_was_not_turned_at_new_year_is_put_right(self):
        rows = ("2021-12-01 | a report", "2021-01-28 | a second report", "2022-03-08 | a third report")
        assert told(f"## Timeline\n\n{table('Date | Event', *rows)}") == [
            "2021-12-01",
            "2022-01-28",
            "2022-03-08",
        ]

    def test_an_evident_slip_in_the_year_is_put_right_and_told(self):
        text = "## Timeline (UTC)\n\n- 2023-01-11 14:34: a\n- 2022-01-11 14:40: b\n- 2023-01-11 14:51: c\n"
        assert told(text)[1] == "2023-01-11 14:40"
        assert any("slip" in note for note in mentions(text)[1].notes)


class TestOrder:
    """The order of entries decides what their clock times leave open."""

    def test_days_roll_over_midnight(self):
        assert told(timeline("23:00: a", "00:40: b", "00:47: c")) == [
            "2023-03-14 23:00",
            "2023-03-15 00:40",
            "2023-03-15 00:47",
        ]

    def test_a_small_step_back_stays_on_the_day(self):
        assert told(timeline("14:49: a", "14:43: b")) == ["2023-03-14 14:49", "2023-03-14 14:43"]

    def test_newest_first_lists_run_backwards(self):
        text = timeline("00:47: c", "00:40: b", "23:00: a", "22:00: 0")
        assert told(text) == [
            "2023-03-15 00:47",
            "2023-03-15 00:40",
            "2023-03-14 23:00",
            "2023-03-14 22:00",
        ]
        assert times_of(text).is_newest_first

    def test_a_step_back_in_prose_is_the_same_evening_told_again(self):
        text = "# Outage on 14 March 2023\n\nIt was resolved at 18:46 UTC. It had begun at 16:58 UTC.\n"
        assert told(text) == ["2023-03-14 18:46", "2023-03-14 16:58"]

    def test_a_long_step_back_in_prose_is_past_midnight(self):
        text = "At 18:00 UTC on 14 March 2023 it broke. This lasted until 01:27 UTC.\n"
        assert told(text) == ["2023-03-14 18:00", "2023-03-15 01:27"]

    def test_what_could_be_either_day_stays_open(self):
        text = "At 20:00 UTC on 14 March 2023 it broke. It was noticed at 09:00 UTC.\n"
        assert told(text) == ["2023-03-14 20:00", "? !"]


class TestDaysInWords:
    def test_days_may_be_numbered(self):
        text = "# Outage on 14 March 2023\n\n## Day 1\n\n- 10:00 UTC a\n\n## Day two\n\n- 09:00 UTC b\n"
        assert told(text) == ["2023-03-14 10:00", "2023-03-15 09:00"]

    def test_a_day_without_its_month_is_the_nearest(self):
        text = "# Outage on 30 March 2023\n\nIt began on the 31st at 18:00 UTC, on the 2nd, it was over.\n"
        assert told(text) == ["2023-03-31 18:00", "2023-04-02"]

    def test_midnight_alone_may_be_either_end_of_the_day(self):
        assert told("# Outage on 14 March 2023\n\nAt midnight UTC it broke.\n") == ["? !"]
        text = "# Outage on 14 March 2023\n\nAt 23:50 UTC it broke, at midnight UTC it was seen.\n"
        assert told(text)[-1] == "2023-03-15 00:00"

    def test_a_day_looked_back_to_does_not_carry_on(self):
        text = (
            "On 10 June 2024, at 9:00 UTC, we saw it had been so since 8 June. At 14:40 UTC it was fixed.\n"
        )
        assert told(text)[-1] == "2024-06-10 14:40"

    def test_the_next_day_follows_the_one_before(self):
        text = "On 14 March 2023 at 18:00 UTC it broke. The following day, at 9:00 UTC, it was fixed.\n"
        assert told(text)[-1] == "2023-03-15 09:00"

    def test_that_evening_is_of_the_day_in_question(self):
        text = (
            "On 21 July 2023 we were asked to prepare for a workshop the next day. That evening it broke.\n"
        )
        assert told(text)[-1] == "2023-07-21 17:00 … 2023-07-22 00:00"

    def test_weekdays_are_near_the_documents_day(self):
        assert told("# Outage 2024-05-22\n\nIt started at 02:00 UTC on Tuesday.\n") == ["2024-05-21 02:00"]

    def test_a_weekday_far_from_everything_stays_open(self):
        assert told("# Outage 2024-05-22\n\nThey have a workshop on Sunday and need it.\n") == ["? !"]

    def test_a_weekday_that_contradicts_a_guessed_year_speaks_against_it(self):
        text = "On Wednesday, February 9 at 12:30 UTC it broke.\n"
        assert told(text, published=When.read("2017-08-01")) == ["? !"]

    def test_yesterday_counts_from_the_post(self):
        text = "## July 23 2023\n\n### 4:10 UTC\n\nThe peak was at 18:00 UTC yesterday.\n"
        assert told(text) == ["2023-07-23 04:10", "2023-07-22 18:00"]


class TestDaysByDistance:
    """A day that is told by its distance goes with the time of day beside it, on the right side."""

    STORY = "# Outage on 14 March 2023\n\nAll times are UTC. At 10:00 the deploy began.\n\n"

    @pytest.mark.parametrize(
        ("sentence", "when"),
        [
            ("The following morning at 09:00 the backlog was gone.", "2023-03-15 09:00"),
            ("The next evening at 9:30 we met.", "2023-03-15 21:30"),
            ("The morning after, at 08:30, we met.", "2023-03-15 08:30"),
            ("Last night at 23:45 a deploy had changed it.", "2023-03-13 23:45"),
            ("Last night at 1:30 a deploy had changed it.", "2023-03-14 01:30"),
            ("Yesterday evening at 9:30 it had changed.", "2023-03-13 21:30"),
            ("The evening before, at 22:00, we shipped.", "2023-03-13 22:00"),
            ("We shipped at 22:00 the evening before.", "2023-03-13 22:00"),
            ("Later that evening (at 21:10) it fell again.", "2023-03-14 21:10"),
            ("On the morning of the 15th, at 07:00, it fell.", "2023-03-15 07:00"),
        ],
    )
    def test_the_time_is_on_that_day(self, sentence, when):
        *_, last = mentions(self.STORY + sentence + "\n")
        assert f"{last.when.best:%Y-%m-%d %H:%M}" == when

    def test_until_some_time_of_that_morning(self):
        *_, last = mentions(self.STORY + "By the next morning the queue was empty.\n")
        assert f"{last.when.latest:%Y-%m-%d %H:%M}" == "2023-03-15 12:00"


ENTRIES = st.lists(st.integers(0, 23 * 60 + 59), min_size=3, max_size=12, unique=True)


@given(ENTRIES.map(sorted), st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_shifting_the_days_shifts_the_times(minutes, day, shift):
    def read(on):
        entries = [f"{m // 60:02d}:{m % 60:02d}: entry" for m in minutes]
        return mentions(timeline(*entries, title=f"# Outage on {on:%-d %B %Y}"))

    moved = [mention.when.earliest - timedelta(days=shift) for mention in read(day + timedelta(days=shift))]
    assert moved == [mention.when.earliest for mention in read(day)]


@given(ENTRIES, st.integers(1, 600))
def test_a_list_turned_round_has_the_same_times(steps, start):
    clock, entries = start, []
    for step in sorted(steps):
        clock += step % 240 + 1
        entries.append(f"{clock // 60 % 24:02d}:{clock % 60:02d}: entry")
    forwards = [mention.when for mention in mentions(timeline(*entries))]
    backwards = [mention.when for mention in mentions(timeline(*reversed(entries)))]
    if times_of(timeline(*reversed(entries))).is_newest_first:
        assert [when and when.earliest for when in backwards] == [
            when and when.earliest for when in reversed(forwards)
        ]


class TestADayThatAPersonDecides:
    @pytest.mark.parametrize(
        "head",
        [
            "# Outage on 9 April 2023\n\n",
            "# Outage on 9 April 2023\n\nOutage on 9 April 2023\nA photograph.\n\n",
        ],
    )
    def test_goes_before_the_one_that_the_document_begins_with(self, head):
        text = f"{head}At around 2:30 UTC it broke. At 6:31 UTC it was seen.\n"
        assert told(text)[-2:] == ["≈2023-04-09 02:30", "2023-04-09 06:31"]
        assert told(text, day=date(2023, 4, 10))[-2:] == ["≈2023-04-10 02:30", "2023-04-10 06:31"]

    def test_leaves_a_time_that_is_told_with_its_own_day(self):
        text = (
            "# Outage on 9 April 2023\n\nAt 2:30 UTC it broke. On 11 April 2023 at 6:31 UTC it was mended.\n"
        )
        assert told(text, day=date(2023, 4, 10)) == ["2023-04-10 02:30", "2023-04-11 06:31"]

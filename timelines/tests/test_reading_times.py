"""Which words of a write-up are times, and how exactly they say them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timelines.reading.model import MentionKind, Place, ZoneFrom
from timelines.tests.reading_times import mentions, times_of, told

DAY = "# Outage of the shop, 14 March 2023\n\n"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At 18:00 UTC the queue filled up.", "2023-03-14 18:00"),
        ("The queue filled up around 6:30 pm UTC.", "≈2023-03-14 18:30"),
        ("At about 6pm UTC the queue filled up.", "≈2023-03-14 18:00"),
        ("The queue was empty by 19:10 UTC.", "<2023-03-14 19:10"),
        ("By 19:10 UTC it was empty, having filled up at 18:00 UTC.", "<2023-03-14 19:10"),
        ("The degradation lasted until 19:10 UTC.", "2023-03-14 19:10"),
        ("Since 14h30 UTC nothing works.", "2023-03-14 14:30"),
        ("From 14:00 to 15:30 UTC every fifth request failed.", "2023-03-14 14:00 – 2023-03-14 15:30"),
        ("Requests failed (14:00–15:30 UTC).", "2023-03-14 14:00 – 2023-03-14 15:30"),
        ("Somebody restarted it between 14:00 and 15:00 UTC.", "2023-03-14 14:00 … 2023-03-14 15:00"),
        ("Shortly after 14:00 UTC the pager rang.", "2023-03-14 14:00 … 2023-03-14 14:30"),
        ("Early in the morning on 15 March it came back.", "2023-03-15 00:00 … 2023-03-15 08:00"),
        ("On the afternoon of 15 March it came back.", "2023-03-15 12:00 … 2023-03-15 18:00"),
        ("It came back at noon UTC on March 15th.", "2023-03-15 12:00"),
        ("It came back on 15 March 2023 at 14:05 (15:05 CET).", "2023-03-15 14:05"),
        ("It came back at 14:30 UTC (07:30 PDT).", "2023-03-14 14:30"),
        ("It came back at 07:30 PDT / 14:30 UTC.", "2023-03-14 14:30"),
        ("It came back at UTC 05:13, they say.", "2023-03-14 05:13"),
        ("It came back at **22:20** UTC.", "2023-03-14 22:20"),
        ("It came back at 22:00 AM UTC.", "2023-03-14 22:00"),
        ("It came back at 22:30 UTC (Mar 16).", "2023-03-16 22:30"),
        ("It came back on March\n16, 2023, at 22:30 UTC.", "2023-03-16 22:30"),
        ("Resolved 2023-03-16 11.50 UTC.", "2023-03-16 11:50"),
        ("It was some time on 3/16/2023.", "2023-03-16"),
        ("It broke at 10.30am UTC.", "2023-03-14 10:30"),
        ("It broke at 3:05 in the afternoon UTC.", "2023-03-14 15:05"),
        ("It was slow between the hours of 1900 and 2100 UTC.", "2023-03-14 19:00 – 2023-03-14 21:00"),
        ("The commit of Mon May 10 11:15:04 2021 +0200 broke it.", "2021-05-10 09:15"),
        ("About 09:15 Monday May 10th (UTC), 2021, it broke.", "≈2021-05-10 09:15"),
        (
            "From February 4, 05:35 UTC, to February 5, 22:09 UTC it was slow.",
            "2023-02-04 05:35 – 2023-02-05 22:09",
        ),
        ("Down 10:05 UTC-10:30 UTC.", "2023-03-14 10:05 – 2023-03-14 10:30"),
    ],
)
def test_times_in_sentences_are_read_with_their_words_of_precision(sentence, expected):
    assert told(f"{DAY}{sentence}\n")[:1] == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "We run Kubernetes v1.29.2 on port :8080, see main.rs:119:5.",
        "In support hours (09:00-17:00) it was quiet for 1:30 hours.",
        "10.0.42.1 answered 5 of 7 requests within 30 ms, the pod is 112d old, restarted 42m ago.",
        "A ratio of 16:09 and a line 12:34 mean nothing; the build ran for 12:34 minutes.",
        "See https://example.org/2023/03/14/12:30 and img/2023-03-14-graph.png.",
        "It may fail, march on, the second of two, 24/7 or 9-5, HTTP 1.1 500.",
        "Sales rose by 3% in March, from 100 to 150, and 12 more in May 2022.",
        "In 2005 nobody monitored it.",
    ],
)
def test_numbers_that_are_no_times_are_left_alone(sentence):
    assert told(f"{DAY}{sentence}\n") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{DAY}Last updated: 2023-03-20\n\nIt failed.", MentionKind.PAPER),
        (f"{DAY}This report was published on 20 March 2023.\n", MentionKind.PAPER),
        (f"{DAY}The numbers as of 20 March 2023 are these.\n", MentionKind.PAPER),
        (f"{DAY}Everything was back to normal as of 15:20 UTC.\n", MentionKind.EVENT),
        (f"{DAY}The fix will be deployed at 14:00 UTC.\n", MentionKind.PLAN),
        (f"{DAY}## Action items\n\n- Replace the disk by 1 April 2023\n", MentionKind.PLAN),
        (f"{DAY}It failed.\nPosted Mar 14, 2023 - 18:19 UTC\n", MentionKind.POSTED),
        (f"{DAY}```\n2023-03-14 18:00:01.123 ERROR disk full\n```\n", MentionKind.LOGGED),
        (DAY, MentionKind.ANCHOR),
        (f"{DAY}On 14 March, from 18:00 to 19:00 UTC, it failed.\n", MentionKind.ANCHOR),
    ],
)
def test_a_time_is_told_apart_by_what_it_is_there_for(text, kind):
    assert kind in {mention.kind for mention in times_of(text).mentions}


def test_by_begins_with_the_last_thing_told_before_it():
    text = f"{DAY}At 18:00 UTC it broke. By 19:10 UTC it was fixed.\n"
    assert told(text) == ["2023-03-14 18:00", "2023-03-14 18:00 … 2023-03-14 19:11"]


def test_a_status_post_named_in_a_sentence_is_an_event():
    assert told(f"{DAY}A status post was published at 18:09 UTC.\n") == ["2023-03-14 18:09"]


class TestNumericDates:
    """12/03/2023 is read by what the document leaves no choice about."""

    def test_another_date_of_the_form_decides(self):
        assert told("Up at 03/28/2023 10:00 UTC, down at 03/04/2023 09:00 UTC.\n") == [
            "2023-03-28 10:00",
            "2023-03-04 09:00",
        ]
        assert told("Up at 28/03/2023 10:00 UTC, down at 03/04/2023 09:00 UTC.\n")[1] == "2023-04-03 09:00"

    def test_without_one_it_stays_open_and_says_why(self):
        [mention] = mentions("Down at 03/04/2023 09:00 UTC.\n")
        assert mention.when is None
        assert "two readings" in mention.doubts[0]

    def test_the_time_of_a_day_that_cannot_be_read_is_of_no_other_day(self):
        assert told("# Outage on 14 March 2023\n\n- 20202-03-16 12:00 UTC: it broke\n") == ["? !"]

    def test_american_letters_or_the_name_of_the_file_decide(self):
        assert told("Down at 03/04/2023 9:00 AM PST.\n") == ["2023-03-04 17:00"]
        assert told("Down at 03/04/2023 09:00 UTC.\n", name="2023-04-03.md") == ["2023-04-03 09:00"]

    def test_without_a_year_it_counts_before_a_time_of_day(self):
        text = "# Outage on 14 March 2023\n\n- 3/14 23:05 UTC: a\n- 3/15 9:00 UTC: b\n"
        assert told(text) == ["2023-03-14 23:05", "2023-03-15 09:00"]

    def test_two_figures_for_the_year_count_where_only_one_reading_is_left(self):
        assert told("# Outage 5-26-21\n\n- 04:49 PM UTC it broke\n") == ["2021-05-26 16:49"]


class TestRelativeTimes:
    """They hang on the time that they are told with."""

    def test_a_distance_counts_from_the_time_before(self):
        text = f"{DAY}At 18:00 UTC it broke. 30 minutes later, it worked again.\n"
        assert told(text) == ["2023-03-14 18:00", "2023-03-14 18:30"]
        assert [mention.is_relative for mention in mentions(text)] == [False, True]

    def test_within_an_hour_is_any_time_of_it(self):
        assert told(f"{DAY}At 18:00 UTC it broke, and within an hour nobody could log in.\n")[1].startswith(
            "2023-03-14 18:00 … 2023-03-14 19:0"
        )

    def test_nothing_to_count_from_leaves_it_open(self):
        assert told(f"{DAY}It broke. Ten minutes later it worked.\n") == ["? !"]

    def test_t_plus_counts_from_the_time_told_with_zero(self):
        text = f"{DAY}- T+0 (22:50 UTC): a\n- T+30m: b\n- T+1h10m: c\n"
        assert told(text) == ["2023-03-14 22:50", "2023-03-14 23:20", "2023-03-15 00:00"]

    def test_without_it_t_plus_is_a_doubt(self):
        assert told(f"{DAY}It began at 10:00 UTC.\n\n- T+15m: acknowledged\n") == [
            "2023-03-14 10:00",
            "2023-03-14 10:15 !",
        ]

    def test_an_explicit_time_behind_it_counts(self):
        text = f"{DAY}At 15:45 UTC they had the token, and 12 hours later, at 4:11 AM UTC, used it.\n"
        assert told(text) == ["2023-03-14 15:45", "2023-03-15 04:11"]


class TestMarkup:
    """`<time datetime>` is trusted, whatever the words say."""

    def test_its_instant_replaces_the_words(self):
        text = f"{DAY}It broke at 6pm and was fixed soon.\n"
        at = text.index("6pm")
        assert told(text, stamps={Place(at, at + 3): "2023-03-15T18:04:00+01:00"}) == ["2023-03-15 17:04"]

    def test_words_that_are_no_time_become_one(self):
        text = f"{DAY}It broke two moons ago.\n"
        at = text.index("two moons")
        assert told(text, stamps={Place(at, at + 13): "2023-03-15"}) == ["2023-03-15"]

    def test_nonsense_in_it_is_passed_over(self):
        text = f"{DAY}It broke at 18:00 UTC.\n"
        at = text.index("18:00")
        assert told(text, stamps={Place(at, at + 5): "next week"}) == ["2023-03-14 18:00"]


def test_the_zone_says_where_it_comes_from():
    text = f"{DAY}At 18:00 UTC it broke. At 19:00 it worked.\n"
    assert [mention.zone_from for mention in mentions(text)] == [ZoneFrom.BESIDE, ZoneFrom.REPEATED]
    assert mentions(f"{DAY}At 18:00 it broke.\n")[0].zone_from is ZoneFrom.ASSUMED


@given(
    st.lists(
        st.sampled_from(
            [
                "At 18:00 UTC it broke. ", "on 14 March 2023 ", "## May 12\n\n", "- 14:05: x\n",
                "| 10:00 | a |\n",
                "\n\n", "around 3pm", " 30 minutes later ", "2023-03-14T18:00:00Z", "T+15m", "the 15th, ",
                "\nPosted Mar 15, 2023 - 01:59 UTC\n", "yesterday at 9 am", "**", "`", "(07:30 PDT)",
                "3/4 10:05 ",
                "between 2 and 3pm ", "Tuesday, ", "25:10", "31 April 10:00", "10.30am ", "at midnight UTC ",
                "04/05/2023 ", "ſ", "ﬁ", "１２：３０", "\x00", "障害 ", "all times IST\n\n",
            ]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_every_place_is_of_the_text_in_order_and_apart(text):
    found = times_of(text).mentions
    places = [mention.place for mention in found]
    assert places == sorted(places)
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    assert all(one.end <= other.start for one, other in pairwise(places))
    assert all(
        mention.when is not None or mention.doubts or mention.kind is not MentionKind.EVENT
        for mention in found
    )

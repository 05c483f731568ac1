"""A Statuspage incident report is read as its writer meant it, and every place in it is true."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError
from incidents.importing.statuspage_report import is_report, read_report

PLAIN = """\
Orders wait in line
Incident Report for Lamplight

A short account of 3 May

On May 3, 2024, from about 09:10 UTC, orders waited. The queue's disk was full, since nobody had
emptied the folder of old receipts. We emptied it and gave the queue a larger one; orders that waited
were sent after that. Nothing was lost, and nobody was charged twice.

What we do now

- An alarm at 80 percent.
- Old receipts go after 30 days.

We are sorry for the trouble that this has made on a busy morning, and thank all who wrote to us about it.

Posted May 06, 2024 - 15:00 UTC

This incident has been resolved. All orders are sent.
Posted May 03, 2024 - 11:42 UTC
Orders are sent again.

Some of them still wait for their receipt.
Posted May 03, 2024 - 10:58 UTC
We are looking into orders that wait.
Posted May 03, 2024 - 09:31 UTC
This incident affected: Shop (Orders, Receipts (old)), Website, and Search.
"""

LABELLED = """\
---
title: "Logins are slow"
link: https://status.lamplight.example/incidents/abc123
---

## Resolved

It is over.

Posted Sep 03, 2026 - 17:11 UTC

## Update

Still slow.

Posted Sep 03 , 2026 - 14:22 UTC

## Investigating

We look.

Posted 2 months ago. Sep 03, 2026 - 14:17 UTC

This incident affected: Sign-in and Accounts.
"""

COPIED = """\
Lamplight Status - Mails are late
Subscribe to Updates
Mails are late
Incident
Report for Lamplight
Resolved
Mails go out again.
Posted Aug 17, 2026 - 21:15 UTC
Investigating - Mails wait.
Posted Aug 17, 2026 - 20:45 UTC
This incident affected: Mail.
← Current Status
Powered by Atlassian Statuspage
"""


def report(*lines: str):
    """A report of X with these lines beneath its title."""
    return read_report("\n".join(["Title", "Incident Report for X", *lines]))


def one_post(line: str, **options):
    return read_report(f"Title\nIncident Report for X\nWords.\n{line}\n", **options).posts[0]


def test_title_and_organisation_stand_above_the_posts():
    read = read_report(PLAIN)
    assert (read.title, read.organisation) == ("Orders wait in line", "Lamplight")


def test_posts_keep_the_order_of_the_report_with_their_minutes():
    read = read_report(PLAIN)
    assert [str(post.at) for post in read.posts] == [
        "3 May 2024, 11:42 UTC",
        "3 May 2024, 10:58 UTC",
        "3 May 2024, 09:31 UTC",
    ]
    assert {post.at.precision for post in read.posts} == {"minute"}


def test_a_quote_holds_the_words_and_the_line_that_dates_them():
    read = read_report(PLAIN)
    assert read.posts[1].place.of(PLAIN) == (
        "Orders are sent again.\n\nSome of them still wait for their receipt.\n"
        "Posted May 03, 2024 - 10:58 UTC"
    )
    assert read.posts[1].body == "Orders are sent again.\n\nSome of them still wait for their receipt."


def test_a_postmortem_above_the_last_post_is_no_post():
    read = read_report(PLAIN)
    assert str(read.write_up.published) == "6 May 2024, 15:00 UTC"
    assert read.write_up.body.startswith("## A short account of 3 May\n\nOn May 3, 2024")
    assert "## What we do now\n\n- An alarm at 80 percent.\n- Old" in read.write_up.body


def test_a_long_last_post_is_no_postmortem():
    long = "All is well again. " * 60
    read = report(long, "Posted May 3, 2024 - 12:00 UTC", "We look.", "Posted May 3, 2024 - 11:00 UTC")
    assert read.write_up is None
    assert len(read.posts) == 2


def test_a_post_that_is_called_a_postmortem_is_one_however_short():
    read = report(
        "Postmortem", "The disk.", "Posted May 3, 2024 - 12:00 UTC",
        "Resolved", "It is over.", "Posted May 3, 2024 - 11:00 UTC",
    )  # fmt: skip
    assert read.write_up.body == "The disk."
    assert [post.status for post in read.posts] == ["resolved"]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Mail.", ("Mail",)),
        ("Sign-in and Accounts.", ("Sign-in", "Accounts")),
        ("A, B, and C.", ("A", "B", "C")),
        ("A, B and C", ("A", "B and C")),
        ("Shop (Orders, Receipts (old)), Website, and Search.",
         ("Shop - Orders", "Shop - Receipts (old)", "Website", "Search")),
        ("Region (EU and US) and Web.", ("Region - EU and US", "Web")),
        ("Search and Replace and Undo.", ("Search and Replace and Undo",)),
        ("A, A.", ("A",)),
        ("Half (open, A", ("Half (open, A",)),
    ],
)  # fmt: skip
def test_components_are_divided_as_the_page_joined_them(said, names):
    read = report("Words.", "Posted May 3, 2024 - 12:00 UTC", f"This incident affected: {said}")
    assert read.affected.names == names


def test_a_name_that_may_be_one_or_two_is_kept_whole_as_well():
    read = report("Words.", "Posted May 3, 2024 - 12:00 UTC", "This incident affected: Search and Replace.")
    assert read.affected.names == ("Search", "Replace")
    assert read.affected.undivided == "Search and Replace"


def test_headings_and_front_matter_are_read():
    read = read_report(LABELLED)
    assert (read.title, read.address) == (
        "Logins are slow",
        "https://status.lamplight.example/incidents/abc123",
    )
    assert [(post.status, post.body) for post in read.posts] == [
        ("resolved", "It is over."),
        ("update", "Still slow."),
        ("investigating", "We look."),
    ]
    assert read.problems == ("It does not say whose report it is (“Incident Report for …”).",)


def test_what_the_page_prints_around_the_report_is_left_out():
    read = read_report(COPIED)
    assert (read.title, read.organisation) == ("Mails are late", "Lamplight")
    assert [(post.status, post.body) for post in read.posts] == [
        ("resolved", "Mails go out again."),
        ("investigating", "Mails wait."),
    ]
    assert read.affected.names == ("Mail",)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Posted Mar 24, 2023 - 01:38 UTC", "2023-03-24T01:38"),
        ("Posted 3 years ago. Mar 24, 2023 - 01:38 UTC", "2023-03-24T01:38"),
        ("Posted 24 Mar 2023 - 01:38 UTC", "2023-03-24T01:38"),
        ("Posted Mar 24 , 2023 - 01:38 UTC", "2023-03-24T01:38"),
        ("Posted March 24, 2023 at 1:38 pm UTC", "2023-03-24T13:38"),
        ("Posted Mar 24, 2023 - 01:38 PDT", "2023-03-24T08:38"),
        ("Posted Mar 24, 2023 - 01:38 CEST", "2023-03-23T23:38"),
        ("Posted Mar 24, 2023 - 01:38 -03", "2023-03-24T04:38"),
        ("Posted Mar 24, 2023 - 01:38 +0530", "2023-03-23T20:08"),
        ("**Posted Mar 24, 2023 - 01:38 UTC**", "2023-03-24T01:38"),
    ],
)
def test_forms_in_which_pages_print_a_time(line, at):
    post = one_post(line)
    assert post.at.earliest.isoformat() == f"{at}:00+00:00"
    assert post.at.width == datetime.timedelta(minutes=1)


def test_letters_that_mean_several_zones_are_asked_about():
    with pytest.raises(DocumentError, match=r"^Line 4: .*CST has three meanings.* such as America/Chicago"):
        one_post("Posted Mar 24, 2023 - 01:38 CST")
    post = one_post("Posted Mar 24, 2023 - 01:38 CST", zone="America/Chicago")
    assert post.at.earliest.isoformat() == "2023-03-24T07:38:00+00:00"


def test_a_time_without_a_zone_is_asked_about():
    with pytest.raises(DocumentError, match=r"^Line 4: no zone stands beside"):
        one_post("Posted Mar 24, 2023 - 01:38")
    assert one_post("Posted Mar 24, 2023 - 01:38", zone="Europe/Berlin").at.earliest.hour == 0


def test_a_day_that_no_calendar_has_is_an_error_with_its_line():
    with pytest.raises(DocumentError, match=r"^Line 4: "):
        one_post("Posted Feb 30, 2023 - 01:38 UTC")


def test_words_that_begin_with_posted_stay_words():
    post = one_post("Posted on Mar 1, 2023 - 10:00 UTC in our forum, too.\nPosted Mar 24, 2023 - 01:38 UTC")
    assert post.body.endswith("in our forum, too.")


def test_posts_without_words_are_left_out_and_said():
    read = report("Resolved", "Posted May 3, 2024 - 12:00 UTC", "On it.", "Posted May 3, 2024 - 11:00 UTC")
    assert [post.body for post in read.posts] == ["On it."]
    assert read.problems == ("1 post without words left out.",)


def test_a_maintenance_is_one():
    affected = "This scheduled maintenance affected: Database."
    read = report("Completed", "Done.", "Posted May 3, 2024 - 12:00 UTC", affected)
    assert read.is_maintenance
    assert read.affected.names == ("Database",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("T\nIncident Report for X\nThis incident affected: A.", "none of its posts is dated"),
        ("Resolved\nIt is over.\nPosted May 3, 2024 - 12:00 UTC", "it has no title"),
        (
            "T\nIncident Report for X\n" + "On it.\nPosted May 3, 2024 - 11:00 UTC\n" * 2_001,
            "more than 2,000 posts",
        ),
        (
            "T\nIncident Report for X\n" + "a " * 200_001 + "\nPosted May 3, 2024 - 11:00 UTC",
            "^Line 4: 400,001 ",
        ),
        (
            "T\nIncident Report for X\nOn it.\nPosted May 3, 2024 - 11:00 UTC\n"
            f"This incident affected: {'A, ' * 10_000}",
            "^Line 5: it names more",
        ),
    ],
)
def test_what_cannot_be_read_says_why(text, says):
    assert is_report(text)
    with pytest.raises(DocumentError, match=says):
        read_report(text)


def test_a_million_spaces_keep_nobody_busy():
    """It would take hours if the number of steps grew with the square of the spaces."""
    spaces = " " * 1_000_000
    assert not is_report(f"Incident{spaces}x")
    with pytest.raises(DocumentError, match="more than a post has"):
        read_report(f"Title\nresolved{spaces}x\nPosted May 3, 2024 - 11:00 UTC\n")


LINES = st.sampled_from(
    [
        "", "Title", "Incident Report for X", "Resolved", "## Update", "**Investigating** - look", "Words.",
        "- item", "# Posted", "Posted May 3, 2024 - 11:00 UTC", "Posted 1 day ago. 3 May 2024 - 11:00 PDT",
        "Posted May 3, 2024 - 11:00", "Posted May 33, 2024 - 11:00 UTC", "Posted May 3, 2024 - 25:00 UTC",
        "This incident affected: A (B, C), D, and E.", "This incident affected: (((", "---", "title: x",
        "Posted May 3, 2024 - 11:00 CST", "Posted Jan 1, 0001 - 00:00 +14", "Posted Dec 31, 9999 - 23:59 -12",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=25).map("\n".join)


@given(TEXTS, st.sampled_from(["", "Asia/Tokyo"]))
@example("T\nIncident Report for X\nW\nPosted Jan 1, 0001 - 00:00 UTC", "")
@example("T\nIncident Report for X\nW\nPosted Dec 31, 9999 - 23:59 UTC", "")
def test_whatever_is_given_is_read_or_refused_with_the_only_error(text, zone):
    try:
        read = read_report(text, zone=zone)
    except DocumentError:
        return
    assert read == read_report(text, zone=zone)
    places = [post.place for post in read.posts]
    assert places == sorted(places)
    for post in read.posts:
        assert 0 <= post.place.start < post.place.end <= len(text)
        said = post.place.of(text)
        assert said == said.strip()
        assert "Posted" in said
        assert post.at.earliest.tzinfo is not None
    if read.affected.place:
        assert read.affected.place.of(text).lstrip("*_").startswith("This incident affected:")

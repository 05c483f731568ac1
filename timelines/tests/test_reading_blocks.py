"""A write-up is read into blocks, each with its exact place in the text."""

from __future__ import annotations

import pytest

from timelines.reading.document import parse
from timelines.reading.model import Block, BlockKind


def blocks(text: str) -> list[tuple[str, str]]:
    """(kind, content) of every block."""
    return [(block.kind.value, block.place.of(text)) for block in parse(text).blocks]


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in blocks(text)]


def only(text: str, kind: BlockKind) -> list[Block]:
    return [block for block in parse(text).blocks if block.kind is kind]


def headings(text: str) -> list[tuple[int, str]]:
    return [(block.level, block.place.of(text)) for block in only(text, BlockKind.HEADING)]


# Front matter and fields


def test_yaml_front_matter_is_a_field_each():
    text = '---\ntitle: "Queue stuck"\n# a comment\ntags:\n  - queue\n  - disk\n---\n\nIt was stuck.\n'
    fields = only(text, BlockKind.FIELD)
    assert [(field.stamp.of(text), field.place.of(text)) for field in fields] == [
        ("title", '"Queue stuck"'),
        ("tags", "- queue\n  - disk"),
    ]
    assert blocks(text)[-1] == ("paragraph", "It was stuck.")


def test_toml_front_matter_is_a_field_each():
    text = '+++\ntitle = "Queue stuck"\n+++\nIt was stuck.\n'
    assert blocks(text)[1:3] == [("field", '"Queue stuck"'), ("noise", "+++")]


def test_a_rule_at_the_top_is_no_front_matter():
    assert kinds("---\nThe queue was stuck all day.\n\n---\n") == ["noise", "paragraph", "noise"]


@pytest.mark.parametrize(
    "line",
    [
        "Date: 14 March 2023",
        "**Date**: 14 March 2023",
        "**Date:** 14 March 2023",
        "- **Date:** 14 March 2023",
    ],
)
def test_a_line_below_the_title_may_be_a_field(line):
    text = f"# Queue stuck\n\n{line}\n\nIt was stuck.\n"
    assert blocks(text)[1] == ("field", "14 March 2023")


def test_a_line_may_hold_several_fields():
    text = "# Stuck\n\n**ID:** INC-7 | **Severity:** SEV2 | **Status:** resolved\n\nIt was stuck.\n"
    fields = only(text, BlockKind.FIELD)
    assert [(field.stamp.of(text), field.place.of(text)) for field in fields] == [
        ("ID", "INC-7"),
        ("Severity", "SEV2"),
        ("Status", "resolved"),
    ]


def test_quoted_lines_may_be_fields():
    text = "# Stuck\n\n> **Date:** 14 March 2023\n> **Status:** resolved\n\nIt was stuck.\n"
    assert kinds(text) == ["heading", "field", "field", "paragraph"]


def test_fields_may_have_a_heading_of_their_own():
    text = "# Stuck\n\n## Incident details\n\n- **Date:** 14 March 2023\n- Status: resolved\n"
    assert kinds(text) == ["heading", "heading", "field", "field"]


def test_labelled_items_of_a_section_are_items():
    text = "# Stuck\n\n## Impact\n\n- **Duration:** 45 minutes\n- **Services:** the queue\n"
    assert kinds(text) == ["heading", "heading", "item", "item"]


def test_a_label_in_the_text_is_no_field():
    text = "# Queue stuck\n\nIt was stuck.\n\nDate: 14 March 2023\n"
    assert kinds(text) == ["heading", "paragraph", "paragraph"]


# Headings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## Impact\n\nNone.", (2, "Impact")),
        ("## Impact ##\n\nNone.", (2, "Impact")),
        ("##Impact\n\nNone.", (2, "Impact")),
        ("Impact\n------\n\nNone.", (2, "Impact")),
        ("Impact\n======\n\nNone.", (1, "Impact")),
        ("== Impact ==\n\nNone.", (2, "Impact")),
        ("H2: Impact\nNone.", (2, "Impact")),
        ("<h3>Impact</h3>\nNone.", (3, "Impact")),
        ("<summary>Impact</summary>\nNone.", (2, "Impact")),
        ("<p><strong>Impact</strong></p>\nNone.", (2, "Impact")),
        ("It broke for long.\n\n1. **Impact**\n\nNone was seen.", (2, "1. **Impact**")),
        (
            "It broke for long.\n\nHow can we make it less likely?\n\n- Not at all.",
            (2, "How can we make it less likely?"),
        ),
    ],
)
def test_headings_are_marked_in_many_ways(text, found):
    assert headings(text) == [found]


@pytest.mark.parametrize(
    "title", ["**Impact**", "__Impact__", "**Impact**:", "What Happened", "Timeline (all times UTC)"]
)
def test_a_line_may_stand_as_a_heading_without_marks(title):
    text = f"# Report\n\nIt broke for an hour, too long.\n\n{title}\n\nIt broke for an hour, all of it.\n"
    assert [words for _, words in headings(text)] == ["Report", title.strip("*_:")]


def test_short_lines_are_headings_where_none_are_marked():
    text = "A long first paragraph that tells of it.\n\nThe bright side\n\nA long second paragraph ends it.\n"
    assert headings(text) == [(2, "The bright side")]


def test_a_short_line_above_a_paragraph_is_a_heading_where_none_are_marked():
    text = "Lead-up\nA long first paragraph that tells what had been done before.\n\nAll of it\nshort.\n"
    assert headings(text) == [(1, "Lead-up")]


def test_a_bold_sentence_is_no_heading():
    assert kinds("# Report\n\n**Nobody was hurt by this.**\n") == ["heading", "paragraph"]


def test_an_issue_number_is_no_heading():
    assert kinds("#2127\n\nIt was stuck.\n")[0] == "paragraph"


def test_numbered_titles_are_headings():
    text = "1. Summary\n\nIt broke for an hour, and that was too long.\n\n2. Timeline\n\n- 14:05 it broke\n"
    assert [words for _, words in headings(text)] == ["1. Summary", "2. Timeline"]


def test_headings_point_at_the_one_above():
    text = "# Report\n\n## Timeline\n\n### 14:05\n\nIt broke.\n"
    document = parse(text)
    above = document.headings_of(document.blocks[-1])
    assert [block.place.of(text) for block in above] == ["14:05", "Timeline", "Report"]


def test_a_day_as_large_as_the_timeline_stands_under_it():
    text = (
        "## Timeline\n\n## May 12\n\n### 20:15\n\nIt broke.\n\n## 13 May\n\nStill bad.\n\n## Impact\n\nAll.\n"
    )
    document = parse(text)
    above = {
        block.place.of(text): [one.place.of(text) for one in document.headings_of(block)]
        for block in document.blocks
    }
    assert above["It broke."] == ["20:15", "May 12", "Timeline"]
    assert above["Still bad."] == ["13 May", "Timeline"]
    assert above["All."] == ["Impact"]


@pytest.mark.parametrize(
    "line", ["1:03", "5:10 AM", "**14:05 UTC**", "July 23, 4:10 AM", "~13:30-13:45", "2023-03-14 18:00 UTC"]
)
def test_a_time_alone_on_its_line_is_a_heading(line):
    text = f"## Timeline\n\n{line}\nFirst alert fires\n"
    assert kinds(text) == ["heading", "heading", "paragraph"]


def test_a_comment_above_a_command_is_no_heading():
    assert kinds("Then I looked.\n\n# how many rules\n$ iptables -L | wc -l\n4502\n") == [
        "paragraph",
        "code",
        "code",
        "code",
    ]


# Paragraphs


def test_wrapped_lines_are_one_paragraph():
    assert blocks("The queue was\nstuck, and nobody\nsaw it.\n\nThen they did.") == [
        ("paragraph", "The queue was\nstuck, and nobody\nsaw it."),
        ("paragraph", "Then they did."),
    ]


def test_long_lines_are_a_paragraph_each():
    one = "The queue was stuck for a long while because its disk was full and nobody had an alarm on it, " * 2
    text = f"{one.strip()} indeed.\n{one.strip()} again.\n"
    assert kinds(text) == ["paragraph", "paragraph"]


def test_lines_that_begin_with_a_time_are_a_paragraph_each():
    text = "02-14-2025 11:30 am - Queue fills.\n02-14-2025 1:10 pm - Queue is full.\n14:05 it is not."
    assert kinds(text) == ["paragraph"] * 3


def test_a_time_in_a_wrapped_sentence_begins_nothing():
    assert kinds("We saw errors from 13:30 to\n14:05 in all of the regions.") == ["paragraph"]


def test_breaks_part_paragraphs():
    text = "*06:00*: It was down.<br />\n\\\\\n*06:46*: We told them.<br />\n"
    assert [kind for kind in kinds(text) if kind != "noise"] == ["paragraph", "paragraph"]


def test_the_tags_of_a_paragraph_do_not_belong_to_it():
    assert blocks("<p>It <b>broke</b>.</p>\n") == [("paragraph", "It <b>broke</b>.")]


def test_quoted_lines_are_read_without_their_marks():
    assert blocks("> It was\n> stuck.") == [("paragraph", "It was\n> stuck.")]


# Lists


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("- Fix it", "-"),
        ("* Fix it", "*"),
        ("  • Fix it", "•"),
        ("1. Fix it", "1."),
        ("2) Fix it", "2)"),
        ("- [ ] Fix it", "[ ]"),
        ("- [x] Fix it", "[x]"),
        ("[x] Fix it", "[x]"),
        ("☐ Fix it", "☐"),
        ("<li>Fix it</li>", "-"),
    ],
)
def test_items_know_their_mark(line, mark):
    [item] = only(f"# To do\n\n{line}\n", BlockKind.ITEM)
    assert item.mark == mark
    assert item.place.of(f"# To do\n\n{line}\n") == "Fix it"


def test_items_know_how_deep_they_stand():
    text = "- one\n  - two\n    - three\n  - four\n- five\n"
    assert [item.level for item in only(text, BlockKind.ITEM)] == [0, 1, 2, 1, 0]


def test_an_item_goes_on_over_lines_and_indented_paragraphs():
    text = "- The queue was\n  stuck.\n\n  Nobody saw it.\n- Then they did.\n"
    assert blocks(text) == [
        ("item", "The queue was\n  stuck.\n\n  Nobody saw it."),
        ("item", "Then they did."),
    ]


def test_a_sentence_below_a_list_is_no_part_of_it():
    assert kinds("1. Fix it.\n2. Buy coffee.\nStatus: recovered.\n") == ["item", "item", "paragraph"]


# Tables


def test_a_pipe_table_has_rows_with_cells_and_a_head():
    text = "| Time (UTC) | Event |\n|:--|---|\n| 14:05 | It \\| broke |\n| 14:09 | |\n"
    document = parse(text)
    assert [block.kind.value for block in document.blocks] == ["row", "noise", "row", "row"]
    assert [[cell.of(text) for cell in block.cells] for block in document.blocks if block.cells] == [
        ["Time (UTC)", "Event"],
        ["14:05", "It \\| broke"],
        ["14:09", ""],
    ]
    assert [block.head for block in document.blocks] == [-1, -1, 0, 0]


def test_a_table_may_do_without_outer_pipes():
    text = "Time | Event\n--- | ---\n14:05 | It broke\n\nThe end of it."
    assert kinds(text) == ["row", "noise", "row", "paragraph"]


def test_tabs_make_a_table():
    text = "Time\tEvent\n14:05\tIt broke\n14:09\tWe saw it\n"
    rows = only(text, BlockKind.ROW)
    assert [row.head for row in rows] == [-1, 0, 0]
    assert [cell.of(text) for cell in rows[1].cells] == ["14:05", "It broke"]


def test_an_html_table_has_rows():
    text = (
        "<table>\n<tr><th>Time</th><th>Event</th></tr><tr><td>14:05</td><td>Down</td></tr></table>\nThen.\n"
    )
    rows = only(text, BlockKind.ROW)
    assert [[cell.of(text) for cell in row.cells] for row in rows] == [
        ["Time", "Event"],
        ["14:05", "Down"],
    ]
    assert rows[1].head == 0
    assert blocks(text)[-1] == ("paragraph", "Then.")


def test_rows_in_a_code_block_need_no_head():
    text = "```\n2019-11-29 12:00 | Scaled up\n2019-11-29 12:30 | Scaled down\n```\n"
    assert kinds(text) == ["noise", "row", "row", "noise"]


# Code and logs


def test_code_blocks_are_code_by_the_line():
    assert kinds("```bash\n$ kubectl get nodes\n\nNAME STATUS\n```\nDone.") == [
        "noise",
        "code",
        "code",
        "noise",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("2023-04-08 21:56:16.577 [ERROR][206547] plugin.go 580: no answer", "2023-04-08 21:56:16.577"),
        ("2023-04-08T21:56:16Z INFO starting", "2023-04-08T21:56:16Z"),
        ("[2023-04-08 21:56:16] WARN disk full", "2023-04-08 21:56:16"),
        ("Apr  8 21:56:16 db1 postgres[311]: FATAL: too many clients", "Apr  8 21:56:16"),
        ("E0408 21:56:16.123456       1 main.go:12] lost the lease", "0408 21:56:16.123456"),
        ('{"timestamp":"2023-04-08T21:56:16Z","level":"error"}', "2023-04-08T21:56:16Z"),
        ('10.0.0.1 - - [08/Apr/2023:21:56:16 +0000] "GET / HTTP/1.1" 200', "08/Apr/2023:21:56:16 +0000"),
        ('level=error ts=2023-04-08T21:56:16Z msg="no answer"', "2023-04-08T21:56:16Z"),
    ],
)
def test_log_lines_know_their_stamp(line, stamp):
    text = f"We saw this:\n\n{line}\n\nand stopped."
    [found] = only(text, BlockKind.LOG)
    assert found.stamp.of(text) == stamp
    assert found.place.of(text) == line


def test_a_time_with_seconds_is_a_log_line_only_in_code():
    line = "2023-04-08 21:56:16 the queue filled up"
    assert kinds(line) == ["paragraph"]
    assert kinds(f"```\n{line}\n```") == ["noise", "log", "noise"]


def test_what_was_typed_without_fences_is_code_with_what_came_of_it():
    text = (
        "I asked it.\n$ kubectl get nodes\nNAME STATUS AGE\nnode-1 NotReady 112d\n"
        "When I finally got an answer the cluster looked dead.\n"
    )
    assert kinds(text) == ["paragraph", "code", "code", "code", "paragraph"]


def test_yaml_without_fences_is_code():
    text = "It said:\n\napiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 500 # too many\n\nWrong."
    assert kinds(text) == ["paragraph", *["code"] * 4, "paragraph"]


# Chats


@pytest.mark.parametrize(
    "line", ["[14:05] <mira> looks wrong", "[14:05] mira: looks wrong", "14:05 <mira> looks wrong"]
)
def test_chat_lines_know_who_speaks(line):
    [said] = only(line, BlockKind.CHAT)
    assert (said.author.of(line), said.stamp.of(line), said.place.of(line)) == (
        "mira",
        "14:05",
        "looks wrong",
    )


def test_names_without_brackets_must_come_twice():
    assert kinds("14:05 mira: looks wrong\n14:06 jo: yes\n14:07 mira: I revert\n14:09 jo: ok") == ["chat"] * 4
    assert kinds("14:05 Update: looks wrong\n14:06 Update: better\n") == ["paragraph"] * 2


def test_a_name_may_stand_above_what_is_said():
    text = "Mira Smith  14:05\nlooks wrong\nto me\n\nJo  14:06\nyes\n"
    said = only(text, BlockKind.CHAT)
    assert [(one.author.of(text), one.place.of(text)) for one in said] == [
        ("Mira Smith", "looks wrong\nto me"),
        ("Jo", "yes"),
    ]


# Status pages


def test_an_update_goes_up_to_the_line_that_dates_it():
    text = (
        "Resolved\nAll jobs run again.\nPosted Mar 15, 2023 - 01:59 UTC\n"
        "Monitoring\nMost jobs run.\n\nWe watch them.\nPosted Mar 15, 2023 - 01:34 UTC\n"
    )
    posts = only(text, BlockKind.POST)
    assert [post.stamp.of(text) for post in posts] == ["Mar 15, 2023 - 01:59 UTC", "Mar 15, 2023 - 01:34 UTC"]
    assert posts[1].place.of(text).startswith("Monitoring\nMost jobs run.\n\nWe watch")


def test_the_stamp_of_the_whole_report_has_no_text():
    text = (
        "We looked into it for a week.\n\nIt was the disk that filled.\n\nWe have bought another.\n\n"
        "Posted Mar 24, 2023 - 01:38 UTC\n\nAll jobs run again.\nPosted Mar 15, 2023 - 01:59 UTC\n"
    )
    assert [post.place.of(text).count("\n") for post in only(text, BlockKind.POST)] == [0, 1]


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("[Update - 2023-03-29 15h50 UTC]", "2023-03-29 15h50 UTC"),
        ("**Update 14:20 UTC**", "14:20 UTC"),
        ("Update (14:20 UTC):", "14:20 UTC"),
    ],
)
def test_an_update_may_begin_with_its_time(line, stamp):
    text = f"# Down\n\n{line}\nThe queue is being emptied.\n\n## Impact\n\nAll."
    [post] = only(text, BlockKind.POST)
    assert post.stamp.of(text) == stamp
    assert post.place.of(text).endswith("emptied.")


def test_bare_stamps_beneath_their_updates_date_what_stands_above():
    text = (
        "Mar 14, 2023\n\nJobs not starting\n\nResolved - All jobs run again.\nMar 15, 01:59 UTC\n"
        "Investigating - Jobs do not start.\nMar 14, 18:19 UTC\n\nMar 13, 2023\n\nNo incidents reported.\n"
    )
    posts = only(text, BlockKind.POST)
    assert [(post.place.of(text).split(" ")[0], post.stamp.of(text)) for post in posts] == [
        ("Resolved", "Mar 15, 01:59 UTC"),
        ("Investigating", "Mar 14, 18:19 UTC"),
    ]


def test_the_state_may_stand_below_the_time():
    text = "Mar 14, 18:19 UTC\nInvestigating - Jobs do not start.\n\nMar 14, 18:58 UTC\nThe queue fills.\n"
    assert kinds(text) == ["post", "heading", "paragraph"]


def test_a_state_and_its_text_may_stand_behind_the_time():
    text = "Mar 14, 18:19 UTC Investigating - Jobs do not start.\n\nMar 14, 18:58 UTC Update - Still not.\n"
    assert kinds(text) == ["post", "post"]


# What says nothing


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "* * *",
        "![a graph](a.png)",
        "[![build](b.svg)](https://ci.example)",
        "[1]: https://example.org",
        "<!-- fill in -->",
        "<!-- fill\nin -->",
        "<br/>",
        '<img src="a.png" alt="14:05">',
        "{{< toc >}}",
        "[TOC]",
        "- [Impact](#impact)",
        "Table of Contents",
        "\\\\\\\\",
        "-",
    ],
)
def test_what_says_nothing_is_noise(line):
    text = f"It broke.\n\n{line}\n\nIt was mended.\n"
    assert kinds(text) == ["paragraph", "noise", "paragraph"]


# Places


def test_places_are_those_of_the_whole_text_where_only_a_part_is_read():
    text = "Before it.\n\n# Title\n\nIt broke.\n\nBehind it."
    start, end = text.index("# Title"), text.index("Behind")
    found = parse(text, within=type(parse(text).blocks[0].place)(start, end))
    assert [block.place.of(text) for block in found.blocks] == ["Title", "It broke."]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_every_kind_of_newline_ends_a_line(newline):
    text = newline.join(["# Title", "", "It broke.", "", "- one", "- two"])
    assert blocks(text) == [
        ("heading", "Title"),
        ("paragraph", "It broke."),
        ("item", "one"),
        ("item", "two"),
    ]

"""Plain text shown as Markdown says the same words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.importing.plain_markdown import as_markdown
from incidents.markdown import plain_text


@pytest.mark.parametrize("line", ["What Happened", "Impact:", "2023-03-14 - Delays", "Future Prevention"])
def test_a_short_line_that_stands_alone_is_a_heading(line):
    assert as_markdown(f"{line}\n\nIt was long.", with_headings=True) == f"## {line}\n\nIt was long."


@pytest.mark.parametrize(
    "line",
    ["It was long.", "Was it?", "- one", "1. one", "small letters", "See https://a.example", "A " * 50],
)
def test_other_lines_are_none(line):
    assert not as_markdown(f"{line}\n\nMore.", with_headings=True).startswith("## ")


def test_the_last_line_heads_nothing():
    assert as_markdown("It was long.\n\nThank You", with_headings=True) == "It was long.\n\nThank You"


def test_lines_stay_lines_and_lists_lists():
    assert as_markdown("We saw:\n• one\n• two\nfirst\nsecond") == "We saw:\n\n- one\n- two\nfirst  \nsecond"


def test_log_lines_are_code():
    assert as_markdown('"Sync failed" retry="30s"\n"Sync *ed*" n="1"') == (
        '```\n"Sync failed" retry="30s"\n"Sync *ed*" n="1"\n```'
    )


def test_nothing_is_marked_up_by_chance():
    said = "5 * 3 * 2 <b> [x] `y` a_b _c_ &amp; #1"
    assert as_markdown(said) == r"5 \* 3 \* 2 &lt;b> \[x\] \`y\` a_b \_c\_ &amp;amp; #1"
    assert plain_text(as_markdown(said)) == said
    assert as_markdown("# no").startswith("# no")  # a number sign in front makes it Markdown
    assert as_markdown("> said") == r"\> said"
    assert as_markdown("see https://a.example/x_y_*z*") == "see https://a.example/x_y_*z*"


def test_markdown_stays_as_it_is():
    assert as_markdown("## Summary\n\n*All* of it.\n") == "## Summary\n\n*All* of it."


WORDS = st.lists(
    st.sampled_from(["disk", "*", "_full_", "<b>", "`x`", "[a](b)", "-", "&amp;", "~~s~~", "\\"])
)


@given(st.lists(WORDS.map(" ".join), max_size=4).map("\n\n".join))
@example("\\* full")
def test_every_word_is_still_shown(text):
    def letters(said):
        return re.findall(r"\w", said)

    assert letters(plain_text(as_markdown(text))) == letters(text)

"""References to events are found in prose and left alone in code."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.portable.references import rewrite_references


def numbered(body):
    return rewrite_references(body, lambda name, line: f"[event:{len(name)}@{line}]")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[event:spike]", "[event:5@0]"),
        ("a\n\n**[event:ab]**, [event:c]", "a\n\n**[event:2@2]**, [event:1@2]"),
        ("`[event:spike]` [event:a]", "`[event:spike]` [event:a]".replace("[event:a]", "[event:1@0]")),
        ("`` ` [event:a] `` ` [event:b]", "`` ` [event:a] `` ` [event:1@0]"),
        ("\\[event:a] \\` [event:b] `", "\\[event:a] \\` [event:1@0] `"),
        ("```\n[event:a]\n```\n[event:b]", "```\n[event:a]\n```\n[event:1@3]"),
        ("~~~~ text\n[event:a]\n~~~\n[event:a]\n~~~~~\n[event:b]", None),
        ("```\n[event:a]\n``` no end\n[event:a]", "```\n[event:a]\n``` no end\n[event:a]"),
        ("[event:two words] [event:] [event:a`b]", "[event:two words] [event:] [event:a`b]"),
    ],
)
def test_only_prose_is_rewritten(body, expected):
    if expected is None:
        expected = body.replace("[event:b]", "[event:1@5]")
    assert numbered(body) == expected


@given(st.text(st.sampled_from("`~\\[]event:ab \n"), max_size=80))
def test_rewriting_with_the_same_changes_nothing(body):
    assert rewrite_references(body, lambda name, line: f"[event:{name}]") == body


@pytest.mark.parametrize(
    "line", ["`" * 400_000, "".join("`" * n + "a" for n in range(890)), "[event:" * 57_000]
)
def test_a_long_line_takes_no_long_time(line):
    begun = time.process_time()
    numbered(line)
    assert time.process_time() - begun < 2

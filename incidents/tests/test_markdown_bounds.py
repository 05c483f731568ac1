"""No text keeps the formatter busy for long, breaks it, or makes it say what it was not asked to."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.markdown import plain_text, render_document, render_inline, render_prose, words_in
from incidents.tests.test_markdown import Tags, assert_harmless

SLOW_SECONDS = 8  # of processor time; each takes under 2.5, and without bounds minutes
HUGE = {
    "brackets": "[" * 50_000,
    "nested brackets": "[" * 5_000 + "]" * 5_000,
    "images": "![" * 50_000,
    "addresses": "[a](" * 50_000,
    "quoted addresses": '[a]("' * 40_000,
    "stars": "**a" * 50_000,
    "stars and lines": "*a _b " * 30_000,
    "ticks": "".join("a" + "`" * length for length in range(1, 600)),
    "tildes": "~~a " * 50_000,
    "comments": "<!--" * 50_000,
    "tags": "<a " * 50_000,
    "quotes": ">" * 50_000,
    "quotes and lists": "> - " * 5_000,
    "quotes in lists": "\n".join("  " * depth + "- > x" for depth in range(400)),
    "deep lists": "\n".join("  " * depth + "- x" for depth in range(400)),
    "list of lists": "- " * 50_000,
    "headings": "# a\n" * 50_000,
    "underlined": "a\n=\n" * 40_000,
    "rules": "---\n" * 50_000,
    "fences": "```\n" * 50_000,
    "cells": "|".join("a" * 1_000) + "\n" + "|".join("-" * 1_000) + "\n" + "|" * 99_000,
    "notes": "".join(f"a[^{n}]\n\n[^{n}]: b[^{n - 1}]\n\n" for n in range(3_000)),
    "long code": "```python\n" + "def f(x): return x\n" * 9_000 + "```",
    "events": "[event:1] " * 20_000,
    "incidents": "INC-1 " * 30_000,
    "items": "- a\n" * 50_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_no_text_keeps_the_formatter_busy(text):
    begun = time.process_time()
    html = render_document(text).fill({}, {})
    assert time.process_time() - begun < SLOW_SECONDS
    assert_harmless(html)
    assert html


def test_a_paragraph_that_is_too_tangled_is_shown_as_written_and_the_rest_is_formatted():
    html = render_document("*Before*\n\n" + "[a " * 5_000 + "\n\n*After*").fill({}, {})
    assert "as it was written" in html
    assert "<em>Before</em>" in html
    assert "<em>After</em>" in html
    assert html.count("[a ") == 5_000


def test_a_text_beyond_all_measure_is_shown_as_written():
    text = "*a* " * 300_000
    html = render_document(text).fill({}, {})
    assert "as it was written" in html
    assert text in html


def test_a_page_of_logs_in_code_is_no_tangle():
    log = "2023-03-14 18:00:01 [WARN \x1b[0;31m * foo_bar <none>\n" * 3_000
    assert "as it was written" not in render_document(f"```\n{log}```").fill({}, {})


def test_lists_and_quotes_deeper_than_ten_lose_no_words():
    text = "\n".join("  " * depth + f"- item{depth}" for depth in range(40)) + "\n\n" + "> " * 40 + "deep"
    html = render_document(text).fill({}, {})
    assert all(f"item{depth}" in html for depth in range(40))
    assert "deep" in html


def test_two_hundred_thousand_characters_of_prose_are_formatted():
    part = (
        "## Part\n\nSome *words* with `code`, a [link](https://example.com/x) and INC-42.\n\n- one\n- two\n\n"
    )
    html = render_document(part * 2_000).fill({}, {})
    assert html.count("<h2") == 2_000
    assert html.count("<em>words</em>") == 2_000


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "\x00", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0001\x03", "\ufffe\x1b[0m"]
)
def test_a_text_of_nothing_much_is_survived(text):
    for html in (render_document(text).fill({}, {}), render_prose(text), render_inline(text)):
        assert_harmless(html)
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", html)
    assert words_in(text) <= 1 + text.count("z")


PIECES = st.sampled_from(
    [
        *"<>/\"'`*_[]()#-|:!&;~^= \n\t\\a1\x00\x02\x03é",
        '<x-slot n="0"></x-slot>',
        "&lt;x-slot n=&quot;0&quot;>",
        "&#60;",
        "[[timeline]]\n",
        "[event:1]",
        "[^1]",
        "\n[^1]: ",
        "```\n",
        "\n- ",
        "\n> ",
        "\n1. ",
        "\n    ",
        "| a |\n|---|\n",
        "](javascript:x)",
        "https://a.example/",
        "INC-7",
        "<script>",
        "<!--",
        "-->",
        "<kbd>",
        "</sub>",
        "wzxhzdk:0",
        "- [x] ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=200))
@example('<x-slot n="0"></x-slot>')
@example('[a](https://a.example "<x-slot n=0></x-slot>")')
def test_no_text_can_stand_where_live_data_goes(text):
    document = render_document(text)
    asked = text.count("[[timeline]]") + text.count("[event:1]") * 2  # a note may be shown beside its text
    assert len(document.slots) <= asked
    html = document.fill({"timeline": lambda _: ""}, {"1": ("/", "then")})
    assert "x-slot" not in {tag for tag, _ in Tags(html).found}
    assert_harmless(html)
    assert render_document(text) == document


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=200))
def test_short_texts_are_harmless_and_always_the_same(text):
    prose, line = render_prose(text), render_inline(text)
    assert_harmless(prose)
    assert_harmless(line)
    assert not {tag for tag, _ in Tags(line).found} & {"p", "ul", "ol", "li", "div", "pre", "table", "h2"}
    assert "<a" not in render_inline(text, links=False)
    assert (render_prose(text), render_inline(text)) == (prose, line)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["queue", "grew", "*", "_", "`", "\n", "\n\n", "- ", "> ", "## ", "<b>", "[", "](/x)"]
        )
    )
)
def test_no_word_is_lost(parts):
    text = " ".join(parts)
    words = [part for part in parts if part.isalpha()]
    assert re.findall(r"queue|grew", plain_text(text)) == words

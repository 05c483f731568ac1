"""Markdown as people write it who learnt it elsewhere, and what postmortems need besides."""

import re

import pytest

from incidents.markdown import plain_text, render_document, render_inline, render_prose, words_in


def document(text):
    return render_document(text).fill({}, {})


def bare(html):
    """Without attributes and the white space between elements."""
    return re.sub(r">\s+<", "><", re.sub(r"<(\w+) [^>]*>", r"<\1>", str(html)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n\n  second\n- b", "<ul><li><p>a</p><p>second</p></li><li><p>b</p></li></ul>"),
        ("\t- a", "<pre><code>- a\n</code></pre>"),
    ],
    ids=["by two", "numbered", "brackets", "paragraphs", "code"],
)
def test_lists_nest_as_on_github(text, html):
    assert bare(render_prose(text)) == html


def test_a_list_may_follow_a_paragraph_without_an_empty_line():
    assert bare(render_prose("We saw:\n- one\n- two")) == "<p>We saw:</p><ul><li>one</li><li>two</li></ul>"
    assert "<ol" not in render_prose("The incident of\n14. March")


def test_headings_need_a_space_so_that_channels_and_numbers_are_text():
    assert bare(document("#incident-room and\n#42")) == "<p>#incident-room and\n#42</p>"
    assert bare(document("Text\n## Why ##\nMore")) == "<p>Text</p><h2>Why</h2><p>More</p>"
    assert bare(document("Why\n---\nMore")) == "<h2>Why</h2><p>More</p>"


def test_headings_skip_no_level():
    html = document("## One\n\n#### Two\n\n## Three\n\n##### Four\n")
    assert re.findall(r"<(h\d)", html) == ["h2", "h3", "h2", "h3"]


def test_a_short_text_has_no_headings_that_could_disturb_the_page():
    assert bare(render_prose("## Why\n\nBecause.")) == "<p><strong>Why</strong></p><p>Because.</p>"


def test_placeholders_in_angle_brackets_are_shown_not_swallowed():
    assert "&lt;pod-name&gt;" in render_prose("kubectl describe pod <pod-name>")
    assert "<kbd>Ctrl</kbd>" in render_prose("Press <kbd>Ctrl</kbd>.")


@pytest.mark.parametrize(
    "text", ["a <!-- not yet --> b", "a\n\n<!-- not\n\nyet -->\n\nb", "<!-- not yet -->\na\nb"]
)
def test_comments_are_for_writers_alone(text):
    html = document(text)
    assert "not" not in html
    assert plain_text(text).split() == ["a", "b"]


def test_a_comment_without_an_end_hides_nothing():
    assert "the rest" in document("<!-- begins\n\nthe rest")


def test_code_stays_as_it_is():
    html = document("```yaml\nnode: <name>\n  # [[timeline]] INC-1\n\tkey: **not bold**\n```")
    text = re.sub(r"<[^>]*>", "", html)
    assert text == "node: &lt;name&gt;\n  # [[timeline]] INC-1\n\tkey: **not bold**\n"


@pytest.mark.parametrize(
    "text",
    [
        "- step\n\n  ```\n  run\n    it\n  ```\n- next",
        "1. ```\n   run\n     it\n   ```\n2. next",
        "> ```\n> run\n>   it\n> ```",
        "```\nrun\n  it",
    ],
    ids=["in an item", "begins an item", "in a quote", "left open"],
)
def test_code_between_fences_stands_anywhere(text):
    assert "<code>run\n  it\n</code></pre>" in render_prose(text)


def test_an_address_in_a_sentence_is_a_link_without_the_full_stop():
    html = render_prose("See https://example.com/a_(b)?x=1&y=_2_3. (Or https://example.com/c.)")
    assert re.findall(r'href="([^"]*)"', html) == [
        "https://example.com/a_(b)?x=1&amp;y=_2_3",
        "https://example.com/c",
    ]


def test_links_to_elsewhere_say_nothing_about_us_and_links_within_stay_plain():
    rel = 'rel="noopener noreferrer nofollow"'
    assert rel in render_prose("[a](https://example.com)")
    assert rel not in render_prose("[a](/incidents/3/) INC-3")


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/&#47;evil.example",
        "/\\evil.example",
        "example.com",
        "ftp://x.example",
        "&#106;avascript:x",
    ],
)
def test_a_link_that_leads_nowhere_good_is_text_and_says_so(address):
    html = render_prose(f"[words]({address})")
    assert "<a" not in html
    assert "words" in html
    assert "link left out" in html


def test_reference_links_and_lines_about_events_are_told_apart():
    html = document("[docs] and more\n\n[docs]: https://example.com/docs 'The docs'\n\n[event:17]: it began")
    assert '<a href="https://example.com/docs" rel="noopener noreferrer nofollow" title="The docs">' in html
    assert "it began" in html


def test_an_image_within_a_link_is_the_link():
    assert bare(render_prose("[![build](b.png)](https://ci.example)")) == "<p><a><span>build</span></a></p>"


def test_a_line_within_a_link_has_no_links_of_its_own():
    assert render_inline("Like INC-4, *again*", links=False) == "Like INC-4, <em>again</em>"


def test_figures_in_tables_are_aligned_by_a_class():
    html = render_prose("| a | n |\n|---|--:|\n| x | 1 |")
    assert '<td class="num">1</td>' in html
    assert "style=" not in html
    assert "align=" not in html


def test_tasks_within_text_are_read_as_text():
    html = render_prose("- [x] *done* INC-3\n- [ ]\n- plain")
    assert html.count('class="task-list-item"') == 1
    assert '<em>done</em> <a href="/incidents/3/">INC-3</a>' in html


def test_notes_of_a_document_stand_beside_the_words_they_support():
    html = document("## One\n\nFirst.\n\nSlow[^a] and slow[^a].\n\n[^a]: By *half*.\n[^b]: Never named.\n")
    assert html.index("First") < html.index('role="note"') < html.index("Slow")
    assert "<em>half</em>" in html
    assert "Never named." in html
    ids = re.findall(r'id="([^"]*)"', html)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)


def test_notes_of_two_texts_on_one_page_are_told_apart():
    ids = [re.findall(r'id="([^"]*)"', render_prose(f"{text}[^1]\n\n[^1]: Note")) for text in ("One", "Two")]
    assert not set(ids[0]) & set(ids[1])


def test_a_note_without_words_is_left_as_written():
    assert "[^9]" in document("Slow[^9].")


def test_block_arguments_may_be_quoted():
    found = render_document('Text\n[[timeline from="14 March 20:00" to=23:00 open]]\nText').slots
    assert [(slot.name, slot.arguments) for slot in found] == [
        ("timeline", {"from": "14 March 20:00", "to": "23:00", "open": ""})
    ]


def test_an_event_in_a_heading_breaks_neither_the_heading_nor_its_id():
    shown = render_document("## It began [event:17]\n\n[x](https://a.example '[event:17]')")
    assert [(heading.id, heading.text) for heading in shown.toc] == [("p-it-began", "It began")]
    html = shown.fill({}, {"17": ("/i/#e-17", '"18:00"')})
    assert '<h2 id="p-it-began">It began <a class="ref" href="/i/#e-17">&quot;18:00&quot;</a></h2>' in html


def test_a_block_that_is_not_marked_safe_is_escaped():
    assert "&lt;b&gt;" in render_document("[[timeline]]").fill({"timeline": lambda _: "<b>"}, {})


def test_words_are_counted_as_readers_see_them():
    assert (
        words_in("See [the docs](https://example.com/a/b/c) <!-- later -->\n\n- [x] done[^1]\n\n[^1]: yes")
        == 5
    )

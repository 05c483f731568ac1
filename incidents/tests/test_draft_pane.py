"""The document beside its items: not a word missing, every quote marked, in parts that a browser can show."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from incidents.drafts import pane
from incidents.drafts.items import items_of
from incidents.drafts.pane import Part, pane_of, parts_of
from incidents.templatetags.drafts import document_pane
from incidents.tests.told_document import GAUGE, GREW, TEXT, document, event, place_of
from timelines.reading.model import Confidence, FoundEvent, FoundFactor, Place


def shown(text: str, *found, **options) -> str:
    """The HTML of a whole text with these things read of it."""
    kinds = {"events": FoundEvent, "factors": FoundFactor}
    told = {name: tuple(one for one in found if isinstance(one, kind)) for name, kind in kinds.items()}
    items = items_of(document(text=text, actions=(), found_affected=(), **told), {})
    return document_pane(pane_of(text, Part(1, 1, Place(0, len(text))), items, **options))


def words_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def marked(html: str) -> list[str]:
    return [unescape(words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def at(text: str, words: str, **details) -> FoundEvent:
    return FoundEvent(GREW.when, words, place_of(words, text), **details)


def test_a_quote_is_a_link_to_its_item():
    html = shown(TEXT, GREW)
    key = items_of(document(events=(GREW,)), {})[0].key
    assert f'href="#i-{key}" data-q="{key}" id="q-{key}"' in html
    assert marked(html) == ["the queue grew"]


def test_overlapping_quotes_are_both_marked():
    outer, inner, across = (
        at(TEXT, words) for words in ("the queue grew. Later", "grew", "grew. Later mails")
    )
    html = shown(TEXT, outer, inner, across)
    assert marked(html) == ["the queue ", "grew", ". Later", " mails"]
    assert max(len(keys.split()) for keys in re.findall(r'data-q="([^"]+)"', html)) == 3


def test_of_two_quotes_over_the_same_words_the_shorter_one_is_opened():
    outer, inner = at(TEXT, "the queue grew. Later"), at(TEXT, "queue")
    keys = {item.read: item.key for item in items_of(document(events=(outer, inner)), {})}
    assert f'href="#i-{keys[inner]}" data-q="{keys[inner]} {keys[outer]}"' in shown(TEXT, outer, inner)


def test_a_quote_that_goes_over_lines_is_marked_in_each():
    text = "# Story\n\nIt began at 12:00.\n\n- a node fell\n- and rose\n"
    html = shown(text, at(text, "at 12:00.\n\n- a node fell\n- and"))
    assert marked(html) == ["at 12:00.", "a node fell", "and"]
    assert html.count(' id="q-') == 1


def test_each_item_has_one_place_to_go_to_though_its_quotes_are_many():
    twice = at(TEXT, "queue", also=(place_of("all was sent"), place_of("mails were late")))
    html = shown(TEXT, twice, GAUGE)
    assert len(marked(html)) == 4
    assert html.count(' id="q-') == 2


def test_what_is_doubtful_looks_so():
    assert "quoted-d" in shown(TEXT, event("the queue grew", "12:00", confidence=Confidence.DOUBTFUL))


def test_the_text_is_shown_as_text():
    text = '<script>alert("1")</script> & <b>12:00</b> it broke'
    html = shown(text, at(text, "<b>12:00</b>"))
    assert "<script" not in html
    assert "<b>" not in html
    assert words_of(html).strip() == text


def test_headings_lists_tables_and_code_look_like_that():
    text = (
        "# Title\n\n### Deep\n\nWords.\n\n- one\n  - two\n\n1. first\n\n"
        "| Time | What |\n| --- | --- |\n| 12:00 | it broke |\n\n```\nERROR 12:00\n  at once\n```\n"
    )
    html = shown(text, at(text, "it broke"), at(text, "ERROR 12:00"))
    assert '<h3 class="doc-h doc-h1">Title</h3>' in html
    assert '<h4 class="doc-h doc-h3">Deep</h4>' in html
    assert '<li class="doc-i1">' in html
    assert '<span class="doc-m">1.</span>' in html
    assert '<th scope="col">Time</th>' in html
    assert "<td><a" in html
    assert re.search(r"<pre[^>]*><code><a[^>]*><mark[^>]*>ERROR 12:00</mark></a>\n  at once", html)
    assert "---" not in html
    assert "```" not in html


def test_a_document_without_blocks_is_shown_letter_for_letter():
    text = '{"a": "the queue grew"}\n'
    assert (
        words_of(shown(text, at(text, "the queue grew"), format_name="json-record")).strip() == text.strip()
    )


def test_a_table_is_shown_as_one():
    text = 'Time,What\n12:00,"it broke, again"\n12:30,it was mended\n'
    html = shown(text, at(text, "12:30,it was mended"), format_name="table")
    assert '<th scope="col">Time</th>' in html
    assert "<td>it broke, again</td>" in html
    assert marked(html) == ["12:30", "it was mended"]


@given(
    st.text(alphabet="ab <&#-|`\n*1:é漢", max_size=120),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=6),
)
def test_no_word_is_lost_and_every_quote_is_marked(text, bounds):
    places = [
        Place(min(pair), min(max(pair), len(text)))
        for pair in bounds
        if min(pair) < min(max(pair), len(text))
    ]
    found = [FoundEvent(GREW.when, "it", place) for place in places]
    html = shown(text, *found)
    letters = [letter for letter in text if letter.isalnum()]
    assert [letter for letter in words_of(html) if letter.isalnum()] == letters
    items = items_of(document(text=text, events=tuple(found), factors=(), actions=(), found_affected=()), {})
    for item in items:
        if any(letter.isalnum() for letter in item.read.place.of(text)):
            assert item.key in html


# Long documents


def test_a_short_document_is_one_part():
    assert parts_of(TEXT, items_of(document(), {})) == [Part(1, 1, Place(0, len(TEXT)))]


def test_a_long_document_is_cut_at_line_ends_and_loses_nothing():
    text = "a line of words\n" * 20_000
    parts = parts_of(text, [])
    assert len(parts) == 4
    assert "".join(part.place.of(text) for part in parts) == text
    assert all(part.place.of(text).endswith("\n") for part in parts)


def test_a_document_of_a_single_line_is_cut_all_the_same():
    text = "x" * 250_000
    assert [part.place.end for part in parts_of(text, [])] == [100_000, 200_000, 250_000]


def test_a_part_has_not_more_items_than_a_page_can_show():
    line = "12:00 it broke\n"
    text = line * 1000
    found = tuple(
        FoundEvent(GREW.when, "it", Place(nth * len(line), nth * len(line) + 14)) for nth in range(1000)
    )
    items = items_of(document(text=text, events=found), {})
    parts = parts_of(text, items)
    counts = [
        sum(part.place.start <= item.read.place.start < part.place.end for item in items) for part in parts
    ]
    assert sum(counts) >= 1000
    assert max(counts) <= pane.PART_ITEMS + 3  # those of the factory's text lie in the first

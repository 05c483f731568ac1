"""A source's text cut where its quotes begin and end."""

from hypothesis import example, given
from hypothesis import strategies as st

from timelines.models import Quote
from timelines.quoting import marked_text


@st.composite
def quoted_texts(draw):
    """A text, and quotes that lie in it anyhow."""
    text = draw(st.text(max_size=30))
    if not text:
        return text, []
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda ends: ends[0] < ends[1]
    )
    found = draw(st.lists(places, max_size=6, unique=True))
    return text, [
        Quote(pk=number, start=start, end=end, text=text[start:end])
        for number, (start, end) in enumerate(found, start=1)
    ]


def quote(pk, start, end):
    return Quote(pk=pk, start=start, end=end)


@given(quoted_texts())
@example(("", []))
@example(("abcd", [quote(1, 0, 4), quote(2, 0, 2), quote(3, 1, 3)]))
def test_the_pieces_joined_are_the_text(told):
    text, quotes = told
    pieces = marked_text(text, quotes)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(quoted_texts())
@example(("abcd", [quote(1, 0, 4), quote(2, 0, 2), quote(3, 1, 3)]))
def test_the_pieces_under_a_quote_are_its_words(told):
    text, quotes = told
    pieces = marked_text(text, quotes)
    for one in quotes:
        assert "".join(piece.text for piece in pieces if one in piece.quotes) == text[one.start : one.end]


@given(quoted_texts())
def test_every_quote_begins_with_one_piece_which_lies_under_it(told):
    text, quotes = told
    pieces = marked_text(text, quotes)
    place = 0
    begun = []
    for piece in pieces:
        assert all(one.start == place for one in piece.begins)
        assert set(piece.begins) <= set(piece.quotes)
        begun += piece.begins
        place += len(piece.text)
    assert sorted(one.pk for one in begun) == sorted(one.pk for one in quotes)


@given(quoted_texts())
def test_the_order_in_which_quotes_come_does_not_matter(told):
    text, quotes = told
    assert marked_text(text, quotes) == marked_text(text, reversed(quotes))


@given(quoted_texts())
def test_there_are_no_more_cuts_than_ends(told):
    text, quotes = told
    assert len(marked_text(text, quotes)) <= 2 * len(quotes) + 1


def test_a_text_without_quotes_is_one_piece():
    (piece,) = marked_text("At noon.", [])
    assert (piece.text, piece.quotes, piece.begins) == ("At noon.", (), ())

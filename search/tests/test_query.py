"""What a person typed, read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query import LONGEST, LONGEST_PHRASE, MOST_EXCLUDED, MOST_PHRASES, MOST_WORDS, read_query
from search.words import positions_of


def told(text, **options):
    """What was read, as it was typed."""
    query = read_query(text, **options)
    return tuple([str(one) for one in part] for part in (query.terms, query.phrases, query.excluded))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("etcd kube-proxy", (["etcd", "kube-proxy"], [], [])),
        ('"sync failed" etcd', (["etcd"], ["sync failed"], [])),
        ("“sync failed”", ([], ["sync failed"], [])),
        ('etcd -kafka -"dry run"', (["etcd"], [], ["kafka", "dry run"])),
        ("a-b --flag exit -1 x - y", (["a-b", "flag", "exit", "1", "x", "y"], [], [])),
        ("Proxier.syncProxyRules() failed", (["Proxier.syncProxyRules", "failed"], [], [])),
        ('"kube-proxy"', ([], ["kube-proxy"], [])),
        ('say"quoted words"so', (["say"], ["quoted words"], [])),
        ("etcd ETCD etcd", (["etcd"], [], [])),
        ("", ([], [], [])),
    ],
)
def test_queries_are_read(text, expected):
    assert told(text) == expected


def test_words_that_every_text_has_are_left_out_and_named():
    query = read_query("what is the cause of this outage")
    assert [str(one) for one in query.terms] == ["cause", "outage"]
    assert query.notes == ("Left out, because nearly every text has it: “what”, “is”, “the”, “of”, “this”.",)


def test_where_there_is_nothing_else_they_are_looked_for():
    query = read_query("to be or the")
    assert [str(one) for one in query.terms] == ["to", "be", "or", "the"]
    assert query.notes == ("These are words that nearly every text has; rarer ones find more.",)


def test_in_a_phrase_they_stay():
    assert [one.pieces for one in read_query('"out of memory"').phrases] == [("out", "of", "memori")]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('sync "failed', "A quotation mark is not closed, so it was left out."),
        ("-kafka", "There are only words to leave out. Say also what to look for."),
        ("?! …", "There is no letter and no digit to look for."),
        ("x" * (LONGEST + 1), f"Only the first {LONGEST:,} characters were read."),
        (
            " ".join(f"w{n}" for n in range(MOST_WORDS + 1)),
            f"Only the first {MOST_WORDS} words were looked for.",
        ),
        (
            " ".join(f'"a{n} b"' for n in range(MOST_PHRASES + 1)),
            f"Only the first {MOST_PHRASES} phrases were looked for.",
        ),
        (
            "x " + " ".join(f"-w{n}" for n in range(MOST_EXCLUDED + 1)),
            f"Only the first {MOST_EXCLUDED} words to leave out were looked for.",
        ),
    ],
)
def test_what_was_left_out_is_said(text, note):
    assert note in read_query(text).notes


@pytest.mark.parametrize("text", ["", "   ", "-kafka", "?!", "\x00"])
def test_a_query_without_anything_to_look_for_is_false(text):
    assert not read_query(text)


def test_words_after_an_open_quotation_mark_are_words():
    assert told('etcd "sync failed') == (["etcd", "sync", "failed"], [], [])


@pytest.mark.parametrize(
    ("text", "words", "prefix"),
    [
        ("etcd kube-p", ["etcd"], "kube-p"),
        ("etcd kube-p ", ["etcd", "kube-p"], ""),
        ("Proxier.sync", [], "proxier.sync"),
        ("kube-", [], "kube"),
        ("the", [], "the"),
        ("Caf\u00e9", [], "cafe"),
        ('"sync fai', ["sync"], "fai"),
        ("etcd -kaf", ["etcd"], ""),
        ('etcd "a b"', ["etcd"], ""),
        ("k", ["k"], ""),
    ],
)
def test_while_typing_the_last_word_may_go_on(text, words, prefix):
    query = read_query(text, typing=True)
    assert ([str(one) for one in query.terms], query.prefix) == (words, prefix)
    assert query.notes == ()


QUERIES = st.text() | st.lists(
    st.sampled_from(
        ['"', "-", "“", " ", "kube-proxy", "the", "a.b", "\x00", "\ud800", "'", "\\", ":*", "&", "|"]
    )
).map("".join)


@given(QUERIES, st.booleans())
@example('-"', False)
@example('""', True)
@example("-\u0301", True)
@example("'\\':*&|!<->", False)
def test_nothing_that_anybody_types_is_an_error(text, typing):
    query = read_query(text, typing=typing)
    for one in (*query.terms, *query.phrases, *query.excluded):
        assert one.pieces
        assert all(one.all_terms)


@given(st.text(min_size=1))
def test_a_word_is_read_as_it_is_indexed(text):
    indexed = set(positions_of(text)[0])
    query = read_query(text)
    wanted = {term for one in (*query.terms, *query.phrases, *query.excluded) for term in one.all_terms}
    assert wanted <= indexed or '"' in text.translate(str.maketrans("“”„‟«»＂", '"""""""'))


def test_an_identifier_of_thousands_of_pieces_is_looked_for_by_its_first():
    (sought,) = read_query("a." * 4_000).terms
    assert sought.pieces == ("a",) * LONGEST_PHRASE

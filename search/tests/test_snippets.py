"""The place of a passage that answers best, with marks."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import read_query
from search.snippets import LENGTH, Marker


def snippet(query, text, *, typing=False):
    return str(Marker(read_query(query, typing=typing)).snippet(text))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("sync", "Syncing, then it synced.", "<mark>Syncing</mark>, then it <mark>synced</mark>."),
        ("kube-proxy", "the kube-proxy pod", "the <mark>kube-proxy</mark> pod"),
        ("proxy", "the kube-proxy pod", "the kube-<mark>proxy</mark> pod"),
        ("sync", "Proxier.syncProxyRules()", "Proxier.<mark>sync</mark>ProxyRules()"),
        ("syncproxyrules", "Proxier.syncProxyRules()", "Proxier.<mark>syncProxyRules</mark>()"),
        ("10.43.0.1", "to 10.43.0.1:443", "to <mark>10.43.0.1</mark>:443"),
        ("kube-proxy", "kube proxy, not kube", "<mark>kube proxy</mark>, not kube"),
        ("kube-proxy", "a proxy", "a <mark>proxy</mark>"),
        (
            '"sync failed"',
            "sync: the Sync failed, and failed",
            "sync: the <mark>Sync failed</mark>, and failed",
        ),
        ("cafe", "Café!", "<mark>Café</mark>!"),
        ("b", "<i>b</i> & 'x'", "&lt;i&gt;<mark>b</mark>&lt;/i&gt; &amp; &#x27;x&#x27;"),
        ("etcd", "two\n\n  lines of\tetcd", "two lines of <mark>etcd</mark>"),
        ("etcd -rain", "rain", "rain"),
        ("etcd", "", ""),
    ],
)  # fmt: skip
def test_what_matched_is_marked(query, text, expected):
    assert snippet(query, text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kube-p", "<mark>kube-proxy</mark> restarts"),
        ("resta", "kube-proxy <mark>restarts</mark>"),
        ("pro", "kube-<mark>proxy</mark> restarts"),
    ],
)
def test_while_typing_what_begins_so_is_marked(query, expected):
    assert snippet(query, "kube-proxy restarts", typing=True) == expected


def test_the_place_with_most_of_the_words_is_shown():
    filler = "so it goes on and on, " * 30
    text = f"etcd. {filler} here etcd and the autoscaler meet. {filler} autoscaler."
    told = snippet("etcd autoscaler", text)
    assert "<mark>etcd</mark> and the <mark>autoscaler</mark> meet" in told
    assert told.startswith("…")
    assert told.endswith("…")


def test_a_text_of_nothing_but_hits_keeps_nobody_busy():
    """It would take hours if the number of steps grew with the square of the hits."""
    told = snippet("etcd", "etcd " * 300_000)
    assert told.startswith("<mark>etcd</mark> <mark>etcd</mark>")
    assert told.endswith("…")


def test_words_are_not_cut():
    words = [f"word{number}" for number in range(200)]
    told = snippet("word100", " ".join(words)).replace("<mark>", "").replace("</mark>", "").strip("…")
    assert set(told.split()) <= set(words)


@given(
    st.text(max_size=30) | st.just("a b"),
    st.text() | st.text("ab -.<&é\n", min_size=200, max_size=700),
    st.booleans(),
)
def test_a_snippet_is_a_part_of_the_text_escaped(query, text, typing):
    told = snippet(query, text, typing=typing)
    plain = unescape(told.replace("<mark>", "").replace("</mark>", ""))
    assert "<" not in told.replace("<mark>", "").replace("</mark>", "")
    assert told.count("<mark>") == told.count("</mark>")
    assert plain.removeprefix("…").removesuffix("…") in " ".join(text.split()) or "…" in text
    assert len(plain) <= LENGTH + 2

"""Which terms a text is found by."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.words import LONGEST_TERM, positions_of, readable, tokens_of


def terms(text):
    return set(positions_of(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nodes failing", {"node", "fail"}),
        ("kube-proxy", {"kube-proxy", "kube", "proxi"}),
        (
            "Proxier.syncProxyRules()",
            {"proxier.syncproxyrules", "proxier", "syncproxyrul", "sync", "proxi", "rule"},
        ),
        (
            "etcd_mvcc_db_total_size_in_bytes",
            {"etcd_mvcc_db_total_size_in_bytes", "etcd", "mvcc", "db", "total", "size", "in", "byte"},
        ),
        ("10.43.0.1:443", {"10.43.0.1:443", "10.43.0.1", "10", "43", "0", "1", "443"}),
        ("(INC-42)", {"inc-42", "inc", "42"}),
        ("/var/log/kube-proxy.log", {"var/log/kube-proxy.log", "kube-proxy.log", "kube-proxy"}
         | {"var", "log", "kube", "proxi"}),
        ("v1.24.3", {"v1.24.3", "v1", "24", "3"}),
        ("db-1.eu.example.com", {"db-1.eu.example.com", "db-1", "db", "1", "eu", "exampl", "com"}),
        ("std::vec", {"std::vec", "std", "vec"}),
        ("HTTPServer K8s p99", {"httpserver", "http", "server", "k8s", "p99"}),
        ("VMs", {"vms", "vm"}),
        ("Café CAFÉ cafe\u0301 cafe", {"cafe"}),
        ("the node’s and don't", {"the", "node", "and", "dont"}),
        ("soft\u00adhyphen", {"softhyphen"}),
        ("-- … !? _ -", set()),
    ],
)  # fmt: skip
def test_terms_of_texts(text, expected):
    assert terms(text) == expected


def test_case_makes_no_difference_to_what_holds_an_identifier_together():
    assert "proxier.syncproxyrules" in terms("PROXIER.SYNCPROXYRULES") & terms("proxier.SyncProxyRules")
    assert "syncproxyrul" in terms("SYNCPROXYRULES") & terms("syncProxyRules") & terms("syncproxyrules")


def test_positions_count_pieces():
    positions, length = positions_of("kube-proxy sync failed, sync")
    assert length == 5
    assert {term: positions[term] for term in ("kube", "proxi", "sync", "fail")} == {
        "kube": [1],
        "proxi": [2],
        "sync": [3, 5],
        "fail": [4],
    }
    assert positions["kube-proxy"] == [1]


def test_a_long_word_is_known_by_its_beginning():
    long = "x" * 500
    assert {len(term) for term in terms(f"{long} {long}.{long}")} == {LONGEST_TERM}
    assert terms(long) & terms(long + "y")


@given(st.text())
@example("ﬁ ½ İ ẞ ſ ﷺ 𝔘𝔫𝔦 ٣")
@example("a'’'b 'c'")
@example("e\u0301\u200d\u200bx")
def test_any_text_has_terms_within_its_positions(text):
    positions, length = positions_of(text)
    assert all(term and len(term) <= LONGEST_TERM for term in positions)
    assert all(places == sorted(set(places)) for places in positions.values())
    assert {place for places in positions.values() for place in places} == set(range(1, length + 1))


@given(st.text())
def test_tokens_stand_where_they_say(text):
    end = 0
    for offset, token in tokens_of(text):
        assert offset >= end
        end = offset + token.pieces[-1].end
        assert end <= len(text)
        assert all(text[offset + piece.start].isalnum() for piece in token.pieces)
        for piece in token.pieces:
            assert all(piece.start <= start < stop <= piece.end for start, stop, _ in piece.parts)


@given(st.text(st.characters(codec=None)))
@example("a\x00\ud800")
def test_what_is_readable_can_be_kept(text):
    assert "\x00" not in readable(text)
    assert len(readable(text).encode()) >= len(text) == len(readable(text))

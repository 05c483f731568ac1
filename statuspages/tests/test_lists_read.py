"""Lists of pages that people paste or send: what is read of them, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.lists.given import MOST_BYTES, decoded, read_list
from statuspages.lists.wanted import MOST_LINES, ListError, Wanted, clean_tags, part_tags

OPML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0"><head><title>Ours</title></head><body>
<outline text="Payments">
  <outline text="Bauhof" type="rss" xmlUrl="https://bauhof.example/history.atom" htmlUrl="https://bauhof.example/"
    category="/money/cards,critical"/>
  <outline text="Feed only" xmlUrl="https://feed.example/rss"/>
</outline>
<outline title="Link" type="link" url="https://link.example"/>
</body></opml>"""


def test_addresses_one_a_line_with_what_they_shall_be_called():
    found = read_list(
        "# ours\n\nhttps://a.example\n- Bauhof: https://b.example/history\n[Cee](https://c.example)\n"
        "status.d.example\nhttps://e.example, https://f.example\n"
    )
    assert [(it.name, it.address) for it in found] == [
        ("", "https://a.example"),
        ("Bauhof", "https://b.example/history"),
        ("Cee", "https://c.example"),
        ("", "https://status.d.example"),
        ("", "https://e.example"),
        ("", "https://f.example"),
    ]


def test_a_line_without_an_address_is_kept_as_wrong():
    [good, wrong] = read_list("https://a.example\nthe payments vendor")
    assert not good.wrong
    assert "no address in this line" in wrong.wrong


def test_an_address_counts_once():
    assert len(read_list("https://a.example/\nhttps://A.example")) == 1


def test_a_table_takes_over_what_its_columns_say():
    text = (
        "Name;URL;Tags;Owner;Interval;Budget\n"
        "Bauhof;https://b.example;Money, cards ,money;Payments;300;9\n\n"
        ";;;;;\n"
        "Cee;https://c.example;;;;"
    )
    assert read_list(text) == (
        Wanted(
            "https://b.example", name="Bauhof", tags=("money", "cards"), team="Payments", every_seconds=300
        ),
        Wanted("https://c.example", name="Cee"),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Bauhof,https://b.example,59", "60 to 86400 seconds"),
        ("Bauhof,https://b.example,often", "whole number of seconds"),
        ("Bauhof,,60", "no address"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_does_not_stop_the_others(row, said):
    [wrong, good] = read_list(f"name,address,every_seconds\n{row}\nCee,https://c.example,")
    assert said in wrong.wrong
    assert not good.wrong


def test_outlines_are_pages_and_their_folders_tags():
    assert read_list(OPML) == (
        Wanted(
            "https://bauhof.example/",
            or_address="https://bauhof.example/history.atom",
            name="Bauhof",
            tags=("payments", "money", "cards", "critical"),
        ),
        Wanted("https://feed.example/rss", name="Feed only", tags=("payments",)),
        Wanted("https://link.example", name="Link"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No address of a status page"),
        ("# nothing but a remark", "No address of a status page"),
        ("<opml><body><outline", "cannot be read"),
        ("<html><body>https://a.example</body></html>", "another kind than OPML"),
        ('<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml/>', "declares entities"),
        ('<!DOCTYPE opml [<!ENTITY % a SYSTEM "file:///etc/passwd">]><opml/>', "declares entities"),
        (f"<opml>{'<outline>' * 5000}", "folders within each other"),
        ("\n".join(f"https://{n}.example" for n in range(MOST_LINES + 1)), f"more than {MOST_LINES}"),
        ('name,address\n"' + "x" * 200_000, "cannot be read"),
        ("x" * (MOST_BYTES + 1), "longer than"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(text, said):
    with pytest.raises(ListError, match=said):
        read_list(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_may_be_in_any_usual_encoding(encoding):
    [found] = read_list(decoded("name,address\nÄrger,https://a.example".encode(encoding)))
    assert found.name == "Ärger"


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"PK\x03\x04\xff\x00\x00", b"x" * (MOST_BYTES + 1)])
def test_a_file_that_is_no_text_is_refused(body):
    with pytest.raises(ListError):
        decoded(body)


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.binary().map(lambda body: body.decode("latin-1")))
def test_whatever_is_pasted_only_lists_come_of_it_or_a_refusal(text):
    try:
        found = read_list(text)
    except ListError:
        return
    assert found == read_list(text)
    assert all(len(it.address) <= 500 and len(it.name) <= 200 for it in found if not it.wrong)


def test_tags_are_small_and_stand_once():
    assert clean_tags([" CI ", "ci", "", "Edge  cache"]) == ["ci", "edge cache"]
    assert part_tags("ci; edge,ci") == ["ci", "edge"]
    for wrong in (["x" * 51], [str(n) for n in range(21)], ["a,b"], ["a;b"]):
        with pytest.raises(ValueError, match="ag"):
            clean_tags(wrong)


@pytest.mark.parametrize("first", ["address," + "x" * 140_000, '"' + "x" * 140_000])
def test_a_first_line_that_is_too_long_for_a_table_is_no_defect(first):
    with pytest.raises(ListError):
        read_list(first)

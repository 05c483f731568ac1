"""Feeds as documents: what is none, what would take too long, and whatever else comes."""

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from statuspages.exceptions import NotAFeed, PageUnreadable, Unexpected
from statuspages.providers import feed
from statuspages.providers.feeds import is_feed, read_feed
from statuspages.tests import feeds

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;</title></channel></rss>"""


def in_rss(body: bytes) -> bytes:
    return b'<rss version="2.0"><channel><title>x</title>' + body + b"</channel></rss>"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>Moved</body></html>", "a web page and not a feed"),
        (b'{"page": {}}', "not a feed"),
        (b"<html><rss></rss></html>", "a web page and not a feed"),
        (feeds.atom(feeds.slow_builds())[:900], "breaks off in the middle"),
        (feeds.atom(feeds.slow_builds())[:-9], "breaks off in the middle"),
        (BOMB, "entities of its own"),
        (BOMB.decode().encode("utf-16"), "entities of its own"),
        (
            b'<?xml version="1.0" encoding="idna"?><rss version="2.0"></rss>',
            "“idna”, which is no usual encoding",
        ),
        (b"<rs\0s version='2.0'>", "not a feed"),
        (
            in_rss(b"<item><content type='application/x'><gml:pos>1</gml:pos></item>"),
            "such as nobody can read",
        ),
        (in_rss(b"A & B " * 100_000), "too long to guess at"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(body, says):
    with pytest.raises(NotAFeed, match=says):
        read_feed(body)


@pytest.mark.parametrize(
    "body",
    [
        in_rss(b"<item/>" * 60_000),
        in_rss(b"<i " + b" ".join(b'a%d="1"' % number for number in range(5_000)) + b"/>"),
        in_rss(b"<i>" * 5_000 + b"</i>" * 5_000),
        in_rss(b"\n" * 600_000),
    ],
    ids=["elements", "attributes", "depth", "lines"],
)
def test_what_would_take_minutes_to_read_is_refused(body):
    with pytest.raises(Unexpected):
        read_feed(body)


def test_of_a_long_feed_the_newest_are_read():
    entries = [
        feeds.entry(f"inc{number}", "Builds wait", "2024-05-06T09:00:00", number=number)
        for number in range(700)
    ]
    assert len(read_feed(feeds.atom(*entries)).incidents) == 500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_any_usual_encoding_will_do(encoding):
    body = feeds.rss(feeds.item(title="Café closed", guid="1"), title="Café").decode()
    read = read_feed(body.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding))
    assert (read.page.name, read.incidents[0].name) == ("Café", "Café closed")


def test_a_small_slip_in_the_markup_is_forgiven():
    read = read_feed(in_rss(b"<item><title>A & B wait</title><guid>1</guid></item>"))
    assert read.incidents[0].name == "A & B wait"


@pytest.mark.parametrize("reference", ["&#99999999999999999999;", "&#x110000;", "&#xD800;", "&#0;"])
def test_a_reference_to_no_character_is_shown_as_such(reference):
    (incident,) = read_feed(feeds.rss(f"<item><title>A {reference} &amp; B</title></item>")).incidents
    assert incident.name == "A � & B"


def test_neither_addresses_nor_files_are_opened(tmp_path):
    held = tmp_path / "feed.rss"
    held.write_bytes(in_rss(b"<item><title>Held</title></item>"))
    with pytest.raises(NotAFeed):
        read_feed(str(held).encode())


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        (feeds.atom(), True),
        (feeds.rss(), True),
        (b"\xef\xbb\xbf" + feeds.rss(), True),
        (feeds.rss().decode().encode("utf-16"), True),
        (b'<rdf:RDF xmlns:rdf="x">', True),
        (b"<html><head><title>rss</title>", False),
        (b"", False),
    ],
)
def test_a_feed_is_known_by_its_beginning(body, is_one):
    assert is_feed(body) is is_one


TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "<p>",
        "Status: Resolved",
        "https://[",
        "\x00",
        "Feb 30, 25:99",
    ]
)
ITEMS = st.builds(feeds.item, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
ENTRIES = st.builds(feeds.entry, TEXTS.map(feeds.escape), TEXTS, TEXTS.map(feeds.escape), TEXTS, TEXTS)


@given(
    st.binary(max_size=300)
    | st.lists(ITEMS, max_size=4).map(lambda items: feeds.rss(*items))
    | st.lists(ENTRIES, max_size=4).map(lambda entries: feeds.atom(*entries))
)
@example(feeds.rss(feeds.item(at="Mon, 06 May 0001 09:00:00 +0000")))
@example(feeds.rss(feeds.item(link="https://[", at="Mon, 06 May 9999 23:59:60 -2359")))
@example(
    feeds.atom(feeds.entry("a", "b", "8999-12-31T23:59:59", feeds.post("2024-02-29T23:59", "x" * 99, "")))
)
@example(
    feeds.atom(feeds.entry("a", "b", "1970-01-01T00:00:00", feeds.post("2024-02-29T23:59", "Update", "")))
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_comes_is_read_or_refused(body):
    with contextlib.suppress(PageUnreadable):
        account = feed.read({"feed": body}, {"feed": "/history.atom"})
        assert account == feed.read({"feed": body}, {"feed": "/history.atom"})
        incidents = [incident for listing in account.listings for incident in listing.incidents]
        assert len({incident.uid for incident in incidents}) == len(incidents)
        for incident in incidents:
            times = [update.at for update in incident.updates if update.at]
            assert times == sorted(times)
            assert all(at.utcoffset() is not None for at in times)

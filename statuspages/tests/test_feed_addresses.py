"""Where feeds are found: at their own address, and in the pages that name them."""

import pytest

from statuspages.providers import feed
from statuspages.providers.provider import Recognised, Seen
from statuspages.tests import feeds

SITE = "https://status.vendor.example"


def page_with(*links: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Vendor status</title>{''.join(links)}</head></html>".encode()


def link(href: str, kind="application/atom+xml", title="") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("address", "url", "told"),
    [
        (f"{SITE}/history.atom", SITE, "/history.atom"),
        (f"{SITE}/feed.rss", SITE, "/feed.rss"),
        (f"{SITE}/team/history.rss", f"{SITE}/team", "/history.rss"),
        (f"{SITE}/rss/ec2-us-east-1.rss", f"{SITE}/rss/ec2-us-east-1.rss", f"{SITE}/rss/ec2-us-east-1.rss"),
        (f"{SITE}/feed?region=eu", f"{SITE}/feed?region=eu", f"{SITE}/feed?region=eu"),
    ],
)
def test_a_feed_of_a_site_is_kept_under_it_and_any_other_under_its_own_address(address, url, told):
    seen = Seen(address, address, feeds.rss())
    assert feed.recognise(seen) == Recognised(url, {"feed": told})
    (ask,) = feed.asks({"feed": told})
    assert ask.below(url) == address
    assert "atom+xml" in ask.accept


def test_the_feed_that_answered_counts_not_the_address_that_led_there():
    seen = Seen(f"{SITE}/rss", f"{SITE}/feed.rss", feeds.rss())
    assert feed.recognise(seen).url == SITE


def test_a_page_names_its_feeds_the_history_before_all_else_and_atom_before_rss():
    body = page_with(
        link("/feed.rss", "application/rss+xml"),
        link("/feed.atom"),
        link("https://cdn.vendor.example/history.rss", "application/rss+xml"),
    )
    assert feed.recognise(Seen(f"{SITE}/", f"{SITE}/", body)) == Recognised(
        SITE,
        {"feed": "https://cdn.vendor.example/history.rss"},
        ({"feed": "/feed.atom"}, {"feed": "/feed.rss"}),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe<link",
        page_with(link("/icon.png", "image/png")),
        page_with(link("https://[")),
        page_with(link("javascript:alert(1)")),
        page_with('<link rel="alternate" type="application/atom+xml">'),
    ],
)
def test_a_page_without_a_feed_is_none(body):
    assert feed.recognise(Seen(SITE, SITE, body)) is None


def test_the_feed_of_a_blog_is_no_feed_of_incidents():
    blog = "https://blog.vendor.example/news"
    assert feed.recognise(Seen(blog, blog, page_with(link("/blog.atom")))) is None
    assert feed.recognise(Seen(blog, blog, page_with(link("/blog.atom", title="Incidents"))))


def test_links_in_the_text_count_where_they_lead_to_a_feed():
    body = b'<html><body><a href="/default/history.rss">Subscribe</a></body></html>'
    assert feed.recognise(Seen(SITE, SITE, body)) == Recognised(SITE, {"feed": "/default/history.rss"})


def test_a_page_that_shows_nothing_may_still_have_a_feed_where_most_have():
    ways = feed.guess(SITE).ways
    assert [way["feed"] for way in ways][:2] == ["/history.atom", "/feed.atom"]
    assert len(ways) <= 4

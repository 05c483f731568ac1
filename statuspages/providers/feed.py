"""Any RSS or Atom feed: the fallback for pages that no other provider knows.

What differs between vendors is data (feeds/profiles.py). The rules are those of RFC 4287, of
https://www.rssboard.org/rss-specification, and of what vendors' feeds were seen to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from statuspages.providers.feeds import is_feed, read_feed
from statuspages.providers.feeds.links import feeds_linked
from statuspages.providers.feeds.profiles import LEVELS, STATES
from statuspages.providers.gathered import gathered
from statuspages.providers.provider import Ask, Facts, Recognised, Seen
from statuspages.providers.reading import Account, Kind, Listing

NAME = "feed"
LABEL = "RSS or Atom feed"
IS_PLATFORM = False
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
# Where the feed of a whole site stands: it is kept under the site, all others under their own address.
USUAL = ("/history.atom", "/feed.atom", "/history.rss", "/feed.rss", "/feed", "/index.xml")

__all__ = ["LABEL", "LEVELS", "NAME", "STATES", "asks", "guess", "read", "recognise"]


def recognise(seen: Seen) -> Recognised | None:
    """A feed itself, or a page that names its feed."""
    if is_feed(seen.body):
        return _at(seen.url or seen.address)
    links = [_below(seen.site, link) for link in feeds_linked(seen.body, seen.at)]
    if not links:
        return None
    return Recognised(seen.site, {"feed": links[0]}, tuple({"feed": link} for link in links[1:]))


def guess(address: str) -> Recognised | None:
    first, *others = USUAL[:4]
    return Recognised(address, {"feed": first}, tuple({"feed": path} for path in others))


def asks(facts: Facts) -> tuple[Ask, ...]:
    return (Ask("feed", facts.get("feed") or USUAL[0], accept=ACCEPT),)


def read(bodies: Mapping[str, bytes], facts: Facts) -> Account:
    feed = read_feed(bodies.get("feed", b""), address=facts.get("feed", ""))
    profile = feed.profile
    listings = ()
    if feed.components is None:
        listings = (
            Listing(feed.incidents, profile.extent, reaches_back_to=feed.reaches_back_to),
            Listing(feed.maintenances, profile.extent, Kind.MAINTENANCE, feed.reaches_back_to),
        )
    return gathered(
        feed.page,
        listings,
        feed.components,
        states=STATES,
        levels=LEVELS,
        tracks_edits=profile.tracks_edits,
    )


def _below(site: str, address: str) -> str:
    """As a path where it is of the same site: then it is found there too when the site has moved."""
    path = address.removeprefix(site)
    return path if path != address and path.startswith("/") else address


def _at(address: str) -> Recognised:
    """The page of a feed at this address."""
    parts = urlsplit(address)
    for path in USUAL:
        if parts.path.endswith(path) and not parts.query:
            page = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(path)}"
            return Recognised(page.rstrip("/"), {"feed": path})
    return Recognised(address.rstrip("/"), {"feed": address})

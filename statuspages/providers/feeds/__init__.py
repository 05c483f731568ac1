"""Feeds of status pages: RSS and Atom, with what differs between vendors as data."""

from statuspages.providers.feeds.document import is_feed
from statuspages.providers.feeds.profiles import Profile
from statuspages.providers.feeds.read import Feed, read_feed

__all__ = ["Feed", "Profile", "is_feed", "read_feed"]

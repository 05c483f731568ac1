"""The feeds that a web page names as its own."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from statuspages.providers.fields import web_address

_TYPES = ("application/atom+xml", "application/rss+xml")
_LARGEST = 2_000_000  # bytes of a page that are looked through
_MOST = 4
# What a feed of incidents is called, and where such pages stand: any site may have a feed of other things.
_TELLING = ("status", "incident", "history", "uptime", "health", "outage")


def feeds_linked(body: bytes, address: str) -> list[str]:
    """Addresses of feeds of incidents that the page at `address` links to, the most telling first."""
    if b"<link" not in body[:_LARGEST].lower() and b"<a" not in body[:_LARGEST].lower():
        return []
    tree = LexborHTMLParser(body[:_LARGEST])
    found = {}
    for node in tree.css("link[rel~=alternate][href], a[href$='.atom'], a[href$='.rss']"):
        kind = (node.attributes.get("type") or "").strip().lower()
        href = _resolved(address, node.attributes.get("href") or "")
        if not href or (node.tag == "link" and kind not in _TYPES):
            continue
        title = node.attributes.get("title") or ""
        if any(word in f"{title} {href} {address}".lower() for word in _TELLING):
            found.setdefault(href, _rank(href, kind, title))
    return sorted(found, key=found.get)[:_MOST]


def _rank(href: str, kind: str, title: str) -> tuple[bool, bool]:
    """Atom before RSS: it says when an entry was edited. What is called a history before all else."""
    is_told = any(word in f"{title} {urlsplit(href).path}".lower() for word in _TELLING)
    return (not is_told, "atom" not in f"{kind}{href}")


def _resolved(address: str, href: str) -> str:
    try:
        found = urljoin(address, href.strip())
    except ValueError:
        return ""
    is_open = web_address(found) and "@" not in urlsplit(found).netloc  # no passwords are sent anywhere
    return found.partition("#")[0] if is_open else ""

"""Lists of status pages as OPML 2.0 (http://opml.org/spec2.opml): what feed readers write, and we too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Tree  # only to write: what is read goes through expat, without a tree
from xml.parsers import expat

from statuspages.lists.wanted import (
    ADDRESS_LENGTH,
    MOST_LINES,
    MOST_TAGS,
    NAME_LENGTH,
    TAG_LENGTH,
    ListError,
    Wanted,
)

DEEPEST = 20
FEEDS = {"statuspage": "/history.atom", "incidentio": "/feed.atom", "instatus": "/history.atom"}
"""Where formats that we read otherwise have their feed, below the page's address."""


class _Outlines:
    """Collects the outlines of an OPML document. A folder's name is a tag of all that is in it."""

    def __init__(self):
        self.found: list[Wanted] = []
        self.folders: list[str] = []  # of the elements around, "" for what names nothing
        self.is_opml = False

    def begin(self, tag: str, told: dict[str, str]) -> None:
        if len(self.folders) >= DEEPEST or len(self.found) > MOST_LINES:
            raise ListError(
                f"This OPML has more than {MOST_LINES} pages, or {DEEPEST} folders within each other."
            )
        if not self.folders:
            self.is_opml = tag == "opml"
        self.folders.append("")
        if tag == "outline" and self.is_opml:
            self._outline({name.casefold(): value.strip() for name, value in told.items()})

    def end(self, tag: str) -> None:
        self.folders.pop()

    def _outline(self, told: dict[str, str]) -> None:
        addresses = [told.get(name, "") for name in ("htmlurl", "url", "xmlurl")]
        addresses = list(dict.fromkeys(address for address in addresses if address))
        name = told.get("title") or told.get("text", "")
        if not addresses:
            self.folders[-1] = name
            return
        words = [*self.folders, *told.get("category", "").replace("/", ",").split(",")]
        self.found.append(
            Wanted(
                address=addresses[0][:ADDRESS_LENGTH],
                or_address=addresses[-1][:ADDRESS_LENGTH] if len(addresses) > 1 else "",
                name="" if name in addresses else name[:NAME_LENGTH],
                tags=_tags(words),
            )
        )

    def no_entities(self, *about) -> None:
        """Entities can make a few bytes into gigabytes; no list needs one of its own."""
        raise ListError("This OPML declares entities, which no list of pages needs. Take them out.")


def _tags(words: Iterable[str]) -> tuple[str, ...]:
    """Tags out of names that nobody chose as such: what is too long is cut, what is too many left out."""
    cleaned = (
        " ".join(word.replace(",", " ").replace(";", " ").split()).lower()[:TAG_LENGTH].strip()
        for word in words
    )
    return tuple(dict.fromkeys(filter(None, cleaned)))[:MOST_TAGS]


def read_opml(text: str) -> list[Wanted]:
    """The pages of its outlines: by their web page, or else by their feed. Raises ListError."""
    outlines = _Outlines()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = outlines.begin
    parser.EndElementHandler = outlines.end
    parser.EntityDeclHandler = outlines.no_entities
    try:
        parser.Parse(text.encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        raise ListError(
            f"This looks like OPML and cannot be read: {expat.errors.messages[error.code]} in line "
            f"{error.lineno}. Export it again, or paste the addresses."
        ) from error
    if not outlines.is_opml:
        raise ListError("This is a document of another kind than OPML. Send a list, or paste the addresses.")
    return outlines.found


def write_opml(pages: Iterable, *, title: str, made_at: datetime) -> str:
    """OPML 2.0 of StatusPages: as a feed, where their format has one, else as a link. Tags are categories."""
    root = Tree.Element("opml", version="2.0")
    head = Tree.SubElement(root, "head")
    Tree.SubElement(head, "title").text = title
    Tree.SubElement(head, "dateCreated").text = format_datetime(made_at)
    body = Tree.SubElement(root, "body")
    for page in pages:
        Tree.SubElement(body, "outline", _told(page))
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _told(page) -> dict[str, str]:
    told = {"text": _clean(page.name), "title": _clean(page.name)}
    feed = page.url if page.provider == "feed" else FEEDS.get(page.provider, "")
    if feed:
        told |= {"type": "rss", "xmlUrl": feed if feed == page.url else f"{page.url}{feed}"}
        told |= {"htmlUrl": page.url} if feed != page.url else {}
    else:
        told |= {"type": "link", "url": page.url}
    return told | ({"category": _clean(",".join(page.tags))} if page.tags else {})


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return "".join(mark for mark in text if mark in "\t\n" or (mark >= " " and mark not in "\ufffe\uffff"))

"""An RSS or Atom document as it is written: its head and its entries. feedparser reads it.

feedparser takes whatever it is given, and for some of that it takes minutes: an element of 80,000 attributes
is enough. So expat goes over each document first, which is quick, and holds it to bounds. Entities of its own
(“XML bombs”) are refused: no feed needs them.
"""

from __future__ import annotations

import io
import re
import time
import xml.parsers.expat
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import feedparser

from statuspages.exceptions import NotAFeed, Unexpected
from statuspages.providers import limits, times
from statuspages.providers.fields import UNWRITABLE, web_address

MOST_ENTRIES = limits.MOST_INCIDENTS  # of a longer feed, the first: feeds begin with the newest
_MOST_ELEMENTS = 50_000
_MOST_PIECES = 500_000  # of text: each line and each escaped character is one to feedparser
_MOST_ATTRIBUTES = 100  # of one element
_DEEPEST = 100
_LARGEST_IF_BROKEN = 200_000  # characters, of what is not well-formed: reading that is slow
_HEAD = 4_096
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|[A-Za-z]{1,20}:feed)[\s>]")
_END = re.compile(r"</(?:rss|feed|rdf:RDF|[A-Za-z]{1,20}:feed)\s{0,9}>\s*(?:<!--[^<>]*-->\s*)?\Z")
_DECLARED = re.compile(rb"\s*<\?xml[^<>]{0,200}?\sencoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,300}\?>")
_ENCODING = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-?\d\d?|latin-?1|windows-?125\d|cp125\d", re.I
)
# What feedparser raises where elements end that never began, places are none, declarations break off.
_STUMBLES = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+));?")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Times are aware UTC, None where it does not say. `text` is its longest, in HTML."""

    uid: str  # guid or atom:id, "" where it has none
    link: str  # an address of the web, or ""
    title: str  # plain text
    text: str
    published: datetime | None
    updated: datetime | None
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A feed's head and entries, in the order in which they are served, the same one only once."""

    uid: str  # atom:id, or ""
    title: str
    author: str
    link: str  # the page it belongs to, an address of the web, or ""
    updated: datetime | None
    entries: tuple[Entry, ...]


def is_feed(body: bytes) -> bool:
    """Whether it is RSS or Atom as far as its beginning shows."""
    head = body[:_HEAD].replace(b"\0", b"").decode("latin-1")
    found = _ROOT.search(head)
    return bool(found) and "<html" not in head[: found.start()].lower()


def text_of(body: bytes) -> str:
    """The document as text, its declaration taken away. Raises NotAFeed."""
    if not body.strip():
        raise NotAFeed("empty")
    if not is_feed(body):
        is_page = b"<html" in body[:_HEAD].lower()
        raise NotAFeed("a web page and not a feed" if is_page else "not a feed")
    text = _decoded(body)
    text = _REFERENCE.sub(_character, _NOT_XML.sub("�", UNWRITABLE.sub("�", text)))
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _decoded(body: bytes) -> str:
    """By its byte order mark, else as it declares, else UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    declared = _DECLARED.match(body)
    encoding = declared[1].decode() if declared else "utf-8"
    try:
        if _ENCODING.fullmatch(encoding):  # Python knows others, and some of those take minutes
            return body.decode(encoding, errors="replace")
    except LookupError:
        pass
    raise NotAFeed(f"a feed in “{encoding}”, which is no usual encoding")


def _character(reference: re.Match) -> str:
    """The reference as it is, where there is such a character: feedparser fails at others."""
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    digits = digits.lstrip("0")
    number = int(digits, base) if 0 < len(digits) <= 7 else 0
    is_one = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return reference[0] if is_one and number not in (0xFFFE, 0xFFFF) else "�"


def read_document(text: str) -> Document:
    """What a feed says, from `text_of`. Raises NotAFeed and Unexpected."""
    _check(text)
    read = _parsed(text)
    if not read.version and not read.entries:
        raise NotAFeed("XML, and not a feed that anybody knows")
    head = read.feed
    return Document(
        uid=_words(head, "id"),
        title=_plain(head, "title")[: limits.PAGE_NAME_LENGTH],
        author=_words(head, "author")[: limits.PAGE_NAME_LENGTH],
        link=_address(_words(head, "link")),
        updated=_time(head, "updated") or _time(head, "published"),
        entries=tuple(dict.fromkeys(_entry(entry) for entry in read.entries[:MOST_ENTRIES])),
    )


def _parsed(text: str) -> feedparser.FeedParserDict:
    try:
        return feedparser.parse(
            io.BytesIO(
                text.encode()
            ),  # never a string: feedparser takes those for addresses and files as well
            sanitize_html=False,  # kept as it came; cleaned wherever it is shown
            resolve_relative_uris=False,
        )
    except _STUMBLES as error:
        raise NotAFeed("a feed such as nobody can read") from error


class _Bounds:
    """Counts the elements of a document while expat goes over it."""

    def __init__(self):
        self.elements = self.depth = self.pieces = 0

    def start(self, name: str, attributes: dict) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > _MOST_ELEMENTS:
            raise Unexpected(f"it has more than {_MOST_ELEMENTS:,} elements, which no feed has")
        if len(attributes) > _MOST_ATTRIBUTES or self.depth > _DEEPEST:
            raise Unexpected("it has elements such as no feed has")

    def end(self, name: str) -> None:
        self.depth -= 1

    def text(self, piece: str) -> None:
        self.pieces += 1
        if self.pieces > _MOST_PIECES:
            raise Unexpected("it has a text such as no feed has")

    def entity(self, *declaration) -> None:
        raise NotAFeed("XML that declares entities of its own, which no feed needs")


def _check(text: str) -> None:
    """Raises NotAFeed and Unexpected where it is no feed that can be read in a bounded time."""
    bounds = _Bounds()
    parser = xml.parsers.expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = bounds.start, bounds.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = bounds.text, bounds.entity
    try:
        parser.Parse(text.encode(), True)
    except xml.parsers.expat.ExpatError as error:
        root = _ROOT.search(text)
        if root is None:
            raise NotAFeed("not a feed") from error
        if "<!entity" in text[: root.start()].lower():
            bounds.entity()
        if not _END.search(text[-_HEAD:]):
            raise NotAFeed("a feed that breaks off in the middle") from error
        if len(text) > _LARGEST_IF_BROKEN:
            raise NotAFeed("a feed that is not well-formed XML, and too long to guess at") from error


def _entry(entry: feedparser.FeedParserDict) -> Entry:
    texts = [_words(content, "value") for content in dict.get(entry, "content") or []]
    texts.append(_words(entry, "summary"))
    return Entry(
        uid=_words(entry, "id"),
        link=_address(_words(entry, "link")),
        title=_plain(entry, "title"),
        text=max(texts, key=len)[: limits.BODY_LENGTH],
        published=_time(entry, "published"),
        updated=_time(entry, "updated"),
        categories=tuple(_words(tag, "term") for tag in (dict.get(entry, "tags") or [])[:20]),
    )


def _words(held: dict, name: str) -> str:
    # dict.get: feedparser's own answers for other names where one is missing.
    value = dict.get(held, name)
    return UNWRITABLE.sub("�", value).strip() if isinstance(value, str) else ""


def _plain(held: dict, name: str) -> str:
    """Words without markup, on one line."""
    words = _words(held, name)[:10_000]
    if (dict.get(held, f"{name}_detail") or {}).get("type") != "text/plain":
        words = unescape(_TAG.sub(" ", words))
    return UNWRITABLE.sub("�", " ".join(words.split()))


def _address(said: str) -> str:
    """“status.example.com/incidents/1” is one as well: some feeds leave the scheme out."""
    if said and "://" not in said and re.match(r"[a-z0-9-]{1,63}\.[a-z0-9.-]{1,200}/", said):
        said = f"https://{said}"
    return said if web_address(said) else ""


def _time(held: dict, name: str) -> datetime | None:
    parsed = dict.get(held, f"{name}_parsed")
    if not isinstance(parsed, time.struct_time) or parsed.tm_year not in times.YEARS:
        return None
    try:
        return datetime(*parsed[:5], min(parsed.tm_sec, 59), tzinfo=UTC)
    except ValueError:
        return None

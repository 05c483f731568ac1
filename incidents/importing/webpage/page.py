"""A web page as a format: opened into the plain form of its main part, read as a write-up."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

from incidents.importing.decoding import MAX_BYTES, MAX_CHARACTERS, check_printable, decoded
from incidents.importing.document import DocumentError, Opened, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.prose import fields_of, read_prose, with_silence, write_up_of
from incidents.importing.statuspage_report import is_report, read_whole_report
from incidents.importing.webpage.facts import PageFacts, facts_of
from incidents.importing.webpage.main_part import main_part
from incidents.importing.webpage.saved import is_saved, page_within
from incidents.importing.webpage.tree import Element, body_of, parse_page
from incidents.importing.webpage.writing import Written, write
from timelines.models import Source
from timelines.reading.model import Place
from timelines.when import When

NAME = "html"
BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,300}>\s{0,50})?(?:<!--.{0,2000}?-->\s{0,50}){0,3}"
    rb"<(?:!doctype\s{1,5}html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
ENDINGS = frozenset({"html", "htm", "xhtml"})
TYPES = frozenset({"text/html", "application/xhtml+xml"})
FEW_LETTERS = 60  # of text: a page with fewer of them that runs scripts shows its text only with them


def is_page(given: Given) -> bool:
    """Whether it is declared to be a page or begins like one."""
    if is_saved(given):
        return True
    if BEGINS.match(given.data[:4_000]) or BEGINS.match(given.data[:8_000].replace(b"\0", b"")):
        return True
    is_said = given.ending in ENDINGS or given.media_type in TYPES
    return is_said and b"<" in given.data[:100_000]


def open_page(given: Given) -> list[Opened]:
    """The plain form of the page's main part, what the page says of itself as hints. Raises DocumentError."""
    given = page_within(given) if is_saved(given) else given
    html = decoded(given.data, given.content_type, limit=MAX_BYTES)
    parser = parse_page(html.text)
    facts = facts_of(parser, html.text)
    body = body_of(parser)
    title = _title(body, facts)
    written = _written(body, title)
    _check(written.text, html.text)
    hints = {name: said for name, said in (asdict(facts) | {"title": title}).items() if said}
    hints["stamps"] = [list(stamp) for stamp in written.stamps]
    if html.problems:
        hints["problems"] = list(html.problems)
    address = given.address or facts.address
    return [Opened(NAME, written.text, given.name, address, hints)]


def _title(body: Element, facts: PageFacts) -> str:
    """The heading that the page's own title repeats, else that title, else its only first heading."""
    headings = [each for each in body.walk() if each.tag in ("h1", "h2") and each.letters]
    said = " ".join(facts.title.casefold().split())
    repeated = (text for each in headings if len(text := each.text()) > 3 and text.casefold() in said)
    first = [each.text() for each in headings if each.tag == "h1"]
    return next(repeated, "") or facts.title or (first[0] if len(first) == 1 else "")


def _written(body: Element, title: str) -> Written:
    part = main_part(body)
    has_title = any(each.tag in ("h1", "h2") and each.text() == title for each in part.walk())
    return write(part, "" if has_title else title)


def _check(text: str, html: str) -> None:
    letters = sum(mark.isalnum() for mark in text[:10_000])
    if letters < FEW_LETTERS and re.search(r"<script\b|<noscript\b", html, re.IGNORECASE):
        raise DocumentError(
            "This page shows its text only with JavaScript, which is not run here. Open it in a browser, and "
            "paste the text that it shows."
        )
    if not letters:
        raise DocumentError("This page has no text. Open it in a browser, and paste what it shows.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            f"The text of this page has {len(text):,} characters; {MAX_CHARACTERS:,} is as much as is kept. "
            "Save the part that tells of the incident, and import that."
        )
    check_printable(text)


def read_page(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What a page says. Raises DocumentError."""
    hints, known = opened.hints, known_of(opened)
    if is_report(opened.text):
        return replace(read_whole_report(opened, settings, **known), kind="Statuspage incident page")
    fields = fields_of(read_prose(opened, settings, **known))
    fields = with_silence(
        fields, author=hints.get("author"), organisation=hints.get("site"), title=hints.get("title")
    )
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.WRITE_UP,
        text=opened.text,
        address=opened.address,
        write_up=write_up_of(opened.text, fields["published"]),
        **fields,
    )


def known_of(opened: Opened) -> dict:
    """What the page states outside of its words, as fields of Setting."""
    hints = opened.hints
    known = {
        "stamps": {Place(start, end): said for start, end, said in hints.get("stamps", [])},
        "title": hints.get("title", ""),
        "published": When.read(hints["published"]) if hints.get("published") else None,
    }
    return {name: value for name, value in known.items() if value}


FORMAT = Format(NAME, "web page", is_page, open_page, read_page, is_binary=True)

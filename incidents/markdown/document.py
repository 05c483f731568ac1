"""A postmortem's text: formatted once and cached, its live blocks drawn whenever it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from django.core.cache import cache
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from incidents.markdown.bounds import TooTangled
from incidents.markdown.cleaning import SLOT
from incidents.markdown.converting import Slot, as_written, converter
from incidents.markdown.plain import plain_html

RENDERER_VERSION = 2  # raise it when the same text gives other HTML
CACHED_FOR = 7 * 24 * 3600  # seconds
TOC_LEVELS = 3  # h2 and h3
SLOT_ELEMENT = re.compile(rf'<{SLOT} n="(\d+)"></{SLOT}>')
HEADING = re.compile(r'<h([2-6]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
NOTE_MARK = re.compile(r'<a [^>]*class="fn"[^>]*>.*?</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The words under a heading, without live blocks; `id` is "" before the first one."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A formatted text: clean HTML with slots between, and its headings."""

    parts: tuple[str | Slot, ...]
    toc: tuple[Heading, ...]

    def fill(
        self,
        blocks: Mapping[str, Callable[[dict[str, str]], SafeString]],
        events: Mapping[str, tuple[str, str]],
    ) -> SafeString:
        """The whole HTML. `blocks` draw [[name arguments]]; `events` are (address, words) by number.

        What they do not know stays visible, and says so.
        """
        filled = [part if isinstance(part, str) else _fill(part, blocks, events) for part in self.parts]
        return SafeString("".join(filled))  # cleaned parts, and slots escaped or drawn by templates

    def sections(self) -> Iterator[Section]:
        """What stands before the first heading, and under each that the table of contents has."""
        html = self._without_slots()
        begin, name, title = 0, "", ""
        for heading in HEADING.finditer(html):
            if int(heading[1]) <= TOC_LEVELS:
                yield Section(name, title, plain_html(html[begin : heading.start()]))
                begin, name, title = heading.end(), heading[2], _words_of(heading[3])
        yield Section(name, title, plain_html(html[begin:]))

    def _without_slots(self) -> str:
        """The HTML as if nobody had referred to events: without the brackets and commas before references."""
        html, is_in_brackets = "", False
        for part in self.parts:
            if isinstance(part, str):
                html += part[1:] if is_in_brackets and part.startswith(")") else part
                is_in_brackets = is_in_brackets and not part.strip(" ,;")
            elif part.kind == "event":
                html = html.rstrip(" ,;")
                is_in_brackets = is_in_brackets or html.endswith("(")
                html = html.removesuffix("(").rstrip()
        return html

    @property
    def slots(self) -> list[Slot]:
        return [part for part in self.parts if isinstance(part, Slot)]


def _fill(slot: Slot, blocks, events) -> SafeString:
    if slot.kind == "event":
        return _event(slot, events)
    if slot.name not in blocks:
        known = ", ".join(f"[[{name}]]" for name in blocks) or "none here"
        return format_html(
            '<p>[[{}]] <span class="hint">There is no such block. Known are: {}.</span></p>', slot.name, known
        )
    return conditional_escape(blocks[slot.name](slot.arguments))


def _event(slot: Slot, events) -> SafeString:
    if slot.name in events:
        address, words = events[slot.name]
        return format_html('<a class="ref" href="{}">{}</a>', address, words)
    return format_html('<mark class="wrong">[event:{}] <small>(no such event)</small></mark>', slot.name)


def render_document(text: str) -> Document:
    """The text formatted, from the cache where the same text was formatted before."""
    key = f"markdown:{RENDERER_VERSION}:{sha256(text.encode(errors='surrogatepass')).hexdigest()}"
    document = cache.get(key)
    if document is None:
        document = _render(text)
        cache.set(key, document, CACHED_FOR)
    return document


def _render(text: str) -> Document:
    markdown = converter("document")
    try:
        html = markdown.to_html(text)
    except TooTangled:
        return Document((as_written(text),), ())
    return Document(_parts(html, markdown.slots), tuple(_headings(html)))


def _parts(html: str, slots: list[Slot]) -> tuple[str | Slot, ...]:
    """The HTML cut where slots stand.

    No text can name one: in cleaned HTML a bare “<” begins an element and nothing else, neither in words nor
    in an attribute's value, and of this element only our own extensions make any.
    """
    cut = SLOT_ELEMENT.split(html)
    parts = [slots[int(part)] if place % 2 else part for place, part in enumerate(cut)]
    return tuple(part for part in parts if part != "")


def _headings(html: str) -> Iterator[Heading]:
    """Two levels of headings, in reading order."""
    for level, name, inner in HEADING.findall(html):
        if int(level) <= TOC_LEVELS:
            yield Heading(int(level), name, _words_of(inner))


def _words_of(heading: str) -> str:
    """A heading's HTML as words."""
    return " ".join(unescape(TAG.sub("", NOTE_MARK.sub("", heading))).split()) or "Section"

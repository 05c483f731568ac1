"""A postmortem's text: formatted once and cached, its live blocks drawn whenever it is shown."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from django.core.cache import cache
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from incidents.markdown.converting import TooTangled, as_written, convert

RENDERER_VERSION = 1  # raise it when the same text gives other HTML
CACHED_FOR = 7 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the text that is filled when it is shown: a live block or a reference to an event."""

    kind: str  # "block" or "event"
    name: str
    arguments: dict[str, str]


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

    @property
    def slots(self) -> list[Slot]:
        return [part for part in self.parts if isinstance(part, Slot)]


def _fill(slot: Slot, blocks, events) -> SafeString:
    if slot.kind == "event":
        if slot.name not in events:
            return format_html(
                '<mark class="wrong" title="No such event stands on the timeline">[event:{}]</mark>',
                slot.name,
            )
        address, words = events[slot.name]
        return format_html('<a class="ref" href="{}">{}</a>', address, words)
    if slot.name not in blocks:
        return format_html(
            "<p>[[{}]]: there is no such block; timeline, factors, actions and impact are known.</p>",
            slot.name,
        )
    return blocks[slot.name](slot.arguments)


def render_document(text: str) -> Document:
    """The text formatted, from the cache where the same text was formatted before."""
    key = f"markdown:{RENDERER_VERSION}:{sha256(text.encode()).hexdigest()}"
    document = cache.get(key)
    if document is None:
        document = _render(text)
        cache.set(key, document, CACHED_FOR)
    return document


def _render(text: str) -> Document:
    """Slots are marked by a number behind a secret that is made anew each time, so no text can name one."""
    secret = f"slot{secrets.token_hex(16)}x"
    slots: list[Slot] = []

    def mark(kind: str, name: str, arguments: dict[str, str]) -> str:
        slots.append(Slot(kind, name, arguments))
        return f"{secret}{len(slots) - 1}x"

    try:
        html, tokens = convert(text, slot=mark, toc=True)
    except TooTangled:
        return Document((as_written(text),), ())
    toc = [heading for heading in _headings(tokens) if secret not in heading.text]
    return Document(_parts(html, secret, slots), tuple(toc))


def _parts(html: str, secret: str, slots: list[Slot]) -> tuple[str | Slot, ...]:
    token = f"{secret}(\\d+)x"
    cut = re.split(f"<div>{token}</div>|<span>{token}</span>|{token}", html)
    parts: list[str | Slot] = [cut[0]]
    for place in range(1, len(cut), 4):
        number = next(found for found in cut[place : place + 3] if found is not None)
        parts += [slots[int(number)], cut[place + 3]]
    return tuple(part for part in parts if part != "")


def _headings(tokens, depth: int = 0) -> list[Heading]:
    """The toc extension's tree, in reading order; two levels of it."""
    found = []
    for token in tokens:
        found.append(Heading(2 + depth, escape(token["id"]), unescape(token["name"])))
        if depth < 1:
            found += _headings(token["children"], depth + 1)
    return found

"""Some of the incidents that are counted, with the query text that finds exactly them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse_lazy
from django.utils.html import escape
from django.utils.safestring import SafeString

from incidents.bits import first_in, numbers_in

SEARCH = reverse_lazy("incidents:search")


@dataclass(frozen=True, slots=True)
class Part:
    """A set of incidents: bit n stands for the nth of those that are counted.

    What narrows the set narrows its text in the same step, so a number can never have the list of another.
    """

    bits: int
    text: str

    def __and__(self, other: Part) -> Part:
        return Part(self.bits & other.bits, f"{self.text} {other.text}".strip())

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __iter__(self) -> Iterator[int]:
        """The places of its incidents, in their order."""
        return numbers_in(self.bits)

    @property
    def number(self) -> int:
        return len(self)

    @property
    def href(self) -> str:
        return f"{SEARCH}?q={quote(self.text, safe=':,/.')}"

    @property
    def link(self) -> SafeString:
        """The number with its list."""
        return self.linked(f"{self.number:,}")

    def linked(self, words: str) -> SafeString:
        """These words, which say the number, with its list; of nothing there is none."""
        if not self.bits:
            return SafeString(f'<span class="dim">{escape(words)}</span>')
        return SafeString(f'<a href="{escape(self.href)}">{escape(words)}</a>')

    @property
    def first(self) -> int:
        """The place of the first; of none, -1."""
        return first_in(self.bits)

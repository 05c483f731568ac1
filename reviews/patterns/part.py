"""Some of the incidents that are counted, with the query text that finds exactly them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse_lazy
from django.utils.html import escape
from django.utils.safestring import SafeString

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
        bits = self.bits
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest

    @property
    def number(self) -> int:
        return len(self)

    @property
    def href(self) -> str:
        return f"{SEARCH}?q={quote(self.text, safe=':,/.')}"

    @property
    def link(self) -> SafeString:
        """The number with its list."""
        return self.linked(f"{self.number}")

    def linked(self, words: str) -> SafeString:
        """These words, which say the number, with its list; of nothing there is none."""
        if not self.bits:
            return SafeString(f'<span class="dim">{escape(words)}</span>')
        return SafeString(f'<a href="{escape(self.href)}">{escape(words)}</a>')

    @property
    def first(self) -> int:
        """The place of the first; of none, -1."""
        return (self.bits & -self.bits).bit_length() - 1

    @property
    def last(self) -> int:
        return self.bits.bit_length() - 1


class Bits:
    """A set while it is being filled."""

    __slots__ = ("_bytes",)

    def __init__(self, size: int):
        self._bytes = bytearray((size + 7) // 8)

    def add(self, place: int) -> None:
        self._bytes[place >> 3] |= 1 << (place & 7)

    def update(self, places: Iterable[int]) -> Bits:
        held = self._bytes
        for place in places:
            held[place >> 3] |= 1 << (place & 7)
        return self

    def frozen(self) -> int:
        return int.from_bytes(self._bytes, "little")


def bits_of(places: Iterable[int], size: int) -> int:
    """The set of these places, of `size` incidents in all."""
    return Bits(size).update(places).frozen()

"""Sets of small numbers as one integer each: bit n stands for n. Cutting thousands of them takes no time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

FEW = 16


class Bits:
    """A set while it is being filled; `size` is more than any number in it."""

    __slots__ = ("_bytes",)

    def __init__(self, size: int):
        self._bytes = bytearray((size + 7) // 8)

    def add(self, number: int) -> None:
        self._bytes[number >> 3] |= 1 << (number & 7)

    def update(self, numbers: Iterable[int]) -> Bits:
        held = self._bytes
        for number in numbers:
            held[number >> 3] |= 1 << (number & 7)
        return self

    def frozen(self) -> int:
        return int.from_bytes(self._bytes, "little")


def bits_of(numbers: Iterable[int], size: int) -> int:
    """The set of these numbers, all of them below `size`."""
    return Bits(size).update(numbers).frozen()


def numbers_in(bits: int) -> Iterator[int]:
    """The numbers of a set, in their order."""
    if bits.bit_count() > FEW:  # then it is faster to look through its digits
        digits = f"{bits:b}"[::-1]
        place = digits.find("1")
        while place >= 0:
            yield place
            place = digits.find("1", place + 1)
        return
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def first_in(bits: int) -> int:
    """The first number of a set; of none, -1."""
    return (bits & -bits).bit_length() - 1


def last_in(bits: int) -> int:
    """The last number of a set; of none, -1."""
    return bits.bit_length() - 1

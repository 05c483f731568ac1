"""Ids as the vendor's: twelve characters of a to z and 0 to 9 that stand for one row, always the same.

An id is a row's number enciphered under the installation's secret key, written in base 36. A cipher instead
of a hash: two rows can never have the same id, the row is found again without a table, and nobody without the
key can count our rows by it. Another SECRET_KEY gives other ids.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from string import ascii_lowercase, digits

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = digits + ascii_lowercase
LENGTH = 12
HALF_BITS = 31  # two halves: 2**62 numbers, which is the most of 36**12 that a power of four fills
HALF = (1 << HALF_BITS) - 1
PK_BITS = 58
ROUNDS = 8


class Row(IntEnum):
    """What an id stands for; ids of different kinds never meet."""

    PAGE = 0
    GROUP = 1
    COMPONENT = 2
    INCIDENT = 3
    POST = 4
    POSTMORTEM = 5


def public_id(row: Row, pk: int) -> str:
    """The id of the row with this key. ValueError where the key is no positive number of 58 bits."""
    if not 0 <= pk < 1 << PK_BITS:
        raise ValueError(f"No row has the key {pk}.")
    number = row << PK_BITS | pk
    left, right = number >> HALF_BITS, number & HALF
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(turn, right)
    return _in_base_36(left << HALF_BITS | right)


def pk_of(row: Row, written: str) -> int | None:
    """The key that `public_id` made this of; None for anything that it never made of such a row."""
    if len(written) != LENGTH or not set(written) <= set(ALPHABET):
        return None
    number = int(written, 36)
    left, right = number >> HALF_BITS, number & HALF
    if left > HALF:
        return None
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(turn, left), left
    kind, pk = divmod(left << HALF_BITS | right, 1 << PK_BITS)
    return pk if kind == row else None


def _mixed(turn: int, half: int) -> int:
    """The round function of the Feistel cipher: 31 bits that depend on the key, the round and one half."""
    digest = blake2b(
        half.to_bytes(4, "big"), key=_key(settings.SECRET_KEY), salt=bytes([turn]), digest_size=4
    )
    return int.from_bytes(digest.digest(), "big") & HALF


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return salted_hmac("statuspages.publish.ids", "", secret=secret, algorithm="sha256").digest()


def _in_base_36(number: int) -> str:
    written = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, 36)
        written = ALPHABET[digit] + written
    return written

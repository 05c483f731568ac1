"""The body of an answer, unpacked: never more than the limit is held, whatever the other side sends."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import aiohttp
import brotli

from incidents.fetching.exceptions import Garbled, TooLarge

LIMIT_BYTES = 8_000_000  # as sent, and after decompression
ACCEPT_ENCODING = "gzip, deflate, br"
PIECE_BYTES = 65_536


class _Packing(Protocol):
    is_complete: bool

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What unpacks from the next bytes, a bounded piece at a time. Raises Garbled."""


async def read_body(response: aiohttp.ClientResponse) -> bytes:
    """The whole body, decompressed. Raises TooLarge before more than the limit is held, and Garbled."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    unpack = _packing(encoding)
    if not unpack and (response.content_length or 0) > LIMIT_BYTES:
        raise TooLarge(LIMIT_BYTES)
    held, received = bytearray(), 0
    async for chunk in response.content.iter_any():
        received += len(chunk)
        if received > LIMIT_BYTES:  # what unpacks to nothing comes to no end either
            raise TooLarge(LIMIT_BYTES)
        for piece in unpack.pieces(chunk) if unpack else (chunk,):
            held += piece
            if len(held) > LIMIT_BYTES:
                raise TooLarge(LIMIT_BYTES)
    if unpack and not unpack.is_complete:
        raise Garbled("compressed, and breaks off in the middle")
    return bytes(held)


def _packing(encoding: str) -> _Packing | None:
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _Deflated()
    if encoding == "br":
        return _Brotli()
    said = encoding.encode("ascii", "replace").decode()  # half characters cannot be kept
    raise Garbled(f"compressed as “{said[:40]}”, which we did not ask for")


class _Deflated:
    """gzip, zlib or bare deflate: a bomb costs no more than its limit."""

    def __init__(self):
        self._unpack = None

    @property
    def is_complete(self) -> bool:
        return self._unpack is None or self._unpack.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        if self._unpack is None:
            has_header = chunk[:1] in (b"\x1f", b"\x78")  # else bare deflate, as some servers send it
            self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32 if has_header else -zlib.MAX_WBITS)
        try:
            while chunk:
                yield self._unpack.decompress(chunk, PIECE_BYTES)
                chunk = self._unpack.unconsumed_tail
        except zlib.error as error:
            raise Garbled("said to be compressed, and is not") from error


class _Brotli:
    """A megabyte of it can stand in a few bytes, so that it too comes out a piece at a time."""

    def __init__(self):
        self._unpack = brotli.Decompressor()
        self._has_begun = False

    @property
    def is_complete(self) -> bool:
        return not self._has_begun or self._unpack.is_finished()

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self._has_begun = self._has_begun or bool(chunk)
        try:
            piece = self._unpack.process(chunk, output_buffer_limit=PIECE_BYTES)
            while piece:
                yield piece
                piece = b"" if self._unpack.is_finished() else self._more()
        except brotli.error as error:
            raise Garbled("said to be compressed, and is not") from error

    def _more(self) -> bytes:
        """What it held back so that no piece is large."""
        return self._unpack.process(b"", output_buffer_limit=PIECE_BYTES)

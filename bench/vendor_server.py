"""Thousands of status pages on loopback, each at an address of its own: 127.0.1.1, 127.0.1.2, …

`python bench/vendor_server.py` prints its port and serves until its standard input ends. A line `N FIRST END`
there sets the version of the pages FIRST to END - 1 to N.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.vendor_bodies import body

A_NET = 250  # addresses of 127.0.x.*


def address(page: int) -> str:
    return f"127.0.{1 + page // A_NET}.{1 + page % A_NET}"


def page_at(host: str) -> int:
    _, _, net, one = host.partition(":")[0].split(".")
    return (int(net) - 1) * A_NET + int(one) - 1


class Vendors(asyncio.Protocol):
    """As little as an HTTP/1.1 server can be: it is there to be asked, not to be measured."""

    versions: dict[int, int] = {}

    def connection_made(self, transport):
        self.transport, self.held = transport, b""

    def data_received(self, data: bytes):
        self.held += data
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head.decode("latin-1")))

    def answer(self, head: str) -> bytes:
        first, *lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        page, path = page_at(headers["host"]), first.split(" ")[1]
        version = self.versions.get(page, 0)
        etag = f'"{page}-{version}"'
        if headers.get("if-none-match") == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        said = body(path, page, version)
        if said is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        kind = "application/atom+xml" if path.endswith("atom") else "application/json"
        return (
            f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: {kind}; charset=utf-8\r\n"
            f"Content-Length: {len(said)}\r\n\r\n"
        ).encode() + said


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Vendors, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        version, first, end = map(int, line.split())
        Vendors.versions |= dict.fromkeys(range(first, end), version)
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(serve())

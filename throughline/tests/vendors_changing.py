"""Hundreds of status pages on loopback that change all the time, for tests: each at an address of its own."""

from __future__ import annotations

import asyncio
import json
import threading

from statuspages.tests import vendor
from throughline.tests.processes import free_port

A_NET = 250  # addresses of 127.0.x.*


def posts_of(page: int) -> int:
    """How many posts page number `page` has at the end."""
    return 2 if page % 3 == 0 else 1


def _host(page: int) -> str:
    return f"127.0.{1 + page // A_NET}.{1 + page % A_NET}"


class ChangingVendors:
    """`with ChangingVendors(500) as vendors`: page number n at `vendors.url(n)`.

    Each time that a page is asked it has one post more, until it has all that it will ever have.
    """

    def __init__(self, pages: int):
        self.pages = pages
        self.asked = dict.fromkeys(range(pages), 0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        hosts = [_host(page) for page in range(self.pages)]
        listening = asyncio.start_server(self._serve, hosts, free_port(), backlog=64)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(30)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *problem):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def url(self, page: int) -> str:
        return f"http://{_host(page)}:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, and close the connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
            body = self.answer(host, head.split()[1])
            status = "200 OK" if body else "404 Not Found"
            said = f"HTTP/1.1 {status}\r\nContent-Length: {len(body or b'')}\r\nConnection: close\r\n\r\n"
            writer.write(said.encode() + (body or b""))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever asked was killed
        finally:
            writer.close()

    def answer(self, host: str, path: str) -> bytes | None:
        _, _, net, one = host.partition(":")[0].split(".")
        page = (int(net) - 1) * A_NET + int(one) - 1
        if path.endswith("/summary.json"):
            return json.dumps(vendor.summary_answer(vendor.component(), id=f"page{page:04}")).encode()
        if not path.endswith("/incidents.json"):
            return None
        self.asked[page] += 1
        posts = min(self.asked[page], posts_of(page))
        uid = f"page{page:04}"
        updates = [
            vendor.update(f"{uid}u{post}", "investigating", f"{9 + post:02}:00", f"Word {post} on {uid}.")
            for post in range(posts)
        ]
        incident = vendor.incident(f"{uid}i", *updates, name=f"Trouble at {uid}")
        said_at = f"2024-05-06T{9 + posts:02}:00:00Z"
        told = vendor.incidents_answer(incident, id=uid, name=uid, updated_at=said_at)
        return json.dumps(told).encode()

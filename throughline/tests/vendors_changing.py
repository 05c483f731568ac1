"""Hundreds of status pages on loopback that change all the time, for tests: each at an address of its own."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from statuspages.tests import vendor

A_NET = 250  # addresses of 127.0.x.*


def posts_of(page: int) -> int:
    """How many posts page number `page` has at the end."""
    return 2 if page % 3 == 0 else 1


class ChangingVendors:
    """`with ChangingVendors(500) as vendors`: page number n at `vendors.url(n)`.

    Each time that a page is asked it has one post more, until it has all that it will ever have.
    """

    def __init__(self, pages: int):
        self.pages = pages
        self.asked = dict.fromkeys(range(pages), 0)
        self._lock = threading.Lock()
        self._server = _Server(("0.0.0.0", 0), type("Handler", (_Handler,), {"vendors": self}))

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *problem):
        self._server.shutdown()
        self._server.server_close()

    def url(self, page: int) -> str:
        return f"http://127.0.{1 + page // A_NET}.{1 + page % A_NET}:{self._server.server_address[1]}"

    def answer(self, host: str, path: str) -> bytes | None:
        _, _, net, one = host.partition(":")[0].split(".")
        page = (int(net) - 1) * A_NET + int(one) - 1
        if path.endswith("/summary.json"):
            return json.dumps(vendor.summary_answer(vendor.component(), id=f"page{page:04}")).encode()
        if not path.endswith("/incidents.json"):
            return None
        with self._lock:
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


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


class _Handler(BaseHTTPRequestHandler):
    vendors: ChangingVendors

    def do_GET(self):
        body = self.vendors.answer(self.headers["Host"], self.path)
        try:
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")
        except OSError:
            self.close_connection = True  # whoever asked was killed

    def log_message(self, *words):
        """Nothing: the test asks for what it wants to know."""

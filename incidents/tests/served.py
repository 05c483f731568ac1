"""A small web server on 127.0.0.1 for tests: it answers what it is told, and remembers what it was asked."""

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """`chunks` instead of `body` are sent as they come, without a Content-Length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0
    has_etag: bool = False
    chunks: object = None  # a function that gives an iterable of bytes


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]  # names in lower case
    status: int
    client: tuple[str, int] = ("", 0)  # its end of the connection


class Served:
    """A site of our own. Paths it was not told of are 404."""

    def __init__(self, port: int = 0):
        self.answers: dict[str, Answer] = {}
        self.fallback = Answer(b"Not found", 404)
        self.asked: list[Asked] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"site": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)

    def answer(self, path: str, body: bytes | str | dict = b"", **how) -> None:
        """Answer `path` like this from now on; `how` are further fields of Answer."""
        if isinstance(body, dict):
            body = json.dumps(body)
        body = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(body, **how)

    def otherwise(self, body: bytes, **how) -> None:
        """Answer every path that it was not told of like this from now on."""
        self.fallback = Answer(body, **how)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.answer(path, status=status, headers={"Location": to})

    def paths_asked(self) -> list[str]:
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Served

    def do_GET(self):
        answer = self.site.answers.get(self.path, self.site.fallback)
        headers = {name.lower(): value for name, value in self.headers.items()}
        etag = f'"{hashlib.md5(answer.body).hexdigest()}"'
        is_known = answer.has_etag and headers.get("if-none-match") == etag
        status = 304 if is_known else answer.status
        self.site.asked.append(Asked(self.path, headers, status, self.client_address))
        time.sleep(answer.delay_seconds)
        try:
            self._send(answer, status, etag)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def _send(self, answer: Answer, status: int, etag: str) -> None:
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.has_etag:
            self.send_header("ETag", etag)
        if answer.chunks:
            self.close_connection = True
            self.send_header("Connection", "close")
            self.end_headers()
            for chunk in answer.chunks():
                self.wfile.write(chunk)
            return
        body = b"" if status == 304 else answer.body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Nothing: the test asks for what it wants to know."""

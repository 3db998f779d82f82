"""Somebody else's HTTP server, real and in a thread: good, slow, broken or wicked, as a test says."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def event(self) -> Any:
        """Return what it tells."""
        return json.loads(self.body)

    @property
    def id(self) -> str:
        """Return the identity it came under."""
        return self.headers["webhook-id"]


class Handler(BaseHTTPRequestHandler):
    """Remembers each request, then answers as the receiver was told."""

    server: "Receiver"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.take(Received(self.path, headers, body))
        try:
            reply(self)
        except ConnectionError:
            return  # the sender left: its business

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Receiver(ThreadingHTTPServer):
    """A server that answers its first requests as `replies` says, and all later ones like the last of them."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.received: list[Received] = []
        self.leaving = threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_port}/in"

    def take(self, request: Received) -> Reply:
        """Remember a request, and return how to answer it."""
        with self._lock:
            self.received.append(request)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def status(code: int, **headers: str) -> Reply:
    """Answer with a status."""

    def reply(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", "0")
        handler.end_headers()

    return reply


OK = status(204)


def after(seconds: float) -> Reply:
    """Take it, but not at once. [second]"""

    def reply(handler: Handler) -> None:
        handler.server.leaving.wait(seconds)
        OK(handler)

    return reply


def hang(handler: Handler) -> None:
    """Say nothing for a long time."""
    handler.server.leaving.wait(120)


def dawdle(handler: Handler) -> None:
    """Send a status line, one byte at a time, and never the end of it."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"x" * 10_000:
        handler.wfile.write(bytes([byte]))
        if handler.server.leaving.wait(0.05):
            return


def endless(handler: Handler) -> None:
    """Take it, and answer without end."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.leaving.is_set():
        handler.wfile.write(b"x" * 65_536)


def garbage(handler: Handler) -> None:
    """Answer something that is no HTTP."""
    handler.wfile.write(b"\x00\xff nonsense \r\n\r\n")
    handler.close_connection = True


def slam(handler: Handler) -> None:
    """Close the door without a word."""
    handler.close_connection = True


@contextmanager
def receiving(*replies: Reply) -> Iterator[Receiver]:
    """Run a receiver until the end of the block."""
    with Receiver(*replies) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.leaving.set()
            receiver.shutdown()
            thread.join()


def verifies(request: Received, secret: str) -> bool:
    """Tell whether a request was signed with a secret: what a receiver's own developer would write."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{request.id}.{request.headers['webhook-timestamp']}.".encode() + request.body
    ours = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    theirs = request.headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(f"v1,{ours}", each) for each in theirs)

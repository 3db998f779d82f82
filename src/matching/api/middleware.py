"""What surrounds every request and answer: three thin layers of plain ASGI, one idea each."""

import asyncio
import logging
import re
import time
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching.api.problems import WireRefusal, crash
from matching.logs import REQUEST
from matching.metrics import REQUESTS

logger = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]

SECURITY: Headers = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
"""Headers of every answer that does not bring its own (core/transport of the NLGov design rules)."""

SLOWEST = 50_000
"""How fast a long body has to come in, on the whole. [byte/second]"""

_SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_TRACE = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*")
"""A `traceparent` (W3C Trace Context): version, trace, parent, flags."""
_BODY = "matching.body"


class Envelope:
    """Put the standing headers and a request id on every answer, also when everything breaks; log one line for it.

    A request id that a client or proxy sent is kept when it is 8 to 64 safe characters; without one it is that of
    the trace in `traceparent`. An exception nobody foresaw is logged with the id, and answered without a word about it.
    """

    def __init__(self, app: ASGIApp, *, version: str) -> None:
        self.app = app
        self.standing: Headers = [*SECURITY, (b"api-version", version.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back in the envelope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope["headers"])
        told: Headers = []
        known = scope.setdefault("state", {})
        known.update(request_id=request_id, headers=told)
        envelope = _Sealing(send, [*self.standing, (b"x-request-id", request_id.encode())], told)
        token, began = REQUEST.set(request_id), time.perf_counter()
        try:
            await self.app(scope, receive, envelope.send)
        except ClientDisconnect:
            known["left"] = True
        except Exception:
            logger.exception("A request broke.")
            if envelope.is_open:
                raise
            await crash(scope)(scope, receive, envelope.send)
        finally:
            _tell(scope["method"], known, envelope.status, time.perf_counter() - began)
            REQUEST.reset(token)


def note(scope: Scope, **facts: str) -> None:
    """Note of a request what may be told of it: the template of its route, and what kind of organisation asks."""
    scope.setdefault("state", {}).update(facts)


def _tell(method: str, known: dict[str, Any], status: int, seconds: float) -> None:
    """Log a line for a request: neither its address nor anything that came or went with it."""
    facts = {
        "method": method if method in _METHODS else "other",
        "route": known.get("route", ""),
        "status": status or 499,
        "milliseconds": round(seconds * 1000, 1),
        "role": known.get("role", ""),
    }
    REQUESTS.labels(facts["method"], facts["route"], str(facts["status"])).observe(seconds)
    logger.info("A client left." if known.get("left") else "Answered.", extra=facts)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Sealing:
    """A `send` that adds headers to the start of an answer, where it lacks them, and what was told meanwhile."""

    def __init__(self, send: Send, standing: Headers, told: Headers) -> None:
        self._send = send
        self._standing = standing
        self._told = told
        self.status = 0

    @property
    def is_open(self) -> bool:
        return self.status > 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            present = {name for name, _ in headers}
            headers += [header for header in self._standing if header[0] not in present]
            headers += self._told
            message = {**message, "headers": headers}
        await self._send(message)


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    traces = []
    for name, value in headers:
        if name == b"x-request-id" and _SANE_ID.fullmatch(value):
            return value.decode()
        if name == b"traceparent" and (trace := _TRACE.fullmatch(value)):
            traces.append(trace[1].decode())
    return traces[0] if len(traces) == 1 else str(uuid4())


class HeadAsGet:
    """Answer HEAD as GET, with the same headers and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a HEAD on as a GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class BodyLimit:
    """Refuse a body that is too large, by its `Content-Length` and by what really comes in, or that is too slow.

    A route that declares `max_body_size` has its own limit; see `allow_body`. What takes longer than `patience`
    seconds has to come in at `SLOWEST` on the whole.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int, patience: float) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that counts itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = scope[_BODY] = _Counting(
            receive, _content_length(scope["headers"]), self.most_bytes, self.patience
        )
        await self.app(scope, body.receive, send)


class _Counting:
    """A `receive` that counts the bytes of the body, and the seconds they take."""

    def __init__(self, receive: Receive, announced: int, most_bytes: int, patience: float) -> None:
        self._receive = receive
        self._announced = announced
        self._received = 0
        self._until = asyncio.get_running_loop().time() + patience
        self._is_whole = False
        self.most_bytes = most_bytes

    async def receive(self) -> Message:
        if self._announced > self.most_bytes:
            raise _too_large(self.most_bytes)
        if self._is_whole:  # what comes now is that the client leaves, and that may take long
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until + self._received / SLOWEST):
                message = await self._receive()
        except TimeoutError:
            raise _TOO_SLOW from None
        self._is_whole = not message.get("more_body", False)
        self._received += len(message.get("body", b""))
        if self._received > self.most_bytes:
            raise _too_large(self.most_bytes)
        return message


def allow_body(scope: Scope, most_bytes: int) -> None:
    """Give the body of this request a limit of its own. [byte]"""
    if _BODY in scope:
        scope[_BODY].most_bytes = most_bytes


def _content_length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


_TOO_SLOW = WireRefusal(
    408,
    english="The body did not come in in time; send it again, or in parts.",
    dutch="De inhoud kwam niet op tijd binnen; stuur haar opnieuw, of in delen.",
    headers={"Connection": "close"},
)


def _too_large(most_bytes: int) -> WireRefusal:
    return WireRefusal(
        413,
        english=f"At most {most_bytes} bytes are read; send it in parts.",
        dutch=f"Er worden ten hoogste {most_bytes} bytes gelezen; stuur het in delen.",
    )

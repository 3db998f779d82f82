"""What surrounds every request and answer: three thin layers of plain ASGI, one idea each."""

import logging
import re
from collections.abc import Iterable
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching.api.problems import WireRefusal, crash

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

_SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_BODY = "matching.body"


class Envelope:
    """Put the standing headers and a request id on every answer, also when everything breaks.

    A request id that a client or proxy sent is kept when it is 8 to 64 safe characters. An
    exception nobody foresaw is logged with the id, and answered without a word about it.
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
        scope.setdefault("state", {})["request_id"] = request_id
        envelope = _Sealing(send, [*self.standing, (b"x-request-id", request_id.encode())])
        try:
            await self.app(scope, receive, envelope.send)
        except ClientDisconnect:
            logger.info(
                "Request %s was left by its client: %s %s", request_id, scope["method"], scope["path"]
            )
        except Exception:
            logger.exception("Request %s broke: %s %s", request_id, scope["method"], scope["path"])
            if envelope.is_open:
                raise
            await crash(scope)(scope, receive, envelope.send)


class _Sealing:
    """A `send` that adds headers to the start of an answer, where it lacks them."""

    def __init__(self, send: Send, standing: Headers) -> None:
        self._send = send
        self._standing = standing
        self.is_open = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_open = True
            headers = list(message.get("headers", ()))
            present = {name for name, _ in headers}
            headers += [header for header in self._standing if header[0] not in present]
            message = {**message, "headers": headers}
        await self._send(message)


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"x-request-id" and _SANE_ID.fullmatch(value):
            return value.decode()
    return str(uuid4())


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
    """Refuse a body that is too large, by its `Content-Length` and by what really comes in.

    A route that declares `max_body_size` has its own limit; see `allow_body`.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that counts itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = scope[_BODY] = _Counting(receive, _content_length(scope["headers"]), self.most_bytes)
        await self.app(scope, body.receive, send)


class _Counting:
    """A `receive` that counts the bytes of the body."""

    def __init__(self, receive: Receive, announced: int, most_bytes: int) -> None:
        self._receive = receive
        self._announced = announced
        self._received = 0
        self.most_bytes = most_bytes

    async def receive(self) -> Message:
        if self._announced > self.most_bytes:
            raise _too_large(self.most_bytes)
        message = await self._receive()
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


def _too_large(most_bytes: int) -> WireRefusal:
    return WireRefusal(
        413,
        english=f"At most {most_bytes} bytes are read; send it in parts.",
        dutch=f"Er worden ten hoogste {most_bytes} bytes gelezen; stuur het in delen.",
    )

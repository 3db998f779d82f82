"""Ask a server as fast as it answers, over connections that stay open: a closed loop, one request at a time on each."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass(slots=True)
class Tally:
    """What became of a volley.

    Attributes
    ----------
    took
        From the first byte sent to the last received, of each request. [second]
    failed
        The first lines of answers that were no success, and connections that broke.
    wall
        Of the whole. [second]
    """

    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    received: int = 0
    wall: float = 0.0

    @property
    def rate(self) -> float:
        """Return how many were answered well. [request/s]"""
        return (len(self.took) - len(self.failed)) / self.wall

    def percentile(self, share: float) -> float:
        """Return within what time this share was answered. [second]"""
        ranked = sorted(self.took)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


class Asking(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, until: float) -> None:
        self._requests, self._tally, self._until = requests, tally, until
        self._answer, self._wanted, self._sent = bytearray(), 0, 0.0
        self._transport: asyncio.WriteTransport | None = None
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._wanted and (end := self._answer.find(END_OF_HEAD)) >= 0:
            head = bytes(self._answer[:end]).lower()
            at = head.find(LENGTH)
            length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self._wanted = end + len(END_OF_HEAD) + length
        if self._wanted and len(self._answer) >= self._wanted:
            self._note()
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._tally.failed.append(f"connection lost: {exc}")
            self.done.set_result(None)

    def _note(self) -> None:
        tally = self._tally
        tally.took.append(time.perf_counter() - self._sent)
        tally.received += len(self._answer)
        if self._answer[9:10] != b"2":
            tally.failed.append(self._answer[:300].decode(errors="replace"))

    def _next(self) -> None:
        assert self._transport is not None
        request = None if time.perf_counter() > self._until else next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._answer, self._wanted, self._sent = bytearray(), 0, time.perf_counter()
        self._transport.write(request)


async def _volley(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Tally:
    loop, tally = asyncio.get_running_loop(), Tally()
    begun = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Asking(requests, tally, begun + seconds), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(asking.done for _, asking in made))
    tally.wall = time.perf_counter() - begun
    return tally


def volley(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Tally:
    """Send requests for so long, or until there are no more, and return what became of them."""
    return uvloop.run(_volley(port, requests, connections=connections, seconds=seconds))


def http(method: str, path: str, *, key: str, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}"]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body

"""Listen: an HTTP server that waits for nobody for ever, and leaves without dropping what it has in hand."""

import asyncio
import socket
import sys
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class _Punctual(HttpToolsProtocol):
    """Hangs up on who connects and doesn't say what they want, or says it byte by byte."""

    patience = 30.0
    _late: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it to what asyncio gives
        self._expect()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of its head."""
        super().on_message_begin()
        self._expect()

    def on_headers_complete(self) -> None:
        """Wait no longer."""
        self._came()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._came()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._came()
        self._late = asyncio.get_running_loop().call_later(self.patience, self._hang_up)

    def _came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        answering: Any = self.cycle  # None until the first request is there
        if answering is None or answering.response_complete:
            self.transport.close()


class _Server(uvicorn.Server):
    """A server that tells that it leaves before it does."""

    def __init__(self, config: uvicorn.Config, *, leaving: Callable[[], None], drain: float) -> None:
        super().__init__(config)
        self._leaving = leaving
        self._drain = drain

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that we leave, go on answering for a while, then finish what is in hand."""
        self._leaving()
        for _ in range(int(self._drain * 10)):
            if self.force_exit:
                break
            await asyncio.sleep(0.1)
        await super().shutdown(sockets)


def listen(
    app: Any,
    *,
    at: socket.socket,
    trusted_proxies: str,
    patience: float,
    leaving: Callable[[], None],
    drain: float,
    graceful: float,
) -> None:
    """Answer HTTP until a signal comes; the second one ends it at once.

    Parameters
    ----------
    app
        An ASGI application.
    at
        Where; bound, and not listening yet.
    trusted_proxies
        Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, with commas between; empty: nobody's.
    patience
        How long the head of a request may take to come in. [second]
    leaving
        Is called when the first signal came.
    drain
        How long new requests are answered after it. [second]
    graceful
        How long those in hand may take after that. [second]
    """
    config = uvicorn.Config(
        app,
        http=type("Punctual", (_Punctual,), {"patience": patience}),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_graceful_shutdown=int(graceful) or 1,
    )
    server = _Server(config, leaving=leaving, drain=drain)
    try:
        server.run(sockets=[at])
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(3)

"""Sign one message and post it to somebody's address, as Standard Webhooks 1.0.0 has it; knows no database.

An address is a stranger's: it is resolved here, every address behind its name is judged, and the connection
goes to one that was judged. What the name says a moment later makes no difference.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
import re
import secrets
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from matching.errors import Fault

logger = logging.getLogger(__name__)

IpAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[IpAddress]]]

AT_ONCE = 100
"""How many messages one process may have on their way; each waits for somebody else's server."""
CONNECTING, ALL_TOGETHER = 5.0, 15.0
"""How long a connection, and a whole attempt, may take. [second]"""
LONGEST_PAUSE = timedelta(days=1)
"""A receiver that asks for more patience doesn't get it."""
SECRET_BYTES = 32
NAT64 = IPv6Network("64:ff9b::/96")


class Trouble(StrEnum):
    """Why a message got no answer."""

    UNKNOWN_NAME = "unknown-name"
    FORBIDDEN_ADDRESS = "forbidden-address"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """The connection broke off, or what came back was no HTTP."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to post.

    Attributes
    ----------
    id
        The same at every attempt.
    at
        When it is sent.
    secrets
        Each signs; during a rotation there are two.
    """

    id: str
    url: str
    body: bytes
    at: datetime
    secrets: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message: a status, or the trouble there was.

    Attributes
    ----------
    retry_after
        How long the receiver asks to be left alone.
    """

    status: int | None = None
    trouble: Trouble | None = None
    retry_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Tell whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Tell whether the receiver wants nothing any more."""
        return self.status == httpx.codes.GONE


def make_secret() -> bytes:
    """Return a new secret."""
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """Return a secret as its owner gets to see it."""
    return "whsec_" + base64.b64encode(secret).decode()


def headers(message: Message) -> dict[str, str]:
    """Return what goes with the body: who it is, when, and a signature for every secret."""
    moment = str(int(message.at.timestamp()))
    signed = b".".join((message.id.encode(), moment.encode(), message.body))
    signatures = (hmac.digest(secret, signed, hashlib.sha256) for secret in message.secrets)
    return {
        "content-type": "application/cloudevents+json",
        "user-agent": "matchingspunt",
        "webhook-id": message.id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in signatures),
    }


def address_faults(url: str, *, private: bool) -> list[Fault]:
    """Name what makes an address unfit, as far as that shows without resolving its name.

    Parameters
    ----------
    private
        Whether http and addresses that are not public are fine.
    """
    try:
        return list(_faults(httpx.URL(url), private=private))
    except (httpx.InvalidURL, UnicodeError):
        return [_UNREADABLE]


_UNREADABLE = Fault("url", "url-parsing", "This is not a web address.", "Dit is geen webadres.")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


def _faults(url: httpx.URL, *, private: bool) -> Iterator[Fault]:
    if not _HOST.fullmatch(_host(url)) or not 0 < (443 if url.port is None else url.port) < 65_536:
        yield _UNREADABLE
    if url.scheme != "https" and not (private and url.scheme == "http"):
        yield Fault(
            "url",
            "url-scheme",
            "This must be an address that begins with https://.",
            "Dit moet een adres zijn dat begint met https://.",
        )
    if url.userinfo or url.fragment:
        yield Fault(
            "url",
            "url-parts",
            "Leave user name, password and fragment out.",
            "Laat gebruikersnaam, wachtwoord en fragment weg.",
        )
    if not private and _is_known_to_be_private(_host(url)):
        yield Fault(
            "url",
            "forbidden-address",
            "This address is not on the public internet.",
            "Dit adres staat niet op het openbare internet.",
        )


def _host(url: httpx.URL) -> str:
    """Return the name or address in a URL as it goes over the wire."""
    return url.raw_host.decode("ascii")


def _is_known_to_be_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return False


def is_public(address: IpAddress) -> bool:
    """Tell whether an address is one machine on the public internet, and hides no address that isn't."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address.is_site_local:
            return False
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to: mapped, 6to4, Teredo or NAT64."""
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


_NAMES = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="names")
"""Threads that resolve names: a name server that hangs takes none of those that others need."""


async def resolve(host: str, port: int) -> list[IpAddress]:
    """Return every address behind a name.

    Raises
    ------
    OSError, UnicodeError
        When there is none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(
        _NAMES, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    )
    return list(dict.fromkeys(ip_address(place[0]) for *_, place in found))


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom we trust to know who a server is: the usual authorities, or those of SSL_CERT_FILE."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Courier:
    """Takes messages to their addresses.

    Attributes
    ----------
    private
        Whether http and addresses that are not public are fine.
    resolve
        Finds the addresses behind a name.
    patience
        How long an attempt may take, all together. [second]
    """

    private: bool
    resolve: Resolve = resolve
    patience: float = ALL_TOGETHER

    async def post(self, message: Message) -> Answer:
        """Post a message, and return what became of it; whatever a receiver does, this ends in time."""
        try:
            async with asyncio.timeout(self.patience):
                return await self._post(message)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(trouble=Trouble.TIMEOUT)
        except httpx.ConnectError:
            return Answer(trouble=Trouble.UNREACHABLE)
        except httpx.HTTPError:
            return Answer(trouble=Trouble.BROKEN)
        except Exception:
            logger.exception("Message %s could not be posted.", message.id)
            return Answer(trouble=Trouble.BROKEN)

    async def _post(self, message: Message) -> Answer:
        url = httpx.URL(message.url)
        if address_faults(message.url, private=self.private):
            return Answer(trouble=Trouble.FORBIDDEN_ADDRESS)
        try:
            addresses = await self.resolve(_host(url), url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError):
            return Answer(trouble=Trouble.UNKNOWN_NAME)
        if not (self.private or all(map(is_public, addresses))):
            return Answer(trouble=Trouble.FORBIDDEN_ADDRESS)
        return await _try_each(message, url, addresses)


async def _try_each(message: Message, url: httpx.URL, addresses: list[IpAddress]) -> Answer:
    """Post to the first address that can be connected to; nothing was sent to those before it."""
    *others, last = addresses
    for address in others:
        try:
            return await _post_to(address, message, url)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _post_to(last, message, url)


async def _post_to(address: IpAddress, message: Message, url: httpx.URL) -> Answer:
    """Post to one address, under the name that was asked for; of the answer only the head is read."""
    async with (
        httpx.AsyncClient(
            verify=_trusted(), trust_env=False, timeout=httpx.Timeout(ALL_TOGETHER, connect=CONNECTING)
        ) as client,
        client.stream(
            "POST",
            url.copy_with(host=str(address)),
            headers={"host": url.netloc.decode("ascii"), **headers(message)},
            content=message.body,
            extensions={"sni_hostname": _host(url)},
        ) as answer,
    ):
        return Answer(answer.status_code, retry_after=_patience(answer, at=message.at))


def _patience(answer: httpx.Response, *, at: datetime) -> timedelta | None:
    """Return how long a receiver asks to be left alone, in seconds or until a date; None if that is nonsense."""
    asked = answer.headers.get("retry-after", "")
    if asked.isdecimal():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    moment = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(moment - at, timedelta(0)), LONGEST_PAUSE)

"""How often somebody may ask, and how long who keeps failing has to wait. In memory: of this process alone."""

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

MOST_KEPT = 100_000
"""Of so many who ask is remembered when they did; the rest begin anew."""
MINUTE = 60.0
A_MOMENT = 1e-6
"""What sums of fractions may be off. [second]"""

LONGEST_WAIT = 300.0
"""However often somebody fails, they wait no longer. [second]"""
FORGOTTEN_AFTER = 900.0
"""How long after the last wait failures are forgotten. [second]"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of asking for a turn.

    Attributes
    ----------
    wait
        How long until there is one; 0: it is given. [second]
    headers
        How many are left, for the answer (draft-ietf-httpapi-ratelimit-headers-10).
    """

    wait: float
    headers: tuple[tuple[bytes, bytes], ...]


class Pace:
    """So many requests a minute for everybody who asks: all at once if need be, and evenly from then on (GCRA)."""

    def __init__(self, name: str, *, per_minute: int) -> None:
        self._name = name
        self._each = MINUTE / per_minute
        self._policy = (b"ratelimit-policy", f'"{name}";q={per_minute};w={MINUTE:.0f}'.encode())
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    def turn(self, who: Hashable, *, now: float) -> Turn:
        """Take a turn, or hear how long to wait for one.

        Parameters
        ----------
        now
            [second]
        """
        spent = max(self._full_at.pop(who, now) - now, 0.0)
        wait = spent + self._each - MINUTE
        if wait <= A_MOMENT:
            spent, wait = spent + self._each, 0.0
        self._full_at[who] = now + spent
        if len(self._full_at) > MOST_KEPT:
            self._full_at.popitem(last=False)
        left = int((MINUTE - spent + A_MOMENT) / self._each)
        told = f'"{self._name}";r={left};t={math.ceil(spent)}'.encode()
        return Turn(wait, (self._policy, (b"ratelimit", told)))


class Failures:
    """Who failed how often, and until when they wait: the first so many times not, and then ever longer."""

    def __init__(self, *, free: int) -> None:
        self._free = free
        self._kept: OrderedDict[Hashable, tuple[int, float]] = OrderedDict()

    def wait(self, who: Hashable, *, now: float) -> float:
        """Return how long somebody still has to wait. [second]"""
        return max(self._kept.get(who, (0, now))[1] - now, 0.0)

    def add(self, who: Hashable, *, now: float) -> None:
        """Count a failure."""
        count, until = self._kept.pop(who, (0, now))
        count = 1 if now - until > FORGOTTEN_AFTER else count + 1
        over = count - self._free
        wait = min(2.0 ** min(over - 1, 30), LONGEST_WAIT) if over > 0 else 0.0
        self._kept[who] = (count, now + wait)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def address_of(scope: Scope) -> str:
    """Return from where a request comes: an address, or the network of one household (IPv6, /64).

    What a proxy says of that counts only where uvicorn was told to trust it (`MATCHING_TRUSTED_PROXIES`).
    """
    client = scope.get("client")
    return _household(client[0]) if client else ""


@lru_cache(maxsize=4_096)
def _household(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))

"""Who asks, by a key of ours or by the token of an issuer; and how often they may."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from matching.actors import Actor
from matching.doors.pacing import Failures, Pace, address_of
from matching.errors import TooOften, Unauthenticated
from matching.issuer import Claims, Issuer
from matching.operations import identities, keys
from matching.operations.identities import ClaimNames
from matching.work import Work, Workshop

KEY = "mp_"
"""What our keys begin with; no token does."""

WORKING_KEYS_ARE_FRESH = 10.0
"""How old the list of keys that work may be, against which those are held who come from where others fail. [second]"""

Recognise = Callable[[Work], Awaitable[Actor]]


class TooManyRequests(TooOften):
    """You ask more often than is allowed."""

    dutch = "U vraagt vaker dan is toegestaan."


class TooManyFailures(TooOften):
    """Too many attempts failed from where you are."""

    dutch = "Vanaf uw adres mislukten te veel pogingen."


@dataclass(slots=True)
class Gate:
    """Tells who asks, and sends away who asks too often.

    Attributes
    ----------
    issuer, names
        Whose tokens are good here, and where they say what; None: only keys are.
    scopes
        All that a token may be limited to.
    pace, strangers
        How often one key or person may ask, and one address without either; None: as often as they like.
    failures
        How often an address failed; None: that costs nothing.
    tick
        A clock that only goes forward. [second]
    """

    issuer: Issuer | None = None
    names: ClaimNames | None = None
    scopes: frozenset[str] = frozenset()
    pace: Pace | None = None
    strangers: Pace | None = None
    failures: Failures | None = None
    tick: Callable[[], float] = time.monotonic
    _working: frozenset[bytes] = frozenset()
    _looked_at: float = float("-inf")
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def admit(self, sent: str, *, scope: Scope, workshop: Workshop) -> Recognise:
        """Judge what was sent, and return what recognises its sender within a unit of work.

        A token is judged here, before there is a transaction: its issuer may have to be asked for its keys. Where
        others failed too often, a key that doesn't work is sent away without a transaction; one that does never is.

        Raises
        ------
        Unauthenticated
            When it is a token that is not to be believed.
        TooOften
            When it comes too often, or from where too many attempts failed.
        IssuerAway
            When that can't be told now.
        """
        address = address_of(scope)
        issuer, names = self.issuer, self.names
        if issuer is None or names is None or sent.startswith(KEY):
            await self._require_patience(sent, address, workshop)
            self._take_turn(self.pace, keys.digest(sent), scope)
            return self._counting(lambda work: keys.identify(work, secret=sent), address)
        claims = await self._claims(issuer, sent, address)
        self._take_turn(self.pace, f"{claims['iss']} {claims['sub']}", scope)
        return self._counting(
            lambda work: identities.recognise(work, claims=claims, names=names, known_scopes=self.scopes),
            address,
        )

    def admit_stranger(self, scope: Scope) -> None:
        """Let somebody in who shows nothing.

        Raises
        ------
        TooManyRequests
            When their address asks too often.
        """
        self._take_turn(self.strangers, address_of(scope), scope)

    def _take_turn(self, pace: Pace | None, who: str | bytes, scope: Scope) -> None:
        if pace is None:
            return
        turn = pace.turn(who, now=self.tick())
        scope["state"]["headers"] += turn.headers
        if turn.wait:
            raise TooManyRequests(
                "Ask again when Retry-After has passed, and less often from then on; send many at once as a batch.",
                "Vraag het opnieuw na Retry-After, en voortaan minder vaak; stuur er veel tegelijk als batch.",
                wait=turn.wait,
            )

    async def _claims(self, issuer: Issuer, sent: str, address: str) -> Claims:
        try:
            return await issuer.claims(sent)
        except Unauthenticated:
            self._refuse_for(self._wait(address))
            self._fail(address)
            raise

    async def _require_patience(self, sent: str, address: str, workshop: Workshop) -> None:
        """Refuse a key that does not work, where too many failed."""
        wait = self._wait(address)
        if wait and keys.digest(sent) not in await self._keys_that_work(workshop):
            self._refuse_for(wait)

    async def _keys_that_work(self, workshop: Workshop) -> frozenset[bytes]:
        """Return the hashes of the keys that work: one look at the database, however many attempts come in."""
        async with self._one_at_a_time:
            if self.tick() - self._looked_at > WORKING_KEYS_ARE_FRESH:
                async with workshop.open() as work:
                    self._working = await keys.working_digests(work)
                self._looked_at = self.tick()
        return self._working

    def _counting(self, recognise: Recognise, address: str) -> Recognise:
        async def counted(work: Work) -> Actor:
            try:
                return await recognise(work)
            except Unauthenticated:
                self._fail(address)
                raise

        return counted

    def _wait(self, address: str) -> float:
        return self.failures.wait(address, now=self.tick()) if self.failures else 0.0

    def _fail(self, address: str) -> None:
        if self.failures:
            self.failures.add(address, now=self.tick())

    @staticmethod
    def _refuse_for(wait: float) -> None:
        if wait:
            raise TooManyFailures(
                "This key or token does not work, and others from your address did not either. Look at it again "
                "before you try once more, after Retry-After; one that works is let in at once.",
                "Deze sleutel of dit token werkt niet, en eerdere vanaf uw adres ook niet. Kijk hem na voor u het "
                "opnieuw probeert, na Retry-After; wie een werkende stuurt, kan meteen verder.",
                wait=wait,
            )


def needed() -> Unauthenticated:
    """Return the refusal of who sent nothing."""
    return Unauthenticated(
        "Send your API key as `Authorization: Bearer mp_…`, or the token of your sign-in in its place.",
        "Stuur uw API-sleutel mee als `Authorization: Bearer mp_…`, of het token van uw aanmelding in plaats daarvan.",
    )

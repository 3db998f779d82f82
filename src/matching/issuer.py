"""Read the tokens of an OpenID Connect issuer: somebody else signs people in, and tells us who asks.

Its keys are found by discovery and kept. A token with a key we don't know makes us look again, so that an issuer
that changes its keys need not tell us; a key that it takes back is no good here some minutes later.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from matching.errors import Unauthenticated, Unavailable

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""With keys in pairs only: who can read a token must not be able to make one (RFC 8725, 3.1)."""

FRESH, OLDEST = 300.0, 3_600.0
"""For how long keys are kept without looking again, and for how long when the issuer does not answer. [second]"""

PATIENCE = 5.0
"""How long the issuer may take for an answer. [second]"""

PAUSE = 10.0
"""How long we wait before we look again: made-up keys must not have us ask all day. [second]"""

LARGEST = 1_000_000
"""The largest answer of an issuer that is read. [byte]"""

MUST_SAY = ("exp", "iat", "iss", "aud", "sub")


class TokenRefused(Unauthenticated):
    """The token is not one of our issuer's for us, or is too old."""

    dutch = "Het token is niet van onze uitgever, niet voor ons bedoeld, of verlopen."


class IssuerAway(Unavailable):
    """Who signs people in does not answer."""

    dutch = "De dienst waar u zich aanmeldt, antwoordt niet."


Claims = Mapping[str, Any]
"""What a token says, once its signature, issuer, audience and moments were found right."""


@dataclass(slots=True)
class Issuer:
    """An issuer of tokens, and the keys it signs with.

    Attributes
    ----------
    url
        Its name in tokens, and where its discovery document lies below.
    audience
        For whom a token has to be made.
    leeway
        How far its clock may be from ours. [second]
    """

    url: str
    audience: str
    leeway: float
    http: httpx.AsyncClient
    _keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _tried_at: float = float("-inf")
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_away(self) -> bool:
        """Tell whether it did not answer when we looked last."""
        return self._tried_at > self._looked_at

    async def claims(self, token: str) -> Claims:
        """Return what a token says.

        Raises
        ------
        TokenRefused
            When it is not to be believed; the answer does not tell why.
        IssuerAway
            When its keys are not known, and can't be had.
        """
        try:
            key = await self._key(jwt.get_unverified_header(token))
            return jwt.decode(
                token,
                key=key,
                algorithms=ALGORITHMS,
                audience=self.audience,
                issuer=self.url,
                leeway=self.leeway,
                options={"require": list(MUST_SAY)},
            )
        except jwt.PyJWTError as error:
            logger.info("A token was refused: %s", type(error).__name__)
            raise TokenRefused(
                "Sign in again; the token must be from our issuer, for this service, and not expired.",
                "Meld u opnieuw aan; het token moet van onze uitgever zijn, voor deze dienst, en niet verlopen.",
            ) from None

    async def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """Return the key a token says it is signed with."""
        name = header.get("kid")
        if not isinstance(name, str):
            raise jwt.InvalidTokenError("no key is named")
        async with self._one_at_a_time:
            if self._is_older_than(FRESH) or name not in self._keys:
                await self._look_again()
        if name not in self._keys:
            raise jwt.InvalidTokenError("the key is not known")
        return self._keys[name]

    def _is_older_than(self, age: float) -> bool:
        return time.monotonic() - self._looked_at > age

    async def _look_again(self) -> None:
        """Fetch the keys, unless that was tried a moment ago; what was known will do for a while."""
        if time.monotonic() - self._tried_at >= PAUSE:
            self._tried_at = time.monotonic()
            try:
                self._keys = await self._published()
                self._looked_at = self._tried_at
            except (httpx.HTTPError, ValueError) as error:
                logger.warning("The issuer's keys can't be had: %s", type(error).__name__)
        if self._is_older_than(OLDEST):
            self._keys = {}
            raise IssuerAway("Try again in a while.", "Probeer het straks nog eens.")

    async def _published(self) -> dict[str, jwt.PyJWK]:
        """Return the keys that sign, by name."""
        found = await self._read(self.url.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.url:
            raise ValueError("the discovery document is of another issuer")
        listed = (await self._read(str(found.get("jwks_uri")))).get("keys")
        keys = [key for key in listed or [] if isinstance(key, dict) and key.get("use", "sig") == "sig"]
        return {key.key_id: key for key in map(_known, keys) if key is not None and key.key_id}

    async def _read(self, url: str) -> dict[str, Any]:
        async with self.http.stream("GET", url, timeout=PATIENCE) as answer:
            answer.raise_for_status()
            content = b""
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise ValueError("the answer is too large")
        read = httpx.Response(200, content=content).json()
        if not isinstance(read, dict):
            raise ValueError("the answer is no object")
        return read


def _known(key: dict[str, Any]) -> jwt.PyJWK | None:
    """Return a key that we can use; an issuer may have others too."""
    try:
        made = jwt.PyJWK(key)
    except jwt.PyJWTError:
        return None
    return made if made.algorithm_name in ALGORITHMS else None

"""Read the tokens of an OpenID Connect issuer: somebody else signs people in, and tells us who asks.

Its keys are found by discovery and kept. A token with a key we don't know makes us look again, so that an issuer
that changes its keys need not tell us; a key that it takes back is no good here some minutes later. Whoever reads our
own pages is sent there, and comes back with a code for a token (OpenID Connect Core 3.1, with PKCE: RFC 7636).
"""

import asyncio
import hashlib
import hmac
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

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

REFUSALS = (400, 401)
"""With which an issuer refuses a code (RFC 6749, 5.2); with anything else it is not itself."""

MUST_SAY = ("exp", "iat", "iss", "aud", "sub")


class TokenRefused(Unauthenticated):
    """The token is not one of our issuer's for us, or is too old."""

    dutch = "Het token is niet van onze uitgever, niet voor ons bedoeld, of verlopen."


class IssuerAway(Unavailable):
    """Who signs people in does not answer."""

    dutch = "De dienst waar u zich aanmeldt, antwoordt niet."


class CodeRefused(Unauthenticated):
    """Your sign-in took too long, or was used already."""

    dutch = "Uw aanmelding duurde te lang, of is al gebruikt."


Claims = Mapping[str, Any]
"""What a token says, once its signature, issuer, audience and moments were found right."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that a browser began: what goes to the issuer follows from what only the browser and we know.

    Attributes
    ----------
    secret
        At least 256 random bits; from what is derived from it, it can't be told.
    back
        The address that the issuer sends the browser back to.
    """

    secret: str
    back: str

    @property
    def state(self) -> str:
        """Return what comes back through the browser: it was this one that began."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Return what comes back within the identity token: it was made for this sign-in."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Return what the code is exchanged with: whoever else has the code has nothing."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """Return what the issuer holds the verifier against."""
        return _encoded(self.verifier)

    def _derived(self, purpose: str) -> str:
        return _encoded(f"{purpose} {self.secret}")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a code was good for: a token for our API, and what the issuer says of who signed in."""

    token: str
    claims: Claims


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
    client, scopes
        What it calls our pages, a public client, and what these ask for; without a name they send nobody there.
    """

    url: str
    audience: str
    leeway: float
    http: httpx.AsyncClient
    client: str = ""
    scopes: str = ""
    _document: dict[str, Any] = field(default_factory=dict)
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
        return await self._judged(token, audience=self.audience)

    async def sign_in_address(self, attempt: Attempt) -> str:
        """Return where a browser signs in, to come back with a code.

        Raises
        ------
        IssuerAway
            When that is not known, and can't be had.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": attempt.back,
            "scope": self.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return str(httpx.URL(await self._endpoint("authorization_endpoint")).copy_merge_params(asked))

    async def redeem(self, code: str, attempt: Attempt) -> SignedIn:
        """Return what a code is good for.

        Raises
        ------
        CodeRefused
            When the issuer does not know it, or not any more.
        TokenRefused
            When it gives nothing that was made for this sign-in.
        IssuerAway
            When it does not answer.
        """
        answer = await self._exchanged(code, attempt)
        claims = await self._judged(str(answer.get("id_token")), audience=self.client)
        if claims.get("azp", self.client) != self.client or not _same(claims.get("nonce"), attempt.nonce):
            logger.info("A token was refused: it was made for another sign-in")
            raise _refused()
        return SignedIn(str(answer.get("access_token")), claims)

    async def _exchanged(self, code: str, attempt: Attempt) -> dict[str, Any]:
        """Return what the issuer gives for a code."""
        given = {
            "grant_type": "authorization_code",
            "client_id": self.client,
            "code": code,
            "redirect_uri": attempt.back,
            "code_verifier": attempt.verifier,
        }
        url = await self._endpoint("token_endpoint")
        try:
            return await self._read(url, given)
        except (httpx.HTTPError, ValueError) as error:
            status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 0
            logger.warning("The issuer gives no token for a code: %s %s", type(error).__name__, status)
            if status in REFUSALS:
                raise CodeRefused("Begin again.", "Begin opnieuw.") from None
            raise _later() from None

    async def _judged(self, token: str, *, audience: str) -> Claims:
        try:
            key = await self._key(jwt.get_unverified_header(token))
            return jwt.decode(
                token,
                key=key,
                algorithms=ALGORITHMS,
                audience=audience,
                issuer=self.url,
                leeway=self.leeway,
                options={"require": list(MUST_SAY)},
            )
        except jwt.PyJWTError as error:
            logger.info("A token was refused: %s", type(error).__name__)
            raise _refused() from None

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

    async def _endpoint(self, name: str) -> str:
        """Return an address that the issuer tells of itself."""
        async with self._one_at_a_time:
            if self._is_older_than(FRESH):
                await self._look_again()
        address = str(self._document.get(name))
        if urlsplit(address).scheme != urlsplit(self.url).scheme:
            logger.warning("The issuer tells no %s that is as safe as its own address", name)
            raise _later()
        return address

    def _is_older_than(self, age: float) -> bool:
        return time.monotonic() - self._looked_at > age

    async def _look_again(self) -> None:
        """Fetch the keys, unless that was tried a moment ago; what was known will do for a while."""
        if time.monotonic() - self._tried_at >= PAUSE:
            self._tried_at = time.monotonic()
            try:
                self._document, self._keys = await self._published()
                self._looked_at = self._tried_at
            except (httpx.HTTPError, ValueError) as error:
                logger.warning("The issuer's keys can't be had: %s", type(error).__name__)
        if self._is_older_than(OLDEST):
            self._keys = {}
            raise _later()

    async def _published(self) -> tuple[dict[str, Any], dict[str, jwt.PyJWK]]:
        """Return what the issuer tells of itself, and the keys that sign, by name."""
        found = await self._read(self.url.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.url:
            raise ValueError("the discovery document is of another issuer")
        listed = (await self._read(str(found.get("jwks_uri")))).get("keys")
        keys = [key for key in listed or [] if isinstance(key, dict) and key.get("use", "sig") == "sig"]
        return found, {key.key_id: key for key in map(_known, keys) if key is not None and key.key_id}

    async def _read(self, url: str, given: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return what an address answers; with what is given there, if anything is."""
        method = "GET" if given is None else "POST"
        async with self.http.stream(method, url, data=given, timeout=PATIENCE) as answer:
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


def _encoded(text: str) -> str:
    """Return the SHA-256 of a text as it goes into an address (RFC 7636, appendix A)."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _same(one: Any, other: str) -> bool:
    return hmac.compare_digest(str(one).encode(), other.encode())


def _refused() -> TokenRefused:
    return TokenRefused(
        "Sign in again; the token must be from our issuer, for this service, and not expired.",
        "Meld u opnieuw aan; het token moet van onze uitgever zijn, voor deze dienst, en niet verlopen.",
    )


def _later() -> IssuerAway:
    return IssuerAway("Try again in a while.", "Probeer het straks nog eens.")


def _known(key: dict[str, Any]) -> jwt.PyJWK | None:
    """Return a key that we can use; an issuer may have others too."""
    try:
        made = jwt.PyJWK(key)
    except jwt.PyJWTError:
        return None
    return made if made.algorithm_name in ALGORITHMS else None

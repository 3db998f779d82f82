"""Who asks: by a key of ours, or by the token of an issuer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from matching.actors import Actor
from matching.errors import Unauthenticated
from matching.issuer import Issuer
from matching.operations import identities, keys
from matching.operations.identities import ClaimNames
from matching.work import Work

KEY = "mp_"
"""What our keys begin with; no token does."""

Recognise = Callable[[Work], Awaitable[Actor]]


@dataclass(frozen=True, slots=True)
class Gate:
    """Tells who asks.

    Attributes
    ----------
    issuer, names
        Whose tokens are good here, and where they say what; None: only keys are.
    """

    issuer: Issuer | None = None
    names: ClaimNames | None = None

    async def admit(self, sent: str) -> Recognise:
        """Judge what was sent, and return what recognises its sender within a unit of work.

        A token is judged here, before there is a transaction: its issuer may have to be asked for its keys.

        Raises
        ------
        Unauthenticated
            When it is a token that is not to be believed.
        IssuerAway
            When that can't be told now.
        """
        issuer, names = self.issuer, self.names
        if issuer is None or names is None or sent.startswith(KEY):
            return lambda work: keys.identify(work, secret=sent)
        claims = await issuer.claims(sent)
        return lambda work: identities.recognise(work, claims=claims, names=names)


def needed() -> Unauthenticated:
    """Return the refusal of who sent nothing."""
    return Unauthenticated(
        "Send your API key as `Authorization: Bearer mp_…`, or the token of your sign-in in its place.",
        "Stuur uw API-sleutel mee als `Authorization: Bearer mp_…`, of het token van uw aanmelding in plaats daarvan.",
    )

"""Who a token of an issuer speaks for: an organisation of ours, in its role, by a person whose name we never learn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.actors import SYSTEM, Actor, Role
from matching.errors import Unauthenticated
from matching.models import Membership, Organisation
from matching.work import Work

LONGEST_SUBJECT = 80
"""Of a longer name of a person the journal keeps this much."""


class NobodyOfOurs(Unauthenticated):
    """The token speaks for no organisation of ours, or not in its role."""

    dutch = "Het token hoort bij geen organisatie van ons, of niet in haar rol."


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where in a token stands what we ask for; a dot goes a level deeper, as in `realm_access.roles`."""

    organisation: str
    roles: str
    scopes: str


async def recognise(
    work: Work, *, claims: Mapping[str, Any], names: ClaimNames, known_scopes: frozenset[str]
) -> Actor:
    """Return who a token speaks for.

    Its organisation stands there by its identity, and one of its roles must be what that organisation is. An
    operator has the role `operator` and no organisation. A token that names scopes of ours is limited to those; what
    else stands there, such as `openid`, is not ours to judge.

    Raises
    ------
    NobodyOfOurs
        When the organisation is unknown or suspended, or the role another's; the answer does not tell which.
    """
    named, given = _found(claims, names.organisation), _found(claims, names.roles)
    roles = {one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)}
    person = str(claims["sub"])[:LONGEST_SUBJECT]
    scopes = _scopes(_found(claims, names.scopes)) & known_scopes or None
    await work.become(SYSTEM)
    if named is None and Role.OPERATOR in roles:
        return Actor(Role.OPERATOR, on_behalf_of=person, scopes=scopes)
    organisation = await _organisation(work, named)
    if organisation is None or organisation.kind.value not in roles:
        raise NobodyOfOurs(
            "Ask whoever manages your sign-in for a role here, and for the identity of your organisation.",
            "Vraag de beheerder van uw aanmelding om een rol hier, en om het kenmerk van uw organisatie.",
        )
    here = select(Membership.region_id).where(Membership.organisation_id == organisation.id)
    regions = frozenset(await work.session.scalars(here))
    return Actor(Role(organisation.kind.value), organisation.id, regions, on_behalf_of=person, scopes=scopes)


def _scopes(claim: Any) -> frozenset[str]:
    """Return what stands in a claim: names with spaces between (RFC 8693, 4.2), or a list of them."""
    names = claim.split() if isinstance(claim, str) else claim
    return frozenset(one for one in names if isinstance(one, str)) if isinstance(names, list) else frozenset()


def _found(claims: Any, name: str) -> Any:
    """Return what stands in a claim, None when nothing does."""
    for part in name.split("."):
        claims = claims.get(part) if isinstance(claims, Mapping) else None
    return claims


async def _organisation(work: Work, named: Any) -> Organisation | None:
    try:
        identity = UUID(named)
    except (AttributeError, TypeError, ValueError):
        return None
    query = select(Organisation).where(Organisation.id == identity, Organisation.suspended_at.is_(None))
    return await work.session.scalar(query)

"""Look up where providers deliver support, how heavy, and for how many hours a week."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Organisation, SupportCoverage
from matching.queries.organisations import OrganisationNotFound, organisation
from matching.vocabulary import OrganisationKind
from matching.work import Work


class NotAProvider(Conflict):
    """Only a provider delivers support."""

    dutch = "Alleen een zorgaanbieder levert begeleiding."


async def covering_provider(work: Work, *, organisation_id: UUID) -> Organisation:
    """Return a provider whose coverage the actor may see: its own, or one of a coordinator's regions.

    Raises
    ------
    OrganisationNotFound
        When it does not exist, works elsewhere, or is another than the provider who asks.
    NotAProvider
        When it is of another kind.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    if work.actor.role is Role.PROVIDER and organisation_id != work.actor.organisation:
        raise OrganisationNotFound("This is not your organisation.", "Dit is niet uw organisatie.")
    found = await organisation(work, organisation_id=organisation_id)
    if found.kind is not OrganisationKind.PROVIDER:
        raise NotAProvider(
            f"This organisation is a {found.kind}.", f"Deze organisatie is een {found.kind.dutch}."
        )
    return found


async def coverage(work: Work, *, region_id: UUID, provider_id: UUID) -> list[SupportCoverage]:
    """Return what a provider delivers in the municipalities of a region, by municipality."""
    rows = await work.session.scalars(
        select(SupportCoverage)
        .where(SupportCoverage.region_id == region_id, SupportCoverage.provider_id == provider_id)
        .order_by(SupportCoverage.municipality_code)
    )
    return list(rows)


def tag_of(rows: Sequence[SupportCoverage]) -> str:
    """Return what tells this coverage from any other: it has no row of its own that could count revisions."""
    said = [
        (row.municipality_code, row.level.value, None if row.hours is None else f"{row.hours:.2f}")
        for row in rows
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]

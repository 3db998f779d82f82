"""Look up whose a placement is, for what comes after the key: check-ins, signals and outcomes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, select

from matching.actors import Actor, Role
from matching.models import Client, Dwelling, Membership, Organisation, Placement
from matching.queries.placements import PlacementNotFound, ours
from matching.vocabulary import OrganisationKind
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Around:
    """A placement, and who stands around it."""

    placement: Placement
    provider_id: UUID
    corporation_id: UUID


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which placements concern the actor, of those joined with their client and dwelling.

    Raises
    ------
    NotAllowed
        When none concerns the actor's role.
    """
    if actor.role is not Role.MUNICIPALITY:
        return ours(actor)
    here = Placement.region_id.in_(actor.region_ids)
    return and_(here, Placement.municipality_code == _own_municipality(actor))


def _own_municipality(actor: Actor) -> ScalarSelect[str | None]:
    query = select(Organisation.municipality_code).where(Organisation.id == actor.organisation)
    return query.scalar_subquery()


async def around(work: Work, *, placement_id: UUID) -> Around:
    """Return a placement with who stands around it.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or does not concern the actor.
    """
    query = (
        select(Placement, Placement.provider_id, Placement.corporation_id)
        .outerjoin(Client, Client.id == Placement.client_id)
        .outerjoin(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(Placement.id == placement_id, within_reach(work.actor))
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise PlacementNotFound("There is no such placement for you.", "Deze plaatsing is er voor u niet.")
    return Around(*found)


async def municipalities_of(work: Work, *, placement: Placement) -> list[UUID]:
    """Return the municipal organisations of the place where a placement is, of its region."""
    query = (
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Organisation.kind == OrganisationKind.MUNICIPALITY)
        .where(Organisation.municipality_code == placement.municipality_code)
        .where(Membership.region_id == placement.region_id)
        .order_by(Organisation.id)
    )
    return list(await work.session.scalars(query))

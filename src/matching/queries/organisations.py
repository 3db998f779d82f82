"""Look up organisations, within what the actor may see."""

from uuid import UUID

from sqlalchemy import Select, exists, select

from matching.actors import Role
from matching.errors import NotAllowed, NotFound
from matching.models import Membership, Organisation, Region
from matching.vocabulary import OrganisationKind
from matching.work import Work


class OrganisationNotFound(NotFound):
    """There is no such organisation, or it is not yours to see."""

    dutch = "Deze organisatie bestaat niet, of u mag haar niet zien."


class OrganisationElsewhereToo(NotAllowed):
    """The organisation works in regions that you don't work in too."""

    dutch = "De organisatie werkt ook in regio's waar u niet werkt."


def _visible(work: Work) -> Select[Organisation]:
    """Return what the actor may see: its regions' organisations; for others than coordinators only names matter."""
    query = select(Organisation)
    if work.actor.works_everywhere:
        return query
    here = select(Membership.organisation_id).where(Membership.region_id.in_(work.actor.region_ids))
    return query.where(Organisation.id.in_(here) | (Organisation.id == work.actor.organisation_id))


async def visible_organisations(
    work: Work, *, kind: OrganisationKind | None, region_id: UUID | None, after: UUID | None, limit: int
) -> list[Organisation]:
    """Return organisations by id, from after a place on."""
    query = _visible(work).order_by(Organisation.id).limit(limit)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if region_id is not None:
        query = query.where(
            Organisation.id.in_(select(Membership.organisation_id).where(Membership.region_id == region_id))
        )
    if after is not None:
        query = query.where(Organisation.id > after)
    return list(await work.session.scalars(query))


async def organisation(work: Work, *, organisation_id: UUID) -> Organisation:
    """Return one organisation.

    Raises
    ------
    OrganisationNotFound
        When it does not exist, or works in none of the actor's regions.
    """
    found = await work.session.scalar(_visible(work).where(Organisation.id == organisation_id))
    if found is None:
        raise OrganisationNotFound(
            "There is no such organisation for you.", "Deze organisatie is er voor u niet."
        )
    return found


async def manageable_organisation(work: Work, *, organisation_id: UUID) -> Organisation:
    """Return an organisation the actor may change: a coordinator those of its regions, never an operator's.

    Raises
    ------
    OrganisationNotFound
        When it is not visible.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    return await organisation(work, organisation_id=organisation_id)


async def require_only_here(work: Work, found: Organisation) -> None:
    """Refuse a coordinator what would reach further than its own regions: keys of an organisation open all of its own.

    Raises
    ------
    OrganisationElsewhereToo
        When the organisation works elsewhere too.
    """
    if work.actor.works_everywhere:
        return
    elsewhere = exists().where(
        Membership.organisation_id == found.id, Membership.region_id.not_in(work.actor.region_ids)
    )
    if await work.session.scalar(select(elsewhere)):
        raise OrganisationElsewhereToo(
            "This organisation works in other regions too: ask the operator.",
            "Deze organisatie werkt ook in andere regio's: vraag het de beheerder.",
        )


async def regions_of(work: Work, *, organisation_ids: list[UUID]) -> dict[UUID, list[str]]:
    """Return the slugs of the regions each organisation is active in."""
    rows = await work.session.execute(
        select(Membership.organisation_id, Region.slug)
        .join(Region, Region.id == Membership.region_id)
        .where(Membership.organisation_id.in_(organisation_ids))
        .order_by(Region.slug)
    )
    found: dict[UUID, list[str]] = {organisation_id: [] for organisation_id in organisation_ids}
    for organisation_id, slug in rows:
        found[organisation_id].append(slug)
    return found


async def own_municipality(work: Work) -> str | None:
    """Return the code of the municipality that asks; None for everybody else."""
    if work.actor.role is not Role.MUNICIPALITY:
        return None
    asked = select(Organisation.municipality_code).where(Organisation.id == work.actor.organisation)
    found: str | None = await work.session.scalar(asked)
    return found

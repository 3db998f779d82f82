"""Look up regions, within what the actor may see."""

from uuid import UUID

from sqlalchemy import select

from matching.errors import NotFound, Unprocessable
from matching.models import Region, RegionMunicipality
from matching.work import Work


class RegionNotFound(NotFound):
    """There is no such region, or your organisation is not active in it."""

    dutch = "Deze regio bestaat niet, of uw organisatie is er niet actief."


class RegionNeeded(Unprocessable):
    """Your organisation works in several regions: say which one you mean."""

    dutch = "Uw organisatie werkt in meer regio's: zeg welke u bedoelt."


async def visible_regions(work: Work) -> list[Region]:
    """Return the regions the actor works in, by name."""
    query = select(Region).order_by(Region.name)
    if not work.actor.works_everywhere:
        query = query.where(Region.id.in_(work.actor.region_ids))
    return list(await work.session.scalars(query))


async def visible_slugs(work: Work) -> dict[UUID, str]:
    """Return the slug of each region the actor works in, by its id."""
    return {found.id: found.slug for found in await visible_regions(work)}


async def region(work: Work, *, slug: str) -> Region:
    """Return one region.

    Raises
    ------
    RegionNotFound
        When it does not exist or the actor does not work there.
    """
    found = await work.session.scalar(select(Region).where(Region.slug == slug))
    if found is None or not (work.actor.works_everywhere or found.id in work.actor.region_ids):
        raise RegionNotFound(f"There is no region {slug} for you.", f"Er is voor u geen regio {slug}.")
    return found


async def only_region(work: Work, *, slug: str | None) -> Region:
    """Return the region that was named or, when none was, the only one the actor works in.

    Raises
    ------
    RegionNotFound
        When it does not exist or the actor does not work there.
    RegionNeeded
        When none was named and there are several.
    """
    if slug is not None:
        return await region(work, slug=slug)
    regions = await visible_regions(work)
    if not regions:
        raise RegionNotFound(
            "Your organisation is active in no region.", "Uw organisatie is in geen regio actief."
        )
    if len(regions) > 1:
        names = ", ".join(found.slug for found in regions)
        raise RegionNeeded(f"Choose one of: {names}.", f"Kies een van: {names}.")
    return regions[0]


async def municipalities_of(work: Work, *, region_id: UUID) -> list[str]:
    """Return the codes of a region's municipalities, sorted."""
    query = (
        select(RegionMunicipality.municipality_code)
        .where(RegionMunicipality.region_id == region_id)
        .order_by(RegionMunicipality.municipality_code)
    )
    return list(await work.session.scalars(query))

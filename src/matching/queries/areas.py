"""Look up municipalities, districts and neighbourhoods. The map is open to everybody with a key."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from matching.errors import NotFound
from matching.models import Area, Region, RegionMunicipality
from matching.vocabulary import AreaLevel
from matching.work import Work


class AreaNotFound(NotFound):
    """There is no such area on the map."""

    dutch = "Dit gebied staat niet op de kaart."


@dataclass(frozen=True, slots=True)
class AreaFilter:
    """Which areas are asked for; None asks for all.

    Attributes
    ----------
    name
        How the name begins, in small letters or capitals alike.
    """

    level: AreaLevel | None = None
    municipality: str | None = None
    region: Region | None = None
    name: str | None = None


async def areas(
    work: Work, *, wanted: AreaFilter, after: str | None = None, limit: int | None = None
) -> list[Area]:
    """Return areas by code, from after a place on; their outlines are not loaded."""
    query = _selected(wanted, after=after, limit=limit).options(defer(Area.outline, raiseload=True))
    return list(await work.session.scalars(query))


async def outlined_areas(
    work: Work, *, wanted: AreaFilter, after: str | None = None, limit: int | None = None
) -> list[Area]:
    """Return areas by code with their outlines, from after a place on."""
    return list(await work.session.scalars(_selected(wanted, after=after, limit=limit)))


def _selected(wanted: AreaFilter, *, after: str | None, limit: int | None) -> Select[Area]:
    query = select(Area).order_by(Area.code).limit(limit)
    if wanted.level is not None:
        query = query.where(Area.level == wanted.level)
    if wanted.municipality is not None:
        query = query.where(Area.municipality_code == wanted.municipality)
    if wanted.region is not None:
        held = select(RegionMunicipality.municipality_code).where(
            RegionMunicipality.region_id == wanted.region.id
        )
        query = query.where(Area.municipality_code.in_(held))
    if wanted.name is not None:
        query = query.where(Area.name.istartswith(wanted.name, autoescape=True))
    if after is not None:
        query = query.where(Area.code > after)
    return query


async def area(work: Work, *, code: str) -> Area:
    """Return one area.

    Raises
    ------
    AreaNotFound
        When it is not on the map.
    """
    found = await work.session.get(Area, code)
    if found is None:
        raise AreaNotFound(f"{code} is not on the map.", f"{code} staat niet op de kaart.")
    return found

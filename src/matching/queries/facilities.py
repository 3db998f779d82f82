"""Look up facilities, the places that hold on a day, and what they load their neighbourhood with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Facility, FacilityPlaces, Region
from matching.work import Work


class FacilityNotFound(NotFound):
    """There is no such facility, or it is not yours to see."""

    dutch = "Deze voorziening bestaat niet, of u mag haar niet zien."


@dataclass(frozen=True, slots=True)
class FacilityOn:
    """A facility, the slug of its region, and its places on a day: one row for each funding stream."""

    facility: Facility
    region: str
    places: tuple[FacilityPlaces, ...]


def _visible(work: Work) -> Select[Facility]:
    """Return what the actor may see: a provider its own, the others those of their regions."""
    query = select(Facility)
    if work.actor.works_everywhere:
        return query
    query = query.where(Facility.region_id.in_(work.actor.region_ids))
    if work.actor.role is Role.PROVIDER:
        query = query.where(Facility.provider_id == work.actor.organisation)
    return query


async def visible_facilities(
    work: Work, *, region_id: UUID, on: date, after: UUID | None = None, limit: int | None = None
) -> list[FacilityOn]:
    """Return the facilities of a region by id, with the places that hold on a day, from after a place on."""
    query = _visible(work).where(Facility.region_id == region_id).order_by(Facility.id).limit(limit)
    if after is not None:
        query = query.where(Facility.id > after)
    found = list(await work.session.scalars(query))
    places = await _places(work, facility_ids=[facility.id for facility in found], on=on)
    region = (await work.session.get_one(Region, region_id)).slug
    return [
        FacilityOn(one, region, tuple(row for row in places if row.facility_id == one.id)) for one in found
    ]


async def facility(work: Work, *, facility_id: UUID) -> Facility:
    """Return one facility.

    Raises
    ------
    FacilityNotFound
        When it does not exist, or the actor may not see it.
    """
    found = await work.session.scalar(_visible(work).where(Facility.id == facility_id))
    if found is None:
        raise FacilityNotFound("There is no such facility for you.", "Deze voorziening is er voor u niet.")
    return found


async def facility_on(work: Work, *, facility_id: UUID, on: date) -> FacilityOn:
    """Return one facility with the places that hold on a day.

    Raises
    ------
    FacilityNotFound
        As in `facility`.
    """
    found = await facility(work, facility_id=facility_id)
    region = await work.session.get_one(Region, found.region_id)
    return FacilityOn(found, region.slug, tuple(await _places(work, facility_ids=[found.id], on=on)))


async def region_places(work: Work, *, region_id: UUID, on: date) -> list[tuple[str, FacilityPlaces]]:
    """Return the places of a region's facilities that hold on a day, each with its neighbourhood."""
    rows = await work.session.execute(
        select(Facility.id, Facility.neighbourhood_code).where(Facility.region_id == region_id)
    )
    neighbourhoods = dict(rows.all())
    places = await _places(work, facility_ids=list(neighbourhoods), on=on)
    return [(neighbourhoods[row.facility_id], row) for row in places]


def facility_load(places: Iterable[tuple[str, FacilityPlaces]]) -> dict[str, Decimal]:
    """Return what taken places of facilities load each neighbourhood with. [points]"""
    load: dict[str, Decimal] = {}
    for neighbourhood, row in places:
        load[neighbourhood] = load.get(neighbourhood, Decimal(0)) + row.occupancy * row.load_per_place
    return load


def facility_pressure(places: Iterable[tuple[str, FacilityPlaces]]) -> dict[UUID, Decimal]:
    """Return how full each facility is: taken places over places, above 1 when over-full.

    A facility without places is left out; one that has taken places but no capacity counts as full.
    """
    totals: dict[UUID, tuple[Decimal, Decimal]] = {}
    for _, row in places:
        taken, capacity = totals.get(row.facility_id, (Decimal(0), Decimal(0)))
        totals[row.facility_id] = (taken + row.occupancy, capacity + row.capacity)
    return {
        facility_id: taken / capacity if capacity else Decimal(1)
        for facility_id, (taken, capacity) in totals.items()
        if taken or capacity
    }


async def _places(work: Work, *, facility_ids: Sequence[UUID], on: date) -> list[FacilityPlaces]:
    """Return per facility and stream the latest row that holds on a day, in a stable order."""
    found = await work.session.scalars(
        select(FacilityPlaces)
        .where(FacilityPlaces.facility_id.in_(facility_ids), FacilityPlaces.valid_from <= on)
        .ext(distinct_on(FacilityPlaces.facility_id, FacilityPlaces.funding))
        .order_by(FacilityPlaces.facility_id, FacilityPlaces.funding, FacilityPlaces.valid_from.desc())
    )
    return list(found)

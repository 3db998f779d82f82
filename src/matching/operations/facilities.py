"""Register facilities, and say how many places they have and how many are taken, from a day on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matching.actors import Role
from matching.database import violated_constraint
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Area, Facility, FacilityPlaces, Fact, Membership, Organisation, Region
from matching.operations.changes import NothingToChange
from matching.operations.revisions import WHATEVER, Expected
from matching.queries import facilities
from matching.queries.regions import municipalities_of
from matching.vocabulary import AreaLevel, FundingStream, OrganisationKind
from matching.work import Work


class FacilityExists(Conflict):
    """The region has a facility with this reference already."""

    dutch = "De regio heeft al een voorziening met dit kenmerk."


class FacilityDoesNotFit(Unprocessable):
    """The facility does not fit the region."""

    dutch = "De voorziening past niet bij de regio."


class NotYourFacility(Unprocessable):
    """A provider registers its own facilities only."""

    dutch = "Een zorgaanbieder schrijft alleen eigen voorzieningen in."


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one funding stream from a day on, and how many are taken."""

    funding: FundingStream
    valid_from: date
    capacity: Decimal
    occupancy: Decimal
    load_per_place: Decimal


async def register_facility(work: Work, *, region: Region, **fields: Any) -> Facility:
    """Register a facility of a region.

    Parameters
    ----------
    fields
        `reference`, `name`, `kind`, `neighbourhood_code` and perhaps `provider_id`; a provider's own by default.

    Raises
    ------
    FacilityDoesNotFit
        When the neighbourhood or the provider is not in the region; names both.
    NotYourFacility
        When a provider names another one.
    FacilityExists
        When the reference is taken.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    given = dict(fields)
    if work.actor.role is Role.PROVIDER and given.get("provider_id") is None:
        given["provider_id"] = work.actor.organisation
    facility = Facility(**work.stamp(), region_id=region.id, **given)
    await _refuse_misfit(work, facility)
    work.session.add(facility)
    await _flush(work, facility)
    work.record(Fact.FACILITY_REGISTERED, facility.id, region_id=region.id, parties=_owner(facility))
    await work.session.flush()
    return facility


async def change_facility(
    work: Work, *, facility_id: UUID, expected: Expected = WHATEVER, **fields: Any
) -> Facility:
    """Change what was given of a facility.

    Parameters
    ----------
    expected
        The revisions that the change was made for.

    Raises
    ------
    NothingToChange
        When nothing was given.
    FacilityNotFound
        When it does not exist, or is not the provider's own.
    ResourceMovedOn
        When it was changed since.
    FacilityDoesNotFit, NotYourFacility, FacilityExists
        As in `register_facility`.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    if not fields:
        raise NothingToChange("Name at least one field.", "Noem ten minste één veld.")
    facility = await _lock(work, facility_id)
    expected.require(facility.revision)
    with work.session.no_autoflush:
        for name, value in fields.items():
            setattr(facility, name, value)
        await _refuse_misfit(work, facility)
    facility.modified_at = work.at
    await _flush(work, facility)
    work.record(
        Fact.FACILITY_CHANGED,
        facility.id,
        region_id=facility.region_id,
        parties=_owner(facility),
        changed=sorted(fields),
    )
    await work.session.flush()
    return facility


async def set_places(work: Work, *, facility_id: UUID, places: Places) -> Facility:
    """Say how many places one funding stream has from a day on; the same day again replaces it.

    Raises
    ------
    FacilityNotFound
        When it does not exist, or is not the provider's own.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    facility = await _lock(work, facility_id)
    row = FacilityPlaces(
        facility_id=facility.id,
        funding=places.funding,
        valid_from=places.valid_from,
        capacity=places.capacity,
        occupancy=places.occupancy,
        load_per_place=places.load_per_place,
    )
    await work.session.merge(row)
    facility.modified_at = work.at
    facility.revision += 1  # also when only its places, which are rows of their own, changed at this moment
    work.record(
        Fact.FACILITY_CHANGED,
        facility.id,
        region_id=facility.region_id,
        parties=_owner(facility),
        funding=places.funding.value,
        valid_from=str(places.valid_from),
        capacity=str(places.capacity),
        occupancy=str(places.occupancy),
    )
    await work.session.flush()
    return facility


def _owner(facility: Facility) -> list[UUID]:
    """Return the provider that may hear of it, if it has one."""
    return [] if facility.provider_id is None else [facility.provider_id]


async def _lock(work: Work, facility_id: UUID) -> Facility:
    found = await facilities.facility(work, facility_id=facility_id)
    return await work.session.get_one(
        Facility, found.id, with_for_update={"key_share": True}, populate_existing=True
    )


async def _flush(work: Work, facility: Facility) -> None:
    reference = facility.reference
    try:
        await work.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "uq_facilities_region_id_reference":
            raise
        raise FacilityExists(f"{reference} is taken.", f"{reference} is al in gebruik.") from error


async def _refuse_misfit(work: Work, facility: Facility) -> None:
    mine = facility.provider_id == work.actor.organisation_id
    if work.actor.role is Role.PROVIDER and not mine:
        raise NotYourFacility("Leave provider out, or name yourself.", "Laat provider weg, of noem uzelf.")
    faults = [*await _place_faults(work, facility), *await _provider_faults(work, facility)]
    if faults:
        raise FacilityDoesNotFit(faults[0].english, faults[0].dutch, faults)


async def _place_faults(work: Work, facility: Facility) -> list[Fault]:
    code = facility.neighbourhood_code
    held = await municipalities_of(work, region_id=facility.region_id)
    known = await work.session.scalar(
        select(Area.code).where(
            Area.code == code, Area.level == AreaLevel.NEIGHBOURHOOD, Area.municipality_code.in_(held)
        )
    )
    if known:
        return []
    return [
        Fault(
            "neighbourhood",
            "not-in-region",
            f"{code} is not a neighbourhood of this region.",
            f"{code} is geen buurt van deze regio.",
        )
    ]


async def _provider_faults(work: Work, facility: Facility) -> list[Fault]:
    if facility.provider_id is None:
        return []
    known = await work.session.scalar(
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Organisation.id == facility.provider_id,
            Organisation.kind == OrganisationKind.PROVIDER,
            Membership.region_id == facility.region_id,
        )
    )
    if known:
        return []
    return [
        Fault(
            "provider",
            "unknown-provider",
            "No such provider is active in this region.",
            "Deze zorgaanbieder is niet actief in deze regio.",
        )
    ]

"""Facilities: existing institutions, whose places load their neighbourhood."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import BaseModel, Field

from matching.api.changes import partial
from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.dependencies import CarerWork
from matching.api.housing_forms import RegionOf
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Moment, Out, Points, Reference
from matching.errors import NotAllowed
from matching.examples import FACILITY, PROVIDER
from matching.operations import facilities
from matching.operations.changes import NothingToChange
from matching.operations.facilities import FacilityDoesNotFit, FacilityExists, NotYourFacility, Places
from matching.queries import facilities as questions
from matching.queries.facilities import FacilityNotFound, FacilityOn
from matching.queries.regions import RegionNeeded, RegionNotFound, only_region
from matching.vocabulary import FacilityKind, FundingStream
from matching.work import Work

router = open_router("/facilities", tag="facilities")

FacilityId = Annotated[UUID, Path(description="Identity of the facility.", examples=[FACILITY])]
OnDay = Annotated[
    date | None,
    Query(
        alias="on",
        description="Places that hold on this day; otherwise today.",
        examples=["2026-12-01"],
    ),
]
Name = Annotated[str, Field(min_length=2, max_length=120, description="Name.", examples=["De Voorbeeldhof"])]


class FacilityFields(BaseModel):
    """What a facility is, and where it stands."""

    reference: Annotated[
        Reference,
        Field(
            description="Your own reference, unique in the region.",
            examples=["VZ-DEMO-0099"],
        ),
    ]
    name: Name
    kind: Annotated[FacilityKind, Field(description="Kind of facility.", examples=["sheltered-living"])]
    neighbourhood_code: Annotated[
        AreaCode,
        Field(
            alias="neighbourhood",
            description="CBS neighbourhood in which it stands.",
            examples=["BU09179901"],
        ),
    ]
    provider_id: Annotated[
        UUID | None,
        Field(
            alias="provider",
            description="Provider; left out: yourself, if you are one.",
            examples=[None],
        ),
    ] = None


class FacilityIn(In, FacilityFields):
    """A facility to register."""


@partial
class FacilityChangeIn(In, FacilityFields):
    """What changes about a facility; what is left out stays."""

    reference: Annotated[Reference, Field(description="Your own reference.", examples=["VZ-VB-01"])]
    name: Annotated[Name, Field(examples=["Woonvorm De Brug (fictief)"])]
    provider_id: Annotated[
        UUID | None,
        Field(
            alias="provider",
            description="Provider; null: none of the region.",
            examples=[PROVIDER],
        ),
    ]


class PlacesFields(BaseModel):
    """Places of one funding stream from a day on, and how many are taken."""

    funding: Annotated[FundingStream, Field(description="Who pays for the places.", examples=["wlz"])]
    valid_from: Annotated[date, Field(description="From this day on.", examples=["2027-01-01"])]
    capacity: Annotated[Points, Field(description="Places.", examples=[6])]
    occupancy: Annotated[
        Points,
        Field(
            description="Taken places; a couple with two indications counts one and a half.",
            examples=[5.5],
        ),
    ]
    load_per_place: Annotated[
        Points,
        Field(description="Load of a taken place. [points]", examples=[0.5]),
    ]


class PlacesIn(In, PlacesFields):
    """Places to set."""


class PlacesOut(Out, PlacesFields):
    """Places that hold on the day that was asked for."""


class FacilityOut(Out, FacilityFields):
    """A facility, with the places that hold on the day that was asked for."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    places: Annotated[list[PlacesOut], Field(description="By funding stream.")]
    created_at: Annotated[Moment, Field(description="When registered.")]
    modified_at: Annotated[Moment, Field(description="When it was last changed.")]


class FacilityListOut(ListOut):
    """A page of facilities."""

    items: list[FacilityOut]


def _out(found: FacilityOn) -> FacilityOut:
    row = found.facility
    return FacilityOut(
        id=row.id,
        region=found.region,
        provider_id=row.provider_id,
        reference=row.reference,
        name=row.name,
        kind=row.kind,
        neighbourhood_code=row.neighbourhood_code,
        places=[PlacesOut.model_validate(places) for places in found.places],
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


async def _shown(work: Work, facility_id: UUID, tag: Tag, *, on: date) -> FacilityOut:
    """Show a facility on a day; the same revision looks otherwise on another day."""
    found = await questions.facility_on(work, facility_id=facility_id, on=on)
    tag.tell(found.facility.revision, variant=on)
    return _out(found)


@router.get("", responses=refuses(NotAllowed, RegionNeeded, RegionNotFound))
async def list_facilities(
    page: APage, work: CarerWork, region: RegionOf = None, on: OnDay = None
) -> FacilityListOut:
    """Show the facilities: a provider its own, a coordinator those of the region."""
    place = await only_region(work, slug=region)
    found = await questions.visible_facilities(
        work, region_id=place.id, on=on or work.at.date(), after=page.after_id, limit=page.limit
    )
    return FacilityListOut(
        items=[_out(one) for one in found], next=page.next_id([one.facility.id for one in found])
    )


@router.post(
    "",
    status_code=201,
    responses=refuses(
        NotAllowed, RegionNeeded, RegionNotFound, FacilityDoesNotFit, NotYourFacility, FacilityExists
    ),
)
async def register_facility(
    body: FacilityIn, work: CarerWork, response: Response, tag: ATag, region: RegionOf = None
) -> FacilityOut:
    """Register a facility."""
    place = await only_region(work, slug=region)
    facility = await facilities.register_facility(work, region=place, **body.model_dump())
    response.headers["Location"] = f"/v1/facilities/{facility.id}"
    return await _shown(work, facility.id, tag, on=work.at.date())


@router.get("/{facility_id}", responses=refuses(NotAllowed, FacilityNotFound))
async def get_facility(facility_id: FacilityId, work: CarerWork, tag: ATag, on: OnDay = None) -> FacilityOut:
    """Show a facility."""
    return await _shown(work, facility_id, tag, on=on or work.at.date())


@router.patch(
    "/{facility_id}",
    responses=refuses(
        NotAllowed, FacilityNotFound, FacilityDoesNotFit, NotYourFacility, FacilityExists, NothingToChange
    ),
)
async def change_facility(
    facility_id: FacilityId, body: FacilityChangeIn, work: CarerWork, expected: IfMatch, tag: ATag
) -> FacilityOut:
    """Change a facility."""
    changes = body.model_dump(exclude_unset=True)
    await facilities.change_facility(work, facility_id=facility_id, expected=expected, **changes)
    return await _shown(work, facility_id, tag, on=work.at.date())


@router.post("/{facility_id}/places", responses=refuses(NotAllowed, FacilityNotFound))
async def set_facility_places(
    facility_id: FacilityId, body: PlacesIn, work: CarerWork, tag: ATag
) -> FacilityOut:
    """Say how many places there are from a day on, and how many are taken.

    The same funding stream and day again replaces what was there. The answer shows the places of that day.
    """
    await facilities.set_places(work, facility_id=facility_id, places=Places(**body.model_dump()))
    return await _shown(work, facility_id, tag, on=body.valid_from)

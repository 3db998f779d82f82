"""The sections of a covenant on the wire: what is sent and what is answered share these fields."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from matching.api.schemas import AreaCode, Points
from matching.examples import CORPORATION

Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=5, decimal_places=2, description="[%]", examples=[35.5]),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.01}, mode="validation"),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}, mode="serialization"),
]
Count = Annotated[int, Field(ge=0, le=100_000)]
Weight = Annotated[int, Field(ge=0, le=1_000, examples=[10])]
OrganisationId = Annotated[
    UUID,
    Field(
        description="Identity of an organisation that is active in the region.",
        examples=[CORPORATION],
    ),
]
Reason = Annotated[
    str,
    Field(min_length=3, max_length=500, description="Why.", examples=["Afgesproken in overleg."]),
]


class PartyFields(BaseModel):
    """An organisation that takes part."""

    organisation: OrganisationId
    joined_on: Annotated[date, Field(description="Takes part from.", examples=["2040-01-01"])]
    left_on: Annotated[
        date | None,
        Field(description="Takes no part any more from.", examples=[None]),
    ] = None


class QuotaFields(BaseModel):
    """What was agreed for one municipality. [placement]"""

    municipality: Annotated[AreaCode, Field(description="Municipality of the region.", examples=["GM0917"])]
    target_share: Annotated[Percent, Field(description="Target share of all placements. [%]")]
    maximum: Annotated[Count, Field(description="At most.", examples=[60])]
    minimum: Annotated[
        Count | None, Field(description="At least; null: nothing was agreed.", examples=[20])
    ] = None
    imports_maximum: Annotated[
        Count | None,
        Field(description="Most imports, from elsewhere; null: no limit.", examples=[15]),
    ] = None
    placed_before: Annotated[
        Count,
        Field(description="Placed in this term already, outside this system.", examples=[0]),
    ] = 0
    imports_before: Annotated[Count, Field(description="Of which imports, from elsewhere.", examples=[0])] = 0


Origin = Annotated[
    str,
    Field(
        pattern=r"^(GM[0-9]{4}|outside|unknown)$",
        description=(
            "Origin: a municipality of the region, `outside` (from outside the region) or `unknown` "
            "(not known)."
        ),
        examples=["GM0928"],
    ),
]


class OriginLimitFields(BaseModel):
    """How many people of one origin may come to one municipality. [placement]"""

    origin: Origin
    municipality: Annotated[
        AreaCode,
        Field(description="Municipality they come to.", examples=["GM0917"]),
    ]
    maximum: Annotated[Count, Field(description="At most.", examples=[5])]
    placed_before: Annotated[
        Count,
        Field(description="Placed in this term already, outside this system.", examples=[0]),
    ] = 0


class CommitmentFields(BaseModel):
    """How many dwellings a corporation will supply. [dwelling]"""

    organisation: OrganisationId
    dwellings: Annotated[Count, Field(description="Commitment: how many dwellings.", examples=[40])]
    supplied_before: Annotated[
        Count, Field(description="Supplied already, outside this system.", examples=[0])
    ] = 0
    offers_more: Annotated[
        bool,
        Field(
            description="What it offers above may be used too.",
            examples=[False],
        ),
    ] = False


class LoadCapFields(BaseModel):
    """What a district or neighbourhood can carry, for a time. [points]"""

    area: Annotated[AreaCode, Field(description="District or neighbourhood.", examples=["BU09179901"])]
    valid_from: Annotated[date, Field(description="Holds from.", examples=["2040-01-01"])]
    valid_until: Annotated[
        date | None, Field(description="Holds until; null: without an end.", examples=[None])
    ] = None
    points: Annotated[Points, Field(description="Load cap. [points]", examples=[17.5])]
    carried_before: Annotated[
        Points,
        Field(
            description="Load of earlier placements outside this system. [points]",
            examples=[2.5],
        ),
    ] = Decimal(0)
    reason: Reason


class ComplexCapFields(BaseModel):
    """What one complex of a corporation can carry. [points]"""

    organisation: OrganisationId
    complex: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="The corporation's reference of the complex.",
            examples=["TOREN-1"],
        ),
    ]
    points: Annotated[Points, Field(description="Load cap. [points]", examples=[6])]
    carried_before: Annotated[Points, Field(description="Load carried before. [points]", examples=[0])] = (
        Decimal(0)
    )
    reason: Reason


class UrgencyWeightsFields(BaseModel):
    """Points of a placement by urgency; a higher class stays above a lower one after the longest wait."""

    crisis: Annotated[int, Field(ge=1, le=1_000_000, description="Crisis.", examples=[7_600])]
    urgent: Annotated[int, Field(ge=1, le=1_000_000, description="Urgent.", examples=[700])]
    regular: Annotated[int, Field(ge=1, le=1_000_000, description="Regular.", examples=[10])]


class SuitabilityWeightsFields(BaseModel):
    """Weight of each part of suitability; 0 switches it off."""

    housing_form: Annotated[Weight, Field(description="A housing form that is wished for.")]
    area: Annotated[Weight, Field(description="An area that is wished for.")]
    origin: Annotated[Weight, Field(description="Local what can be local.")]
    bedrooms: Annotated[Weight, Field(description="No rooms to spare.")]
    rent: Annotated[Weight, Field(description="Rent.")]
    wishes: Annotated[Weight, Field(description="The client's own wishes.")]
    needs: Annotated[Weight, Field(description="What is wished for.")]
    scarcity: Annotated[Weight, Field(description="Saving scarce features.")]
    outflow: Annotated[Weight, Field(description="First out of full facilities.")]


class PolicyNumbers(BaseModel):
    """The other numbers of the policy."""

    waiting_weight: Annotated[
        int, Field(ge=0, le=1_000, description="Points for each month of waiting.", examples=[1])
    ]
    waiting_months: Annotated[
        int, Field(ge=0, le=600, description="After so many months no more.", examples=[60])
    ]
    ready_margin_days: Annotated[
        int,
        Field(
            ge=0,
            le=365,
            description="Ready so many days after completion is still in time.",
            examples=[30],
        ),
    ]
    spare_bedrooms: Annotated[
        int,
        Field(
            ge=0,
            le=10,
            description="So many bedrooms to spare is not too large.",
            examples=[1],
        ),
    ]

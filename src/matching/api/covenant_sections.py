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
        description="Kenmerk van een organisatie die in de regio actief is. / An organisation of the region.",
        examples=[CORPORATION],
    ),
]
Reason = Annotated[
    str,
    Field(min_length=3, max_length=500, description="Waarom. / Why.", examples=["Afgesproken in overleg."]),
]


class PartyFields(BaseModel):
    """An organisation that takes part."""

    organisation: OrganisationId
    joined_on: Annotated[date, Field(description="Doet mee vanaf. / Joined.", examples=["2040-01-01"])]
    left_on: Annotated[
        date | None,
        Field(description="Doet niet meer mee vanaf. / Left.", examples=[None]),
    ] = None


class QuotaFields(BaseModel):
    """What was agreed for one municipality. [plaatsing]"""

    municipality: Annotated[
        AreaCode, Field(description="Gemeente van de regio. / Municipality.", examples=["GM0917"])
    ]
    target_share: Annotated[
        Percent, Field(description="Streefaandeel in alle plaatsingen. [%] / Target share.")
    ]
    maximum: Annotated[Count, Field(description="Ten hoogste. / At most.", examples=[60])]
    minimum: Annotated[
        Count | None, Field(description="Ten minste; null: niets afgesproken. / At least.", examples=[20])
    ] = None
    imports_maximum: Annotated[
        Count | None,
        Field(
            description="Ten hoogste van elders; null: geen grens. / At most from elsewhere.", examples=[15]
        ),
    ] = None
    placed_before: Annotated[
        Count,
        Field(
            description="In deze looptijd al geplaatst, buiten dit systeem om. / Placed before.", examples=[0]
        ),
    ] = 0
    imports_before: Annotated[
        Count, Field(description="Waarvan van elders. / Of which from elsewhere.", examples=[0])
    ] = 0


Origin = Annotated[
    str,
    Field(
        pattern=r"^(GM[0-9]{4}|outside|unknown)$",
        description=(
            "Herkomst: een gemeente van de regio, `outside` (van buiten de regio) of `unknown` "
            "(niet bekend). / Origin: a municipality of the region, outside or unknown."
        ),
        examples=["GM0928"],
    ),
]


class OriginLimitFields(BaseModel):
    """How many people of one origin may come to one municipality. [plaatsing]"""

    origin: Origin
    municipality: Annotated[
        AreaCode,
        Field(description="Gemeente waar zij komen. / Municipality they come to.", examples=["GM0917"]),
    ]
    maximum: Annotated[Count, Field(description="Ten hoogste. / At most.", examples=[5])]
    placed_before: Annotated[
        Count,
        Field(
            description="In deze looptijd al geplaatst, buiten dit systeem om. / Placed before.", examples=[0]
        ),
    ] = 0


class CommitmentFields(BaseModel):
    """How many dwellings a corporation will supply. [woning]"""

    organisation: OrganisationId
    dwellings: Annotated[Count, Field(description="Taakstelling. / Commitment.", examples=[40])]
    supplied_before: Annotated[
        Count, Field(description="Al geleverd, buiten dit systeem om. / Supplied before.", examples=[0])
    ] = 0
    offers_more: Annotated[
        bool,
        Field(
            description="Wat zij meer aanbiedt, mag ook. / What it offers above may be used.",
            examples=[False],
        ),
    ] = False


class LoadCapFields(BaseModel):
    """What a district or neighbourhood can carry, for a time. [punten]"""

    area: Annotated[
        AreaCode, Field(description="Wijk of buurt. / District or neighbourhood.", examples=["BU09179901"])
    ]
    valid_from: Annotated[date, Field(description="Geldt vanaf. / Holds from.", examples=["2040-01-01"])]
    valid_until: Annotated[
        date | None, Field(description="Geldt tot; null: zonder einde. / Until.", examples=[None])
    ] = None
    points: Annotated[Points, Field(description="Draagkracht. [punten] / Capacity.", examples=[17.5])]
    carried_before: Annotated[
        Points,
        Field(
            description="Draaglast van eerdere plaatsingen buiten dit systeem om. [punten] / Carried before.",
            examples=[2.5],
        ),
    ] = Decimal(0)
    reason: Reason


class ComplexCapFields(BaseModel):
    """What one complex of a corporation can carry. [punten]"""

    organisation: OrganisationId
    complex: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="Kenmerk van het complex bij de corporatie. / The corporation's reference.",
            examples=["TOREN-1"],
        ),
    ]
    points: Annotated[Points, Field(description="Draagkracht. [punten] / Capacity.", examples=[6])]
    carried_before: Annotated[
        Points, Field(description="Eerdere draaglast. [punten] / Carried before.", examples=[0])
    ] = Decimal(0)
    reason: Reason


class UrgencyWeightsFields(BaseModel):
    """Points of a placement by urgency; a higher class stays above a lower one after the longest wait."""

    crisis: Annotated[int, Field(ge=1, le=1_000_000, description="Crisis.", examples=[7_600])]
    urgent: Annotated[int, Field(ge=1, le=1_000_000, description="Urgent.", examples=[700])]
    regular: Annotated[int, Field(ge=1, le=1_000_000, description="Regulier. / Regular.", examples=[10])]


class SuitabilityWeightsFields(BaseModel):
    """Weight of each part of suitability; 0 switches it off."""

    housing_form: Annotated[Weight, Field(description="Woonvorm naar wens. / Housing form.")]
    area: Annotated[Weight, Field(description="Gebied naar wens. / Area.")]
    origin: Annotated[Weight, Field(description="Lokaal wat lokaal kan. / Origin.")]
    bedrooms: Annotated[Weight, Field(description="Geen kamers over. / Bedrooms.")]
    rent: Annotated[Weight, Field(description="Huur. / Rent.")]
    wishes: Annotated[Weight, Field(description="Eigen wensen. / Wishes.")]
    needs: Annotated[Weight, Field(description="Wat gewenst is. / Needs.")]
    scarcity: Annotated[Weight, Field(description="Schaarse kenmerken sparen. / Scarcity.")]
    outflow: Annotated[Weight, Field(description="Eerst uit volle voorzieningen. / Outflow.")]


class PolicyNumbers(BaseModel):
    """The other numbers of the policy."""

    waiting_weight: Annotated[
        int, Field(ge=0, le=1_000, description="Punten per maand wachten. / Points a month.", examples=[1])
    ]
    waiting_months: Annotated[
        int, Field(ge=0, le=600, description="Na zoveel maanden niet meer. / Longest wait.", examples=[60])
    ]
    ready_margin_days: Annotated[
        int,
        Field(
            ge=0,
            le=365,
            description="Zoveel dagen na de oplevering klaar is nog op tijd. / Still in time.",
            examples=[30],
        ),
    ]
    spare_bedrooms: Annotated[
        int,
        Field(
            ge=0,
            le=10,
            description="Zoveel slaapkamers over is niet te groot. / Spare bedrooms.",
            examples=[1],
        ),
    ]

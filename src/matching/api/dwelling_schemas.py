"""What a dwelling looks like on the wire, and what each field is called in Dutch and in VERA."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.api.batches import MOST_ITEMS, Unjudged
from matching.api.changes import partial
from matching.api.listing import ListOut
from matching.api.lists import Unique
from matching.api.regions import Slug
from matching.api.schemas import In, Moment, Out, Reference, Rent
from matching.models import DwellingState
from matching.vocabulary import Accessibility, DwellingKind, Feature, TargetGroup, Tenancy

EnergyLabel = Literal["A+++++", "A++++", "A+++", "A++", "A+", "A", "B", "C", "D", "E", "F", "G"]
Neighbourhood = Annotated[str, Field(pattern=r"^BU[0-9]{8}$")]
Municipality = Annotated[str, Field(pattern=r"^GM[0-9]{4}$")]
FormCode = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Origin = Annotated[str, Field(pattern=r"^(GM[0-9]{4}|outside)$")]
Age = Annotated[int, Field(ge=0, le=120)]
Persons = Annotated[int, Field(ge=1, le=20)]

FEATURES = (
    "Features of the dwelling and its surroundings. VERA: ligging, ruimten, bouwkundigeElementen, "
    "liftAanwezig, etage."
)
"""What is told of the features of a dwelling, wherever it is shown."""


class ReferencedDwelling(BaseModel):
    """The field by which a corporation knows its dwelling."""

    reference: Annotated[
        Reference,
        Field(
            description=(
                "Your own reference of the dwelling, unique within your corporation. VERA: Eenheid.code."
            ),
            examples=["WON-DEMO-0001"],
        ),
    ]


class DwellingFields(BaseModel):
    """What a corporation says of a dwelling; `null` is "not known"."""

    neighbourhood_code: Annotated[
        Neighbourhood,
        Field(
            alias="neighbourhood",
            description="CBS neighbourhood in which the dwelling lies. VERA: adres.buurt.code.",
            examples=["BU09179901"],
        ),
    ]
    housing_form: Annotated[
        FormCode,
        Field(
            description=(
                "Housing form: the rung of the region's woonladder, see `/housing-forms`. VERA: woonvorm."
            ),
            examples=["own-home-ambulant"],
        ),
    ]
    available_from: Annotated[
        date,
        Field(
            description=("First day on which somebody can live there. VERA: opleverdatum."),
            examples=["2027-03-01"],
        ),
    ]
    available_until: Annotated[
        date | None,
        Field(
            description=("No longer available from this day on; null: no end. VERA does not have this."),
            examples=[None],
        ),
    ] = None
    capacity: Annotated[
        int,
        Field(
            ge=1,
            le=500,
            description="Number of equal units [unit]. VERA: aantalEenhedenBeschikbaar.",
            examples=[1],
        ),
    ] = 1
    bag_id: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]{16}$",
            description="Residential object in the BAG, 16 digits. VERA: bagIdentificatie.",
            examples=["0917010000012345"],
        ),
    ] = None
    complex: Annotated[
        Reference | None,
        Field(
            description="Your own reference of the complex. VERA: Cluster.code.",
            examples=["CPX-12"],
        ),
    ] = None
    kind: Annotated[
        DwellingKind | None,
        Field(
            description="Kind of dwelling. VERA: detailSoort (EENHEIDDETAILSOORT).",
            examples=["porch-flat"],
        ),
    ] = None
    floor_area: Annotated[
        int | None,
        Field(
            ge=5,
            le=1_000,
            description="Usable floor area [m²]. VERA: oppervlakten, kind GBO.",
            examples=[66],
        ),
    ] = None
    rooms: Annotated[
        int | None,
        Field(
            ge=1,
            le=50,
            description=("Number of rooms, bedrooms included. VERA: kamersAantal."),
            examples=[3],
        ),
    ] = None
    bedrooms: Annotated[
        int | None,
        Field(
            ge=0,
            le=50,
            description="Number of bedrooms. VERA: ruimten, kind slaapkamer.",
            examples=[2],
        ),
    ] = None
    storey: Annotated[
        int | None,
        Field(
            ge=-5,
            le=80,
            description="Storey; 0 is the ground floor. VERA: etage.",
            examples=[1],
        ),
    ] = None
    construction_year: Annotated[
        int | None,
        Field(
            ge=1_000,
            le=2_100,
            description="Year of construction. VERA: bouwjaar.",
            examples=[1965],
        ),
    ] = None
    energy_label: Annotated[
        EnergyLabel | None,
        Field(
            description="Energy label. VERA: energieprestaties.label (ENERGIELABEL).",
            examples=["C"],
        ),
    ] = None
    rent: Annotated[
        Rent | None,
        Field(
            description=("Rent that the rent benefit counts by, a month [eurocent]. VERA: rekenhuur."),
            examples=[68_840],
        ),
    ] = None
    service_costs: Annotated[
        Rent,
        Field(
            description=(
                "What comes on top of that rent each month [eurocent]. VERA: brutohuur less rekenhuur."
            ),
            examples=[1_371],
        ),
    ] = 0
    accessibility: Annotated[
        Accessibility | None,
        Field(
            description="Accessibility. VERA: toegankelijkheidslabel.",
            examples=["single-floor"],
        ),
    ] = None
    tenancy: Annotated[
        Tenancy | None,
        Field(
            description=("Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK."),
            examples=["flip"],
        ),
    ] = None
    minimum_age: Annotated[
        Age | None,
        Field(
            description="Youngest age [year]. VERA: criterium LEE, aantalOndergrens.",
            examples=[18],
        ),
    ] = None
    maximum_age: Annotated[
        Age | None,
        Field(
            description="Oldest age [year]. VERA: criterium LEE, aantalBovengrens.",
            examples=[None],
        ),
    ] = None
    minimum_persons: Annotated[
        Persons | None,
        Field(
            description="Least persons [person]. VERA: criterium PER, aantalOndergrens.",
            examples=[1],
        ),
    ] = None
    maximum_persons: Annotated[
        Persons | None,
        Field(
            description="Most persons [person]. VERA: criterium PER, aantalBovengrens.",
            examples=[2],
        ),
    ] = None
    own_sanitary: Annotated[
        bool | None,
        Field(description="Own sanitary. VERA: zelfstandig.", examples=[True]),
    ] = None
    low_stimulus: Annotated[
        bool | None,
        Field(description="Low stimulus. VERA does not have this.", examples=[False]),
    ] = None
    support_nearby: Annotated[
        bool | None,
        Field(
            description=("Support is near, day and night. VERA does not have this."),
            examples=[False],
        ),
    ] = None
    reserved_for: Annotated[
        list[TargetGroup],
        Unique(),
        Field(
            max_length=20,
            description=(
                "Only for (one of) these target groups; empty: for everybody. VERA: doelgroep, "
                "aanvullendeDoelgroep."
            ),
            examples=[[]],
        ),
    ] = []
    reserved_provider_id: Annotated[
        UUID | None,
        Field(
            description=("Only for clients of this provider. VERA does not have this."),
            examples=[None],
        ),
    ] = None
    excluded_origins: Annotated[
        list[Origin],
        Unique(),
        Field(
            max_length=400,
            description=(
                "Not for clients from these municipalities (GM code), or from outside the region (`outside`). "
                "VERA does not have this."
            ),
            examples=[[]],
        ),
    ] = []
    features: Annotated[
        list[Feature],
        Unique(),
        Field(
            max_length=20,
            description=FEATURES,
            examples=[["balcony", "near-shops"]],
        ),
    ] = []


class DwellingIn(DwellingFields, ReferencedDwelling, In):
    """A dwelling to offer."""


@partial
class DwellingChangeIn(DwellingFields, In):
    """What changes about a dwelling; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})


class DwellingBatchIn(In):
    """Up to a thousand dwellings to offer."""

    items: Annotated[
        list[Annotated[DwellingIn, Unjudged]],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description=("The dwellings; each is judged by itself."),
        ),
    ]


class StoredDwelling(BaseModel):
    """What we add to what a corporation says."""

    id: Annotated[UUID, Field(description="Identity of the dwelling here.")]
    region: Annotated[Slug, Field(description="Region, by the neighbourhood.")]
    municipality_code: Annotated[
        Municipality,
        Field(alias="municipality", description="Municipality, by the neighbourhood. VERA: adres.gemeente."),
    ]
    corporation_id: Annotated[UUID, Field(description="The corporation. VERA: idOrganisatie.")]
    state: Annotated[DwellingState, Field(description="Offered or withdrawn. VERA: status.")]
    withdrawn_at: Annotated[Moment | None, Field(description="When withdrawn.")]
    withdrawn_because: Annotated[str | None, Field(description="Why withdrawn.")]
    parked_until: Annotated[date | None, Field(description="Takes no part until this day.")]
    parked_because: Annotated[str | None, Field(description="Why parked.")]
    created_at: Annotated[Moment, Field(description="When offered.")]
    modified_at: Annotated[Moment, Field(description="When last changed.")]


class DwellingOut(DwellingFields, ReferencedDwelling, StoredDwelling, Out):
    """A dwelling on offer, or withdrawn."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class DwellingListOut(ListOut):
    """A page of dwellings."""

    items: list[DwellingOut]

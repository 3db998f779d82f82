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


class ReferencedDwelling(BaseModel):
    """The field by which a corporation knows its dwelling."""

    reference: Annotated[
        Reference,
        Field(
            description=(
                "Eigen kenmerk van de woning, uniek binnen uw corporatie. VERA: Eenheid.code. "
                "/ Your own reference."
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
            description="CBS-buurt waarin de woning ligt. VERA: adres.buurt.code. / CBS neighbourhood.",
            examples=["BU09179901"],
        ),
    ]
    housing_form: Annotated[
        FormCode,
        Field(
            description=(
                "Woonvorm: de trede op de woonladder van de regio, zie `/housing-forms`. VERA: woonvorm. "
                "/ Housing form."
            ),
            examples=["own-home-ambulant"],
        ),
    ]
    available_from: Annotated[
        date,
        Field(
            description=(
                "Eerste dag waarop er iemand kan wonen. VERA: opleverdatum. "
                "/ First day somebody can live there."
            ),
            examples=["2027-03-01"],
        ),
    ]
    available_until: Annotated[
        date | None,
        Field(
            description=(
                "Vanaf deze dag niet meer beschikbaar; null: geen einde. "
                "/ No longer available from this day on."
            ),
            examples=[None],
        ),
    ] = None
    capacity: Annotated[
        int,
        Field(
            ge=1,
            le=500,
            description="Aantal gelijke eenheden [eenheid]. VERA: aantalEenhedenBeschikbaar. / Equal units.",
            examples=[1],
        ),
    ] = 1
    bag_id: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]{16}$",
            description="BAG-verblijfsobject, 16 cijfers. VERA: bagIdentificatie. / BAG identity, 16 digits.",
            examples=["0917010000012345"],
        ),
    ] = None
    complex: Annotated[
        Reference | None,
        Field(
            description="Eigen kenmerk van het complex. VERA: Cluster.code. / Your reference of the complex.",
            examples=["CPX-12"],
        ),
    ] = None
    kind: Annotated[
        DwellingKind | None,
        Field(
            description="Soort woning. VERA: detailSoort (EENHEIDDETAILSOORT). / Kind of building.",
            examples=["porch-flat"],
        ),
    ] = None
    floor_area: Annotated[
        int | None,
        Field(
            ge=5,
            le=1_000,
            description="Gebruiksoppervlakte [m²]. VERA: oppervlakten, soort GBO. / Floor area.",
            examples=[66],
        ),
    ] = None
    rooms: Annotated[
        int | None,
        Field(
            ge=1,
            le=50,
            description=(
                "Aantal kamers, slaapkamers meegeteld. VERA: kamersAantal. / Rooms, bedrooms included."
            ),
            examples=[3],
        ),
    ] = None
    bedrooms: Annotated[
        int | None,
        Field(
            ge=0,
            le=50,
            description="Aantal slaapkamers. VERA: ruimten, soort slaapkamer. / Bedrooms.",
            examples=[2],
        ),
    ] = None
    storey: Annotated[
        int | None,
        Field(
            ge=-5,
            le=80,
            description="Verdieping; 0 is de begane grond. VERA: etage. / Storey; 0 is the ground floor.",
            examples=[1],
        ),
    ] = None
    construction_year: Annotated[
        int | None,
        Field(
            ge=1_000,
            le=2_100,
            description="Bouwjaar. VERA: bouwjaar. / Year of construction.",
            examples=[1965],
        ),
    ] = None
    energy_label: Annotated[
        EnergyLabel | None,
        Field(
            description="Energielabel. VERA: energieprestaties.label (ENERGIELABEL). / Energy label.",
            examples=["C"],
        ),
    ] = None
    rent: Annotated[
        Rent | None,
        Field(
            description=(
                "Rekenhuur per maand [eurocent]. VERA: rekenhuur. / Rent for the rent benefit, a month."
            ),
            examples=[68_840],
        ),
    ] = None
    service_costs: Annotated[
        Rent,
        Field(
            description=(
                "Wat er per maand bovenop de rekenhuur komt [eurocent]. VERA: brutohuur min rekenhuur. "
                "/ What comes on top."
            ),
            examples=[1_371],
        ),
    ] = 0
    accessibility: Annotated[
        Accessibility | None,
        Field(
            description="Toegankelijkheid. VERA: toegankelijkheidslabel. / Accessibility.",
            examples=["single-floor"],
        ),
    ] = None
    tenancy: Annotated[
        Tenancy | None,
        Field(
            description=(
                "Soort huurcontract. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK. "
                "/ Kind of lease."
            ),
            examples=["flip"],
        ),
    ] = None
    minimum_age: Annotated[
        Age | None,
        Field(
            description="Jongste leeftijd [jaar]. VERA: criterium LEE, aantalOndergrens. / Youngest age.",
            examples=[18],
        ),
    ] = None
    maximum_age: Annotated[
        Age | None,
        Field(
            description="Oudste leeftijd [jaar]. VERA: criterium LEE, aantalBovengrens. / Oldest age.",
            examples=[None],
        ),
    ] = None
    minimum_persons: Annotated[
        Persons | None,
        Field(
            description="Minste personen [persoon]. VERA: criterium PER, aantalOndergrens. / Least persons.",
            examples=[1],
        ),
    ] = None
    maximum_persons: Annotated[
        Persons | None,
        Field(
            description="Meeste personen [persoon]. VERA: criterium PER, aantalBovengrens. / Most persons.",
            examples=[2],
        ),
    ] = None
    own_sanitary: Annotated[
        bool | None,
        Field(description="Eigen sanitair. VERA: zelfstandig. / Own sanitary.", examples=[True]),
    ] = None
    low_stimulus: Annotated[
        bool | None,
        Field(description="Prikkelarm. VERA kent dit niet. / Low stimulus.", examples=[False]),
    ] = None
    support_nearby: Annotated[
        bool | None,
        Field(
            description=(
                "Begeleiding is dag en nacht nabij. VERA kent dit niet. / Support is near, day and night."
            ),
            examples=[False],
        ),
    ] = None
    reserved_for: Annotated[
        list[TargetGroup],
        Unique(),
        Field(
            max_length=20,
            description=(
                "Alleen voor (een van) deze doelgroepen; leeg: voor iedereen. VERA: doelgroep, "
                "aanvullendeDoelgroep. "
                "/ Reserved for."
            ),
            examples=[[]],
        ),
    ] = []
    reserved_provider_id: Annotated[
        UUID | None,
        Field(
            description=(
                "Alleen voor kandidaten van deze zorgaanbieder. VERA kent dit niet. "
                "/ Only for this provider's clients."
            ),
            examples=[None],
        ),
    ] = None
    excluded_origins: Annotated[
        list[Origin],
        Unique(),
        Field(
            max_length=400,
            description=(
                "Niet voor kandidaten uit deze gemeenten (GM-code), of van buiten de regio (`outside`). "
                "/ Not for people from."
            ),
            examples=[[]],
        ),
    ] = []
    features: Annotated[
        list[Feature],
        Unique(),
        Field(
            max_length=20,
            description="Kenmerken van woning en omgeving. VERA: ligging en voorzieningen. / Features.",
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
            description=(
                "De woningen; elk wordt voor zich beoordeeld. / The dwellings; each is judged by itself."
            ),
        ),
    ]


class StoredDwelling(BaseModel):
    """What we add to what a corporation says."""

    id: Annotated[UUID, Field(description="Kenmerk van de woning hier. / Identity.")]
    region: Annotated[Slug, Field(description="Regio, uit de buurt. / Region, by neighbourhood.")]
    municipality_code: Annotated[
        Municipality,
        Field(
            alias="municipality", description="Gemeente, uit de buurt. VERA: adres.gemeente. / Municipality."
        ),
    ]
    corporation_id: Annotated[
        UUID, Field(description="De corporatie. VERA: idOrganisatie. / The corporation.")
    ]
    state: Annotated[DwellingState, Field(description="Aangeboden of teruggetrokken. VERA: status. / State.")]
    withdrawn_at: Annotated[Moment | None, Field(description="Wanneer teruggetrokken. / When withdrawn.")]
    withdrawn_because: Annotated[str | None, Field(description="Waarom teruggetrokken. / Why withdrawn.")]
    parked_until: Annotated[
        date | None, Field(description="Doet tot deze dag niet mee. / Takes no part until this day.")
    ]
    parked_because: Annotated[str | None, Field(description="Waarom geparkeerd. / Why parked.")]
    created_at: Annotated[Moment, Field(description="Wanneer aangeboden. / When offered.")]
    modified_at: Annotated[Moment, Field(description="Wanneer het laatst gewijzigd. / When last changed.")]


class DwellingOut(DwellingFields, ReferencedDwelling, StoredDwelling, Out):
    """A dwelling on offer, or withdrawn."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class DwellingListOut(ListOut):
    """A page of dwellings."""

    items: list[DwellingOut]

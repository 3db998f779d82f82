"""The fields of a housing profile, and what each is called in Dutch and in VERA."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from matching.api.lists import Unique
from matching.api.schemas import AreaCode, Rent
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    Feature,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
)

_AS_NUMBER = PlainSerializer(float, return_type=float, when_used="json")

Load = Annotated[
    Decimal,
    Field(ge=0, le=10, decimal_places=2),
    _AS_NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.01}),
]
Hours = Annotated[
    Decimal,
    Field(ge=0, le=168, decimal_places=2),
    _AS_NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 168, "multipleOf": 0.01}),
]
Weight = Annotated[
    Decimal,
    Field(gt=0, le=20, decimal_places=2),
    _AS_NUMBER,
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 20, "multipleOf": 0.01}),
]
FormCode = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
ChildAge = Annotated[int, Field(ge=0, le=17)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{8,64}$")]
Areas = Annotated[list[AreaCode], Unique()]
Sentence = Annotated[str, Field(min_length=3, max_length=500)]


class ProfileFields(BaseModel):
    """The housing profile: needs, never diagnoses; `null` is "not known"."""

    on_list_since: Annotated[
        date,
        Field(
            description="Sinds wanneer de kandidaat wacht; niet in de toekomst. VERA: inschrijfdatum. / Waiting since.",
            examples=["2026-03-01"],
        ),
    ]
    load: Annotated[
        Load,
        Field(
            description=(
                "Draaglast voor de buurt [punt, 0 tot 10, twee decimalen]. VERA kent dit niet. "
                "/ Load on the neighbourhood."
            ),
            examples=[1.5],
        ),
    ]
    origin: Annotated[
        str | None,
        Field(
            pattern=r"^(GM[0-9]{4}|outside)$",
            description=(
                "Gemeente van herkomst (woonplaatsbeginsel), of `outside`. VERA: binding. "
                "/ Municipality of origin, or outside."
            ),
            examples=["outside"],
        ),
    ] = None
    facility_id: Annotated[
        UUID | None,
        Field(
            description=(
                "Voorziening waar de kandidaat nu is, zie `/facilities`. VERA kent dit niet. "
                "/ Present facility."
            ),
            examples=[None],
        ),
    ] = None
    current_housing_form: Annotated[
        FormCode | None,
        Field(
            description="Woonvorm van nu: de trede op de woonladder. VERA: woonvorm. / Present housing form.",
            examples=["bw-group-small"],
        ),
    ] = None
    ready_from: Annotated[
        date | None,
        Field(
            description=(
                "Eerste dag waarop de kandidaat kan verhuizen, ook in de toekomst; null: nog niet gereed "
                "verklaard. "
                "/ Ready from."
            ),
            examples=["2027-02-01"],
        ),
    ] = None
    ready_until: Annotated[
        date | None,
        Field(
            description="Laatste dag waarop de kandidaat wil verhuizen; null: geen einde. / Last day of willingness.",
            examples=[None],
        ),
    ] = None
    urgency: Annotated[
        Urgency,
        Field(
            description="Urgentieklasse. VERA: voorrang (VOORRANGSOORT.URG). / Urgency class.",
            examples=["regular"],
        ),
    ] = Urgency.REGULAR
    urgency_reason: Annotated[
        Sentence | None,
        Field(
            description=(
                "Waarom urgent, zonder persoonsgegevens; nodig boven regulier. Alleen de eigen aanbieder "
                "ziet dit. "
                "/ Why it is urgent."
            ),
            examples=[None],
        ),
    ] = None
    urgency_approved_by: Annotated[
        str | None,
        Field(
            min_length=3,
            max_length=120,
            description=(
                "Welk orgaan de urgentie goedkeurde, geen naam van een mens; nodig boven regulier. "
                "/ Who approved it."
            ),
            examples=[None],
        ),
    ] = None
    adults: Annotated[
        int,
        Field(
            ge=1,
            le=10,
            description="Volwassenen in het huishouden [persoon]. VERA: huishoudgrootte. / Adults.",
            examples=[1],
        ),
    ] = 1
    children_ages: Annotated[
        list[ChildAge],
        Field(
            max_length=15,
            description="Leeftijden van de meeverhuizende kinderen [jaar, 0 tot 17]. / Ages of the children.",
            examples=[[]],
        ),
    ] = []
    persons_weight: Annotated[
        Weight,
        Field(
            description=(
                "Hoe zwaar het huishouden telt in de cijfers: een paar met twee indicaties 1,5. "
                "/ Weight in the figures."
            ),
            examples=[1],
        ),
    ] = Decimal(1)
    age_band: Annotated[
        AgeBand | None,
        Field(
            description="Leeftijdsgroep. VERA: criterium LEE. / Age band.",
            examples=["24-54"],
        ),
    ] = None
    age: Annotated[
        int | None,
        Field(
            ge=16,
            le=120,
            description=(
                "Leeftijd [jaar]; alleen nodig waar een leeftijdsgrens door de groep loopt. "
                "/ Age, where a limit needs it."
            ),
            examples=[None],
        ),
    ] = None
    income_kind: Annotated[
        IncomeKind | None,
        Field(
            description="Soort inkomen. VERA: inkomen.soort. / Kind of income.",
            examples=["benefit"],
        ),
    ] = None
    income_band: Annotated[
        IncomeBand | None,
        Field(
            description=(
                "Waar het inkomen ligt tegen de grenzen van passend toewijzen; nooit het bedrag. VERA: "
                "PASSENDHEIDSSOORT. "
                "/ Income band."
            ),
            examples=["suitable"],
        ),
    ] = None
    debts_under_control: Annotated[
        bool | None,
        Field(
            description="Schulden onder controle. VERA kent dit niet. / Debts under control.", examples=[True]
        ),
    ] = None
    support: Annotated[
        Support | None,
        Field(
            description="Begeleiding die thuis nodig is. VERA kent dit niet. / Support needed at home.",
            examples=["ambulant"],
        ),
    ] = None
    support_hours: Annotated[
        Hours,
        Field(
            description="Begeleiding per week [uur, twee decimalen]. / Hours of support a week.",
            examples=[3.5],
        ),
    ] = Decimal(0)
    support_provider_id: Annotated[
        UUID | None,
        Field(
            description="Wie de begeleiding levert; null: uw eigen organisatie. / Who delivers it; null: you.",
            examples=[None],
        ),
    ] = None
    housing_forms: Annotated[
        list[FormCode],
        Unique(),
        Field(
            max_length=40,
            description=(
                "Woonvormen die passen, de beste eerst; leeg: niet bekend. Zie `/housing-forms`. VERA: "
                "woonvorm. "
                "/ Housing forms that fit."
            ),
            examples=[["own-home-ambulant", "housing-plus"]],
        ),
    ] = []
    bedrooms: Annotated[
        int | None,
        Field(ge=0, le=12, description="Slaapkamers die nodig zijn. / Bedrooms needed.", examples=[1]),
    ] = None
    maximum_rent: Annotated[
        Rent | None,
        Field(
            description=(
                "Hoogste huur die de kandidaat kan dragen, servicekosten meegeteld, per maand "
                "[eurocent]. VERA: brutohuur. "
                "/ Highest rent."
            ),
            examples=[80_000],
        ),
    ] = None
    accessibility: Annotated[
        Accessibility | None,
        Field(
            description="Toegankelijkheid die nodig is. VERA: toegankelijkheidslabel. / Accessibility needed.",
            examples=["none"],
        ),
    ] = None
    own_unit: Annotated[
        Need,
        Field(
            description="Eigen wooneenheid met eigen sanitair. VERA: zelfstandig. / Own unit with own sanitary.",
            examples=["should"],
        ),
    ] = Need.NO
    not_in_group: Annotated[
        Need,
        Field(description="Niet in een groep. VERA kent dit niet. / Not in a group.", examples=["should"]),
    ] = Need.NO
    low_stimulus: Annotated[
        Need,
        Field(description="Prikkelarm. VERA kent dit niet. / Low stimulus.", examples=["no"]),
    ] = Need.NO
    tenancies: Annotated[
        list[Tenancy],
        Unique(),
        Field(
            max_length=10,
            description=(
                "Soorten huurcontract die mogen; leeg: niet bekend. VERA: OVEREENKOMSTDETAILSOORT. "
                "/ Leases that are acceptable."
            ),
            examples=[["own-name", "flip", "three-party"]],
        ),
    ] = []
    preferred_areas: Annotated[
        Areas,
        Field(
            max_length=200,
            description="Gebieden met voorkeur: gemeenten, wijken of buurten. VERA: woonwens. / Preferred areas.",
            examples=[["BU09179901"]],
        ),
    ] = []
    acceptable_areas: Annotated[
        Areas,
        Field(
            max_length=200,
            description="Gebieden die ook goed zijn. VERA: woonwens. / Acceptable areas.",
            examples=[["GM0917"]],
        ),
    ] = []
    target_groups: Annotated[
        Annotated[list[TargetGroup], Unique()] | None,
        Field(
            max_length=20,
            description=(
                "Doelgroepen waartoe de kandidaat behoort; null: niet bekend. VERA: doelgroep, "
                "aanvullendeDoelgroep. "
                "/ Target groups."
            ),
            examples=[["leaving-sheltered-living"]],
        ),
    ] = None
    wishes: Annotated[
        list[Feature],
        Unique(),
        Field(
            max_length=20,
            description="Wensen van de kandidaat zelf. VERA: ligging en voorzieningen. / The client's own wishes.",
            examples=[["balcony"]],
        ),
    ] = []
    consent_on: Annotated[
        date | None,
        Field(
            description=(
                "Dag waarop de kandidaat toestemming gaf het profiel te delen; niet in de toekomst. "
                "/ Consent on file since."
            ),
            examples=["2026-03-01"],
        ),
    ] = None


class HiddenFields(BaseModel):
    """What only the client's own provider may know."""

    excluded_areas: Annotated[
        Areas,
        Field(
            max_length=200,
            description=(
                "Gebieden die niet kunnen; waarom wordt nooit gevraagd. Alleen de eigen aanbieder ziet dit. "
                "/ Excluded areas, seen by you alone."
            ),
            examples=[[]],
        ),
    ] = []
    keep_apart: Annotated[
        list[Token],
        Unique(),
        Field(
            max_length=20,
            description=(
                "Kenmerken om mensen uiteen te houden: wie er een deelt, komt niet in dezelfde buurt. "
                "Alleen de eigen aanbieder ziet dit. "
                "/ Keep-apart tokens."
            ),
            examples=[[]],
        ),
    ] = []


class MaskedFields(BaseModel):
    """What is null for everybody but the client's own provider."""

    excluded_areas: Annotated[
        list[AreaCode] | None,
        Field(
            description="Gebieden die niet kunnen; null voor anderen dan de eigen aanbieder. / Excluded areas."
        ),
    ]
    keep_apart: Annotated[
        list[str] | None,
        Field(
            description="Uiteen-houdkenmerken; null voor anderen dan de eigen aanbieder. / Keep-apart tokens."
        ),
    ]

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
            description="Since when the client waits; not in the future.",
            examples=["2026-03-01"],
        ),
    ]
    load: Annotated[
        Load,
        Field(
            description=(
                "Load on the neighbourhood [point, 0 to 10, two decimals]. VERA does not have this."
            ),
            examples=[1.5],
        ),
    ]
    origin: Annotated[
        str | None,
        Field(
            pattern=r"^(GM[0-9]{4}|outside)$",
            description=(
                "Origin: a municipality (woonplaatsbeginsel), or `outside`. VERA: Voorrangsregeling.soort "
                "(VOORRANGSOORT.BIN)."
            ),
            examples=["outside"],
        ),
    ] = None
    facility_id: Annotated[
        UUID | None,
        Field(
            description=("Facility where the client is now, see `/facilities`. VERA does not have this."),
            examples=[None],
        ),
    ] = None
    current_housing_form: Annotated[
        FormCode | None,
        Field(
            description="Present housing form: the rung of the woonladder. VERA: woonvorm.",
            examples=["bw-group-small"],
        ),
    ] = None
    ready_from: Annotated[
        date | None,
        Field(
            description=(
                "First day on which the client can move, in the future too; null: not declared ready yet."
            ),
            examples=["2027-02-01"],
        ),
    ] = None
    ready_until: Annotated[
        date | None,
        Field(
            description="Last day on which the client wants to move; null: no end.",
            examples=[None],
        ),
    ] = None
    urgency: Annotated[
        Urgency,
        Field(
            description="Urgency class. VERA: Voorrangsregeling.soort (VOORRANGSOORT.URG).",
            examples=["regular"],
        ),
    ] = Urgency.REGULAR
    urgency_reason: Annotated[
        Sentence | None,
        Field(
            description=(
                "Why urgent, without personal data; needed above regular. Only the client's own "
                "provider sees this."
            ),
            examples=[None],
        ),
    ] = None
    urgency_approved_by: Annotated[
        str | None,
        Field(
            min_length=3,
            max_length=120,
            description=("Which body approved the urgency, no name of a person; needed above regular."),
            examples=[None],
        ),
    ] = None
    adults: Annotated[
        int,
        Field(
            ge=1,
            le=10,
            description="Adults in the household [person]. VERA: Toewijzing.huishoudgrootte.",
            examples=[1],
        ),
    ] = 1
    children_ages: Annotated[
        list[ChildAge],
        Field(
            max_length=15,
            description="Ages of the children who move along [year, 0 to 17].",
            examples=[[]],
        ),
    ] = []
    persons_weight: Annotated[
        Weight,
        Field(
            description=("How much the household weighs in the figures: a couple with two indications 1.5."),
            examples=[1],
        ),
    ] = Decimal(1)
    age_band: Annotated[
        AgeBand | None,
        Field(
            description="Age band. VERA: criterium LEE.",
            examples=["24-54"],
        ),
    ] = None
    age: Annotated[
        int | None,
        Field(
            ge=16,
            le=120,
            description=("Age [year]; only needed where an age limit runs through the band."),
            examples=[None],
        ),
    ] = None
    income_kind: Annotated[
        IncomeKind | None,
        Field(
            description="Kind of income. VERA: Inkomen.bron.",
            examples=["benefit"],
        ),
    ] = None
    income_band: Annotated[
        IncomeBand | None,
        Field(
            description=(
                "Where the income lies against the limits of suitable allocation; never the amount. "
                "VERA: Toewijzing.passendheidsoort (PASSENDHEIDSSOORT)."
            ),
            examples=["suitable"],
        ),
    ] = None
    debts_under_control: Annotated[
        bool | None,
        Field(description="Debts under control. VERA does not have this.", examples=[True]),
    ] = None
    support: Annotated[
        Support | None,
        Field(
            description="Support that is needed at home. VERA does not have this.",
            examples=["ambulant"],
        ),
    ] = None
    support_hours: Annotated[
        Hours,
        Field(
            description="Support a week [hour, two decimals].",
            examples=[3.5],
        ),
    ] = Decimal(0)
    support_provider_id: Annotated[
        UUID | None,
        Field(
            description="Provider that delivers the support; null: your own organisation.",
            examples=[None],
        ),
    ] = None
    housing_forms: Annotated[
        list[FormCode],
        Unique(),
        Field(
            max_length=40,
            description=(
                "Housing forms that fit, the best first; empty: not known. See `/housing-forms`. VERA: "
                "woonvorm."
            ),
            examples=[["own-home-ambulant", "housing-plus"]],
        ),
    ] = []
    bedrooms: Annotated[
        int | None,
        Field(ge=0, le=12, description="Bedrooms that are needed.", examples=[1]),
    ] = None
    maximum_rent: Annotated[
        Rent | None,
        Field(
            description=(
                "Highest rent the client can carry, service costs included, a month [eurocent]. VERA: "
                "Zoekprofiel.huurprijsTot."
            ),
            examples=[80_000],
        ),
    ] = None
    accessibility: Annotated[
        Accessibility | None,
        Field(
            description="Accessibility that is needed. VERA: Zoekprofiel.Toegankelijkheid (TOEGANKELIJKHEIDSLABEL).",
            examples=["none"],
        ),
    ] = None
    own_unit: Annotated[
        Need,
        Field(
            description="Own unit with own sanitary. VERA: Zoekprofiel.zelfstandig.",
            examples=["should"],
        ),
    ] = Need.NO
    not_in_group: Annotated[
        Need,
        Field(description="Not in a group. VERA does not have this.", examples=["should"]),
    ] = Need.NO
    low_stimulus: Annotated[
        Need,
        Field(description="Low stimulus. VERA does not have this.", examples=["no"]),
    ] = Need.NO
    tenancies: Annotated[
        list[Tenancy],
        Unique(),
        Field(
            max_length=10,
            description=(
                "Kinds of lease that are acceptable; empty: not known. VERA: OVEREENKOMSTDETAILSOORT."
            ),
            examples=[["own-name", "flip", "three-party"]],
        ),
    ] = []
    preferred_areas: Annotated[
        Areas,
        Field(
            max_length=200,
            description="Preferred areas: municipalities, districts or neighbourhoods. VERA: Zoekprofiel.locaties.",
            examples=[["BU09179901"]],
        ),
    ] = []
    acceptable_areas: Annotated[
        Areas,
        Field(
            max_length=200,
            description="Areas that are good too. VERA: Zoekprofiel.locaties.",
            examples=[["GM0917"]],
        ),
    ] = []
    target_groups: Annotated[
        Annotated[list[TargetGroup], Unique()] | None,
        Field(
            max_length=20,
            description=(
                "Target groups to which the client belongs; null: not known. VERA: doelgroep, "
                "aanvullendeDoelgroep."
            ),
            examples=[["leaving-sheltered-living"]],
        ),
    ] = None
    wishes: Annotated[
        list[Feature],
        Unique(),
        Field(
            max_length=20,
            description="The client's own wishes. VERA: EENHEIDLIGGING.",
            examples=[["balcony"]],
        ),
    ] = []
    consent_on: Annotated[
        date | None,
        Field(
            description=("Day on which the client consented to the profile being shared; not in the future."),
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
                "Areas that can't be; why is never asked. Only the client's own provider sees this."
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
                "Tokens to keep people apart: who shares one does not come to the same neighbourhood. "
                "Only the client's own provider sees this."
            ),
            examples=[[]],
        ),
    ] = []


class MaskedFields(BaseModel):
    """What is null for everybody but the client's own provider."""

    excluded_areas: Annotated[
        list[AreaCode] | None,
        Field(description="Areas that can't be; null for others than the client's own provider."),
    ]
    keep_apart: Annotated[
        list[str] | None,
        Field(description="Keep-apart tokens; null for others than the client's own provider."),
    ]

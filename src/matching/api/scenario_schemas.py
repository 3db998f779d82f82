"""What-if on the wire: what is changed, and how the matching then differs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from matching import examples
from matching.api.covenant_schemas import Goals, Policy
from matching.api.covenant_sections import Count, OrganisationId, Origin, Percent
from matching.api.dwelling_schemas import FormCode, Neighbourhood
from matching.api.listing import ListOut
from matching.api.lists import Unique
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import AreaCode, In, Points, Rent
from matching.api.small_counts import CountsOut
from matching.api.study_schemas import SideOut, StudyIn, StudySummaryOut
from matching.operations.studies import Amended, MoreClients, Scenario, more_dwellings
from matching.vocabulary import Accessibility, Tenancy, Urgency


def _stays() -> Any:
    """Stand in for what was left out; nobody reads it, for only what was sent is used."""
    return None


STAYS = Field(default_factory=_stays)
LIFTED = "Left out: stays as it was; null: no limit."


def _numbers(sent: BaseModel, **fields: str) -> tuple[tuple[str, int | None], ...]:
    """Return what was sent by the solver's names, points and percents in hundredths."""
    given = ((field, getattr(sent, name)) for name, field in fields.items() if name in sent.model_fields_set)
    return tuple(
        (field, int(number * 100) if isinstance(number, Decimal) else number) for field, number in given
    )


class QuotaAmendmentIn(In):
    """A municipality's quota with other numbers. [placement]"""

    municipality: Annotated[AreaCode, Field(description="Municipality.", examples=["GM0917"])]
    target_share: Annotated[Percent, Field(description="Target share [%].")] = STAYS
    maximum: Annotated[Count | None, Field(description=LIFTED, examples=[60])] = STAYS
    minimum: Annotated[Count | None, Field(description=LIFTED, examples=[20])] = STAYS
    imports_maximum: Annotated[
        Count | None,
        Field(description="Most imports; left out: stays as it was; null: no limit.", examples=[15]),
    ] = STAYS

    def amended(self) -> Amended:
        """Return it as the solver takes it."""
        fields = {name: name for name in ("target_share", "maximum", "minimum", "imports_maximum")}
        return Amended(self.municipality, _numbers(self, **fields))


class OriginLimitAmendmentIn(In):
    """A limit on an origin, of those that the run knew, with another number. [placement]"""

    origin: Origin
    municipality: Annotated[
        AreaCode,
        Field(description="Municipality they come to.", examples=["GM0917"]),
    ]
    maximum: Annotated[Count | None, Field(description="Null: no limit.", examples=[8])]

    def amended(self) -> Amended:
        """Return it as the solver takes it."""
        return Amended(f"{self.origin}:{self.municipality}", _numbers(self, maximum="maximum"))


class LoadCapAmendmentIn(In):
    """Another cap of a district or neighbourhood. [points]"""

    area: Annotated[AreaCode, Field(description="District or neighbourhood.", examples=["BU09179901"])]
    points: Annotated[Points | None, Field(description="Null: no limit.", examples=[20])]

    def amended(self) -> Amended:
        """Return it as the solver takes it."""
        return Amended(self.area, _numbers(self, points="capacity"))


class ComplexCapAmendmentIn(In):
    """Another cap of a complex. [points]"""

    organisation: OrganisationId
    complex: Annotated[
        str,
        Field(min_length=1, max_length=64, description="Complex.", examples=["FLAT-DE-WOLK"]),
    ]
    points: Annotated[Points | None, Field(description="Null: no limit.", examples=[6])]

    def amended(self) -> Amended:
        """Return it as the solver takes it."""
        return Amended(f"{self.organisation}:{self.complex}", _numbers(self, points="capacity"))


class CommitmentAmendmentIn(In):
    """A corporation's commitment with other numbers. [dwelling]"""

    organisation: OrganisationId
    dwellings: Annotated[
        Count | None,
        Field(
            description="Commitment in dwellings; left out: stays as it was; null: no limit.", examples=[60]
        ),
    ] = STAYS
    offers_more: Annotated[
        bool, Field(description="What it offers above may be used too.", examples=[True])
    ] = STAYS

    def amended(self) -> Amended:
        """Return it as the solver takes it."""
        return Amended(
            str(self.organisation), _numbers(self, dwellings="commitment", offers_more="offers_more")
        )


class MoreDwellingsIn(In):
    """Dwellings that nobody has offered yet, all alike; what is not named hinders nobody."""

    neighbourhood: Annotated[
        Neighbourhood,
        Field(
            description="CBS neighbourhood in which the dwelling lies. VERA: adres.buurt.code.",
            examples=["BU09179901"],
        ),
    ]
    housing_form: Annotated[
        FormCode, Field(description="Housing form. VERA: woonvorm.", examples=["own-home-ambulant"])
    ]
    bedrooms: Annotated[
        int,
        Field(ge=0, le=50, description="Number of bedrooms. VERA: ruimten, kind slaapkamer.", examples=[1]),
    ]
    rent: Annotated[
        Rent,
        Field(
            description="Rent that the rent benefit counts by, a month [eurocent]. VERA: rekenhuur.",
            examples=[65_000],
        ),
    ]
    service_costs: Annotated[
        Rent,
        Field(
            description="What comes on top of that rent each month [eurocent]. VERA: brutohuur less rekenhuur.",
            examples=[1_500],
        ),
    ] = 0
    capacity: Annotated[
        int,
        Field(
            ge=1,
            le=500,
            description="Number of equal units [unit]. VERA: aantalEenhedenBeschikbaar.",
            examples=[3],
        ),
    ] = 1
    corporation: Annotated[
        OrganisationId | None,
        Field(
            description="Corporation, within its commitment; null: nobody yet, outside any commitment.",
            examples=[None],
        ),
    ] = None
    available_from: Annotated[
        date | None,
        Field(description="From; null: the day of the run. VERA: opleverdatum.", examples=[None]),
    ] = None
    accessibility: Annotated[
        Accessibility,
        Field(description="Accessibility. VERA: toegankelijkheidslabel.", examples=["single-floor"]),
    ] = Accessibility.NONE
    tenancy: Annotated[
        Tenancy,
        Field(
            description="Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK.",
            examples=["own-name"],
        ),
    ] = Tenancy.OWN_NAME
    own_sanitary: Annotated[bool, Field(description="Own sanitary. VERA: zelfstandig.", examples=[True])] = (
        True
    )
    low_stimulus: Annotated[bool, Field(description="Low stimulus.", examples=[False])] = False
    support_nearby: Annotated[bool, Field(description="Support near, day and night.", examples=[False])] = (
        False
    )


class MoreClientsIn(In):
    """Clients like one who is on the list, new on it."""

    like: Annotated[UUID, Field(description="Like this client.", examples=[examples.CLIENT])]
    number: Annotated[int, Field(ge=1, le=500, description="How many.", examples=[2])]
    urgency: Annotated[
        Urgency | None,
        Field(description="Urgency; null: the same.", examples=["regular"]),
    ] = None


class ScenarioIn(StudyIn):
    """What is different; everything else stays as the run found it."""

    quotas: Annotated[
        list[QuotaAmendmentIn],
        Field(
            max_length=100,
            description="Other quotas.",
            examples=[[{"municipality": "GM0917", "maximum": 40}]],
        ),
    ] = Field(default_factory=list)
    origin_limits: Annotated[
        list[OriginLimitAmendmentIn],
        Field(
            max_length=500,
            description="Other limits on an origin.",
            examples=[[{"origin": "outside", "municipality": "GM0917", "maximum": 8}]],
        ),
    ] = Field(default_factory=list)
    load_caps: Annotated[
        list[LoadCapAmendmentIn],
        Field(
            max_length=2_000,
            description="Other load caps.",
            examples=[[{"area": "BU09179901", "points": 22}]],
        ),
    ] = Field(default_factory=list)
    complex_caps: Annotated[
        list[ComplexCapAmendmentIn],
        Field(max_length=500, description="Other load caps of a complex.", examples=[[]]),
    ] = Field(default_factory=list)
    commitments: Annotated[
        list[CommitmentAmendmentIn],
        Field(max_length=100, description="Other commitments.", examples=[[]]),
    ] = Field(default_factory=list)
    goals: Annotated[Goals | None, Field(examples=[None])] = None
    policy: Annotated[
        Policy | None, Field(description="Other weights.", examples=[{"waitingMonths": 48}])
    ] = None
    without_dwellings: Annotated[
        list[UUID],
        Unique(),
        Field(max_length=2_000, description="Without these dwellings.", examples=[[]]),
    ] = Field(default_factory=list)
    without_clients: Annotated[
        list[UUID],
        Unique(),
        Field(max_length=2_000, description="Without these clients.", examples=[[]]),
    ] = Field(default_factory=list)
    more_dwellings: Annotated[
        list[MoreDwellingsIn],
        Field(
            max_length=100,
            description="Extra dwellings.",
            examples=[
                [
                    {
                        "neighbourhood": "BU09179803",
                        "housingForm": "own-home-ambulant",
                        "bedrooms": 1,
                        "rent": 62_000,
                        "capacity": 3,
                    }
                ]
            ],
        ),
    ] = Field(default_factory=list)
    more_clients: Annotated[
        list[MoreClientsIn],
        Field(max_length=20, description="Extra clients.", examples=[[]]),
    ] = Field(default_factory=list)

    def scenario(self, *, on: date) -> Scenario:
        """Return it as the solver takes it.

        Parameters
        ----------
        on
            The day of the run.
        """
        policy = self.policy.changes() if self.policy else {}
        return Scenario(
            quotas=tuple(one.amended() for one in self.quotas),
            origin_limits=tuple(one.amended() for one in self.origin_limits),
            load_caps=tuple(one.amended() for one in self.load_caps),
            complex_caps=tuple(one.amended() for one in self.complex_caps),
            commitments=tuple(one.amended() for one in self.commitments),
            goals=None if self.goals is None else tuple(self.goals),
            urgency_weight=tuple(policy.pop("urgency_weight", {}).items()),
            suitability_weight=tuple(policy.pop("suitability_weight", {}).items()),
            policy_numbers=tuple(policy.items()),
            without_dwellings=tuple(map(str, self.without_dwellings)),
            without_clients=tuple(map(str, self.without_clients)),
            more_dwellings=more_dwellings((one.model_dump() for one in self.more_dwellings), on=on),
            more_clients=tuple(
                MoreClients(str(one.like), one.number, one.urgency) for one in self.more_clients
            ),
        )


class LevelComparedOut(CountsOut):
    """A goal in both matchings; null where it is no goal."""

    name: Annotated[str, Field(description="Goal.", examples=["priority"])]
    before: Annotated[int | None, Field(description="In the matching run.")]
    after: Annotated[int | None, Field(description="With the changes.")]
    proven_before: Annotated[bool, Field(description="Proven that it can't be better.")]
    proven_after: Annotated[bool, Field(description="Proven, with the changes.")]
    comparable: Annotated[
        bool,
        Field(description="Counts the same in both: same weights or goals."),
    ]


class UrgencyComparedOut(CountsOut):
    """A class of urgency in both matchings. [client]"""

    urgency: Annotated[Urgency, Field(description="Urgency.")]
    clients: Annotated[SideOut, Field(description="Clients on the list.")]
    placed: Annotated[SideOut, Field(description="With a home.")]
    gain: Annotated[int | None, Field(description="A home with the changes, none in the run.")]
    lose: Annotated[int | None, Field(description="No home with the changes, one in the run.")]


class MunicipalityComparedOut(CountsOut):
    """A municipality in both matchings. [placement]"""

    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0917"])]
    target_before: Annotated[int | None, Field(description="Target; null: no share.")]
    target_after: Annotated[int | None, Field(description="Target with the changes.")]
    placed: Annotated[SideOut, Field(description="Placements.")]


class NeighbourhoodComparedOut(CountsOut):
    """A neighbourhood in both matchings. [hundredth of a point]"""

    neighbourhood: Annotated[
        str,
        Field(
            description="CBS neighbourhood in which the dwelling lies. VERA: adres.buurt.code.",
            examples=["BU09179901"],
        ),
    ]
    capacity_before: Annotated[int | None, Field(description="Load cap; null: no limit.")]
    capacity_after: Annotated[int | None, Field(description="Load cap with the changes.")]
    load: Annotated[SideOut, Field(description="Load, placements included.")]


class ComparisonOut(CountsOut):
    """How the matching differs, in counts and in words."""

    clients: Annotated[SideOut, Field(description="Clients.")]
    places: Annotated[SideOut, Field(description="Places in dwellings.")]
    placed: Annotated[SideOut, Field(description="Clients with a home.")]
    gain: Annotated[int | None, Field(description="A home with the changes, none in the run.")]
    lose: Annotated[int | None, Field(description="No home with the changes, one in the run.")]
    elsewhere: Annotated[int | None, Field(description="Another home.")]
    same: Annotated[int | None, Field(description="The same home.")]
    urgencies: list[UrgencyComparedOut]
    levels: list[LevelComparedOut]
    municipalities: list[MunicipalityComparedOut]
    neighbourhoods: list[NeighbourhoodComparedOut]
    changes: Annotated[list[SentenceOut], Field(description="What is different.")]
    sentences: Annotated[list[SentenceOut], Field(description="What comes of it.")]


class ScenarioOut(StudySummaryOut):
    """A what-if, and what comes of it once it is worked out."""

    comparison: Annotated[ComparisonOut | None, Field(description="Outcome; only once it is finished.")]


class ScenarioListOut(ListOut):
    """A page of what-ifs, newest first."""

    items: list[StudySummaryOut]
